package report

import (
	"fmt"
	"testing"
)

var testKey = RedactKey{Bytes: []byte("a key of sixteen bytes and more"), Kept: true}

func TestSketch(t *testing.T) {
	rep := sample()
	out := Redact(rep, testKey)
	files := writeAll(t, out).files
	for _, n := range []string{FileFindingsCSV, FileReview, FileMatches, FilePossible, FileRows, FilePeople, FileRun, FileReadMe} {
		fmt.Println("==", n)
		fmt.Println(files[n].String())
	}
}
