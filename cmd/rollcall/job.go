package main

// A job: everything that one run needs, decided before anything is read. It is
// made from the configuration and the flags, or from the sample company.

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"rollcall/cmd/rollcall/internal/config"
	"rollcall/reconcile"
	"rollcall/reconcile/findings"
	"rollcall/report"
	"rollcall/sources"
	"rollcall/vonage"
)

// The roles of the files that a run reads, beside roleExceptions.
const (
	roleHR     = "hr"
	roleConfig = "config"
)

// job is one run to be made.
type job struct {
	tenant   string // for the title of the report
	tenantID string // what the lock and the earlier runs are looked up by
	out      string // folder that the run folder goes into
	keepRaw  bool
	keepHR   bool              // copies of the HR files, with the pages
	keepDays int               // that the run folder has to be kept; 0 says nothing about it
	redact   *report.RedactKey // nil writes the report as it is
	asOf     reconcile.Date
	zone     *time.Location
	maxAge   time.Duration
	hr       []sources.Input
	source   sources.Options
	vbc      *vonage.VBC // nil when it is not read
	vcc      *vonage.VCC
	skipped  map[reconcile.Product]string // why a product is not read
	policy   findings.Policy
	allow    map[reconcile.Product][]string // kinds of write that the policy allows
	rules    []reconcile.Exception
	// exceptions is the file that the rules came from; the zero value is none.
	exceptions struct{ path, name, sha256 string }
	inputs     []report.Input // configuration and exceptions; the HR file is added when it was read
	remarks    []string       // what the configuration asks for and this version does not do
	accept     acceptance
	detailed   bool
	arguments  []string // the command line, for the report
	asked      asked    // what of it shapes the report
	by         string   // who runs it
	tool       report.Tool
	config     *config.Config
	twoWalks   bool      // read each list of users twice
	past       *past     // the run whose raw pages are read; nil asks the products
	planning   *planning // nil makes no plan

	deadline time.Duration // of the reading
	reach

	// callsUntil ends the period of which call logs are read; zero is now. The
	// sample company's calls stand still while the clock goes on.
	callsUntil time.Time
}

// products lists what will be read, in the printed order.
func (j *job) products() []reconcile.Product {
	var out []reconcile.Product
	if j.vbc != nil {
		out = append(out, reconcile.VBC)
	}
	if j.vcc != nil {
		out = append(out, reconcile.VCC)
	}
	return out
}

// jobFor makes the job of a run. It reads the configuration, the
// secrets and the exceptions file; nothing is written and nobody is asked.
func (a *app) jobFor(ctx context.Context, opt reconcileOptions) (*job, error) {
	c, err := loadConfig(opt.config)
	if err != nil {
		return nil, err
	}
	return a.configured(ctx, c, opt)
}

// configured makes the job of a configuration file.
func (a *app) configured(ctx context.Context, c *config.Config, opt reconcileOptions) (*job, error) {
	j, err := a.jobOf(ctx, c, a.env, opt)
	if err != nil {
		return nil, err
	}
	j.inputs = append([]report.Input{{Role: roleConfig, Name: c.Name, Size: c.Size, SHA256: c.SHA256}}, j.inputs...)
	return j, nil
}

// jobOf makes the job that a configuration and the flags describe.
func (a *app) jobOf(ctx context.Context, c *config.Config, env config.Environment, opt reconcileOptions) (*job, error) {
	j := &job{
		past:    opt.past,
		out:     cmp.Or(opt.out, c.InFolder(c.Output.Dir)),
		hr:      hrInputs(c, opt),
		keepRaw: c.Output.KeepRaw && !opt.noRaw, keepHR: c.Output.KeepHR, keepDays: c.Output.RetentionDays,
		zone: c.Zone, maxAge: c.MaxAge, policy: c.Policy,
		allow:  map[reconcile.Product][]string{reconcile.VBC: c.Rules.Allow.VBC, reconcile.VCC: c.Rules.Allow.VCC},
		accept: opt.accept, detailed: opt.output.detailed, arguments: a.args, asked: askedBy(opt), by: whoRuns(), tool: tool(), config: c,
		deadline: cmp.Or(opt.deadline, c.Deadline), twoWalks: opt.twoWalks,
	}
	j.accept.by = j.by
	if len(j.hr) == 0 {
		return nil, usagef("no HR file: set hr.file in %s or give --hr FILE", c.Name)
	}
	if err := oneSheet(j.hr, opt); err != nil {
		return nil, err
	}
	j.tenant, j.tenantID = tenantOf(c)
	if opt.from != "" {
		past, err := openPast(opt.from, j.runsFolder(), j.tenantID)
		if err != nil {
			return nil, err
		}
		j.past = past
	}
	if j.past != nil {
		j.asOf = j.past.AsOf
	}
	switch {
	case !opt.asOf.IsZero():
		j.asOf = opt.asOf
	case j.past == nil:
		j.asOf = reconcile.DateIn(a.now(), j.zone)
	}
	j.source = sourceOptions(c, j.asOf)
	if err := sources.Validate(j.hr, &j.source); err != nil {
		return nil, &exitError{exitUsage, fmt.Errorf("%s: %w", c.Name, err)}
	}
	if keys := c.NotActedOn(); len(keys) > 0 {
		j.remarks = append(j.remarks, fmt.Sprintf("This version does not do everything that %s asks for: %s is checked but not acted on.", c.Name, strings.Join(keys, ", ")))
	}
	if j.past == nil {
		var err error
		if j.reach, err = reachOf(c, opt); err != nil {
			return nil, err
		}
	}
	if err := j.tenants(ctx, c, env, opt.products); err != nil {
		return nil, err
	}
	if opt.redact {
		if err := a.redactJob(ctx, j, c, env); err != nil {
			return nil, err
		}
	}
	return j, j.loadExceptions(c)
}

func loadConfig(path string) (*config.Config, error) {
	c, err := config.Load(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, usagef("there is no configuration %s: run `rollcall init` to write one, or name another with --config FILE", path)
	}
	var listed *config.Error
	if err != nil && !errors.As(err, &listed) {
		return nil, &exitError{exitUsage, err}
	}
	return c, err
}

// hrInputs are the HR files to read: the one that the command line names, else
// the configured ones. What a flag says of the reading holds for each.
func hrInputs(c *config.Config, opt reconcileOptions) []sources.Input {
	files := c.HR.Inputs()
	for i := range files {
		files[i].File = c.InFolder(files[i].File)
	}
	if opt.hr != "" {
		files = []config.HRFile{{File: opt.hr, Reading: readingOfFile(c, files, opt.hr)}}
	}
	inputs := make([]sources.Input, len(files))
	for i, f := range files {
		inputs[i] = sources.Input{Path: f.File, Label: f.Name, Reading: sources.Reading(f.Reading)}
		// A choice of sheets on the command line replaces the configured one whole.
		if opt.sheet != "" || opt.allSheets {
			inputs[i].Sheet, inputs[i].AllSheets = opt.sheet, opt.allSheets
		}
		inputs[i].DateOrder = cmp.Or(opt.dateOrder, inputs[i].DateOrder)
	}
	return inputs
}

// readingOfFile is how a file is read that the command line names: as its entry
// says where it is one of hr.files, else as the hr section says.
func readingOfFile(c *config.Config, files []config.HRFile, path string) config.Reading {
	for _, f := range files {
		if f.Name != "" && filepath.Clean(f.File) == filepath.Clean(path) {
			return f.Reading
		}
	}
	return c.HR.Reading
}

// oneSheet refuses --sheet for several files: it would name a sheet of each.
func oneSheet(files []sources.Input, opt reconcileOptions) error {
	if len(files) > 1 && opt.sheet != "" {
		return usagef("--sheet names a sheet of one HR file, and hr.files names %d: set sheet for the file there", len(files))
	}
	return nil
}

func sourceOptions(c *config.Config, asOf reconcile.Date) sources.Options {
	return sources.Options{
		CorporateDomains: c.HR.CorporateDomains, DomainAliases: c.HR.DomainAliases,
		AsOf: asOf, StartOfDay: c.HR.TerminationEffective == "start-of-day",
	}
}

// tenants resolves the products that are configured and asked for.
func (j *job) tenants(ctx context.Context, c *config.Config, env config.Environment, asked []reconcile.Product) error {
	configured := c.Configured()
	j.skipped = map[reconcile.Product]string{}
	for _, p := range reconcile.Products() {
		section := strings.ToLower(string(p))
		switch {
		case slices.Contains(asked, p) && !slices.Contains(configured, p):
			return notConfigured(c, p)
		case !slices.Contains(configured, p):
			j.skipped[p] = fmt.Sprintf("the configuration has no %s section", section)
		case len(asked) > 0 && !slices.Contains(asked, p):
			j.skipped[p] = "--product did not ask for it"
		}
	}
	if len(j.skipped) == len(reconcile.Products()) {
		return usagef("%s has neither a vbc nor a vcc section, so there is nothing to hold the HR file against: add one (`rollcall init` shows both)", c.Name)
	}
	if j.past != nil {
		j.pastTenants(c)
		return nil
	}
	var vbcErr, vccErr error
	if _, skip := j.skipped[reconcile.VBC]; !skip {
		tenant, err := c.VBCTenant(ctx, env)
		j.vbc, vbcErr = &tenant, err
	}
	if _, skip := j.skipped[reconcile.VCC]; !skip {
		tenant, err := c.VCCTenant(ctx, env)
		j.vcc, vccErr = &tenant, err
	}
	return errors.Join(vbcErr, vccErr)
}

// notConfigured refuses a product that was asked for by name.
func notConfigured(c *config.Config, p reconcile.Product) error {
	section := strings.ToLower(string(p))
	return usagef("--product asks for %s, and %s has no %s section: add one, or leave %s out", section, c.Name, section, section)
}

// tenantOf names the tenant by the whole configuration, so that a run for one
// product and a run for both exclude each other.
func tenantOf(c *config.Config) (title, id string) {
	var titles, keys []string
	if v := c.File.VBC; v != nil {
		titles = append(titles, "VBC "+v.AccountID)
		keys = append(keys, "vbc", v.BaseURL, v.AccountID)
	}
	if v := c.File.VCC; v != nil {
		titles = append(titles, "VCC "+cmp.Or(v.Region, "account"))
		keys = append(keys, "vcc", v.Region, v.BaseURL, v.ClientID)
	}
	return strings.Join(titles, ", "), tenantID(keys...)
}

// keepUntil is the last day on which the folder of a run has to be kept; zero
// when nothing is configured about it.
func (j *job) keepUntil(finished time.Time) reconcile.Date {
	if j.keepDays == 0 {
		return reconcile.Date{}
	}
	return reconcile.DateIn(finished, time.UTC).AddDays(j.keepDays)
}

// loadExceptions reads the decisions about single accounts.
func (j *job) loadExceptions(c *config.Config) error {
	x, found, err := readExceptions(c)
	if err != nil || !found {
		return err
	}
	j.takeExceptions(x, c.InFolder(c.Exceptions))
	return nil
}

// takeExceptions makes a file that was read the one that the run goes by.
func (j *job) takeExceptions(x sources.Exceptions, path string) {
	j.rules = x.List
	j.exceptions.path, j.exceptions.name, j.exceptions.sha256 = path, x.File.Name, x.File.SHA256
	j.remarks = append(j.remarks, x.Notes...)
	j.inputs = append(j.inputs, report.Input{Role: roleExceptions, Name: x.File.Name, Size: x.File.Size, SHA256: x.File.SHA256})
}

// commandLine is the command as it was typed, for the report. No flag takes a
// secret, so nothing has to be removed; words with blanks are quoted.
func (j *job) commandLine() string {
	words := []string{"rollcall"}
	for _, arg := range j.arguments {
		if arg == "" || strings.ContainsAny(arg, " \t\"'\\") {
			arg = fmt.Sprintf("%q", arg)
		}
		words = append(words, arg)
	}
	return strings.Join(words, " ")
}

// runsFolder is the output folder as a person can open it from anywhere.
func (j *job) runsFolder() string {
	if abs, err := filepath.Abs(j.out); err == nil {
		return abs
	}
	return j.out
}
