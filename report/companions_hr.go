package report

// The object "hr" of run.json: the HR input in numbers, and whether later runs
// are held against it.

import "rollcall/reconcile/findings"

// HRRecord is what a run says of its HR input.
type HRRecord struct {
	findings.Census
	// HeldAgainst is the accepted run that the input was held against, empty
	// when there was none.
	HeldAgainst string `json:"held_against"`
	// Accepted says that later runs are held against this input.
	Accepted bool `json:"accepted"`
	// AcceptedBy is the person, as this machine knows them, who accepted what a
	// guard held back; empty when no guard did.
	AcceptedBy string `json:"accepted_by"`
	// AcceptedWhy is that person's reason, else why it is accepted or not.
	AcceptedWhy string `json:"accepted_why"`
}
