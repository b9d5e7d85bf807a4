package rest

// The way through a page, held against an independent parser value by value.

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// tree reads any value with the cursor, as encoding/json would with UseNumber.
func tree(c *Cursor) (any, error) {
	switch c.Kind() {
	case '{':
		out := map[string]any{}
		err := c.Object(func(key string) (err error) {
			out[key], err = tree(c)
			return err
		})
		return out, err
	case '[':
		out := []any{}
		err := c.List(func() error {
			v, err := tree(c)
			out = append(out, v)
			return err
		})
		return out, err
	case '"':
		t, err := c.Text("x")
		return t.Value, err
	case '0':
		t, err := c.Text("x")
		return json.Number(t.Value), err
	case 't', 'f':
		f, err := c.Flag("x")
		return f.Value, err
	}
	return nil, c.Skip()
}

var scanSeeds = []string{
	`{"a":[1,-2.5e+3,"x\"y\\",true,false,null,{}],"":{"b":[[]]}}`,
	" [ ] ", "\"\\\\\"", `"\\\""`, `{"k\"":"\u00e9\ud83d\ude00"}`, `[1 , 2,3 ]`, "0", "-1", "null", "\t\"a\\\\\\\"b\"\n",
	`{"a":"` + strings.Repeat("long ", 1000) + `","b":"` + strings.Repeat("x", 13) + `"}`,
	`{"a":1,"a":2}`, `[1]]`, `["a`, `{"a":"}"}`, `{"a":["]","{",":",","]}`,
}

func FuzzCursor(f *testing.F) {
	for _, s := range scanSeeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var got any
		err := Decode(&Answer{Where: "x", Body: body}, func(c *Cursor) (err error) {
			got, err = tree(c)
			if err == nil && c.at != len(c.body) {
				t.Fatalf("the reading ended at %d of %q", c.at, c.body)
			}
			return err
		})
		skipped := Decode(&Answer{Where: "x", Body: body}, func(c *Cursor) error {
			err := c.Skip()
			if err == nil && c.at != len(c.body) {
				t.Fatalf("skipping ended at %d of %q", c.at, c.body)
			}
			return err
		})
		if (err == nil) != (skipped == nil) {
			t.Fatalf("read: %v, skipped: %v: %q", err, skipped, body)
		}
		if err != nil {
			return
		}
		d := json.NewDecoder(bytes.NewReader(body))
		d.UseNumber()
		var want any
		if err := d.Decode(&want); err != nil || !json.Valid(body) {
			t.Fatalf("accepted, but not JSON: %v: %q", err, body)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%q: %s", body, diff)
		}
	})
}

// TestTextsOfAPageStayApart reads more short and long texts than are held at a
// time: none may change when others are read.
func TestTextsOfAPageStayApart(t *testing.T) {
	var list []string
	for i := range 5000 {
		list = append(list, strings.Repeat(string(rune('a'+i%26)), i%40)+strings.Repeat("9", i%7))
	}
	body, _ := json.Marshal(list)
	var got []string
	err := Decode(&Answer{Body: body}, func(c *Cursor) error {
		return c.List(func() error {
			text, err := c.Text("x")
			got = append(got, text.Value)
			return err
		})
	})
	if diff := cmp.Diff(list, got); err != nil || diff != "" {
		t.Error(err, diff)
	}
}

func TestRoomIsMadeForWhatABodyCanHold(t *testing.T) {
	for _, tt := range []struct{ body, asked, want int }{{0, 5000, 1}, {400, 5000, 4}, {2 << 20, 1000, 1000}} {
		if got := (&Answer{Body: make([]byte, tt.body)}).Room(tt.asked); got != tt.want {
			t.Errorf("%d asked for, %d bytes: room for %d, want %d", tt.asked, tt.body, got, tt.want)
		}
	}
}
