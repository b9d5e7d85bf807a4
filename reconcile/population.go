package reconcile

import "time"

// PopulationStatus says how far a population can be relied on.
type PopulationStatus string

// The statuses. Only a complete population supports saying that something is
// missing from it.
const (
	PopulationComplete   PopulationStatus = "complete"
	PopulationIncomplete PopulationStatus = "incomplete"
	PopulationFailed     PopulationStatus = "failed"
	PopulationSkipped    PopulationStatus = "skipped" // not configured, or not asked for
)

// Cause is why a population is not complete, for the exit code.
type Cause string

// The causes.
const (
	CauseNone        Cause = ""
	CauseRead        Cause = "read"        // the product could not be read in full
	CauseAuth        Cause = "auth"        // the login or the permission was refused
	CauseInterrupted Cause = "interrupted" // the run was stopped
)

// Population is every account of one product, with the proof that it is.
type Population struct {
	Product  Product
	Status   PopulationStatus
	Cause    Cause     // CauseAuth also beside a complete population, where a sign-in for more than its users was refused
	Reason   string    // in words, empty when complete
	Accounts []Account // unique by ID, ordered by ID
	Proof    Proof
	Calls    *CallLog // nil when no call logs were asked for
}

// CallLog says which call logs stand behind Account.LastCall. What lies outside
// the covered period is not known: no call there is not "no use".
type CallLog struct {
	AskedFrom, AskedTo     time.Time // UTC
	CoveredFrom, CoveredTo time.Time // UTC; both zero when nothing could be read
	Oldest                 time.Time // start of the oldest call that was seen, zero for none
	Calls                  int       // rows read
	Unplaced               int       // rows of use that lead to no account
	Reason                 string    // why less was covered than was asked for; empty when it was not
}

// KnownSince reports whether every call since an instant is known, up to the end
// of what was asked for. A nil log knows nothing.
func (c *CallLog) KnownSince(t time.Time) bool {
	return c != nil && !c.CoveredTo.IsZero() && c.CoveredTo.Equal(c.AskedTo) && !c.CoveredFrom.After(t)
}

// Covered is the period that is known, in words; empty when there is none. Its
// end is the first instant that is not part of it.
func (c *CallLog) Covered() string {
	if c == nil || c.CoveredTo.IsZero() {
		return ""
	}
	const minute = "2006-01-02 15:04"
	return c.CoveredFrom.UTC().Format(minute) + " and " + c.CoveredTo.UTC().Format(minute) + " UTC"
}

// Complete reports whether absence from the population means absence.
func (p *Population) Complete() bool { return p.Status == PopulationComplete }

// Read reports whether the product was asked for and something can be said.
func (p *Population) Read() bool {
	return p.Status == PopulationComplete || p.Status == PopulationIncomplete
}

// Proof is the evidence behind a population's status.
type Proof struct {
	// ReportedTotal is the number of users that the product itself declared on
	// the first page; nil when it declares none.
	ReportedTotal *int
	// LastTotal is the same on the last page.
	LastTotal  *int
	Rows       int // user objects received, over all pages
	Unique     int // distinct ids among them
	Duplicates int // Rows - Unique
	Pages      int // pages with users
	PageBase   int // number of the first page, learned from the server
	PageSize   int // users per page the server granted
	Asked      int // users per page that were asked for
	Walks      int // 1, or more when a disturbed walk was started again

	Dialect   string // which of the product's listed forms was spoken
	Host      string
	Path      string
	AccountID string
	Accept    string // media type asked for
	Scope     string // of the token
	Grant     string // OAuth2 grant used
	ClientID  string // last four characters only
	Filters   string // what the list was narrowed to, for example include=All

	// Replayed is the run whose raw pages were read in place of the product, at
	// the times below; empty when the product was asked.
	Replayed string

	Pace Pace // learned, or that of the earlier run where nothing else was learned

	Requests              int // HTTP requests sent, retries and token calls included
	Retries               int
	Throttled             int       // answers with status 429
	StartedAt, FinishedAt time.Time // UTC

	Checks []Check
}

// Pace is what a read learned about the quota of a tenant. The zero Pace is
// "nothing learned": no request was refused for its number.
type Pace struct {
	PerMinute int  // requests that were granted in a minute
	Spaced    bool // the server wants them spread over the minute, not at its start
}

// CheckID names one test of the proof of completeness.
type CheckID string

// The checks. A failed one makes the population incomplete.
const (
	CheckTotal      CheckID = "total"      // unique ids equal the declared total
	CheckSteady     CheckID = "steady"     // the declared total did not move, and pages read again were the same
	CheckDuplicates CheckID = "duplicates" // no id came twice
	CheckRepeat     CheckID = "repeat"     // no page came twice
	CheckPastEnd    CheckID = "past_end"   // the page after the last is empty
	CheckCanaries   CheckID = "canaries"   // the configured accounts are visible
	CheckMinimum    CheckID = "minimum"    // at least the configured number of users
	CheckPages      CheckID = "pages"      // every page was read and decoded
	CheckShape      CheckID = "shape"      // the answer has a form that is known
	CheckWalks      CheckID = "walks"      // two readings of the list agree, where two were asked for
)

// Check is one test of the proof and its outcome.
type Check struct {
	ID     CheckID
	OK     bool
	Detail string // the numbers, in words
}

// Failed lists the checks that did not pass.
func (p *Proof) Failed() []Check {
	var out []Check
	for _, c := range p.Checks {
		if !c.OK {
			out = append(out, c)
		}
	}
	return out
}
