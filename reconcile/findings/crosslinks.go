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

// crossing is the judging of links from VCC to VBC.
type crossing struct {
	vcc  *view
	vbc  *match.ProductLinks
	read *reconcile.Population // of VBC
}

// crossing is that of VCC, where both products were read; else nil.
func (v *view) crossing() *crossing {
	if v.pop.Product != reconcile.VCC {
		return nil
	}
	vbc := v.in.Links.Of(reconcile.VBC)
	if vbc == nil {
		return nil
	}
	return &crossing{vcc: v, vbc: vbc, read: v.in.population(reconcile.VBC)}
}

// accountOf is the VBC account with a login, -1 where there is none. Of several
// it is the first that can be used.
func (x *crossing) accountOf(login string) int {
	at, several := x.vbc.WithLogin(match.LinkKey(login))
	for _, i := range several {
		if at < 0 || before(&x.read.Accounts[i], &x.read.Accounts[at]) {
			at = i
		}
	}
	return at
}

// before orders accounts on one login: those that can be used, then by id.
func before(a, b *reconcile.Account) bool {
	if a.Usable() != b.Usable() {
		return a.Usable()
	}
	return a.ID < b.ID
}

// account judges the links of one account. Of one that was supplied none, not even
// an empty list of them, there is nothing to say.
func (x *crossing) account(s subject) {
	if x == nil || s.account.LinkedVBC == nil {
		return
	}
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
	x.vcc.raiseAbout(s, s.account.ID+"\x1f"+match.LinkKey(login), code, f)
}

// dangling raises X01 for a link to nobody. The link of an archived account is
// what is left when both were removed, and nothing to repair.
func (x *crossing) dangling(s subject, login string) {
	if !x.read.Complete() || !s.account.Usable() {
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
	if !s.account.Usable() || x.read.Accounts[at].Usable() {
		return
	}
	x.raise(s, "X01", login, reconcile.Finding{
		Rule:   linkRule + ", half removed",
		Values: reconcile.FieldValues{HR: x.vcc.whoWords(s), Vonage: "VCC " + stateWord(s.account) + ", VBC " + stateWord(&x.read.Accounts[at])},
		Detail: "half removed: the VBC account " + quoted(login) + " is " + stateWord(&x.read.Accounts[at]) +
			" and the VCC account that names it is " + stateWord(s.account),
	})
}

// twoPeople raises X02, on both accounts: either may be the one that is the wrong
// person's. A person whom M5 found was found by this very link, so
// that the two agree says nothing, and they cannot disagree.
func (x *crossing) twoPeople(s subject, login string, at int) {
	other := &x.vbc.Placements[at]
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
	linked := &x.read.Accounts[at]
	f.Product, f.Account, f.Person = reconcile.VBC, accountRef(linked), personRef(theirs)
	x.vcc.raise("X02", linked.ID+"\x1f"+s.account.ID, f)
}

// unlinked raises X03 where one person uses both accounts and VCC does not know.
func (x *crossing) unlinked(s subject) {
	if s.person == nil || !s.account.Usable() {
		return
	}
	at := x.vbc.Accounts[s.placement.Person]
	if at < 0 || !x.read.Accounts[at].Usable() {
		return
	}
	own := x.read.Accounts[at].Login
	if own == "" {
		return
	}
	for _, login := range s.account.LinkedVBC {
		if match.LinkKey(login) == match.LinkKey(own) {
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
