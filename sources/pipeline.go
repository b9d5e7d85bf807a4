package sources

// The pipeline between reading and keeping: the reader sends chunks of rows, a few
// goroutines turn them into records, and the results come back in the order of
// the rows. What a chunk becomes depends on nothing but the chunk.

import (
	"context"
	"runtime"

	"github.com/sourcegraph/conc/pool"

	"rollcall/reconcile"
)

// pipeline is one table's reading under way.
type pipeline struct {
	ctx     context.Context
	cancel  context.CancelCauseFunc
	table   *table
	chunks  chan *chunk
	used    chan *chunk // emptied ones, for the next rows
	results chan numbered
	workers *pool.ErrorPool
	sent    int
	done    chan []*kept
}

type numbered struct {
	number int
	kept   *kept
}

// queued is how many chunks may wait: enough that nobody idles, few enough that
// a fast reader does not fill the memory.
const queued = 4

func newPipeline(ctx context.Context, t *table) *pipeline {
	ctx, cancel := context.WithCancelCause(ctx)
	l := &pipeline{
		ctx: ctx, cancel: cancel, table: t,
		chunks: make(chan *chunk, queued), used: make(chan *chunk, 2*queued), results: make(chan numbered, queued),
		workers: pool.New().WithErrors(), done: make(chan []*kept, 1),
	}
	for range runtime.GOMAXPROCS(0) {
		l.workers.Go(l.work)
	}
	go l.collect()
	return l
}

// work keeps chunks until there are no more. A chunk that cannot be kept stops
// the reader, and so does a panic: nobody may be left to take what it sends.
func (l *pipeline) work() error {
	defer l.cancel(nil)
	for c := range l.chunks {
		k, err := l.keep(c)
		if err != nil {
			l.cancel(err)
			return err
		}
		l.results <- numbered{c.number, k}
		select {
		case l.used <- c:
		default:
		}
	}
	return nil
}

// keep turns a chunk into records. A panic on the way is an error: in a goroutine
// nobody else could stop it from ending the process, with the reader waiting.
func (l *pipeline) keep(c *chunk) (k *kept, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = refuse("HQ-01", "", "%s to %d could not be read (%v), which is a fault of this program: export the people as CSV (UTF-8), with only the columns that are needed",
				reconcile.RowRef{Sheet: l.table.sheet, Number: c.meta[0].number}, c.meta[len(c.meta)-1].number, p)
		}
	}()
	return l.table.keep(c)
}

// collect puts the results in order.
func (l *pipeline) collect() {
	var all []*kept
	for r := range l.results {
		for len(all) <= r.number {
			all = append(all, nil)
		}
		all[r.number] = r.kept
	}
	l.done <- all
}

// empty returns a chunk for the next rows.
func (l *pipeline) empty() *chunk {
	select {
	case c := <-l.used:
		c.reset(l.sent)
		return c
	default:
		c := newChunk(l.table.slots)
		c.reset(l.sent)
		return c
	}
}

// send hands a chunk over.
func (l *pipeline) send(c *chunk) error {
	l.sent++
	select {
	case l.chunks <- c:
		return nil
	case <-l.ctx.Done():
		return context.Cause(l.ctx)
	}
}

// finish waits for the last chunk and returns the results in order.
func (l *pipeline) finish() ([]*kept, error) {
	close(l.chunks)
	err := l.workers.Wait()
	close(l.results)
	kept := <-l.done
	l.cancel(nil)
	return kept, err
}
