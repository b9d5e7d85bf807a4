package findings

// Who should have an account and has none, or has one too early or one that
// does not work: J01 to J04.

import (
	"slices"
	"strconv"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/internal/parts"
)

// preHireDays is how far ahead of the first day a joiner is announced.
const preHireDays = 14

// joiners raises J01 and J02, for people of whom it is known that they have no
// account.
func (v *view) joiners() {
	if !v.in.Policy.expects(v.pop.Product) {
		return
	}
	n := v.in.Roster.People.Len()
	found := make([][]reconcile.Finding, parts.Of(n, peopleAtOnce))
	parts.Do(n, peopleAtOnce, func(part, first, end int) {
		w := v.part()
		w.someJoiners(first, end)
		found[part] = w.out
	})
	v.take(found)
	v.shortOfSeats(found)
}

// peopleAtOnce is how many people make a part of the work.
const peopleAtOnce = 1 << 14

func (v *view) someJoiners(first, end int) {
	for i := first; i < end; i++ {
		if !v.links.Absent(i) {
			continue
		}
		p := v.people.At(i)
		for n, e := range v.in.Policy.Entitlements {
			if e.Product != v.pop.Product || !e.When.selects(p) {
				continue
			}
			if code, detail := v.expected(e.When, p); code != "" {
				v.missing(code, p, "entitlement rule "+strconv.Itoa(n+1)+": "+e.When.String(), detail)
				break
			}
		}
	}
}

// expects reports whether any rule expects accounts in a product.
func (p Policy) expects(product reconcile.Product) bool {
	return slices.ContainsFunc(p.Entitlements, func(e Entitlement) bool { return e.Product == product })
}

// expected says whether a rule expects the account now (J01), soon (J02) or
// not yet. A rule for employed people covers those who start within the window.
func (v *view) expected(c Condition, p *reconcile.Person) (reconcile.Code, string) {
	states := c.states()
	if slices.Contains(states, p.State) {
		return "J01", "HR says " + v.hrStateWords(p) + " in " + quoted(p.Department) + " and there is no account"
	}
	if p.State != reconcile.StatePreHire || p.HireDate.IsZero() || !slices.Contains(states, reconcile.StateEmployed) {
		return "", ""
	}
	switch days := p.HireDate.DaysSince(v.in.AsOf); {
	case days < 0:
		return "J02", "the first day was " + p.HireDate.String() + ", HR still says " + quoted(p.StatusText) + ", and there is no account"
	case days <= preHireDays:
		return "J02", "the first day is " + p.HireDate.String() + ", in " + count(days, "day") + ", and there is no account"
	}
	return "", ""
}

func (v *view) missing(code reconcile.Code, p *reconcile.Person, rule, detail string) {
	v.raise(code, string(p.Key), reconcile.Finding{
		Product: v.pop.Product, Person: personRef(p), HRRows: p.RowNumbers(), Field: "account", Rule: rule,
		Values: reconcile.FieldValues{HR: v.hrStateWords(p), Vonage: "no account"},
		Detail: detail,
	})
}

// Covers reports whether a person is one of those whom the condition selects
// now. Somebody who starts soon is not.
func (c Condition) Covers(p *reconcile.Person) bool {
	return slices.Contains(c.states(), p.State) && c.selects(p)
}

// states are the states that count: employed where none are named.
func (c Condition) states() []reconcile.State {
	if len(c.States) == 0 {
		return []reconcile.State{reconcile.StateEmployed}
	}
	return c.States
}

// selects tests everything but the state, which expected looks at.
func (c Condition) selects(p *reconcile.Person) bool {
	return anyFold(c.Departments, p.Department) && anyFold(c.Locations, p.Location) &&
		anyFold(c.JobTitles, p.JobTitle) && anyFold(c.WorkerTypes, p.WorkerType)
}

func anyFold(list []string, text string) bool {
	return len(list) == 0 || slices.ContainsFunc(list, func(s string) bool { return strings.EqualFold(s, strings.TrimSpace(text)) })
}

// String is the condition of an entitlement in words, for the rule column.
// Without a state it is for employed people.
func (c Condition) String() string {
	c.States = c.states()
	return c.words()
}

// words are the conditions that there are.
func (c Condition) words() string {
	var parts []string
	add := func(field string, values []string) {
		if len(values) > 0 {
			parts = append(parts, field+" is "+strings.Join(values, " or "))
		}
	}
	states := make([]string, len(c.States))
	for i, s := range c.States {
		states[i] = string(s)
	}
	add("state", states)
	add("department", c.Departments)
	add("location", c.Locations)
	add("job title", c.JobTitles)
	add("worker type", c.WorkerTypes)
	return strings.Join(parts, ", ")
}

// earlyAccount raises J03.
func (v *view) earlyAccount(s subject) {
	if !s.account.Usable() {
		return
	}
	f := v.stateValues(s, "HR says "+quoted(s.person.StatusText)+", not started, and the account is "+stateWord(s.account))
	if d := s.person.HireDate; d.After(v.in.AsOf) && !d.IsZero() {
		f.Detail = "the first day is " + d.String() + " and the account is " + stateWord(s.account) + " already"
		f.Values.HR += ", first day " + d.String()
	}
	v.raiseOn(s, "J03", f)
}

// lockedOut raises J04.
func (v *view) lockedOut(s subject) {
	if s.account.Usable() {
		return
	}
	v.raiseOn(s, "J04", v.stateValues(s, "HR says employed ("+quoted(s.person.StatusText)+") and the account is "+stateWord(s.account)))
}
