package plans

// Updates and creates: what the fields of an account are to be, by HR.

import (
	"cmp"
	"strings"

	"rollcall/reconcile"
)

// update is one action for every field of an account that does not agree with
// HR; nil where there is none. The account of somebody who has left is left as
// it is, and so is one of whom HR does not say whether they work here.
func (b *builder) update(t *table, at int, person *reconcile.Person, found []*reconcile.Finding) *draft {
	found = pick(found, "M01", "M02", "M03", "M05")
	if person == nil || len(found) == 0 || person.State == reconcile.StateLeaver || person.State == reconcile.StateAmbiguous {
		return nil
	}
	d := b.draft(t, Update, at, person, found)
	for _, f := range found {
		switch f.Code {
		case "M01":
			d.set(FieldEmail, string(person.Email.Key))
		case "M02":
			d.rename(person)
		case "M03":
			d.set(f.Field, strings.TrimSpace(f.Values.HR))
		case "M05":
			d.set(FieldSSOID, signIn(person, d.account.SSOID.Text()))
		}
	}
	if len(d.Changes) == 0 {
		d.hold("HR gives nothing that could be written in the place of what differs")
	}
	return d
}

// set plans a field, where HR gives it and it is another.
func (d *draft) set(field, after string) {
	was := before(d.account, field)
	if after != "" && !same(field, was, after) {
		d.Changes = append(d.Changes, Change{Field: field, Before: was, After: after})
	}
}

// rename plans the name. VCC has one field for it, VBC two.
func (d *draft) rename(p *reconcile.Person) {
	if d.Product == reconcile.VCC {
		d.set(FieldName, displayName(p))
		return
	}
	if p.FirstName == "" || p.LastName == "" {
		d.hold("HR does not give first and last name apart, as VBC needs them")
		return
	}
	d.set(FieldFirstName, p.FirstName)
	d.set(FieldLastName, p.LastName)
}

// displayName is a name in one field: first and last as HR has them.
func displayName(p *reconcile.Person) string {
	return cmp.Or(reconcile.JoinName(p.FirstName, p.LastName), p.Name())
}

// signIn is what stands in the place of an SSO id that is not the person's: of
// the same kind, an address for an address and an id for an id.
func signIn(p *reconcile.Person, now string) string {
	if _, err := reconcile.ParseEmail(now); err == nil {
		return cmp.Or(string(p.UPN.Key), string(p.Email.Key))
	}
	return cmp.Or(p.Login, p.EmployeeID)
}

// creates makes the accounts that are missing.
func (b *builder) creates(t *table) {
	people := b.people(t.missing)
	for _, f := range t.missing {
		person := people[f.Person.Key]
		if person == nil {
			person = &reconcile.Person{Key: f.Person.Key}
		}
		d := &draft{at: -1, person: person, Action: Action{
			Product: t.product, Kind: Create, Email: string(person.Email.Key), Name: displayName(person),
			PersonKey: person.Key, EmployeeID: person.EmployeeID,
		}}
		d.ID = actionID(t.product, Create, string(person.Key)+"\x1f"+d.Email)
		d.because([]*reconcile.Finding{f})
		b.compose(t, d)
		t.drafts = append(t.drafts, d)
	}
}

// people are those whom findings name, by key. A key of several is nobody's.
func (b *builder) people(found []*reconcile.Finding) map[reconcile.PersonKey]*reconcile.Person {
	out := map[reconcile.PersonKey]*reconcile.Person{}
	for _, f := range found {
		out[f.Person.Key] = nil
	}
	several := map[reconcile.PersonKey]bool{}
	for i := range b.src.Roster.People.Len() {
		k := b.src.Roster.People.Key(i)
		p, asked := out[k]
		switch {
		case !asked || several[k]:
		case p != nil:
			several[k], out[k] = true, nil
		default:
			out[k] = b.src.Roster.People.At(i)
		}
	}
	return out
}

// compose plans the fields of a new account.
func (b *builder) compose(t *table, d *draft) {
	set := func(field, value, missing string) {
		if value == "" {
			d.hold(missing)
			return
		}
		d.Changes = append(d.Changes, Change{Field: field, After: value})
	}
	p := d.person
	set(FieldEmail, d.Email, "HR gives no usable address")
	if t.product == reconcile.VBC {
		set(FieldFirstName, p.FirstName, "HR gives no first name, which VBC needs")
		set(FieldLastName, p.LastName, "HR gives no last name, which VBC needs")
		b.placed(t, d)
		return
	}
	d.Login = b.username(p)
	set(FieldLogin, d.Login, "HR gives no user principal name, which provision.vcc.username asks for")
	set(FieldName, d.Name, "HR gives no name")
	if role := b.src.Policy.Provision.Role; role != "" {
		d.Changes = append(d.Changes, Change{Field: FieldRole, After: role})
		agent := "false"
		if b.src.Policy.Provision.ActAsAgent {
			agent = "true"
		}
		d.Changes = append(d.Changes, Change{Field: FieldActAsAgent, After: agent})
	}
}

// usernameUPN is the provision.vcc.username that asks for the user principal name.
const usernameUPN = "upn"

// username is what a new VCC user signs in with. It cannot be changed later.
func (b *builder) username(p *reconcile.Person) string {
	if b.src.Policy.Provision.Username == usernameUPN {
		return string(p.UPN.Key)
	}
	return string(p.Email.Key)
}

// placed adds department and location, where the product returns such a field.
func (b *builder) placed(t *table, d *draft) {
	for _, f := range []struct{ field, value string }{{FieldDepartment, d.person.Department}, {FieldLocation, d.person.Location}} {
		if value := strings.TrimSpace(f.value); t.returns[f.field] && value != "" {
			d.Changes = append(d.Changes, Change{Field: f.field, After: value})
		}
	}
}
