package findings

// Each account of a population against where it was placed. Matched accounts
// are looked at by leavers.go, joiners.go and fields.go, the others by
// orphans.go.

import (
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/match"
)

// view is one population while it is judged.
type view struct {
	*judge
	pop     *reconcile.Population
	links   *match.ProductLinks
	onEmail map[reconcile.EmailKey]int
}

// subject is one account with its placement and, when it is matched, its person.
type subject struct {
	account   *reconcile.Account
	placement *match.Placement
	person    *reconcile.Person // nil unless matched
}

func (v *view) accounts() {
	for i := range v.pop.Accounts {
		s := subject{account: &v.pop.Accounts[i], placement: &v.links.Placements[i]}
		v.oddShape(s)
		if e := s.placement.Exception; e != nil && e.Kind == reconcile.ExceptionIgnore {
			continue
		}
		v.duplicateEmail(s)
		v.administrator(s)
		if s.placement.Result != match.Matched {
			v.orphan(s)
			continue
		}
		s.person = v.in.Roster.People.At(s.placement.Person)
		v.employment(s)
		v.fields(s)
	}
}

// raiseOn raises a finding about an account and its person.
func (v *view) raiseOn(s subject, code reconcile.Code, f reconcile.Finding) {
	f.Product, f.Account = v.pop.Product, accountRef(s.account)
	if f.Rule == "" {
		f.Rule = string(s.placement.Method)
	}
	if s.person != nil {
		f.Person = personRef(s.person)
		f.HRRows = s.person.RowNumbers()
		if byLastDay(code) {
			f.SLADue = v.in.Policy.Due(s.person)
		}
	}
	v.raise(code, s.account.ID, f)
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
		if s.account.Usable() {
			v.raiseOn(s, "S01", v.stateValues(s, "HR says on leave ("+quoted(s.person.StatusText)+"), the account is "+stateWord(s.account)))
		}
	case reconcile.StateAmbiguous:
		if s.account.Usable() {
			v.raiseOn(s, "S05", v.stateValues(s, "HR status "+quoted(s.person.StatusText)+" does not say whether the person is employed, the account is "+stateWord(s.account)))
		}
	}
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
	n := v.onEmail[s.account.Email.Key]
	if n < 2 {
		return
	}
	v.raiseOn(s, "D02", reconcile.Finding{
		Field: "email", Rule: "unique email", Values: reconcile.FieldValues{HR: "one account per address", Vonage: s.account.Email.Raw},
		Detail: "the address " + quoted(s.account.Email.Raw) + " stands on " + count(n, "account") + " of " + string(v.pop.Product),
	})
}

// administrator lists administrators, and those that HR does not explain.
func (v *view) administrator(s subject) {
	if !s.account.Admin().Yes() || !s.account.Usable() {
		return
	}
	role := s.account.Role.Text()
	f := reconcile.Finding{Field: "role", Rule: "administrator role", Values: reconcile.FieldValues{Vonage: role}}
	f.Detail = "the account has the role " + quoted(role)
	if s.placement.Result == match.Matched {
		person := v.in.Roster.People.At(s.placement.Person)
		f.Values.HR = v.hrStateWords(person)
		v.raiseOn(subject{s.account, s.placement, person}, "P01", f)
		if person.State == reconcile.StateLeaver {
			f.Detail = "HR says " + v.hrStateWords(person) + ", the account has the role " + quoted(role) + " and can be used"
			v.raiseOn(subject{s.account, s.placement, person}, "P03", f)
		}
		return
	}
	v.raiseOn(s, "P01", f)
	if v.pop.Complete() && unexplained(s.placement) && !strings.EqualFold(role, vonageRole) {
		f.Values.HR = "no HR row"
		f.Detail = "no HR row explains this account with the role " + quoted(role) + ": " + v.links.Evidence(s.placement.Account)
		v.raiseOn(s, "P02", f)
	}
}

// vonageRole is the VCC role that Vonage keeps for its own staff.
const vonageRole = "NvmAdmin"

// unexplained reports whether neither HR nor a person's decision accounts for
// an account. A disputed one is not: somebody may own it.
func unexplained(p *match.Placement) bool {
	return p.Exception == nil && p.Result != match.Matched && p.Result != match.Disputed
}
