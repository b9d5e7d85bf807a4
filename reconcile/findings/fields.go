package findings

// Fields of a matched account that do not agree with HR: M01, M02, S02. A
// field that the product did not supply is never a disagreement.

import (
	"slices"

	"rollcall/reconcile"
	"rollcall/reconcile/match"
)

func (v *view) fields(s subject) {
	v.email(s)
	v.name(s)
	if s.account.Locked.Yes() && s.account.Usable() {
		v.raiseOn(s, "S02", reconcile.Finding{
			Field: "locked", Values: reconcile.FieldValues{HR: v.hrStateWords(s.person), Vonage: "locked"},
			Detail: "the account is locked; HR says " + v.hrStateWords(s.person),
		})
	}
}

// email raises M01 when another key made the link. A private address in HR is
// no reason to change a work account.
func (v *view) email(s subject) {
	hr, theirs := s.person.Email, s.account.Email
	if s.placement.Method == match.M1 || !hr.Usable() || !theirs.Usable() || hr.Key == theirs.Key {
		return
	}
	if !v.in.Links.Own(hr.Key) {
		return
	}
	v.raiseOn(s, "M01", reconcile.Finding{
		Field: "email", Values: reconcile.FieldValues{HR: hr.Raw, Vonage: theirs.Raw},
		Detail: "HR has " + quoted(hr.Raw) + " and the account has " + quoted(theirs.Raw) + "; " + v.links.Evidence(s.placement.Account),
	})
}

// name raises M02. A preferred name, a display name and any order of the words
// count as the same name.
func (v *view) name(s subject) {
	p, theirs := s.person, s.account.Name()
	supplied := s.account.FirstName.Known() || s.account.LastName.Known() || s.account.DisplayName.Known()
	if !supplied || p.Name() == "" || sameName(p, theirs) {
		return
	}
	v.raiseOn(s, "M02", reconcile.Finding{
		Field: "name", Values: reconcile.FieldValues{HR: p.Name(), Vonage: theirs},
		Detail: "HR has " + quoted(p.Name()) + " and the account has " + quoted(theirs),
	})
}

func sameName(p *reconcile.Person, theirs string) bool {
	names := []string{reconcile.JoinName(p.FirstName, p.LastName), reconcile.JoinName(p.PreferredName, p.LastName), p.DisplayName}
	if theirs != "" && slices.Contains(names, theirs) {
		return true
	}
	fingerprint := reconcile.NameFingerprint(theirs)
	return slices.ContainsFunc(names, func(n string) bool {
		return n != "" && reconcile.NameFingerprint(n) == fingerprint
	})
}
