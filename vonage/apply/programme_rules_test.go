package apply_test

// What must hold at the end of a seed, whatever happened. The names of the rules
// stand in the complaints.

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"rollcall/reconcile"
	"rollcall/reconcile/plans"
	"rollcall/vonage"
	"rollcall/vonage/apply"
	"rollcall/vonage/simulator"
)

// story is one seed.
type story struct {
	seed  uint64
	rand  *rand.Rand
	c     *company
	pops  []reconcile.Population
	past  reconcile.PastLinks
	at    time.Time
	plan  plans.Plan
	bytes []byte
	sha   string

	fated *machine // to which everything happens
	good  *machine // the same plan on a good day
}

func newStory(seed uint64) (*story, error) {
	s := &story{seed: seed, rand: rand.New(rand.NewPCG(seed, 1)), at: time.Now().UTC()}
	s.c = newCompany(s.rand, s.at)
	reader, err := newMachine(s.c, &plans.Plan{}, "", misfortune{}, seed)
	if err != nil {
		return s, err
	}
	s.pops = s.c.read(context.Background(), reader.options())
	s.past = s.c.before(s.pops)
	if s.plan, err = plans.Build(s.c.source(s.c.people, s.pops, s.past, s.at)); err != nil {
		return s, err
	}
	if s.bytes, err = s.plan.Encode(); err != nil {
		return s, err
	}
	s.sha = plans.Hash(s.bytes)
	return s, nil
}

// tell makes the plan, carries it out on a good day and on the day of the seed,
// and judges both.
func (s *story) tell() error {
	if err := errors.Join(s.planRules()...); err != nil {
		return err
	}
	if approved, err := s.approve(); err != nil || !approved {
		return err
	}
	bad, err := newMisfortune(s.rand)
	if err != nil {
		return err
	}
	for _, day := range []struct {
		bad misfortune
		m   **machine
	}{{misfortune{}, &s.good}, {bad, &s.fated}} {
		if *day.m, err = newMachine(s.c, &s.plan, s.sha, day.bad, s.seed); err != nil {
			return err
		}
		(*day.m).good = day.m == &s.good
		if day.m == &s.good {
			s.rehearse(s.good)
		}
		if err := s.day(*day.m); err != nil {
			return fmt.Errorf("%w (%d actions, %+v)", err, len(s.plan.Actions), day.bad)
		}
	}
	return s.compare()
}

// rehearse asks what would become of the plan, of a tenant whose filters do not
// work. Nothing may be sent, and nobody has drifted.
func (s *story) rehearse(m *machine) {
	fault := []string{"filter-ignored", "filter-loose"}[s.rand.IntN(2)]
	_ = m.tenant.Misbehave(simulator.Fault{Name: "vbc:" + fault}) // the fault is one of the catalogue
	desk, err := vonage.OpenReader(context.Background(), s.c.tenant(), m.options())
	if err != nil {
		m.complain("P9: %v", err)
		return
	}
	defer desk.Close()
	results, err := apply.Rehearse(context.Background(), &s.plan, desk, time.Now, nil)
	if err != nil || m.writes > 0 {
		m.complain("P9: a rehearsal makes %d writes and ends with %v", m.writes, err)
	}
	for i, r := range results {
		if a := &s.plan.Actions[i]; a.Runs() && r.State != plans.NotTried {
			m.complain("P10: the rehearsal of %s (%s) says %s: %s", r.Action, r.Kind, r.State, r.Detail)
		}
	}
}

// day carries the plan out and judges what came of it.
func (s *story) day(m *machine) error {
	began := time.Now()
	hostile := m.bad.has("hostile-after")
	out, err := m.finish()
	if err != nil {
		return errors.Join(append([]error{err}, m.heard()...)...)
	}
	m.effects(hostile)
	m.results(&out, hostile)
	m.canaries(&out)
	if most := 600 + 150*len(s.plan.Actions); m.requests > most {
		m.complain("P12: %d requests for %d actions", m.requests, len(s.plan.Actions))
	}
	if took := time.Since(began); took > 20*time.Hour {
		m.complain("P12: it took %s", took)
	}
	m.heal()
	time.Sleep(5 * slowest) // until every list shows what was done
	m.again()
	s.converged(m, &out)
	return errors.Join(m.heard()...)
}

func (m *machine) heard() []error {
	var out []error
	for _, t := range m.trouble {
		out = append(out, errors.New(t))
	}
	return out
}

// effects judges what the tenant says was done to it.
func (m *machine) effects(hostile bool) {
	created := map[string]int{}
	mine := map[string]*plans.Action{}
	for i := range m.plan.Actions {
		a := &m.plan.Actions[i]
		mine[string(a.Product)+string(a.Kind)+a.AccountID] = a
	}
	kinds := map[string]plans.Kind{simulator.KindUpdate: plans.Update, simulator.KindArchive: plans.Deactivate, simulator.KindRestore: plans.Reactivate, simulator.KindDelete: plans.Delete}
	for _, w := range m.tenant.Writes() {
		if w.Number == 0 || !w.Effective {
			continue
		}
		who := strings.ToLower(w.Email)
		if slices.Contains(m.c.owners, who) && w.Product == "VCC" && w.Kind != simulator.KindCreate && !hostile {
			m.complain("P7: %s of %s, whose credentials are used", w.Kind, who)
		}
		if m.c.notOurs[who] && !hostile {
			m.complain("P7: %s %s of %s, who must not be touched", w.Product, w.Kind, who)
		}
		if (w.Kind == simulator.KindDelete || w.Kind == simulator.KindArchive) && m.c.admins[who] && !hostile {
			m.complain("P7: %s %s of %s, who is an administrator", w.Product, w.Kind, who)
		}
		if w.Kind == simulator.KindCreate {
			if created[w.Product+who]++; created[w.Product+who] > 1 && !hostile && !m.bad.has("partial-view") { // who is hidden and not unique cannot be seen

				m.complain("P2: %s was created %d times in %s", who, created[w.Product+who], w.Product)
			}
			continue
		}
		a := mine[w.Product+string(kinds[w.Kind])+w.UserID]
		if hostile || a == nil {
			continue // a request that was no action's was seen when it was made
		}
		for _, c := range w.Changes {
			if !m.planned(a, c.Field) && w.Kind != simulator.KindDelete && !m.raced[a.ID] {
				m.complain("P6: %s changed %s from %s to %s, which nobody planned", a.ID, c.Field, c.Before, c.After)
			}
		}
	}
}

// planned reports whether an action means to change a field of the wire, or a
// fault does it in its place.
func (m *machine) planned(a *plans.Action, field string) bool {
	wire := map[string][]string{
		plans.FieldState: {"status", "active"}, plans.FieldSSOID: {"ssoExternalId"}, plans.FieldFirstName: {"first_name", "name"}, plans.FieldLastName: {"last_name", "name"},
	}
	for _, c := range a.Changes {
		if c.Field == field || slices.Contains(wire[c.Field], field) {
			return true
		}
	}
	return m.bad.has("put-clears") && field == "department"
}

// results judges the verdict: one state for each action, and each of them true.
func (m *machine) results(out *plans.Applied, hostile bool) {
	if len(out.Results) != len(m.plan.Actions) {
		m.complain("P10: %d results for %d actions", len(out.Results), len(m.plan.Actions))
		return
	}
	m.ends = map[string]plans.State{}
	done := m.done()
	counts := map[plans.State]int{}
	for i := range out.Results {
		a, r := &m.plan.Actions[i], &out.Results[i]
		counts[r.State]++
		if m.good && a.Runs() && r.State != plans.Done && !m.c.short() {
			m.complain("P18: %s (%s) is %s on a good day: %s", a.ID, a.Kind, r.State, r.Detail)
		}
		if r.State == plans.Drifted && m.tame {
			m.complain("P10: %s is said to have drifted, and nobody changed it: %s", a.ID, r.Detail)
		}
		m.ends[a.ID] = r.State
		effective := done[string(a.Product)+string(a.Kind)+a.AccountID+who(a)]
		switch {
		case r.Action != a.ID || !slices.Contains(plans.States(), r.State):
			m.complain("P10: action %s ends as %q of %s", a.ID, r.State, r.Action)
		case m.sent[a.ID] > 0 && r.Attempts == 0:
			m.complain("P10: %s is said to have had no request, and it had %d", a.ID, m.sent[a.ID])
		case m.sent[a.ID] == 0 && r.State == plans.Done:
			m.complain("P10: %s is done, and no request was made", a.ID)
		case effective && !hostile && !m.bad.has("partial-view") && (r.State == plans.NotTried || r.State == plans.Drifted || r.State == plans.ByPerson):
			m.complain("P10: %s (%s) is %s (%s), and it was carried out", a.ID, a.Kind, r.State, r.Detail)
		case r.State == plans.Done && !effective && !hostile && m.edited[string(a.Product)+" "+a.AccountID] == 0: // else a person may have done the same
			m.complain("P10: %s (%s) is done, and the tenant knows nothing of it", a.ID, a.Kind)
		}
	}
	for _, s := range plans.States() {
		if out.Counts[s] != counts[s] {
			m.complain("P10: %d are counted as %s, and %d are", out.Counts[s], s, counts[s])
		}
	}
}

// who tells creates apart, which have no id.
func who(a *plans.Action) string {
	if a.Kind == plans.Create {
		return strings.ToLower(a.Email)
	}
	return ""
}

// done are the effective writes of this program, as an action would name them.
func (m *machine) done() map[string]bool {
	kinds := map[string]plans.Kind{simulator.KindUpdate: plans.Update, simulator.KindArchive: plans.Deactivate, simulator.KindRestore: plans.Reactivate, simulator.KindDelete: plans.Delete}
	out := map[string]bool{}
	for _, w := range m.tenant.Writes() {
		switch {
		case w.Number == 0 || !w.Effective:
		case w.Kind == simulator.KindCreate:
			out[w.Product+string(plans.Create)+strings.ToLower(w.Email)] = true
		default:
			out[w.Product+string(kinds[w.Kind])+w.UserID] = true
		}
	}
	return out
}

// canaries looks for what must not be said.
func (m *machine) canaries(out *plans.Applied) {
	verdict, err := json.Marshal(out)
	if err != nil {
		m.complain("P11: %v", err)
	}
	for name, text := range map[string]string{"the journal": string(m.journal), "the verdict": string(verdict), "what apply says": m.shown.String()} {
		if strings.Contains(text, "canary") || name == "the journal" && strings.Contains(text, "@") {
			m.complain("P11: %s holds a secret or an address", name)
		}
	}
}

// again carries the plan out once more, which must do nothing.
func (m *machine) again() {
	before := m.writes
	if _, err := m.run(); !errors.Is(err, apply.ErrUsed) || m.writes != before {
		m.complain("P9: a plan that was used makes %d writes and ends with %v", m.writes-before, err)
	}
}

// converged reads and plans anew: nothing is left to do but what was not done.
func (s *story) converged(m *machine, out *plans.Applied) {
	next, err := plans.Build(s.c.source(s.c.people, s.c.read(context.Background(), m.options()), s.past, time.Now().UTC()))
	if err != nil {
		if !m.bad.has("duplicate-allowed") {
			m.complain("P1: afterwards no plan can be made: %v", err)
		}
		return
	}
	undone := map[string]bool{}
	for i := range out.Results {
		if r := &out.Results[i]; r.State != plans.Done && r.State != plans.Already {
			undone[r.AccountID+who(&s.plan.Actions[i])] = true
			undone[s.plan.Actions[i].AccountID+who(&s.plan.Actions[i])] = true
		}
	}
	for i := range next.Actions {
		a := &next.Actions[i]
		if a.Runs() && m.tame && !undone[a.AccountID+who(a)] {
			m.complain("P1: afterwards %s %s in %s is still to be done", a.Kind, a.AccountID+who(a), a.Product)
		}
	}
}

// compare holds the day of the seed against a good one.
func (s *story) compare() error {
	var all []error
	for id := range s.fated.sent {
		if s.good.sent[id] == 0 && !s.c.short() {
			all = append(all, fmt.Errorf("P15: %s is written only because something went wrong", id))
		}
	}
	for id, state := range s.good.ends {
		// A reading that failed before a request leaves an action to the next plan,
		// and says so.
		if now := s.fated.ends[id]; s.fated.tame && now != state && now != plans.NotTried && !s.c.short() {
			all = append(all, fmt.Errorf("P5: %s ends %s on a good day and %s on this one (%+v)", id, state, now, s.fated.bad))
		}
	}
	if a, b := held(s.good), held(s.fated); a != b && s.fated.tame && maps.Equal(s.good.ends, s.fated.ends) {
		all = append(all, fmt.Errorf("P5: the tenant is not as after a good day (%+v):\n%s", s.fated.bad, difference(a, b)))
	}
	return errors.Join(all...)
}

// held is what a tenant holds in words, without the ids of created users.
func held(m *machine) string {
	snapshot := m.tenant.Snapshot()
	var lines []string
	for _, u := range snapshot.VBC.Users {
		u.ID, u.UUID = 0, ""
		lines = append(lines, line(u))
	}
	for _, u := range snapshot.VCC.Users {
		u.UserID = ""
		if u.Configuration.Agent != nil {
			u.Configuration.Agent.DisplayID = ""
		}
		lines = append(lines, line(u))
	}
	for _, x := range snapshot.VBC.Extensions {
		lines = append(lines, line(x))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

func line(v any) string {
	b, _ := json.Marshal(v) // of plain values, which does not fail
	return string(b)
}

// difference are the lines that only one of two texts has.
func difference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	var out []string
	for _, l := range x {
		if !slices.Contains(y, l) {
			out = append(out, "- "+l)
		}
	}
	for _, l := range y {
		if !slices.Contains(x, l) {
			out = append(out, "+ "+l)
		}
	}
	return strings.Join(out, "\n")
}
