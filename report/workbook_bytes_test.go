package report

// The workbook is the same file whenever and however it is written: the same
// report gives the same bytes, on one processor and on many.

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"rollcall/reconcile"
)

// bookOf is the workbook of a report.
func bookOf(t *testing.T, rep *Report, opts ...func(*bookOptions)) []byte {
	t.Helper()
	opt := bookOptions{maxRows: maxDataRows, scratch: t.TempDir()}
	for _, o := range opts {
		o(&opt)
	}
	var out bytes.Buffer
	if err := writeWorkbook(t.Context(), &out, newIndex(rep), opt); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// everySample are reports with every kind of sheet in them.
func everySample() map[string]func() *Report {
	return map[string]func() *Report{
		"complete":   sample,
		"incomplete": func() *Report { rep := sample(); readInPart(rep); return rep },
		"failed":     func() *Report { rep := sample(); notRead(rep, reconcile.PopulationFailed); return rep },
		"planned":    plannedSince,
	}
}

// plannedSince has a plan and a run before it.
func plannedSince() *Report {
	rep, planned := sampleSince(), plannedSample()
	rep.Plan, rep.PlanBytes, rep.WorkList, rep.TieOuts = planned.Plan, planned.PlanBytes, planned.WorkList, planned.TieOuts
	return rep
}

func TestSameReportSameBytes(t *testing.T) {
	t.Parallel()
	for name, make := range everySample() {
		for _, maxRows := range []int{maxDataRows, 4} {
			t.Run(fmt.Sprintf("%s/%d rows", name, maxRows), func(t *testing.T) {
				t.Parallel()
				var first []byte
				for _, workers := range []int{1, 4} {
					got := bookOf(t, make(), func(o *bookOptions) { o.maxRows, o.workers = maxRows, workers })
					if first == nil {
						first = got
					}
					if !bytes.Equal(first, got) {
						t.Fatalf("with %d workers it is another file: %s", workers, differingParts(t, first, got))
					}
				}
			})
		}
	}
}

// TestSameAppliedSameBytes holds the workbook of an apply to the same.
func TestSameAppliedSameBytes(t *testing.T) {
	t.Parallel()
	var first []byte
	for range 3 {
		var out bytes.Buffer
		if err := WriteApplied(&out, sampleApplied()); err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = out.Bytes()
		}
		if !bytes.Equal(first, out.Bytes()) {
			t.Fatalf("it is another file: %s", differingParts(t, first, out.Bytes()))
		}
	}
}

// differingParts names the parts in which two workbooks differ.
func differingParts(t *testing.T, a, b []byte) string {
	t.Helper()
	left, right := partsOf(t, a), partsOf(t, b)
	var names []string
	for i, p := range left {
		if i >= len(right) || p.name != right[i].name || !bytes.Equal(p.content, right[i].content) {
			names = append(names, p.name)
		}
	}
	if len(names) == 0 {
		return "the parts are the same, the archive is not"
	}
	return strings.Join(names, ", ")
}

// workbookPart is a part of a workbook, opened.
type workbookPart struct {
	name    string
	content []byte
}

func partsOf(t *testing.T, book []byte) []workbookPart {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	var parts []workbookPart
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		parts = append(parts, workbookPart{f.Name, content})
	}
	return parts
}

// TestArchive writes parts that are larger than a block, and more than are kept
// in memory, and reads them again.
func TestArchive(t *testing.T) {
	t.Parallel()
	noise := make([]byte, 3*blockSize+7) // does not become shorter
	state := uint32(1)
	for i := range noise {
		state = state*1664525 + 1013904223
		noise[i] = byte(state >> 24)
	}
	want := map[string][]byte{
		"xl/b.xml": noise, "xl/a.xml": slices.Concat(noise, noise), "[Content_Types].xml": []byte("kinds"), "empty": nil,
		"xl/full.xml": bytes.Repeat([]byte("cell "), blockSize/5*5)[:2*blockSize],
	}
	var first []byte
	for _, order := range [][]string{{"xl/b.xml", "xl/a.xml", "empty", "xl/full.xml", "[Content_Types].xml"}, {"[Content_Types].xml", "xl/full.xml", "xl/a.xml", "xl/b.xml", "empty"}} {
		scratch := t.TempDir()
		var out bytes.Buffer
		a := newArchive(t.Context(), &out, scratch, len(order))
		for _, name := range order {
			w, err := a.Create(name)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.Copy(w, iotest.HalfReader(bytes.NewReader(want[name]))); err != nil {
				t.Fatal(err)
			}
		}
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
		left, err := os.ReadDir(scratch)
		if err != nil || len(left) > 0 {
			t.Errorf("%d files were left behind (%v)", len(left), err)
		}
		if first == nil {
			first = out.Bytes()
		}
		if !bytes.Equal(first, out.Bytes()) {
			t.Error("the order in which the parts came made another file")
		}
	}
	parts := partsOf(t, first)
	if len(parts) != len(want) || parts[0].name != "[Content_Types].xml" {
		t.Fatalf("%d parts, the first is %s", len(parts), parts[0].name)
	}
	for _, p := range parts {
		if !bytes.Equal(p.content, want[p.name]) {
			t.Errorf("%s holds %d bytes, want %d", p.name, len(p.content), len(want[p.name]))
		}
	}
}

// TestArchiveOfALargePart looks at the header by which Excel knows that a part
// has more than 4 GiB.
func TestArchiveOfALargePart(t *testing.T) {
	small, large := archivePart{raw: math.MaxUint32 - 1}, archivePart{raw: math.MaxUint32}
	if h := small.header(); h.ReaderVersion != 20 || h.Flags != 0 {
		t.Errorf("a part of less is version %d, flags %d", h.ReaderVersion, h.Flags)
	}
	if h := large.header(); h.ReaderVersion != 45 || h.Flags != 8 {
		t.Errorf("a part of 4 GiB is version %d, flags %d", h.ReaderVersion, h.Flags)
	}
}

func TestArchiveStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var out bytes.Buffer
	a := newArchive(ctx, &out, t.TempDir(), 2)
	w, err := a.Create("part")
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err := w.Write([]byte("late")); !errors.Is(err, context.Canceled) {
		t.Errorf("writing after the end says %v", err)
	}
	if err := a.Close(); !errors.Is(err, context.Canceled) || out.Len() > 0 {
		t.Errorf("closing after the end says %v and wrote %d bytes", err, out.Len())
	}

	a = newArchive(t.Context(), &out, t.TempDir()+"/missing", 2)
	w, err = a.Create("part")
	if err != nil {
		t.Fatal(err)
	}
	for range spoolLimit/blockSize + 2 {
		noise := make([]byte, blockSize)
		for i := range noise {
			noise[i] = byte(i * i >> 7 * i)
		}
		if _, err = w.Write(noise); err != nil {
			break
		}
	}
	if closed := a.Close(); !errors.Is(closed, os.ErrNotExist) || out.Len() > 0 {
		t.Errorf("without a scratch folder: %v and %v, %d bytes", err, closed, out.Len())
	}
}
