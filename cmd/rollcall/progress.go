package main

// What a person or a log sees while a run is under way, always on standard
// error: bars on a terminal, one log line per stage elsewhere, nothing with
// --quiet.

import (
	"fmt"
	"io"
	"log/slog"
	"math"
	"sync"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"rollcall/reconcile"
	"rollcall/vonage"
)

// reporter tells how far a run is.
type reporter struct {
	log  *slog.Logger
	bars *bars // nil where lines are written
	warn io.Writer
}

func newReporter(s *surroundings, f outputFlags) *reporter {
	switch {
	case f.quiet:
		return &reporter{log: slog.New(slog.DiscardHandler), warn: io.Discard}
	case s.errTerminal && !f.noProgress && f.logFormat == "text":
		return &reporter{log: slog.New(slog.DiscardHandler), warn: s.err, bars: &bars{out: s.err}}
	case f.logFormat == "json":
		return &reporter{log: slog.New(slog.NewJSONHandler(s.err, nil)), warn: io.Discard}
	default:
		return &reporter{log: slog.New(slog.NewTextHandler(s.err, nil)), warn: io.Discard}
	}
}

// stage is one line per step of the run.
func (r *reporter) stage(what string, args ...any) { r.log.Info(what, args...) }

// warning is for what a person must know before the result is there. Call it
// while no bar is shown.
func (r *reporter) warning(what string) {
	r.log.Warn(what)
	fmt.Fprintf(r.warn, "rollcall: %s\n", what)
}

// start shows one bar per source that is read; stop takes them away.
func (r *reporter) start(products []reconcile.Product) {
	if r.bars != nil {
		r.bars.start(products)
	}
}

func (r *reporter) stop() {
	if r.bars != nil {
		r.bars.stop()
	}
}

// hr is told how much of the HR file was read; total 0 means not known.
func (r *reporter) hr(done, total int64) {
	if r.bars != nil {
		r.bars.set(hrBar, done, total, wait{})
	}
}

// product is told how far a product is, and that it waits. Without bars the
// product's own log lines tell of waits.
func (r *reporter) product(p vonage.Progress) {
	if r.bars == nil {
		return
	}
	var w wait
	if p.Waiting > 0 {
		w = wait{until: time.Now().Add(p.Waiting), why: p.Note}
	}
	r.bars.set(string(p.Product), int64(p.Done), int64(p.Total), w)
}

const hrBar = "HR file"

// bars are the progress bars of one run.
type bars struct {
	out io.Writer

	mu    sync.Mutex
	all   *mpb.Progress
	lines map[string]*line
}

// line is one bar with a remark beside it.
type line struct {
	bar         *mpb.Bar
	done, total int64

	mu   sync.Mutex
	wait wait
}

// wait is what a product waits for, and until when. The zero wait is none.
type wait struct {
	until time.Time
	why   string
}

// remark counts the seconds down that are left of a wait.
func (l *line) remark(now time.Time) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	left := l.wait.until.Sub(now)
	if left <= 0 {
		return ""
	}
	return fmt.Sprintf("  waiting %.0f s: %s", math.Ceil(left.Seconds()), l.wait.why)
}

func (b *bars) start(products []reconcile.Product) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.all = mpb.New(mpb.WithOutput(b.out), mpb.WithAutoRefresh())
	b.lines = map[string]*line{hrBar: b.add(hrBar)}
	for _, p := range products {
		b.lines[string(p)] = b.add(string(p))
	}
}

func (b *bars) add(name string) *line {
	l := &line{}
	l.bar = b.all.AddBar(0, mpb.BarWidth(24),
		mpb.PrependDecorators(decor.Name(name, decor.WC{W: 8, C: decor.DindentRight})),
		mpb.AppendDecorators(
			decor.Percentage(decor.WC{W: 5}),
			decor.Any(func(decor.Statistics) string { return l.remark(time.Now()) }),
		))
	return l
}

func (b *bars) set(name string, done, total int64, w wait) {
	b.mu.Lock()
	defer b.mu.Unlock()
	l := b.lines[name]
	if l == nil {
		return
	}
	l.mu.Lock()
	l.wait = w
	l.mu.Unlock()
	l.done, l.total = done, total
	if total > 0 {
		// One more than all: the bar is completed by stop, not by a page.
		l.bar.SetTotal(max(total, done)+1, false)
	}
	l.bar.SetCurrent(done)
}

// stop ends the bars: those that are at their end as full, the others as they
// are. What is set after it is not shown.
func (b *bars) stop() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, l := range b.lines {
		if l.total > 0 && l.done >= l.total {
			l.bar.SetTotal(-1, true)
		} else {
			l.bar.Abort(false)
		}
	}
	if b.all != nil {
		b.all.Wait()
	}
	b.lines = nil
}
