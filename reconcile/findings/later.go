package findings

// Findings that no reading can raise: about the review that came back, about a
// plan, about what was applied. Their verbs know when; this room makes the
// finding, so that catalogue, ids and severities stay in one place.

import (
	"strconv"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/match"
)

// Later makes the findings of the verbs that come after a report.
type Later struct {
	AsOf   reconcile.Date
	Policy Policy
}

// Verb is the verb that raises a code.
func Verb(code reconcile.Code) string {
	switch code {
	case "P04":
		return "verify"
	case "IN-07":
		return "plan"
	case "IN-08", "IN-09":
		return "apply"
	default:
		return "reconcile"
	}
}

func (l Later) make(code reconcile.Code, subject string, f reconcile.Finding) reconcile.Finding {
	l.Policy.complete(code, subject, l.AsOf, &f)
	return f
}

// SelfReview is P04: a decision about an account by whoever has it. The reviewer
// is what stands in the returned workbook, an address, a login or a name; a
// blank one is nobody, and the person is zero where the account has none.
func (l Later) SelfReview(p reconcile.Product, a reconcile.AccountRef, person reconcile.PersonRef, reviewer string) (reconcile.Finding, bool) {
	same, value := sameReviewer(reviewer, a, person)
	if same == "" {
		return reconcile.Finding{}, false
	}
	return l.make("P04", a.ID, reconcile.Finding{
		Product: p, Account: a, Person: person, Field: "reviewer", Rule: "nobody reviews their own account",
		Values: reconcile.FieldValues{HR: value, Vonage: reviewer},
		Detail: "the reviewer is " + quoted(reviewer) + ", and " + same + " is " + quoted(value) + ": it is their own account",
	}), true
}

// sameReviewer says which value of an account or its person the reviewer is.
func sameReviewer(reviewer string, a reconcile.AccountRef, person reconcile.PersonRef) (what, value string) {
	address := match.LoginKey(reviewer)
	name, _, _ := strings.Cut(reviewer, "<")
	words := reconcile.NameFingerprint(name)
	for _, field := range []struct{ what, value string }{
		{"the account's email", a.Email}, {"the account's login", a.Login}, {"the email of its person", person.Email},
	} {
		if address != "" && match.LoginKey(field.value) == address {
			return field.what, field.value
		}
	}
	for _, field := range []struct{ what, value string }{{"the account's name", a.Name}, {"the name of its person", person.Name}} {
		if words != "" && reconcile.NameFingerprint(field.value) == words {
			return field.what, field.value
		}
	}
	return "", ""
}

// Limit is a limit on one kind of planned write, in actions.
type Limit struct {
	Product         reconcile.Product
	Name            string // "deletes", "segment", …
	Wanted, Allowed int
	Base            int // accounts that the limit was taken of
}

// LimitReached is IN-07: a plan wants more than a limit allows.
func (l Later) LimitReached(x Limit) reconcile.Finding {
	return l.make("IN-07", x.Name, reconcile.Finding{
		Product: x.Product, Field: x.Name, Rule: "limit " + x.Name,
		Values: reconcile.FieldValues{HR: strconv.Itoa(x.Wanted) + " wanted", Vonage: strconv.Itoa(x.Allowed) + " allowed of " + strconv.Itoa(x.Base)},
		Detail: "the plan wants " + strconv.Itoa(x.Wanted) + " " + x.Name + " and the limit allows " + strconv.Itoa(x.Allowed) +
			" of " + count(x.Base, "account"),
	})
}

// Differs is one field of an account that is not as an earlier step left it.
type Differs struct {
	Product       reconcile.Product
	Account       reconcile.AccountRef
	Person        reconcile.PersonRef
	Operation     string // id of the planned action
	Field         string
	Expected, Now string
}

// PlanStale is IN-08: an account changed between plan and apply.
func (l Later) PlanStale(d Differs) reconcile.Finding {
	return l.differs("IN-08", d, "precondition of the plan",
		"the plan was made when "+d.Field+" was "+quoted(d.Expected)+", and it is "+quoted(d.Now)+" now")
}

// NotVerified is IN-09: what was written is not what is read afterwards.
func (l Later) NotVerified(d Differs) reconcile.Finding {
	return l.differs("IN-09", d, "read back after the write",
		d.Field+" was to become "+quoted(d.Expected)+", and reading it back gives "+quoted(d.Now))
}

func (l Later) differs(code reconcile.Code, d Differs, rule, detail string) reconcile.Finding {
	return l.make(code, d.Account.ID, reconcile.Finding{
		Product: d.Product, Account: d.Account, Person: d.Person, Field: d.Field, Rule: rule, PlanOp: d.Operation,
		Values: reconcile.FieldValues{HR: d.Expected, Vonage: d.Now}, Detail: detail,
	})
}
