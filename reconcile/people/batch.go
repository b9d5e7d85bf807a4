package people

// Records, packed: what a file of a million rows is held in until its people
// are known. A batch is filled by one goroutine and judged by one, so that
// several can be worked on at the same time.

import (
	"hash/maphash"
	"maps"
	"slices"
	"strings"

	"rollcall/reconcile"
)

// Batch is a run of rows of one file.
type Batch struct {
	File *File
	rows []row
	text []byte // of all rows, until Seal
	// words are the distinct cells of the status columns; word 0 is blank.
	words  []string
	wordAt map[string]uint16
	parsed [MaxStatus][]reconcile.Status // per column and word

	found map[int][]reconcile.Quality
	// odd are the address cells that are not one plain address.
	odd     map[int]*addresses
	domains map[string]int
	domain  string // the last one counted, and how often in a row
	run     int

	personIDs bool // some row has one
	file      fileCounts
}

// row is a record without its text.
type row struct {
	text       reconcile.Packed
	id, email  uint64 // hashes of the id key and the address key, 0 for none
	dates      Dates
	start      int32 // of its text in the batch, until Seal
	number     int32
	index      int32
	status     [MaxStatus]uint16 // words
	unread     DateSet
	changed    reconcile.EmailChanges
	changedUPN reconcile.EmailChanges
	state      uint8 // index into states
	digits     uint8 // length of an id of digits only, else 0
	flags      rowFlags
}

type rowFlags uint16

const (
	rowNoEmail rowFlags = 1 << iota // no usable address
	rowNoUPN                        // the user principal name is no address, or there is none
	rowZeroID                       // the id starts with 0
	rowWide                         // a name holds letters outside ASCII
	rowIDWithdrawn
	rowContested
	rowCutShort
	rowForeign // its address holds letters outside ASCII
	rowHeld
)

func (r *row) is(f rowFlags) bool { return r.flags&f != 0 }

// NewBatch makes a batch with room for so many rows. Their text is gathered in
// scratch, which may be nil; Seal gives it back.
func NewBatch(f *File, rows int, scratch []byte) *Batch {
	return &Batch{
		File: f, text: scratch[:0], rows: make([]row, 0, rows), words: []string{""}, wordAt: map[string]uint16{"": 0},
		found: make(map[int][]reconcile.Quality), odd: make(map[int]*addresses), domains: make(map[string]int),
	}
}

// Len is the number of rows.
func (b *Batch) Len() int { return len(b.rows) }

// seed is for tables within one run; nothing that leaves it depends on it,
// because every hit is held against the text.
var seed = maphash.MakeSeed()

func hash(s string) uint64 {
	if s == "" {
		return 0
	}
	return maphash.String(seed, s) | 1<<63
}

// maxWords bounds the distinct status cells of a batch, which two bytes number.
// A column with more holds no status: all further cells count as moreWords.
const (
	maxWords  = 60_000
	moreWords = "…"
)

// Add packs a record. The record may be used again.
func (b *Batch) Add(r *Record) {
	i := len(b.rows)
	q := row{
		start: int32(len(b.text)), number: int32(r.Number), index: int32(r.Index),
		dates: r.Dates, unread: r.Unread,
	}
	q.set(rowCutShort, r.CutShort)
	b.personIDs = b.personIDs || r.Text[reconcile.TextPersonID] != ""
	q.set(rowWide, wide(&r.Text))
	q.setID(r.Text[reconcile.TextEmployeeID])
	for n, cell := range r.Status[:len(b.File.Forms)] {
		if cell != "" {
			q.status[n] = b.wordOf(cell)
		}
	}
	if len(r.Found) > 0 {
		b.found[i] = slices.Clone(r.Found)
	}
	r.Text[reconcile.TextStatus] = r.Status[0]
	b.addAddresses(i, &q, &r.Text)
	b.text = r.Text.Append(b.text)
	b.rows = append(b.rows, q)
}

func (r *row) set(f rowFlags, on bool) {
	if on {
		r.flags |= f
	}
}

// wide reports whether a name holds letters outside ASCII, as one that was
// decoded wrongly does.
func wide(t *reconcile.Texts) bool {
	for _, f := range garbledFields {
		for i := 0; i < len(t[f.text]); i++ {
			if t[f.text][i] >= 0x80 {
				return true
			}
		}
	}
	return false
}

// setID notes what an employee id is compared and judged by.
func (r *row) setID(id string) {
	plain, digits := true, true
	for i := 0; i < len(id); i++ {
		if c := id[i]; c < '0' || c > '9' {
			digits = false
			plain = plain && (c >= 'A' && c <= 'Z' || c == '-')
		}
	}
	if digits {
		r.digits = uint8(min(len(id), 255))
		r.set(rowZeroID, id != "" && id[0] == '0')
	}
	if !plain || len(id) <= longestNoID {
		id = reconcile.IDKey(id)
	}
	r.id = hash(id)
}

// longestNoID is the length of the longest word that stands for "no id".
const longestNoID = len("#N/A")

func (b *Batch) wordOf(cell string) uint16 {
	n, ok := b.wordAt[cell]
	if !ok && len(b.words) >= maxWords {
		cell = moreWords
		n, ok = b.wordAt[cell]
	}
	if ok {
		return n
	}
	cell = strings.Clone(cell)
	b.words = append(b.words, cell)
	b.wordAt[cell] = uint16(len(b.words) - 1)
	return b.wordAt[cell]
}

// addAddresses reads the address cells. One plain address is the rule; what
// else there may be is kept aside.
func (b *Batch) addAddresses(i int, q *row, t *reconcile.Texts) {
	e, ok := reconcile.PlainEmail(t[reconcile.TextEmail])
	upn, login, okUPN := plainUPN(t[reconcile.TextUPN])
	if !okUPN || t[reconcile.TextMixedEmail] != "" || !ok && t[reconcile.TextEmail] != "" {
		a := readAddresses(t, b.File)
		b.odd[i] = &a
		e, upn, login = a.email, a.upn, a.login
	}
	t.SetUPN(upn)
	t[reconcile.TextLogin] = login
	q.changedUPN = upn.Changes
	q.set(rowNoUPN, !upn.Usable())
	b.setEmail(q, t, e)
	b.countDomain(e.Key)
}

// plainUPN reads a user principal name that is one plain address, or a bare
// login, or blank.
func plainUPN(text string) (upn reconcile.Email, login string, ok bool) {
	if text == "" {
		return reconcile.Email{}, "", true
	}
	if upn, ok = reconcile.PlainEmail(text); ok || strings.Contains(text, "@") {
		return upn, "", ok
	}
	return reconcile.Email{Raw: text}, strings.ToLower(text), true
}

func (b *Batch) setEmail(q *row, t *reconcile.Texts, e reconcile.Email) {
	t.SetEmail(e)
	q.email, q.changed = hash(string(e.Key)), e.Changes
	q.flags &^= rowNoEmail | rowForeign
	q.set(rowNoEmail, !e.Usable())
	q.set(rowForeign, !e.Key.ASCII())
}

// countDomain counts mail domains. Neighbours mostly have the same.
func (b *Batch) countDomain(k reconcile.EmailKey) {
	d := k.Domain()
	if d != b.domain {
		b.flushDomain()
		b.domain = strings.Clone(d)
	}
	b.run++
}

func (b *Batch) flushDomain() {
	if b.domain != "" {
		b.domains[b.domain] += b.run
	}
	b.run = 0
}

// Seal ends the adding of rows and returns what their text was gathered in, for
// another batch.
func (b *Batch) Seal() (scratch []byte) {
	b.flushDomain()
	b.bind(string(b.text))
	scratch, b.text, b.wordAt = b.text, nil, nil
	return scratch
}

// bind gives each row its part of the text.
func (b *Batch) bind(text string) {
	end := len(text)
	for i := len(b.rows) - 1; i >= 0; i-- {
		start := int(b.rows[i].start)
		b.rows[i].text = reconcile.Packed(text[start:end])
		end = start
	}
}

// Rewrite changes the text of every row, for a decision that came after they
// were packed.
func (b *Batch) Rewrite(change func(i int, t *reconcile.Texts)) {
	var t reconcile.Texts
	var text []byte
	for i := range b.rows {
		q := &b.rows[i]
		q.text.Unpack(&t)
		q.start = int32(len(text))
		change(i, &t)
		text = t.Append(text)
	}
	b.bind(string(text))
}

// UseEmail replaces the address cell of every row by that of another column.
func (b *Batch) UseEmail(cell func(i int) string) {
	clear(b.odd)
	clear(b.domains)
	b.domain, b.run = "", 0
	b.Rewrite(func(i int, t *reconcile.Texts) {
		t[reconcile.TextEmail], t[reconcile.TextEmailKey] = cell(i), ""
		b.addAddresses(i, &b.rows[i], t)
	})
	b.flushDomain()
}

// StatusCell is the cell of a column that may hold the status.
func (b *Batch) StatusCell(i, column int) string { return b.words[b.rows[i].status[column]] }

// CountWords adds how often each distinct cell stands in a column that may
// hold the status.
func (b *Batch) CountWords(column int, count map[string]int) {
	n := make([]int, len(b.words))
	for i := range b.rows {
		n[b.rows[i].status[column]]++
	}
	for w, k := range n {
		if k > 0 {
			count[b.words[w]] += k
		}
	}
}

// Text is the text of a row.
func (b *Batch) Text(i int) reconcile.Packed { return b.rows[i].text }

// Index is the index of a row in the list of all rows.
func (b *Batch) Index(i int) int { return int(b.rows[i].index) }

// SetDate gives a row a date that was decided after it was added.
func (b *Batch) SetDate(i, field int, d reconcile.Date) { b.rows[i].dates[field] = d }

// SetUnread says that a date of a row could not be read.
func (b *Batch) SetUnread(i, field int) { b.rows[i].unread |= 1 << field }

// SetCutShort says that the file may end inside the last cell of a row.
func (b *Batch) SetCutShort(i int) { b.rows[i].flags |= rowCutShort }

// Raise adds a quality finding to a row.
func (b *Batch) Raise(i int, q reconcile.Quality) { b.found[i] = append(b.found[i], q) }

// Truncate drops the rows from an index on, and what was counted of them.
func (b *Batch) Truncate(n int) {
	for i := n; i < len(b.rows); i++ {
		delete(b.found, i)
		delete(b.odd, i)
		if d := b.rows[i].emailKey().Domain(); d != "" {
			b.domains[d]--
		}
	}
	b.rows = b.rows[:n]
}

// emailKey is the key of the row's address, empty when it has none.
func (r *row) emailKey() reconcile.EmailKey {
	return r.addressKey(rowNoEmail, reconcile.TextEmail, reconcile.TextEmailKey)
}

// upnKey is the key of its user principal name, empty when that is no address.
func (r *row) upnKey() reconcile.EmailKey {
	return r.addressKey(rowNoUPN, reconcile.TextUPN, reconcile.TextUPNKey)
}

func (r *row) addressKey(none rowFlags, raw, key reconcile.TextField) reconcile.EmailKey {
	if r.is(none) {
		return ""
	}
	if k := r.text.Get(key); k != "" {
		return reconcile.EmailKey(k)
	}
	return reconcile.EmailKey(r.text.Get(raw))
}

// ref is where the row stands.
func (b *Batch) ref(i int) reconcile.RowRef {
	r := b.File.Ref
	r.Number = int(b.rows[i].number)
	return r
}

// domainsOf adds up the mail domains of all batches.
func domainsOf(batches []*Batch) (count map[string]int, total int) {
	count = make(map[string]int)
	for _, b := range batches {
		for d, n := range b.domains {
			count[d] += n
			total += n
		}
	}
	maps.DeleteFunc(count, func(_ string, n int) bool { return n == 0 })
	return count, total
}
