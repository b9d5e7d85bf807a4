package simulator

// The accounts of a made-up company: who gets one in each product, and how some
// of them disagree with HR. The people are made in generate.go.

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// The kinds of accounts; clean is an account that agrees with HR.
const (
	clean = iota
	otherName
	otherEmail
	secondAccount
	sharedEmail
	switchedOff
	administrator
	locked
	orphan
	adminOrphan
	external
	nonPerson
	noEmail
)

var accountShares = []share{
	{otherName, 10}, {otherEmail, 6}, {secondAccount, 3}, {sharedEmail, 2}, {switchedOff, 5},
	{administrator, 8}, {locked, 4}, {orphan, 12}, {adminOrphan, 1}, {external, 6}, {nonPerson, 5}, {noEmail, 3},
}

// give opens n accounts. Kinds that need a person take the next one who should
// have an account; when nobody is left, the account is an orphan.
func (g *generator) give(n int, opened func() int, open func(kind, person int)) {
	queue := g.entitled()
	for _, kind := range g.deal(n, accountShares) {
		if opened() == n {
			return // somebody got two
		}
		person := -1
		if kind < orphan {
			if len(queue) == 0 {
				kind = orphan
			} else {
				person, queue = queue[0], queue[1:]
			}
		}
		open(kind, person)
	}
}

// entitled lists people in random order: most of those who work here, one
// leaver in four, one pre-hire in four.
func (g *generator) entitled() []int {
	var queue []int
	for _, i := range g.rng.Perm(len(g.people)) {
		gone := g.kinds[i] == leaver || g.kinds[i] == preHire
		if g.people[i].WorkEmail != "" && (!gone || i%4 == 0) {
			queue = append(queue, i)
		}
	}
	return queue
}

// stranger is somebody whom HR does not know.
func (g *generator) stranger(kind int) (first, last, email string) {
	first, last = pick(g, firstNames), pick(g, lastNames)
	switch kind {
	case external:
		email = mailbox(first, last) + strconv.Itoa(g.rng.IntN(1000)) + "@brightlane.example"
	case nonPerson:
		first, last = pick(g, []string{"Reception", "Meeting Room", "Lobby", "Test"}), "Phone"
		email = g.address(asciiLetters.Replace(strings.ToLower(first)))
	case noEmail:
	default:
		email = g.address(mailbox(first, last))
	}
	return first, last, email
}

// identity is who an account says it belongs to.
func (g *generator) identity(kind, person int, shared string) (first, last, email string) {
	if person < 0 {
		return g.stranger(kind)
	}
	p := &g.people[person]
	first, last, email = p.FirstName, p.LastName, p.WorkEmail
	switch kind {
	case otherName:
		last = pick(g, lastNames)
	case otherEmail, secondAccount:
		if p.UserPrincipalName == p.WorkEmail {
			p.UserPrincipalName = g.address(mailbox(first[:1], last))
		}
		if kind == otherEmail {
			email = p.UserPrincipalName
		}
	case sharedEmail:
		if shared != "" {
			email = shared
		}
	}
	return first, last, email
}

func (g *generator) openVBC(kind, person int) {
	shared := ""
	if len(g.vbc.Users) > 0 {
		shared = g.vbc.Users[len(g.vbc.Users)-1].Email
	}
	u := VBCUser{ID: int64(700_001 + len(g.vbc.Users)), Role: "User", Status: "active"}
	u.FirstName, u.LastName, u.Email = g.identity(kind, person, shared)
	box, _, _ := strings.Cut(u.Email, "@")
	u.LoginName = box
	if box == "" || kind == sharedEmail || kind == external {
		u.LoginName = fmt.Sprintf("user.%06d", u.ID)
	}
	where := offices[int(u.ID)%len(offices)]
	if person >= 0 {
		u.Department, u.Location = g.people[person].Department, g.people[person].Location
		where = officeNamed(u.Location)
		g.logins[person] = u.LoginName
	}
	switch kind {
	case switchedOff:
		u.Status = "inactive"
	case administrator, adminOrphan:
		u.Role = "Account Administrator"
	}
	g.vbc.Users = append(g.vbc.Users, u)
	did := g.connect(u, where)
	if person >= 0 {
		g.people[person].WorkPhone = printedNumber(did)
	}
	if kind == secondAccount && len(g.vbc.Users) < g.size.VBC {
		g.again(u, person)
	}
}

// again opens a second account for somebody, under the other of their two
// addresses.
func (g *generator) again(u VBCUser, person int) {
	u.ID, u.Email = int64(700_001+len(g.vbc.Users)), g.people[person].UserPrincipalName
	u.LoginName, _, _ = strings.Cut(u.Email, "@")
	g.vbc.Users = append(g.vbc.Users, u)
}

func officeNamed(name string) office {
	for _, o := range offices {
		if o.name == name {
			return o
		}
	}
	return offices[0]
}

// connect gives a user an extension, and returns the direct number on it.
func (g *generator) connect(u VBCUser, where office) string {
	e := VBCExtension{
		Number: strconv.Itoa(2001 + len(g.vbc.Extensions)), User: u.LoginName, LocationID: where.id,
		CallerID: u.FirstName + " " + u.LastName, ServiceType: "UX",
	}
	did := fictionalNumber(where.us, g.dids[where.us])
	g.dids[where.us]++
	if did != "" {
		e.DIDs = []VBCDID{{PhoneNumber: did, CustomTag: "Direct"}}
	}
	g.vbc.Extensions = append(g.vbc.Extensions, e)
	return did
}

// maxCalls bounds the call log of a large company.
const maxCalls = 20_000

// callAround fills the call log: a third of the lines were used lately.
func (g *generator) callAround() {
	for i := range g.vbc.Extensions {
		if i%3 != 0 || len(g.vbc.Calls) == maxCalls {
			continue
		}
		e := &g.vbc.Extensions[i]
		at := g.today.AddDate(0, 0, -1-g.rng.IntN(60)).Add(time.Duration(8*3600+g.rng.IntN(9*3600)) * time.Second)
		call := VBCCall{
			ID: derivedUUID("call", e.Number), Direction: "Outbound", To: fictionalNumber(true, g.rng.IntN(100)), Start: at.Format(clockLayout),
			Length: 20 + g.rng.IntN(900), Result: "Answered", SourceUser: e.User, SourceExtension: e.Number,
		}
		if len(e.DIDs) > 0 {
			call.From = e.DIDs[0].PhoneNumber
		}
		g.vbc.Calls = append(g.vbc.Calls, call)
	}
}

func (g *generator) openVCC(kind, person int) {
	shared := ""
	if len(g.vcc.Users) > 0 {
		shared = g.vcc.Users[len(g.vcc.Users)-1].Email
	}
	first, last, email := g.identity(kind, person, shared)
	number := 5001 + len(g.vcc.Users)
	yes, active := true, kind != switchedOff
	u := VCCUser{
		Name: first + " " + last, Email: email, Active: &active, Locked: kind == locked,
		LastLoginTime: g.today.AddDate(0, 0, -1-g.rng.IntN(60)).Add(time.Duration(8*3600+g.rng.IntN(9*3600)) * time.Second).UTC().Format(time.RFC3339),
		Configuration: VCCConfiguration{Role: "Agent", Chargeable: &yes, ActAsAgent: true, Agent: &VCCAgent{
			DisplayID: strconv.Itoa(number), Location: "GB", Capacity: &VCCCapacity{Live: 100, NonLive: 100, SemiLive: 100},
		}},
	}
	u.Username, _, _ = strings.Cut(email, "@")
	if u.Username == "" || kind == sharedEmail || kind == external {
		u.Username = fmt.Sprintf("user.%06d", number)
	}
	if person >= 0 {
		u.SSOExternalID = g.people[person].ID
		if login := g.logins[person]; login != "" {
			u.Configuration.Agent.AssociatedUsers = []VCCAssociate{{login, "VBC"}}
		}
	}
	if kind == administrator || kind == adminOrphan {
		u.Configuration = VCCConfiguration{Role: "Admin", Chargeable: &yes}
	}
	g.vcc.Users = append(g.vcc.Users, u)
	if kind == secondAccount && len(g.vcc.Users) < g.size.VCC {
		second := u.clone()
		second.Email = g.people[person].UserPrincipalName
		second.Username, _, _ = strings.Cut(second.Email, "@")
		second.SSOExternalID, second.Configuration.Agent.DisplayID = "", strconv.Itoa(number+1)
		g.vcc.Users = append(g.vcc.Users, second)
	}
}
