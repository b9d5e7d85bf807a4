package report

// What the sheets say about the run before.

import (
	"rollcall/reconcile"
	"rollcall/reconcile/history"
)

// sinceLast makes the look-ups of what changed.
func (x *index) sinceLast() {
	closed := x.rep.Since.Closed
	x.closed = make(map[string]*history.Closed, len(closed))
	for i := range closed {
		x.closed[closed[i].ID] = &closed[i]
	}
	if x.rep.Changes == nil {
		return
	}
	x.changed = map[accountKey]bool{}
	for i := range x.rep.Changes.Changes {
		if c := &x.rep.Changes.Changes[i]; c.Account != "" {
			key := accountKey{c.Product, c.Account}
			x.changed[key] = x.changed[key] || c.Kind == history.AccountAdded
		}
	}
}

// changeOf says whether an account is as it was in the last run.
func (x *index) changeOf(a *reconcile.Account) string {
	isNew, changed := x.changed[accountKey{a.Product, a.ID}]
	switch {
	case x.rep.Changes == nil:
		return wordNotAvailable
	case isNew:
		return "New"
	case changed:
		return "Changed"
	default:
		return "Same"
	}
}

// inHRThen says whom the last run knew an account as: yes or no, the state of
// the person, and the day.
func (x *index) inHRThen(a *reconcile.Account) []value {
	earlier := &x.rep.Earlier
	if earlier.Run == "" {
		return []value{text(wordNotAvailable), {}, {}}
	}
	link, known := earlier.Of(a.Product, a.ID)
	switch {
	case !known:
		return []value{text(wordUnknown), {}, day(earlier.AsOf)}
	case link.Person == "" || link.Since != "":
		return []value{text(wordNo), {}, day(earlier.AsOf)}
	default:
		return []value{text(wordYes), text(stateWord(link.State)), day(earlier.AsOf)}
	}
}

// firstSeen is the day on which our own runs first saw an account.
func (x *index) firstSeen(a *reconcile.Account) value {
	of, known := x.rep.Known[a.Product]
	switch {
	case x.rep.Known == nil:
		return day(x.rep.AsOf)
	case !known:
		return text(wordUnknown)
	}
	if d, seen := of[a.ID]; seen {
		return day(d)
	}
	return day(x.rep.AsOf)
}

// notCompared says why there are no changes to show.
func (x *index) notCompared() string {
	if x.rep.Baseline == "" {
		return "there is no earlier run that this one can be compared with."
	}
	return "the last run " + x.rep.Baseline + " could not be compared; see What this report cannot see."
}
