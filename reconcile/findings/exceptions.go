package findings

// The exceptions file held against what was read: O07 for rows that decided
// nothing or soon will not, O08 for rows that decide for more than anybody can
// have looked at. And what is said of an account although a row says to ignore
// it.

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/match"
)

// broadAccounts is for how many accounts one row may decide.
const broadAccounts = 5

func (j *judge) exceptions() {
	if len(j.in.Links.Exceptions) == 0 {
		return
	}
	unused := j.in.Links.Unused
	reach := j.exceptionReach()
	for i := range j.in.Links.Exceptions {
		e := &j.in.Links.Exceptions[i]
		switch {
		case len(unused) > 0 && unused[0].Index == i:
			j.unusedException(&unused[0])
			unused = unused[1:]
		case e.ExpiresSoon(j.in.AsOf):
			j.endingException(e)
		}
		if r := reach[e]; r != nil {
			j.broadException(e, r)
		}
	}
}

// raiseRow raises a finding about a row of the exceptions file. The row's number
// is no part of its id: rows above it come and go.
func (j *judge) raiseRow(code reconcile.Code, e *reconcile.Exception, f reconcile.Finding) {
	f.Product = e.Product
	if f.Account == (reconcile.AccountRef{}) {
		f.Account.ID = e.Account
	}
	subject := "exception " + string(e.Product) + " " + e.Account + " " + string(e.Kind)
	if e.Kind == reconcile.ExceptionNotPerson {
		subject += " " + e.EmployeeID // an account may have several of them
	}
	j.raise(code, subject, f)
}

func rowWords(e *reconcile.Exception) string {
	return "row " + strconv.Itoa(e.Row) + " of the exceptions file (" + string(e.Kind) + " " + quoted(e.Account) + ", owner " + cmp.Or(e.Owner, "nobody") + ")"
}

// unusedFields say which column of a row is to be looked at.
var unusedFields = map[match.UnusedKind]string{
	match.UnusedExpired: "expires", match.UnusedEmployee: "employee_id", match.UnusedContradicted: "employee_id",
	match.UnusedNowhere: "account", match.UnusedShadowed: "account",
}

func (j *judge) unusedException(u *match.UnusedException) {
	e := &u.Exception
	f := reconcile.Finding{
		Field: unusedFields[u.Kind], Rule: "exception " + string(u.Kind),
		Values: reconcile.FieldValues{HR: e.EmployeeID, Vonage: e.Account},
		Detail: rowWords(e) + " decided nothing: " + u.Reason,
	}
	if u.Kind == match.UnusedExpired {
		f.Detail = rowWords(e) + " decides nothing any more: " + u.Reason
	}
	j.raiseRow("O07", e, f)
}

func (j *judge) endingException(e *reconcile.Exception) {
	j.raiseRow("O07", e, reconcile.Finding{
		Severity: reconcile.SeverityLow, Field: "expires", Rule: "exception expires soon",
		Values: reconcile.FieldValues{HR: e.EmployeeID, Vonage: e.Account},
		Detail: rowWords(e) + " expires " + inDays(e.Expires.DaysSince(j.in.AsOf)) + ": " + e.Expires.String() + " is the last day that it decides",
		Action: "Renew the row, or let it end",
	})
}

func inDays(n int) string {
	if n == 0 {
		return "today"
	}
	return "in " + count(n, "day")
}

// reach is what one row decides for.
type reach struct {
	accounts []*reconcile.Account
	admins   int // administrators among them that the row takes out of sight
}

// exceptionReach finds the rows that decide for too much.
func (j *judge) exceptionReach() map[*reconcile.Exception]*reach {
	found := map[*reconcile.Exception]*reach{}
	for i := range j.in.Populations {
		pop := &j.in.Populations[i]
		links := j.in.Links.Of(pop.Product)
		if links == nil {
			continue
		}
		for k := range links.Placements {
			if e := links.Placements[k].Exception; e != nil {
				if found[e] == nil {
					found[e] = &reach{}
				}
				found[e].add(e, &pop.Accounts[k])
			}
		}
	}
	for e, r := range found {
		if r.admins == 0 && len(r.accounts) <= broadAccounts {
			delete(found, e)
		}
	}
	return found
}

// add counts an account. A row that says whose an account is hides nothing.
func (r *reach) add(e *reconcile.Exception, a *reconcile.Account) {
	r.accounts = append(r.accounts, a)
	if e.Kind != reconcile.ExceptionPerson && a.Admin().Yes() && a.Usable() {
		r.admins++
	}
}

func (j *judge) broadException(e *reconcile.Exception, r *reach) {
	slices.SortFunc(r.accounts, func(a, b *reconcile.Account) int {
		return cmp.Or(cmp.Compare(a.Product, b.Product), cmp.Compare(a.ID, b.ID))
	})
	var rules []string
	detail := rowWords(e) + " decides for " + count(len(r.accounts), "account") + ": " + firstAccounts(r.accounts)
	if r.admins > 0 {
		rules = append(rules, "hides an administrator")
		detail += "; " + strconv.Itoa(r.admins) + " of them can administer the product"
	}
	if len(r.accounts) > broadAccounts {
		rules = append(rules, "decides for more than "+count(broadAccounts, "account"))
	}
	f := reconcile.Finding{
		Field: "account", Rule: "exception " + strings.Join(rules, " and "),
		Values: reconcile.FieldValues{HR: "one account a row, no administrator", Vonage: count(len(r.accounts), "account") + ", " + count(r.admins, "administrator")},
		Detail: detail,
	}
	if len(r.accounts) == 1 {
		f.Account = accountRef(r.accounts[0])
	}
	if len(r.accounts) <= broadAccounts {
		f.Action = "Take the administrator role from the account, or have its owner confirm at each review that it needs it"
	}
	j.raiseRow("O08", e, f)
}

// firstAccounts names accounts for a sentence, the first few of many.
func firstAccounts(accounts []*reconcile.Account) string {
	var words []string
	for _, a := range accounts[:min(len(accounts), broadAccounts)] {
		words = append(words, string(a.Product)+" "+a.ID+" "+quoted(a.Email.Raw))
	}
	text := strings.Join(words, ", ")
	if more := len(accounts) - broadAccounts; more > 0 {
		text += " and " + strconv.Itoa(more) + " more"
	}
	return text
}

// ignored raises what no decision to ignore an account keeps quiet: a use after
// the last day of whom its keys lead to, and an administrator who has left or
// whom HR does not explain.
func (v *view) ignored(s subject) {
	people := v.links.Candidates(s.placement.Account)
	if len(people) > 0 {
		v.leftBehind(s, people)
	} else if s.account.Admin().Yes() && s.account.Usable() {
		v.unexplainedAdmin(s)
	}
}
