package rest

// Strict decoding of a page.
//
// A page is one JSON value in valid UTF-8 and then the end. Keys are compared
// exactly. A key that comes twice in the envelope refuses the page, because
// nobody can say which list counts; inside one user the last value is read and
// the repetition is noted, because Vonage's own sample holds such a user.
// Fields nobody asked for are skipped.
//
// A page is checked as a whole before anything of it is read: the JSON package
// refuses what is not valid, and repeated keys with it. Only where keys repeat is
// the page checked and read a second time, slower, tracking which and where. What
// is read is therefore known to be valid, so that the reading itself (scan.go)
// only has to find its way.

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
)

// Cursor reads one page from front to back. Its body is one valid JSON value.
type Cursor struct {
	body []byte
	at   int // how far it was read, in bytes
	hide *redactor

	names  words   // keys
	values words   // short texts
	kept   letters // all other texts
	spare  []byte  // for texts with escapes

	tracking bool // keys may repeat, and that is noted
	inItem   bool // inside one item of the list
	repeated []string
	odd      []string
}

// errShape is what decoding functions return to refuse a page, in words.
type errShape struct {
	what    string
	unknown bool // the form of the whole answer is not known: say what it is
}

func (e errShape) Error() string { return e.what }

// Refuse makes an error that says what is wrong with a page.
func Refuse(format string, args ...any) error { return errShape{what: fmt.Sprintf(format, args...)} }

// Unknown is Refuse for a page that has none of the forms that are known: the
// shape of the answer is said with it.
func Unknown(format string, args ...any) error {
	return errShape{what: fmt.Sprintf(format, args...), unknown: true}
}

// Decode reads a whole answer with read. Whatever is wrong with it comes back
// as a ShapeError. read may be called twice, and must start afresh each time.
func Decode(a *Answer, read func(*Cursor) error) error {
	err := decodeOnce(a, false, read)
	if errors.Is(err, jsontext.ErrDuplicateName) {
		err = decodeOnce(a, true, read)
	}
	if err == nil {
		return nil
	}
	if f := parseFault(a.Body); f.Body {
		what, shown := "an error was answered with status 200", f.printed(a.hide)
		if shown.Code != "" {
			what += ", code " + shown.Code
		}
		if shown.Said != "" {
			what += `, "` + shown.Said + `"`
		}
		return &ShapeError{Where: a.Where, What: what, Remedy: "correct what the message names and run again"}
	}
	what := inWords(err)
	var own errShape
	if errors.As(err, &own) && own.unknown {
		what += "; the answer has the shape " + shapeOf(a.Body, a.hide)
	}
	return &ShapeError{Where: a.Where, What: what, Remedy: "the page cannot be relied on: run again, and if it stays check base_url and the API version"}
}

func decodeOnce(a *Answer, tracking bool, read func(*Cursor) error) error {
	dec := jsontext.NewDecoder(bytes.NewBuffer(a.Body), jsontext.AllowDuplicateNames(tracking))
	value, err := dec.ReadValue()
	if err != nil {
		return err
	}
	from := int(dec.InputOffset()) - len(value)
	c := &Cursor{body: a.Body[from : from+len(value)], hide: a.hide, tracking: tracking}
	switch _, err := dec.ReadToken(); {
	case err == nil:
		return Refuse("something follows after the end of the JSON value")
	case err != io.EOF:
		return Refuse("something that is not JSON follows after the end of the JSON value")
	}
	return read(c)
}

// inWords says what a decoder's error means, without its data.
func inWords(err error) string {
	var own errShape
	var syntax *jsontext.SyntacticError
	switch {
	case errors.As(err, &own):
		return own.what
	case errors.Is(err, io.ErrUnexpectedEOF), err == io.EOF:
		return "the JSON is cut off"
	case errors.As(err, &syntax):
		return fmt.Sprintf("the JSON is not valid at byte %d", syntax.ByteOffset)
	}
	return "the JSON cannot be read"
}

// Object reads an object, calling field for each key. field must read exactly
// one value.
func (c *Cursor) Object(field func(key string) error) error {
	c.enter()
	var seen []string
	for c.more('}') {
		key := c.key()
		if c.tracking {
			if err := c.noteKey(&seen, key); err != nil {
				return err
			}
		}
		if err := field(key); err != nil {
			return err
		}
	}
	return nil
}

// noteKey refuses a repeated key in the envelope and notes one in an item.
func (c *Cursor) noteKey(seen *[]string, key string) error {
	if !slices.Contains(*seen, key) {
		*seen = append(*seen, key)
		return nil
	}
	if !c.inItem {
		return Refuse("the key %q comes twice", c.hide.text(key))
	}
	if !slices.Contains(c.repeated, key) {
		c.repeated = append(c.repeated, key)
	}
	return nil
}

// Has reports whether the object that comes next has a key. Nothing is read.
func (c *Cursor) Has(key string) bool {
	look, found := Cursor{body: c.body, at: c.at}, false
	_ = look.Object(func(k string) error { // no error comes from here
		found = found || k == key
		look.skip()
		return nil
	})
	return found
}

// List reads an array, or one value where an array is meant.
func (c *Cursor) List(item func() error) error {
	if c.Kind() != '[' {
		return item()
	}
	c.enter()
	for c.more(']') {
		if err := item(); err != nil {
			return err
		}
	}
	return nil
}

// Item is what is known about one item besides its fields.
type Item struct {
	Hash string // first 12 hex digits of the SHA-256 of its bytes as received
	// Odd lists what was unexpected, in words: repeated keys, values of a kind
	// that the field does not have.
	Odd []string
	// Raw is the item as it was received. It is part of the page's memory: copy
	// what is kept.
	Raw []byte
	// Twice says that a key comes twice.
	Twice bool
}

// Item reads one object of the list with read, and gives its hash and what was
// odd about it.
func (c *Cursor) Item(read func() error) (Item, error) {
	if c.Kind() != '{' {
		return Item{}, c.unexpected("an object in the list")
	}
	from := c.at // where Kind found it
	c.inItem, c.repeated, c.odd = true, nil, nil
	err := read()
	c.inItem = false
	if err != nil {
		return Item{}, err
	}
	it := Item{Hash: c.hash(c.body[from:c.at]), Raw: c.body[from:c.at], Twice: len(c.repeated) > 0}
	slices.Sort(c.repeated)
	for _, key := range c.repeated {
		it.Odd = append(it.Odd, fmt.Sprintf("the key %q comes twice; the last value was read", c.hide.text(key)))
	}
	it.Odd = append(it.Odd, c.odd...)
	return it, nil
}

// hash is the first 12 hex digits of the SHA-256 of an item.
func (c *Cursor) hash(raw []byte) string {
	sum := sha256.Sum256(raw)
	var digits [12]byte
	hex.Encode(digits[:], sum[:6])
	return c.kept.keep(digits[:])
}

// Text is a text field as it was received.
type Text struct {
	Value string
	Given bool // the key was there and its value was not null
	Null  bool // the key was there with null
}

// Text reads a string, or a number as its digits. Another kind is noted as odd
// and counts as not given.
func (c *Cursor) Text(key string) (Text, error) {
	switch c.Kind() {
	case '"':
		return Text{Value: c.keep(c.text()), Given: true}, nil
	case '0':
		return Text{Value: c.keep(c.literal()), Given: true}, nil
	case 'n':
		return Text{Null: true}, c.Skip()
	}
	return Text{}, c.notOf(key, "a text")
}

// Flag is a yes/no field as it was received.
type Flag struct{ Value, Given bool }

// Flag reads true or false. Another kind is noted as odd and counts as not
// given.
func (c *Cursor) Flag(key string) (Flag, error) {
	switch k := c.Kind(); k {
	case 't', 'f':
		c.literal()
		return Flag{Value: k == 't', Given: true}, nil
	case 'n':
		return Flag{}, c.Skip()
	}
	return Flag{}, c.notOf(key, "true or false")
}

// Count reads a number of the envelope: a whole number of at least 0, also
// written as text. null is nil. Anything else refuses the page.
func (c *Cursor) Count(key string) (*int, error) {
	t, err := c.Text(key)
	if err != nil || t.Null {
		return nil, err
	}
	n, err := strconv.Atoi(t.Value)
	if !t.Given || err != nil || n < 0 {
		return nil, Refuse("%s is not a whole number", key)
	}
	return &n, nil
}

// Fields reads an object where one is expected; null, and any other kind,
// which is noted as odd, are skipped.
func (c *Cursor) Fields(key string, field func(key string) error) error {
	switch c.Kind() {
	case '{':
		return c.Object(field)
	case 'n':
		return c.Skip()
	}
	return c.notOf(key, "an object")
}

// Each reads a list inside an item, or one object where a list is meant; null,
// and any other kind, which is noted as odd, are skipped.
func (c *Cursor) Each(key string, field func(key string) error, done func()) error {
	switch c.Kind() {
	case '[', '{':
		return c.List(func() error {
			if err := c.Fields(key, field); err != nil {
				return err
			}
			done()
			return nil
		})
	case 'n':
		return c.Skip()
	}
	return c.notOf(key, "a list")
}

// Skip reads over one value.
func (c *Cursor) Skip() error {
	if c.tracking {
		switch c.Kind() {
		case '{':
			return c.Object(func(string) error { return c.Skip() })
		case '[':
			return c.List(c.Skip)
		}
	}
	c.skip()
	return nil
}

// notOf notes that a field has a value of another kind, and skips it.
func (c *Cursor) notOf(key, want string) error {
	if err := c.Skip(); err != nil {
		return err
	}
	c.odd = append(c.odd, fmt.Sprintf("%s is not %s", key, want))
	return nil
}

// unexpected refuses the page because the next value has the wrong kind.
func (c *Cursor) unexpected(want string) error {
	if err := c.Skip(); err != nil {
		return err
	}
	return Unknown("%s was expected", want)
}
