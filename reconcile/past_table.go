package reconcile

// The placements of an earlier run, packed: a tenant may have a million
// accounts, and as values of a map they would take four times the bytes. A row
// is the numbers of its words, the lengths of its texts and their bytes; an open
// table of row numbers finds it by account id. Nothing in it is a pointer.

import (
	"encoding/binary"
	"strings"
)

// chunkBits is the logarithm of the bytes in a piece of memory that rows go
// into; a longer row has a piece of its own.
const chunkBits = 20

// pastTable are the placements of one product.
type pastTable struct {
	chunks []*strings.Builder
	slots  []uint32 // 1 + place of a row; 0 is free. Half of them at least are.
	rows   int
	words  *wordList
}

// wordList numbers words that come again and again.
type wordList struct {
	list []string
	at   map[string]uint64
}

func (w *wordList) number(s string) uint64 {
	n, known := w.at[s]
	if !known {
		s = strings.Clone(s)
		n = uint64(len(w.list))
		w.list, w.at[s] = append(w.list, s), n
	}
	return n
}

// Add puts in how the earlier run placed an account. What it keeps it copies. An
// account that is added twice is as it was added first.
func (l *PastLinks) Add(p Product, account string, link PastLink) {
	if l.packed == nil {
		l.packed, l.words = map[Product]*pastTable{}, &wordList{at: map[string]uint64{}}
	}
	t := l.packed[p]
	if t == nil {
		t = &pastTable{words: l.words, slots: make([]uint32, 64)}
		l.packed[p] = t
	}
	t.add(account, &link)
}

// Len is the number of accounts that the earlier run placed, of all products.
func (l *PastLinks) Len() int {
	n := 0
	for _, t := range l.packed {
		n += t.rows
	}
	return n
}

func (t *pastTable) add(account string, link *PastLink) {
	if slot := t.slot(account); t.slots[slot] != 0 {
		return
	}
	if t.rows++; 2*t.rows > len(t.slots) {
		t.grow()
	}
	t.slots[t.slot(account)] = 1 + t.write(account, link)
}

// grow doubles the slots.
func (t *pastTable) grow() {
	old := t.slots
	t.slots = make([]uint32, 2*len(old))
	for _, s := range old {
		if s != 0 {
			id, _ := t.row(s - 1).text()
			t.slots[t.slot(id)] = s
		}
	}
}

// slot is where an account is, or where it would go.
func (t *pastTable) slot(account string) int {
	mask := len(t.slots) - 1
	for i := int(hashOf(account)) & mask; ; i = (i + 1) & mask {
		if t.slots[i] == 0 {
			return i
		}
		if id, _ := t.row(t.slots[i] - 1).text(); id == account {
			return i
		}
	}
}

// hashOf is FNV-1a with 64 bits, its halves folded: near ids must not land in
// near slots.
func hashOf(s string) uint32 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return uint32(h>>32) ^ uint32(h)
}

// row is a row and all that was written behind it.
type row string

func (t *pastTable) row(place uint32) row {
	chunk := t.chunks[place>>chunkBits].String()
	return row(chunk[place&(1<<chunkBits-1):])
}

func (r row) uint() (uint64, row) {
	if r[0] < 0x80 {
		return uint64(r[0]), r[1:]
	}
	n, shift := uint64(0), 0
	for i := 0; ; i++ {
		n |= uint64(r[i]&0x7f) << shift
		if r[i] < 0x80 {
			return n, r[i+1:]
		}
		shift += 7
	}
}

func (r row) text() (string, row) {
	n, r := r.uint()
	return string(r[:n]), r[n:]
}

// What the key of a person says of them already.
const (
	keyHasID    = 1 << iota // it is "id:" and the employee id
	keyHasEmail             // it is "email:" and the address
)

func (t *pastTable) write(account string, link *PastLink) uint32 {
	var buf [256]byte
	out := appendText(buf[:0], account)
	for _, word := range []string{link.Result, link.Method, string(link.State), link.Since} {
		out = binary.AppendUvarint(out, t.words.number(word))
	}
	flags, employee, email := byte(0), link.EmployeeID, link.Email
	if string(link.Person) == idPrefix+employee {
		flags, employee = keyHasID, ""
	}
	if string(link.Person) == emailPrefix+email {
		flags, email = flags|keyHasEmail, ""
	}
	out = append(out, flags)
	out = appendText(appendText(appendText(out, string(link.Person)), employee), email)
	return t.put(out)
}

func appendText(out []byte, s string) []byte {
	return append(binary.AppendUvarint(out, uint64(len(s))), s...)
}

// put writes a row and says where.
func (t *pastTable) put(out []byte) uint32 {
	last := len(t.chunks) - 1
	if last < 0 || t.chunks[last].Len()+len(out) > 1<<chunkBits {
		b := &strings.Builder{}
		b.Grow(max(len(out), 1<<chunkBits))
		t.chunks = append(t.chunks, b)
		last++
	}
	at := t.chunks[last].Len()
	t.chunks[last].Write(out)
	return uint32(last<<chunkBits | at)
}

// of reads how an account was placed. Its texts are parts of the table.
func (t *pastTable) of(account string) (PastLink, bool) {
	if t == nil {
		return PastLink{}, false
	}
	s := t.slots[t.slot(account)]
	if s == 0 {
		return PastLink{}, false
	}
	_, r := t.row(s - 1).text()
	var words [4]string
	for i := range words {
		var n uint64
		n, r = r.uint()
		words[i] = t.words.list[n]
	}
	flags := r[0]
	key, r := r[1:].text()
	employee, r := r.text()
	email, _ := r.text()
	if flags&keyHasID != 0 {
		employee = strings.TrimPrefix(key, idPrefix)
	}
	if flags&keyHasEmail != 0 {
		email = strings.TrimPrefix(key, emailPrefix)
	}
	return PastLink{
		Result: words[0], Method: words[1], Person: PersonKey(key), EmployeeID: employee, Email: email, State: State(words[2]), Since: words[3],
	}, true
}
