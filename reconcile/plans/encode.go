package plans

// plan.json: how a plan is written, read back and named. There is one way to
// write a plan, so what reads back and is written differently was not written
// here: repeated names, other spelling of names and moved white space are all
// found that way.

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"rollcall/reconcile"
)

// Encode writes the plan as it stands in plan.json: the same plan gives the same
// bytes.
func (p *Plan) Encode() ([]byte, error) {
	whole := p.whole()
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(&whole); err != nil {
		return nil, fmt.Errorf("the plan cannot be written: %w", err)
	}
	return out.Bytes(), nil
}

// whole is a copy in which no list is nil, so that each is written as [].
func (p *Plan) whole() Plan {
	c := *p
	c.Inputs, c.Systems, c.Blocks = list(c.Inputs), list(c.Systems), list(c.Blocks)
	c.Limits, c.Seats, c.Notes, c.Actions = list(c.Limits), list(c.Seats), list(c.Notes), slices.Clone(list(c.Actions))
	for i := range c.Actions {
		a := &c.Actions[i]
		a.Changes, a.Findings, a.Codes = list(a.Changes), list(a.Findings), list(a.Codes)
		a.SideEffects, a.ByHand, a.Relies = list(a.SideEffects), list(a.ByHand), list(a.Relies)
		a.Numbers = slices.Clone(list(a.Numbers))
		for k := range a.Numbers {
			a.Numbers[k].Direct = list(a.Numbers[k].Direct)
		}
	}
	return c
}

// list is the list, of length 0 where it is nil.
func list[T any](l []T) []T {
	if l == nil {
		return []T{}
	}
	return l
}

// Hash is the hash of a plan: the SHA-256 of the bytes of plan.json, in
// lower-case hex.
func Hash(encoded []byte) string {
	sum := sha256.Sum256(encoded)
	return hex.EncodeToString(sum[:])
}

// Decode reads plan.json. It takes exactly what Encode writes, and a plan whose
// parts agree with each other; whether it is the plan that somebody approved its
// hash says.
func Decode(encoded []byte) (Plan, error) {
	var p Plan
	dec := json.NewDecoder(bytes.NewReader(encoded))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&p); err != nil {
		return Plan{}, fmt.Errorf("this is not a plan: %w", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return Plan{}, errors.New("something follows the plan")
	}
	if p.Schema != Schema {
		return Plan{}, fmt.Errorf("the schema is %q and not %q: this plan is of another version", p.Schema, Schema)
	}
	if err := p.check(); err != nil {
		return Plan{}, err
	}
	again, err := p.Encode()
	if err != nil {
		return Plan{}, err
	}
	if !bytes.Equal(again, encoded) {
		return Plan{}, errors.New("the plan is not in the form in which it is written: it was changed by hand or by another program")
	}
	for i := range p.Actions {
		if p.Actions[i].Body, err = compact(p.Actions[i].Body); err != nil {
			return Plan{}, err
		}
	}
	return p, nil
}

// compact is JSON without white space.
func compact(raw json.RawMessage) (json.RawMessage, error) {
	if len(raw) == 0 {
		return nil, nil
	}
	var out bytes.Buffer
	if err := json.Compact(&out, raw); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// check holds the parts of a plan against each other.
func (p *Plan) check() error {
	if p.CreatedAt.IsZero() || !p.ExpiresAt.Equal(p.CreatedAt.Add(Lifetime)) {
		return fmt.Errorf("the plan does not expire %s after it was made", Lifetime)
	}
	seen := make(map[string]bool, len(p.Actions))
	for i := range p.Actions {
		a := &p.Actions[i]
		if a.ID == "" || seen[a.ID] {
			return fmt.Errorf("action %d: the id %q is empty or stands there twice", i+1, a.ID)
		}
		seen[a.ID] = true
		if a.Order != i+1 {
			return fmt.Errorf("action %s: it is number %d and says %d", a.ID, i+1, a.Order)
		}
		if why := a.wrong(); why != "" {
			return fmt.Errorf("action %s: %s", a.ID, why)
		}
	}
	return nil
}

// wrong says what in an action contradicts itself, empty for nothing.
func (a *Action) wrong() string {
	switch {
	case !slices.Contains(reconcile.Products(), a.Product):
		return fmt.Sprintf("the product %q is not known", a.Product)
	case !slices.Contains(Kinds(), a.Kind):
		return fmt.Sprintf("the kind %q is not known", a.Kind)
	case a.Guard != Allowed && a.Guard != Held, (a.Guard == Held) != (a.GuardReason != ""):
		return "the guard and its reason do not agree"
	case a.Mode != Automatic && a.Mode != Manual, (a.Mode == Manual) != (a.ModeReason != ""), (a.Mode == Manual) != (a.Via == ByHand):
		return "the mode, its way and its reason do not agree"
	case len(a.Body) > 0 && !a.Runs():
		return "there is something to send for what is not carried out"
	case a.Irreversible != (a.Kind == Delete):
		return "what cannot be taken back is not said right"
	}
	return a.wrongWay()
}

func (a *Action) wrongWay() string {
	if a.Kind == Create {
		if a.AccountID != "" || a.Precondition != "" || len(a.Relies) > 0 {
			return "a create relies on no account"
		}
		return ""
	}
	switch {
	case a.AccountID == "":
		return "it names no account"
	case a.Precondition != precondition(a.Relies):
		return "what it relies on does not have the hash that it names"
	case a.Product == reconcile.VCC && a.Kind == Delete:
		return "a VCC user cannot be deleted"
	case a.Mode == Automatic && a.Via == BySCIM && (a.Product != reconcile.VBC || a.Kind != Deactivate && a.Kind != Reactivate):
		return "SCIM only deactivates and reactivates VBC users"
	case a.Mode == Automatic && a.Via != BySCIM && a.Via != ByREST:
		return fmt.Sprintf("the way %q is not known", a.Via)
	}
	return ""
}
