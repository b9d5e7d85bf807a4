package apply_test

// The simulation programme: from a seed a company, a plan, and everything that
// can go wrong while it is carried out; then rules that must hold whatever
// happened. They are held against what the simulated tenant really did, never
// against what the program says of itself.
//
//	programme_test.go           the seeds and the misfortunes
//	programme_company_test.go   the company
//	programme_plan_test.go      what is judged of its plan
//	programme_machine_test.go   the machine and the wire, and what is judged at each request
//	programme_rules_test.go     what is judged at the end
//	programme_planted_test.go   faults that are put into the code, with the tag planted

import (
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	"rollcall/vonage/simulator"
)

var (
	seeds     = flag.Int("programme.seeds", 150, "how many seeds the programme runs")
	firstSeed = flag.Uint64("programme.first", 1, "the first seed")
)

func TestProgramme(t *testing.T) {
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		t.Run(strconv.Itoa(w), func(t *testing.T) {
			t.Parallel()
			for n := w; n < *seeds; n += workers {
				seed := *firstSeed + uint64(n)
				first, err := programme(t, seed)
				if err == nil && n%100 < workers {
					var again string
					if again, err = programme(t, seed); err == nil && again != first {
						err = errors.New("P13: the same seed does not give the same requests and journal")
					}
				}
				if err != nil {
					t.Fatalf("seed %d (go test ./vonage/apply -run Programme -programme.seeds=1 -programme.first=%d): %v", seed, seed, err)
				}
			}
		})
	}
}

// programme runs one seed in virtual time. The trace tells runs of it apart.
func programme(t *testing.T, seed uint64) (trace string, err error) {
	synctest.Test(t, func(*testing.T) {
		var s *story
		if s, err = newStory(seed); err == nil {
			err = s.tell()
		}
		if s != nil && s.fated != nil {
			trace = s.fated.trace()
		}
	})
	return trace, err
}

// trace is a hash of every request with its time, and of the journal.
func (m *machine) trace() string {
	h := sha256.New()
	for _, r := range m.tenant.Log() {
		fmt.Fprintln(h, r.Time, r.Method, r.Path, r.Query, r.Status)
	}
	_, _ = h.Write(m.journal) // a hash does not fail
	return fmt.Sprintf("%x", h.Sum(nil))
}

// healing are the faults after which a plan ends as if nothing had been; others
// are those after which it may not, and must only do no harm.
var healing = map[string]bool{
	"lost-request": true, "lost-answer": true, "applied-then-reset": true, "write-500": true, "write-503": true, "write-429": true,
	"unavailable": true, "throttle": true, "slow": true, "write-slow": true, "list-lag": true, "cut-body": true, "unauthorized": true,
	"token-expires-early": true, "scim-204": true, "filter-ignored": true, "size-clamped": true, "empty-200": true,
}

// misfortunes are the faults with an argument from the seed.
func misfortunes(r *rand.Rand) []string {
	n := func(most int) string { return strconv.Itoa(1 + r.IntN(most)) }
	return []string{
		"lost-request=" + n(6), "lost-answer=" + n(6), "applied-then-reset=" + n(6), "lost-answer=" + n(3) + "," + n(6), "write-500=" + n(5), "write-503=" + n(3), "write-429=" + n(3),
		"unavailable=" + n(5), "throttle=" + n(5), "slow=3s", "write-slow=20s", "list-lag=" + n(60), "cut-body=" + n(30), "unauthorized=" + n(30), "token-expires-early=" + n(9),
		"vbc:scim-204", "vbc:filter-ignored", "size-clamped=" + n(9), "empty-200=" + n(30),
		"seat-exhausted=409", "post-applied-then-500", "write-ignored", "vbc:put-clears", "vbc:delete-404", "half-created=" + n(4), "taken-elsewhere=" + n(4), "duplicate-allowed",
		"vbc:delete-async=20", "vbc:id-reuse", "vcc:archive-multi", "hostile-after=" + n(4), "write-403", "write-404", "write-405",
		"vbc:vbc-404-paths", "redirect=" + n(60), "list-lag=120", "vbc:scim-ignored", "vbc:scim-invalid-path", "vbc:scim-two-hits", "read-lag=" + n(30), "partial-view", "forbidden", "page-ignored", "html-200=" + n(30), "fault-200=" + n(30),
	}
}

// newMisfortune is what a seed has in store: for one in eight nothing, for half of
// the others nothing that does not heal.
func newMisfortune(r *rand.Rand) (bad misfortune, err error) {
	if r.IntN(8) == 0 {
		return bad, nil
	}
	tame := r.IntN(2) == 0
	rate := []int{0, 1, 5, 15, 35}[r.IntN(5)]
	for _, text := range misfortunes(r) {
		f, err := simulator.ParseFault(text)
		if err != nil {
			return bad, err
		}
		if f.Name = strings.TrimPrefix(strings.TrimPrefix(f.Name, "vbc:"), "vcc:"); tame && !healing[f.Name] || r.IntN(100) >= rate {
			continue
		}
		bad.faults = append(bad.faults, f)
	}
	if r.IntN(2) == 0 {
		for range 1 + r.IntN(3) {
			bad.crashes = append(bad.crashes, 1+r.IntN(150))
		}
	}
	if r.IntN(4) == 0 {
		bad.torn = append(bad.torn, 1+r.IntN(25))
	}
	if r.IntN(4) == 0 {
		bad.signals = append(bad.signals, 1+r.IntN(150))
	}
	switch r.IntN(8) {
	case 0:
		bad.full = 1 + r.IntN(9000)
	case 1:
		bad.unsynced, bad.lost = 1+r.IntN(25), r.IntN(2) == 0
	}
	if !tame && r.IntN(4) == 0 { // what a create can be doubled by
		bad.faults = append(bad.faults, simulator.Fault{Name: "list-lag", Arg: "120"}, simulator.Fault{Name: "duplicate-allowed"}, simulator.Fault{Name: "lost-answer"})
	}
	if !tame && r.IntN(2) == 0 {
		bad.people = []int{1, 5, 15, 35}[r.IntN(4)]
	}
	return bad, nil
}
