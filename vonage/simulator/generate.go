package simulator

// Companies made from a seed: people as HR would export them, and a tenant that
// mostly agrees with them. Every kind of disagreement takes a small fixed share,
// and at least one record in a company of a hundred or more. The same seed, size
// and day give the same company.

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"
)

// Company is a made-up company: what HR says and what the tenant holds.
type Company struct {
	Scenario Scenario
	People   []Employee
}

// Size is how many records a company has: rows of the HR file, VBC users and
// VCC users.
type Size struct{ People, VBC, VCC int }

// Employee is one row of the HR file. Dates are written yyyy-mm-dd.
type Employee struct {
	ID, FirstName, LastName      string
	WorkEmail, Status            string
	HireDate, TerminationDate    string
	Department, Location         string
	JobTitle, ManagerEmail       string
	UserPrincipalName, WorkPhone string
	WorkerType                   string
}

// The kinds of people.
const (
	employed = iota
	onLeave
	onNotice
	preHire
	leaver
	undatedLeaver
	inactive
	oddStatus
	blankEmail
)

var peopleShares = []share{
	{onLeave, 20}, {onNotice, 10}, {preHire, 12}, {leaver, 60},
	{undatedLeaver, 2}, {inactive, 3}, {oddStatus, 2}, {blankEmail, 4},
}

// share is how many records in a thousand are of a kind.
type share struct{ kind, perMille int }

// generator makes one company.
type generator struct {
	rng       *rand.Rand
	size      Size
	today     time.Time
	people    []Employee
	kinds     []int // of people
	mailboxes map[string]int
	dids      map[bool]int // direct numbers handed out, by country
	vbc       *VBC
	vcc       *VCC
	logins    map[int]string // VBC login by person
}

// Generate makes a company of a size as it stands on a day. Every address is in
// one corporate domain but for those that are meant to be outside it.
func Generate(seed uint64, size Size, today time.Time) Company {
	y, m, d := today.Date()
	g := &generator{
		rng: rand.New(rand.NewPCG(seed, 0x726f6c6c63616c6c)), size: size, today: time.Date(y, m, d, 0, 0, 0, 0, time.UTC),
		mailboxes: map[string]int{}, dids: map[bool]int{}, logins: map[int]string{},
	}
	g.hire(size.People)
	g.vbc = &VBC{
		AccountID: "412207", AccountName: "Northfold Ltd", ClientID: "sample-vbc-client", ClientSecret: "sample-vbc-secret",
		Username: "svc_hr_412207", Password: "sample-vbc-password", SCIMToken: "sample-scim-token", Dialect: DialectCRUD, Seats: size.VBC + size.VBC/50 + 2,
	}
	for _, o := range offices {
		g.vbc.Locations = append(g.vbc.Locations, VBCLocation{o.id, o.name, o.at})
	}
	g.vcc = &VCC{ClientID: "sample-vcc-client", ClientSecret: "sample-vcc-secret", AgentLicences: size.VCC + size.VCC/50 + 2}
	g.vbc.Users = make([]VBCUser, 0, size.VBC)
	g.vcc.Users = make([]VCCUser, 0, size.VCC)
	g.give(size.VBC, func() int { return len(g.vbc.Users) }, g.openVBC)
	g.callAround()
	g.give(size.VCC, func() int { return len(g.vcc.Users) }, g.openVCC)
	return Company{Scenario: Scenario{VBC: g.vbc, VCC: g.vcc}, People: g.people}
}

// deal returns n kinds: each share of them, at least one of each from a hundred
// on, the rest of kind 0, shuffled.
func (g *generator) deal(n int, shares []share) []int {
	kinds := make([]int, 0, n)
	for _, s := range shares {
		count := n * s.perMille / 1000
		if count == 0 && n >= 100 {
			count = 1
		}
		for range min(count, n-len(kinds)) {
			kinds = append(kinds, s.kind)
		}
	}
	kinds = append(kinds, make([]int, n-len(kinds))...)
	g.rng.Shuffle(n, func(i, j int) { kinds[i], kinds[j] = kinds[j], kinds[i] })
	return kinds
}

func pick[T any](g *generator, list []T) T { return list[g.rng.IntN(len(list))] }

// day is a date so many days from today.
func (g *generator) day(offset int) string {
	return g.today.AddDate(0, 0, offset).Format(time.DateOnly)
}

func (g *generator) hire(n int) {
	g.kinds = g.deal(n, peopleShares)
	g.people = make([]Employee, 0, n)
	for i, kind := range g.kinds {
		g.people = append(g.people, g.employee(i, kind))
	}
	for i := range g.people {
		if boss := i / 8; boss != i {
			g.people[i].ManagerEmail = g.people[boss].WorkEmail
		}
	}
}

func (g *generator) employee(i, kind int) Employee {
	e := Employee{
		ID: fmt.Sprintf("E%05d", 10001+i), FirstName: pick(g, firstNames), LastName: pick(g, lastNames),
		Status: "Active", HireDate: g.day(-40 - g.rng.IntN(3500)), WorkerType: "Employee",
	}
	e.WorkEmail = g.address(mailbox(e.FirstName, e.LastName))
	e.UserPrincipalName = e.WorkEmail
	dept := g.department()
	e.Department, e.JobTitle = dept.name, pick(g, dept.titles)
	e.Location = pick(g, offices).name
	switch kind {
	case onLeave:
		e.Status = pick(g, []string{"On Leave", "Parental Leave"})
	case onNotice:
		e.TerminationDate = g.day(2 + g.rng.IntN(60))
	case preHire:
		e.Status, e.HireDate = "Pre-hire", g.day(2+g.rng.IntN(30))
	case leaver:
		e.Status, e.TerminationDate = "Terminated", g.day(-1-g.rng.IntN(300))
		e.HireDate = g.day(-320 - g.rng.IntN(3000))
	case undatedLeaver:
		e.Status = "Terminated"
	case inactive:
		e.Status = "Inactive"
	case oddStatus:
		e.Status = "Transferred out"
	case blankEmail:
		e.WorkEmail, e.UserPrincipalName = "", ""
	}
	return e
}

// address gives each mailbox name once, with a number when it was taken.
func (g *generator) address(box string) string {
	g.mailboxes[box]++
	if n := g.mailboxes[box]; n > 1 {
		box += strconv.Itoa(n)
	}
	return box + "@" + domain
}

func (g *generator) department() department {
	roll := g.rng.IntN(100)
	for _, d := range departments {
		if roll -= d.share; roll < 0 {
			return d
		}
	}
	return departments[0]
}
