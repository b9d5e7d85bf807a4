package history

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rollcall/reconcile"
)

var both = []reconcile.Product{reconcile.VBC, reconcile.VCC}

func snapshot(change func(*Snapshot)) *Snapshot {
	s := &Snapshot{Run: "r", AsOf: today, Complete: both, HR: true}
	if change != nil {
		change(s)
	}
	return s
}

func account(id string, change func(*Account)) Account {
	a := Account{Product: reconcile.VBC, ID: id, Who: "Ada Park", Role: "User", State: "Active", Result: "matched", Method: "M1", Person: "id:E1", Email: "ada@x.example"}
	if change != nil {
		change(&a)
	}
	return a
}

func having(accounts ...Account) *Snapshot {
	return snapshot(func(s *Snapshot) { s.Accounts = slices.Values(accounts) })
}

func employing(people ...Person) *Snapshot {
	return snapshot(func(s *Snapshot) { s.People = slices.Values(people) })
}

// lines are the changes as "kind product account finding: before -> after".
func lines(c Comparison) []string {
	out := []string{}
	for _, x := range c.Changes {
		about := strings.Fields(fmt.Sprint(x.Kind, " ", x.Product, " ", x.Account, " ", x.Person, " ", x.Finding))
		out = append(out, strings.TrimSpace(strings.Join(about, " ")+": "+x.Before+" -> "+x.After))
	}
	return out
}

func TestCompare(t *testing.T) {
	o := Open{ID: "F-1", Code: "L01", Title: "Leaver still active", Severity: "high", Product: reconcile.VBC, Account: "1", First: today.AddDays(-9)}
	with := func(open []Open, closed ...Closed) *Snapshot {
		return snapshot(func(s *Snapshot) { s.Open, s.Closed = open, closed })
	}
	for name, tt := range map[string]struct {
		from, to *Snapshot
		want     []string
	}{
		"nothing": {having(account("1", nil)), having(account("1", nil)), nil},
		"added and removed": {having(account("1", nil), account("3", nil)), having(account("2", nil), account("3", nil)), []string{
			"account added VBC 2 id:E1:  -> Active; User; matched (M1), id:E1", "account removed VBC 1 id:E1: Active; User; matched (M1), id:E1 ->"}},
		"role and state": {having(account("1", nil)), having(account("1", func(a *Account) { a.Role, a.State = "Admin", "Archived" })), []string{
			"role changed VBC 1 id:E1: User -> Admin", "state changed VBC 1 id:E1: Active -> Archived"}},
		"what is not supplied did not change": {having(account("1", func(a *Account) { a.Role = "" })), having(account("1", func(a *Account) { a.State = "" })), nil},
		"match": {having(account("1", nil)), having(account("1", func(a *Account) { a.Result, a.Method, a.Person, a.Email = "not_in_hr", "", "", "" })), []string{
			"match changed VBC 1: matched (M1), id:E1 -> not in hr"}},
		"another person": {having(account("1", nil)), having(account("1", func(a *Account) { a.Person, a.Email = "id:E2", "bo@x.example" })), []string{
			"match changed VBC 1 id:E2: matched (M1), id:E1 -> matched (M1), id:E2"}},
		"the same person with an id": {having(account("1", func(a *Account) { a.Person = "email:ada@x.example" })), having(account("1", func(a *Account) { a.Email = "Ada@x.example" })), nil},
		"people": {employing(Person{"id:1", "Ada", "employed"}, Person{"id:2", "Bo", "leave"}, Person{"row:7", "?", "employed"}),
			employing(Person{"id:3", "Cy", "pre_hire"}, Person{"id:1", "Ada", "leaver"}, Person{"row:8", "?", "employed"}), []string{
				"HR state changed id:1: employed -> leaver", "HR person added id:3:  -> pre_hire", "HR person removed id:2: leave ->"}},
		"opened":    {with(nil), with([]Open{o}), []string{"finding opened VBC 1 F-1:  -> L01 Leaver still active (high)"}},
		"reopened":  {with(nil), with([]Open{o}, Closed{ID: "F-1", How: Resolved, On: today, Reopened: 2, ReopenedOn: today}), []string{"finding reopened VBC 1 F-1: resolved on 2026-03-31, has come back twice -> L01 Leaver still active (high)"}},
		"resolved":  {with([]Open{o}), with(nil, Closed{ID: "F-1", How: Resolved, On: today, Why: "the account is archived"}), []string{"finding resolved VBC 1 F-1: L01 Leaver still active (high), since 2026-03-22 -> resolved on 2026-03-31: the account is archived"}},
		"withdrawn": {with([]Open{o}), with(nil, Closed{ID: "F-1", How: Withdrawn, On: today}), []string{"finding withdrawn VBC 1 F-1: L01 Leaver still active (high), since 2026-03-22 -> withdrawn on 2026-03-31"}},
		"gone":      {with([]Open{o}), with(nil), []string{"finding gone VBC 1 F-1: L01 Leaver still active (high), since 2026-03-22 ->"}},
		"still":     {with([]Open{o}), with([]Open{o}), nil},
	} {
		if diff := gocmp.Diff(append([]string{}, tt.want...), lines(Compare(tt.from, tt.to))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// A run that was not held against the other cannot say what became of a finding,
// and that is said.
func TestCompareSaysThatAFindingIsGoneOnly(t *testing.T) {
	before := snapshot(func(s *Snapshot) { s.Open = []Open{{ID: "F-1", Product: reconcile.VBC}} })
	got := Compare(before, snapshot(nil))
	if len(got.Unsaid) != 1 || !strings.Contains(got.Unsaid[0], "nobody can say whether they were resolved") {
		t.Errorf("%q", got.Unsaid)
	}
}

// What one of the two runs could not see it does not say.
func TestCompareSaysNothingOfWhatWasNotRead(t *testing.T) {
	o := Open{ID: "F-1", Product: reconcile.VBC}
	full := having(account("1", nil), account("2", nil))
	full.Open = []Open{o}
	less := having(account("1", func(a *Account) { a.Role = "Admin" }))
	less.Complete, less.Incomplete = both[1:], both[:1]
	for name, tt := range map[string]struct {
		from, to *Snapshot
		unsaid   string
	}{
		"the later run":   {full, less, "VBC was not read completely in run r: none of its accounts is said to be removed, and none of its findings to be resolved."},
		"the earlier run": {less, full, "VBC was not read completely in run r: none of its accounts or findings is said to be new."},
	} {
		got := Compare(tt.from, tt.to)
		if len(got.Changes) != 1 || got.Changes[0].Kind != RoleChanged {
			t.Errorf("%s: %v", name, lines(got))
		}
		if diff := gocmp.Diff([]string{tt.unsaid}, got.Unsaid); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	blind := having(account("1", nil))
	blind.HR = false
	blind.People = slices.Values([]Person{{"id:1", "Ada", "employed"}})
	got := Compare(snapshot(nil), blind)
	if len(got.Changes) != 1 || got.Changes[0].Kind != AccountAdded || len(got.Unsaid) != 1 {
		t.Errorf("without HR: %v, %q", lines(got), got.Unsaid)
	}
}

func drawSnapshot(t *rapid.T, label string) *Snapshot {
	words := rapid.SampledFrom([]string{"", "a", "b"})
	var accounts []Account
	for _, p := range both {
		for _, id := range sorted(rapid.SliceOfDistinct(rapid.StringMatching(`[a-e]{1,2}`), rapid.ID[string]).Draw(t, label+" ids")) {
			accounts = append(accounts, Account{
				Product: p, ID: id, Role: words.Draw(t, "role"), State: words.Draw(t, "state"), Result: words.Draw(t, "result"), Person: reconcile.PersonKey(words.Draw(t, "person")),
			})
		}
	}
	var people []Person
	for _, key := range rapid.SliceOfDistinct(rapid.StringMatching(`[a-e]`), rapid.ID[string]).Draw(t, label+" people") {
		people = append(people, Person{Key: reconcile.PersonKey(key), State: rapid.SampledFrom(reconcile.States()).Draw(t, "HR state")})
	}
	var open []Open
	for _, id := range rapid.SliceOfDistinct(rapid.StringMatching(`[a-e]`), rapid.ID[string]).Draw(t, label+" findings") {
		open = append(open, Open{ID: id, Product: reconcile.VBC})
	}
	return snapshot(func(s *Snapshot) {
		s.Run, s.Accounts, s.People, s.Open = label, slices.Values(accounts), slices.Values(people), open
		s.Complete = rapid.SampledFrom([][]reconcile.Product{both, both[:1], nil}).Draw(t, label+" complete")
	})
}

func sorted[T cmp.Ordered](list []T) []T {
	slices.Sort(list)
	return list
}

func TestComparisonProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawSnapshot(t, "a"), drawSnapshot(t, "b")
		if c := Compare(a, a); len(c.Changes) > 0 {
			t.Errorf("a run differs from itself: %v", lines(c))
		}
		there, back := Compare(a, b), Compare(b, a)
		for kind, other := range map[Kind]Kind{
			AccountAdded: AccountRemoved, AccountRemoved: AccountAdded, HRPersonAdded: HRPersonRemoved, HRPersonRemoved: HRPersonAdded,
			RoleChanged: RoleChanged, StateChanged: StateChanged, MatchChanged: MatchChanged, HRStateChanged: HRStateChanged,
			FindingOpened: FindingGone, FindingGone: FindingOpened,
		} {
			if diff := gocmp.Diff(of(there, kind), of(back, other)); diff != "" {
				t.Errorf("%s there and %s back: %s", kind, other, diff)
			}
		}
		if !slices.IsSortedFunc(there.Changes, inOrder) {
			t.Error("the changes are not in order")
		}
	})
}

// of names what the changes of one kind are about.
func of(c Comparison, kind Kind) []string {
	var out []string
	for _, x := range c.Changes {
		if x.Kind == kind {
			about := fmt.Sprint(x.Product, x.Account, x.Finding)
			if x.Account == "" {
				about += string(x.Person)
			}
			out = append(out, about)
		}
	}
	slices.Sort(out)
	return out
}
