package rest

// Finding the way through a page that is known to be valid JSON: where a value
// begins and ends, and its text. Nothing is judged here.
//
// Texts are most of what a page of thousands of users allocates. So a text that
// comes again and again (a role, a country, a key) is kept once, and the others
// of a page share a few blocks of memory.

import (
	"bytes"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// Kind is the first byte of the next value: '{', '[', '"', '0', 't', 'f', 'n'.
// It is 0 at the end.
func (c *Cursor) Kind() jsontext.Kind {
	for ; c.at < len(c.body); c.at++ {
		switch b := c.body[c.at]; b {
		case ' ', '\t', '\r', '\n', ',', ':':
		case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
			return '0'
		default:
			return jsontext.Kind(b)
		}
	}
	return 0
}

// enter steps into the object or list that comes next.
func (c *Cursor) enter() {
	c.Kind()
	c.at++
}

// more reports whether another member comes. It steps out of the object or list
// where none does.
func (c *Cursor) more(end jsontext.Kind) bool {
	switch c.Kind() {
	case end:
		c.at++
		return false
	case 0:
		return false
	}
	return true
}

// key reads the key of a member.
func (c *Cursor) key() string {
	c.Kind()
	return c.names.word(c.text())
}

// text reads the text that begins here. The bytes are good until the next call.
func (c *Cursor) text() []byte {
	from := c.at
	end, escaped := c.quoted()
	if !escaped {
		return c.body[from+1 : end-1]
	}
	// A valid text cannot fail to be read.
	c.spare, _ = jsontext.AppendUnquote(c.spare[:0], c.body[from:end])
	return c.spare
}

// quoted steps over the text that begins here. It gives the place behind it, and
// whether there are escapes in it.
func (c *Cursor) quoted() (end int, escaped bool) {
	c.at++
	for {
		n := bytes.IndexByte(c.body[c.at:], '"')
		if n < 0 { // not in valid JSON
			c.at = len(c.body)
			return c.at, escaped
		}
		if bytes.IndexByte(c.body[c.at:c.at+n], '\\') < 0 {
			c.at += n + 1
			return c.at, escaped
		}
		escaped = true
		c.at += n + 1
		if !slashed(c.body[:c.at-1]) {
			return c.at, escaped
		}
	}
}

// slashed reports whether what follows the bytes is escaped: an odd number of
// backslashes stands at their end.
func slashed(b []byte) bool {
	n := len(b)
	for n > 0 && b[n-1] == '\\' {
		n--
	}
	return (len(b)-n)%2 == 1
}

// literal reads the number, true, false or null that begins here.
func (c *Cursor) literal() []byte {
	from := c.at
	for c.at < len(c.body) {
		switch c.body[c.at] {
		case ',', ']', '}', ' ', '\t', '\r', '\n':
			return c.body[from:c.at]
		}
		c.at++
	}
	return c.body[from:]
}

// skip steps over one value.
func (c *Cursor) skip() {
	switch c.Kind() {
	case '"':
		c.quoted()
	case '{', '[':
		c.skipNested()
	default:
		c.literal()
	}
}

func (c *Cursor) skipNested() {
	for depth := 0; c.at < len(c.body); {
		switch c.body[c.at] {
		case '"':
			c.quoted()
			continue
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		c.at++
		if depth == 0 {
			return
		}
	}
}

// keep makes a text of bytes, for as long as anybody wants it.
func (c *Cursor) keep(b []byte) string {
	if len(b) <= shortWord {
		return c.values.word(b)
	}
	return c.kept.keep(b)
}

// shortWord is the longest text, in bytes, that may come again often.
const shortWord = 12

// words holds texts that came lately, each at a place that its bytes choose.
type words struct{ at [64]string }

func (w *words) word(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	place := &w.at[(uint(len(b))*7+uint(b[0])*5+uint(b[len(b)/2])*3+uint(b[len(b)-1]))%uint(len(w.at))]
	if *place != string(b) {
		*place = string(b)
	}
	return *place
}

// letters are blocks of memory that texts are cut from.
type letters struct{ block strings.Builder }

// blockSize is the size of a block, in bytes.
const blockSize = 4 << 10

func (l *letters) keep(b []byte) string {
	if l.block.Cap()-l.block.Len() < len(b) {
		l.block = strings.Builder{}
		l.block.Grow(max(blockSize, len(b)))
	}
	from := l.block.Len()
	l.block.Write(b)
	return l.block.String()[from:]
}
