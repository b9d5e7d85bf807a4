package apply_test

// What must hold for the plan of a seed before anything is sent: its limits, its
// approvals, and that it depends on what it is made from and on nothing else.

import (
	"fmt"
	"slices"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/plans"
)

// planRules judges the plan by itself.
func (s *story) planRules() []error {
	var all []error
	complain := func(format string, args ...any) { all = append(all, fmt.Errorf(format, args...)) }
	again, err := plans.Decode(s.bytes)
	if err != nil {
		complain("P13: the plan cannot be read back: %v", err)
	} else if b, err := again.Encode(); err != nil || string(b) != string(s.bytes) {
		complain("P13: the plan reads back otherwise (%v)", err)
	}
	for i := range s.plan.Actions {
		a := &s.plan.Actions[i]
		if a.Runs() && (len(s.c.blocks) > 0 || a.Kind.Removes() && !s.c.baseline) {
			complain("P4: %s %s would run although the input does not hold", a.ID, a.Kind)
		}
		if a.Runs() && a.Kind == plans.Delete && s.c.policy.DIDPolicy == "undecided" {
			complain("P4: %s deletes although nobody has decided about the numbers", a.ID)
		}
	}
	s.budgets(complain)
	s.permuted(complain)
	s.otherPeople(complain)
	return all
}

// budgets works the limits out once more, in other words.
func (s *story) budgets(complain func(string, ...any)) {
	for k, p := range []reconcile.Product{reconcile.VBC, reconcile.VCC} {
		base := 0
		for _, a := range s.pops[k].Accounts {
			if !slices.ContainsFunc(s.c.policy.Protected, func(e string) bool { return strings.EqualFold(e, a.Email.Raw) || strings.EqualFold(e, a.Login) }) {
				base++
			}
		}
		wanted := map[plans.Kind]int{}
		for i := range s.plan.Actions {
			if a := &s.plan.Actions[i]; a.Product == p && a.Mode == plans.Automatic && a.Guard == plans.Allowed {
				wanted[a.Kind]++
			}
		}
		deletes := min(mostDeletes, base*deletePercent/100)
		if base < fewest {
			deletes = 0
		}
		parked := min(mostParked, base*deactivatePercent/100)
		used := 0 // a seat is one with which somebody can sign in
		for i := range s.pops[k].Accounts {
			if s.pops[k].Accounts[i].Usable() {
				used++
			}
		}
		if free := s.c.judged.Seats[p] - used + wanted[plans.Delete] - wanted[plans.Reactivate]; s.c.judged.Seats[p] > 0 && wanted[plans.Create] > max(0, free) {
			complain("P8: %d accounts are to be created in %s, and %d seats are free", wanted[plans.Create], p, free)
		}
		s.admins(complain, p, s.pops[k].Accounts)
		s.site(complain, p)
		for name, x := range map[string][2]int{
			plans.LimitDeletes:        {wanted[plans.Delete], deletes},
			plans.LimitDeactivations:  {wanted[plans.Deactivate], parked},
			plans.LimitDeletes7:       {wanted[plans.Delete], max(0, 2*deletes-s.c.spent[p].Deletes)},
			plans.LimitDeactivations7: {wanted[plans.Deactivate], max(0, 2*parked-s.c.spent[p].Deactivations)},
		} {
			at := slices.IndexFunc(s.plan.Limits, func(l plans.Limit) bool { return l.Product == p && l.Name == name })
			if at < 0 {
				complain("P8: the plan has no limit %s for %s", name, p)
			} else if l := s.plan.Limits[at]; l.OK != (x[0] <= x[1]) || l.Wanted != x[0] || l.Allowed != x[1] {
				complain("P8: %s says %d of %d, and it is %d of %d", l, l.Wanted, l.Allowed, x[0], x[1])
			}
		}
	}
}

// admins counts who is left to administer a product.
func (s *story) admins(complain func(string, ...any), p reconcile.Product, accounts []reconcile.Account) {
	left, gone := 0, 0
	admin := map[string]bool{}
	for i := range accounts {
		if accounts[i].Admin().Yes() && accounts[i].Usable() {
			admin[accounts[i].ID] = true
			left++
		}
	}
	for i := range s.plan.Actions {
		if a := &s.plan.Actions[i]; a.Product == p && a.Kind.Removes() && a.Guard == plans.Allowed && admin[a.AccountID] {
			gone++
		}
	}
	if gone > 0 && left-gone < 2 {
		complain("P7: %d of %d administrators of %s would go", gone, left, p)
	}
}

// site holds the limit of segments: where a whole site goes, it is over.
func (s *story) site(complain func(string, ...any), p reconcile.Product) {
	gone := 0
	for i := range s.plan.Actions {
		a := &s.plan.Actions[i]
		at := slices.IndexFunc(s.c.people, func(q reconcile.Person) bool { return q.Key == a.PersonKey })
		if at >= 0 && s.c.people[at].Department == closedSite && a.Product == p && a.Kind.Removes() && a.Runs() {
			gone++
		}
	}
	over := slices.ContainsFunc(s.plan.Limits, func(l plans.Limit) bool { return l.Product == p && l.Name == plans.LimitSegment && !l.OK })
	if gone >= 5 && !over {
		complain("P8: a site of %d loses %d in %s, and no limit says so", s.c.closed, gone, p)
	}
}

// approve lifts the limits that are over, as a person would. It is false where the
// seed has nobody who does.
func (s *story) approve() (bool, error) {
	over := plans.Over(s.plan.Limits)
	if len(over) == 0 {
		return true, nil
	}
	var given []plans.Approval
	for _, l := range over {
		text := strings.TrimPrefix(plans.Override(s.sha, l, over...), "--approve ")
		a, err := plans.ParseApproval(text)
		if err != nil {
			return false, fmt.Errorf("P8: the approval that the plan prints is none: %w", err)
		}
		given = append(given, a)
	}
	wrong := slices.Clone(given)
	wrong[0].Wanted++
	if left, err := plans.Lift(s.plan.Limits, s.sha, wrong); err == nil || len(left) != len(over) {
		return false, fmt.Errorf("P8: an approval of another number lifts a limit")
	}
	if left, err := plans.Lift(s.plan.Limits, strings.Repeat("0", len(s.sha)), given); err == nil || len(left) != len(over) {
		return false, fmt.Errorf("P8: an approval of another plan lifts a limit")
	}
	left, err := plans.Lift(s.plan.Limits, s.sha, given)
	if err != nil || len(left) > 0 {
		return false, fmt.Errorf("P8: what the plan prints does not lift its limits: %v %w", left, err)
	}
	return s.rand.IntN(4) > 0, nil
}

// permuted makes the plan from the same rows in another order.
func (s *story) permuted(complain func(string, ...any)) {
	people, pops := slices.Clone(s.c.people), slices.Clone(s.pops)
	s.rand.Shuffle(len(people), func(i, j int) { people[i], people[j] = people[j], people[i] })
	for k := range pops {
		pops[k].Accounts = slices.Clone(pops[k].Accounts)
		s.rand.Shuffle(len(pops[k].Accounts), func(i, j int) { a := pops[k].Accounts; a[i], a[j] = a[j], a[i] })
	}
	plan, err := plans.Build(s.c.source(people, pops, s.past, s.at))
	if err != nil {
		complain("P14: in another order no plan can be made: %v", err)
		return
	}
	if b, err := plan.Encode(); err != nil || plans.Hash(b) != s.sha {
		complain("P14: the same rows in another order give another plan (%v)", err)
	}
}

// otherPeople makes the plan with one person more, and with one less: neither may
// remove anybody whom it does not remove now.
func (s *story) otherPeople(complain func(string, ...any)) {
	removed := map[string]bool{}
	for i := range s.plan.Actions {
		if a := &s.plan.Actions[i]; a.Runs() && a.Kind.Removes() {
			removed[a.ID] = true
		}
	}
	more := append(slices.Clone(s.c.people), reconcile.Person{
		Key: "id:E9999", EmployeeID: "E9999", Email: email("added.person@" + domain), FirstName: "Added", LastName: "Person",
		State: reconcile.StateEmployed, Status: reconcile.StatusActive, StatusText: "Active", HireDate: s.c.asOf.AddDays(-9), Department: "D0", Location: "Leeds", Rows: []reconcile.RowRef{{Number: 999}},
	})
	at := s.rand.IntN(len(s.c.people))
	for name, people := range map[string][]reconcile.Person{"more": more, "less": slices.Delete(slices.Clone(s.c.people), at, at+1)} {
		plan, err := plans.Build(s.c.source(people, s.pops, s.past, s.at))
		if err != nil {
			complain("P16: with one person %s no plan can be made: %v", name, err)
			continue
		}
		for i := range plan.Actions {
			if a := &plan.Actions[i]; a.Runs() && a.Kind.Removes() && !removed[a.ID] {
				complain("P16: with one person %s %s of %s is removed", name, a.ID, a.Email)
			}
		}
	}
}
