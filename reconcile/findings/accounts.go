package findings

// Each account of a population against where it was placed. Matched accounts
// are looked at by leavers.go, joiners.go and fields.go, the others by
// orphans.go.

import (
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/internal/parts"
	"rollcall/reconcile/licences"
	"rollcall/reconcile/match"
)

// view is one population while it is judged.
type view struct {
	*judge
	pop    *reconcile.Population
	links  *match.ProductLinks
	people *reconcile.PersonReader
	idle   idleness
	price  licences.Least
}

// view makes one population ready to be judged.
func (j *judge) view(pop *reconcile.Population, links *match.ProductLinks) *view {
	return &view{
		judge: j, pop: pop, links: links, people: j.in.Roster.People.Reader(),
		idle: idlenessOf(j.in, pop), price: j.in.Policy.Prices.Least(pop.Product, j.in.AsOf),
	}
}

// subject is one account with its placement and, when it is matched, its person.
type subject struct {
	account   *reconcile.Account
	placement *match.Placement
	person    *reconcile.Person // nil unless matched; valid until the next account
}

// accountsAtOnce is how many accounts make a part of the work.
const accountsAtOnce = 128 * together

// accounts judges every account, in parts.
func (v *view) accounts() {
	found := make([][]reconcile.Finding, parts.Of(len(v.pop.Accounts), accountsAtOnce))
	parts.Do(len(v.pop.Accounts), accountsAtOnce, func(part, first, end int) {
		w := v.part()
		w.someAccounts(first, end)
		found[part] = w.out
	})
	v.take(found)
}

// part is the view of a judge of its own.
func (v *view) part() *view {
	w := *v
	w.judge, w.people = v.judge.part(), v.in.Roster.People.Reader()
	return &w
}

func (v *view) someAccounts(begin, end int) {
	cross := v.crossing()
	for i := begin; i < end; i++ {
		v.expect(i, end, cross)
		s := v.subject(i)
		v.oddShape(s)
		if ignored(s.placement) {
			v.ignored(s)
			continue
		}
		before := len(v.out)
		v.account(s)
		if len(v.out) > before {
			v.reclaimable(s, v.out[before:])
		}
		cross.account(s)
	}
}

// together is for how many accounts what they lead to is asked for at a time.
const together = 32

// expect asks for what the next accounts lead to, once for several of them.
func (v *view) expect(first, end int, cross *crossing) {
	if first%together != 0 {
		return
	}
	var people [together]int32
	end = min(first+together, end)
	for i := range v.links.Placements[first:end] {
		people[i] = int32(v.links.Placements[first+i].Person)
	}
	v.people.Expect(people[:end-first])
	if cross != nil {
		cross.vbc.Expect(v.pop.Accounts[first:end])
	}
}

// ignored reports whether a person decided that an account raises nothing.
func ignored(p *match.Placement) bool {
	return p.Exception != nil && p.Exception.Kind == reconcile.ExceptionIgnore
}

func (v *view) account(s subject) {
	v.duplicateEmail(s)
	v.administrator(s)
	v.locked(s)
	v.unused(s)
	if s.person == nil {
		v.disputedLeaver(s)
		v.orphan(s)
		return
	}
	v.employment(s)
	v.fields(s)
	v.lookalike(s)
}

// subject is one account of the population.
func (v *view) subject(i int) subject {
	s := subject{account: &v.pop.Accounts[i], placement: &v.links.Placements[i]}
	if s.placement.Result == match.Matched {
		s.person = v.people.At(s.placement.Person)
	}
	return s
}

// raiseOn raises a finding about an account and its person.
func (v *view) raiseOn(s subject, code reconcile.Code, f reconcile.Finding) {
	v.raiseAbout(s, s.account.ID, code, f)
}

// raiseAbout is raiseOn for one of several things of an account, which the
// subject tells apart.
func (v *view) raiseAbout(s subject, about string, code reconcile.Code, f reconcile.Finding) {
	f.Product, f.Account = v.pop.Product, accountRef(s.account)
	if f.Rule == "" {
		f.Rule = string(s.placement.Method)
	}
	if s.person != nil {
		f.Person = personRef(s.person)
		if f.HRRows == nil {
			f.HRRows = s.person.RowNumbers()
		}
		if byLastDay(code) {
			f.SLADue = v.in.Policy.Due(s.person)
		}
	}
	v.keep(code, about, &f)
}

// employment judges a matched account by what HR says of its person.
func (v *view) employment(s subject) {
	switch s.person.State {
	case reconcile.StateLeaver:
		v.leaver(s)
	case reconcile.StateNotice:
		v.scheduledLeaver(s)
	case reconcile.StatePreHire:
		v.earlyAccount(s)
	case reconcile.StateEmployed:
		v.lockedOut(s)
	case reconcile.StateLeave:
		v.onLeave(s)
	case reconcile.StateAmbiguous:
		if s.account.Usable() {
			v.raiseOn(s, "S05", v.stateValues(s, "HR status "+quoted(s.person.StatusText)+" does not say whether the person is employed, the account is "+stateWord(s.account)))
		}
	}
}

// onLeave raises S01, which is something to do only where the policy says that
// accounts are suspended meanwhile.
func (v *view) onLeave(s subject) {
	if !s.account.Usable() {
		return
	}
	f := v.stateValues(s, "HR says on leave ("+quoted(s.person.StatusText)+"), the account is "+stateWord(s.account))
	if v.in.Policy.SuspendOnLeave {
		f.Severity = reconcile.SeverityMedium
		f.Detail += "; policy.leave says that it is to be suspended"
	}
	v.raiseOn(s, "S01", f)
}

// stateValues is a finding about employment against account state.
func (v *view) stateValues(s subject, detail string) reconcile.Finding {
	return reconcile.Finding{
		Field:  "state",
		Values: reconcile.FieldValues{HR: v.hrStateWords(s.person), Vonage: stateWord(s.account)},
		Detail: detail,
	}
}

func (v *view) hrStateWords(p *reconcile.Person) string {
	words := string(p.State)
	if last := v.in.Policy.LastDay(p); !last.IsZero() {
		words += ", last day " + last.String()
	}
	return words
}

// stateWord is the account's state in words. A product that supplies none is
// read as active, and the sentence says so.
func stateWord(a *reconcile.Account) string {
	if a.State == reconcile.AccountUnknown {
		return "active (no state supplied)"
	}
	return string(a.State)
}

func quoted(s string) string { return `"` + s + `"` }

// oddShape reports an account whose object was not of the expected form.
func (v *view) oddShape(s subject) {
	for _, odd := range s.account.Odd {
		v.raise("IN-05", s.account.ID+"\x1f"+odd, reconcile.Finding{
			Product: v.pop.Product, Account: accountRef(s.account), Rule: "strict decoding", Field: "object",
			Values: reconcile.FieldValues{Vonage: odd},
			Detail: "the object of user " + quoted(s.account.ID) + " has an unexpected form: " + odd,
		})
	}
}

func (v *view) duplicateEmail(s subject) {
	n := v.links.OnEmail(s.account.Email.Key)
	if n < 2 {
		return
	}
	v.raiseOn(s, "D02", reconcile.Finding{
		Field: "email", Rule: "unique email", Values: reconcile.FieldValues{HR: "one account per address", Vonage: s.account.Email.Raw},
		Detail: "the address " + quoted(s.account.Email.Raw) + " stands on " + count(n, "account") + " of " + string(v.pop.Product),
	})
}

// locked raises S02 for whoever has the account: it is a seat that nobody can
// use as it is.
func (v *view) locked(s subject) {
	if !s.account.Locked.Yes() || !s.account.Usable() {
		return
	}
	v.raiseOn(s, "S02", reconcile.Finding{
		Field: "locked", Rule: "locked", Values: reconcile.FieldValues{HR: v.whoWords(s), Vonage: "locked"},
		Detail: "the account is locked; " + v.whoSays(s),
	})
}

// whoWords is what HR says of the account's person, where there is one.
func (v *view) whoWords(s subject) string {
	if s.person == nil {
		return "no linked person (" + strings.ReplaceAll(string(s.placement.Result), "_", " ") + ")"
	}
	return v.hrStateWords(s.person)
}

// whoSays is whoWords as a part of a sentence.
func (v *view) whoSays(s subject) string {
	if s.person == nil {
		return "it has " + v.whoWords(s)
	}
	return "HR says " + v.whoWords(s)
}

// lookalike raises O09: the link is sound, and what looks like a thing may be
// used by more people than the one whose name it carries.
func (v *view) lookalike(s subject) {
	if s.placement.Pattern == "" {
		return
	}
	v.raiseOn(s, "O09", reconcile.Finding{
		Field: "identity", Values: reconcile.FieldValues{HR: s.person.Name(), Vonage: s.placement.Pattern},
		Detail: "the account belongs to " + s.person.Name() + " by " + string(s.placement.Method) + ", and " + s.placement.Pattern,
	})
}

// administrator lists administrators, and those that HR does not explain.
func (v *view) administrator(s subject) {
	if !s.account.Admin().Yes() || !s.account.Usable() {
		return
	}
	f := v.roleValues(s, "the account has the role "+quoted(s.account.Role.Text()))
	if s.person != nil {
		f.Values.HR = v.hrStateWords(s.person)
	}
	v.raiseOn(s, "P01", f)
	switch {
	case s.person != nil && s.person.State == reconcile.StateLeaver:
		v.departedAdmin(s)
	case s.person == nil && unexplained(s.placement):
		v.unexplainedAdmin(s)
	}
}

func (v *view) roleValues(s subject, detail string) reconcile.Finding {
	return reconcile.Finding{Field: "role", Rule: "administrator role", Values: reconcile.FieldValues{Vonage: s.account.Role.Text()}, Detail: detail}
}

// departedAdmin raises P03 for an administrator whose person has left.
func (v *view) departedAdmin(s subject) {
	state := v.hrStateWords(s.person)
	f := v.roleValues(s, "HR says "+state+", the account has the role "+quoted(s.account.Role.Text())+" and can be used")
	f.Values.HR = state
	v.raiseOn(s, "P03", f)
}

// unexplainedAdmin raises P02, where the product was read completely.
func (v *view) unexplainedAdmin(s subject) {
	role := s.account.Role.Text()
	if !v.pop.Complete() || strings.EqualFold(role, vonageRole) {
		return
	}
	f := v.roleValues(s, "no HR row explains this account with the role "+quoted(role)+": "+v.links.Evidence(s.placement.Account))
	f.Values.HR = "no HR row"
	v.raiseOn(s, "P02", f)
}

// vonageRole is the VCC role that Vonage keeps for its own staff.
const vonageRole = "NvmAdmin"

// unexplained reports whether neither HR nor a person's decision accounts for
// an account. A disputed one is not: somebody may own it.
func unexplained(p *match.Placement) bool {
	return p.Exception == nil && p.Result != match.Matched && p.Result != match.Disputed
}
