package reconcile

import "strings"

// ExceptionKind is what an exceptions file says about an account.
type ExceptionKind string

// The kinds.
const (
	ExceptionPerson    ExceptionKind = "person"     // belongs to the named employee
	ExceptionNotPerson ExceptionKind = "not_person" // does not belong to the named employee
	ExceptionService   ExceptionKind = "service"    // a service account, with an owner
	ExceptionShared    ExceptionKind = "shared"     // a shared account, with an owner
	ExceptionExternal  ExceptionKind = "external"   // somebody outside HR, with a sponsor
	ExceptionIgnore    ExceptionKind = "ignore"     // listed; no findings but P02, P03, L02 and IN-05
)

// ExceptionKinds lists the kinds in the order in which help prints them.
func ExceptionKinds() []ExceptionKind {
	return []ExceptionKind{ExceptionPerson, ExceptionNotPerson, ExceptionService, ExceptionShared, ExceptionExternal, ExceptionIgnore}
}

// NamesEmployee reports whether a row of this kind says nothing without an
// employee.
func (k ExceptionKind) NamesEmployee() bool { return k == ExceptionPerson || k == ExceptionNotPerson }

// Exception is one row of the exceptions file: a decision that a person took
// about an account, with who owns it, why, and until when.
type Exception struct {
	Row        int     // row in the file, counted from 1 with the header as row 1
	Product    Product // empty means both products ("*" in the file)
	Account    string  // account id, else exact email or login
	Kind       ExceptionKind
	EmployeeID string // for the kinds that name an employee
	Owner      string
	Reason     string
	Ticket     string
	Expires    Date // last day it holds; zero means it does not expire
}

// Expired reports whether the exception no longer holds on the given day.
func (e *Exception) Expired(asOf Date) bool {
	return !e.Expires.IsZero() && asOf.After(e.Expires)
}

// ExpiresSoonDays is how many days ahead the end of an exception is announced.
const ExpiresSoonDays = 14

// ExpiresSoon reports whether the exception holds on the given day and ends
// within ExpiresSoonDays.
func (e *Exception) ExpiresSoon(asOf Date) bool {
	return !e.Expires.IsZero() && !e.Expired(asOf) && e.Expires.DaysSince(asOf) <= ExpiresSoonDays
}

// Covers reports whether the exception speaks of a product.
func (e *Exception) Covers(p Product) bool { return e.Product == "" || e.Product == p }

// AccountKey is an account id, email or login in the form in which it is
// compared: as an address when it is one, else in lower case.
func AccountKey(text string) string {
	if strings.Contains(text, "@") {
		if e, err := ParseEmail(text); err == nil {
			return string(e.Key)
		}
	}
	return strings.ToLower(strings.TrimSpace(text))
}

// Words is what the row says beside the account that it names.
func (e *Exception) Words() string {
	words := []string{string(e.Kind)}
	if e.Owner != "" {
		words = append(words, "owner "+e.Owner)
	}
	if e.Reason != "" {
		words = append(words, e.Reason)
	}
	if e.Ticket != "" {
		words = append(words, e.Ticket)
	}
	if !e.Expires.IsZero() {
		words = append(words, "until "+e.Expires.String())
	}
	return strings.Join(words, ", ")
}
