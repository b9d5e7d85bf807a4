package simulator

// The users of the VBC account over time: what a reading shows of them at an
// instant, and how they are changed, come and go. Whoever changes a user does it
// here, so that nothing is changed without its line in the log.

import (
	"slices"
	"strings"
	"time"
)

// visible lists the users that a list shows at an instant.
func (d *vbcDesk) visible(at time.Time) []*vbcUser {
	users := d.users
	if lag := d.faults.seconds("list-lag"); lag > 0 {
		users = nil
		for _, u := range slices.Concat(d.users, d.removed) {
			if was := u.asOf(at.Add(-lag)); was != nil {
				users = append(users, was)
			}
		}
	}
	if d.faults.on("partial-view") {
		users = partial(users)
	}
	return users
}

// read gives the user that a reading of one shows at an instant, nil for none.
func (d *vbcDesk) read(id string, at time.Time) *vbcUser {
	lag := d.faults.seconds("read-lag")
	if lag == 0 {
		return d.byID[id]
	}
	for _, u := range slices.Concat(d.users, d.removed) {
		if was := u.asOf(at.Add(-lag)); was != nil && d.idOf(was) == id {
			return was
		}
	}
	return nil
}

// asOf is a user as it was at an instant, nil when it was not there.
func (u *vbcUser) asOf(at time.Time) *vbcUser {
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

// change changes a user, on behalf of a request.
func (d *vbcDesk) change(c *call, u *vbcUser, how func()) {
	before, email := u.crud(), u.Email
	if d.faults.lags() {
		was := *u
		was.past, was.lines, was.life.deleted = nil, slices.Clone(u.lines), c.at
		u.past = append(u.past, &was)
	}
	how()
	u.inCRUD, u.inPublished = nil, nil
	c.changed(d.idOf(u), email, before, u.crud())
}

// enter adds a user who was created at an instant, on behalf of a request.
func (d *vbcDesk) enter(c *call, given VBCUser) *vbcUser {
	if last := len(d.removed) - 1; d.faults.on("id-reuse") && last >= 0 && !d.removed[last].reused {
		d.removed[last].reused = true
		given.ID, given.UUID = d.removed[last].ID, d.removed[last].UUID
	}
	u := d.add(given)
	u.life.created = c.at
	c.made(d.idOf(u), u.Email, u.crud())
	return u
}

// remove takes a user away, on behalf of a request.
func (d *vbcDesk) remove(c *call, u *vbcUser) {
	c.did(Write{Kind: KindDelete, UserID: d.idOf(u), Email: u.Email})
	d.drop(u, c.at)
}

// removeLater does so in a while; nothing takes it back.
func (d *vbcDesk) removeLater(c *call, u *vbcUser, wait time.Duration) {
	c.did(Write{Kind: KindDelete, UserID: d.idOf(u), Email: u.Email})
	d.leaving++
	u.leaves = c.at.Add(wait)
}

// drop lets a user go. Its lines are free then, and direct numbers stay on them.
func (d *vbcDesk) drop(u *vbcUser, at time.Time) {
	for _, e := range u.lines {
		e.user = nil
	}
	u.life.deleted = at
	d.removed = append(d.removed, u)
	d.users = slices.DeleteFunc(d.users, func(x *vbcUser) bool { return x == u })
	delete(d.byID, d.idOf(u))
}

// letGo carries out the deletions that are due.
func (d *vbcDesk) letGo(at time.Time) {
	if d.leaving == 0 {
		return
	}
	for _, u := range slices.Clone(d.users) {
		if !u.leaves.IsZero() && !at.Before(u.leaves) {
			d.leaving--
			d.drop(u, u.leaves)
		}
	}
}

// drift lets one user go and another come, once, between the first page and
// the rest.
func (d *vbcDesk) drift(c *call, page int) {
	if !d.faults.on("insert-delete") || d.drifted || page <= 1 || len(d.users) == 0 {
		return
	}
	d.drifted = true
	d.remove(c, d.users[0])
	d.enter(c, *d.newcomer())
}

// newcomer is a user whom no scenario knows.
func (d *vbcDesk) newcomer() *VBCUser {
	_, domain, _ := strings.Cut(firstEmail(d.users), "@")
	return &VBCUser{
		ID: 999_001, LoginName: "late.arrival", Email: "late.arrival@" + domain,
		FirstName: "Late", LastName: "Arrival", Status: "active",
		UUID: derivedUUID("vbc", d.account.AccountID, "late.arrival"),
	}
}

func firstEmail(users []*vbcUser) string {
	for _, u := range users {
		if u.Email != "" {
			return u.Email
		}
	}
	return "nobody@company.example"
}
