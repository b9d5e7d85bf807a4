package findings

// Fields of a matched account that do not agree with HR: M01 to M03. M04 is in
// numbers.go, M05 and M06 are in access.go. A field that the product did not supply is never a
// disagreement, and neither is one that HR leaves blank.

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"rollcall/reconcile"
	"rollcall/reconcile/match"
)

// fields compares what is written about the person. Places, numbers and roles of
// somebody who has left, or of an account that is closed, nobody will correct.
func (v *view) fields(s subject) {
	v.email(s)
	v.name(s)
	if s.person.State == reconcile.StateLeaver || !s.account.Usable() {
		return
	}
	v.place(s, "department", s.person.Department, s.account.Department)
	v.place(s, "location", s.person.Location, s.account.Location)
	v.numbers(s)
	v.ssoID(s)
	v.role(s)
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
	p, a := s.person, s.account
	supplied := a.FirstName.Known() || a.LastName.Known() || a.DisplayName.Known()
	if !supplied || plainlyNamed(p, a) || p.Name() == "" {
		return
	}
	theirs := a.Name()
	if sameName(p, theirs) {
		return
	}
	v.raiseOn(s, "M02", reconcile.Finding{
		Field: "name", Values: reconcile.FieldValues{HR: p.Name(), Vonage: theirs},
		Detail: "HR has " + quoted(p.Name()) + " and the account has " + quoted(theirs),
	})
}

// plainlyNamed reports whether a name is written as in HR, which most are,
// without putting names together.
func plainlyNamed(p *reconcile.Person, a *reconcile.Account) bool {
	first, last := a.FirstName.Text(), a.LastName.Text()
	if first != "" || last != "" {
		return last == p.LastName && (first == p.FirstName || first == p.PreferredName)
	}
	display := a.DisplayName.Text()
	return display != "" && (display == p.DisplayName || isJoined(display, p.FirstName, p.LastName) || isJoined(display, p.PreferredName, p.LastName))
}

// isJoined reports whether a name is first and last with one blank between.
func isJoined(name, first, last string) bool {
	n := len(first)
	return len(name) == n+1+len(last) && n > 0 && last != "" && name[n] == ' ' && name[:n] == first && name[n+1:] == last
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

// place raises M03 for a department or location.
func (v *view) place(s subject, field, hr string, theirs reconcile.Value) {
	if !theirs.Known() || samePlace(hr, theirs.Text()) || strings.TrimSpace(hr) == "" {
		return
	}
	v.raiseOn(s, "M03", reconcile.Finding{
		Field: field, Values: reconcile.FieldValues{HR: hr, Vonage: theirs.Text()},
		Detail: "HR has the " + field + " " + quoted(hr) + " and the account has " + quoted(theirs.Text()),
	})
}

// samePlace compares without case and white space.
func samePlace(a, b string) bool {
	return a == b || sameLetters(a, b) || sameLetters(norm.NFC.String(a), norm.NFC.String(b))
}

func sameLetters(a, b string) bool {
	for {
		a, b = strings.TrimLeftFunc(a, unicode.IsSpace), strings.TrimLeftFunc(b, unicode.IsSpace)
		if a == "" || b == "" {
			return a == b
		}
		x, n := utf8.DecodeRuneInString(a)
		y, m := utf8.DecodeRuneInString(b)
		if unicode.ToLower(x) != unicode.ToLower(y) {
			return false
		}
		a, b = a[n:], b[m:]
	}
}
