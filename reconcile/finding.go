package reconcile

import (
	"crypto/sha256"
	"encoding/hex"
)

// Severity is how soon somebody should act.
type Severity string

// The severities: act today; an exception for the auditor; fix this cycle;
// tidy; no action.
const (
	SeverityCritical Severity = "critical"
	SeverityHigh     Severity = "high"
	SeverityMedium   Severity = "medium"
	SeverityLow      Severity = "low"
	SeverityInfo     Severity = "info"
)

// Severities lists the severities, worst first.
func Severities() []Severity {
	return []Severity{SeverityCritical, SeverityHigh, SeverityMedium, SeverityLow, SeverityInfo}
}

// Rank orders severities: 0 is critical. An unknown severity ranks last.
func (s Severity) Rank() int {
	switch s {
	case SeverityCritical:
		return 0
	case SeverityHigh:
		return 1
	case SeverityMedium:
		return 2
	case SeverityLow:
		return 3
	case SeverityInfo:
		return 4
	default:
		return 5
	}
}

// Code is a permanent finding code, for example "L01". A retired code is never
// used again.
type Code string

// Finding is one thing that does not agree, with its evidence. The JSON names
// are a public contract.
type Finding struct {
	ID           string      `json:"id"` // stable across runs
	Code         Code        `json:"code"`
	Title        string      `json:"title"`
	Severity     Severity    `json:"severity"`
	Product      Product     `json:"product"` // empty for HR and run findings
	Account      AccountRef  `json:"account"`
	Person       PersonRef   `json:"person"`
	Field        string      `json:"field"`
	Values       FieldValues `json:"values"`
	Detail       string      `json:"detail"` // one sentence with both values
	Rule         string      `json:"rule"`
	HRRows       []int       `json:"hr_rows"`
	FirstSeen    Date        `json:"first_seen"`
	RunsSeen     int         `json:"runs_seen"`
	AgeDays      int         `json:"age_days"`
	Cost         *Cost       `json:"cost"` // nil when no price is known
	Action       string      `json:"action"`
	BlocksDelete bool        `json:"blocks_deletes"`
	PlanOp       string      `json:"plan_op"` // id of the planned action, empty without a plan
	SLADue       Date        `json:"sla_due"` // the day by which it should be gone, zero for none
	SLABreached  bool        `json:"sla_breached"`
	History      string      `json:"history"` // "new", "open" since an earlier run, or "reopened"
}

// AccountRef names an account in a finding. All fields are empty for findings
// that are not about one.
type AccountRef struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Email string `json:"email"`
	Login string `json:"login"`
}

// PersonRef names a person in a finding.
type PersonRef struct {
	Key        PersonKey `json:"key"`
	EmployeeID string    `json:"employee_id"`
	Name       string    `json:"name"`
	Email      string    `json:"email"`
}

// FieldValues are the two sides of a disagreement.
type FieldValues struct {
	HR     string `json:"hr"`
	Vonage string `json:"vonage"`
}

// Cost is an estimate at the configured price. Monthly is a decimal number as
// text, so that no cent is lost.
type Cost struct {
	Monthly  string `json:"monthly"`
	Currency string `json:"currency"`
}

// FindingID derives the stable id of a finding from its code, product, the
// account or person it is about, and the field.
func FindingID(code Code, product Product, subject, field string) string {
	var room [192]byte
	text := append(room[:0], code...)
	for _, part := range [...]string{string(product), subject, field} {
		text = append(append(text, '\x1f'), part...)
	}
	sum := sha256.Sum256(text)
	id := append(make([]byte, 0, 14), "F-"...)
	return string(hex.AppendEncode(id, sum[:6]))
}

// TieOut is one check that two counts of the same thing agree.
type TieOut struct {
	ID    string `json:"id"`    // "T5 VBC"
	Check string `json:"check"` // both sides in words
	Left  int    `json:"left"`
	Right int    `json:"right"`
	OK    bool   `json:"ok"`
	// Meaning says what it means when the two sides differ.
	Meaning string `json:"-"`
}
