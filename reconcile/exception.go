package reconcile

// ExceptionKind is what an exceptions file says about an account.
type ExceptionKind string

// The kinds.
const (
	ExceptionPerson   ExceptionKind = "person"   // belongs to the named employee
	ExceptionService  ExceptionKind = "service"  // a service account, with an owner
	ExceptionShared   ExceptionKind = "shared"   // a shared account, with an owner
	ExceptionExternal ExceptionKind = "external" // somebody outside HR, with a sponsor
	ExceptionIgnore   ExceptionKind = "ignore"   // listed, but no findings are raised
)

// ExceptionKinds lists the kinds in the order in which help prints them.
func ExceptionKinds() []ExceptionKind {
	return []ExceptionKind{ExceptionPerson, ExceptionService, ExceptionShared, ExceptionExternal, ExceptionIgnore}
}

// Exception is one row of the exceptions file: a decision that a person took
// about an account, with who owns it, why, and until when.
type Exception struct {
	Row        int     // row in the file, counted from 1 with the header as row 1
	Product    Product // empty means both products ("*" in the file)
	Account    string  // account id, else exact email or login
	Kind       ExceptionKind
	EmployeeID string // for ExceptionPerson
	Owner      string
	Reason     string
	Ticket     string
	Expires    Date // last day it holds; zero means it does not expire
}

// Expired reports whether the exception no longer holds on the given day.
func (e *Exception) Expired(asOf Date) bool {
	return !e.Expires.IsZero() && asOf.After(e.Expires)
}
