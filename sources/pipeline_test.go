package sources

import (
	"context"
	"fmt"
	"runtime"
	"testing"
	"time"

	"go.uber.org/goleak"

	"rollcall/reconcile"
)

// many is a file of so many people.
func many(n int) []string {
	lines := []string{header}
	for i := range n {
		lines = append(lines, fmt.Sprintf("E%d,Ann,Lee,p%d@n.example,Active,,Sales", i, i))
	}
	return lines
}

// A file of many chunks comes back row by row, from text and from a workbook.
func TestManyChunks(t *testing.T) {
	const n = 5000
	lines := []string{header}
	for i := range n {
		end := ""
		if i%3 == 0 {
			end = "2026-01-31"
		}
		lines = append(lines, fmt.Sprintf("E%d,Ann,Lee,p%d@n.example,Active,%s,Unit %d", i, i, end, i%7))
	}
	f := newBook(t, sheet{name: "P", rows: cellsOf(lines...)})
	for i := range n {
		if i%5 == 0 { // a real date, also where chunks before had a text
			must(t, f.SetCellValue("P", fmt.Sprintf("F%d", i+2), today.Time()))
		}
	}
	for _, path := range []string{csvFile(t, lines...), bookFile(t, f)} {
		r := mustLoad(t, path, defaults)
		if r.People.Len() != n || r.Rows.Len() != n+1 {
			t.Fatalf("%d people, %d rows", r.People.Len(), r.Rows.Len())
		}
		book := r.Sources[0].Format == "xlsx"
		for i, p := range r.People.All() {
			end := reconcile.Date{}
			if i%3 == 0 {
				end = reconcile.NewDate(2026, 1, 31)
			}
			if book && i%5 == 0 {
				end = today
			}
			want := fmt.Sprintf("id:E%d p%d@n.example Unit %d %s", i, i, i%7, end)
			if got := fmt.Sprintf("%s %s %s %s", p.Key, p.Email.Key, p.Department, p.TerminationDate); got != want || p.Rows[0].Number != i+2 {
				t.Fatalf("%s on %s, want %s", got, p.Rows[0], want)
			}
		}
		for _, c := range r.Sources[0].Columns {
			if len(c.Examples) > enoughExamples {
				t.Errorf("%s: %d examples", c.Header, len(c.Examples))
			}
		}
	}
}

// Whatever ends the reading, no goroutine stays behind.
func TestNothingRunsOn(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	rows := many(6000)
	broken := append(many(6000), `E1,"Ann"x,Lee,a@n.example,Active,,`)
	for _, path := range []string{
		csvFile(t, rows...), csvFile(t, broken...),
		bookFile(t, newBook(t, sheet{name: "P", rows: cellsOf(rows...)})),
		bookFile(t, newBook(t, sheet{name: "P", rows: cellsOf(rows...)}, sheet{name: "Q", rows: cellsOf(rows...)})),
	} {
		_, _ = Load(context.Background(), path, defaults)
		ctx, cancel := context.WithCancel(context.Background())
		opt := defaults
		opt.Progress = func(done, total int64) {
			if done > total/3 {
				cancel()
			}
		}
		_, err := Load(ctx, path, opt)
		if err == nil {
			t.Errorf("%s was read to its end", path)
		}
		cancel()
	}
}

// A panic in a worker is one of the reading: it does not wait for ever.
func TestAPanicOfAWorkerEndsTheReading(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	done := make(chan any)
	go func() {
		defer func() { done <- recover() }()
		l := newPipeline(context.Background(), &table{a: &assembly{}}) // has no file
		for {
			c := &chunk{number: l.sent, rows: [][]string{{"0"}, {"x"}}, meta: []rowMeta{{}}}
			if l.send(c) != nil {
				break
			}
		}
		_, _ = l.finish()
	}()
	select {
	case p := <-done:
		if p == nil {
			t.Error("the panic was lost")
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the reader still waits")
	}
}

// Nor does a panic of the second reading of a sheet end the program.
func TestAPanicOfTheSecondReadingIsDamage(t *testing.T) {
	k := readKinds(&sheetScanner{pos: 1})
	defer k.stop()
	if r, err := k.peek(); r != nil || err == nil {
		t.Errorf("%v, %v", r, err)
	}
}
