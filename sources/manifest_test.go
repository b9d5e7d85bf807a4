package sources

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"rollcall/reconcile"
)

// writeManifest puts a manifest next to an HR file.
func writeManifest(t *testing.T, path, text string) {
	t.Helper()
	must(t, os.WriteFile(path+manifestSuffix, []byte(text), 0o600))
}

func sumOf(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	must(t, err)
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// crew is a file with four data rows, one of them rejected, and rows that are
// none: a banner, a blank one, a repeated header and a footer.
func crew(t *testing.T) string {
	return csvFile(t, "Northfold Ltd,,,,,,", header, ann, bob, "", header, "E3,Cy", "E4,Di,Fox,di@n.example,Active,,Sales", "Total,4,,,,,")
}

func TestManifestThatAgrees(t *testing.T) {
	path := crew(t)
	sum := sumOf(t, path)
	for name, test := range map[string]struct{ text, said string }{
		"both":            {fmt.Sprintf(`{"rows": 4, "sha256": %q}`, sum), "agrees: the SHA-256 and 4 data rows"},
		"rows":            {`{"rows":4}`, "agrees: 4 data rows"},
		"sha256":          {fmt.Sprintf(`{"sha256":%q}`, sum), "agrees: the SHA-256"},
		"upper-case hex":  {fmt.Sprintf(`{"sha256":%q}`, strings.ToUpper(sum)), "agrees: the SHA-256"},
		"byte order mark": {"\ufeff{\"rows\":4}\r\n", "agrees: 4 data rows"},
	} {
		writeManifest(t, path, test.text)
		r := mustLoad(t, path, defaults)
		if !slices.ContainsFunc(r.Sources[0].Evidence, func(s string) bool { return strings.HasSuffix(s, test.said) }) {
			t.Errorf("%s: the evidence does not say %q: %q", name, test.said, r.Sources[0].Evidence)
		}
	}
}

func TestManifestThatDiffers(t *testing.T) {
	path := crew(t)
	for _, n := range []int{0, 3, 5} {
		writeManifest(t, path, fmt.Sprintf(`{"rows": %d}`, n))
		expect(t, refused(t, path, defaults), "HQ-01", "4 data rows", fmt.Sprintf("promises %d", n), "export both again")
	}
	other := strings.Repeat("0", 64)
	writeManifest(t, path, fmt.Sprintf(`{"rows": 4, "sha256": %q}`, other))
	expect(t, refused(t, path, defaults), "HQ-01", sumOf(t, path), other, "copy the file and the manifest again")
}

// The bytes are compared before anything is made of them: a file that no reader
// would take is refused for its hash.
func TestManifestIsHeldAgainstTheBytesFirst(t *testing.T) {
	path := file(t, "people.csv", []byte("nothing that has a header\n"))
	expect(t, refused(t, path, defaults), "HQ-02")
	writeManifest(t, path, fmt.Sprintf(`{"sha256": %q}`, strings.Repeat("0", 64)))
	expect(t, refused(t, path, defaults), "HQ-01", "promises 000")
}

func TestManifestOfAWorkbook(t *testing.T) {
	path := bookFile(t, newBook(t, sheet{name: "P", rows: cellsOf(header, ann, bob)}))
	writeManifest(t, path, `{"rows": 2}`)
	mustLoad(t, path, defaults)
	writeManifest(t, path, `{"rows": 3}`)
	expect(t, refused(t, path, defaults), "HQ-01", "2 data rows", "promises 3")
}

// A manifest that cannot be used refuses the file, whatever is wrong with it.
func TestManifestFailsClosed(t *testing.T) {
	path := crew(t)
	for text, want := range map[string]string{
		"":                        "not a JSON object",
		"[]":                      "not a JSON object",
		"4":                       "not a JSON object",
		"{}":                      "neither rows nor sha256",
		`{"rows":4`:               "its end is missing",
		`{"rows":4} {"rows":4}`:   "something follows",
		`{"rows":4,}`:             "not valid JSON",
		`{"rows":4,"rows":4}`:     `"rows" stands twice`,
		`{"Rows":4}`:              `"Rows" is not known`,
		`{"rows":4,"lines":5}`:    `"lines" is not known`,
		`{"rows":null}`:           "rows is not a whole number",
		`{"rows":"4"}`:            "rows is not a whole number",
		`{"rows":4.5}`:            "rows is not a whole number",
		`{"rows":-1}`:             "rows is not a whole number",
		`{"sha256":7}`:            "sha256 is not a text",
		`{"sha256":null}`:         "64 hexadecimal digits",
		`{"sha256":"0123456789"}`: "64 hexadecimal digits",
		`{"rows":4}` + strings.Repeat(" ", maxManifest): "larger than 65536 bytes",
	} {
		writeManifest(t, path, text)
		expect(t, refused(t, path, defaults), "HQ-01", "people.csv.manifest.json", want, `{"rows": 1234`)
	}
}

// It is read as the HR file is: a pipe is not waited for.
func TestManifestThatIsNoFile(t *testing.T) {
	for want, make := range map[string]func(path string) error{
		"a directory":  func(p string) error { return os.Mkdir(p, 0o700) },
		"a named pipe": func(p string) error { return syscall.Mkfifo(p, 0o600) },
		"no such file": func(p string) error { return os.Symlink(filepath.Join(filepath.Dir(p), "none"), p) },
	} {
		path := crew(t)
		must(t, make(path+manifestSuffix))
		expect(t, refused(t, path, defaults), "HQ-01", want, "or remove it")
	}
}

func TestLoadSaysWhetherTheTextHasALastLineEnd(t *testing.T) {
	whole := strings.Join([]string{header, ann, bob}, "\n")
	wide := func(order string, s string) []byte {
		var out []byte
		for _, r := range "\ufeff" + s {
			if order == "LE" {
				out = append(out, byte(r), byte(r>>8))
			} else {
				out = append(out, byte(r>>8), byte(r))
			}
		}
		return out
	}
	for name, test := range map[string]struct {
		text []byte
		open bool
	}{
		"line feed":              {[]byte(whole + "\n"), false},
		"carriage return":        {[]byte(strings.ReplaceAll(whole+"\n", "\n", "\r")), false},
		"both":                   {[]byte(strings.ReplaceAll(whole+"\n", "\n", "\r\n")), false},
		"none":                   {[]byte(whole), true},
		"none after a quote":     {[]byte(strings.TrimSuffix(whole, "Sales") + `"Sales"`), true},
		"UTF-16LE":               {wide("LE", whole+"\n"), false},
		"UTF-16LE without":       {wide("LE", whole), true},
		"UTF-16BE":               {wide("BE", whole+"\n"), false},
		"UTF-16BE without":       {wide("BE", whole), true},
		"more than a buffer":     {[]byte(whole + "\n" + strings.Repeat(ann+"\n", 8000)), false},
		"more, without line end": {[]byte(whole + "\n" + strings.Repeat(ann+"\n", 8000) + ann), true},
	} {
		if r := mustLoad(t, file(t, "people.csv", test.text), defaults); r.Sources[0].OpenEnd != test.open {
			t.Errorf("%s: open end %v, want %v", name, r.Sources[0].OpenEnd, test.open)
		}
	}
	r := mustLoad(t, bookFile(t, newBook(t, sheet{name: "P", rows: cellsOf(header, ann)})), defaults)
	if r.Sources[0].OpenEnd {
		t.Error("a workbook has no line ends")
	}
	if sum := reconcile.InputSHA256(r.Sources); sum != r.Sources[0].SHA256 || len(sum) != 64 {
		t.Errorf("one file is named by %q", sum)
	}
}

// TestACopyIsReadAsTheFile moves a file away and reads it under its old name.
func TestACopyIsReadAsTheFile(t *testing.T) {
	path := crew(t)
	writeManifest(t, path, `{"rows": 4}`)
	want, err := LoadAll(t.Context(), []Input{{Path: path}}, Options{AsOf: today})
	must(t, err)
	away := t.TempDir()
	place, beside := filepath.Join(away, "hr-1.csv"), filepath.Join(away, "said.json")
	must(t, os.Rename(path, place))
	must(t, os.Rename(path+manifestSuffix, beside))
	must(t, os.Chtimes(place, time.Time{}, want.Sources[0].Modified.Add(time.Hour)))
	copied := Copy{Name: filepath.Base(path), Modified: want.Sources[0].Modified, Manifest: beside}
	got, err := LoadAll(t.Context(), []Input{{Path: place, Copy: &copied}}, Options{AsOf: today})
	must(t, err)
	if fmt.Sprintf("%+v", got.Sources) != fmt.Sprintf("%+v", want.Sources) {
		t.Errorf("the copy is %+v\nthe file was %+v", got.Sources, want.Sources)
	}
	// A manifest that was not there when the file was read says nothing of it.
	writeManifest(t, place, `{"rows": 9}`)
	copied.Manifest = ""
	if _, err := LoadAll(t.Context(), []Input{{Path: place, Copy: &copied}}, Options{AsOf: today}); err != nil {
		t.Error(err)
	}
	// A copy of exceptions is named as the file was.
	x, err := LoadExceptionsCopy(place, "exceptions.csv")
	if x.File.Name != "exceptions.csv" {
		t.Errorf("%+v, %v", x.File, err)
	}
}
