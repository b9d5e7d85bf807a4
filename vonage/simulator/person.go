package simulator

// What a person does in the admin portal while requests come in: tests call it
// between two requests, or in the hooks of Options. Everything is logged as a
// write with the number 0.

import "strings"

// byHand carries out what a person does, under the lock.
func (t *Tenant) byHand(product string, do func(c *call)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	c := &call{at: t.now().UTC(), product: product}
	do(c)
	t.writes = append(t.writes, c.entries(0)...)
}

// EditVBC changes the VBC user with an id of the tenant's dialect as a person
// would, rules or no rules, and reports whether there is such a user. The user's
// ids cannot be changed.
func (t *Tenant) EditVBC(id string, change func(*VBCUser)) (found bool) {
	t.byHand("vbc", func(c *call) {
		u := t.vbc.byID[id]
		if found = u != nil; !found {
			return
		}
		t.vbc.change(c, u, func() {
			number, uuid := u.ID, u.UUID
			change(&u.VBCUser)
			u.ID, u.UUID = number, uuid
			if u.Status == "" {
				u.Status = "active"
			}
		})
	})
	return found
}

// EditVCC changes the VCC user with an id as a person would, and reports whether
// there is such a user. The user's id cannot be changed.
func (t *Tenant) EditVCC(id string, change func(*VCCUser)) (found bool) {
	t.byHand("vcc", func(c *call) {
		u := t.vcc.byID[id]
		if found = u != nil; !found {
			return
		}
		after := u.clone()
		change(&after)
		after.UserID = u.UserID
		if after.Active == nil {
			after.Active = u.Active
		}
		t.vcc.change(c, u, after)
	})
	return found
}

// AddVBC creates a VBC user as a person would, and returns its id in the
// tenant's dialect. Ids that are missing are derived; one that is taken already
// makes the tenant contradictory.
func (t *Tenant) AddVBC(u VBCUser) (id string) {
	t.byHand("vbc", func(c *call) { id = t.vbc.idOf(t.vbc.enter(c, u)) })
	return id
}

// AddVCC creates a VCC user as a person would, and returns its id.
func (t *Tenant) AddVCC(u VCCUser) (id string) {
	t.byHand("vcc", func(c *call) { id = t.vcc.enter(c, u.clone()).UserID })
	return id
}

// Remove deletes a user of a product, "VBC" or "VCC", as a person or the vendor
// would, and reports whether there was such a user.
func (t *Tenant) Remove(product, id string) (found bool) {
	t.byHand(strings.ToLower(product), func(c *call) {
		if c.product == "vcc" {
			u := t.vcc.byID[id]
			if found = u != nil; found {
				t.vcc.remove(c, u)
			}
			return
		}
		u := t.vbc.byID[id]
		if found = u != nil; found {
			t.vbc.remove(c, u)
		}
	})
	return found
}

// Recycle gives the address and the login of a user to somebody else: the user
// is deleted, and a new one, Another Person, gets both. It returns the id of the
// new user, or "" when there is no such user.
func (t *Tenant) Recycle(product, id string) (heir string) {
	t.byHand(strings.ToLower(product), func(c *call) {
		if c.product == "vcc" {
			if u := t.vcc.byID[id]; u != nil {
				t.vcc.remove(c, u)
				heir = t.vcc.enter(c, VCCUser{
					UserID: derivedUUID("vcc", "heir", id), Username: u.Username, Name: "Another Person", Email: u.Email, Configuration: VCCConfiguration{Role: "Agent"},
				}).UserID
			}
			return
		}
		if u := t.vbc.byID[id]; u != nil {
			t.vbc.remove(c, u)
			heir = t.vbc.idOf(t.vbc.enter(c, VBCUser{LoginName: u.LoginName, Email: u.Email, FirstName: "Another", LastName: "Person", Role: "User"}))
		}
	})
	return heir
}
