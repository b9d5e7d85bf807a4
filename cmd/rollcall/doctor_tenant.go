package main

// doctor asks the tenant: which products, under which lock, both at the same
// time, and what of it decides the exit code. The checks themselves are in
// package vonage; how they are printed is in doctor_tenant_page.go.

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sourcegraph/conc"

	"rollcall/cmd/rollcall/internal/config"
	"rollcall/reconcile"
	"rollcall/reconcile/plans"
	"rollcall/vonage"
)

// tenantLook is what is asked of a tenant, and what came of it.
type tenantLook struct {
	config *config.Config
	asked  []reconcile.Product // in the printed order
	folder string              // whose lock is held meanwhile
	id     string
	reach

	vbc      *vonage.VBC // nil when it is not asked
	vcc      *vonage.VCC
	sections map[reconcile.Product]error // what is wrong with a section, or with a secret of it
	found    map[reconcile.Product]vonage.Examination
}

// tenantLook decides what is asked of the tenant; nil leaves it alone. No secret
// is resolved yet.
func (e *examination) tenantLook(opt reconcileOptions, hrOnly bool) (*tenantLook, error) {
	switch {
	case hrOnly && len(opt.products) > 0:
		return nil, usagef("--hr-only leaves the tenant alone and --product says what to ask of it: give one of them")
	case !e.hasFile && len(opt.products) > 0:
		return nil, usagef("--product says what is asked of the tenant, and there is no configuration %s that describes one: name it with --config FILE, or leave --product out", opt.config)
	case hrOnly || !e.hasFile:
		return nil, nil
	}
	look := &tenantLook{config: e.config, sections: map[reconcile.Product]error{}, found: map[reconcile.Product]vonage.Examination{}}
	configured := e.config.Configured()
	for _, p := range reconcile.Products() {
		wanted := len(opt.products) == 0 || slices.Contains(opt.products, p)
		if wanted && len(opt.products) > 0 && !slices.Contains(configured, p) {
			return nil, notConfigured(e.config, p)
		}
		if wanted && slices.Contains(configured, p) {
			look.asked = append(look.asked, p)
		}
	}
	if look.asked == nil {
		return nil, nil
	}
	var err error
	if look.reach, err = reachOf(e.config, opt); err != nil {
		return nil, err
	}
	_, look.id = tenantOf(e.config)
	look.folder = cmp.Or(opt.out, e.config.InFolder(e.config.Output.Dir))
	if abs, err := filepath.Abs(look.folder); err == nil {
		look.folder = abs
	}
	return look, nil
}

// prepare resolves the secrets and takes the lock: a run has the same quota, and
// the same refresh token, which is good for one use. What is wrong with one
// product's section is told with the checks, and the other is asked all the same.
func (l *tenantLook) prepare(ctx context.Context, env config.Environment) (release func(), err error) {
	for _, p := range l.asked {
		switch p {
		case reconcile.VBC:
			tenant, err := l.config.VBCTenant(ctx, env)
			if l.sections[p] = err; err == nil {
				l.vbc = &tenant
			}
		case reconcile.VCC:
			tenant, err := l.config.VCCTenant(ctx, env)
			if l.sections[p] = err; err == nil {
				l.vcc = &tenant
			}
		}
	}
	if l.vbc == nil && l.vcc == nil {
		return func() {}, nil
	}
	release, err = takeLock(l.folder, l.id)
	if codeOf(ctx, err) == exitLocked {
		err = &exitError{exitLocked, fmt.Errorf("%w; --hr-only looks at the HR file alone", err)}
	}
	return release, err
}

// job is the run that would ask the same tenant, as far as asking it goes.
func (l *tenantLook) job() *job {
	return &job{out: l.folder, tenantID: l.id, vbc: l.vbc, vcc: l.vcc, reach: l.reach}
}

// ask looks at both products at the same time, each in the group.
func (l *tenantLook) ask(ctx context.Context, group *conc.WaitGroup, opt vonage.Options, tell *reporter) {
	var vbc, vcc vonage.Examination
	var both conc.WaitGroup
	if l.vbc != nil {
		both.Go(func() { vbc = looked(tell, vonage.DiagnoseVBC(ctx, *l.vbc, opt)) })
	}
	if l.vcc != nil {
		both.Go(func() { vcc = looked(tell, vonage.DiagnoseVCC(ctx, *l.vcc, opt)) })
	}
	group.Go(func() {
		both.Wait()
		l.found[reconcile.VBC], l.found[reconcile.VCC] = vbc, vcc
	})
}

func looked(tell *reporter, x vonage.Examination) vonage.Examination {
	count := countVerdicts(x.Diagnoses, func(d vonage.Diagnosis) vonage.Verdict { return d.Verdict })
	tell.stage("product looked at", "product", x.Product, "problems", count[vonage.VerdictProblem], "notes", count[vonage.VerdictNote],
		"requests", x.Requests, "throttled", x.Throttled)
	return x
}

func countVerdicts[T any](list []T, of func(T) vonage.Verdict) map[vonage.Verdict]int {
	count := map[vonage.Verdict]int{}
	for _, d := range list {
		count[of(d)]++
	}
	return count
}

// readingProduct is what was found about one product.
type readingProduct struct {
	Product  reconcile.Product `json:"product"`
	Checks   []readingCheck    `json:"checks"`
	Requests int               `json:"requests"`
	// ExitCode is the one that this product alone would end with.
	ExitCode int `json:"exit_code"`
}

// readingCheck is one check of a product.
type readingCheck struct {
	ID      vonage.DiagnosisID `json:"id"`
	Verdict vonage.Verdict     `json:"verdict"`
	Detail  string             `json:"detail"`
	Remedy  string             `json:"remedy"`
}

// checkSection is the check of a product's section and its secrets, before
// anything is asked.
const checkSection vonage.DiagnosisID = "configuration"

// products are the outcomes in the printed order; none when the tenant was left
// alone.
func (l *tenantLook) products() []readingProduct {
	out := []readingProduct{}
	if l == nil {
		return out
	}
	for _, p := range l.asked {
		if err := l.sections[p]; err != nil {
			out = append(out, brokenSection(p, err))
			continue
		}
		out = append(out, l.product(l.found[p]))
	}
	return out
}

func brokenSection(p reconcile.Product, err error) readingProduct {
	return readingProduct{Product: p, ExitCode: exitUsage, Checks: []readingCheck{{ID: checkSection, Verdict: vonage.VerdictProblem,
		Detail: strings.ReplaceAll(err.Error(), "\n", "; "),
		Remedy: fmt.Sprintf("correct the %s section; until then nothing is asked of %s", strings.ToLower(string(p)), p)}}}
}

func (l *tenantLook) product(x vonage.Examination) readingProduct {
	out := readingProduct{Product: x.Product, Requests: x.Requests}
	var codes []int
	for _, d := range x.Diagnoses {
		check := readingCheck{d.ID, d.Verdict, d.Detail, d.Remedy}
		if d.ID == vonage.DiagnosePowers {
			l.besidePolicy(&check, x)
		}
		out.Checks = append(out.Checks, check)
		switch d.Cause {
		case reconcile.CauseAuth:
			codes = append(codes, exitAuth)
		case reconcile.CauseRead:
			codes = append(codes, exitIncomplete)
		}
	}
	out.ExitCode = decide(codes)[0]
	return out
}

// besidePolicy says beside what a credential may write what the configuration
// allows, and what of that a person does all the same.
func (l *tenantLook) besidePolicy(check *readingCheck, x vonage.Examination) {
	allowed, section := l.config.Rules.Allow.VCC, strings.ToLower(string(x.Product))
	if x.Product == reconcile.VBC {
		allowed = l.config.Rules.Allow.VBC
		words := "SCIM is not configured"
		if l.config.SCIM.BaseURL != "" {
			words = "SCIM is configured, and doctor does not ask it"
		}
		check.Detail += "; " + words
	}
	if len(allowed) == 0 {
		check.Detail += fmt.Sprintf("; policy.allow.%s allows nothing", section)
		return
	}
	check.Detail += fmt.Sprintf("; policy.allow.%s allows %s", section, strings.Join(allowed, ", "))
	if check.Verdict != vonage.VerdictOK {
		return
	}
	if x.Product == reconcile.VCC && x.Power == vonage.PowerNone {
		check.Verdict = vonage.VerdictNote
		check.Remedy = "what policy.allow.vcc allows can only be a work list: leave it empty, or use a credential that may write"
		return
	}
	power := l.powers(x)
	var byHand []string
	for _, kind := range allowed {
		if k := plans.Kind(kind); power.By[k] == plans.ByHand {
			byHand = append(byHand, fmt.Sprintf("%s (%s)", kind, power.Why[k]))
		}
	}
	if len(byHand) > 0 {
		check.Verdict = vonage.VerdictNote
		check.Remedy = fmt.Sprintf("policy.allow.%s allows what can only be in the work list: %s: leave it out, or change that", section, strings.Join(byHand, "; "))
	}
}

// powers is what a plan could make a product do, by what was seen of it.
func (l *tenantLook) powers(x vonage.Examination) plans.Power {
	t := plans.Tenant{
		VBCWrites: l.config.Rules.VBCWrites, SCIM: l.config.SCIM.BaseURL != "", VCCRole: l.config.Provision.VCC.Role, HasVBC: true, HasVCC: true,
	}
	if x.Power == vonage.PowerMaybe {
		t.Dialect = plans.DialectCRUD
	}
	return plans.PowersOf(t)[x.Product]
}

// tenantTroubles is a line for everything that keeps a product from being read,
// for somebody who does not look at standard output.
func (doc *readingDocument) tenantTroubles() string {
	var b strings.Builder
	for i := range doc.Products {
		r := &doc.Products[i]
		for _, c := range r.Checks {
			if r.ExitCode != exitDone && c.Verdict == vonage.VerdictProblem {
				fmt.Fprintf(&b, "rollcall: %s: %s: %s\n", r.Product, checkLabels[c.ID], c.Detail)
			}
		}
	}
	return b.String()
}
