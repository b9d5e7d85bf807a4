//go:build planted

package apply_test

// Faults that are put into the code: each must be noticed by a seed of the
// programme, by a check of its own here, or by the tests of the room that it is
// in. The tables hold every name in the code and no other.

import (
	"context"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"rollcall/reconcile"
	"rollcall/reconcile/plans"
	"rollcall/reconcile/planted"
	"rollcall/vonage"
	"rollcall/vonage/simulator"
)

// byProgramme are the faults that seeds notice.
var byProgramme = []string{
	"5xx-is-refused", "admin-automatic", "count-protected", "delete-undecided", "drift-blind", "drop-intent", "filter-trusted",
	"forget-unknown", "ignore-baseline", "ignore-blocks", "ignore-last-admins", "ignore-owner", "ignore-protected", "intent-after", "limit-rounds-up",
	"lost-answer-is-refused", "no-custody", "no-rolling", "no-segment", "no-settle", "one-look", "put-planned-fields-only", "repeat-done-on-resume",
	"replay-write", "retry-post", "seats-not-counted", "send-overages", "skip-reread", "trust-accepted", "write-held", "write-manual",
}

// byCheck are the faults that a check of their own notices.
var byCheck = map[string]func(*testing.T) error{"404-is-gone": gatewayNotFound, "follow-redirect-on-write": redirected}

// elsewhere are the faults that other tests with the tag notice, by the file with
// their table.
var elsewhere = map[string][]string{
	"vonage/apply/planted_test.go": {"cross-product-id", "delete-404-is-gone", "email-not-retyped", "ignore-nopower", "no-batch-check", "no-first-alone", "no-stop"},
	"cmd/rollcall/planted_test.go": {
		"altered-plan-ok", "approve-any-number", "expired-ok", "no-lock-on-apply", "other-tenant-ok", "plan-reusable", "resume-skips-open-check",
		"rolling-evidence-optional", "self-approval-ok",
	},
}

// seedsForPlanted is after how many seeds a fault counts as not noticed.
const seedsForPlanted = 1000

func TestPlantedFaultsAreNoticed(t *testing.T) {
	for _, name := range byProgramme {
		t.Run(name, func(t *testing.T) {
			plant(t, name)
			var by atomic.Pointer[string]
			t.Run("seeds", func(t *testing.T) {
				for w := range 2 {
					t.Run(strconv.Itoa(w), func(t *testing.T) {
						t.Parallel()
						for seed := uint64(1 + w); seed <= seedsForPlanted && by.Load() == nil; seed += 2 {
							if _, err := programme(t, seed); err != nil {
								text := "seed " + strconv.FormatUint(seed, 10) + ": " + strings.SplitN(err.Error(), "\n", 2)[0]
								by.Store(&text)
							}
						}
					})
				}
			})
			if by.Load() == nil {
				t.Fatalf("no seed up to %d notices it", seedsForPlanted)
			}
			t.Log(*by.Load())
		})
	}
	for name, check := range byCheck {
		t.Run(name, func(t *testing.T) {
			if err := check(t); err != nil {
				t.Fatalf("without the fault: %v", err)
			}
			plant(t, name)
			if check(t) == nil {
				t.Error("nothing notices it")
			}
		})
	}
}

func plant(t *testing.T, name string) {
	planted.Plant(name)
	t.Cleanup(func() { planted.Plant("") })
}

// gatewayNotFound says that a gateway which knows no path is not the product's
// word that there is no user.
func gatewayNotFound(t *testing.T) (err error) {
	synctest.Test(t, func(*testing.T) {
		c := newCompany(rand.New(rand.NewPCG(1, 1)), time.Now())
		m, failed := newMachine(c, &plans.Plan{}, "", misfortune{}, 1)
		if failed != nil {
			err = failed
			return
		}
		desk, failed := vonage.OpenReader(context.Background(), c.tenant(), m.options())
		if failed != nil {
			err = failed
			return
		}
		defer desk.Close()
		id := m.tenant.Snapshot().VBC.Users[0].UUID
		if image, failed := desk.Read(context.Background(), reconcile.VBC, id); failed != nil || image == nil {
			err = errors.Join(failed, errors.New("the account cannot be read at all"))
			return
		}
		_ = m.tenant.Misbehave(simulator.Fault{Name: "vbc:vbc-404-paths"}) // the fault is one of the catalogue
		if image, failed := desk.Read(context.Background(), reconcile.VBC, id); failed == nil {
			err = errors.New("a gateway that knows no path is taken for no account: " + strconv.FormatBool(image == nil))
		}
	})
	return err
}

// redirected carries a plan out while one request after the other is redirected.
func redirected(t *testing.T) (err error) {
	synctest.Test(t, func(*testing.T) {
		s, failed := newStory(2)
		if failed != nil {
			err = failed
			return
		}
		for n := 10; n < 80 && err == nil; n++ {
			m, failed := newMachine(s.c, &s.plan, s.sha, misfortune{faults: []simulator.Fault{{Name: "redirect", Arg: strconv.Itoa(n)}}}, 2)
			if failed == nil {
				_, failed = m.finish()
			}
			err = errors.Join(append(m.heard(), failed)...)
		}
	})
	return err
}

var onCall = regexp.MustCompile(`planted\.On\("([^"]*)"\)`)

func TestPlantedTablesAreWhole(t *testing.T) {
	root := filepath.Join("..", "..")
	inCode := map[string]bool{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range onCall.FindAllSubmatch(text, -1) {
			inCode[string(m[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	inTable := slices.Clone(byProgramme)
	for name := range byCheck {
		inTable = append(inTable, name)
	}
	for file, names := range elsewhere {
		text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(file)))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if !strings.Contains(string(text), strconv.Quote(name)) {
				t.Errorf("%s does not have %q", file, name)
			}
		}
		inTable = append(inTable, names...)
	}
	for name := range inCode {
		if !slices.Contains(inTable, name) {
			t.Errorf("%q can be planted, and no table has it", name)
		}
	}
	for _, name := range inTable {
		if !inCode[name] {
			t.Errorf("%q stands in a table, and nowhere in the code", name)
		}
	}
}
