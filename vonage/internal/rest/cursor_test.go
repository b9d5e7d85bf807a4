package rest

// Strict decoding, held against an independent parser.

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

type item struct {
	Item
	id, name Text
	on       Flag
}

func readItems(body string) ([]item, error) {
	var out []item
	err := Decode(&Answer{Where: "GET x", Body: []byte(body)}, func(c *Cursor) error {
		out = nil
		return c.Object(func(key string) error {
			if key != "list" {
				return c.Skip()
			}
			return c.List(func() error {
				var x item
				it, err := c.Item(func() error {
					return c.Object(func(key string) (err error) {
						switch key {
						case "id":
							x.id, err = c.Text(key)
						case "name":
							x.name, err = c.Text(key)
						case "on":
							x.on, err = c.Flag(key)
						default:
							err = c.Skip()
						}
						return err
					})
				})
				x.Item = it
				out = append(out, x)
				return err
			})
		})
	})
	return out, err
}

func TestDecode(t *testing.T) {
	tests := map[string]struct {
		body string
		want string // of the error, or empty
		odd  string
		id   string
	}{
		"plain":                {`{"list":[{"id":1}]}`, "", "", "1"},
		"id above 2^53":        {`{"list":[{"id":9007199254740993}]}`, "", "", "9007199254740993"},
		"one object as list":   {`{"list":{"id":"a"}}`, "", "", "a"},
		"exact case":           {`{"list":[{"ID":1,"id":2,"Id":3}]}`, "", "", "2"},
		"repeated in item":     {`{"list":[{"id":1,"x":{"y":1,"y":2},"id":2}]}`, "", `the key "id" comes twice; the last value was read|the key "y" comes twice; the last value was read`, "2"},
		"odd kinds":            {`{"list":[{"id":1,"name":{"a":1},"on":"yes"}]}`, "", "name is not a text|on is not true or false", "1"},
		"repeated in envelope": {`{"list":[],"list":[{"id":1}]}`, `the key "list" comes twice`, "", ""},
		"repeated below":       {`{"list":[],"meta":{"a":1,"a":2}}`, `the key "a" comes twice`, "", ""},
		"text in the list":     {`{"list":["x"]}`, "an object in the list was expected", "", ""},
		"cut":                  {`{"list":[{"id":1}`, "the JSON is cut off", "", ""},
		"more":                 {`{"list":[]} 1`, "something follows", "", ""},
		"rubbish after":        {`{"list":[]}<p>`, "not JSON follows", "", ""},
		"comment":              {`{"list":[/**/]}`, "not valid at byte 9", "", ""},
		"stray comma":          {`{"list":[{"id":1,,"name":"x"}]}`, "not valid at byte", "", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			items, err := readItems(tt.body)
			var shape *ShapeError
			if tt.want != "" {
				if !errors.As(err, &shape) || !strings.Contains(err.Error(), tt.want) {
					t.Errorf("got %v, want %q", err, tt.want)
				}
				return
			}
			if err != nil || len(items) != 1 || items[0].id.Value != tt.id || strings.Join(items[0].Odd, "|") != tt.odd {
				t.Errorf("%v, %+v", err, items)
			}
		})
	}
}

func TestHashIsOfTheBytesReceived(t *testing.T) {
	spaced, err1 := readItems("{\"list\": [ {\"id\":1} , {\"id\":1}\n,{\"id\": 1}]}")
	if err1 != nil || spaced[0].Hash != spaced[1].Hash || spaced[0].Hash == spaced[2].Hash || len(spaced[0].Hash) != 12 {
		t.Errorf("%v, %+v", err1, spaced)
	}
}

// TestEveryCutIsNoticed cuts a page at every byte: no cut may decode.
func TestEveryCutIsNoticed(t *testing.T) {
	const page = `{"list":[{"id":1,"name":"é\u00e9","on":true},{"id":22,"name":null}],"total":2}`
	for i := range len(page) {
		if items, err := readItems(page[:i]); err == nil {
			t.Errorf("cut at %d decodes as %d items", i, len(items))
		}
	}
}

// TestDecodeAgreesWithAnotherParser: whatever we accept, encoding/json accepts
// and reads alike, for pages mangled at one place.
func TestDecodeAgreesWithAnotherParser(t *testing.T) {
	const page = `{"list":[{"id":"1","name":"a\tb","on":true},{"id":"2","x":[1,{"y":null}]}],"total":2}`
	rapid.Check(t, func(t *rapid.T) {
		b := []byte(page)
		at := rapid.IntRange(0, len(b)-1).Draw(t, "at")
		b[at] = rapid.SampledFrom([]byte("\"{}[],:0 1tfn\\x\xff\x00")).Draw(t, "byte")
		items, err := readItems(string(b))
		if err != nil {
			return
		}
		var other map[string]json.RawMessage
		if !json.Valid(b) || json.Unmarshal(b, &other) != nil {
			t.Fatalf("accepted, but not JSON: %s", b)
		}
		if raw, there := other["list"]; there && bytes.HasPrefix(raw, []byte("[")) {
			var list []map[string]any
			if json.Unmarshal(raw, &list) != nil || len(list) != len(items) {
				t.Fatalf("%d items: %s", len(items), b)
			}
			for i := range list {
				if id, ok := list[i]["id"].(string); ok && id != items[i].id.Value {
					t.Fatalf("id %q, %q", id, items[i].id.Value)
				}
			}
		}
	})
}
