package report

// Reading back how an earlier run placed the accounts, and what they were. A
// tenant may have a million of them: what is kept is one text an account, and
// the words that come again are kept once.

import (
	"io"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/history"
)

// EarlierLinks reads a matches.csv into links.
func EarlierLinks(in io.Reader, links *reconcile.PastLinks) error {
	w := terms{}
	if links.By == nil {
		links.By = map[reconcile.Product]map[string]reconcile.PastLink{}
	}
	columns := []string{"product", "account_id", "result", "method", "person_key", "employee_id", "hr_email", "hr_state"}
	return eachRecord(in, FileMatches, columns, func(r []string) error {
		product := reconcile.Product(w.copied(r[0]))
		of := links.By[product]
		if of == nil {
			of = map[string]reconcile.PastLink{}
			links.By[product] = of
		}
		id, key, employee, email := together(r[1], r[4], r[5], r[6])
		of[id] = reconcile.PastLink{
			Result: w.copied(r[2]), Method: w.copied(r[3]),
			Person: reconcile.PersonKey(key), EmployeeID: employee, Email: email, State: reconcile.State(w.copied(r[7])),
		}
		return nil
	})
}

// copied is of for a text that shares memory with others.
func (w terms) copied(s string) string {
	if kept, known := w[s]; known {
		return kept
	}
	return w.of(strings.Clone(s))
}

// together copies four texts into one piece of memory. The key of a person holds
// their employee id or their address, as a rule as HR writes it.
func together(id, key, employee, email string) (string, string, string, string) {
	inKey := func(s string) int {
		if s == "" {
			return -1
		}
		return strings.Index(key, s)
	}
	atEmployee, atEmail := inKey(employee), inKey(email)
	var b strings.Builder
	b.WriteString(id)
	b.WriteString(key)
	if atEmployee < 0 {
		b.WriteString(employee)
	}
	if atEmail < 0 {
		b.WriteString(email)
	}
	all := b.String()
	id, rest := all[:len(id)], all[len(id):]
	key, rest = rest[:len(key)], rest[len(key):]
	if atEmployee < 0 {
		employee, rest = rest[:len(employee)], rest[len(employee):]
	} else {
		employee = key[atEmployee : atEmployee+len(employee)]
	}
	if atEmail < 0 {
		return id, key, employee, rest
	}
	return id, key, employee, key[atEmail : atEmail+len(email)]
}

// PastAccount is one account of an earlier run, as it was fetched.
type PastAccount struct {
	ID, Who     string
	Role, State string         // empty where the product supplied none
	First       reconcile.Date // the day our runs first saw it; zero in runs that did not write it
}

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
		return "Archived"
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
