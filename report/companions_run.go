package report

// run.json: what was run, on what, how complete it was, and the numbers.

import (
	"encoding/json"
	"io"
	"time"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
	"rollcall/reconcile/history"
)

// RunSchema names the form of run.json.
const RunSchema = "rollcall/run/1"

type runDocument struct {
	Schema      string             `json:"schema"`
	Run         string             `json:"run"`
	Tenant      string             `json:"tenant"`
	TenantID    string             `json:"tenant_id"`
	AsOf        reconcile.Date     `json:"as_of"`
	Zone        string             `json:"zone"`
	Status      Status             `json:"status"`
	Reason      string             `json:"reason"`
	ExitCode    int                `json:"exit_code"`
	ExitCodes   []int              `json:"exit_codes"`
	StartedAt   *time.Time         `json:"started_at"`
	FinishedAt  *time.Time         `json:"finished_at"`
	Tool        Tool               `json:"tool"`
	CommandLine string             `json:"command_line"`
	Inputs      []Input            `json:"inputs"`
	Populations []PopulationRecord `json:"populations"`
	Counts      Totals             `json:"counts"`
	TieOuts     []reconcile.TieOut `json:"tie_outs"`
	Guards      []Guard            `json:"guards"`
	HR          *HRRecord          `json:"hr"` // null when the HR file was not read
	Thresholds  thresholds         `json:"thresholds"`
	Limitations []string           `json:"limitations"`
	Since       SinceRecord        `json:"since"`
	Trend       []TrendPoint       `json:"trend"`
	Operator    Operator           `json:"operator"`
	KeepUntil   reconcile.Date     `json:"keep_until"` // empty when nothing is configured about it
	Raw         RawKept            `json:"raw"`
	// Redacted is the beginning of the SHA-256 of the key with which names and
	// addresses were replaced; empty where they are the real ones.
	Redacted string `json:"redacted"`
}

// SinceRecord says how the findings stand against an earlier run.
type SinceRecord struct {
	Run       string         `json:"run"` // empty when there was none to be held against
	AsOf      reconcile.Date `json:"as_of"`
	New       int            `json:"new"`
	Open      int            `json:"open"`
	Reopened  int            `json:"reopened"`
	Resolved  int            `json:"resolved"`
	Withdrawn int            `json:"withdrawn"`
	NotJudged int            `json:"not_judged"`
}

func sinceRecord(s *history.Settled) SinceRecord {
	return SinceRecord{
		Run: s.Against, AsOf: s.AsOf, New: s.New, Open: s.Still, Reopened: s.Reopened,
		Resolved: s.Resolved, Withdrawn: s.Withdrawn, NotJudged: s.NotJudged,
	}
}

type thresholds struct {
	GraceDays    int `json:"grace_days"`
	LookBackDays int `json:"look_back_days"`
	IdleDays     int `json:"idle_days"` // 0: unused accounts were not judged
	// SLADays are days since a finding was first seen; 0 sets no day.
	SLADays slaDays `json:"sla_days"`
}

type slaDays struct {
	Critical int `json:"critical"`
	High     int `json:"high"`
	Medium   int `json:"medium"`
	Low      int `json:"low"`
}

// PopulationRecord is one entry of "populations" in run.json.
type PopulationRecord struct {
	Product       reconcile.Product          `json:"product"`
	Status        reconcile.PopulationStatus `json:"status"`
	ReportedTotal *int                       `json:"reported_total"` // null when the product declared none
	Rows          int                        `json:"rows"`
	Unique        int                        `json:"unique"`
	Duplicates    int                        `json:"duplicates"`
	Pages         int                        `json:"pages"`
	PageBase      int                        `json:"page_base"`
	PageSize      int                        `json:"page_size"`
	Dialect       string                     `json:"dialect"`
	Requests      int                        `json:"requests"`
	Retries       int                        `json:"retries"`
	Throttled     int                        `json:"throttled"`
	Pace          *PaceRecord                `json:"pace"`       // null when nothing was learned of the quota
	StartedAt     *time.Time                 `json:"started_at"` // null when it never started
	FinishedAt    *time.Time                 `json:"finished_at"`
	Reason        string                     `json:"reason"`
	Replayed      string                     `json:"replayed"` // the run whose raw pages were read; empty when the product was asked
	Checks        []CheckRecord              `json:"checks"`
	Calls         *CallsRecord               `json:"calls"` // null when no call logs were asked for
}

// CallsRecord says which call logs are known. Times are null where there are
// none; what lies outside the covered period is not known.
type CallsRecord struct {
	AskedFrom   *time.Time `json:"asked_from"`
	AskedTo     *time.Time `json:"asked_to"`
	CoveredFrom *time.Time `json:"covered_from"`
	CoveredTo   *time.Time `json:"covered_to"`
	Oldest      *time.Time `json:"oldest"`
	Calls       int        `json:"calls"`
	Unplaced    int        `json:"unplaced"`
	Reason      string     `json:"reason"`
}

// PaceRecord is what a read learned about the quota of a tenant, for the next.
type PaceRecord struct {
	PerMinute int  `json:"per_minute"`
	Spaced    bool `json:"spaced"` // spread over the minute, not at its start
}

// CheckRecord is one test of a population's completeness.
type CheckRecord struct {
	ID     reconcile.CheckID `json:"id"`
	OK     bool              `json:"ok"`
	Detail string            `json:"detail"`
}

// Populations gives the proofs of completeness in the form of run.json, for
// the machine summary on the terminal too.
func Populations(rep *Report) []PopulationRecord {
	out := []PopulationRecord{}
	for i := range rep.Populations {
		out = append(out, populationRecord(&rep.Populations[i]))
	}
	return out
}

func populationRecord(p *reconcile.Population) PopulationRecord {
	checks := []CheckRecord{}
	for _, c := range p.Proof.Checks {
		checks = append(checks, CheckRecord(c))
	}
	var pace *PaceRecord
	if p.Proof.Pace != (reconcile.Pace{}) {
		pace = &PaceRecord{p.Proof.Pace.PerMinute, p.Proof.Pace.Spaced}
	}
	return PopulationRecord{
		Product: p.Product, Status: p.Status, ReportedTotal: p.Proof.ReportedTotal,
		Rows: p.Proof.Rows, Unique: p.Proof.Unique, Duplicates: p.Proof.Duplicates,
		Pages: p.Proof.Pages, PageBase: p.Proof.PageBase, PageSize: p.Proof.PageSize,
		Dialect: p.Proof.Dialect, Requests: p.Proof.Requests, Retries: p.Proof.Retries, Throttled: p.Proof.Throttled,
		Pace: pace, StartedAt: utc(p.Proof.StartedAt), FinishedAt: utc(p.Proof.FinishedAt),
		Reason: p.Reason, Replayed: p.Proof.Replayed, Checks: checks, Calls: callsRecord(p.Calls),
	}
}

func callsRecord(c *reconcile.CallLog) *CallsRecord {
	if c == nil {
		return nil
	}
	return &CallsRecord{AskedFrom: utc(c.AskedFrom), AskedTo: utc(c.AskedTo), CoveredFrom: utc(c.CoveredFrom), CoveredTo: utc(c.CoveredTo),
		Oldest: utc(c.Oldest), Calls: c.Calls, Unplaced: c.Unplaced, Reason: c.Reason}
}

func writeRun(out io.Writer, rep *Report) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(runDocument{
		Schema: RunSchema, Run: rep.Run, Tenant: rep.Tenant, TenantID: rep.TenantID, AsOf: rep.AsOf, Zone: rep.Zone,
		Status: rep.Status, Reason: rep.Reason, ExitCode: rep.ExitCode, ExitCodes: some(rep.ExitCodes),
		StartedAt: utc(rep.Started), FinishedAt: utc(rep.Finished),
		Tool: rep.Tool, CommandLine: rep.CommandLine, Inputs: some(rep.Inputs),
		Populations: Populations(rep), Counts: Counts(rep), TieOuts: some(rep.TieOuts), Guards: some(rep.Guards), HR: rep.HR,
		Thresholds: thresholds{GraceDays: rep.Policy.GraceDays, LookBackDays: findings.LookBackDays, IdleDays: rep.Policy.IdleDays,
			SLADays: slaDays(rep.Policy.SLA)},
		Limitations: some(rep.Limitations), Since: sinceRecord(&rep.Since),
		Trend: some(rep.Trend), Operator: rep.Operator, KeepUntil: rep.KeepUntil, Raw: rep.Raw, Redacted: rep.Redacted,
	})
}

// some makes an empty list of a nil one, so that JSON says [] and not null.
func some[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func utc(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	u := t.UTC()
	return &u
}
