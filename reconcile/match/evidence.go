package match

// Why an account is where it is, in one sentence. The sentence is made when it
// is asked for, from the placement, the account and the person; only disputes
// keep theirs, because nothing else remembers what they were about.

import "rollcall/reconcile"

// Evidence is one sentence with both values: why an account is where it is.
func (pl *ProductLinks) Evidence(account int) string {
	if said := pl.noted(account).evidence; said != "" || pl.hr == nil {
		return said
	}
	p, a := &pl.Placements[account], &pl.accounts[account]
	switch {
	case p.Exception != nil && p.Person != NoPerson:
		return exceptionWords(p.Exception) + ", confirmed as " + pl.hr.words(p.Person)
	case p.Exception != nil:
		return exceptionWords(p.Exception)
	case p.Result == Matched:
		return ruleOf(p.Method).evidence(pl, a, p.Person)
	}
	return unlinkedWords(p, a)
}

// ruleOf is the rule that looks keys up for a method.
func ruleOf(m Method) rule {
	for _, r := range keyRules() {
		if r.method() == m {
			return r
		}
	}
	return nil
}

// unlinkedWords says why no rule linked an account.
func unlinkedWords(p *Placement, a *reconcile.Account) string {
	switch p.Result {
	case NoEmail:
		if a.Email.Raw != "" {
			return "the account's email " + quote(a.Email.Raw) + " is not an address"
		}
		return "the account has no email address"
	case NonPerson:
		return "no HR row has " + quote(a.Email.Raw) + " and " + p.Pattern
	case External:
		return "the mail domain " + a.Email.Key.Domain() + " is neither corporate nor an alias"
	default:
		return "no HR row has the account email " + quote(a.Email.Raw) + loginEvidence(a)
	}
}

func loginEvidence(a *reconcile.Account) string {
	if a.Login == "" {
		return ""
	}
	return " or the login " + quote(a.Login)
}
