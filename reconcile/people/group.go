package people

// Which rows are one person.
//
// Rows are joined on a person id or an employee id when they also agree on the
// address or on the name, and on the address when they also agree on the name.
// An id or an address that stands on rows that agree on nothing else belongs
// to different people: they are not merged, and the key is withdrawn.
//
// Merging on the address alone was rejected: two people may share a mailbox,
// and the rows of one would then speak for the other.

import (
	"cmp"
	"slices"

	"rollcall/reconcile"
)

// rowSet is the rows of all batches, numbered through.
type rowSet struct {
	batches []*Batch
	starts  []int
	n       int
}

func newRowSet(batches []*Batch) *rowSet {
	s := &rowSet{batches: batches}
	for _, b := range batches {
		s.starts = append(s.starts, s.n)
		s.n += len(b.rows)
	}
	return s
}

// at is the batch of a row, and its place in it.
func (s *rowSet) at(i int) (*Batch, int) {
	n, found := slices.BinarySearch(s.starts, i)
	if !found {
		n--
	}
	for len(s.batches[n].rows) == 0 { // an empty batch starts where the next one does
		n++
	}
	return s.batches[n], i - s.starts[n]
}

func (s *rowSet) row(i int) *row {
	b, k := s.at(i)
	return &b.rows[k]
}

func (s *rowSet) raise(i int, q reconcile.Quality) {
	b, k := s.at(i)
	b.found[k] = append(b.found[k], q)
	b.rows[k].set(rowHeld, q.Level == reconcile.LevelRow)
}

func (s *rowSet) ref(i int) reconcile.RowRef {
	b, k := s.at(i)
	return b.ref(k)
}

// fingerprint is the name that rows of one person have in common: first and last
// name where the file has them, else the display name, in the form in which names
// are compared.
func (r *row) fingerprint() string {
	name := reconcile.JoinName(r.text.Get(reconcile.TextFirstName), r.text.Get(reconcile.TextLastName))
	if name == "" {
		name = r.text.Get(reconcile.TextDisplayName)
	}
	return reconcile.NameFingerprint(name)
}

// keyTable finds rows with equal keys. It holds the first row of each key; a
// hit is held against the text, so that two keys with one hash stay apart.
type keyTable struct {
	slots []keySlot
	mask  uint64
	key   func(*row) string
	set   *rowSet
}

type keySlot struct {
	row int32 // counted from 1; 0 is an empty slot
	tag uint32
}

func newKeyTable(set *rowSet, key func(*row) string) *keyTable {
	size := uint64(16)
	for size < uint64(set.n)*2 {
		size *= 2
	}
	return &keyTable{slots: make([]keySlot, size), mask: size - 1, key: key, set: set}
}

// first returns the first row with the key of a row, which is the row itself
// when it is new.
func (t *keyTable) first(i int, r *row, h uint64) int {
	tag := uint32(h >> 32)
	for k := h & t.mask; ; k = (k + 1) & t.mask {
		slot := &t.slots[k]
		if slot.row == 0 {
			slot.row, slot.tag = int32(i+1), tag
			return i
		}
		if j := int(slot.row - 1); slot.tag == tag && t.key(r) == t.key(t.set.row(j)) {
			return j
		}
	}
}

// repeats are the groups of rows, in order, that have a key in common, ordered
// by their first row. Hash 0 is no key. It also returns how many keys there are.
func (s *rowSet) repeats(hashOf func(*row) uint64, key func(*row) string) (groups [][]int, keys int) {
	t := newKeyTable(s, key)
	at := make(map[int]int)
	i := 0
	for _, b := range s.batches {
		for k := range b.rows {
			r := &b.rows[k]
			if h := hashOf(r); h != 0 {
				first := t.first(i, r, h)
				switch n, known := at[first]; {
				case first == i:
					keys++
				case known:
					groups[n] = append(groups[n], i)
				default:
					at[first] = len(groups)
					groups = append(groups, []int{first, i})
				}
			}
			i++
		}
	}
	slices.SortFunc(groups, func(a, b []int) int { return cmp.Compare(a[0], b[0]) })
	return groups, keys
}

// grouping joins rows by union-find; the root of a set is its first row.
type grouping struct {
	parent []int32
	// ids, personIDs and emails are the rows that have such a key in common.
	ids, personIDs, emails [][]int
	distinctIDs            int
}

func (g *grouping) root(i int) int {
	for int(g.parent[i]) != i {
		g.parent[i] = g.parent[g.parent[i]]
		i = int(g.parent[i])
	}
	return i
}

func (g *grouping) join(i, j int) {
	a, b := g.root(i), g.root(j)
	g.parent[max(a, b)] = int32(min(a, b))
}

// one reports whether all rows of a group are one person.
func (g *grouping) one(rows []int) bool {
	return !slices.ContainsFunc(rows[1:], func(i int) bool { return g.root(i) != g.root(rows[0]) })
}

// group joins the rows of each person.
func group(s *rowSet) *grouping {
	g := &grouping{parent: make([]int32, s.n)}
	for i := range g.parent {
		g.parent[i] = int32(i)
	}
	g.ids, g.distinctIDs = s.repeats(func(r *row) uint64 { return r.id }, func(r *row) string { return reconcile.IDKey(r.text.Get(reconcile.TextEmployeeID)) })
	g.emails, _ = s.repeats(func(r *row) uint64 { return r.email }, func(r *row) string { return string(r.emailKey()) })
	if s.hasPersonIDs() {
		key := func(r *row) string { return reconcile.IDKey(r.text.Get(reconcile.TextPersonID)) }
		g.personIDs, _ = s.repeats(func(r *row) uint64 { return hash(key(r)) }, key)
	}
	for _, rows := range slices.Concat(g.ids, g.personIDs) {
		g.joinBy(rows, func(i int) string { return string(s.row(i).emailKey()) })
		g.joinBy(rows, func(i int) string { return s.row(i).fingerprint() })
	}
	for _, rows := range g.emails {
		g.joinBy(rows, func(i int) string { return "@" + s.row(i).fingerprint() })
	}
	return g
}

// joinBy joins the rows of a group that agree on what confirms it; blank
// confirms nothing.
func (g *grouping) joinBy(rows []int, confirm func(int) string) {
	first := make(map[string]int, len(rows))
	for _, i := range rows {
		c := confirm(i)
		if c == "" {
			continue
		}
		if j, ok := first[c]; ok {
			g.join(i, j)
			continue
		}
		first[c] = i
	}
}

func (s *rowSet) hasPersonIDs() bool {
	return slices.ContainsFunc(s.batches, func(b *Batch) bool { return b.personIDs })
}

// members are the rows of the people who stand on more than one, by their first
// row.
func (g *grouping) members() map[int][]int {
	members := make(map[int][]int)
	for i := range g.parent {
		if root := g.root(i); root != i {
			if members[root] == nil {
				members[root] = []int{root}
			}
			members[root] = append(members[root], i)
		}
	}
	return members
}

// stateRank orders the rows of one person: the one that grants most wins, so
// that an old record never speaks against a current one.
var stateRank = map[reconcile.State]int{
	reconcile.StateEmployed: 0, reconcile.StateNotice: 1, reconcile.StateLeave: 2,
	reconcile.StatePreHire: 3, reconcile.StateAmbiguous: 4, reconcile.StateLeaver: 5,
}

// rank puts the row that speaks for a person first. Where nothing else tells two
// rows apart their text does, and not their place: an export in another order
// says the same.
func (s *rowSet) rank(members []int) {
	slices.SortStableFunc(members, func(i, j int) int {
		fileA, ka := s.at(i)
		fileB, kb := s.at(j)
		a, b := &fileA.rows[ka], &fileB.rows[kb]
		return cmp.Or(
			cmp.Compare(stateRank[a.stateWord()], stateRank[b.stateWord()]),
			-latestEnd(a, b), // employed until the last of them ends
			cmp.Compare(fileA.File.Rank, fileB.File.Rank),
			cmp.Compare(primaryRank(a), primaryRank(b)),
			-compareDates(a.latestHire(), b.latestHire()),
			cmp.Compare(doubtRank(a), doubtRank(b)),
			cmp.Compare(a.text, b.text),
			cmp.Compare(i, j),
		)
	})
}

// latestEnd orders leaver and notice rows by their termination date.
func latestEnd(a, b *row) int {
	if s := a.stateWord(); s != reconcile.StateLeaver && s != reconcile.StateNotice {
		return 0
	}
	return compareDates(a.dates[Termination], b.dates[Termination])
}

func primaryRank(r *row) int {
	position := r.text.Get(reconcile.TextPrimaryPosition)
	if ParseFlag(position).Yes() || squash(position) == "primary" {
		return 0
	}
	return 1
}

// doubtRank puts a row with a usable address before one without, and one that
// nothing is wrong with before one that holds its person.
func doubtRank(r *row) int {
	switch {
	case r.emailKey() == "":
		return 2
	case r.is(rowHeld):
		return 1
	}
	return 0
}

func (r *row) latestHire() reconcile.Date {
	if compareDates(r.dates[LastHire], r.dates[Hire]) > 0 {
		return r.dates[LastHire]
	}
	return r.dates[Hire]
}

// compareDates orders dates, no date first.
func compareDates(a, b reconcile.Date) int {
	switch {
	case a == b:
		return 0
	case a.IsZero(), !b.IsZero() && a.Before(b):
		return -1
	default:
		return 1
	}
}
