package main

// doctor and the tenant, inside the test: what may be printed, that both
// products are asked at the same time, and the form of the JSON. What doctor
// says of which tenant is in testdata/script/doctor_tenant.txtar.

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/jedib0t/go-pretty/v6/text"

	"rollcall/reconcile"
	"rollcall/vonage"
	"rollcall/vonage/simulator"
)

// practice serves the sample company with faults, and returns its configuration.
func practice(t *testing.T, before func(http.Handler) http.Handler, faults ...string) (config string, sample company) {
	t.Helper()
	sample, err := sampleCompany()
	if err != nil {
		t.Fatal(err)
	}
	opt := simulator.Options{Dialect: simulator.DialectPublished}
	if opt.Faults, err = parseFaults(faults); err != nil {
		t.Fatal(err)
	}
	tenant, err := simulator.New(sample.scenario, opt)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(before(tenant))
	t.Cleanup(server.Close)
	folder := filepath.Join(t.TempDir(), "practice")
	if err := sample.write(folder, server.URL); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(folder, defaultConfig), sample
}

func asItIs(h http.Handler) http.Handler { return h }

// lookAt runs doctor with a terminal or without.
func lookAt(t *testing.T, terminal bool, want int, args ...string) (out, messages string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code := run(context.Background(), append([]string{"doctor"}, args...), surroundings{
		env: func(string) (string, bool) { return "", false }, now: time.Now,
		in: strings.NewReader(""), out: &stdout, err: &stderr, outTerminal: terminal,
	})
	if code != want {
		t.Fatalf("doctor %v: exit code %d, want %d\n%s%s", args, code, want, stdout.String(), stderr.String())
	}
	return stdout.String(), stderr.String()
}

// A page fits its columns, and neither it nor a message shows a secret or the
// address of a user that was looked up.
func TestDoctorTenantPage(t *testing.T) {
	for fault, want := range map[string]int{"filter-ignored": exitDone, "forbidden": exitAuth, "login-locked": exitAuth, "partial-view": exitIncomplete, "vbc-404-paths": exitIncomplete, "html-200": exitIncomplete} {
		config, sample := practice(t, asItIs, fault)
		page, messages := lookAt(t, false, want, "--config", config, "--as-of", "2026-03-31")
		document, _ := lookAt(t, false, want, "--config", config, "--as-of", "2026-03-31", "--json")
		tenant, _, _ := strings.Cut(page, "\nHR file\n")
		for line := range strings.Lines(tenant) {
			line = strings.TrimSuffix(line, "\n")
			if n := text.StringWidth(line); n > pageWidth {
				t.Errorf("%s: %d columns: %s", fault, n, line)
			}
			if strings.ContainsFunc(line, func(r rune) bool { return !unicode.IsPrint(r) }) {
				t.Errorf("%s: %q", fault, line)
			}
		}
		printed := page + messages + document
		for name, secret := range sample.secrets() {
			if strings.Contains(printed, secret) {
				t.Errorf("%s: %s is shown", fault, name)
			}
		}
		for i := range 3 {
			if strings.Contains(tenant+messages, sample.scenario.VBC.Users[i].Email) {
				t.Errorf("%s: the address of a user is shown", fault)
			}
		}
	}
}

func TestDoctorTenantColour(t *testing.T) {
	config, _ := practice(t, asItIs, "vcc:forbidden")
	page, messages := lookAt(t, true, exitAuth, "--config", config, "--quiet")
	for _, want := range []string{"\x1b[31mPROBLEM\x1b[0m      Address", "\x1b[32mok\x1b[0m           Sign-in", "PROBLEM\x1b[0m  VBC ok; VCC 1 problem"} {
		if !strings.Contains(page, want) {
			t.Errorf("lacks %q:\n%q", want, page[:min(len(page), 2000)])
		}
	}
	if messages != "" {
		t.Errorf("somebody who looks at the page is told twice: %s", messages)
	}
}

// Every check has a name for people that fits its column.
func TestEveryCheckHasALabel(t *testing.T) {
	config, _ := practice(t, asItIs)
	document, _ := lookAt(t, false, exitDone, "--config", config, "--json", "--quiet")
	var doc struct {
		Products []readingProduct `json:"products"`
	}
	if err := json.Unmarshal([]byte(document), &doc); err != nil {
		t.Fatal(err)
	}
	if len(doc.Products) != 2 || doc.Products[0].Product != reconcile.VBC || doc.Products[1].Product != reconcile.VCC {
		t.Fatalf("products %+v", doc.Products)
	}
	for _, p := range doc.Products {
		if len(p.Checks) < 14 || p.Requests == 0 {
			t.Errorf("%s: %d checks, %d requests", p.Product, len(p.Checks), p.Requests)
		}
		for _, c := range p.Checks {
			if label := checkLabels[c.ID]; label == "" || len(label) > labelWidth {
				t.Errorf("%s has the label %q", c.ID, label)
			}
			if v := checkVerdicts[c.Verdict]; v.word == "" || len(v.word) > verdictWidth {
				t.Errorf("%s has the word %q", c.Verdict, v.word)
			}
		}
	}
}

// Neither product waits for the other: each is answered only once the other has
// asked.
func TestDoctorAsksBothAtTheSameTime(t *testing.T) {
	arrived := map[bool]chan struct{}{true: make(chan struct{}, 100), false: make(chan struct{}, 100)}
	config, _ := practice(t, func(tenant http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/token") {
				vbc := r.URL.Path == vbcTokenPath
				arrived[vbc] <- struct{}{}
				select {
				case <-arrived[!vbc]:
					arrived[!vbc] <- struct{}{}
				case <-time.After(20 * time.Second):
					t.Error("one product waits for the other")
				}
			}
			tenant.ServeHTTP(w, r)
		})
	})
	lookAt(t, false, exitDone, "--config", config, "--quiet")
}

// Without a tenant the JSON has an empty list, and one product's trouble is its
// own.
func TestDoctorProducts(t *testing.T) {
	path := hrFile(t, "people.csv", trouble)
	if out := doctor(t, exitDone, "--hr", path, "--json"); !strings.Contains(out, `"products": [],`) {
		t.Errorf("no empty list of products:\n%s", out)
	}
	none := &tenantLook{}
	for name, tt := range map[string]struct {
		causes []reconcile.Cause
		want   int
	}{
		"fine": {[]reconcile.Cause{""}, exitDone}, "read": {[]reconcile.Cause{"", reconcile.CauseRead}, exitIncomplete},
		"auth decides": {[]reconcile.Cause{reconcile.CauseRead, reconcile.CauseAuth}, exitAuth},
	} {
		var x vonage.Examination
		for _, cause := range tt.causes {
			x.Diagnoses = append(x.Diagnoses, vonage.Diagnosis{ID: vonage.DiagnoseTotal, Cause: cause})
		}
		if got := none.product(x).ExitCode; got != tt.want {
			t.Errorf("%s: exit code %d, want %d", name, got, tt.want)
		}
	}
}
