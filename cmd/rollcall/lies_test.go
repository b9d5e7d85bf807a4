package main

// The lies of an API, statement one at a time to a whole run: what is said about the
// product, what the run ends with, and that nothing is called missing from a
// product that was not read whole. Time is virtual, so waits cost nothing.

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/reconcile"
	"rollcall/report"
	"rollcall/vonage/simulator"
)

// wireless takes requests to a handler without a network.
type wireless struct{ handler http.Handler }

func (w wireless) RoundTrip(r *http.Request) (*http.Response, error) {
	return simulator.InMemory(w.handler).RoundTrip(r)
}

// statement is what a run said of itself.
type statement struct {
	path        string // of the run folder
	code        int
	populations map[reconcile.Product]report.PopulationRecord
	findings    []reconcile.Finding
	waited      time.Duration
}

// negative are the codes that say that something is missing on one side.
var negative = []reconcile.Code{"O01", "P02", "J01", "J02"}

func (s *statement) negatives(p reconcile.Product) []reconcile.Code {
	var out []reconcile.Code
	for _, f := range s.findings {
		if f.Product == p && slices.Contains(negative, f.Code) && !slices.Contains(out, f.Code) {
			out = append(out, f.Code)
		}
	}
	return out
}

// practiceFolder writes the sample company's folder, with pages small enough for
// several of them, and returns its configuration. The first user of a product is
// no canary: one fault removes it.
func practiceFolder(t *testing.T, dir string) string {
	t.Helper()
	sample, err := sampleCompany()
	if err != nil {
		t.Fatal(err)
	}
	if err := sample.write(dir, "http://127.0.0.1:1"); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, defaultConfig)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range [][2]string{{"vbc:\n", "vbc:\n  page_size: 25\n"}, {"vcc:\n", "vcc:\n  page_size: 10\n"}} {
		text = bytes.Replace(text, []byte(change[0]), []byte(change[1]), 1)
	}
	text = firstCanary.ReplaceAll(text, []byte("canaries: ["))
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

var firstCanary = regexp.MustCompile(`canaries: \["[^"]*", `)

// reconciled runs the verb and reads what it left.
func reconciled(t *testing.T, network http.RoundTripper, now func() time.Time, args ...string) statement {
	t.Helper()
	var out, messages bytes.Buffer
	code := run(context.Background(), append([]string{"reconcile", "--quiet", "--json"}, args...), surroundings{
		env: func(string) (string, bool) { return "", false }, now: now, random: bytes.NewReader(make([]byte, 64)),
		transport: network, in: strings.NewReader(""), out: &out, err: &messages,
	})
	said := statement{code: code, populations: map[reconcile.Product]report.PopulationRecord{}}
	var summary struct {
		Path        string
		Populations []report.PopulationRecord
	}
	var document struct{ Findings []reconcile.Finding }
	err := json.Unmarshal(out.Bytes(), &summary)
	if err == nil {
		var text []byte
		text, err = os.ReadFile(filepath.Join(summary.Path, "findings.json"))
		err = errors.Join(err, json.Unmarshal(text, &document))
	}
	if err != nil {
		t.Fatalf("%v: %v\n%s%s", args, err, messages.String(), out.String())
	}
	for _, p := range summary.Populations {
		said.populations[p.Product] = p
	}
	said.path, said.findings = summary.Path, document.Findings
	return said
}

// lie is one way to mislead a reader, and what must be said then.
type lie struct {
	fault  string // without a product
	status reconcile.PopulationStatus
	code   int
	words  string // of the reason; of a check's detail where the population is complete
	only   string // the product, or the product and the form, that the lie is for
}

const (
	whole   = reconcile.PopulationComplete
	partly  = reconcile.PopulationIncomplete
	nothing = reconcile.PopulationFailed
)

// listLies are about a list, and told in every form of a product.
var listLies = []lie{
	{"page-ignored", partly, exitIncomplete, "ignore the page number", ""},
	{"page-repeats-last", partly, exitIncomplete, "", ""},
	{"total-high", partly, exitIncomplete, "declared", ""},
	{"total-low", partly, exitIncomplete, "declared", ""},
	{"total-missing", partly, exitIncomplete, "neither a total nor a page count", "VBC crud"},
	{"total-missing", whole, exitDone, "no total was declared", "VBC published"},
	{"total-missing", nothing, exitIncomplete, "meta.totalCount is missing", "VCC"},
	{"total-pages-missing", whole, exitDone, "", ""},
	{"total-moves", partly, exitIncomplete, "the declared total moved", ""},
	{"total-moves=2", whole, exitDone, "", ""},
	{"insert-delete", whole, exitDone, "", ""},
	{"duplicate-row", partly, exitIncomplete, "came more than once", ""},
	{"empty-last-page", whole, exitDone, "", ""},
	{"rows-past-end", partly, exitIncomplete, "past the end, holds 1 user", ""},
	{"size-clamped=7", whole, exitDone, "", ""},
	{"partial-view", partly, exitIncomplete, "canaries are not visible", ""},
	{"truncated-json=4", partly, exitIncomplete, "the JSON is cut off", ""},
	{"duplicate-envelope-key", nothing, exitIncomplete, "comes twice", ""},
	{"duplicate-key", whole, exitDone, "with something unexpected", ""},
	{"vbc-404-paths", nothing, exitIncomplete, "404", "VBC"},
}

// otherLies do not depend on the form, and are told in one.
var otherLies = []lie{
	{"fault-200", nothing, exitIncomplete, "101503", ""},
	{"html-200", nothing, exitIncomplete, "a web page answered instead of the API", ""},
	{"empty-200", nothing, exitIncomplete, "not an empty list", ""},
	{"status-204", nothing, exitIncomplete, "not an empty list", ""},
	{"wrong-content-type", nothing, exitIncomplete, "text/plain", ""},
	{"truncated-json", nothing, exitIncomplete, "the JSON is cut off", ""},
	{"cut-body", nothing, exitIncomplete, "broke before the answer was whole", ""},
	{"cut-body=4", whole, exitDone, "", ""},
	{"trailing-garbage", nothing, exitIncomplete, "follows after the end", ""},
	{"gzip-bomb=40", nothing, exitIncomplete, "larger than 32 MiB", ""},
	{"redirect", nothing, exitIncomplete, "redirected", ""},
	{"outage", nothing, exitIncomplete, "503", ""},
	{"unavailable=3", whole, exitDone, "", ""},
	{"throttle=3", whole, exitDone, "", ""},
	{"forbidden", nothing, exitAuth, "", ""},
	{"missing-user-data", nothing, exitAuth, "missing user data", "VBC"},
	{"unauthorized", nothing, exitAuth, "refused the access token", ""},
	{"unauthorized=4", whole, exitDone, "", ""},
	{"token-expires-early=12", whole, exitDone, "", ""},
	{"token-outage", nothing, exitIncomplete, "the token endpoint", ""},
	{"login-locked", nothing, exitAuth, "", ""},
}

// form is a form in which a product is read.
type form struct {
	product reconcile.Product
	name    string
	opt     simulator.Options
	lies    []lie
	turn    int // 0: the first lie and every second after it, 1: the others
}

var forms = []form{
	{reconcile.VBC, "published", simulator.Options{Dialect: simulator.DialectPublished}, slices.Concat(listLies, otherLies), 0},
	{reconcile.VBC, "crud", simulator.Options{Dialect: simulator.DialectCRUD}, listLies, 1},
	{reconcile.VCC, "users from 0", simulator.Options{}, slices.Concat(listLies, otherLies), 1},
	{reconcile.VCC, "items from 1", simulator.Options{VCCListKey: "items", VCCPageBase: 1}, listLies, 0},
}

// allLies tells every lie in every form. Without it each is told in half of them:
// by turns in the one or the other form of a product, and by the one or the other
// product where the form does not matter.
var allLies = flag.Bool("lies.all", false, "tell every lie in every form")

// TestNoLieMakesAnybodyMissing also reads the pages of every second run again,
// which must come to the same.
func TestNoLieMakesAnybodyMissing(t *testing.T) {
	for _, f := range forms {
		honest, _ := twice(t, f.opt)
		if honest.code != exitDone || honest.populations[f.product].Status != whole || len(honest.negatives(f.product)) == 0 {
			t.Fatalf("%s, %s: without a lie %+v, %v", f.product, f.name, honest.populations[f.product], honest.negatives(f.product))
		}
		for i, l := range f.lies {
			if !strings.HasPrefix(string(f.product)+" "+f.name, l.only) || !*allLies && l.only == "" && i%2 != f.turn {
				continue
			}
			t.Run(string(f.product)+"/"+f.name+"/"+l.fault, func(t *testing.T) {
				t.Parallel()
				fault := strings.ToLower(string(f.product)) + ":" + l.fault
				if i/2%2 != 0 {
					l.hold(t, f.product, once(t, f.opt, fault), honest)
					return
				}
				said, again := twice(t, f.opt, fault)
				l.hold(t, f.product, said, honest)
				sameAgain(t, said, again)
				if i%4 == 0 { // every one takes its time
					wholeAgain(t, said.path)
				}
			})
		}
	}
}

// hold compares what was said with what must be.
func (l lie) hold(t *testing.T, p reconcile.Product, said, honest statement) {
	pop := said.populations[p]
	t.Logf("| %s | %s | %s | %d | %d | %v |", p, l.fault, pop.Status, said.code, pop.Requests, said.waited.Round(time.Second))
	if said.code != l.code || pop.Status != l.status {
		t.Fatalf("%s, exit code %d, want %s and %d: %s", pop.Status, said.code, l.status, l.code, pop.Reason)
	}
	words := pop.Reason
	for _, c := range pop.Checks {
		words += " " + c.Detail
	}
	if !strings.Contains(words, l.words) {
		t.Errorf("%q is not said: %s", l.words, words)
	}
	switch got := said.negatives(p); {
	case l.status != whole && len(got) > 0:
		t.Errorf("%s was not read whole, and %v are raised", p, got)
	case l.status == whole && !slices.Equal(got, honest.negatives(p)):
		t.Errorf("%v are raised, want %v", got, honest.negatives(p))
	}
	for _, other := range slices.Sorted(maps.Keys(said.populations)) {
		if other != p && (said.populations[other].Status != whole || len(said.negatives(other)) == 0) {
			t.Errorf("%s, which was honest, is %s with %v", other, said.populations[other].Status, said.negatives(other))
		}
	}
}
