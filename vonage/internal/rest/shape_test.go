package rest

// Shapes in words, and that no value is ever among them.

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestShape(t *testing.T) {
	hide := &redactor{}
	hide.learn("s3cret-key")
	many := make([]string, 20)
	for i := range many {
		many[i] = fmt.Sprintf(`"key%d":1`, i)
	}
	tests := map[string]string{
		`{"status":"ok","result":{"rows":[{"mail":"a","no":1},{"mail":"b","no":2},{"mail":"c","no":3}]}}`: `{"status": text, "result": {"rows": [object{"mail","no"} × 3]}}`,
		`[]`:                                    `[]`,
		`"text"`:                                `text`,
		` 12 `:                                  `number`,
		`null`:                                  `null`,
		`[1,"a",true,2]`:                        `[number or text or true or false × 4]`,
		`[[1],[2]]`:                             `[list × 2]`,
		`{}`:                                    `{}`,
		`{"a":{"b":{"c":{"d":"deep"}}},"e":[]}`: `{"a": {"b": {"c": object}}, "e": []}`,
		`{"ada@northfold.example":1,"Ada Nr":2,"s3cret-key":3,"":4,"é":5,"_links":null}`: `{"…": number, "…": number, "…": number, "…": number, "…": number, "_links": null}`,
		`{"` + strings.Repeat("k", 41) + `":1,"5f4dcc3b5aa765d61d8327deb882cf99":2}`:     `{"…": number, "…": number}`,
		`{"704412":1,"u-704412":2,"address_1":3}`:                                        `{"…": number, "…": number, "address_1": number}`,
		`[{"users":{"secret":1}}]`:                                                       `[object{"users"} × 1]`,
		`{` + strings.Join(many, ",") + `}`:                                              `{"key0": number, "key1": number, "key2": number, "key3": number, "key4": number, "key5": number, "key6": number, "key7": number, "key8": number, "key9": number, "key10": number, "key11": number, …}`,
	}
	for body, want := range tests {
		if got := shapeOf([]byte(body), hide); got != want {
			t.Errorf("%s\n got %s\nwant %s", body, got, want)
		}
	}
	long := `{"` + strings.Repeat("k", 40) + `":{` + strings.ReplaceAll(strings.Join(many, ","), "key", strings.Repeat("k", 38)) + `}}`
	if got := shapeOf([]byte(long), hide); utf8.RuneCountInString(got) != shapeText+1 || !strings.HasSuffix(got, "…") {
		t.Errorf("%d characters: %s", utf8.RuneCountInString(got), got)
	}
}

func TestAnUnknownFormIsShown(t *testing.T) {
	a := &Answer{Where: "the first page of users", Body: []byte(`{"rows":[{"mail":"ada@northfold.example"}]}`)}
	read := func(c *Cursor) error {
		if err := c.Skip(); err != nil {
			return err
		}
		return Unknown("the list of users is missing")
	}
	var shape *ShapeError
	if err := Decode(a, read); !errors.As(err, &shape) || shape.What != `the list of users is missing; the answer has the shape {"rows": [object{"mail"} × 1]}` {
		t.Errorf("%v", err)
	}
	a.Body = []byte(`{"rows":[`)
	if err := Decode(a, read); !errors.As(err, &shape) || shape.What != "the JSON is cut off" {
		t.Errorf("cut: %v", err)
	}
}

// FuzzShape: no text and no long number of the body is in what is said of it.
func FuzzShape(f *testing.F) {
	for _, s := range append(scanSeeds, `{"status":"fine","users":[{"email":"ada@northfold.example","id":70441298}]}`,
		`{"a":"\u0061\u0062\u0063\u0064","b":{"c":["quiet","loud"]}}`) {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var v any
		d := json.NewDecoder(strings.NewReader(string(body)))
		d.UseNumber()
		if !utf8.Valid(body) || !json.Valid(body) || d.Decode(&v) != nil {
			return
		}
		got := shapeOf(body, nil)
		if utf8.RuneCountInString(got) > shapeText+1 || !utf8.ValidString(got) || strings.ContainsAny(got, "\n\r\t\x00") {
			t.Fatalf("%q: %q", body, got)
		}
		keys, values := contents(v)
		words := strings.Join(append(keys, "object{ list text number true or false null", `", "…": × 0123456789`), " ")
		for _, value := range values {
			if utf8.RuneCountInString(value) >= 4 && strings.Contains(got, value) && !strings.Contains(words, value) {
				t.Fatalf("%q is shown: %q", value, got)
			}
		}
	})
}

// contents lists the keys and the values of a tree.
func contents(v any) (keys, values []string) {
	switch v := v.(type) {
	case map[string]any:
		for key, inner := range v {
			k, found := contents(inner)
			keys, values = append(append(keys, key), k...), append(values, found...)
		}
	case []any:
		for _, inner := range v {
			k, found := contents(inner)
			keys, values = append(keys, k...), append(values, found...)
		}
	case string:
		values = append(values, v)
	case json.Number:
		values = append(values, v.String())
	}
	return keys, values
}
