package sources

import (
	"context"
	"fmt"
	"runtime"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// many is a file of so many people.
func many(n int) []string {
	lines := []string{header}
	for i := range n {
		lines = append(lines, fmt.Sprintf("E%d,Ann,Lee,p%d@n.example,Active,,Sales", i, i))
	}
	return lines
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
