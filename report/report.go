package report

// The Report value: everything that is printed about one run.

import (
	"time"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
	"rollcall/reconcile/history"
	"rollcall/reconcile/licences"
	"rollcall/reconcile/match"
	"rollcall/reconcile/plans"
	"rollcall/reconcile/suggest"
)

// Report is one run, ready to be written. The writers never change it.
type Report struct {
	Run      string // run id, the name of the run folder
	TenantID string // tells tenants apart, whatever their titles; runs of one tenant share it
	Tenant   string // for the title: the account id or company the run is about
	AsOf     reconcile.Date
	Zone     string    // name of the HR time zone
	Started  time.Time // UTC
	Finished time.Time // UTC
	Status   Status
	Reason   string // why the status is not complete, empty otherwise
	ExitCode int
	// ExitCodes are all codes that apply, the deciding one first.
	ExitCodes []int

	Tool        Tool
	CommandLine string // secrets removed
	Inputs      []Input
	Raw         RawKept

	Roster      *reconcile.Roster      // nil when the HR file was not read
	Populations []reconcile.Population // VBC, then VCC; skipped ones included
	Links       *match.Links           // nil when there was nothing to join
	Findings    []reconcile.Finding    // in their printed order
	Suggestions []suggest.Suggestion   // as suggest.Find gives them
	TieOuts     []reconcile.TieOut
	// Baseline is the run that first-seen dates were carried over from, empty
	// when there was none.
	Baseline   string
	Policy     findings.Policy
	Exceptions []reconcile.Exception
	// Domains and Aliases are the configured corporate domains and alias groups.
	Domains     []string
	Aliases     [][]string
	Guards      []Guard
	HR          *HRRecord // nil when the HR file was not read
	Limitations []string  // what this report cannot see, one sentence each

	// Since is how the findings stand against those of Baseline.
	Since history.Settled
	// Earlier is how Baseline placed the accounts.
	Earlier reconcile.PastLinks
	// Known is the day on which our own runs first saw each account. Nil is "no
	// run was there before"; a product without an entry is one of which the
	// earlier run cannot be read.
	Known map[reconcile.Product]map[string]reconcile.Date
	// Seats are what is paid for in the products that were read; nil where nothing
	// was judged.
	Seats *licences.Audit
	// Changes are what changed since Baseline; nil when there was nothing to
	// compare with.
	Changes *history.Comparison

	// Trend is how many findings were open after the runs of this tenant that
	// stand in the chain before this one, oldest first, with this run last.
	Trend []TrendPoint

	// Operator is who ran the program, and where.
	Operator Operator
	// KeepUntil is the last day on which the run folder has to be kept; the zero
	// date says that nothing is configured about it.
	KeepUntil reconcile.Date

	// Redacted tells with which key names and addresses were replaced, see Redact;
	// empty in a report that holds the real ones.
	Redacted string

	// Plan is what apply may do; nil when none was made. PlanBytes are the bytes
	// of plan.json, whose SHA-256 is the plan's, and WorkList is what people have
	// to do by hand.
	Plan      *plans.Plan
	PlanBytes []byte
	WorkList  []plans.Task
}

// Status is the overall verdict of a run.
type Status string

// The statuses of a run.
const (
	StatusComplete   Status = "complete"
	StatusIncomplete Status = "incomplete"
	StatusFailed     Status = "failed"
)

// Tool identifies the program that made the report.
type Tool struct {
	Name     string `json:"name"`
	Version  string `json:"version"`
	Revision string `json:"revision"` // version control revision, empty when not built from one
	Go       string `json:"go"`
}

// Input is a file that the run read.
type Input struct {
	Role   string `json:"role"` // "hr", "exceptions", "config"
	Name   string `json:"name"`
	Size   int64  `json:"size"` // bytes
	SHA256 string `json:"sha256"`
}

// TrendPoint is the number of findings that were open after one run.
type TrendPoint struct {
	Run        string                     `json:"run"`
	AsOf       reconcile.Date             `json:"as_of"`
	BySeverity map[reconcile.Severity]int `json:"by_severity"`
}

// Open is the number of all findings that were open.
func (t *TrendPoint) Open() int {
	n := 0
	for _, of := range t.BySeverity {
		n += of
	}
	return n
}

// Operator is the user of the operating system and the machine that made a run;
// empty where the system does not tell.
type Operator struct {
	User string `json:"user"`
	Host string `json:"host"`
}

// RawKept is what a run keeps of the answers of the products. The zero value is
// "nothing".
type RawKept struct {
	Pages int `json:"pages"`
	// IndexSHA256 is of the file that lists them with the SHA-256 of each.
	IndexSHA256 string `json:"index_sha256"`
}

// Guard is a limit that was evaluated, with its numbers.
type Guard struct {
	Name   string `json:"name"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail"`
}
