package report

// Writing a whole report: the files for programs first, because the workbook
// prints their hashes, then the workbook.

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"

	"rollcall/report/runs"
)

// Folder is where a report is written to. A file counts when its Close
// returned nil. Where the folder also has a method Path() string, large parts
// of the workbook are kept there while it is being written and removed after.
type Folder interface {
	Create(name string) (io.WriteCloser, error)
}

// Write writes the workbook and every companion of a report into a folder.
// Without a roster or without links there are no populations to show, and only
// run.json, the findings and README.txt are written.
//
// An error to write is a *runs.OutputError; when the context ends first, the
// error is the context's. After an error the folder holds no whole report and
// is to be discarded.
func Write(ctx context.Context, dst Folder, rep *Report) error {
	return write(ctx, dst, rep, true)
}

// WriteCompanions writes what Write does but for the workbook.
func WriteCompanions(ctx context.Context, dst Folder, rep *Report) error {
	return write(ctx, dst, rep, false)
}

func write(ctx context.Context, dst Folder, rep *Report, workbook bool) error {
	w := &writer{ctx: ctx, dst: dst}
	x := newIndex(rep)
	if err := w.companions(x); err != nil {
		return err
	}
	if workbook && x.hasPopulations() {
		if err := w.workbook(x); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// writer is one report on its way into a folder.
type writer struct {
	ctx   context.Context
	dst   Folder
	files []written
}

// written is a finished companion; the Evidence sheet prints its hash.
type written struct {
	name   string
	size   int64
	sha256 string
}

// file writes one file through fill and remembers its hash.
func (w *writer) file(name string, fill func(io.Writer) error) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	out, err := w.dst.Create(name)
	if err != nil {
		return outputError(name, err)
	}
	sum := &hashing{to: out, sum: sha256.New(), ctx: w.ctx}
	err = fill(sum)
	if closed := out.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return outputError(name, err)
	}
	w.files = append(w.files, written{name: name, size: sum.size, sha256: hex.EncodeToString(sum.sum.Sum(nil))})
	return nil
}

// hashing passes bytes on, counts and hashes them, and stops when the run does.
type hashing struct {
	ctx  context.Context
	to   io.Writer
	sum  hash.Hash
	size int64
}

func (h *hashing) Write(p []byte) (int, error) {
	if err := h.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := h.to.Write(p)
	h.sum.Write(p[:n])
	h.size += int64(n)
	if err == nil && n < len(p) {
		err = io.ErrShortWrite
	}
	return n, err
}

// outputError makes every error that is not the end of the run one that the
// command knows, with the file it belongs to.
func outputError(name string, err error) error {
	known := (*runs.OutputError)(nil)
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("writing %s was stopped: %w", name, err)
	case errors.As(err, &known):
		return err
	default:
		return &runs.OutputError{Op: "write", Path: name, Err: err}
	}
}
