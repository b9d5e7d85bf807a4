package report

// How long and how much memory writing takes, held against the bare library
// writing the same number of cells in the same run.

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// nowhere is a Folder that only counts bytes. It has a scratch folder, as the
// run folder has.
type nowhere struct {
	dir   string
	bytes int64
}

func (n *nowhere) Path() string { return n.dir }

func (n *nowhere) Create(string) (io.WriteCloser, error) { return &nowhereFile{n}, nil }

type nowhereFile struct{ n *nowhere }

func (f *nowhereFile) Write(p []byte) (int, error) { f.n.bytes += int64(len(p)); return len(p), nil }
func (f *nowhereFile) Close() error                { return nil }

func BenchmarkWrite(b *testing.B) {
	for _, size := range []struct{ people, vbc, vcc int }{{1000, 1000, 200}, {10_000, 10_000, 2000}, {100_000, 100_000, 20_000}} {
		b.Run(fmt.Sprintf("people=%d", size.people), func(b *testing.B) {
			rep := large(size.people, size.vbc, size.vcc)
			cells := cellsOf(rep)
			floor := bareWrite(b, cells)
			b.ResetTimer()
			for b.Loop() {
				if err := Write(b.Context(), &nowhere{dir: b.TempDir()}, rep); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/floor.Seconds(), "x-floor")
			b.ReportMetric(float64(cells), "cells")
			b.ReportMetric(peakMiB(), "peak-MiB")
		})
	}
}

// cellsOf counts the cells that the data sheets of a report hold.
func cellsOf(rep *Report) int {
	x := newIndex(rep)
	b := &book{x: x, rep: rep}
	if err := b.plan(); err != nil {
		panic(err)
	}
	n := 0
	for _, t := range b.tables {
		for row := range t.rows {
			for i := range row {
				if !row[i].blank() {
					n++
				}
			}
		}
	}
	return n
}

// bareWrite streams so many short texts through the library and nothing else.
func bareWrite(b *testing.B, cells int) time.Duration {
	const width = 20
	start := time.Now()
	f := excelize.NewFile(excelize.Options{TmpDir: b.TempDir()})
	defer func() { _ = f.Close() }()
	sw, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		b.Fatal(err)
	}
	row := make([]any, width)
	for i := range row {
		row[i] = "some text of the usual length"
	}
	for r := range cells / width {
		if err := sw.SetRow("A"+strconv.Itoa(r+1), row); err != nil {
			b.Fatal(err)
		}
	}
	if err := sw.Flush(); err != nil {
		b.Fatal(err)
	}
	if _, err := f.WriteTo(io.Discard); err != nil {
		b.Fatal(err)
	}
	return time.Since(start)
}

// peakMiB is the most memory the process has held, where the system tells.
func peakMiB() float64 {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return float64(m.Sys) / (1 << 20)
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kib, _ := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			return kib / 1024
		}
	}
	return 0
}
