package plans

// The fields of an account that a plan may rely on and change, and whether an
// account is as the plan relies on (Drift) or as it wants it (Differs).

import (
	"encoding/json"
	"slices"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/planted"
)

// FieldAccount is the field of a Change that is about which account it is, or
// whether there is one.
const FieldAccount = "account"

// FieldObject is the field of a Change that is about the form of the object.
const FieldObject = "object"

// What stands in a Change in place of a value.
const (
	NotSupplied = "(not supplied)" // the product did not return the field
	NoAccount   = "(no such account)"
	deleted     = "deleted" // the state that a delete leads to
)

// fields are the fields in the order in which they are listed.
var fields = []string{
	FieldEmail, FieldLogin, FieldFirstName, FieldLastName, FieldName, FieldState,
	FieldRole, FieldDepartment, FieldLocation, FieldSSOID, FieldActAsAgent,
}

// valueOf is a field of an account, and whether the product supplied it.
func valueOf(a *reconcile.Account, field string) (text string, supplied bool) {
	switch field {
	case FieldEmail:
		return a.Email.Raw, a.EmailSupplied
	case FieldLogin:
		return a.Login, a.Login != ""
	case FieldState:
		return string(a.State), a.State != reconcile.AccountUnknown
	case FieldActAsAgent:
		return map[bool]string{true: "true", false: "false"}[a.ActAsAgent.Yes()], a.ActAsAgent.Known()
	}
	v := textOf(a, field)
	return v.Text(), v.Known()
}

func textOf(a *reconcile.Account, field string) reconcile.Value {
	switch field {
	case FieldFirstName:
		return a.FirstName
	case FieldLastName:
		return a.LastName
	case FieldName:
		return a.DisplayName
	case FieldRole:
		return a.Role
	case FieldDepartment:
		return a.Department
	case FieldLocation:
		return a.Location
	case FieldSSOID:
		return a.SSOID
	}
	return reconcile.Value{}
}

// before is a field as a plan writes it down.
func before(a *reconcile.Account, field string) string {
	if text, supplied := valueOf(a, field); supplied {
		return text
	}
	return NotSupplied
}

// relies is what an action on an account relies on: each field that was supplied,
// but for those that an earlier action of the plan changes.
func relies(a *reconcile.Account, changed []string) []Change {
	out := []Change{}
	for _, f := range fields {
		if text, supplied := valueOf(a, f); supplied && !slices.Contains(changed, f) {
			out = append(out, Change{Field: f, Before: text})
		}
	}
	return out
}

// precondition is the hash of what an action relies on: the SHA-256 over the
// list of [field, value] in JSON.
func precondition(relied []Change) string {
	pairs := make([][2]string, len(relied))
	for i, c := range relied {
		pairs[i] = [2]string{c.Field, c.Before}
	}
	text, _ := json.Marshal(pairs) // of strings: it cannot fail
	return Hash(text)
}

// same compares two values of a field: addresses by their key and logins without
// case, because products do not give them back as they were written.
func same(field, a, b string) bool {
	switch field {
	case FieldEmail:
		return a == b || addressKey(a) == addressKey(b)
	case FieldLogin:
		return strings.EqualFold(a, b)
	}
	return a == b
}

func addressKey(text string) string {
	if e, err := reconcile.ParseEmail(text); err == nil {
		return string(e.Key)
	}
	return text
}

// Drift is what of that on which an action relies is not so now: nothing where
// the account is as it was. Before is what it was, After what it is. The account
// is nil where the product says that there is none.
func Drift(a *Action, now *reconcile.Account) []Change {
	if planted.On("drift-blind") || a.Kind == Create {
		return nil
	}
	if c, other := otherAccount(a, now); other {
		return []Change{c}
	}
	var out []Change
	for _, c := range a.Relies {
		if text, supplied := valueOf(now, c.Field); !supplied || !same(c.Field, c.Before, text) {
			out = append(out, Change{Field: c.Field, Before: c.Before, After: before(now, c.Field)})
		}
	}
	if len(now.Odd) > 0 {
		out = append(out, Change{Field: FieldObject, Before: "as expected", After: strings.Join(now.Odd, "; ")})
	}
	return out
}

// otherAccount reports whether what was read is not the account of an action.
func otherAccount(a *Action, now *reconcile.Account) (Change, bool) {
	if now == nil {
		return Change{Field: FieldAccount, Before: a.AccountID, After: NoAccount}, true
	}
	if now.ID != a.AccountID || now.Product != a.Product {
		return Change{Field: FieldAccount, Before: a.AccountID, After: string(now.Product) + " " + now.ID}, true
	}
	return Change{}, false
}

// Differs is what of an action's changes is not so: nothing where the account is
// as planned, and where a deleted one is no longer there. Before is what was
// planned, After what is there. What the product does not supply differs, too:
// nobody can say that it is so.
func Differs(a *Action, now *reconcile.Account) []Change {
	switch {
	case a.Kind == Delete && now == nil:
		return nil
	case a.Kind == Delete:
		return []Change{{Field: FieldState, Before: deleted, After: before(now, FieldState)}}
	case now == nil:
		return []Change{{Field: FieldAccount, Before: a.AccountID, After: NoAccount}}
	}
	var out []Change
	for _, c := range a.Changes {
		if text, supplied := valueOf(now, c.Field); !supplied || !same(c.Field, c.After, text) {
			out = append(out, Change{Field: c.Field, Before: c.After, After: before(now, c.Field)})
		}
	}
	return out
}
