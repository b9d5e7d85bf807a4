package report

// How long and how much memory writing takes, held against the bare library
// writing the same cells in the same run.

import (
	"archive/zip"
	"compress/flate"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
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

// BenchmarkWrite measures the workbook alone, with one worker and with two, and
// everything, each against the floor: the bare library streaming the same cells into the same sheets, with
// the same compression. Reading the rows is not part of the floor. x-floor
// compares the time on the clock, x-cpu that of the processors, which is the
// steadier figure on a busy machine.
func BenchmarkWrite(b *testing.B) {
	if os.Getenv("GOGC") == "" {
		defer debug.SetGCPercent(debug.SetGCPercent(35)) // as the program does
	}
	for _, size := range []struct{ people, vbc, vcc int }{{1000, 800, 200}, {10_000, 8000, 2000}, {100_000, 80_000, 20_000}} {
		rep := large(size.people, size.vbc, size.vcc)
		b.Run(fmt.Sprintf("people=%d", size.people), func(b *testing.B) {
			var floor cost
			measure := func(what string, write func(*nowhere) error) {
				b.Run(what, func(b *testing.B) {
					dst := &nowhere{dir: b.TempDir()}
					forgetPeak()
					start := now()
					for b.Loop() {
						dst.bytes = 0
						if err := write(dst); err != nil {
							b.Fatal(err)
						}
					}
					took := start.until(now(), b.N)
					b.ReportMetric(took.clock/floor.clock, "x-floor")
					b.ReportMetric(took.cpu/floor.cpu, "x-cpu")
					b.ReportMetric(took.cpu, "cpu-s")
					b.ReportMetric(float64(dst.bytes)/(1<<20), "MiB")
					b.ReportMetric(peakMiB(), "peak-MiB")
				})
			}
			b.Run("floor", func(b *testing.B) {
				cells := 0
				start := now()
				for b.Loop() {
					cells = bareWrite(b, rep)
				}
				took := start.until(now(), b.N)
				start = now()
				for range b.N {
					readRows(b, rep, nil)
				}
				reading := start.until(now(), b.N)
				floor = cost{took.clock - reading.clock, took.cpu - reading.cpu}
				b.ReportMetric(floor.clock, "floor-s")
				b.ReportMetric(floor.cpu, "cpu-s")
				b.ReportMetric(float64(cells), "cells")
			})
			for _, workers := range []int{1, 2} {
				measure(fmt.Sprintf("workbook/workers=%d", workers), func(dst *nowhere) error {
					out, err := dst.Create(FileWorkbook)
					must(b, err)
					return writeWorkbook(b.Context(), out, newIndex(rep), bookOptions{scratch: dst.dir, maxRows: maxDataRows, workers: workers})
				})
			}
			measure("everything", func(dst *nowhere) error { return Write(b.Context(), dst, rep) })
		})
	}
}

// bareWrite streams the data sheets of a report through the library and nothing
// else: texts and numbers without styles, in the same sheets.
func bareWrite(b *testing.B, rep *Report) (cells int) {
	f := excelize.NewFile(excelize.Options{TmpDir: b.TempDir()})
	defer func() { must(b, f.Close()) }()
	var sw *excelize.StreamWriter
	sheet, at := "", 0
	readRows(b, rep, func(t *table, row []any) {
		if t.sheet != sheet {
			if sw != nil {
				must(b, sw.Flush())
			}
			sheet, at = t.sheet, 0
			_, err := f.NewSheet(sheet)
			must(b, err)
			sw, err = f.NewStreamWriter(sheet)
			must(b, err)
		}
		at++
		must(b, sw.SetRow("A"+strconv.Itoa(at), row))
		for _, v := range row {
			if v != nil {
				cells++
			}
		}
	})
	must(b, sw.Flush())
	f.SetZipWriter(func(io.Writer) excelize.ZipWriter {
		z := zip.NewWriter(io.Discard)
		z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
		return z
	})
	_, err := f.WriteTo(io.Discard)
	must(b, err)
	return cells
}

// readRows reads the header and the rows of each data sheet as what the library
// takes.
func readRows(b *testing.B, rep *Report, each func(*table, []any)) {
	planned := &book{x: newIndex(rep), rep: rep}
	must(b, planned.plan())
	for _, t := range planned.tables {
		row := make([]any, len(t.cols))
		for i := range t.cols {
			row[i] = t.cols[i].title
		}
		if each != nil {
			each(t, row)
		}
		for values := range t.rows {
			for i := range values {
				v := &values[i]
				serial, isSerial := v.serial()
				switch {
				case v.blank():
					row[i] = nil
				case isSerial:
					row[i] = serial
				case v.kind == valueInt:
					row[i] = v.num
				default:
					row[i] = v.shown()
				}
			}
			if each != nil {
				each(t, row)
			}
		}
	}
}

// cost is time on the clock and of the processors, in seconds.
type cost struct{ clock, cpu float64 }

var began = time.Now()

func now() cost { return cost{time.Since(began).Seconds(), processorSeconds()} }

func (c cost) until(end cost, times int) cost {
	return cost{(end.clock - c.clock) / float64(times), (end.cpu - c.cpu) / float64(times)}
}

func must(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// forgetPeak lets peakMiB begin anew, where the system can.
func forgetPeak() {
	debug.FreeOSMemory()
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0)
}

// processorSeconds is the time that the processors have worked for this
// process, where the system tells.
func processorSeconds() float64 {
	text, err := os.ReadFile("/proc/self/stat")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(text), ") ")
	fields := strings.Fields(rest) // from the third field on
	user, _ := strconv.ParseFloat(fields[11], 64)
	system, _ := strconv.ParseFloat(fields[12], 64)
	return (user + system) / 100
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
