package reconcile

// The list of the people of a Roster. A file may hold a million of them, so
// they are kept packed: some fifty bytes each beside their text, and no pointer
// but one. The few whom that form cannot hold are kept as they are.

import (
	"iter"
	"slices"
	"strconv"
)

// People is a list of people in a fixed order. The zero People is empty. A copy
// shares the people with its original.
type People struct{ list *peopleList }

type peopleList struct {
	packed []packedPerson
	whole  map[int]*Person // those that packedPerson cannot hold
	places places
}

// packedPerson is a person on one row, without second addresses.
type packedPerson struct {
	text                     Packed
	hire, last, end, lastDay Date
	codes                    uint32 // bit n stands for the n-th code of the quality catalogue
	number                   int32  // of the row
	place                    uint16 // of the row
	state, status            uint8
	email, upn               EmailChanges
	flags                    personFlags
}

type personFlags uint8

const (
	flagHeld personFlags = 1 << iota
	flagIDWithdrawn
	flagContested
	flagNoEmailKey // the address has no key
	flagNoUPNKey
	flagKeyID    // the key of the person is the employee id
	flagKeyEmail // the key of the person is the address
)

// PeopleOf makes a list of the people given.
func PeopleOf(people ...Person) People {
	var l People
	for i := range people {
		l.Append(&people[i])
	}
	return l
}

// Grow makes room for n more people.
func (l *People) Grow(n int) {
	l.make()
	l.list.packed = slices.Grow(l.list.packed, n)
}

func (l *People) make() {
	if l.list == nil {
		l.list = &peopleList{whole: make(map[int]*Person)}
	}
}

// Len is the number of people.
func (l *People) Len() int {
	if l.list == nil {
		return 0
	}
	return len(l.list.packed)
}

// At is the person at an index. Changing its fields changes nothing in the list;
// its slices may be those of the list.
func (l *People) At(i int) *Person {
	p := new(Person)
	var t Texts
	l.list.read(i, p, &t)
	return p
}

// Key is the key of the person at an index.
func (l *People) Key(i int) PersonKey {
	if w, ok := l.list.whole[i]; ok {
		return w.Key
	}
	return l.list.packed[i].key()
}

// All gives the people in order. The person is valid until the next one is
// given; keep a copy of what has to stay.
func (l *People) All() iter.Seq2[int, *Person] {
	return func(yield func(int, *Person) bool) {
		var p Person
		var t Texts
		var row [1]RowRef
		for i := range l.Len() {
			p.Rows = row[:0]
			l.list.read(i, &p, &t)
			if !yield(i, &p) {
				return
			}
		}
	}
}

// Append adds a person to the end.
func (l *People) Append(p *Person) {
	var t Texts
	p.texts(&t)
	l.AppendPacked(Packed(t.Append(nil)), p)
}

// AppendPacked adds a person whose text fields are packed already, possibly
// together with those that are of a row only. Of p everything else counts, and
// whether its addresses have a key.
func (l *People) AppendPacked(text Packed, p *Person) {
	l.make()
	i := len(l.list.packed)
	q, ok := l.list.pack(text, p)
	l.list.packed = append(l.list.packed, q)
	if !ok {
		l.list.keepWhole(i, p)
		var t Texts
		text.Unpack(&t)
		t.Fill(l.list.whole[i], p.Email.Key != "", p.UPN.Key != "")
	}
}

func (l *peopleList) keepWhole(i int, p *Person) {
	c := *p
	c.Rows = slices.Clone(p.Rows)
	l.whole[i] = &c
}

// Set replaces the person at an index.
func (l *People) Set(i int, p *Person) {
	var t Texts
	p.texts(&t)
	q, ok := l.list.pack(Packed(t.Append(nil)), p)
	l.list.packed[i] = q
	delete(l.list.whole, i)
	if !ok {
		l.list.keepWhole(i, p)
	}
}

// pack makes the packed form, and reports whether it says everything.
func (l *peopleList) pack(text Packed, p *Person) (packedPerson, bool) {
	q := packedPerson{
		text: text, hire: p.HireDate, last: p.LastHireDate, end: p.TerminationDate, lastDay: p.LastDay,
		email: p.Email.Changes, upn: p.UPN.Changes,
	}
	q.setFlag(flagHeld, p.Held)
	q.setFlag(flagIDWithdrawn, p.IDWithdrawn)
	q.setFlag(flagContested, p.EmailContested)
	q.setFlag(flagNoEmailKey, p.Email.Key == "")
	q.setFlag(flagNoUPNKey, p.UPN.Key == "")
	state, okState := code(stateCodes, p.State)
	status, okStatus := code(statusCodes, p.Status)
	q.state, q.status = state, status
	ok := okState && okStatus && len(p.Rows) == 1 && len(p.Others) == 0
	if len(p.Rows) > 0 {
		q.number = int32(p.Rows[0].Number)
		q.place = l.places.of(p.Rows[0])
		ok = ok && int(q.number) == p.Rows[0].Number
	}
	for _, c := range p.Codes {
		bit, known := codeBits[c]
		q.codes |= bit
		ok = ok && known
	}
	q.setFlag(flagKeyID, p.Key != "" && p.Key == text.IDKey())
	q.setFlag(flagKeyEmail, !q.is(flagKeyID) && p.Key != "" && p.Key == text.EmailKey())
	return q, ok && q.key() == p.Key
}

func (q *packedPerson) setFlag(f personFlags, on bool) {
	if on {
		q.flags |= f
	}
}

func (q *packedPerson) is(f personFlags) bool { return q.flags&f != 0 }

func (q *packedPerson) key() PersonKey {
	switch {
	case q.is(flagKeyID):
		return q.text.IDKey()
	case q.is(flagKeyEmail):
		return q.text.EmailKey()
	case q.number > 0:
		return PersonKey("row:" + strconv.Itoa(int(q.number)))
	default:
		return ""
	}
}

// read writes a person into p, whose Rows may bring room for one row.
func (l *peopleList) read(i int, p *Person, t *Texts) {
	if w, ok := l.whole[i]; ok && len(l.whole) > 0 {
		*p = *w
		return
	}
	q := &l.packed[i]
	q.text.Unpack(t)
	rows := append(p.Rows[:0], l.places.ref(q.place, q.number))
	*p = Person{
		State: stateCodes[q.state], Status: statusCodes[q.status],
		HireDate: q.hire, LastHireDate: q.last, TerminationDate: q.end, LastDay: q.lastDay,
		Rows: rows, Held: q.is(flagHeld), IDWithdrawn: q.is(flagIDWithdrawn), EmailContested: q.is(flagContested),
	}
	p.Email.Changes, p.UPN.Changes = q.email, q.upn
	t.Fill(p, !q.is(flagNoEmailKey), !q.is(flagNoUPNKey))
	p.Codes = codesOf(q.codes)
	p.Key = q.key()
}

// Fill sets the text fields of a person. Whether the address and the user
// principal name have a key the fields alone do not say.
func (t *Texts) Fill(p *Person, emailKey, upnKey bool) {
	p.EmployeeID, p.PersonID = t[TextEmployeeID], t[TextPersonID]
	p.Email.Raw, p.Email.Key = t.address(TextEmail, TextEmailKey, emailKey)
	p.UPN.Raw, p.UPN.Key = t.address(TextUPN, TextUPNKey, upnKey)
	p.Login, p.FirstName, p.LastName = t[TextLogin], t[TextFirstName], t[TextLastName]
	p.PreferredName, p.DisplayName = t[TextPreferredName], t[TextDisplayName]
	p.StatusText, p.WorkerType = t[TextStatus], t[TextWorkerType]
	p.Department, p.Location = t[TextDepartment], t[TextLocation]
	p.JobTitle, p.CostCenter = t[TextJobTitle], t[TextCostCenter]
	p.ManagerName, p.ManagerEmail, p.ManagerID = t[TextManagerName], t[TextManagerEmail], t[TextManagerID]
	p.WorkPhone, p.Extension, p.Mobile = t[TextWorkPhone], t[TextExtension], t[TextMobile]
}

func (t *Texts) address(raw, key TextField, keyed bool) (string, EmailKey) {
	switch {
	case !keyed:
		return t[raw], ""
	case t[key] != "":
		return t[raw], EmailKey(t[key])
	default:
		return t[raw], EmailKey(t[raw])
	}
}

// texts are the text fields of a person.
func (p *Person) texts(t *Texts) {
	*t = Texts{
		TextEmployeeID: p.EmployeeID, TextEmail: p.Email.Raw, TextPersonID: p.PersonID, TextUPN: p.UPN.Raw,
		TextLogin: p.Login, TextFirstName: p.FirstName, TextLastName: p.LastName,
		TextPreferredName: p.PreferredName, TextDisplayName: p.DisplayName, TextStatus: p.StatusText,
		TextWorkerType: p.WorkerType, TextDepartment: p.Department, TextLocation: p.Location,
		TextJobTitle: p.JobTitle, TextCostCenter: p.CostCenter,
		TextManagerName: p.ManagerName, TextManagerEmail: p.ManagerEmail, TextManagerID: p.ManagerID,
		TextWorkPhone: p.WorkPhone, TextExtension: p.Extension, TextMobile: p.Mobile,
	}
	t.SetEmail(p.Email)
	t.SetUPN(p.UPN)
}

// SetEmail sets the address and, where it differs, its key.
func (t *Texts) SetEmail(e Email) { t.setAddress(TextEmail, TextEmailKey, e) }

// SetUPN sets the user principal name and, where it differs, its key.
func (t *Texts) SetUPN(e Email) { t.setAddress(TextUPN, TextUPNKey, e) }

func (t *Texts) setAddress(raw, key TextField, e Email) {
	t[raw], t[key] = e.Raw, ""
	if string(e.Key) != e.Raw {
		t[key] = string(e.Key)
	}
}

// The words that are kept as numbers, in an order that never matters outside.
var (
	stateCodes  = append([]State{""}, States()...)
	statusCodes = []Status{
		StatusNone, StatusActive, StatusHired, StatusType, StatusLeave, StatusSuspended, StatusNotice, StatusPreHire,
		StatusLeaver, StatusDormant, StatusCancelled, StatusAmbiguous, StatusUnknown,
	}
	codeBits = func() map[QualityCode]uint32 {
		bits := make(map[QualityCode]uint32)
		for i, e := range qualityCatalogue {
			bits[e.Code] = 1 << i
		}
		return bits
	}()
)

func code[T comparable](list []T, v T) (uint8, bool) {
	i := slices.Index(list, v)
	return uint8(max(i, 0)), i >= 0
}

func codesOf(set uint32) []QualityCode {
	if set == 0 {
		return nil
	}
	var codes []QualityCode
	for i, e := range qualityCatalogue {
		if set&(1<<i) != 0 {
			codes = append(codes, e.Code)
		}
	}
	return codes
}

// places are the files and sheets that rows stand on.
type places struct{ list []RowRef }

func (l *places) of(r RowRef) uint16 {
	r.Number = 0
	for i := len(l.list) - 1; i >= 0; i-- {
		if l.list[i] == r {
			return uint16(i)
		}
	}
	l.list = append(l.list, r)
	return uint16(len(l.list) - 1)
}

func (l *places) ref(place uint16, number int32) RowRef {
	r := RowRef{Number: int(number)}
	if int(place) < len(l.list) {
		r.File, r.Sheet = l.list[place].File, l.list[place].Sheet
	}
	return r
}
