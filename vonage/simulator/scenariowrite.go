package simulator

// Writing a scenario so that people can read it.

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

// WriteScenario writes a scenario with one user, extension or call to a line,
// so that a person can read it and a diff shows who changed. ReadScenario
// reads it back.
func WriteScenario(w io.Writer, s Scenario) error {
	b := bufio.NewWriter(w)
	out := lineWriter{w: b}
	out.object("", s, 0)
	out.text("\n")
	if out.err != nil {
		return fmt.Errorf("scenario: %w", out.err)
	}
	return b.Flush()
}

// lineWriter prints JSON with objects at the top opened up, and each element of
// a list on its own line.
type lineWriter struct {
	w   *bufio.Writer
	err error
}

func (lw *lineWriter) text(s string) { _, _ = lw.w.WriteString(s) } // Flush reports the error

func (lw *lineWriter) compact(v any) []byte {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		lw.err = err
	}
	return bytes.TrimSpace(buf.Bytes())
}

// object prints v; depth 0 and 1 are opened up, one member to a line.
func (lw *lineWriter) object(indent string, v any, depth int) {
	dec := json.NewDecoder(bytes.NewReader(lw.compact(v)))
	_, _ = dec.Token() // the opening brace of an object that compact has just made
	lw.text("{")
	for first := true; dec.More(); first = false {
		name, _ := dec.Token()
		var member json.RawMessage
		if err := dec.Decode(&member); err != nil {
			lw.err = err
			return
		}
		if !first {
			lw.text(",")
		}
		lw.text("\n" + indent + "  " + string(lw.compact(name)) + ": ")
		switch {
		case member[0] == '[' && len(member) > 2:
			lw.list(indent+"  ", member)
		case member[0] == '{' && depth == 0:
			lw.object(indent+"  ", member, depth+1)
		default:
			lw.text(string(member))
		}
	}
	lw.text("\n" + indent + "}")
}

func (lw *lineWriter) list(indent string, list json.RawMessage) {
	var rows []json.RawMessage
	if err := json.Unmarshal(list, &rows); err != nil {
		lw.err = err
		return
	}
	lw.text("[")
	for i, row := range rows {
		if i > 0 {
			lw.text(",")
		}
		lw.text("\n" + indent + "  " + string(row))
	}
	lw.text("\n" + indent + "]")
}
