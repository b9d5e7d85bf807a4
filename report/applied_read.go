package report

// What apply.xlsx says of the files beside it, read back.

import (
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
)

// AppliedEvidence is what the Evidence sheet of apply.xlsx holds that can be held
// against the folder it lies in.
type AppliedEvidence struct {
	Tool  string // the program that wrote it, in its words
	Files []HashedFile
}

// ReadAppliedEvidence reads a workbook that WriteApplied wrote.
func ReadAppliedEvidence(in io.Reader) (AppliedEvidence, error) {
	var out AppliedEvidence
	book, err := excelize.OpenReader(in)
	if err != nil {
		return out, fmt.Errorf("it cannot be read as a workbook: %w", err)
	}
	defer func() { _ = book.Close() }()
	rows, err := book.GetRows(sheetEvidence)
	if err != nil {
		return out, fmt.Errorf("its sheet %s cannot be read: %w", sheetEvidence, err)
	}
	for _, row := range rows {
		if len(row) < 2 {
			continue
		}
		f := HashedFile{Name: row[0]}
		if n, err := fmt.Sscanf(row[1], fileEvidence, &f.Size, &f.SHA256); err == nil && n == 2 && strings.Contains(f.Name, ".") {
			out.Files = append(out.Files, f)
		}
		if row[0] == labelTool {
			out.Tool = row[1]
		}
	}
	if len(out.Files) == 0 {
		return out, fmt.Errorf("its sheet %s names no file", sheetEvidence)
	}
	return out, nil
}

// The words of the Evidence sheet that are read back.
const (
	labelTool    = "Tool"
	fileEvidence = "%d bytes, SHA-256 %s"
)

// evidenceWords are a program as the Evidence sheet of apply.xlsx has it.
func (t Tool) evidenceWords() string {
	return joinWords(", ", t.Name+" "+t.Version, prefixed("revision ", t.Revision), t.Go)
}

// Wrote reports whether a program is the one that wrote the workbook.
func (e *AppliedEvidence) Wrote(t Tool) bool { return e.Tool == t.evidenceWords() }
