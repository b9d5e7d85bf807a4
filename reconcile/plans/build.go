package plans

// Making a plan, from findings to actions. Each step is a file: wanted.go turns
// findings into drafts, guards.go and clashes.go hold back what must not be done,
// finish.go decides who does it, in which order and within which limits.
//
// A finding that cannot be placed is an error and never passed over: a plan that
// is missing something looks like one that needs nothing.

import (
	"errors"
	"fmt"

	"rollcall/reconcile"
	"rollcall/reconcile/match"
)

// NotReadError says that a product was not read completely, so that nothing can
// be planned.
type NotReadError struct {
	Product reconcile.Product
	Reason  string
}

// Error names the product and why.
func (e *NotReadError) Error() string {
	return fmt.Sprintf("%s was not read completely, so there is no plan: %s", e.Product, e.Reason)
}

// Build makes the plan that would repair what the findings say. It is an error
// when a configured product was not read completely (a *NotReadError) or nobody
// was joined.
func Build(src Source) (Plan, error) {
	if src.Roster == nil || src.Links == nil {
		return Plan{}, errors.New("people and accounts were not joined, so there is no plan")
	}
	b, err := newBuilder(src, "")
	if err != nil {
		return Plan{}, err
	}
	if err := b.sortFindings(); err != nil {
		return Plan{}, err
	}
	for _, t := range b.tables {
		b.wanted(t)
	}
	b.guard()
	return b.finish()
}

// draft is an action in the making.
type draft struct {
	Action
	account *reconcile.Account // nil for a create
	at      int                // its index in the population, -1 for a create
	person  *reconcile.Person  // nil where nobody is linked
	held    []string           // what speaks against it
	byHand  string             // why a person has to do it, whatever the tenant can do
	orphan  bool               // nobody in HR explains the account
	undo    bool               // it takes back what was applied: HR has no part in it
}

// hold notes a reason against the draft; the empty one is none.
func (d *draft) hold(why string) {
	if why != "" {
		d.held = append(d.held, why)
	}
}

// allowed reports whether nothing was found to speak against it.
func (d *draft) allowed() bool { return len(d.held) == 0 }

// change is what a draft makes of a field; ok is false where it leaves it.
func (d *draft) change(field string) (c Change, ok bool) {
	for _, c := range d.Changes {
		if c.Field == field {
			return c, true
		}
	}
	return Change{}, false
}

// table is one product while its part of the plan is made.
type table struct {
	product reconcile.Product
	pop     *reconcile.Population
	links   *match.ProductLinks // nil in the plan of an undo without links
	power   Power
	found   map[string][]*reconcile.Finding // by account id
	missing []*reconcile.Finding            // J01
	blocked []*reconcile.Finding            // they hold back every removal
	renames map[reconcile.PersonKey]bool    // people who may have an account under another address
	at      map[string]int                  // account id -> index, of those that are asked for
	drafts  []*draft
	base    int             // accounts that the limits are taken of
	admins  int             // administrators who can sign in
	owned   bool            // the credential's own user is known and there
	returns map[string]bool // department and location, where the product returns such a field
}

// account is an account of the population by its id, with its index; nil where
// there is none.
func (t *table) account(id string) (*reconcile.Account, int) {
	i, known := t.at[id]
	if !known {
		return nil, -1
	}
	return &t.pop.Accounts[i], i
}

// builder makes one plan.
type builder struct {
	src     Source
	plan    Plan
	guarded protection
	tables  []*table
	blocks  []Block // the blocks of the source and those that findings make
}

func newBuilder(src Source, undoOf string) (*builder, error) {
	guarded, err := newProtection(src.Policy.Protected)
	if err != nil {
		return nil, err
	}
	b := &builder{src: src, guarded: guarded, blocks: append([]Block{}, src.Blocks...)}
	for i := range src.Populations {
		pop := &src.Populations[i]
		if pop.Status == reconcile.PopulationSkipped {
			continue
		}
		if !pop.Complete() {
			return nil, &NotReadError{pop.Product, pop.Reason}
		}
		t := &table{product: pop.Product, pop: pop, power: src.Powers[pop.Product], found: map[string][]*reconcile.Finding{}, renames: map[reconcile.PersonKey]bool{}}
		if src.Links != nil {
			if t.links = src.Links.Of(pop.Product); t.links == nil || len(t.links.Placements) != len(pop.Accounts) {
				return nil, fmt.Errorf("%s was not joined with HR, so there is no plan", pop.Product)
			}
		}
		b.count(t)
		b.tables = append(b.tables, t)
	}
	b.plan = Plan{
		Schema: Schema, Run: src.Run, Tenant: src.Tenant, TenantName: src.TenantName, UndoOf: undoOf, AsOf: src.AsOf.String(),
		CreatedAt: src.At.UTC().Round(0), PlannedBy: src.PlannedBy, Tool: src.Tool, Baseline: src.Earlier.Run,
		Inputs: src.Inputs, Systems: systems(src.Populations),
	}
	b.plan.ExpiresAt = b.plan.CreatedAt.Add(Lifetime)
	return b, nil
}

// systems are the products as they were read.
func systems(pops []reconcile.Population) []System {
	var out []System
	for i := range pops {
		if p := &pops[i]; p.Status != reconcile.PopulationSkipped {
			out = append(out, System{
				Product: p.Product, Host: p.Proof.Host, AccountID: p.Proof.AccountID, Dialect: p.Proof.Dialect,
				Accounts: len(p.Accounts), ReadAt: p.Proof.FinishedAt.UTC().Round(0),
			})
		}
	}
	return out
}

// sortFindings puts each finding where it counts: to its account, to those who
// have none, to its product, or to the whole run.
func (b *builder) sortFindings() error {
	of := map[reconcile.Product]*table{}
	for _, t := range b.tables {
		of[t.product] = t
	}
	for i := range b.src.Findings {
		f := &b.src.Findings[i]
		t := of[f.Product]
		if f.Code == "R01" && t != nil {
			t.renames[f.Person.Key] = true
		}
		switch {
		case f.Code == "O07" || f.Code == "O08":
			// About a row of the exceptions file, which may name an account that is gone.
		case f.Account.ID != "" && t != nil:
			t.found[f.Account.ID] = append(t.found[f.Account.ID], f)
		case f.Code == "J01" && t != nil:
			t.missing = append(t.missing, f)
		case f.BlocksDelete && f.Product != "" && t != nil:
			t.blocked = append(t.blocked, f)
		case f.BlocksDelete && f.Product == "" && len(f.HRRows) == 0:
			b.blocks = append(b.blocks, Block{Name: string(f.Code), Detail: f.Detail})
		}
	}
	for _, t := range b.tables {
		t.find()
		for id := range t.found {
			if _, known := t.at[id]; !known {
				return fmt.Errorf("a finding names the account %q of %s, which was not read", id, t.product)
			}
		}
	}
	return nil
}

// find notes where the accounts stand that findings are about.
func (t *table) find() {
	t.at = make(map[string]int, len(t.found))
	for i := range t.pop.Accounts {
		if id := t.pop.Accounts[i].ID; len(t.found[id]) > 0 {
			t.at[id] = i
		}
	}
}
