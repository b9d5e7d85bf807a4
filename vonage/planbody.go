package vonage

// What is sent for an action, in the product's own words. It is made when the plan
// is, stands in the plan, and is sent as it stands there.

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/plans"
	"rollcall/vonage/scim"
)

// PlanBody is what is sent for an action; nil for one that is done by hand, and for
// a delete. A change that the product has no field for is an error.
func PlanBody(a *plans.Action) (json.RawMessage, error) {
	switch {
	case a.Via == plans.ByHand, a.Kind == plans.Delete:
		return nil, nil
	case len(a.Changes) == 0:
		return nil, fmt.Errorf("action %s changes nothing", a.ID)
	case a.Via == plans.BySCIM:
		return bodySCIM(a)
	case a.Product == reconcile.VBC:
		return bodyVBC(a)
	case a.Product == reconcile.VCC:
		return bodyVCC(a)
	}
	return nil, fmt.Errorf("%s is not known", a.Product)
}

// The names of the members that a change goes to.
var (
	createVBC = map[string]string{plans.FieldEmail: "email", plans.FieldFirstName: "first_name", plans.FieldLastName: "last_name",
		plans.FieldDepartment: "department", plans.FieldLocation: "location", plans.FieldState: ""} // a new user is active, and no call sets it
	updateVBC = map[string]string{plans.FieldEmail: "email", plans.FieldFirstName: "first_name", plans.FieldLastName: "last_name",
		plans.FieldName: "name", plans.FieldDepartment: "department", plans.FieldLocation: "location"}
	createVCC = map[string]string{plans.FieldLogin: "username", plans.FieldName: "name", plans.FieldEmail: "email",
		plans.FieldSSOID: "ssoExternalId", plans.FieldState: "active", plans.FieldRole: "userAccountConfiguration.role",
		plans.FieldActAsAgent: "userAccountConfiguration.actAsAgent"}
	updateVCC = map[string]string{plans.FieldName: "name", plans.FieldEmail: "email", plans.FieldSSOID: "ssoExternalId", plans.FieldState: "active"}
)

func bodySCIM(a *plans.Action) (json.RawMessage, error) {
	for _, c := range a.Changes {
		if c.Field != plans.FieldState {
			return nil, noField(a, c)
		}
	}
	active, err := activeOf(a.Changes[0])
	if err != nil {
		return nil, err
	}
	return scim.SetActive(active)
}

func bodyVBC(a *plans.Action) (json.RawMessage, error) {
	switch a.Kind {
	case plans.Create:
		return bodyOf(a, createVBC)
	case plans.Update:
		return bodyOf(a, updateVBC)
	}
	return nil, fmt.Errorf("VBC has no call to %s an account", a.Kind)
}

func bodyVCC(a *plans.Action) (json.RawMessage, error) {
	if a.Kind == plans.Create {
		return bodyOf(a, createVCC)
	}
	return bodyOf(a, updateVCC)
}

func noField(a *plans.Action, c plans.Change) error {
	return fmt.Errorf("%s has no field for %s in this call (%s)", a.Product, c.Field, a.Kind)
}

// bodyOf is an object with a member for each change, in their order. Those of an
// inner object are together, where the first of them stands.
func bodyOf(a *plans.Action, names map[string]string) (json.RawMessage, error) {
	top := &ordered{}
	for _, c := range a.Changes {
		name, ok := names[c.Field]
		if !ok {
			return nil, noField(a, c)
		}
		value, err := valueOf(c)
		if err != nil {
			return nil, err
		}
		if name == "" && value == true {
			continue
		}
		if name == "" {
			return nil, noField(a, c)
		}
		into := top
		if outer, inner, nested := strings.Cut(name, "."); nested {
			into, name = top.inner(outer), inner
		}
		into.put(name, value)
	}
	return top.encode()
}

// valueOf is the value that a change sets.
func valueOf(c plans.Change) (any, error) {
	switch c.Field {
	case plans.FieldState:
		return activeOf(c)
	case plans.FieldActAsAgent:
		return strconv.ParseBool(c.After)
	}
	return c.After, nil
}

// activeOf reads a state that an account is to have.
func activeOf(c plans.Change) (bool, error) {
	switch reconcile.AccountState(c.After) {
	case reconcile.AccountActive:
		return true, nil
	case reconcile.AccountArchived:
		return false, nil
	}
	return false, fmt.Errorf("%q is no state that an account can be given", c.After)
}

// ordered is a JSON object whose members keep their order.
type ordered struct {
	names  []string
	values map[string]any
}

func (o *ordered) put(name string, value any) {
	if o.values == nil {
		o.values = map[string]any{}
	}
	if _, there := o.values[name]; !there {
		o.names = append(o.names, name)
	}
	o.values[name] = value
}

// inner is the object under a name, made where there is none.
func (o *ordered) inner(name string) *ordered {
	have, ok := o.values[name].(*ordered)
	if !ok {
		have = &ordered{}
		o.put(name, have)
	}
	return have
}

func (o *ordered) encode() (json.RawMessage, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, name := range o.names {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.Quote(name) + ":")
		value, err := encoded(o.values[name])
		if err != nil {
			return nil, err
		}
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

func encoded(v any) (json.RawMessage, error) {
	if o, ok := v.(*ordered); ok {
		return o.encode()
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimSpace(b.Bytes()), err
}
