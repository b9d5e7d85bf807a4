package findings

// Who gets in with what right: M05, a sign-in that is not the person's, and M06,
// a role that is not for them.

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rollcall/reconcile"
)

// ssoID raises M05: whoever signs in with that id is let into this account.
func (v *view) ssoID(s subject) {
	id, p := strings.TrimSpace(s.account.SSOID.Text()), s.person
	if id == "" || id == p.EmployeeID || id == p.UPN.Raw || id == p.Email.Raw || ssoAgrees(p, id) {
		return
	}
	hr := signInWords(p)
	v.raiseOn(s, "M05", reconcile.Finding{
		Field: "sso_id", Values: reconcile.FieldValues{HR: hr, Vonage: id},
		Detail: "the account has the SSO id " + quoted(id) + " and HR has " + hr,
	})
}

// ssoAgrees reports whether an id is the person's, or is of a kind that HR gives
// nothing to hold against: the opaque ids of identity providers, bare numbers,
// and any id where HR has neither login nor employee id.
func ssoAgrees(p *reconcile.Person, id string) bool {
	if address, err := reconcile.ParseEmail(id); err == nil {
		known := p.Email.Usable() || p.UPN.Usable()
		return !known || address.Key == p.Email.Key || address.Key == p.UPN.Key
	}
	if !isLogin(id) || p.Login == "" && p.EmployeeID == "" && !p.UPN.Usable() {
		return true
	}
	key := reconcile.IDKey(id)
	for _, own := range []string{p.Login, p.EmployeeID, p.PersonID, p.UPN.Key.Local(), p.Email.Key.Local()} {
		if own != "" && reconcile.IDKey(own) == key {
			return true
		}
	}
	return false
}

// longestLogin is longer than the logins that people have; what is longer is an
// id that some system made.
const longestLogin = 30

// isLogin reports whether a text without an @ is one that a person would type:
// a letter first, then letters, digits, points, hyphens and underscores.
func isLogin(text string) bool {
	if first, _ := utf8.DecodeRuneInString(text); !unicode.IsLetter(first) || len(text) > longestLogin {
		return false
	}
	return !strings.ContainsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '.' && r != '-' && r != '_'
	})
}

// signInWords are what a person would sign in with, by HR.
func signInWords(p *reconcile.Person) string {
	var words []string
	for _, own := range []struct{ what, value string }{
		{"the email ", p.Email.Raw}, {"the user principal name ", p.UPN.Raw}, {"the login ", p.Login}, {"the employee id ", p.EmployeeID},
	} {
		if own.value != "" {
			words = append(words, own.what+quoted(own.value))
		}
	}
	return strings.Join(words, ", ")
}

// role raises M06 for a role that the configuration gives to others. Only people
// who work here are judged: of the others another finding says that they are to
// have no account at all.
func (v *view) role(s subject) {
	role := s.account.Role.Text()
	if len(v.in.Policy.Roles) == 0 || role == "" || !worksHere(s.person.State) {
		return
	}
	var may []string
	for i := range v.in.Policy.Roles {
		r := &v.in.Policy.Roles[i]
		if r.Product != v.pop.Product || !strings.EqualFold(r.Role, role) {
			continue
		}
		if r.When.holds(s.person) {
			return
		}
		may = append(may, r.When.words())
	}
	if len(may) == 0 {
		return
	}
	who := strings.Join(may, ", or ")
	v.raiseOn(s, "M06", reconcile.Finding{
		Field: "role", Rule: "roles: " + role + " when " + who, Values: reconcile.FieldValues{HR: jobWords(s.person), Vonage: role},
		Detail: "the account has the role " + quoted(role) + ", which is for people whose " + who + "; HR has " + jobWords(s.person),
	})
}

func worksHere(s reconcile.State) bool {
	return s == reconcile.StateEmployed || s == reconcile.StateLeave || s == reconcile.StateNotice
}

// holds tests a condition of which an empty list, of states too, asks nothing.
func (c Condition) holds(p *reconcile.Person) bool {
	return (len(c.States) == 0 || slices.Contains(c.States, p.State)) && c.selects(p)
}

// jobWords are what a role is judged by.
func jobWords(p *reconcile.Person) string {
	var words []string
	for _, own := range []struct{ what, value string }{
		{"department ", p.Department}, {"location ", p.Location}, {"job title ", p.JobTitle}, {"worker type ", p.WorkerType},
	} {
		if own.value != "" {
			words = append(words, own.what+quoted(own.value))
		}
	}
	if len(words) == 0 {
		return "neither department nor job title"
	}
	return strings.Join(words, ", ")
}
