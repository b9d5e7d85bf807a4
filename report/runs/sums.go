package runs

// manifest.sha256: the hashes of a sealed run in the form that sha256sum -c
// takes, for people who have another tool than this one. It is made from
// manifest.json and says nothing else: manifest.json names it without a hash, and
// it holds the hash of manifest.json, so neither has to know the other's hash
// before it is written. What is wrong in one is found by the other.

import (
	"errors"
	"fmt"
	"io/fs"
	"sort"
	"strings"
)

// SumsName is the file beside the manifest that sha256sum -c checks a run with.
const SumsName = "manifest.sha256"

// sums is the text of manifest.sha256: a line for every file of the manifest, and
// one for the manifest itself, by name. The inputs are not among them, because
// they do not lie in the folder; the manifest holds their hashes.
func (m *manifest) sums(manifestSHA256 string) string {
	files := append([]manifestFile{{Name: ManifestName, SHA256: manifestSHA256}}, m.Files...)
	sort.Slice(files, func(i, j int) bool { return files[i].Name < files[j].Name })
	var b strings.Builder
	for _, f := range files {
		b.WriteString(f.SHA256 + "  " + f.Name + "\n")
	}
	return b.String()
}

// plainName refuses what sha256sum writes in another form, which not every
// system reads back: a backslash, or a character that is not printed.
func plainName(name string) error {
	if strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7F || r == '\\' }) {
		return errors.New("the name holds a backslash or a control character, and sha256sum cannot check such a file everywhere")
	}
	return nil
}

// checkSums holds manifest.sha256 against the manifest, line by line, and says
// what differs first; nothing when all agrees. A run of an older version has
// none.
func checkSums(dir string, m *manifest, manifestSHA256 string) string {
	if m.Sums == "" {
		return ""
	}
	text, err := readSmall(dir, SumsName, manifestLimit)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "the manifest names it and it is not there"
	case err != nil:
		return "cannot be read: " + err.Error()
	}
	got, want := strings.SplitAfter(string(text), "\n"), strings.SplitAfter(m.sums(manifestSHA256), "\n")
	for i := range max(len(got), len(want)) {
		switch {
		case i >= len(got):
			return fmt.Sprintf("it ends after line %d, and there should follow %s", i, quoted(want[i]))
		case i >= len(want):
			return fmt.Sprintf("line %d is %s, and nothing should follow", i+1, quoted(got[i]))
		case got[i] != want[i]:
			return fmt.Sprintf("line %d is %s, and by the manifest it is %s", i+1, quoted(got[i]), quoted(want[i]))
		}
	}
	return ""
}

// quoted is a line in quotes, as much of it as a person looks at.
func quoted(line string) string {
	const most = 300
	if len(line) > most {
		return fmt.Sprintf("%q and %d bytes more", line[:most], len(line)-most)
	}
	return fmt.Sprintf("%q", line)
}
