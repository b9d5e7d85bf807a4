package sources

// The manifest beside an HR file: what the export says of itself. One cut in ten
// leaves a file that parses without an error, and only the one who wrote it can
// say how long it was. It is optional; where it is there, it must be readable and
// must agree, because a guard that cannot be read guards nothing.

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"syscall"

	"rollcall/reconcile"
)

const (
	manifestSuffix = ".manifest.json"
	maxManifest    = 64 << 10 // bytes
)

// beside is the manifest beside an HR file. The nil one promises nothing.
type beside struct {
	name   string
	rows   *int   // data rows below the header, nil when not stated
	sha256 string // lower-case hex, empty when not stated
}

// ManifestOf is the name of the manifest beside an HR file, whether it is there or
// not.
func ManifestOf(path string) string { return path + manifestSuffix }

// findManifest reads the manifest of an HR file, which is called by its name in
// messages; nil when there is none.
func findManifest(path, name string) (*beside, error) {
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENAMETOOLONG) {
		return nil, nil
	}
	m := &beside{name: name}
	text, err := readManifestFile(path)
	if err == nil {
		err = m.parse(text)
	}
	if err != nil {
		return nil, refuse("HQ-01", "", `the manifest %s beside the file cannot be used (%v): write it as {"rows": 1234, "sha256": "…"}, either key may be left out, or remove it`, m.name, plainCause(err))
	}
	return m, nil
}

func readManifestFile(path string) ([]byte, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if what := irregular(info.Mode()); what != "" {
		return nil, fmt.Errorf("it is %s, not a file", what)
	}
	text, err := io.ReadAll(io.LimitReader(f, maxManifest+1))
	if err == nil && len(text) > maxManifest {
		err = fmt.Errorf("it is larger than %d bytes", maxManifest)
	}
	return text, err
}

// parse reads the JSON strictly: a key that is misspelt or stands twice is a
// promise that nobody would hold.
func (m *beside) parse(text []byte) error {
	dec := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	if open, err := dec.Token(); err != nil || open != json.Delim('{') {
		return errors.New("it is not a JSON object")
	}
	seen := map[string]bool{}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return errors.New("it is not valid JSON")
		}
		name, _ := key.(string)
		if seen[name] {
			return fmt.Errorf("the key %q stands twice", name)
		}
		seen[name] = true
		if err := m.value(name, dec); err != nil {
			return err
		}
	}
	if _, err := dec.Token(); err != nil {
		return errors.New("it is not valid JSON: its end is missing")
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows the JSON object")
	}
	if len(seen) == 0 {
		return errors.New("it states neither rows nor sha256")
	}
	return nil
}

func (m *beside) value(name string, dec *json.Decoder) error {
	switch name {
	case "rows":
		if err := dec.Decode(&m.rows); err != nil || m.rows == nil || *m.rows < 0 {
			return errors.New("rows is not a whole number of data rows")
		}
	case "sha256":
		if err := dec.Decode(&m.sha256); err != nil {
			return errors.New("sha256 is not a text")
		}
		m.sha256 = strings.ToLower(m.sha256)
		if sum, err := hex.DecodeString(m.sha256); err != nil || len(sum) != 32 {
			return errors.New("sha256 does not have 64 hexadecimal digits")
		}
	default:
		return fmt.Errorf("the key %q is not known", clip(name))
	}
	return nil
}

// checkBytes refuses a file that does not have the promised bytes, before
// anything is made of them.
func (m *beside) checkBytes(in *input) error {
	if m == nil || m.sha256 == "" || m.sha256 == in.sum {
		return nil
	}
	return refuse("HQ-01", "", "the file has the SHA-256 %s and its manifest %s promises %s, so these are not the bytes that were exported: copy the file and the manifest again, together", in.sum, m.name, m.sha256)
}

// checkRows refuses a file that does not have the promised data rows, and
// otherwise says in the evidence what was checked.
func (m *beside) checkRows(a *assembly) error {
	if m == nil {
		return nil
	}
	rows := 0
	for i, r := range a.roster.Rows.All() {
		if i >= a.rows && r.Class == reconcile.RowData {
			rows++
		}
	}
	if m.rows != nil && *m.rows != rows {
		return refuse("HQ-01", "", "the file has %d data rows below the header and its manifest %s promises %d, so the file may be cut off or the manifest belongs to another: export both again", rows, m.name, *m.rows)
	}
	var what []string
	if m.sha256 != "" {
		what = append(what, "the SHA-256")
	}
	if m.rows != nil {
		what = append(what, fmt.Sprintf("%d data rows", rows))
	}
	a.note("the manifest %s beside the file agrees: %s", m.name, strings.Join(what, " and "))
	return nil
}
