package suggest

// A made-up company for the tests of this package: people with names as they
// are spread in a real one, an account for nine of ten, and ways to break what
// joins the two. The same seed gives the same company.

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/match"
)

const (
	townDomain = "northfold.example"
	townOther  = "northfold-group.example" // the company's too, and in no alias group
)

var townRules = match.Rules{AsOf: reconcile.NewDate(2026, 3, 31), CorporateDomains: []string{townDomain, townOther}}

// givenNames are the given names of the table, in an order that a seed fixes:
// those that come first are the common ones.
var givenNames = func() []string {
	var names []string
	for line := range strings.Lines(nicknameData) {
		if !strings.HasPrefix(line, "#") {
			names = append(names, strings.Fields(line)[0])
		}
	}
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	return names
}()

// Names with letters that people leave the marks off.
var (
	markedGiven  = strings.Fields("Tomás Søren Renée José Zoë Łukasz Björn Inés Jürgen André Anaïs Štefan Mária Þóra Ramón Håkan Jörg Günther Aušra Mónica Chloë Désirée")
	markedFamily = strings.Fields("Novák Sørensen Lefèvre García Müller Wójcik Åkesson Núñez Weiß Gonçalves Béranger Kovačič Horváth Jónsdóttir Muñoz Jørgensen Schröder Köhler Krüger Østergård Björk Größmann Süßkind Løvland Nygård")
)

// familyNames are likely and likely to be taken for one another: Ashton,
// Ashford, Bradford.
var familyNames = func() []string {
	starts := strings.Fields("Ash Brad Hol Whit Lang Thorn Hart Black Wood Mil Nor Sut West East Hamp Ful Bar Hen Wal Stan Rad Cros Pem Ald Bur Clif Dal El Far Gar Har King Led Mar Old Pres Rus Shel Tor Wake")
	ends := strings.Fields("ford ton ley well worth field man son by combe croft den hurst land low mond nell over ridge shaw stone wick wood ham brook er s all ing and")
	var names []string
	for _, s := range starts {
		for _, e := range ends {
			names = append(names, s+e)
		}
	}
	rand.New(rand.NewPCG(3, 4)).Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	return names
}()

// town is the company. owner says whose each account is, by index of the
// person, or -1, and kind how it was broken.
type town struct {
	rng    *rand.Rand
	roster reconcile.Roster
	pops   []reconcile.Population
	people []reconcile.Person
	owner  []int
	kind   []string
	taken  map[string]bool // addresses
}

// newTown makes n people, and an account for nine of ten that agrees with HR.
func newTown(rng *rand.Rand, n int) *town {
	t := &town{rng: rng, taken: map[string]bool{}}
	firsts, lasts := rand.NewZipf(rng, 1.3, 40, uint64(len(givenNames)-1)), rand.NewZipf(rng, 1.3, 60, uint64(len(familyNames)-1))
	for i := range n {
		first, last := title(givenNames[firsts.Uint64()]), familyNames[lasts.Uint64()]
		if i%12 == 0 {
			first, last = markedGiven[rng.IntN(len(markedGiven))], markedFamily[rng.IntN(len(markedFamily))]
		}
		p := reconcile.Person{
			EmployeeID: fmt.Sprintf("E%06d", i), FirstName: first, LastName: last, State: reconcile.StateEmployed,
			Email: t.address(mailbox(first, last), townDomain), Rows: []reconcile.RowRef{{Number: i + 2}},
			Department: []string{"Sales", "Support", "Finance", "Engineering"}[rng.IntN(4)], Location: []string{"Leeds", "London", "Austin"}[rng.IntN(3)],
		}
		p.Key = reconcile.PersonKey("id:" + p.EmployeeID)
		if rng.IntN(10) < 7 {
			p.WorkPhone = fmt.Sprintf("+44 20 %04d %04d", 1000+i/10000, i%10000)
		}
		t.people = append(t.people, p)
		t.roster.People.Append(&p)
	}
	t.pops = []reconcile.Population{{Product: reconcile.VBC, Status: reconcile.PopulationComplete}}
	for i := range t.people {
		if rng.IntN(10) > 0 {
			p := &t.people[i]
			t.open(p.Email, p.FirstName, p.LastName, p, i)
		}
	}
	return t
}

// open opens an account; what a person's says beside the name it has from HR.
func (t *town) open(e reconcile.Email, first, last string, p *reconcile.Person, owner int) {
	n := len(t.owner)
	a := reconcile.Account{
		Product: reconcile.VBC, ID: fmt.Sprintf("%08d", n), Email: e, EmailSupplied: true, Login: fmt.Sprintf("user.%08d", n), State: reconcile.AccountActive,
		FirstName: reconcile.Supplied(first), LastName: reconcile.Supplied(last),
		Extensions: []reconcile.Extension{{Number: strconv.Itoa(2000 + n)}},
	}
	if t.rng.IntN(20) == 0 {
		a.FirstName, a.LastName = reconcile.Value{}, reconcile.Value{}
	}
	if p != nil && t.rng.IntN(2) == 0 {
		a.Department = reconcile.Supplied(p.Department)
	}
	if p != nil && p.WorkPhone != "" && t.rng.IntN(2) == 0 {
		a.Extensions[0].DIDs = []string{strings.NewReplacer("+", "", " ", "").Replace(p.WorkPhone)}
	}
	t.pops[0].Accounts = append(t.pops[0].Accounts, a)
	t.owner, t.kind = append(t.owner, owner), append(t.kind, "")
}

func title(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// mailbox is how the company makes an address of a name.
func mailbox(first, last string) string {
	german := strings.NewReplacer("ü", "ue", "ö", "oe", "ä", "ae", "ø", "oe", "Å", "Aa", "Ü", "Ue", "Ö", "Oe", "Ø", "Oe")
	words := slices.Concat(reconcile.NameWords(german.Replace(first)), []string{"."}, reconcile.NameWords(german.Replace(last)))
	return strings.Join(words, "")
}

// address gives each address once, with a number when it is taken.
func (t *town) address(box, domain string) reconcile.Email {
	try := box
	for n := 2; t.taken[try+"@"+domain]; n++ {
		try = box + strconv.Itoa(n)
	}
	t.taken[try+"@"+domain] = true
	e, err := reconcile.ParseEmail(try + "@" + domain)
	if err != nil {
		panic(err)
	}
	return e
}

// The ways in which an account is broken.
var breaks = []string{
	"substitution", "deletion", "insertion", "transposition", "plus tag", "other domain", "nickname",
	"other last name, same phone", "last.first", "accent lost", "two initials",
}

// breakOne breaks an account in one way, and reports whether it can be.
func (t *town) breakOne(account int, how string) bool {
	a, p := &t.pops[0].Accounts[account], &t.people[t.owner[account]]
	box, domain := p.Email.Key.Local(), townDomain
	at := 1 + t.rng.IntN(len(box)-2)
	letter := string(rune('a' + t.rng.IntN(26)))
	named := a.LastName.Known()
	rename := func(first, last string) {
		if named {
			a.FirstName, a.LastName = reconcile.Supplied(first), reconcile.Supplied(last)
		}
	}
	switch how {
	case "substitution":
		box = box[:at] + letter + box[at+1:]
	case "deletion":
		box = box[:at] + box[at+1:]
	case "insertion":
		box = box[:at] + letter + box[at:]
	case "transposition":
		box = box[:at] + box[at+1:at+2] + box[at:at+1] + box[at+2:]
	case "plus tag":
		box += "+vbc"
	case "other domain":
		domain = townOther
	case "nickname":
		short := shortForms(strings.ToLower(p.FirstName))
		if len(short) == 0 {
			return false
		}
		s := short[t.rng.IntN(len(short))]
		box = mailbox(s, p.LastName)
		rename(title(s), p.LastName)
	case "other last name, same phone":
		if a.Extensions[0].DIDs == nil {
			return false
		}
		last := familyNames[t.rng.IntN(len(familyNames))]
		box = mailbox(p.FirstName, last)
		rename(p.FirstName, last)
	case "last.first":
		first, last, _ := strings.Cut(box, ".")
		box = last + "." + first
	case "accent lost":
		plain := func(s string) string { return title(strings.Join(reconcile.NameWords(s), " ")) }
		first, last := plain(p.FirstName), plain(p.LastName)
		if strings.EqualFold(first, p.FirstName) && strings.EqualFold(last, p.LastName) {
			return false
		}
		box = strings.ToLower(first + "." + last)
		rename(first, last)
	case "two initials":
		box = strings.ToLower(string([]rune(box)[:1])) + strings.ToLower(box[strings.IndexByte(box, '.')+1:][:1])
	}
	typo := slices.Index(breaks, how) < slices.Index(breaks, "plus tag")
	if typo && t.taken[box+"@"+domain] || box == p.Email.Key.Local() && domain == townDomain {
		return false // somebody else's address, or not broken at all
	}
	a.Email = t.address(box, domain)
	t.kind[account] = how
	return true
}

// shortForms are the short forms of a given name in the table.
func shortForms(name string) []string {
	var out []string
	for short, full := range fullForms {
		if slices.Contains(full, name) {
			out = append(out, short)
		}
	}
	slices.Sort(out)
	return out
}

// breakSome breaks half of a share of the accounts, in percent, as many in each
// way, and opens as many accounts for strangers.
func (t *town) breakSome(percent int) {
	each := len(t.owner) * percent / 200 / len(breaks)
	order := t.rng.Perm(len(t.owner))
	var lone []int // people whose account is broken
	for _, how := range breaks {
		n := each
		for _, account := range order {
			if n > 0 && t.kind[account] == "" && t.breakOne(account, how) {
				lone = append(lone, t.owner[account])
				n--
			}
		}
	}
	for _, person := range lone {
		t.stranger(&t.people[person])
	}
}

// stranger opens an account for somebody whom HR does not know and who shares
// the first or the last name with somebody who has no account, or has a name
// that is put together from two others.
func (t *town) stranger(p *reconcile.Person) {
	q, r := &t.people[t.rng.IntN(len(t.people))], &t.people[t.rng.IntN(len(t.people))]
	first, last := q.FirstName, r.LastName
	switch t.rng.IntN(4) {
	case 0:
		last = p.LastName
	case 1:
		first = p.FirstName
	}
	t.open(t.address(mailbox(first, last), townDomain), first, last, nil, -1)
	t.kind[len(t.kind)-1] = "stranger"
}
