package report

// The words that people read, for the words that programs read.

import (
	"strconv"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/match"
)

func severityWord(s reconcile.Severity) string {
	if s == "" {
		return wordNone
	}
	return strings.ToUpper(string(s[:1])) + string(s[1:])
}

func stateWord(s reconcile.State) string {
	switch s {
	case reconcile.StateEmployed:
		return "Employed"
	case reconcile.StateLeave:
		return "Leave"
	case reconcile.StateNotice:
		return "Notice"
	case reconcile.StatePreHire:
		return "Pre-hire"
	case reconcile.StateLeaver:
		return "Leaver"
	case reconcile.StateAmbiguous:
		return "Ambiguous"
	default:
		return wordUnknown
	}
}

func resultWord(r match.Result) string {
	switch r {
	case match.Matched:
		return "Matched"
	case match.Disputed:
		return "Disputed"
	case match.NotInHR:
		return "Not in HR"
	case match.NonPerson:
		return "Non-person"
	case match.External:
		return "External"
	case match.NoEmail:
		return "No email"
	default:
		return wordUnknown
	}
}

// wordArchived is the state of an account that cannot be used.
const wordArchived = "Archived"

func accountStateWord(a *reconcile.Account) string {
	state := wordUnknown
	switch a.State {
	case reconcile.AccountActive:
		state = "Active"
	case reconcile.AccountArchived:
		state = wordArchived
	}
	if a.Locked.Yes() && a.State != reconcile.AccountArchived {
		return "Locked"
	}
	return state
}

func titleWord[T ~string](s T) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(string(s[:1])) + string(s[1:])
}

// licence says what the account costs a seat of, as far as the product tells.
func licence(a *reconcile.Account) string {
	var parts []string
	if a.Product == reconcile.VCC {
		if a.Chargeable.Known() {
			parts = append(parts, map[bool]string{true: "Chargeable", false: "Not chargeable"}[a.Chargeable.Yes()])
		}
		if a.ActAsAgent.Yes() {
			parts = append(parts, "agent")
		}
	}
	for _, e := range a.Extensions {
		if e.ServiceType != "" {
			parts = append(parts, e.ServiceType)
		}
	}
	if len(parts) == 0 {
		return wordNotAvailable
	}
	return strings.Join(parts, ", ")
}

// lines lists extensions and numbers, or says that none were returned.
func lines(a *reconcile.Account) string {
	var parts []string
	for _, e := range a.Extensions {
		parts = append(parts, "ext "+e.Number)
		parts = append(parts, e.DIDs...)
	}
	if n := a.VCCNumber.Text(); n != "" {
		parts = append(parts, n)
	}
	if len(parts) == 0 {
		return wordNotAvailable
	}
	return strings.Join(parts, ", ")
}

func rowNumbers(rows []int) string {
	parts := make([]string, len(rows))
	for i, n := range rows {
		parts[i] = strconv.Itoa(n)
	}
	return strings.Join(parts, ", ")
}

func qualityCodes(codes []reconcile.QualityCode) string {
	parts := make([]string, len(codes))
	for i, c := range codes {
		parts[i] = string(c)
	}
	return strings.Join(parts, ", ")
}
