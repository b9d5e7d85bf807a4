package report

// Reading back what an earlier run found and what became of what it had found
// before, and writing the second: history.json.

import (
	"encoding/json"
	"fmt"
	"io"

	"rollcall/reconcile"
	"rollcall/reconcile/history"
)

// HistorySchema names the form of history.json.
const HistorySchema = "rollcall/history/1"

// historyDocument is history.json.
type historyDocument struct {
	Schema    string           `json:"schema"`
	Run       string           `json:"run"`
	Against   string           `json:"against"` // the run that this one was held against; empty for none
	KeptDays  int              `json:"kept_days"`
	Closed    []history.Closed `json:"closed"`
	NotJudged []history.Kept   `json:"not_judged"` // open as they were
}

func writeHistory(out io.Writer, rep *Report) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	return enc.Encode(historyDocument{
		Schema: HistorySchema, Run: rep.Run, Against: rep.Since.Against, KeptDays: history.KeepDays,
		Closed: some(rep.Since.Closed), NotJudged: some(rep.Since.Kept),
	})
}

// EarlierHistory reads a history.json: what was closed, and what was not judged.
func EarlierHistory(in io.Reader) ([]history.Closed, []history.Kept, error) {
	var file historyDocument
	if err := json.NewDecoder(in).Decode(&file); err != nil {
		return nil, nil, fmt.Errorf("%s is damaged: %v", FileHistory, err)
	}
	if file.Schema != HistorySchema {
		return nil, nil, fmt.Errorf("%s has schema %q, expected %q", FileHistory, file.Schema, HistorySchema)
	}
	return file.Closed, file.NotJudged, nil
}

// EarlierFindings gives the findings of a findings.json in their order. A
// finding is valid until the next one is given.
func EarlierFindings(in io.Reader, each func(*reconcile.Finding)) error {
	dec := json.NewDecoder(in)
	err := open(dec, json.Delim('{'))
	for err == nil && dec.More() {
		var key json.Token
		if key, err = dec.Token(); err != nil {
			break
		}
		switch key {
		case "schema":
			var schema string
			if err = dec.Decode(&schema); err == nil && schema != FindingsSchema {
				return fmt.Errorf("%s has schema %q, expected %q", FileFindings, schema, FindingsSchema)
			}
		case "findings":
			err = eachFinding(dec, each)
		default:
			var skip json.RawMessage
			err = dec.Decode(&skip)
		}
	}
	if err == nil {
		_, err = dec.Token() // the end of the object
	}
	if err != nil {
		return fmt.Errorf("%s is damaged: %v", FileFindings, err)
	}
	return nil
}

func open(dec *json.Decoder, want json.Delim) error {
	token, err := dec.Token()
	if err == nil && token != want {
		err = fmt.Errorf("%v stands where %v was expected", token, want)
	}
	return err
}

func eachFinding(dec *json.Decoder, each func(*reconcile.Finding)) error {
	if err := open(dec, json.Delim('[')); err != nil {
		return err
	}
	for dec.More() {
		var f reconcile.Finding
		if err := dec.Decode(&f); err != nil {
			return err
		}
		each(&f)
	}
	_, err := dec.Token()
	return err
}

// terms keeps one copy of texts that come again and again.
type terms map[string]string

func (w terms) of(s string) string {
	if kept, known := w[s]; known {
		return kept
	}
	w[s] = s
	return s
}

// Remembering makes what is remembered of findings, with one copy of the texts
// that many of them share.
func Remembering() func(*reconcile.Finding) history.Open {
	w := terms{}
	return func(f *reconcile.Finding) history.Open {
		o := history.OpenOf(f)
		o.Code, o.Title, o.Severity = reconcile.Code(w.of(string(o.Code))), w.of(o.Title), reconcile.Severity(w.of(string(o.Severity)))
		o.Product, o.Field, o.Rule, o.HR = reconcile.Product(w.of(string(o.Product))), w.of(o.Field), w.of(o.Rule), w.of(o.HR)
		return o
	}
}
