package main

// An earlier run's pages read again: the same is found, without a network,
// without a secret, and whatever had gone wrong goes wrong again.

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"rollcall/cmd/rollcall/internal/config"
	"rollcall/reconcile"
	"rollcall/report"
	"rollcall/report/runs"
	"rollcall/vonage/simulator"
)

// noNetwork fails whoever asks it.
type noNetwork struct{ t *testing.T }

func (n noNetwork) RoundTrip(r *http.Request) (*http.Response, error) {
	n.t.Errorf("%s was asked", r.URL)
	return nil, errors.New("no network")
}

// twice makes a run against the sample company and reads its pages again, once
// the tenant and the secrets are gone.
func twice(t *testing.T, opt simulator.Options, faults ...string) (first, again statement) {
	t.Helper()
	dir := t.TempDir()
	return twiceIn(t, dir, practiceFolder(t, dir), time.Now(), opt, faults)
}

// once is twice without the second time.
func once(t *testing.T, opt simulator.Options, faults ...string) statement {
	t.Helper()
	dir := t.TempDir()
	first, _ := runsIn(t, dir, practiceFolder(t, dir), time.Now(), opt, faults, false)
	return first
}

// twiceIn is twice with a configuration and a day of its own.
func twiceIn(t *testing.T, dir, path string, today time.Time, opt simulator.Options, faults []string, flags ...string) (first, again statement) {
	t.Helper()
	return runsIn(t, dir, path, today, opt, faults, true, flags...)
}

func runsIn(t *testing.T, dir, path string, today time.Time, opt simulator.Options, faults []string, readAgain bool, flags ...string) (first, again statement) {
	t.Helper()
	sample, err := sampleCompany()
	if err != nil {
		t.Fatal(err)
	}
	if opt.Faults, err = parseFaults(faults); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		now := func() time.Time { return today.Add(time.Since(begun)) }
		opt.Now = now
		tenant, err := simulator.New(sample.scenario, opt)
		if err != nil {
			t.Fatal(err)
		}
		out := filepath.Join(dir, "runs")
		first = reconciled(t, wireless{tenant}, now, append([]string{"--config", path, "--as-of", sampleAsOf.String(), "--out", out}, flags...)...)
		if err := os.RemoveAll(filepath.Join(dir, "secrets")); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		asked := time.Now()
		if first.waited = asked.Sub(begun) - time.Hour; !readAgain {
			return
		}
		again = reconciled(t, noNetwork{t}, now, "--config", path, "--out", out, "--from", filepath.Base(first.path))
		again.waited = time.Since(asked)
	})
	checkDocuments(t, dir)
	return first, again
}

// withoutTraffic is what a population says apart from what was sent for it.
func withoutTraffic(p report.PopulationRecord) report.PopulationRecord {
	p.Requests, p.Retries, p.Throttled, p.Pace, p.Replayed = 0, 0, 0, nil, ""
	return p
}

// sameAgain holds what was said of pages that were read again to what was said
// when they came.
func sameAgain(t *testing.T, first, again statement) {
	t.Helper()
	if again.code != first.code {
		t.Errorf("read again: exit code %d, want %d", again.code, first.code)
	}
	for _, product := range reconcile.Products() {
		if diff := cmp.Diff(withoutTraffic(first.populations[product]), withoutTraffic(again.populations[product])); diff != "" {
			t.Errorf("read again, %s: %s", product, diff)
		}
		if got := again.populations[product]; got.Replayed != filepath.Base(first.path) || got.Requests != 0 {
			t.Errorf("%s: replayed %q, %d requests", product, got.Replayed, got.Requests)
		}
	}
	if diff := cmp.Diff(first.findings, again.findings, cmpopts.EquateComparable(reconcile.Date{})); diff != "" {
		t.Errorf("read again: %s", diff)
	}
	if again.waited != 0 {
		t.Errorf("read again, it waited %v", again.waited)
	}
}

// TestEverythingThatCanBeReadIsReadAgain asks for all there is, in two readings.
func TestEverythingThatCanBeReadIsReadAgain(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := practiceFolder(t, dir)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range [][2]string{{"  page_size: 25\n", "  page_size: auto\n  call_log_days: 30\n  service_types: true\n"}, {"  page_size: 10\n", "  page_size: 10\n  licences: true\n"}} {
		text = bytes.Replace(text, []byte(change[0]), []byte(change[1]), 1)
	}
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	day := time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)
	first, again := twiceIn(t, dir, path, day, simulator.Options{Dialect: simulator.DialectPublished}, nil, "--two-walks")
	sameAgain(t, first, again)
	wholeAgain(t, first.path)
	said := map[reconcile.CheckID]string{}
	for _, p := range first.populations {
		for _, c := range p.Checks {
			said[c.ID] += c.Detail
		}
	}
	if calls := first.populations[reconcile.VBC].Calls; calls == nil || calls.Calls == 0 {
		t.Errorf("no calls were read: %+v", calls)
	}
	for _, id := range []reconcile.CheckID{"walks", "call_logs", "service_types", "licences"} {
		if said[id] == "" || strings.Contains(said[id], "0 of 0") {
			t.Errorf("%s: %q", id, said[id])
		}
	}
}

func TestAPastRunIsReadByThePresentConfiguration(t *testing.T) {
	c, err := config.Parse("c.yaml", []byte("hr: {file: p.csv}\nvcc: {region: emea, client_id: a, client_secret: env:S, min_users: 7, employee_id_field: username}\n"))
	if err != nil {
		t.Fatal(err)
	}
	j := &job{skipped: map[reconcile.Product]string{}, past: &past{settings: rawSettings{VCC: &rawRead{}}, tapes: map[reconcile.Product]*tape{}}}
	j.pastTenants(c)
	if j.vcc == nil || j.vcc.EmployeeIDField != "username" || j.vcc.MinUsers != 7 {
		t.Errorf("%+v", j.vcc)
	}
}

func TestAPastRunMustBeWholeAndOurs(t *testing.T) {
	t.Parallel()
	first, again := twice(t, simulator.Options{})
	dir := filepath.Dir(filepath.Dir(first.path))
	refused := func(name, words string, args ...string) {
		t.Helper()
		var messages bytes.Buffer
		all := append([]string{"reconcile", "--quiet", "--config", filepath.Join(dir, defaultConfig), "--out", filepath.Dir(first.path)}, args...)
		code := run(context.Background(), all, surroundings{env: func(string) (string, bool) { return "", false }, now: time.Now,
			random: bytes.NewReader(make([]byte, 64)), transport: noNetwork{t}, in: strings.NewReader(""), out: &messages, err: &messages})
		if code != exitUsage || !strings.Contains(messages.String(), words) {
			t.Errorf("%s: exit code %d, want %d and %q:\n%s", name, code, exitUsage, words, messages.String())
		}
	}
	refused("nowhere", "no sealed run folder", "--from", "20200101T000000Z-000000")
	refused("a run that was read again itself", "name that run", "--from", again.path)

	other := filepath.Join(dir, "other.yaml")
	text, err := os.ReadFile(filepath.Join(dir, defaultConfig))
	if err == nil {
		err = os.WriteFile(other, bytes.Replace(text, []byte("account_id: \"412207\""), []byte("account_id: \"999999\""), 1), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	refused("another tenant", "another tenant", "--config", other, "--from", first.path)

	pages, err := filepath.Glob(filepath.Join(first.path, "raw", "vcc-*.gz"))
	if err != nil || len(pages) == 0 {
		t.Fatal(err, pages)
	}
	body, err := os.ReadFile(pages[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(first.path, "report.xlsx"), []byte("signed"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := openPast(first.path, "", tenantIDOf(t, dir)); err != nil {
		t.Errorf("a report that somebody signed refuses the pages: %v", err)
	}
	body[len(body)/2] ^= 1
	if err := os.WriteFile(pages[0], body, 0o600); err != nil {
		t.Fatal(err)
	}
	refused("an altered page", "raw/"+filepath.Base(pages[0]), "--from", first.path)
}

// TestAPageMustBeThatOfTheIndex alters a page in a way that the manifest was
// made to agree with.
func TestAPageMustBeThatOfTheIndex(t *testing.T) {
	dir := t.TempDir()
	packed, err := compress([]byte("other"))
	if err == nil {
		err = os.MkdirAll(filepath.Join(dir, "raw"), 0o700)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "raw", "p.gz"), packed, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	tp := newTape(dir, "r", reconcile.VBC, "")
	tp.add(rawEntry{File: "raw/p.gz", Kind: "users", URL: "u", SHA256: hashOf([]byte("bytes")), Bytes: 5})
	if _, found, err := tp.Next(t.Context(), "users", 0, "u"); found || err == nil || !strings.Contains(err.Error(), "not those of the index") {
		t.Errorf("%v, %v", found, err)
	}
	if _, found, err := tp.Next(t.Context(), "users", 0, "u"); found || err != nil {
		t.Errorf("a page came twice: %v", err)
	}
}

func TestAReplayIsNoBaseline(t *testing.T) {
	first, again := twice(t, simulator.Options{})
	j := &job{tenantID: "x", out: filepath.Dir(first.path)}
	var names []string
	for _, s := range earlierRuns(t, j) {
		if j.precedes(s) {
			names = append(names, s.Run)
		}
	}
	if !slices.Equal(names, []string{filepath.Base(first.path)}) || first.path == again.path {
		t.Errorf("baselines are %v", names)
	}
	j.past = &past{runRecord: runRecord{Run: filepath.Base(first.path)}}
	for _, s := range earlierRuns(t, j) {
		if j.precedes(s) {
			t.Errorf("the run that is read again was held against %s", s.Run)
		}
	}
}

func earlierRuns(t *testing.T, j *job) []runs.Summary {
	t.Helper()
	var out []runs.Summary
	runs.Latest(j.runsFolder(), func(s runs.Summary) bool { out = append(out, s); return false })
	return out
}

// tenantIDOf is the id of the tenant that a practice folder describes.
func tenantIDOf(t *testing.T, dir string) string {
	t.Helper()
	c, err := loadConfig(filepath.Join(dir, defaultConfig))
	if err != nil {
		t.Fatal(err)
	}
	_, id := tenantOf(c)
	return id
}
