package main

// The steps of a run, in their order, each returning a value: lock, begin the
// folder, read the HR file and both products at the same time, join, judge,
// assemble the report, write, seal. Whatever ends a run early leaves either a
// whole folder that says so, or none.

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/sourcegraph/conc"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
	"rollcall/reconcile/licences"
	"rollcall/reconcile/match"
	"rollcall/reconcile/suggest"
	"rollcall/report"
	"rollcall/report/runs"
	"rollcall/sources"
	"rollcall/vonage"
)

// result is a run that has its folder.
type result struct {
	report *report.Report
	path   string
	err    error  // why the HR file was refused, else nil
	byHand string // what is still to be done of the last plan's work by hand
}

// execute makes a run. An error means that no folder was written.
func (a *app) execute(ctx context.Context, j *job, tell *reporter) (result, error) {
	release, err := takeLock(j.runsFolder(), j.tenantID)
	if err != nil {
		return result{}, err
	}
	defer release()
	for _, remark := range j.remarks {
		tell.warning(remark)
	}
	if err := j.lookAtApplies(); err != nil {
		return result{}, err
	}
	started := a.now().UTC()
	folder, err := a.begin(j, started)
	if err != nil {
		return result{}, err
	}
	defer func() { _ = folder.Discard() }() // does nothing once the folder is sealed
	tell.stage("run begun", "run", folder.ID(), "as_of", j.asOf.String())

	reading, err := a.read(ctx, j, folder, tell)
	if err != nil {
		return result{}, err
	}
	rep, before, err := a.judge(ctx, j, reading, folder.ID())
	if err != nil {
		return result{}, err
	}
	rep.Started, rep.Finished = started, a.now().UTC()
	rep.Operator, rep.KeepUntil = a.operator, j.keepUntil(rep.Finished)
	tell.stage("judged", "status", rep.Status, "findings", len(rep.Findings), "tie_outs", len(rep.TieOuts))

	byHand := j.byHandStill(rep)
	if j.redact != nil {
		rep = report.Redact(rep, *j.redact)
		tell.stage("report redacted", "key", rep.Redacted)
	}
	path, err := seal(ctx, folder, rep, before)
	if err != nil {
		return result{}, err
	}
	tell.stage("report written", "path", path)
	return result{report: rep, path: path, err: reading.rejected, byHand: byHand}, nil
}

// look reads and judges as a run does, and leaves no folder. Only where the
// products are asked does it need the tenant to itself.
func (a *app) look(ctx context.Context, j *job, tell *reporter) (*report.Report, error) {
	if j.past == nil {
		release, err := takeLock(j.runsFolder(), j.tenantID)
		if err != nil {
			return nil, err
		}
		defer release()
	}
	reading, err := a.read(ctx, j, nil, tell)
	if err != nil {
		return nil, err
	}
	rep, _, err := a.judge(ctx, j, reading, "")
	return rep, err
}

// judge holds what was read against the earlier runs and itself. The id is that
// of the run's own folder, empty without one.
func (a *app) judge(ctx context.Context, j *job, r reading, own string) (*report.Report, baseline, error) {
	before := j.lookBack(&r, own)
	rep, err := j.assemble(ctx, r, before, j.hold(&r, &before, j.clock(r.sources, r.at)), own)
	return rep, before, err
}

func (a *app) begin(j *job, started time.Time) (*runs.Folder, error) {
	var random [3]byte
	if _, err := io.ReadFull(a.random, random[:]); err != nil {
		return nil, fmt.Errorf("the system gives no random numbers for a run id: %w", err)
	}
	return runs.Begin(j.runsFolder(), runs.NewID(started, random))
}

// reading is what the sources gave.
type reading struct {
	roster      *reconcile.Roster // nil when the HR file was not read
	sources     []reconcile.Source
	rejected    error               // why the HR file was refused
	refused     []reconcile.Quality // the same, as quality findings
	populations []reconcile.Population
	at          time.Time     // when all was read: what was read is judged by it
	age         *report.Guard // of the HR file
	raw         report.RawKept
	late        error // the deadline passed before all was read
}

// errRejected is the cause for which the products stop being read.
var errRejected = errors.New("the HR file was rejected")

// read reads the HR file, VBC and VCC at the same time. Where pages are kept they
// go into the folder. A rejected HR file ends
// the other two: nothing could be said about what they hold. The error is for
// what leaves no report at all.
func (a *app) read(ctx context.Context, j *job, folder *runs.Folder, tell *reporter) (reading, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	ctx, stop := context.WithTimeoutCause(ctx, j.deadline, overdue{j.deadline})
	defer stop()
	pages := &rawStore{folder: folder}
	options := a.options(j, tell)
	options.TwoWalks, options.CallsUntil = j.twoWalks, j.callsUntil
	switch {
	case j.past != nil:
		options.Replay = j.past.replays()
	case j.keepRaw:
		options.Raw = pages.keep
	}
	tell.start(j.products())
	defer tell.stop()

	var r reading
	var hrErr error
	var vbc, vcc reconcile.Population
	var group conc.WaitGroup
	group.Go(func() {
		var roster reconcile.Roster
		roster, hrErr = j.loadHR(ctx, tell)
		r.sources = roster.Sources
		if hrErr == nil {
			hrErr = j.accept.check(roster.Sources)
		}
		if hrErr != nil {
			r.refused = roster.Quality
			cancel(errRejected)
			return
		}
		r.roster = &roster
	})
	group.Go(func() { vbc = j.fetchVBC(ctx, options, tell) })
	group.Go(func() { vcc = j.fetchVCC(ctx, options, tell) })
	group.Wait()

	r.populations = []reconcile.Population{vbc, vcc}
	if cause := context.Cause(ctx); errors.As(cause, &overdue{}) {
		r.late = cause
	}
	r.at = a.now().UTC()
	settings := j.rawSettings(r.populations, ctx.Err() != nil)
	if pages.any() {
		var err error
		if settings.Run, err = j.circumstances(folder, &r); err != nil {
			return r, err
		}
	}
	if err := pages.finish(settings); err != nil {
		return r, err
	}
	r.raw = pages.kept
	if r.roster != nil {
		guard := hrAgeGuard(r.sources, j.clock(r.sources, r.at), j.maxAge)
		r.age = &guard
	}
	return r, r.sort(ctx, hrErr)
}

// sort tells a rejected HR file, which is reported, from a run that was stopped
// while it was read and from a failure of our own.
func (r *reading) sort(ctx context.Context, err error) error {
	var rejected *sources.RejectedError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &rejected):
		r.rejected = err
		r.dropPopulations()
		return nil
	case interruption(ctx) != nil:
		return nil
	}
	return err
}

// dropPopulations forgets what was read until the HR file was refused: how far
// that came is chance, and nothing is said about it. A refused login stays.
func (r *reading) dropPopulations() {
	for i := range r.populations {
		p := &r.populations[i]
		if p.Status != reconcile.PopulationSkipped && p.Cause != reconcile.CauseAuth {
			*p = reconcile.Population{Product: p.Product, Status: reconcile.PopulationSkipped, Reason: "the HR file was rejected, so reading was stopped"}
		}
	}
}

// interruption is the signal or the deadline that ended a context, or nil. The
// context of the whole run has no deadline.
func interruption(ctx context.Context) error {
	var signalled stopped
	if errors.As(context.Cause(ctx), &signalled) {
		return signalled
	}
	if ctx.Err() != nil && !errors.Is(context.Cause(ctx), errRejected) {
		return context.Cause(ctx)
	}
	return nil
}

func (j *job) loadHR(ctx context.Context, tell *reporter) (reconcile.Roster, error) {
	opt := j.source
	opt.Progress = tell.hr
	roster, err := sources.LoadAll(ctx, j.hr, opt)
	if err == nil {
		tell.stage("HR file read", "people", roster.People.Len(), "rows", roster.Rows.Len())
	}
	return roster, err
}

func (j *job) fetchVBC(ctx context.Context, opt vonage.Options, tell *reporter) reconcile.Population {
	if j.vbc == nil {
		return j.skip(reconcile.VBC)
	}
	return told(tell, vonage.FetchVBC(ctx, *j.vbc, opt))
}

func (j *job) fetchVCC(ctx context.Context, opt vonage.Options, tell *reporter) reconcile.Population {
	if j.vcc == nil {
		return j.skip(reconcile.VCC)
	}
	return told(tell, vonage.FetchVCC(ctx, *j.vcc, opt))
}

func (j *job) skip(p reconcile.Product) reconcile.Population {
	return reconcile.Population{Product: p, Status: reconcile.PopulationSkipped, Reason: j.skipped[p]}
}

func told(tell *reporter, p reconcile.Population) reconcile.Population {
	tell.stage("product read", "product", p.Product, "status", p.Status, "accounts", len(p.Accounts),
		"requests", p.Proof.Requests, "reason", p.Reason)
	for _, c := range p.Proof.Checks {
		tell.stage("check", "product", p.Product, "id", c.ID, "ok", c.OK, "detail", c.Detail)
	}
	return p
}

// assemble joins, judges, plans where that was asked for, and puts the report of
// the run with the given id together. What the guards made of the HR input is nil
// when it was not read.
func (j *job) assemble(ctx context.Context, r reading, before baseline, held *holding, run string) (*report.Report, error) {
	rep := &report.Report{
		Run: run, TenantID: j.tenantID, Tenant: j.tenant, AsOf: j.asOf, Zone: j.zone.String(),
		Tool: j.tool, CommandLine: j.commandLine(), Inputs: j.allInputs(r.sources), Raw: r.raw,
		Roster: r.roster, Populations: r.populations,
		Policy: j.policy, Exceptions: j.rules,
		Domains: j.source.CorporateDomains, Aliases: j.source.DomainAliases,
		Limitations: slices.Concat(j.past.remarks(r.sources), limitations(j, &r), before.remarks),
	}
	if r.age != nil {
		rep.Guards = append(rep.Guards, *r.age)
	}
	rep.Guards = append(rep.Guards, exceptionsGuard(&before, rep.Inputs)...)
	v := verdict{
		stopped: interruption(ctx), rejected: r.rejected, late: r.late, populations: r.populations, detailed: j.detailed,
	}
	if r.roster != nil {
		in := j.join(rep, &r, &before)
		rep.Findings, rep.TieOuts = findings.Judge(in)
		rep.Guards = append(append(rep.Guards, reported(held.guards)...), hrQualityGuard(rep.Findings), domainGuard(r.roster))
		if v.tieOuts = rep.TieOuts; j.planning != nil && v.whole() {
			if err := j.makePlan(rep, &before, held, r.at); err != nil {
				return nil, err
			}
		}
		rep.Findings, rep.TieOuts, rep.Since = findings.Since(in, rep.Findings, rep.TieOuts, before.earlier)
		rep.Baseline, rep.Earlier, rep.Known = rep.Since.Against, before.links, before.known
	}
	if r.rejected != nil {
		rep.Findings = findings.Refused(r.refused, j.asOf)
	}
	v.tieOuts = rep.TieOuts
	if !v.whole() {
		dropPlan(rep)
	}
	v.changes = len(rep.Findings)
	if j.planning != nil {
		v.changes = plannedChanges(rep)
	}
	rep.Status, rep.Reason = v.status()
	if j.planning != nil && rep.Plan == nil {
		rep.Reason += ", so no plan was made"
	}
	if held != nil {
		rep.HR = held.record(rep.Status)
		rep.Guards = append([]report.Guard{held.guard(rep.HR)}, rep.Guards...)
	}
	rep.Seats = j.seats(rep)
	before.compare(rep)
	rep.Trend = j.trendOf(rep, before.trend)
	rep.ExitCodes = v.codes()
	rep.ExitCode = rep.ExitCodes[0]
	return rep, nil
}

// join links accounts to people and looks for people whom the others may belong
// to. What it returns is judged.
func (j *job) join(rep *report.Report, r *reading, before *baseline) findings.Input {
	rules := match.Rules{
		AsOf: j.asOf, Exceptions: j.rules,
		CorporateDomains: r.roster.CorporateDomains, DomainAliases: j.source.DomainAliases,
		DomainsDerived: r.roster.DomainsDerived, Earlier: before.links,
	}
	links := match.Join(r.roster, r.populations, rules)
	possible := suggest.Find(r.roster, r.populations, &links, rules.Earlier)
	rep.Links, rep.Suggestions = &links, possible.Suggestions
	for _, passed := range possible.Passed {
		rep.Limitations = append(rep.Limitations, passed.String())
	}
	return findings.Input{
		AsOf: j.asOf, Zone: j.zone, Roster: r.roster,
		Populations: r.populations, Links: &links, Policy: j.policy, Suggestions: possible.Suggestions,
		Known: before.known, Earlier: before.links,
	}
}

// seats counts what is paid for, with the findings as the reasons why it is not
// needed.
func (j *job) seats(rep *report.Report) *licences.Audit {
	if rep.Roster == nil {
		return nil
	}
	in := licences.Input{AsOf: j.asOf, Roster: rep.Roster, Populations: rep.Populations, Links: rep.Links,
		Findings: rep.Findings, Book: j.policy.Prices, Use: map[reconcile.Product]licences.Use{}}
	judged := findings.Input{AsOf: j.asOf, Zone: j.zone, Policy: j.policy, Known: rep.Known}
	for i := range rep.Populations {
		in.Use[rep.Populations[i].Product] = judged.UseKnown(&rep.Populations[i])
	}
	return licences.Make(in)
}

func (j *job) allInputs(hr []reconcile.Source) []report.Input {
	var inputs []report.Input
	for _, s := range hr {
		if s.SHA256 != "" {
			inputs = append(inputs, report.Input{Role: roleHR, Name: s.Name, Size: s.Size, SHA256: s.SHA256})
		}
	}
	return append(inputs, j.inputs...)
}

// seal writes the report and gives the folder its name. A stopped run is
// written too, so the context's end does not count here.
func seal(ctx context.Context, folder *runs.Folder, rep *report.Report, before baseline) (string, error) {
	if err := report.Write(context.WithoutCancel(ctx), folder, rep); err != nil {
		return "", err
	}
	seal := runs.Seal{Previous: before.run.Previous()}
	for _, in := range rep.Inputs {
		seal.Inputs = append(seal.Inputs, runs.Input(in))
	}
	return folder.Seal(seal)
}
