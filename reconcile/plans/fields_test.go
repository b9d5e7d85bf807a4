package plans

import (
	"slices"
	"testing"

	"rollcall/reconcile"
)

// fullAccount is an account of which everything was supplied.
func fullAccount() reconcile.Account {
	v := reconcile.Supplied
	return reconcile.Account{
		Product: reconcile.VCC, ID: "u1", Email: email("Ada@n.example"), EmailSupplied: true, Login: "ada", FirstName: v("Ada"), LastName: v("Park"),
		DisplayName: v("Ada Park"), State: reconcile.AccountActive, Role: v("Agent"), Department: v("Sales"), Location: v("Leeds"), SSOID: v("E1"),
		ActAsAgent: reconcile.FlagYes, Page: 3, Calls: 7,
	}
}

func TestEachFieldThatIsReliedOnDrifts(t *testing.T) {
	was := fullAccount()
	a := Action{Product: reconcile.VCC, Kind: Deactivate, AccountID: "u1", Relies: relies(&was, nil)}
	if len(a.Relies) != len(fields) {
		t.Fatalf("relies on %v", a.Relies)
	}
	changes := map[string][2]func(*reconcile.Account){ // to another value, and to none
		FieldEmail:      {func(a *reconcile.Account) { a.Email = email("eve@n.example") }, func(a *reconcile.Account) { a.EmailSupplied = false }},
		FieldLogin:      {func(a *reconcile.Account) { a.Login = "eve" }, func(a *reconcile.Account) { a.Login = "" }},
		FieldFirstName:  {func(a *reconcile.Account) { a.FirstName = reconcile.Supplied("") }, func(a *reconcile.Account) { a.FirstName = reconcile.Value{} }},
		FieldLastName:   {func(a *reconcile.Account) { a.LastName = reconcile.Supplied("x") }, func(a *reconcile.Account) { a.LastName = reconcile.Value{} }},
		FieldName:       {func(a *reconcile.Account) { a.DisplayName = reconcile.Supplied("x") }, func(a *reconcile.Account) { a.DisplayName = reconcile.Value{} }},
		FieldState:      {func(a *reconcile.Account) { a.State = reconcile.AccountArchived }, func(a *reconcile.Account) { a.State = reconcile.AccountUnknown }},
		FieldRole:       {func(a *reconcile.Account) { a.Role = reconcile.Supplied("Admin") }, func(a *reconcile.Account) { a.Role = reconcile.Value{} }},
		FieldDepartment: {func(a *reconcile.Account) { a.Department = reconcile.Supplied("x") }, func(a *reconcile.Account) { a.Department = reconcile.Value{} }},
		FieldLocation:   {func(a *reconcile.Account) { a.Location = reconcile.Supplied("x") }, func(a *reconcile.Account) { a.Location = reconcile.Value{} }},
		FieldSSOID:      {func(a *reconcile.Account) { a.SSOID = reconcile.Supplied("E2") }, func(a *reconcile.Account) { a.SSOID = reconcile.Value{} }},
		FieldActAsAgent: {func(a *reconcile.Account) { a.ActAsAgent = reconcile.FlagNo }, func(a *reconcile.Account) { a.ActAsAgent = reconcile.FlagUnknown }},
	}
	for field, both := range changes {
		for i, change := range both {
			now := fullAccount()
			change(&now)
			got := Drift(&a, &now)
			if len(got) != 1 || got[0].Field != field || (got[0].After == NotSupplied) != (i == 1) {
				t.Errorf("%s, %d: %v", field, i, got)
			}
		}
	}
	if len(changes) != len(fields) {
		t.Errorf("%d fields are tried of %d", len(changes), len(fields))
	}
}

func TestWhatIsNoDrift(t *testing.T) {
	was := fullAccount()
	a := Action{Product: reconcile.VCC, Kind: Update, AccountID: "u1", Relies: relies(&was, nil)}
	now := fullAccount()
	now.Email, now.Login = email("ada@N.EXAMPLE"), "ADA" // products give back another case
	now.Page, now.Calls, now.Extensions = 9, 0, []reconcile.Extension{{Number: "1"}}
	if got := Drift(&a, &now); got != nil {
		t.Error(got)
	}
}

func TestAnotherAccountOrNoneIsDrift(t *testing.T) {
	a := Action{Product: reconcile.VCC, Kind: Update, AccountID: "u1"}
	other, elsewhere, odd := fullAccount(), fullAccount(), fullAccount()
	other.ID, elsewhere.Product, odd.Odd = "u2", reconcile.VBC, []string{"userId twice"}
	for _, now := range []*reconcile.Account{nil, &other, &elsewhere, &odd} {
		if got := Drift(&a, now); len(got) != 1 {
			t.Errorf("%v: %v", now, got)
		}
	}
}

func TestDiffersFromThePlan(t *testing.T) {
	now := fullAccount()
	a := Action{Kind: Update, AccountID: "u1", Changes: []Change{{FieldEmail, "x@n.example", "ADA@n.example"}, {FieldName, "x", "Ada Parker"}, {FieldLocation, "", "York"}}}
	now.Location = reconcile.Value{}
	want := []Change{{FieldName, "Ada Parker", "Ada Park"}, {FieldLocation, "York", NotSupplied}}
	if got := Differs(&a, &now); !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
	if got := Differs(&a, nil); len(got) != 1 || got[0].After != NoAccount {
		t.Errorf("no account: %v", got)
	}
	gone := Action{Kind: Delete, AccountID: "u1"}
	if got := Differs(&gone, nil); got != nil {
		t.Errorf("deleted: %v", got)
	}
	if got := Differs(&gone, &now); len(got) != 1 {
		t.Errorf("still there: %v", got)
	}
}

// Whoever changes what a plan relies on changes its hash.
func TestThePreconditionIsOfEveryFieldAndValue(t *testing.T) {
	a := fullAccount()
	r := relies(&a, nil)
	seen := map[string]bool{precondition(r): true, precondition(r[1:]): true, precondition(relies(&a, []string{FieldEmail, FieldState})): true}
	for i := range r {
		c := slices.Clone(r)
		c[i].Before += "x"
		seen[precondition(c)] = true
	}
	if len(seen) != 3+len(r) {
		t.Errorf("%d hashes of %d lists", len(seen), 3+len(r))
	}
}
