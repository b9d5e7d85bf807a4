package plans

// The segment limit: a department, a location or a mail domain that loses over
// half of its accounts is more often a mistake in the input than a closed site,
// and in a large company no other limit sees it.
//
// Counted are accounts that can be used, or are removed by this plan: archived
// ones must not make a group look larger than it is.

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"rollcall/reconcile/match"
	"rollcall/reconcile/planted"
)

// smallSegment is the number of accounts below which a group is too small to be
// judged by a share.
const smallSegment = 5

// segment is a group of accounts.
type segment struct{ kind, name string }

// loss is what a segment had and loses, and the accounts that it loses.
type loss struct {
	had  int
	lost []int
}

// segments evaluates the limit for one product.
func (b *builder) segments(t *table) Limit {
	l := Limit{Product: t.product, Name: LimitSegment, Base: t.base}
	losses := b.losses(t)
	judged := 0
	lost := map[int]bool{}
	var tripped []string
	for _, s := range slices.SortedFunc(maps.Keys(losses), func(x, y segment) int { return cmp.Or(cmp.Compare(x.kind, y.kind), cmp.Compare(x.name, y.name)) }) {
		g := losses[s]
		if g.had < smallSegment || planted.On("no-segment") {
			continue
		}
		judged++
		if 2*len(g.lost) <= g.had {
			continue
		}
		for _, i := range g.lost {
			lost[i] = true
		}
		tripped = append(tripped, fmt.Sprintf("%s %q (%d of %d)", s.kind, s.name, len(g.lost), g.had))
	}
	l.Wanted = len(lost)
	l.Detail = fmt.Sprintf("no department, location or mail domain with %d or more accounts loses over half (%d were looked at)", smallSegment, judged)
	if len(tripped) > 0 {
		l.Detail = "over half of the accounts would go from " + strings.Join(tripped, ", ")
	}
	return l.judged()
}

// losses counts the groups of a product that lose an account at all.
func (b *builder) losses(t *table) map[segment]*loss {
	removed := map[int]bool{}
	for _, d := range t.drafts {
		if d.Kind.Removes() && d.Runs() {
			removed[d.at] = true
		}
	}
	out := map[segment]*loss{}
	if len(removed) == 0 {
		return out
	}
	for i := range t.pop.Accounts {
		a := &t.pop.Accounts[i]
		if !a.Usable() && !removed[i] || b.protects(a) {
			continue
		}
		for _, s := range b.segmentsOf(t, i) {
			if out[s] == nil {
				out[s] = &loss{}
			}
			out[s].had++
			if removed[i] {
				out[s].lost = append(out[s].lost, i)
			}
		}
	}
	return out
}

// segmentsOf are the groups of an account: by what the product says, by what HR
// says of its person, and by its mail domain. Each counts once.
func (b *builder) segmentsOf(t *table, i int) []segment {
	a := &t.pop.Accounts[i]
	var out []segment
	add := func(kind, name string) {
		s := segment{kind, strings.ToLower(strings.TrimSpace(name))}
		if s.name != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	add("department", a.Department.Text())
	add("location", a.Location.Text())
	add("mail domain", a.Email.Key.Domain())
	if t.links != nil && b.src.Roster != nil && t.links.Placements[i].Result == match.Matched {
		p := b.src.Roster.People.At(t.links.Placements[i].Person)
		add("department", p.Department)
		add("location", p.Location)
	}
	return out
}
