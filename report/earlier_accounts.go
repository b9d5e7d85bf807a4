package report

// Reading back how an earlier run placed the accounts, and what they were. A
// tenant may have a million of them: the placements are packed, and the accounts
// are given one at a time.

import (
	"io"

	"rollcall/reconcile"
	"rollcall/reconcile/history"
)

// EarlierLinks reads a matches.csv into links.
func EarlierLinks(in io.Reader, links *reconcile.PastLinks) error {
	columns := []string{"product", "account_id", "result", "method", "person_key", "employee_id", "hr_email", "hr_state"}
	return eachRecord(in, FileMatches, columns, func(r []string) error {
		product := reconcile.VBC
		if r[0] == string(reconcile.VCC) {
			product = reconcile.VCC
		}
		links.Add(product, r[1], reconcile.PastLink{
			Result: r[2], Method: r[3], Person: reconcile.PersonKey(r[4]), EmployeeID: r[5], Email: r[6], State: reconcile.State(r[7]),
		})
		return nil
	})
}

// PastAccount is one account of an earlier run, as it was fetched.
type PastAccount struct {
	ID, Who     string
	Role, State string         // empty where the product supplied none
	First       reconcile.Date // the day our runs first saw it; zero in runs that did not write it
}

// Archived reports whether the account could not be used: archived in VCC,
// inactive in VBC.
func (a *PastAccount) Archived() bool { return a.State == wordArchived }

// FileAccounts names the file of a product's accounts.
func FileAccounts(p reconcile.Product) string {
	if p == reconcile.VCC {
		return FileVCC
	}
	return FileVBC
}

// EarlierAccounts gives the accounts of a product in their order. An account is
// valid until the next one is given. An error of each ends the reading.
func EarlierAccounts(p reconcile.Product, in io.Reader, each func(*PastAccount) error) error {
	var a PastAccount
	if p == reconcile.VCC {
		columns := []string{"user_id", "name", "email", "username", "active", "locked", "role", "?first_seen"}
		return eachRecord(in, FileVCC, columns, func(r []string) error {
			a = PastAccount{ID: r[0], Who: firstOf(told(r[1]), told(r[2]), r[3], r[0]), Role: told(r[6]), State: vccState(r[4], r[5]), First: dayOf(r[7])}
			return each(&a)
		})
	}
	columns := []string{"account_id", "first_name", "last_name", "email", "login_name", "status", "role", "?first_seen"}
	return eachRecord(in, FileVBC, columns, func(r []string) error {
		name := reconcile.JoinName(told(r[1]), told(r[2]))
		a = PastAccount{ID: r[0], Who: firstOf(name, told(r[3]), r[4], r[0]), Role: told(r[6]), State: told(r[5]), First: dayOf(r[7])}
		return each(&a)
	})
}

// told is a text that the product returned; the word for "not returned" is none.
func told(s string) string {
	if s == wordNotAvailable || s == wordUnknown {
		return ""
	}
	return s
}

func firstOf(texts ...string) string {
	for _, s := range texts {
		if s != "" {
			return s
		}
	}
	return ""
}

func dayOf(s string) reconcile.Date {
	d, _ := reconcile.ParseDate(s) // the word for "not known" is no date
	return d
}

// vccState is the state in the words of the workbook.
func vccState(active, locked string) string {
	switch {
	case active == wordNo:
		return wordArchived
	case active == wordYes && locked == wordYes:
		return "Locked"
	case active == wordYes:
		return "Active"
	default:
		return ""
	}
}

// compared is an account of this run in the form in which it is compared.
func compared(a *reconcile.Account) history.Account {
	return history.Account{
		Product: a.Product, ID: a.ID, Who: firstOf(a.Name(), a.Email.Raw, a.Login, a.ID),
		Role: a.Role.Text(), State: told(fetchedState(a)),
	}
}
