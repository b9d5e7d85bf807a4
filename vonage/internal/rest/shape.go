package rest

// The shape of an answer whose form is not known: its keys and the kinds of its
// values, for whoever has to find out what answered. Never a value: what a page
// holds is about people. A key is shown only where it looks like a name that a
// program gave and holds no secret; depth, keys and length are bounded.

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	shapeDepth = 3   // levels of objects and lists
	shapeKeys  = 12  // keys of one object
	shapeText  = 300 // characters in all
	shapeName  = 40  // characters of a key
	shapeDigit = 4   // digits in a key: more are a number, not part of a name
)

// shapeOf puts the shape of a valid JSON value into words.
func shapeOf(body []byte, hide *redactor) string {
	s := shape{c: &Cursor{body: body}, hide: hide}
	s.value(1)
	text := s.out.String()
	if utf8.RuneCountInString(text) > shapeText {
		text = string([]rune(text)[:shapeText]) + "…"
	}
	return text
}

// shape writes while it reads.
type shape struct {
	c    *Cursor
	hide *redactor
	out  strings.Builder
}

// kinds names the kinds of JSON values.
var kinds = map[byte]string{'{': "object", '[': "list", '"': "text", '0': "number", 't': "true or false", 'f': "true or false", 'n': "null"}

func (s *shape) kind() string { return kinds[byte(s.c.Kind())] }

// value describes the next value, which stands at this level, from 1.
func (s *shape) value(level int) {
	kind := s.kind()
	switch {
	case kind == "object" && level <= shapeDepth:
		s.object(func() { s.out.WriteString(": "); s.value(level + 1) }, ", ")
	case kind == "list" && level <= shapeDepth:
		s.list()
	default:
		s.out.WriteString(kind)
		s.c.skip()
	}
}

// object describes an object: each key, and what member says of its value, which
// it must read.
func (s *shape) object(member func(), comma string) {
	s.out.WriteString("{")
	n := 0
	_ = s.c.Object(func(key string) error { // no error comes from here
		switch n++; {
		case n > shapeKeys:
			s.c.skip()
			return nil
		case n > 1:
			s.out.WriteString(comma)
		}
		s.out.WriteString(s.name(key))
		member()
		return nil
	})
	if n > shapeKeys {
		s.out.WriteString(comma + "…")
	}
	s.out.WriteString("}")
}

// list describes a list: the kinds of what is in it, how many, and the keys of
// the first object.
func (s *shape) list() {
	var found []string
	n := 0
	_ = s.c.List(func() error { // no error comes from here
		n++
		kind := s.kind()
		if slices.Contains(found, kind) {
			s.c.skip()
			return nil
		}
		switch found = append(found, kind); {
		case n == 1:
			s.out.WriteString("[")
		default:
			s.out.WriteString(" or ")
		}
		s.out.WriteString(kind)
		if kind == "object" {
			s.object(s.c.skip, ",")
		} else {
			s.c.skip()
		}
		return nil
	})
	if n == 0 {
		s.out.WriteString("[]")
		return
	}
	fmt.Fprintf(&s.out, " × %d]", n)
}

// name is a key as far as it may be shown.
func (s *shape) name(key string) string {
	if !looksNamed(key) || s.hide.text(key) != key {
		return `"…"`
	}
	return `"` + key + `"`
}

// looksNamed reports whether a program may have given a key its name. Some
// answers have ids of people for keys: what begins with a digit or holds many is
// no name.
func looksNamed(key string) bool {
	digits := 0
	for i, r := range key {
		switch {
		case r >= '0' && r <= '9':
			if digits++; i == 0 || digits > shapeDigit {
				return false
			}
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r == '_', r == '-':
		default:
			return false
		}
	}
	return key != "" && len(key) <= shapeName
}
