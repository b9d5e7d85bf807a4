package rest

// What refusals teach about a quota that nobody publishes.
//
// Two kinds of quota are told apart by how long the server refuses. One counts
// the requests of a minute: it refuses until its minute is over, and what it
// granted in that minute is the quota. The other refills all the time: it
// refuses for moments only, and the quota is what was granted between two
// refusals, by the time between them; requests are then spread out.
//
// A server says neither how it counts nor when its minute began. So a request
// finds out in growing steps, and at the two moments at which a minute must be
// over: a minute after the first request that was granted in it, and a minute
// after the last. What was granted is taken as the quota only if that minute was
// ours from its start: where others had used part of it, it ends sooner.
//
// A token bucket of our own was rejected: on top of its rate it allows a burst,
// and a minute then holds more than the quota.

import "time"

const (
	// period is the minute of a quota, with a margin for the spread of
	// travelling times.
	period = time.Minute + 500*time.Millisecond
	// ours is how long ago the first granted request of a minute must be when the
	// server accepts again, for that minute to have been ours.
	ours = 59 * time.Second
	// foreign is how long a server refuses at most that counts a minute.
	foreign = 75 * time.Second
	// moments is how long a server refuses at most that refills all the time.
	moments = 15 * time.Second
	// slowest is the lowest quota that is learned, a minute: fewer grants are a
	// jam and not a quota.
	slowest = 6
	// soon is the number of answers after which a pace counts as bearable.
	soon = 20
	// unbounded is the pace, a minute, above which none is kept.
	unbounded = 6000
	// firstCreep is after how many used-up minutes more is tried.
	firstCreep, maxCreep = 3, 48
	// stayBelow is the share of a measured pace that is used.
	stayBelow = 0.97
)

// quota is what is known about the quota, and what it is learned from.
type quota struct {
	Learned
	grants window    // answers that were no refusals
	run    int       // of them since the gate closed for a quota
	begun  time.Time // the first of them since the gate opened
	closed time.Time // when the gate closed last, zero for never
	short  bool      // and whether that was for moments

	useful  int     // grants since the pace changed
	binding bool    // the pace held a request back since then
	trying  bool    // PerMinute is an attempt to do more
	known   Learned // what stood before it
	steps   int     // how many used-up minutes to wait before an attempt, 0 for firstCreep
}

// safe is the pace without an attempt to do more.
func (q *quota) safe() Learned {
	if q.trying {
		return q.known
	}
	return q.Learned
}

// freeAt is when the next request fits.
func (q *quota) freeAt(now time.Time, asked *window) time.Time {
	at := now
	switch {
	case q.PerMinute == 0:
	case q.Spaced:
		if last, ok := asked.last(); ok {
			at = last.Add(time.Minute / time.Duration(q.PerMinute))
		}
	default:
		at = asked.freeAt(now, q.PerMinute)
	}
	if at.After(now) {
		q.binding = true
	}
	return at
}

// accepted notes a grant.
func (q *quota) accepted(now time.Time) {
	q.grants.add(now)
	if q.begun.IsZero() {
		q.begun = now
	}
	q.run++
	q.useful++
}

// refused notes what was granted before the gate closed.
func (q *quota) refused(g *gate, now time.Time) {
	g.granted, g.begun = q.grants.count(now), q.begun
	if g.begun.IsZero() {
		g.begun = now
	}
	if !q.closed.IsZero() && q.short && q.run > 0 {
		g.measured = int(float64(q.run)*stayBelow*float64(time.Minute)/float64(now.Sub(q.closed)+1) + 0.5)
	}
	q.closed, q.run = now, 0
}

// opens is when to find out whether the server accepts again, where it gave no
// hint and at would be the next step: at the latest when its minute must be
// over, and at once then where it is known to count minutes.
func (q *quota) opens(g gate, now, at time.Time) time.Time {
	first, ok := q.grants.first()
	if !ok {
		return at
	}
	last, _ := q.grants.last()
	ends := []time.Time{first.Add(period), last.Add(period)}
	if q.minutes() && g.refusals == 1 && ends[0].After(now) {
		return ends[0]
	}
	for _, end := range ends {
		if end.After(now) && end.Before(at) {
			return end
		}
	}
	return at
}

// minutes reports whether the server is known to count the requests of minutes.
func (q *quota) minutes() bool { return q.PerMinute > 0 && !q.Spaced }

// learn takes in how long the gate was closed. It reports whether that looked
// like the rest of a minute, so that the number of requests at a time was not
// what was refused.
func (q *quota) learn(g gate, now time.Time) bool {
	refused := now.Sub(g.since)
	q.short, q.begun = refused <= moments, now
	switch {
	case refused > foreign: // no quota of a minute: a storm, or a quota of an hour
		return false
	case q.trying:
		q.steps = min(maxCreep, 2*max(q.steps, firstCreep))
		q.set(q.known)
		return q.minutes()
	case g.granted >= slowest && now.Sub(g.begun) >= ours && (!q.short || q.minutes() && g.refusals == 1):
		q.set(Learned{g.granted, false})
		return true
	case !q.short: // a minute that was not ours from its start
		return true
	case g.measured >= slowest:
		q.set(Learned{g.measured, true})
	}
	return false
}

// set changes the pace.
func (q *quota) set(l Learned) {
	if l.PerMinute > unbounded {
		l = Learned{}
	}
	q.Learned, q.trying = l, false
	q.useful, q.binding = 0, false
}

// creep tries more after some minutes that were used up without a refusal: the
// quota may have been shared, or raised. Each time that it is refused it waits
// longer before the next attempt.
func (q *quota) creep() {
	need, more := max(q.steps, firstCreep)*q.PerMinute, q.PerMinute/20
	if q.Spaced { // what refuses for moments is soon asked again
		need, more = max(q.steps, firstCreep)*min(q.PerMinute, soon), q.PerMinute/10
	}
	if q.PerMinute == 0 || !q.binding || q.useful < need {
		return
	}
	if q.trying {
		q.steps = 0
	}
	known := q.Learned
	q.set(Learned{known.PerMinute + max(1, more), known.Spaced})
	q.trying, q.known = true, known
}

// window holds the instants of the last minute, oldest first.
type window struct{ at []time.Time }

func (w *window) add(now time.Time) {
	w.prune(now)
	w.at = append(w.at, now)
}

func (w *window) count(now time.Time) int {
	w.prune(now)
	return len(w.at)
}

// first is the oldest instant that is still held, if there is one.
func (w *window) first() (time.Time, bool) {
	if len(w.at) == 0 {
		return time.Time{}, false
	}
	return w.at[0], true
}

func (w *window) last() (time.Time, bool) {
	if len(w.at) == 0 {
		return time.Time{}, false
	}
	return w.at[len(w.at)-1], true
}

// freeAt is when one more fits under the limit.
func (w *window) freeAt(now time.Time, limit int) time.Time {
	w.prune(now)
	if len(w.at) < limit {
		return now
	}
	return w.at[len(w.at)-limit].Add(period)
}

func (w *window) prune(now time.Time) {
	old := 0
	for old < len(w.at) && now.Sub(w.at[old]) >= period {
		old++
	}
	w.at = w.at[old:]
}
