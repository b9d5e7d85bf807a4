package main

// --from RUN: an earlier run's raw pages in place of the products. The run is
// verified first; what decided which requests it sent comes from it, and what
// they are judged by from the present configuration.

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"rollcall/cmd/rollcall/internal/config"
	"rollcall/reconcile"
	"rollcall/report"
	"rollcall/report/runs"
	"rollcall/vonage"
)

// rawSchema names the form of raw/settings.json.
const rawSchema = "rollcall/raw/1"

// rawSettings is what the requests of a run came from, without secrets.
type rawSettings struct {
	Schema   string   `json:"schema"`
	TwoWalks bool     `json:"two_walks"`
	VBC      *rawRead `json:"vbc"` // null when it was not asked
	VCC      *rawRead `json:"vcc"`
	// Run is what else the report came from; null in runs of versions that did not
	// keep it.
	Run *circumstances `json:"run"`
}

// rawRead is how one product was read, and when. What a product does not have
// is left out.
type rawRead struct {
	AccountID    string    `json:"account_id,omitempty"`
	Region       string    `json:"region,omitempty"`
	BaseURL      string    `json:"base_url,omitempty"`
	Dialect      string    `json:"dialect,omitempty"`
	LoginSuffix  string    `json:"login_suffix,omitempty"` // canaries may leave it out
	PageSize     int       `json:"page_size"`
	Workers      int       `json:"workers"`
	ServiceTypes bool      `json:"service_types,omitempty"`
	CallLogDays  int       `json:"call_log_days,omitempty"`
	CallsUntil   time.Time `json:"calls_until,omitzero"` // the start of the read where it is left out
	ReportsURL   string    `json:"reports_base_url,omitempty"`
	Licences     bool      `json:"licences,omitempty"`
	Started      time.Time `json:"started"`
	Finished     time.Time `json:"finished"`
	Stopped      string    `json:"stopped,omitempty"` // why the read did not end by itself
	Traffic      traffic   `json:"traffic"`
	Logins       []string  `json:"logins,omitempty"` // of the credential's own users
}

// traffic is what the pages do not show of a read: how it signed in and what it
// sent.
type traffic struct {
	Scope     string `json:"scope"`
	Grant     string `json:"grant"`
	ClientID  string `json:"client_id"` // last four characters only
	Requests  int    `json:"requests"`
	Retries   int    `json:"retries"`
	Throttled int    `json:"throttled"`
	PerMinute int    `json:"per_minute"` // learned; 0 for nothing
	Spaced    bool   `json:"spaced"`
}

func trafficOf(p *reconcile.Proof) traffic {
	return traffic{Scope: p.Scope, Grant: p.Grant, ClientID: p.ClientID, Requests: p.Requests, Retries: p.Retries, Throttled: p.Throttled,
		PerMinute: p.Pace.PerMinute, Spaced: p.Pace.Spaced}
}

// into puts it into the proof of the same read, which then says nothing of pages
// that were read again.
func (t traffic) into(p *reconcile.Proof) {
	p.Scope, p.Grant, p.ClientID, p.Requests, p.Retries, p.Throttled = t.Scope, t.Grant, t.ClientID, t.Requests, t.Retries, t.Throttled
	p.Pace, p.Replayed = reconcile.Pace{PerMinute: t.PerMinute, Spaced: t.Spaced}, ""
}

// reads are the reads by product, nil for one that was not asked.
func (s *rawSettings) reads() map[reconcile.Product]*rawRead {
	return map[reconcile.Product]*rawRead{reconcile.VBC: s.VBC, reconcile.VCC: s.VCC}
}

// rawSettings describes the reads of this run, and whether it was stopped
// meanwhile: what is read beside the users does not show in their population.
func (j *job) rawSettings(populations []reconcile.Population, stopped bool) rawSettings {
	s := rawSettings{Schema: rawSchema, TwoWalks: j.twoWalks}
	for i := range populations {
		p := &populations[i]
		read := &rawRead{Started: p.Proof.StartedAt, Finished: p.Proof.FinishedAt, Traffic: trafficOf(&p.Proof)}
		if p.Cause == reconcile.CauseInterrupted || stopped {
			read.Stopped = cmp.Or(p.Reason, fmt.Sprintf("reading %s was stopped before the end", p.Product))
		}
		switch {
		case p.Product == reconcile.VBC && j.vbc != nil:
			v := j.vbc
			read.AccountID, read.BaseURL, read.Dialect, read.LoginSuffix = v.AccountID, v.BaseURL, v.Dialect, v.LoginSuffix
			read.PageSize, read.Workers = v.PageSize, v.Workers
			read.ServiceTypes, read.CallLogDays, read.ReportsURL = v.ServiceTypes, v.CallLogDays, v.Reports.BaseURL
			read.CallsUntil, read.Logins = j.callsUntil, v.Logins()
			s.VBC = read
		case p.Product == reconcile.VCC && j.vcc != nil:
			v := j.vcc
			read.Region, read.BaseURL, read.PageSize, read.Workers, read.Licences = v.Region, v.BaseURL, v.PageSize, v.Workers, v.Licences
			s.VCC = read
		}
	}
	return s
}

// past is an earlier run whose raw pages are read.
type past struct {
	runRecord
	dir      string
	settings rawSettings
	// itself says that the run is worked out again as it was, and not another one
	// from its pages: nothing of now counts.
	itself  bool
	earlier map[string]bool // then, the runs that it could see
	tapes   map[reconcile.Product]*tape
	raw     report.RawKept
	files   map[string]bool              // that belong to the pages, with the inputs that were kept
	reasons map[reconcile.Product]string // of the products that have no pages
}

// openPast finds and verifies a run. Whatever is wrong with it is a mistake in
// the command line: nothing was read yet.
func openPast(name, runsFolder, tenantID string) (*past, error) {
	dir := name
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) && !strings.ContainsRune(name, filepath.Separator) {
		dir = filepath.Join(runsFolder, name)
	}
	problems, err := runs.Verify(dir)
	if err != nil {
		return nil, usagef("--from %s is no sealed run folder: %w: give the folder of a run, or its name in %s", name, err, runsFolder)
	}
	for _, p := range problems {
		if isEvidence(p.File) {
			return nil, usagef("--from %s was changed after it was sealed, so it is no evidence: %s: %s", name, p.File, p.Detail)
		}
	}
	p, err := loadPast(dir)
	if err == nil && p.TenantID != tenantID {
		err = fmt.Errorf("it is a run of another tenant: name the configuration that it was made with (--config)")
	}
	if err != nil {
		return nil, usagef("--from %s: %w", name, err)
	}
	return p, nil
}

// runRecord is what is read back of run.json.
type runRecord struct {
	Run         string
	Tenant      string
	TenantID    string         `json:"tenant_id"`
	AsOf        reconcile.Date `json:"as_of"`
	Status      report.Status
	Reason      string
	ExitCodes   []int       `json:"exit_codes"`
	StartedAt   time.Time   `json:"started_at"`
	FinishedAt  time.Time   `json:"finished_at"`
	Tool        report.Tool `json:"tool"`
	CommandLine string      `json:"command_line"`
	Inputs      []report.Input
	Populations []report.PopulationRecord
	HR          *report.HRRecord
	Since       report.SinceRecord
	Operator    report.Operator
	Raw         report.RawKept
	Redacted    string
}

// isEvidence reports whether a file of a run folder is read again. Others, such
// as a report that somebody signed, may have changed.
func isEvidence(file string) bool { return file == report.FileRun || strings.HasPrefix(file, "raw/") }

// loadPast reads what a run says of itself, and the index of its pages.
func loadPast(dir string) (*past, error) {
	p := &past{dir: dir, tapes: map[reconcile.Product]*tape{}, reasons: map[reconcile.Product]string{}}
	if err := decodeFile(filepath.Join(dir, report.FileRun), &p.runRecord); err != nil {
		return nil, err
	}
	if p.Redacted != "" {
		return nil, fmt.Errorf("it is a redacted copy and keeps no pages: name the run that it was made of")
	}
	for _, pop := range p.Populations {
		p.reasons[pop.Product] = pop.Reason
		if pop.Replayed != "" {
			return nil, fmt.Errorf("it read the pages of run %s again and holds none of its own: name that run", pop.Replayed)
		}
	}
	err := decodeFile(filepath.Join(dir, rawSettingsFile), &p.settings)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("it kept no raw pages: it was stopped before the first answer, was made with --no-raw or output.keep_raw: false, or is of a version that did not keep enough: make another run")
	case err != nil:
		return nil, err
	case p.settings.Schema != rawSchema:
		return nil, fmt.Errorf("%s has schema %q, expected %q: it was written by another version", rawSettingsFile, p.settings.Schema, rawSchema)
	}
	return p, p.loadIndex(dir)
}

func decodeFile(path string, into any) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("%s cannot be read: %w", path, err)
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("%s is damaged: %w", path, err)
	}
	return nil
}

// loadIndex sorts the pages by what they answered.
func (p *past) loadIndex(dir string) error {
	text, err := os.ReadFile(filepath.Join(dir, rawIndex))
	if err != nil {
		return fmt.Errorf("%s cannot be read: %w", rawIndex, err)
	}
	p.raw.IndexSHA256 = hashOf(text)
	p.files = map[string]bool{rawIndex: true, rawSettingsFile: true}
	if run := p.settings.Run; run != nil {
		for _, in := range run.Inputs {
			p.files[in.Kept], p.files[in.Manifest] = true, true
		}
	}
	for product, read := range p.settings.reads() {
		if read != nil {
			p.tapes[product] = newTape(dir, p.Run, product, read.Stopped)
		}
	}
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var e rawEntry
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			return fmt.Errorf("%s is damaged: %w", rawIndex, err)
		}
		p.raw.Pages++
		p.files[e.File] = true
		if t := p.tapes[reconcile.Product(strings.ToUpper(e.Product))]; t != nil {
			t.add(e)
		}
	}
	return lines.Err()
}

// replays are the products that are read again.
func (p *past) replays() map[reconcile.Product]*vonage.Replay {
	out := map[reconcile.Product]*vonage.Replay{}
	for product, read := range p.settings.reads() {
		if read != nil {
			out[product] = &vonage.Replay{Run: p.Run, Started: read.Started, Finished: read.Finished, Pages: p.tapes[product]}
		}
	}
	return out
}

// pastTenants describes the tenants as the earlier run read them. What is held
// against the lists is as the configuration says now. No secret is read.
func (j *job) pastTenants(c *config.Config) {
	j.twoWalks = j.past.settings.TwoWalks
	if r := j.past.settings.VBC; r != nil && j.skipped[reconcile.VBC] == "" {
		j.callsUntil = r.CallsUntil
		j.vbc = &vonage.VBC{AccountID: r.AccountID, BaseURL: r.BaseURL, Dialect: r.Dialect, LoginSuffix: r.LoginSuffix, PageSize: r.PageSize, Workers: r.Workers,
			ServiceTypes: r.ServiceTypes, CallLogDays: r.CallLogDays, Reports: vonage.Suite{BaseURL: r.ReportsURL}}
		if v := c.File.VBC; v != nil {
			j.vbc.MinUsers, j.vbc.Canaries = v.MinUsers, v.Canaries
		}
	}
	if r := j.past.settings.VCC; r != nil && j.skipped[reconcile.VCC] == "" {
		j.vcc = &vonage.VCC{Region: r.Region, BaseURL: r.BaseURL, PageSize: r.PageSize, Workers: r.Workers, Licences: r.Licences}
		if v := c.File.VCC; v != nil {
			j.vcc.MinUsers, j.vcc.Canaries, j.vcc.EmployeeIDField = v.MinUsers, v.Canaries, v.EmployeeIDField
		}
	}
	for _, p := range reconcile.Products() {
		if j.past.tapes[p] == nil && j.skipped[p] == "" {
			j.skipped[p] = fmt.Sprintf("run %s did not read it (%s)", j.past.Run, j.past.reasons[p])
		}
	}
}

// rereads reports whether this is a run on the pages of another one.
func (j *job) rereads() bool { return j.past != nil && !j.past.itself }

// clock is the time that the HR files are judged by: that of the earlier run
// where its pages are read again with the same files, so that the same input
// gives the same findings. Other files, and those that were touched since, are
// judged by this run's own: to the earlier one they would be from the future.
func (j *job) clock(files []reconcile.Source, now time.Time) time.Time {
	if !j.rereads() {
		return now
	}
	for i := range files {
		if !j.past.had(&files[i]) || files[i].Modified.After(j.past.StartedAt) {
			return now
		}
	}
	return j.past.StartedAt
}

// had reports whether the earlier run read an HR file with the same bytes.
func (p *past) had(file *reconcile.Source) bool {
	return slices.ContainsFunc(p.Inputs, func(in report.Input) bool { return in.Role == roleHR && in.SHA256 == file.SHA256 })
}

// remarks say what a report on an earlier run's pages rests on.
func (p *past) remarks(hr []reconcile.Source) []string {
	if p == nil || p.itself {
		return nil
	}
	out := []string{fmt.Sprintf("The products were not asked: the pages that run %s kept, read from %s on, were read again. HR files that it read too were judged by the time of that run, and this run is never what a later one is held against.",
		p.Run, p.StartedAt.UTC().Format("2006-01-02 15:04 MST"))}
	for i := range hr {
		if !p.had(&hr[i]) {
			out = append(out, fmt.Sprintf("The HR file %s is not the one that run %s read, so its findings may differ.", hr[i].Name, p.Run))
		}
	}
	return out
}
