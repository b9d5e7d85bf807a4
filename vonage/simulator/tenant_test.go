package simulator

import (
	"context"
	"fmt"
	"go/parser"
	gotoken "go/token"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestConcurrentUse(t *testing.T) {
	s := smallCompany()
	s.VBC.Seats, s.VBC.Dialect = 0, DialectCRUD
	b := start(t, s, Options{})
	b.bearer = b.signIn(vbcTokenPath, passwordForm())
	const writers, each = 8, 5
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := range each {
				body := fmt.Sprintf(`{"email":"w%d.%d@northfold.example","first_name":"W","last_name":"R"}`, w, i)
				req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, crudPath+"/users", strings.NewReader(body))
				req.Header.Set("Authorization", "Bearer "+b.bearer)
				req.Header.Set("Content-Type", "application/json")
				rec := httptest.NewRecorder()
				b.tenant.ServeHTTP(rec, req)
				if rec.Code != http.StatusCreated {
					t.Errorf("status %d: %s", rec.Code, rec.Body)
				}
				b.tenant.Log()
				b.tenant.Snapshot()
			}
		})
	}
	wg.Wait()
	if n := len(b.tenant.Snapshot().VBC.Users); n != 12+writers*each {
		t.Errorf("%d users, want %d", n, 12+writers*each)
	}
	if n := len(b.tenant.Log()); n != 1+writers*each {
		t.Errorf("%d requests in the log", n)
	}
}

func TestLatencyWaitsAndGivesUpWithTheClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tenant, err := New(smallCompany(), Options{Latency: 3 * time.Second, Faults: []Fault{{Name: "vcc:slow", Arg: "10s"}}})
		if err != nil {
			t.Fatal(err)
		}
		serve := func(ctx context.Context, path string) time.Duration {
			began := time.Now()
			tenant.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, http.MethodGet, path, http.NoBody))
			return time.Since(began)
		}
		if d := serve(t.Context(), accountPath+"/users"); d != 3*time.Second {
			t.Errorf("VBC answered after %s, want 3s", d)
		}
		if d := serve(t.Context(), vccUsers); d != 13*time.Second {
			t.Errorf("VCC answered after %s, want 13s", d)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if d := serve(ctx, vccUsers); d != time.Second {
			t.Errorf("gave up after %s, want 1s", d)
		}
		if n := len(tenant.Log()); n != 2 {
			t.Errorf("%d requests in the log, want the two that were answered", n)
		}
	})
}

func TestLargeBodiesAreRefused(t *testing.T) {
	b := startVBC(t, DialectCRUD)
	b.do("POST", crudPath+"/users", strings.Repeat("x", maxRequestBody+1)).want(t, 400)
}

func TestWritesMustBeLabelledJSON(t *testing.T) {
	b := startVBC(t, DialectCRUD)
	path := crudPath + "/users/" + b.crudID("a.person@northfold.example")
	b.kind = "text/plain"
	b.do("POST", crudPath+"/users", `{}`).want(t, 415)
	b.do("PUT", path, `{}`).want(t, 415)
	b.bearer = b.signIn(vccTokenPath, vccForm(vccWriteScope))
	b.do("POST", vccUsers, `{}`).want(t, 415)
	b.kind = "application/json; charset=utf-8"
	b.do("POST", vccUsers, `{}`).want(t, 400)
}

func TestProductThatDoesNotExist(t *testing.T) {
	s := smallCompany()
	s.VCC = nil
	b := start(t, s, Options{})
	b.token(vccTokenPath, vccForm(vccReadScope)).want(t, 404)
	b.get(vccUsers).want(t, 404)
	if s := b.tenant.Snapshot(); s.VCC != nil || s.VBC == nil {
		t.Errorf("snapshot %+v", s)
	}
}

func TestScenarioIsNotChanged(t *testing.T) {
	s := smallCompany()
	b := start(t, s, Options{Dialect: DialectCRUD})
	b.bearer = b.signIn(vbcTokenPath, passwordForm())
	b.do("DELETE", crudPath+"/users/"+b.crudID("a.person@northfold.example"), "").want(t, 204)
	b.bearer = b.signIn(vccTokenPath, vccForm(vccWriteScope))
	users := b.tenant.Snapshot().VCC.Users
	b.do("PATCH", vccUsers+"/"+users[0].UserID, `{"active":false,"userAccountConfiguration":{"agentConfiguration":{"location":"US"}}}`).want(t, 200)
	if len(s.VBC.Users) != 12 || s.VBC.Extensions[0].User != "a.person" || s.VCC.Users[0].Configuration.Agent.Location != "GB" {
		t.Error("the tenant wrote into the scenario it was started with")
	}
}

// The simulator is a second reading of the contracts. It would prove nothing if
// it shared code with the clients.
func TestImportsNothingOfTheProgram(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, file := range files {
		parsed, err := parser.ParseFile(gotoken.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, spec := range parsed.Imports {
			if strings.HasPrefix(spec.Path.Value, `"rollcall`) {
				t.Errorf("%s imports %s", file, spec.Path.Value)
			}
		}
	}
}
