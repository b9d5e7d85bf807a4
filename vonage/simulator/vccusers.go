package simulator

// The users of the VCC account over time: what a reading shows of them at an
// instant, and how they are changed, come and go. Whoever changes a user does it
// here, so that nothing is changed without its line in the log.

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"
)

// clone copies a user with everything it points to.
func (u *VCCUser) clone() VCCUser {
	out := *u
	out.Active, out.Configuration.Chargeable = copied(u.Active), copied(u.Configuration.Chargeable)
	out.Licenses, out.Append = maps.Clone(u.Licenses), slices.Clone(u.Append)
	if u.Configuration.Agent != nil {
		agent := *u.Configuration.Agent
		settings := reflect.ValueOf(&agent).Elem()
		for i := range settings.NumField() {
			if f := settings.Field(i); f.Kind() == reflect.Pointer && !f.IsNil() {
				own := reflect.New(f.Type().Elem())
				own.Elem().Set(f.Elem())
				f.Set(own)
			}
		}
		if agent.Address != nil {
			agent.Address.NationalDisplay = copied(agent.Address.NationalDisplay)
			agent.Address.PreventAutoCallbackNumber = copied(agent.Address.PreventAutoCallbackNumber)
		}
		agent.AssociatedUsers = slices.Clone(agent.AssociatedUsers)
		out.Configuration.Agent = &agent
	}
	return out
}

// copied copies what a pointer points to.
func copied[T any](p *T) *T {
	if p == nil {
		return nil
	}
	v := *p
	return &v
}

// read gives the user that a reading of one shows at an instant, nil for none.
func (d *vccDesk) read(id string, at time.Time) *vccUser {
	lag := d.faults.seconds("read-lag")
	if lag == 0 {
		return d.byID[id]
	}
	for _, u := range d.asOf(at.Add(-lag)) {
		if u.UserID == id {
			return u
		}
	}
	return nil
}

// asOf lists the users as they were at an instant.
func (d *vccDesk) asOf(at time.Time) []*vccUser {
	var users []*vccUser
	for _, u := range slices.Concat(d.users, d.removed) {
		if was := u.asOf(at); was != nil {
			users = append(users, was)
		}
	}
	return users
}

// asOf is a user as it was at an instant, nil when it was not there.
func (u *vccUser) asOf(at time.Time) *vccUser {
	if !u.life.covers(at) {
		return nil
	}
	for _, was := range u.past {
		if at.Before(was.life.deleted) {
			return was
		}
	}
	return u
}

// change makes another of a user, on behalf of a request.
func (d *vccDesk) change(c *call, u *vccUser, after VCCUser) {
	before, email := encode(u.VCCUser), u.Email
	if d.faults.lags() {
		was := *u
		was.past, was.life.deleted = nil, c.at
		u.past = append(u.past, &was)
	}
	u.VCCUser, u.onWire = after, nil
	c.changed(u.UserID, email, before, encode(u.VCCUser))
}

// enter adds a user who was created at an instant, on behalf of a request.
func (d *vccDesk) enter(c *call, given VCCUser) *vccUser {
	u := d.add(given)
	u.life.created = c.at
	c.made(u.UserID, u.Email, encode(u.VCCUser))
	return u
}

// remove takes a user away, on behalf of whoever can: no request does.
func (d *vccDesk) remove(c *call, u *vccUser) {
	c.did(Write{Kind: KindDelete, UserID: u.UserID, Email: u.Email})
	u.life.deleted = c.at
	d.removed = append(d.removed, u)
	d.users = slices.DeleteFunc(d.users, func(x *vccUser) bool { return x == u })
	delete(d.byID, u.UserID)
}

// visible lists the users that a list shows at an instant.
func (d *vccDesk) visible(include string, at time.Time) []*vccUser {
	users := d.users
	if lag := d.faults.seconds("list-lag"); lag > 0 {
		users = d.asOf(at.Add(-lag))
	}
	if include != "All" {
		var kept []*vccUser
		for _, u := range users {
			if *u.Active == (include == "Active") {
				kept = append(kept, u)
			}
		}
		users = kept
	}
	if d.faults.on("partial-view") {
		users = partial(users)
	}
	return users
}

// drift lets one user go and another come, once, between the first page and
// the rest.
func (d *vccDesk) drift(c *call, page int) {
	if !d.faults.on("insert-delete") || d.drifted || page <= d.base || len(d.users) == 0 {
		return
	}
	d.drifted = true
	d.remove(c, d.users[0])
	d.enter(c, d.ghost().VCCUser)
}

// ghost is a user whom no scenario knows.
func (d *vccDesk) ghost() *vccUser {
	domain := "company.example"
	if len(d.users) > 0 {
		if _, after, ok := strings.Cut(d.users[0].Email, "@"); ok {
			domain = after
		}
	}
	yes := true
	return &vccUser{VCCUser: VCCUser{
		UserID: derivedUUID("vcc", "late.arrival"), Username: "late.arrival", Name: "Late Arrival",
		Email: "late.arrival@" + domain, Active: &yes, Configuration: VCCConfiguration{Role: "Agent", ActAsAgent: true},
	}}
}
