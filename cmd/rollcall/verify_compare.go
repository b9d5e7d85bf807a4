package main

// A folder that keeps nothing: what is written into it is held, line by line,
// against the file of the same name in a run folder, and the first difference is
// told in words.

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"rollcall/report"
)

// comparison takes files. It is used by one goroutine; its files may be written by
// several.
type comparison struct {
	dir         string
	written     map[string]bool
	differences []*difference
}

// difference is where a file is first another one. Lines count from 1.
type difference struct {
	file          string
	line          int
	header        []byte // the first line of the file
	stored, again []byte // the lines, nil where there is none
	missing       bool   // the file is not there
}

// Create begins a file.
func (c *comparison) Create(name string) (io.WriteCloser, error) {
	c.written[name] = true
	f := &comparedFile{to: c, at: difference{file: name}}
	var err error
	f.in, err = os.Open(filepath.Join(c.dir, filepath.FromSlash(name)))
	switch {
	case errors.Is(err, os.ErrNotExist):
		f.at.missing, f.differs = true, true
	case err != nil:
		return nil, err
	default:
		f.stored = bufio.NewReaderSize(f.in, 1<<16)
	}
	return f, nil
}

// comparedFile is one file on its way.
type comparedFile struct {
	to      *comparison
	in      *os.File
	stored  *bufio.Reader
	line    []byte // that was begun
	at      difference
	differs bool
}

func (f *comparedFile) Write(p []byte) (int, error) {
	n := len(p)
	for !f.differs && len(p) > 0 {
		end := bytes.IndexByte(p, '\n') + 1
		if end == 0 {
			f.line = append(f.line, p...)
			break
		}
		f.compare(append(f.line, p[:end]...))
		f.line, p = f.line[:0], p[end:]
	}
	return n, nil
}

// compare holds the next line against the stored one.
func (f *comparedFile) compare(again []byte) {
	stored, err := f.stored.ReadBytes('\n')
	if err != nil && len(stored) == 0 {
		stored = nil
	}
	f.at.line++
	if f.at.line == 1 {
		f.at.header = bytes.Clone(again)
	}
	if !bytes.Equal(stored, again) {
		f.differs = true
		f.at.stored, f.at.again = stored, bytes.Clone(again)
	}
}

// Close ends the file: the stored one must end here too.
func (f *comparedFile) Close() error {
	if f.in != nil {
		defer func() { _ = f.in.Close() }()
	}
	if !f.differs && len(f.line) > 0 {
		f.compare(f.line)
	}
	if !f.differs {
		if more, _ := f.stored.ReadBytes('\n'); len(more) > 0 {
			f.differs, f.at.stored = true, more
			f.at.line++
		}
	}
	if f.differs {
		f.to.differences = append(f.to.differences, &f.at)
	}
	return nil
}

// words name the first record that differs.
func (d *difference) words() string {
	switch {
	case d.missing:
		return "it follows from what the run read, and is not there"
	case d.file == report.FileWorkbook:
		return "it is not the workbook that is written when everything is worked out again; which cell differs is not looked for"
	case d.stored == nil:
		return fmt.Sprintf("it ends before line %d, where there is still %s", d.line, clipped(d.again))
	case d.again == nil:
		return fmt.Sprintf("it goes on at line %d, where nothing follows from what the run read: %s", d.line, clipped(d.stored))
	}
	stored, again := d.record(d.stored), d.record(d.again)
	if stored == nil || again == nil {
		return fmt.Sprintf("line %d is %s, and worked out again it is %s", d.line, clipped(d.stored), clipped(d.again))
	}
	if stored[0] != again[0] {
		return fmt.Sprintf("line %d is about %s, and worked out again it is about %s", d.line, stored[0].named(), again[0].named())
	}
	for i := range stored {
		if i < len(again) && stored[i] != again[i] {
			return fmt.Sprintf("line %d, %s: %s, and worked out again %s", d.line, stored[0].named(), stored[i].named(), again[i].named())
		}
	}
	return fmt.Sprintf("line %d, %s: it has other fields than when it is worked out again", d.line, stored[0].named())
}

// namedValue is a field of a record with its name.
type namedValue struct{ name, value string }

func (n namedValue) named() string { return n.name + " " + clipped([]byte(n.value)) }

// record takes a line apart, the field that names the record first; nil where it is
// no record.
func (d *difference) record(line []byte) []namedValue {
	switch filepath.Ext(d.file) {
	case ".csv":
		return d.row(line)
	case ".json":
		if d.file == report.FileFindings {
			return object(line)
		}
	}
	return nil
}

// row is a line of a table. The header names the fields; the first of them names
// the record.
func (d *difference) row(line []byte) []namedValue {
	header, err := oneRow(d.header)
	cells, wrong := oneRow(line)
	if err != nil || wrong != nil || len(cells) != len(header) {
		return nil
	}
	out := make([]namedValue, len(cells))
	for i := range cells {
		out[i] = namedValue{header[i], cells[i]}
	}
	return out
}

func oneRow(line []byte) ([]string, error) {
	in := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(line, []byte("\ufeff"))))
	cells, err := in.Read()
	if err != nil {
		return nil, err
	}
	return cells, nil
}

// object is a finding: a JSON object on a line.
func object(line []byte) []namedValue {
	var fields map[string]json.RawMessage
	if json.Unmarshal(line, &fields) != nil || fields["id"] == nil {
		return nil
	}
	out := make([]namedValue, 0, len(fields))
	for name, value := range fields {
		out = append(out, namedValue{name, strings.Trim(string(value), `"`)})
	}
	slices.SortFunc(out, func(a, b namedValue) int {
		if (a.name == "id") != (b.name == "id") {
			if a.name == "id" {
				return -1
			}
			return 1
		}
		return strings.Compare(a.name, b.name)
	})
	return out
}

// clipLength is how much of a value is shown, in runes.
const clipLength = 80

// clipped is a value in quotes, shortened.
func clipped(text []byte) string {
	words := []rune(printable(string(text)))
	if len(words) > clipLength {
		words = append(words[:clipLength], '…')
	}
	return fmt.Sprintf("%q", string(words))
}
