package report

// Findings of a redacted report. Their ids are hashes that anybody can make: one
// over an address or a login would tell whoever tries them out that it is there.
// Such an id is a pseudonym; one that can be shown to be made of ids that stay is
// as it was.

import (
	"cmp"
	"slices"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/history"
)

func (r *redaction) finding(f reconcile.Finding) reconcile.Finding {
	f.ID = r.findingID(&f)
	f.Values = reconcile.FieldValues{HR: r.fieldValue(f.Field, f.Values.HR), Vonage: r.fieldValue(f.Field, f.Values.Vonage)}
	f.Account = reconcile.AccountRef{
		ID: r.accountOf(f.Code, f.Account.ID), Name: r.name(f.Account.Name), Email: r.written(f.Account.Email), Login: r.login(f.Account.Login),
	}
	f.Person = r.person(f.Person)
	f.Field = r.field(f.Field)
	f.Detail, f.Rule, f.Action = r.text(f.Detail), r.text(f.Rule), r.text(f.Action)
	return f
}

func (r *redaction) person(p reconcile.PersonRef) reconcile.PersonRef {
	return reconcile.PersonRef{Key: r.key(p.Key), EmployeeID: r.id(p.EmployeeID), Name: r.name(p.Name), Email: r.written(p.Email)}
}

// fieldValue is one side of a disagreement about a field.
func (r *redaction) fieldValue(field, value string) string {
	switch field {
	case "name", "reviewer":
		return r.name(value)
	case "email":
		if k := addressIn(value); k != "" {
			return r.address(k)
		}
	case "account", "employee_id", "expires": // of the exceptions file, unless it is a sentence
		if !strings.Contains(value, " ") {
			return r.named(value)
		}
	case "extension", "work_phone":
		if numeric(value) {
			return r.number(value)
		}
	case "department", "location", "role":
		return r.field(value)
	}
	return r.value(value)
}

// findingID is the id of a finding, with the number that tells it from others.
func (r *redaction) findingID(f *reconcile.Finding) string {
	stays := r.openlyMade(f.ID, f.Code, f.Product, f.Field, f.Account.ID, f.Person.Key)
	if f.Account.ID == "" && f.Person.Key == "" {
		stays = !slices.ContainsFunc(f.HRRows, func(row int) bool { return r.addressed[row] })
	}
	return r.rememberID(f.ID, stays || exceptionCodes[f.Code] && r.isID(f.Account.ID))
}

func (r *redaction) openID(o *history.Open) string {
	return r.rememberID(o.ID, r.openlyMade(o.ID, o.Code, o.Product, o.Field, o.Account, o.Person.Key))
}

// closedID tries every field, because what was closed does not say which it was.
func (r *redaction) closedID(c *history.Closed) string {
	if told, known := r.found[c.ID]; known {
		return told
	}
	for _, field := range findingFields {
		if r.openlyMade(c.ID, c.Code, c.Product, field, c.Account, c.Person) {
			return r.rememberID(c.ID, true)
		}
	}
	return r.rememberID(c.ID, false)
}

// noField stands for the field of a finding that is about none.
const noField = "-"

// findingFields are the fields that findings are about.
var findingFields = strings.Fields(noField + ` email name role state seat seats locked last_login last_call sso_id extensions extension work_phone
	person object chargeable identity reviewer department location account employee_id expires associated_users population`)

func (r *redaction) changedID(c *history.Change) string {
	if c.Finding == "" {
		return ""
	}
	return r.closedID(&history.Closed{ID: c.Finding, Code: c.Code, Product: c.Product, Account: c.Account, Person: c.Person})
}

// rememberID gives an id one form wherever it stands.
func (r *redaction) rememberID(id string, stays bool) string {
	told, known := r.found[id]
	if !known {
		if told = id; !stays {
			told = r.of(ofFinding, id)
		}
		r.found[id] = told
	}
	return told
}

// openlyMade reports whether an id is known to be made of nothing but words of
// ours and ids that stay.
func (r *redaction) openlyMade(id string, code reconcile.Code, product reconcile.Product, field, account string, person reconcile.PersonKey) bool {
	if field == noField {
		field = ""
	}
	var subjects []string
	accountStays, personStays := account != "" && r.id(account) == account, person != "" && !r.keyNames(person)
	if accountStays {
		subjects = append(subjects, account)
	}
	if personStays {
		subjects = append(subjects, string(person), strings.ToLower(string(person)))
	}
	if accountStays && personStays {
		subjects = append(subjects, account+"\x1f"+string(person))
	}
	if account == "" && person == "" {
		subjects = runSubjects
	}
	plain, _, _ := strings.Cut(strings.TrimPrefix(id, "F-"), "-") // without the number of one that is not alone
	return slices.ContainsFunc(subjects, func(subject string) bool { return reconcile.FindingID(code, product, subject, field) == "F-"+plain })
}

// runSubjects are what findings are about that are not about anybody.
var runSubjects = []string{"file", "join rate", "fetch", "seats"}

// accountOf is the account that a finding names: of a row of the exceptions file
// it is what stands there, an id, an address or a login.
func (r *redaction) accountOf(code reconcile.Code, account string) string {
	if exceptionCodes[code] {
		return r.named(account)
	}
	return r.id(account)
}

// exceptionCodes are about a row of the exceptions file.
var exceptionCodes = map[reconcile.Code]bool{"O07": true, "O08": true}

// inPrintedOrder is the order of findings, by what they say now: that of the
// addresses would tell how each begins.
func inPrintedOrder(a, b reconcile.Finding) int {
	return cmp.Or(
		cmp.Compare(a.Severity.Rank(), b.Severity.Rank()), cmp.Compare(a.Product, b.Product),
		cmp.Compare(a.Account.Email, b.Account.Email), cmp.Compare(a.Account.ID, b.Account.ID),
		cmp.Compare(a.Person.Key, b.Person.Key), cmp.Compare(a.Code, b.Code), cmp.Compare(a.ID, b.ID),
	)
}
