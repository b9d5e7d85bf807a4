package findings

// The findings of a run against those of an earlier one, once they are judged:
// how each stands, by when it has to be gone, and T14.

import (
	"rollcall/reconcile"
	"rollcall/reconcile/history"
)

// Since settles what Judge found against the earlier run; nil is "there is
// none". It returns the findings and tie-outs that the report shows.
func Since(in Input, found []reconcile.Finding, ties []reconcile.TieOut, earlier *history.Earlier) ([]reconcile.Finding, []reconcile.TieOut, history.Settled) {
	c := newClosing(in, found)
	settled := history.Settle(found, earlier, in.AsOf, c.judge)
	for i := range found {
		in.due(&found[i])
	}
	if earlier == nil {
		return found, ties, settled
	}
	tie := settled.TieOut(found, earlier, c.looked)
	ties = append(ties, tie)
	if !tie.OK {
		found, ties = in.broken(found, ties)
	}
	return found, ties, settled
}

// broken raises IN-06 for T14, which is counted over the findings themselves.
func (in Input) broken(found []reconcile.Finding, ties []reconcile.TieOut) ([]reconcile.Finding, []reconcile.TieOut) {
	j := &judge{in: in}
	j.brokenTieOuts(ties[len(ties)-1:])
	in.due(&j.out[len(j.out)-1])
	return Add(found, ties, j.out)
}

// Add puts findings that come later among those that Judge found, in the printed
// order, and counts T11 again.
func Add(found []reconcile.Finding, ties []reconcile.TieOut, later []reconcile.Finding) ([]reconcile.Finding, []reconcile.TieOut) {
	if len(later) == 0 {
		return found, ties
	}
	found = inPlace([][]reconcile.Finding{found, later})
	findings := tieFindings(found)
	for i := range ties {
		if ties[i].ID == findings.ID {
			ties[i] = findings
		}
	}
	return found, ties
}

// SLA is within how many days of its first being seen a finding of a severity
// has to be gone; 0 sets no day.
type SLA struct{ Critical, High, Medium, Low int }

func (s SLA) days(severity reconcile.Severity) int {
	switch severity {
	case reconcile.SeverityCritical:
		return s.Critical
	case reconcile.SeverityHigh:
		return s.High
	case reconcile.SeverityMedium:
		return s.Medium
	case reconcile.SeverityLow:
		return s.Low
	default:
		return 0
	}
}

// byLastDay are the codes that are due when the grace days of the person are
// over, whenever they were first seen.
func byLastDay(code reconcile.Code) bool { return code == "L01" || code == "L02" || code == "L04" }

// due sets the day by which a finding has to be gone, where raising it did not
// set one, and whether that day is over.
func (in Input) due(f *reconcile.Finding) {
	if days := in.Policy.SLA.days(f.Severity); f.SLADue.IsZero() && days > 0 {
		f.SLADue = f.FirstSeen.AddDays(days)
	}
	f.SLABreached = !f.SLADue.IsZero() && in.AsOf.After(f.SLADue)
}
