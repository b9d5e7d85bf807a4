package vonage

// What costs one request for each of many things, and is read only where it was
// asked for. It is an extra: the verdict over the users stands whatever becomes
// of it, one answer that is missing leaves one thing unknown, and the proof says
// how many there were.

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/sourcegraph/conc/pool"

	"rollcall/vonage/internal/rest"
)

// notAsked says why an extra was not read at all, where the users were not.
const notAsked = "not read, because the users were not read to the end"

// tally counts the outcomes of many single reads.
type tally struct {
	asked, read     int
	missing, failed int   // answered 404; not answered usably
	first           error // of those that failed, in the order of the things
	stop            error // why no more were asked, nil when all were
}

// each reads n things by their index with bounded workers, one request each. A
// failure of one leaves the others; one that all would meet ends the pass: a
// refused login or permission, a server that keeps refusing, the end of the run.
func each(ctx context.Context, n, workers int, read func(ctx context.Context, i int) error) tally {
	outcomes, asked := make([]error, n), make([]bool, n)
	p := pool.New().WithContext(ctx).WithCancelOnError().WithFirstError().WithMaxGoroutines(max(1, workers))
	for i := range n {
		p.Go(func(ctx context.Context) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			asked[i], outcomes[i] = true, read(ctx, i)
			if !single(outcomes[i]) {
				return outcomes[i]
			}
			return nil
		})
	}
	t := tally{asked: n, stop: p.Wait()}
	for i := range n {
		t.count(asked[i], outcomes[i])
	}
	return t
}

// single reports whether an error is about one thing alone. Nil is.
func single(err error) bool {
	var outage *rest.OutageError
	if errors.As(err, &outage) {
		return false
	}
	var missing *rest.NotFoundError
	var status *rest.StatusError
	var shape *rest.ShapeError
	var network *rest.NetworkError
	return err == nil || errors.As(err, &missing) || errors.As(err, &status) || errors.As(err, &shape) || errors.As(err, &network)
}

func (t *tally) count(asked bool, err error) {
	var missing *rest.NotFoundError
	switch {
	case !asked || !single(err):
	case err == nil:
		t.read++
	case errors.As(err, &missing):
		t.missing++
	default:
		t.failed++
		if t.first == nil {
			t.first = err
		}
	}
}

// words says what was read of what, for the proof.
func (t *tally) words(ctx context.Context) string {
	parts := []string{fmt.Sprintf("%d of %d read", t.read, t.asked)}
	if t.missing > 0 {
		parts = append(parts, fmt.Sprintf("%d not found", t.missing))
	}
	if t.failed > 0 {
		parts = append(parts, fmt.Sprintf("%d could not be read (the first: %v)", t.failed, t.first))
	}
	if t.stop != nil {
		parts = append(parts, "reading stopped: "+whyUnread(ctx, t.stop))
	}
	return strings.Join(parts, ", ")
}

// inPath reports whether an id can stand in an address as one part of its path.
func inPath(id string) bool {
	return id != "" && id != "." && id != ".." && !strings.ContainsAny(id, "/\\")
}

// errNoPart says that an id cannot be asked for.
func errNoPart(what string) error {
	return &rest.ShapeError{Where: what, What: "its id cannot stand in an address"}
}
