package people

// Which rows are one person.
//
// Rows are joined on a person id or an employee id when they also agree on the
// address or on the name, and on the address when they also agree on the name.
// An id or an address that stands on rows that agree on nothing else belongs
// to different people: they are not merged, and the key is withdrawn.
//
// Merging on the address alone was rejected: two people may share a mailbox,
// and the rows of one would then speak for the other.

import (
	"cmp"
	"slices"

	"rollcall/reconcile"
)

// row is a record while it is being placed.
type row struct {
	*Record
	addresses
	fingerprint string
	status      reconcile.Status
	state       reconcile.State
	quality     []reconcile.Quality
	idWithdrawn bool
	contested   bool
}

// grouping joins rows by union-find; the root of a set is its first row.
type grouping struct{ parent []int }

func newGrouping(n int) *grouping {
	g := &grouping{parent: make([]int, n)}
	for i := range g.parent {
		g.parent[i] = i
	}
	return g
}

func (g *grouping) root(i int) int {
	for g.parent[i] != i {
		g.parent[i] = g.parent[g.parent[i]]
		i = g.parent[i]
	}
	return i
}

func (g *grouping) join(i, j int) {
	a, b := g.root(i), g.root(j)
	g.parent[max(a, b)] = min(a, b)
}

// together is what rows must agree on to be joined: an id or address, and what
// confirms it.
type together struct{ key, confirm string }

// group joins the rows of each person.
func group(rows []row) *grouping {
	g := newGrouping(len(rows))
	first := make(map[together]int, 2*len(rows))
	joinOn := func(i int, key, confirm string) {
		t := together{key, confirm}
		if j, ok := first[t]; ok {
			g.join(i, j)
			return
		}
		first[t] = i
	}
	for i := range rows {
		r := &rows[i]
		for _, id := range r.ids() {
			if r.email.Usable() {
				joinOn(i, id, "@"+string(r.email.Key))
			}
			if r.fingerprint != "" {
				joinOn(i, id, r.fingerprint)
			}
		}
		if r.email.Usable() {
			joinOn(i, "@"+string(r.email.Key), r.fingerprint)
		}
	}
	return g
}

// ids are the row's ids in the form in which they are compared.
func (r *row) ids() []string {
	ids := make([]string, 0, 2)
	if key := reconcile.IDKey(r.PersonID); key != "" {
		ids = append(ids, "p"+key)
	}
	if key := reconcile.IDKey(r.EmployeeID); key != "" {
		ids = append(ids, "e"+key)
	}
	return ids
}

// contest finds the keys that stand on more than one person, and calls found
// with the rows of each, in order.
func contest(rows []row, g *grouping, keys func(*row) []string, found func(members []int)) {
	members := make(map[string][]int)
	var order []string
	owner := make(map[string]int, len(rows))
	for i := range rows {
		for _, key := range keys(&rows[i]) {
			root, seen := owner[key]
			switch {
			case !seen:
				owner[key] = g.root(i)
			case root != g.root(i) && members[key] == nil:
				members[key] = []int{}
				order = append(order, key)
			}
		}
	}
	if len(order) == 0 {
		return
	}
	for i := range rows {
		for _, key := range keys(&rows[i]) {
			if m, ok := members[key]; ok {
				members[key] = append(m, i)
			}
		}
	}
	for _, key := range order {
		found(members[key])
	}
}

// stateRank orders the rows of one person: the one that grants most wins, so
// that an old record never speaks against a current one.
var stateRank = map[reconcile.State]int{
	reconcile.StateEmployed: 0, reconcile.StateNotice: 1, reconcile.StateLeave: 2,
	reconcile.StatePreHire: 3, reconcile.StateAmbiguous: 4, reconcile.StateLeaver: 5,
}

// rank puts the row that speaks for a person first.
func rank(rows []row, members []int) {
	slices.SortStableFunc(members, func(i, j int) int {
		a, b := &rows[i], &rows[j]
		return cmp.Or(
			cmp.Compare(stateRank[a.state], stateRank[b.state]),
			-latestEnd(a, b), // employed until the last of them ends
			cmp.Compare(primaryRank(a), primaryRank(b)),
			-compareDates(a.latestHire(), b.latestHire()),
			cmp.Compare(i, j),
		)
	})
}

// latestEnd orders leaver and notice rows by their termination date.
func latestEnd(a, b *row) int {
	if a.state != reconcile.StateLeaver && a.state != reconcile.StateNotice {
		return 0
	}
	return compareDates(a.TerminationDate, b.TerminationDate)
}

func primaryRank(r *row) int {
	if ParseFlag(r.PrimaryPosition).Yes() || squash(r.PrimaryPosition) == "primary" {
		return 0
	}
	return 1
}

func (r *row) latestHire() reconcile.Date {
	if compareDates(r.LastHireDate, r.HireDate) > 0 {
		return r.LastHireDate
	}
	return r.HireDate
}

// compareDates orders dates, no date first.
func compareDates(a, b reconcile.Date) int {
	switch {
	case a == b:
		return 0
	case a.IsZero(), !b.IsZero() && a.Before(b):
		return -1
	default:
		return 1
	}
}
