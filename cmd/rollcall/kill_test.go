package main

// The real program, killed: SIGKILL at a request or after a journal line, then
// resume. The tenant must end as after an apply that nobody killed, and nobody is
// there twice.

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"log"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"rollcall/vonage/simulator"
)

var (
	killCycles = flag.Int("kill.cycles", 3, "how many applies are killed")
	killSeed   = flag.Uint64("kill.seed", 1, "the first seed")
)

// prey is a tenant with the program that works on it.
type prey struct {
	t       *testing.T
	program string
	folder  string
	tenant  *simulator.Tenant
	asked   atomic.Int64
	at      atomic.Int64 // the request at which the program is killed, 0 for none
	after   atomic.Bool  // when it was carried out, not before
	process atomic.Pointer[os.Process]
}

func newPrey(t *testing.T, program string) *prey {
	t.Helper()
	served, err := sampleCompany()
	if err != nil {
		t.Fatal(err)
	}
	p := &prey{t: t, program: program, folder: t.TempDir()}
	if p.tenant, err = simulator.New(served.scenario, simulator.Options{}); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(http.HandlerFunc(p.serve))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.Start()
	t.Cleanup(server.Close)
	if err := served.write(p.folder, server.URL); err != nil {
		t.Fatal(err)
	}
	if err := allowWrites(p.folder); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *prey) serve(w http.ResponseWriter, r *http.Request) {
	n := p.asked.Add(1)
	mine := p.at.Load() > 0 && n == p.at.Load()
	if mine && !p.after.Load() {
		p.kill()
	}
	p.tenant.ServeHTTP(w, r)
	if mine {
		p.kill()
	}
}

func (p *prey) kill() {
	if process := p.process.Load(); process != nil {
		_ = process.Kill() // it may have ended meanwhile
	}
}

// run is the program with a verb; killed says that it did not end by itself.
func (p *prey) run(verb string, args ...string) (out string, code int) {
	p.t.Helper()
	args = append([]string{verb, "--config", filepath.Join(p.folder, defaultConfig), "--quiet"}, args...)
	cmd := exec.Command(p.program, args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	cmd.Env = []string{"TMPDIR=" + p.folder, "HOME=" + p.folder}
	if err := cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	p.process.Store(cmd.Process)
	_ = cmd.Wait() // its code says all
	p.process.Store(nil)
	return stdout.String() + stderr.String(), cmd.ProcessState.ExitCode()
}

// planned makes a run with a plan.
func (p *prey) planned() (run string) {
	p.t.Helper()
	now := time.Now()
	if err := os.Chtimes(filepath.Join(p.folder, "people.csv"), now, now); err != nil {
		p.t.Fatal(err)
	}
	for _, verb := range []string{"reconcile", "plan"} {
		out, code := p.run(verb, "--as-of", "2026-03-31", "--no-raw")
		if code != exitDone {
			p.t.Fatalf("%s ends with %d:\n%s", verb, code, out)
		}
		lines := strings.Split(strings.TrimSpace(out), "\n")
		run = lines[len(lines)-1]
	}
	p.asked.Store(0)
	return run
}

// held is what the tenant holds, without the ids of who was created.
func (p *prey) held() string {
	s := p.tenant.Snapshot()
	var lines []string
	add := func(v any) {
		b, err := json.Marshal(v)
		if err != nil {
			p.t.Fatal(err)
		}
		lines = append(lines, string(b))
	}
	for _, u := range s.VBC.Users {
		u.ID, u.UUID = 0, ""
		add(u)
	}
	for _, u := range s.VCC.Users {
		u.UserID = ""
		add(u)
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// doubles are the addresses that were created more than once.
func (p *prey) doubles() (out []string) {
	made := map[string]int{}
	for _, w := range p.tenant.Writes() {
		if w.Kind == simulator.KindCreate && w.Effective {
			if made[w.Product+" "+strings.ToLower(w.Email)]++; made[w.Product+" "+strings.ToLower(w.Email)] == 2 {
				out = append(out, w.Email)
			}
		}
	}
	return out
}

func TestKilledApply(t *testing.T) {
	program := filepath.Join(t.TempDir(), "rollcall")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	calm := newPrey(t, program)
	plan := calm.planned()
	if out, code := calm.run("apply", plan, "--confirm", "--approved-by", "Ada Park"); code != exitDone {
		t.Fatalf("an apply that nobody kills ends with %d:\n%s", code, out)
	}
	want, requests := calm.held(), calm.asked.Load()
	if len(calm.tenant.Writes()) < 10 {
		t.Fatalf("%d writes are too few to be killed among", len(calm.tenant.Writes()))
	}
	for i := range *killCycles {
		seed := *killSeed + uint64(i)
		t.Run("seed "+strconv.FormatUint(seed, 10), func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(seed, 9))
			p := newPrey(t, program)
			plan := p.planned()
			verb, deaths := "apply", 1+r.IntN(2)
			for range 6 {
				args := []string{plan, "--confirm"}
				if verb == "apply" {
					args = append(args, "--approved-by", "Ada Park")
				}
				p.asked.Store(0)
				p.at.Store(0)
				if deaths > 0 {
					p.at.Store(1 + r.Int64N(requests))
					p.after.Store(r.IntN(2) == 0)
					deaths--
				}
				out, code := p.run(verb, args...)
				if code == exitDone {
					break
				}
				if code != -1 {
					t.Fatalf("%s ends with %d:\n%s", verb, code, out)
				}
				verb = "resume"
			}
			if got := p.held(); got != want {
				t.Errorf("the tenant is not as after an apply that nobody killed:\n%s\n\nwant\n%s", got, want)
			}
			if twice := p.doubles(); len(twice) > 0 {
				t.Errorf("created twice: %v", twice)
			}
			if out, code := p.run("apply", plan, "--confirm", "--approved-by", "Ada Park"); code != exitStale {
				t.Errorf("the plan can be used again (%d): %s", code, out)
			}
		})
	}
}
