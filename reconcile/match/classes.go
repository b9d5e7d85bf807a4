package match

// What a link is good for. The table says it for each rule; Supports says it for
// one account, with the conditions of that rule. Whether something is done is for
// others to decide.

import (
	"slices"
	"strconv"

	"rollcall/reconcile"
)

// Class is how far a link can be relied on.
type Class string

// The classes of a link.
const (
	ClassCertain Class = "CERTAIN" // an exact key of one system in the other, or a person's decision
	ClassStrong  Class = "STRONG"  // an exact key that needs a second one to agree
)

// Condition is under which condition a link of a rule supports something.
type Condition string

// The conditions, in the words in which they are printed.
const (
	Always          Condition = "yes"
	IfNameAgrees    Condition = "only if the last name agrees"
	IfAlsoExact     Condition = "only if M1, M2 or M3 leads to the same person too"
	UntilConfirmed  Condition = "not until the link is confirmed in the exceptions file"
	FindingInstead  Condition = "no: that the address differs is the finding"
	conditionFailed           = ": it does not"
)

// RuleEntry is what is known of one rule beforehand.
type RuleEntry struct {
	Method Method
	Key    string // what must agree, in words
	Class  Class
	// Report, Update and Removal say what a link by the rule may stand behind.
	Report, Update, Removal Condition
}

// RuleTable lists the rules in the order in which they are tried.
func RuleTable() []RuleEntry { return slices.Clone(ruleTable) }

var ruleTable = []RuleEntry{
	{M0, "confirmed in the exceptions file", ClassCertain, Always, Always, Always},
	{M1, "account email = HR email", ClassCertain, Always, Always, Always},
	{M2, "account email or login = HR user principal name or second address", ClassCertain, Always, Always, Always},
	{M3, "VCC ssoExternalId = HR email, user principal name or employee id", ClassStrong, Always, Always, IfNameAgrees},
	{M4, "same local part on another domain of one alias group, and the last name agrees", ClassStrong, Always, FindingInstead, UntilConfirmed},
	{M5, "VCC names a VBC user whose account is linked by M0 to M3", ClassStrong, Always, Always, IfAlsoExact},
	{M6, "the configured VCC field = HR employee id, and the last name agrees", ClassStrong, Always, Always, UntilConfirmed},
}

// LookupRule returns the entry of a method.
func LookupRule(m Method) (RuleEntry, bool) {
	i := slices.IndexFunc(ruleTable, func(e RuleEntry) bool { return e.Method == m })
	if i < 0 {
		return RuleEntry{}, false
	}
	return ruleTable[i], true
}

// Support is what the placement of one account may stand behind.
type Support struct {
	Report, Update, Removal bool
	// Why says what speaks against an update or a removal, or by which rule both
	// are supported.
	Why string
}

// Supports is what the link of an account to its person may stand behind. Without
// a link it is the report alone. That a removal is supported says only that the
// right person was found.
func (pl *ProductLinks) Supports(account int) Support {
	p := &pl.Placements[account]
	entry, linked := LookupRule(p.Method)
	if p.Result != Matched || !linked {
		return Support{Report: true, Why: "no person is linked to the account"}
	}
	s := Support{Report: true, Update: entry.Update == Always}
	if why := pl.againstRemoval(account, entry); why != "" {
		s.Why = why
		return s
	}
	s.Removal, s.Why = true, string(entry.Method)+" ("+string(entry.Class)+"): "+entry.Key
	return s
}

// againstRemoval says why a link supports no removal; empty when it does.
func (pl *ProductLinks) againstRemoval(account int, entry RuleEntry) string {
	p := &pl.Placements[account]
	failed := ""
	switch entry.Removal {
	case IfNameAgrees:
		if !pl.nameAgrees(account) {
			failed = string(IfNameAgrees) + conditionFailed
		}
	case IfAlsoExact:
		if !pl.alsoExact(account) {
			failed = string(IfAlsoExact) + conditionFailed
		}
	case UntilConfirmed:
		failed = string(UntilConfirmed)
	}
	switch {
	case failed != "":
		return "a link by " + string(entry.Method) + " supports a removal " + failed
	case p.Pattern != "":
		return "the account looks like a non-person: " + p.Pattern
	case pl.rules != nil && pl.rules.DomainsDerived:
		return "the company's mail domains were taken from the HR file; configure hr.corporate_domains"
	case pl.hr != nil && pl.hr.roster.People.At(p.Person).Held:
		return "a row of the person in HR has a finding that holds removals back (" + pl.hr.row(p.Person) + ")"
	}
	return pl.spokenAgainst(account)
}

// spokenAgainst says what a link does not agree with although its keys do: a
// decision of a person, or another key of the account. The account may be
// somebody else's, who works here.
func (pl *ProductLinks) spokenAgainst(account int) string {
	p := &pl.Placements[account]
	switch {
	case pl.Denied(account, p.Person):
		return "a row of the exceptions file says that the account is not that of " + pl.hr.words(p.Person)
	case pl.claimed[account] != nil:
		e := pl.claimed[account]
		return "row " + strconv.Itoa(e.Row) + " of the exceptions file says that the account is that of employee " + quote(e.EmployeeID)
	case len(pl.others[account]) > 0:
		return "another key of the account leads to " + pl.hr.rows(pl.others[account])
	}
	return ""
}

func (pl *ProductLinks) nameAgrees(account int) bool {
	return pl.hr != nil && lastNameAgrees(pl.hr, &pl.accounts[account], pl.Placements[account].Person)
}

// alsoExact reports whether a key of M1, M2 or M3 leads to the linked person, too.
func (pl *ProductLinks) alsoExact(account int) bool {
	if pl.hr == nil {
		return false
	}
	a, person := &pl.accounts[account], pl.Placements[account].Person
	return slices.ContainsFunc([]Method{M1, M2, M3}, func(m Method) bool { return pl.leads(m, a, person) })
}

// leads reports whether the key of a rule leads from an account to a person, who
// need not be the only one.
func (pl *ProductLinks) leads(m Method, a *reconcile.Account, person int) bool {
	h := pl.hr
	email, login := string(a.Email.Key), loginKey(a.Login)
	switch m {
	case M1:
		return h.kinds(person, email)&kindEmail != 0
	case M2:
		return (h.kinds(person, email)|h.kinds(person, login))&kindSecond != 0
	case M3:
		id := a.SSOID.Text()
		return h.kinds(person, loginKey(id))&kindSSO != 0 || h.hasID(person, reconcile.IDKey(id))
	case M4:
		mine, ok := h.aliasKey(a.Email.Key)
		theirs, _ := h.aliasKey(h.roster.People.EmailKey(person))
		return ok && mine == theirs
	case M5:
		return pl.partnerLeads(a, person)
	case M6:
		return h.hasID(person, reconcile.IDKey(a.EmployeeNumber.Text()))
	}
	return false
}
