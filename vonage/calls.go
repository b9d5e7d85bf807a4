package vonage

// VBC's call logs: which accounts made or answered a call in a period, and which
// part of that period is really known.
//
// The period is read in chunks of whole days, the newest first: whatever ends
// the reading, what is known then reaches from some day up to now. The present
// day is a chunk of its own, because calls still come into it. How much the API
// accepts in one request is not documented: a chunk that it refuses is halved,
// down to a day, and so is one with very many calls. How far back the log goes is not documented either, and a log
// that ends looks just like a time without calls: so what is known begins on the
// day of the oldest call, and never before.

import (
	"context"
	"errors"
	"net/url"
	"time"

	"rollcall/reconcile"
	"rollcall/vonage/internal/rest"
	"rollcall/vonage/vbc"
)

const (
	// checkCalls is the proof's line about call logs. It is always OK.
	checkCalls reconcile.CheckID = "call_logs"

	callPage  = 1000 // rows a page, as is seen to be granted
	chunkDays = 7    // days in one request; as many refused days in a row end the reading

	// chunkRows is how many rows a chunk of several days may have: they are held
	// until the last of its pages is there.
	chunkRows = 150_000
)

// errCrowded says that a chunk has more rows than are held at a time.
var errCrowded = errors.New("the chunk has too many rows")

// callLog is the reading of one account's call logs.
type callLog struct {
	pop     *reconcile.Population
	who     *callers
	wire    *vbc.Reports
	workers int
	pause   func(context.Context, int) error

	log      reconcile.CallLog
	known    stretch
	gaps     []string       // why a period is not known, the newest first
	odd      map[string]int // rows that are no use as far as anybody knows, by result
	timeless int            // rows without a start that can be read
	outside  int            // rows outside the period that was asked for
}

// addCalls reads the call logs and notes in the accounts what they show.
func (s *session) addCalls(ctx context.Context, pop *reconcile.Population, cfg VBC) {
	s.waitNote("reading call logs")
	client, path, err := s.reportsClient(ctx, cfg)
	if err != nil {
		s.withoutCalls(pop, cfg, err.Error())
		return
	}
	r := &callLog{pop: pop, who: callersOf(pop.Accounts, cfg.suffix()), wire: vbc.NewReports(client, path, cfg.AccountID, callPage),
		workers: cfg.Workers, pause: s.pause(), log: s.askedCalls(pop, cfg), odd: map[string]int{}}
	r.read(ctx)
	r.conclude()
	pop.Calls = &r.log
	addCheck(pop, checkCalls, r.words(client.Redact))
}

// askedCalls is the period that is asked for: whole days in UTC, and the part of
// the present one that is over.
func (s *session) askedCalls(pop *reconcile.Population, cfg VBC) reconcile.CallLog {
	to := s.opt.CallsUntil
	if to.IsZero() {
		to = pop.Proof.StartedAt
	}
	to = to.UTC().Truncate(time.Second)
	return reconcile.CallLog{AskedFrom: startOfDay(to).AddDate(0, 0, -cfg.CallLogDays), AskedTo: to}
}

// withoutCalls notes that call logs were asked for and why there are none.
func (s *session) withoutCalls(pop *reconcile.Population, cfg VBC, why string) {
	log := s.askedCalls(pop, cfg)
	log.Reason = why
	pop.Calls = &log
	addCheck(pop, checkCalls, "call logs: "+why)
}

func startOfDay(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }

// reportsClient is the session's own client where that can serve the Reports
// suite too, so that token and pace are shared, else another one.
func (s *session) reportsClient(ctx context.Context, cfg VBC) (*rest.Client, string, error) {
	a := cfg.reportsAccess()
	if a.shared {
		u, err := url.Parse(a.base)
		if err != nil {
			return nil, "", errors.New("vbc.reports.base_url is not an address: write it as https://host/path")
		}
		return s.client, u.Path, nil
	}
	client, path, err := s.connect(ctx, a)
	if err != nil {
		return nil, "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.also = append(s.also, client)
	return client, path, nil
}

// read reads chunk after chunk, from the present to the past.
func (r *callLog) read(ctx context.Context) {
	days, refused := chunkDays, 0
	for end := r.log.AskedTo; end.After(r.log.AskedFrom); {
		start := r.chunk(end, days)
		length := int(end.Sub(start) / (24 * time.Hour)) // 0 for the present day
		walk := r.walk(ctx, start, end, length > 1)
		switch {
		case length > 1 && (isRefused(walk.Err) || errors.Is(walk.Err, errCrowded)):
			days = length / 2
			continue
		case isRefused(walk.Err):
			r.gap(start, end, walk.Err.Error())
			if refused++; refused == chunkDays {
				r.gaps = append(r.gaps, "nothing older was asked for, because so many days in a row were refused")
				return
			}
		case walk.Err != nil:
			r.take(walk.Items, start, end)
			r.gap(start, end, whyNoCalls(ctx, walk.Err))
			return
		default:
			r.settle(walk, start, end)
			if refused > 0 { // it was about that day, and not about the length
				days, refused = chunkDays, 0
			}
		}
		end = start
	}
}

// chunk is where the chunk begins that ends at an instant.
func (r *callLog) chunk(end time.Time, days int) time.Time {
	start := end.AddDate(0, 0, -days)
	if today := startOfDay(end); today.Before(end) {
		start = today
	}
	if start.Before(r.log.AskedFrom) {
		return r.log.AskedFrom
	}
	return start
}

// isRefused reports an answer 400: the API does not take what was asked for.
func isRefused(err error) bool {
	var status *rest.StatusError
	return errors.As(err, &status) && status.Status == 400
}

// whyNoCalls says why reading stopped, and what to do about it.
func whyNoCalls(ctx context.Context, err error) string {
	var auth *rest.AuthError
	if errors.As(err, &auth) && !auth.SignIn {
		own := *auth
		own.Remedy = "subscribe the application to the Reports suite, or set vbc.reports"
		return own.Error()
	}
	return whyUnread(ctx, err)
}

// walk reads the rows from one instant up to, and without, another. The API
// counts in seconds and includes both ends. A crowded chunk is left unread where
// it may be divided.
func (r *callLog) walk(ctx context.Context, start, end time.Time, divide bool) rest.Result[callRow] {
	page := func(ctx context.Context, number int) (rest.Page[callRow], error) {
		p, err := r.wire.Calls(ctx, start, end.Add(-time.Second), number)
		out := rest.Page[callRow]{Number: p.Number, Size: p.Size, Total: p.Total, Pages: p.Pages, Bare: p.Bare, Items: make([]callRow, 0, len(p.Items))}
		for i := range p.Items {
			out.Items = append(out.Items, r.who.row(&p.Items[i]))
		}
		return out, err
	}
	return rest.Walk(ctx, rest.Source[callRow]{
		First: func(ctx context.Context) (rest.Page[callRow], error) {
			first, err := page(ctx, -1)
			if err == nil && divide && first.Total != nil && *first.Total > chunkRows {
				err = errCrowded
			}
			return first, err
		},
		At:    page,
		ID:    func(row *callRow) string { return string(row.key[:]) },
		Asked: callPage, Workers: r.workers, Pause: r.pause,
	})
}

// settle takes in a chunk that was read to its end, and judges whether it is
// known.
func (r *callLog) settle(walk rest.Result[callRow], start, end time.Time) {
	oldest, clean := r.take(walk.Items, start, end)
	switch fault := unproven(walk.Proof); {
	case fault != "":
		r.gap(start, end, fault)
	case !clean:
		r.gap(start, end, "it holds calls without a start that can be read, or from another time")
	default:
		r.known.add(start, end, oldest)
	}
}

// take notes what rows show. It returns the start of the oldest, and whether all
// belong to the period that was asked for.
func (r *callLog) take(rows []callRow, start, end time.Time) (oldest time.Time, clean bool) {
	clean = true
	for i := range rows {
		row := &rows[i]
		switch {
		case row.kind == rowTimeless:
			r.timeless++
			clean = false
			continue
		case row.start < start.Unix() || row.start >= end.Unix():
			r.outside++
			clean = false
			continue
		}
		at := time.Unix(row.start, 0).UTC()
		if oldest.IsZero() || at.Before(oldest) {
			oldest = at
		}
		r.note(row, at)
	}
	if !oldest.IsZero() && (r.log.Oldest.IsZero() || oldest.Before(r.log.Oldest)) {
		r.log.Oldest = oldest
	}
	return oldest, clean
}

// note counts one row.
func (r *callLog) note(row *callRow, at time.Time) {
	r.log.Calls++
	switch {
	case row.kind == rowOdd:
		r.odd[row.result.Value()]++
	case row.kind == rowNoUse:
	case row.account == nobody:
		r.log.Unplaced++
	default:
		a := &r.pop.Accounts[row.account]
		a.Calls++
		if at.After(a.LastCall) {
			a.LastCall = at
		}
	}
}
