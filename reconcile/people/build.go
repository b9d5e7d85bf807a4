package people

// Build: judged rows become people, one step after the other.

import (
	"fmt"
	"slices"
	"strings"

	"rollcall/reconcile"
)

// Build makes people of the rows of all batches, which must have been judged,
// and writes what became of each row into the list of rows.
func Build(batches []*Batch, all *Judging, list *reconcile.Rows) Outcome {
	s := newRowSet(batches)
	s.markConfusables()
	g := group(s)
	collided := s.markCollisions(g)
	s.markContested(g)
	a := assembly{set: s, all: all, list: list, several: g.members(), rowKeys: make(map[reconcile.PersonKey]bool)}
	for _, rows := range a.several {
		s.rank(rows)
		s.markRepeats(rows)
	}
	a.people.Grow(s.n - repeated(a.several))
	list.SetPeople(a.people)
	a.build(g)
	s.countOnce(g.ids)
	return Outcome{People: a.people, Quality: fileQuality(batches, g, collided)}
}

// repeated counts the rows beyond the first of each person.
func repeated(several map[int][]int) int {
	n := 0
	for _, rows := range several {
		n += len(rows) - 1
	}
	return n
}

// assembly is the list of people while it is made.
type assembly struct {
	set     *rowSet
	all     *Judging
	list    *reconcile.Rows
	several map[int][]int // rows of people on more than one, by their first row
	people  reconcile.People
	rowKeys map[reconcile.PersonKey]bool // keys of people who have neither id nor address
	ref     [1]reconcile.RowRef
}

func (a *assembly) build(g *grouping) {
	i := 0
	for _, b := range a.set.batches {
		for k := range b.rows {
			if root := g.root(i); root == i {
				if rows := a.several[i]; rows != nil {
					a.addSeveral(rows)
				} else {
					a.addSingle(b, k)
				}
			}
			i++
		}
	}
}

// addSingle adds a person on one row. The text stays as it was packed.
func (a *assembly) addSingle(b *Batch, k int) {
	r := &b.rows[k]
	a.ref[0] = b.ref(k)
	p := b.person(r)
	p.Rows = a.ref[:]
	p.Email.Key, p.UPN.Key = r.emailKey(), r.upnKey()
	p.IDWithdrawn, p.EmailContested, p.Held = r.is(rowIDWithdrawn), r.is(rowContested), r.is(rowHeld)
	var found []reconcile.Quality
	if len(b.found) > 0 {
		found = b.found[k]
		p.Codes = codeSet(found)
	}
	odd := b.oddAt(k)
	if odd != nil || len(a.all.RejectedEmails) > 0 || len(a.all.RejectedIDs) > 0 {
		a.fill(&p, r)
		if odd != nil {
			p.Others = slices.Clone(odd.others)
		}
		a.holdRejected(&p)
	}
	a.giveKey(&p, r.text)
	a.list.Place(int(r.index), reconcile.DispositionPerson, a.people.Len(), found)
	a.people.AppendPacked(r.text, &p)
}

func (b *Batch) oddAt(k int) *addresses {
	if len(b.odd) == 0 {
		return nil
	}
	return b.odd[k]
}

// statusOf is the canonical status of a row.
func (b *Batch) statusOf(r *row) reconcile.Status {
	if b.File.Status < 0 {
		return reconcile.StatusNone
	}
	return b.parsed[b.File.Status][r.status[b.File.Status]]
}

// person is what a row says of a person beside text and keys.
func (b *Batch) person(r *row) reconcile.Person {
	return reconcile.Person{
		State: r.stateWord(), Status: b.statusOf(r),
		HireDate: r.dates[Hire], LastHireDate: r.dates[LastHire], TerminationDate: r.dates[Termination], LastDay: r.dates[LastDay],
		Email: reconcile.Email{Changes: r.changed}, UPN: reconcile.Email{Changes: r.changedUPN},
	}
}

// fill sets the text fields of a person from a row.
func (a *assembly) fill(p *reconcile.Person, r *row) {
	var t reconcile.Texts
	r.text.Unpack(&t)
	t.Fill(p, !r.is(rowNoEmail), !r.is(rowNoUPN))
}

func codeSet(found []reconcile.Quality) []reconcile.QualityCode {
	if len(found) == 0 {
		return nil
	}
	codes := make([]reconcile.QualityCode, 0, len(found))
	for _, q := range found {
		codes = append(codes, q.Code)
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// addSeveral makes one person of the rows that state them, the deciding row
// first.
func (a *assembly) addSeveral(rows []int) {
	b, k := a.set.at(rows[0])
	r := &b.rows[k]
	p := b.person(r)
	a.fill(&p, r)
	second := addresses{email: p.Email}
	if odd := b.oddAt(k); odd != nil {
		second.others = slices.Clone(odd.others)
	}
	var found []reconcile.Quality
	for _, i := range rows {
		b, k := a.set.at(i)
		p.Rows = append(p.Rows, b.ref(k))
		found = append(found, b.found[k]...)
		a.addRow(&p, &second, b, k)
	}
	p.Email, p.Others = second.email, second.others
	p.Codes = codeSet(found)
	a.holdRejected(&p)
	a.giveKey(&p, "")
	for n, i := range rows {
		b, k := a.set.at(i)
		d := reconcile.DispositionMerged
		if n == 0 {
			d = reconcile.DispositionPerson
		}
		a.list.Place(int(b.rows[k].index), d, a.people.Len(), b.found[k])
	}
	a.people.Append(&p)
}

// addRow adds to a person what a row of theirs says beside the deciding one.
func (a *assembly) addRow(p *reconcile.Person, second *addresses, b *Batch, k int) {
	r := &b.rows[k]
	var other reconcile.Person
	other.Email.Changes, other.UPN.Changes = r.changed, r.changedUPN
	a.fill(&other, r)
	p.IDWithdrawn = p.IDWithdrawn || r.is(rowIDWithdrawn)
	p.EmailContested = p.EmailContested || r.is(rowContested)
	p.Held = p.Held || r.is(rowHeld)
	if !second.email.Usable() && other.Email.Usable() {
		second.email = other.Email
	}
	if p.UPN.Raw == "" && p.Login == "" {
		p.UPN, p.Login = other.UPN, other.Login
	}
	if other.UPN.Key != p.UPN.Key {
		second.add(other.UPN)
	}
	second.add(other.Email)
	if odd := b.oddAt(k); odd != nil {
		for _, o := range odd.others {
			second.add(o)
		}
	}
}

// giveKey gives a person a key that no other has: the employee id where it can
// be used, else the address, else the row. Ids and addresses that different
// people share have been withdrawn, so only rows can still be equal, on sheets
// of their own.
func (a *assembly) giveKey(p *reconcile.Person, text reconcile.Packed) {
	id, email := text.IDKey(), text.EmailKey()
	if text == "" {
		id, email = reconcile.PersonKey("id:"+p.EmployeeID), reconcile.PersonKey("email:"+string(p.Email.Key))
	}
	switch {
	case !p.IDWithdrawn && hasID(id):
		p.Key = id
		return
	case p.Email.Usable() && !p.EmailContested:
		p.Key = email
		return
	}
	at := p.Rows[0]
	p.Key = reconcile.PersonKey(fmt.Sprintf("row:%d", at.Number))
	if a.rowKeys[p.Key] {
		place := strings.Trim(at.File+"!"+at.Sheet, "!")
		p.Key = reconcile.PersonKey(fmt.Sprintf("row:%s!%d", place, at.Number))
	}
	a.rowKeys[p.Key] = true
}

// hasID reports whether a key names an id at all.
func hasID(key reconcile.PersonKey) bool {
	return len(key) > len("id:") && (len(key) > len("id:")+longestNoID || reconcile.IDKey(string(key[len("id:"):])) != "")
}

// holdRejected holds a person who may also be stated on a row that could not be
// used: that row may say that they work here, so they do not count as having
// left.
func (a *assembly) holdRejected(p *reconcile.Person) {
	if !a.onRejectedRow(p) {
		return
	}
	p.Held = true
	if p.State == reconcile.StateLeaver {
		p.State = reconcile.StateAmbiguous
	}
	if !slices.Contains(p.Codes, "HQ-17") {
		p.Codes = append(p.Codes, "HQ-17")
		slices.Sort(p.Codes)
	}
}

func (a *assembly) onRejectedRow(p *reconcile.Person) bool {
	if a.all.RejectedIDs[reconcile.IDKey(p.EmployeeID)] || a.all.RejectedIDs[reconcile.IDKey(p.PersonID)] {
		return true
	}
	for _, e := range append([]reconcile.Email{p.Email, p.UPN}, p.Others...) {
		if a.all.RejectedEmails[e.Key] {
			return true
		}
	}
	return false
}
