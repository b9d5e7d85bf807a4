package findings

import (
	"strings"
	"testing"

	"rollcall/reconcile"
)

// sound is a small run in which every tie-out holds.
func sound() Input {
	two := 2
	s := scene{
		person: ada(nil), account: acct(nil),
		more:  []reconcile.Account{*acct(func(a *reconcile.Account) { a.ID, a.Email = "u2", email("bo@x.example") })},
		proof: reconcile.Proof{Rows: 2, Unique: 2, ReportedTotal: &two, LastTotal: &two},
	}
	s.roster.Sources = []reconcile.Source{{PhysicalRows: 3}}
	s.roster.Rows = reconcile.RowsOf(
		reconcile.Row{Class: reconcile.RowHeader, Disposition: reconcile.DispositionNotData},
		reconcile.Row{Class: reconcile.RowData, Disposition: reconcile.DispositionPerson, Person: "id:E1"},
		reconcile.Row{Class: reconcile.RowData, Disposition: reconcile.DispositionRejected},
	)
	return s.input()
}

func broken(in Input) string {
	found, ties := Judge(in)
	var out []string
	for _, t := range ties {
		if !t.OK {
			out = append(out, t.ID)
		}
	}
	raised := 0
	for _, f := range found {
		if f.Code == "IN-06" {
			raised++
		}
	}
	if raised != len(out) {
		out = append(out, "findings differ")
	}
	return strings.Join(out, " ")
}

func TestTieOutsHold(t *testing.T) {
	in := sound()
	if got := broken(in); got != "" {
		t.Errorf("broken: %s", got)
	}
	if _, ties := Judge(in); len(ties) != 11 {
		t.Errorf("%d tie-outs, want T1 to T11", len(ties))
	}
}

// Each tie-out is broken on purpose: a check that cannot fail proves nothing.
func TestTieOutsBreak(t *testing.T) {
	tests := []struct {
		want  string
		spoil func(*Input)
	}{
		{"T1", func(in *Input) { in.Roster.Sources[0].PhysicalRows = 4 }},
		{"T1", func(in *Input) { respell(in, 0, func(r *reconcile.Row) { r.Class = "unknown" }) }},
		{"T2", func(in *Input) {
			respell(in, 2, func(r *reconcile.Row) { r.Disposition = reconcile.DispositionNotData })
		}},
		{"T3", func(in *Input) {
			for _, i := range []int{1, 2} {
				respell(in, i, func(r *reconcile.Row) { r.Disposition = reconcile.DispositionRejected })
			}
		}},
		{"T4 T9 VCC", func(in *Input) {
			p := in.Roster.People.At(0)
			p.State = "unknown"
			in.Roster.People.Set(0, p)
		}},
		{"T5 VCC", func(in *Input) {
			three := 3
			in.Populations[0].Proof.ReportedTotal, in.Populations[0].Proof.LastTotal = &three, &three
		}},
		{"T5 VCC", func(in *Input) { three := 3; in.Populations[0].Proof.LastTotal = &three }},
		{"T6 VCC", func(in *Input) { in.Populations[0].Proof.Duplicates = 1 }},
		{"T7 VCC", func(in *Input) { in.Links.Products[0].Placements[1].Result = "" }},
		{"T10 VCC", func(in *Input) { in.Links.Products[0].Accounts[0] = -1 }},
	}
	for _, tt := range tests {
		in := sound()
		tt.spoil(&in)
		if got := broken(in); got != tt.want {
			t.Errorf("broken %q, want %q", got, tt.want)
		}
	}
}

func TestUnknownCodeBreaksT11(t *testing.T) {
	good := reconcile.Finding{Code: "L01", Severity: reconcile.SeverityHigh}
	if tie := tieFindings([]reconcile.Finding{good}); !tie.OK {
		t.Errorf("T11 %+v on a good finding", tie)
	}
	for _, bad := range []reconcile.Finding{{Code: "Z99", Severity: reconcile.SeverityHigh}, {Code: "L01", Severity: "grave"}} {
		if tie := tieFindings([]reconcile.Finding{good, bad}); tie.OK {
			t.Errorf("T11 holds over %+v", bad)
		}
	}
}

func TestShortIncompletePopulationIsSaidOnce(t *testing.T) {
	in := sound()
	three := 3
	in.Populations[0].Status, in.Populations[0].Proof.ReportedTotal = reconcile.PopulationIncomplete, &three
	found, ties := Judge(in)
	for _, tie := range ties {
		if tie.ID == "T5 VCC" && tie.OK {
			t.Error("T5 holds over a population that is short")
		}
	}
	for _, f := range found {
		if f.Code == "IN-06" {
			t.Errorf("%s: IN-01 says already that the product was not read completely", f.Detail)
		}
	}
}

// respell changes one row.
func respell(in *Input, i int, change func(*reconcile.Row)) {
	row := in.Roster.Rows.At(i)
	change(row)
	in.Roster.Rows.Set(i, row)
}
