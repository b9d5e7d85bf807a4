package findings

// Accounts that no person was linked to: O01 to O06, D01. An archived account
// cannot be used, so it raises none of O01 to O04; it stays in the listing.

import (
	"slices"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/match"
)

func (v *view) orphan(s subject) {
	if pairs := v.links.Renamed(s.placement.Account); len(pairs) > 0 {
		v.renamed(s, pairs)
		return
	}
	f := reconcile.Finding{
		Field: "email", Rule: string(s.placement.Result),
		Values: reconcile.FieldValues{HR: "no HR row", Vonage: s.account.Email.Raw},
		Detail: v.links.Evidence(s.placement.Account),
	}
	if s.placement.Result == match.Disputed {
		v.disputed(s, f)
		return
	}
	if !s.account.Usable() {
		return
	}
	v.goneFromHR(s)
	switch s.placement.Result {
	case match.NotInHR:
		// Only a product that was read completely supports a statement about
		// what is missing on either side.
		if v.pop.Complete() {
			v.claimed(s, &f)
			v.unreadPartner(s, &f)
			v.raiseOn(s, "O01", f)
		}
	case match.External:
		if s.placement.Exception == nil {
			v.raiseOn(s, "O02", f)
		}
	case match.NonPerson:
		if e := s.placement.Exception; e == nil || e.Owner == "" {
			f.Values.HR = "no owner in the exceptions file"
			v.raiseOn(s, "O03", f)
		}
	case match.NoEmail:
		f.Values.HR, f.Values.Vonage = "cannot be joined", "login "+quoted(s.account.Login)
		v.raiseOn(s, "O04", f)
	}
}

// claimed withholds the removal of an account that somebody has said to be an
// employee's whom HR does not have: it may be HR that lost them.
func (v *view) claimed(s subject, f *reconcile.Finding) {
	if e := v.links.Claimed(s.placement.Account); e != nil {
		f.BlocksDelete = true
		f.Detail += "; " + rowWords(e) + " says that it is that of employee " + quoted(e.EmployeeID)
	}
}

// unreadPartner withholds the removal of a VCC account that names a VBC user
// while VBC was not read completely: M5 had nothing to go by.
func (v *view) unreadPartner(s subject, f *reconcile.Finding) {
	if len(s.account.LinkedVBC) == 0 {
		return
	}
	for i := range v.in.Populations {
		if p := &v.in.Populations[i]; p.Product == reconcile.VBC && p.Complete() {
			return
		}
	}
	f.BlocksDelete = true
	f.Detail += "; VCC names the VBC user " + quoted(strings.Join(s.account.LinkedVBC, ", ")) +
		" for it, and VBC was not read completely, so nobody can say whether that leads to somebody in HR"
}

// disputed names the people and rows that an account might belong to. The
// second account of one person is D01; every other dispute is O06.
func (v *view) disputed(s subject, f reconcile.Finding) {
	f.Values.HR = ""
	for n, i := range v.links.Candidates(s.placement.Account) {
		p := v.in.Roster.People.At(i)
		f.HRRows = append(f.HRRows, p.RowNumbers()...)
		if n > 0 {
			f.Values.HR += "; "
		}
		f.Values.HR += p.Name() + " <" + p.Email.Raw + ">"
	}
	if n := v.links.RejectedRow(s.placement.Account).Number; n > 0 && !slices.Contains(f.HRRows, n) {
		f.HRRows = append(f.HRRows, n)
	}
	f.Rule = string(s.placement.Dispute)
	if f.Values.HR == "" {
		f.Values.HR = f.Rule
	}
	if len(v.links.Candidates(s.placement.Account)) == 1 {
		f.Person = personRef(v.in.Roster.People.At(v.links.Candidates(s.placement.Account)[0]))
	}
	code := reconcile.Code("O06")
	if s.placement.Dispute == match.DisputeSecondAccount {
		code = "D01"
	}
	v.raiseOn(s, code, f)
}
