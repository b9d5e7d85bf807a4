package reconcile

import "strings"

// PersonKey identifies one person within a run and, while HR keeps its ids,
// across runs: "id:E10442", or "email:ada@example.com", or "row:17" when a row
// has neither.
type PersonKey string

// State is what HR says about a person on the as-of date.
type State string

// The HR states, as they are written in every output.
const (
	StateEmployed  State = "employed"
	StateLeave     State = "leave"     // on leave or suspended: still a person of the company
	StateNotice    State = "notice"    // leaves on a known future date, or today
	StatePreHire   State = "pre_hire"  // has not started yet
	StateLeaver    State = "leaver"    // the last day employed is over
	StateAmbiguous State = "ambiguous" // HR does not say clearly; never acted on
)

// States lists the states in the order in which they are printed.
func States() []State {
	return []State{StateEmployed, StateLeave, StateNotice, StatePreHire, StateLeaver, StateAmbiguous}
}

// Status is a canonical status word, before dates are looked at.
type Status string

// The canonical status words of the status map.
const (
	StatusActive    Status = "ACTIVE"
	StatusHired     Status = "HIRED" // the hire date decides
	StatusType      Status = "TYPE"  // "full time", "contractor": says nothing about employment
	StatusLeave     Status = "LEAVE"
	StatusSuspended Status = "SUSPENDED"
	StatusNotice    Status = "NOTICE"
	StatusPreHire   Status = "PRE_HIRE"
	StatusLeaver    Status = "LEAVER"
	StatusDormant   Status = "DORMANT"
	StatusCancelled Status = "CANCELLED"
	StatusAmbiguous Status = "AMBIGUOUS" // "inactive": left, on leave or neither
	StatusUnknown   Status = "UNKNOWN"   // a word or blank that the map does not know
	StatusNone      Status = ""          // the file has no status column
)

// Person is one human being of the HR file, possibly stated on several rows.
// Text fields are empty where the file has no such column or a blank cell.
type Person struct {
	Key        PersonKey
	EmployeeID string
	PersonID   string // a person-level id where rows are positions

	Email  Email   // the address people are joined on; zero when blank or unusable
	Others []Email // second addresses of the same cell or of a mixed column
	UPN    Email   // a user principal name; Key is empty when it is a bare login
	Login  string  // a UPN or login that is not an address, in lower case

	FirstName, LastName        string
	PreferredName, DisplayName string

	State      State
	Status     Status // canonical word
	StatusText string // as the file writes it

	HireDate, LastHireDate   Date
	TerminationDate, LastDay Date

	WorkerType, Department, Location string
	JobTitle, CostCenter             string
	ManagerName, ManagerEmail        string
	ManagerID                        string
	WorkPhone, Extension, Mobile     string

	Rows  []RowRef // every row that states this person, first the one that was used
	Codes []QualityCode

	// Held says that a row of this person has a row-level quality finding:
	// nothing may be removed on the strength of it.
	Held bool
	// IDWithdrawn says that the employee id is shared by different people and
	// must not be used as a key.
	IDWithdrawn bool
	// EmailContested says that different people share the email key: every
	// account on it is disputed.
	EmailContested bool
}

// Name is the name to print: the display name, else preferred or first and last.
func (p *Person) Name() string {
	if p.DisplayName != "" {
		return p.DisplayName
	}
	first := p.FirstName
	if p.PreferredName != "" {
		first = p.PreferredName
	}
	return JoinName(first, p.LastName)
}

// RowNumbers are the row numbers of the person as a spreadsheet shows them.
func (p *Person) RowNumbers() []int {
	out := make([]int, len(p.Rows))
	for i, r := range p.Rows {
		out[i] = r.Number
	}
	return out
}

// noID are the words that exports write where there is no id.
var noID = map[string]bool{
	"": true, "-": true, "--": true, "n/a": true, "na": true, "#n/a": true, "none": true, "null": true, "nil": true, "tbd": true, "0": true,
}

// longestNoID is the length of the longest of them.
const longestNoID = len("none")

// IDKey is an employee or person id in the form in which ids are compared:
// without white space and case, which exports change, and with every leading
// zero, which is part of it.
// A word for "none", as exports write it, has no key.
func IDKey(id string) string {
	if word := strings.TrimSpace(id); len(word) <= longestNoID && noID[strings.ToLower(word)] {
		return ""
	}
	if strings.ContainsAny(id, " \t\u00a0") {
		id = strings.Join(strings.Fields(id), "")
	}
	return strings.ToUpper(id)
}
