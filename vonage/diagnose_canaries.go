package vonage

// The configured accounts that must be visible, each looked up by itself where
// the first page does not hold it.

import (
	"context"
	"fmt"
	"strings"

	"rollcall/reconcile"
)

// maxLookups bounds the requests for canaries, so that a quota of ten requests a
// minute is bearable.
const maxLookups = 5

// sighting is what looking for one account gave.
type sighting int

const (
	sightUnknown sighting = iota // nothing proves either
	sightSeen
	sightAbsent
)

// search looks for canaries. find looks one up, by at most so many requests, and
// says how many it took.
type search struct {
	names  []string
	suffix string // login suffix that a canary may leave out
	find   func(ctx context.Context, name string, most int) (sighting, int, error)
}

// canaries says which of the configured accounts are visible.
func (c *checkup) canaries(ctx context.Context, l *listing, how search) {
	if len(how.names) == 0 {
		c.note(DiagnoseCanaries, fmt.Sprintf("name a few accounts that must be visible under %s.canaries", l.section),
			"none are configured, so a credential that sees only a part of the users is not noticed")
		return
	}
	seen, left := 0, maxLookups
	var absent, unknown []string
	var failure error
	for i, name := range how.names {
		what := how.onPage(l, name)
		if what == sightUnknown && left > 0 && failure == nil {
			var used int
			what, used, failure = how.find(ctx, name, left)
			left -= used
		}
		label := fmt.Sprintf("%d (%s)", i+1, mask(strings.TrimSpace(name)))
		switch what {
		case sightSeen:
			seen++
		case sightAbsent:
			absent = append(absent, label)
		default:
			unknown = append(unknown, label)
		}
	}
	c.tellCanaries(len(how.names), seen, absent, unknown, failure)
}

// onPage looks for a canary on the first page.
func (how *search) onPage(l *listing, name string) sighting {
	if how.among(l.Items, name) {
		return sightSeen
	}
	if l.whole() {
		return sightAbsent
	}
	return sightUnknown
}

// among looks for a canary by the rule of the proof.
func (how *search) among(accounts []reconcile.Account, name string) bool {
	return canaryCheck(accounts, visible{canaries: []string{name}, suffix: how.suffix}).OK
}

func (c *checkup) tellCanaries(all, seen int, absent, unknown []string, failure error) {
	if len(absent) > 0 {
		c.problem(DiagnoseCanaries, remedies[reconcile.CheckCanaries], "%d of %d canaries are not visible: number %s",
			len(absent), all, strings.Join(absent, ", "))
		return
	}
	if len(unknown) == 0 {
		c.ok(DiagnoseCanaries, "%d of %d visible", seen, all)
		return
	}
	why := ""
	if failure != nil {
		why = fmt.Sprintf(" (%v)", failure)
	}
	c.notChecked(DiagnoseCanaries, "nothing has to be done: reconcile reads the whole list and looks for them in it",
		"%d of %d visible; number %s could not be looked up%s", seen, all, strings.Join(unknown, ", "), why)
}
