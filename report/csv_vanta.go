package report

// vanta_access_*.csv: the accounts of a product as an access list that Vanta
// takes, with the columns of its access file template. A product that was not
// read completely has none: an account that is missing from an access list counts
// as closed in the tool that reads it. Nor has a redacted copy: its owners are
// nobody's addresses, and an access review of them would find nobody.
//
// Values are raw, as in every machine file, because the list is uploaded and not
// opened: an apostrophe before a name would be part of the name there. What
// Vanta's rules ask for is done: no space at either end and none twice.

import (
	"cmp"
	"strings"
	"time"

	"rollcall/reconcile"
	"rollcall/reconcile/match"
)

// The access lists.
const (
	FileVantaVBC = "vanta_access_vbc.csv"
	FileVantaVCC = "vanta_access_vcc.csv"
)

// The words of Vanta for an account that belongs to nobody in HR, and for its
// state.
const (
	vantaNoOwner     = "No owner"
	vantaNotAPerson  = "Not a person"
	vantaExternal    = "External user"
	vantaActive      = "Active"
	vantaDeactivated = "Deactivated"
)

// The days on which an account was created and deactivated are columns of the
// template that neither product tells anything about.
var vantaRecord = []column{
	{csv: "Account name"}, {csv: "Account owner"}, {csv: "Role"}, {csv: "Status"}, {csv: "Date created (UTC)"}, {csv: "Date deactivated (UTC)"},
}

// vantaLogin is not in the template; it stands last, where it is easily left out.
var vantaLogin = column{csv: "Last login (UTC)"}

// vantaName is the name of a product's access list.
func vantaName(p reconcile.Product) string {
	if p == reconcile.VCC {
		return FileVantaVCC
	}
	return FileVantaVBC
}

// vantaMissing says why a product has no access list; empty when it has one.
func (x *index) vantaMissing(p reconcile.Product) string {
	switch px := x.of(p); {
	case x.rep.Redacted != "":
		return "is told in pseudonyms"
	case px == nil:
		return "was not asked for in this run"
	case !px.pop.Complete():
		return "was not read completely"
	case px.links == nil:
		return "was not held against HR"
	default:
		return ""
	}
}

// vantaFile is the access list of a product as a table without a sheet, in the
// order of the account ids.
func vantaFile(x *index, px *productIndex) *table {
	t := &table{cols: vantaRecord, size: len(px.pop.Accounts)}
	if px.pop.Product == reconcile.VCC {
		t.cols = append(t.cols[:len(t.cols):len(t.cols)], vantaLogin)
	}
	t.rows = func(yield func([]value) bool) {
		row := make([]value, 0, len(t.cols))
		for i := range px.pop.Accounts {
			s := x.subject(px, i)
			a := s.account
			status := vantaActive
			if !a.Usable() {
				status = vantaDeactivated
			}
			row = append(row[:0], text(vantaAccount(a)), text(s.vantaOwner()), text(spaced(a.Role.Text())), text(status), value{}, value{})
			if px.pop.Product == reconcile.VCC {
				row = append(row, text(dayOfUTC(a.LastLogin)))
			}
			if !yield(row) {
				return
			}
		}
	}
	return t
}

// vantaAccount is the name with the login, because two accounts may have the
// same name and a reviewer has to tell them apart.
func vantaAccount(a *reconcile.Account) string {
	name, login := spaced(a.Name()), spaced(cmp.Or(a.Login, a.ID))
	if name == "" || name == login {
		return login
	}
	return name + " (" + login + ")"
}

// vantaOwner is the address of the person in HR whose account it is. An account
// that several may have, or that somebody without an address has, is nobody's.
func (s *subject) vantaOwner() string {
	switch {
	case s.place.Result == match.NonPerson:
		return vantaNotAPerson
	case s.place.Result == match.External:
		return vantaExternal
	case s.person != nil && s.person.Email.Key != "":
		return string(s.person.Email.Key)
	default:
		return vantaNoOwner
	}
}

// spaced is a text without white space at its ends, and with one space for any
// other.
func spaced(s string) string { return strings.Join(strings.Fields(s), " ") }

func dayOfUTC(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}
