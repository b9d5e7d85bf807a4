package findings

// The two products against each other: X01 to X03. VCC names, for a user, the
// VBC logins that belong to the same person. Each link is held against the VBC
// accounts and against the people that both sides were linked to. A VCC account
// of which no links were supplied contradicts nothing.

import (
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/match"
)

// crossLinks judges the links, where both products were read.
func crossLinks(views []*view) {
	var vbc, vcc *view
	for _, v := range views {
		switch v.pop.Product {
		case reconcile.VBC:
			vbc = v
		case reconcile.VCC:
			vcc = v
		}
	}
	if vbc == nil || vcc == nil {
		return
	}
	x := &crossing{vcc: vcc, vbc: vbc}
	for i := range vcc.pop.Accounts {
		if vcc.pop.Accounts[i].LinkedVBC != nil && !ignored(&vcc.links.Placements[i]) {
			x.account(i)
		}
	}
}

// crossing is the judging of links from VCC to VBC.
type crossing struct {
	vcc, vbc *view
	// at gives, for each login that a link names, the VBC account that has it, or
	// -1; nil until the first link is looked at.
	at map[string]int
}

// vbcSuffix ends a login where it is typed at the sign-in of VBC; the user
// object is without it.
const vbcSuffix = "@vbc.prod"

// linkKey is what logins of the two products are compared by. Most are in that
// form already.
func linkKey(login string) string {
	if !strings.ContainsFunc(login, unlikeKey) {
		return login
	}
	return match.LoginKey(strings.TrimSuffix(match.LoginKey(login), vbcSuffix))
}

// unlikeKey reports a letter that a login may not have in the form in which it
// is compared, or that asks for a closer look.
func unlikeKey(r rune) bool {
	return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '.' && r != '-' && r != '_'
}

// accountOf is the VBC account with a login, -1 where there is none. Of several
// it is the first that can be used.
func (x *crossing) accountOf(login string) int {
	if x.at == nil {
		x.index()
	}
	return x.at[linkKey(login)]
}

// index looks for the logins that are named, which are fewer than there are.
func (x *crossing) index() {
	x.at = map[string]int{}
	for i := range x.vcc.pop.Accounts {
		for _, login := range x.vcc.pop.Accounts[i].LinkedVBC {
			x.at[linkKey(login)] = -1
		}
	}
	for i := range x.vbc.pop.Accounts {
		a := &x.vbc.pop.Accounts[i]
		key := linkKey(a.Login)
		if at, named := x.at[key]; named && key != "" && (at < 0 || before(a, &x.vbc.pop.Accounts[at])) {
			x.at[key] = i
		}
	}
}

// before orders accounts on one login: those that can be used, then by id.
func before(a, b *reconcile.Account) bool {
	if a.Usable() != b.Usable() {
		return a.Usable()
	}
	return a.ID < b.ID
}

func (x *crossing) account(i int) {
	s := x.vcc.subject(i)
	for _, login := range s.account.LinkedVBC {
		if at := x.accountOf(login); at < 0 {
			x.dangling(s, login)
		} else {
			x.halfRemoved(s, login, at)
			x.twoPeople(s, login, at)
		}
	}
	x.unlinked(s)
}

const (
	linkRule  = "VCC associatedUsers = VBC login_name"
	linkField = "associated_users"
)

func (x *crossing) raise(s subject, code reconcile.Code, login string, f reconcile.Finding) {
	f.Field = linkField
	x.vcc.raiseAbout(s, s.account.ID+"\x1f"+linkKey(login), code, f)
}

// dangling raises X01 for a link to nobody. The link of an archived account is
// what is left when both were removed, and nothing to repair.
func (x *crossing) dangling(s subject, login string) {
	if !x.vbc.pop.Complete() || !s.account.Usable() {
		return
	}
	x.raise(s, "X01", login, reconcile.Finding{
		Rule: linkRule, Values: reconcile.FieldValues{HR: x.vcc.whoWords(s), Vonage: "VCC names " + quoted(login) + ", VBC has no such login"},
		Detail: "the VCC account names the VBC login " + quoted(login) + ", and no VBC account has it",
	})
}

// halfRemoved raises X01 where one product was closed to a person and the other
// was not.
func (x *crossing) halfRemoved(s subject, login string, at int) {
	if !s.account.Usable() || x.vbc.pop.Accounts[at].Usable() {
		return
	}
	x.raise(s, "X01", login, reconcile.Finding{
		Rule:   linkRule + ", half removed",
		Values: reconcile.FieldValues{HR: x.vcc.whoWords(s), Vonage: "VCC " + stateWord(s.account) + ", VBC " + stateWord(&x.vbc.pop.Accounts[at])},
		Detail: "half removed: the VBC account " + quoted(login) + " is " + stateWord(&x.vbc.pop.Accounts[at]) +
			" and the VCC account that names it is " + stateWord(s.account),
	})
}

// twoPeople raises X02, on both accounts: either may be the one that is the wrong
// person's. A person whom M5 found was found by this very link, so
// that the two agree says nothing, and they cannot disagree.
func (x *crossing) twoPeople(s subject, login string, at int) {
	other := &x.vbc.links.Placements[at]
	if s.person == nil || other.Result != match.Matched || s.placement.Person == other.Person ||
		s.placement.Method == match.M5 || other.Method == match.M5 {
		return
	}
	theirs := x.vcc.in.Roster.People.At(other.Person)
	mine := s.person.Name() + " <" + s.person.Email.Raw + ">"
	f := reconcile.Finding{
		Field: linkField, Rule: linkRule,
		HRRows: append(s.person.RowNumbers(), theirs.RowNumbers()...),
		Values: reconcile.FieldValues{HR: mine + "; " + theirs.Name() + " <" + theirs.Email.Raw + ">", Vonage: "VCC " + s.account.Login + " names VBC " + login},
		Detail: "the VCC account is that of " + mine + " (" + string(s.placement.Method) + ") and names the VBC login " + quoted(login) +
			", which is that of " + theirs.Name() + " <" + theirs.Email.Raw + "> (" + string(other.Method) + ")",
	}
	x.raise(s, "X02", login, f)
	x.vbc.raiseAbout(x.vbc.subject(at), x.vbc.pop.Accounts[at].ID+"\x1f"+s.account.ID, "X02", f)
}

// unlinked raises X03 where one person uses both accounts and VCC does not know.
func (x *crossing) unlinked(s subject) {
	if s.person == nil || !s.account.Usable() {
		return
	}
	at := x.vbc.links.Accounts[s.placement.Person]
	if at < 0 || !x.vbc.pop.Accounts[at].Usable() {
		return
	}
	own := x.vbc.pop.Accounts[at].Login
	if own == "" {
		return
	}
	for _, login := range s.account.LinkedVBC {
		if linkKey(login) == linkKey(own) {
			return
		}
	}
	names := "names no VBC login"
	if len(s.account.LinkedVBC) > 0 {
		names = "names the VBC login " + quoted(strings.Join(s.account.LinkedVBC, ", "))
	}
	x.raise(s, "X03", own, reconcile.Finding{
		Rule: linkRule, Values: reconcile.FieldValues{HR: s.person.Name(), Vonage: "VCC " + names + ", VBC login " + own},
		Detail: s.person.Name() + " has the VBC login " + quoted(own) + " too, and the VCC account " + names,
	})
}
