package reconcile

// The few fields of a person that an account is found on, read from the packed
// list without unpacking the others. Joining reads them of everybody.

import "math/bits"

// PersonKeys are the fields of a person that an account may be found on. A field
// that HR does not give, or that is no key, is empty.
type PersonKeys struct {
	Email, UPN  EmailKey
	Login       string
	EmployeeID  string
	IDWithdrawn bool // the employee id is no key
	Others      []Email
}

// PersonNames are the names of a person, as HR writes them.
type PersonNames struct{ First, Last, Preferred, Display string }

// EmailKey is the key of the address of the person at an index, empty for none.
func (l *People) EmailKey(i int) EmailKey { return l.list.emailKey(i, l.list.packed[i].text) }

// emailKey reads the address from the text of a person.
func (l *peopleList) emailKey(i int, text Packed) EmailKey {
	if len(l.whole) > 0 {
		if w, ok := l.whole[i]; ok {
			return w.Email.Key
		}
	}
	if l.packed[i].is(flagNoEmailKey) {
		return ""
	}
	if key, short := text.shortEmailKey(); short {
		return key
	}
	return addressKey(text.Get(TextEmail), text.Get(TextEmailKey))
}

// shortEmailKey reads the address where every text is short, which is to say
// nearly always.
func (p Packed) shortEmailKey() (key EmailKey, short bool) {
	filled, s := p.filled()
	if filled&(1<<TextEmail) == 0 {
		return "", false
	}
	n := bits.OnesCount32(filled)
	for i := range n {
		if s[i] >= 0x80 {
			return "", false
		}
	}
	at, which := n, 0
	if filled&(1<<TextEmployeeID) != 0 {
		at, which = at+len(idPrefix)+int(s[0]), 1
	}
	at, n = at+len(emailPrefix), int(s[which])
	if filled&(1<<TextEmailKey) != 0 {
		at, n = at+n, int(s[which+1])
	}
	return EmailKey(s[at : at+n]), true
}

// EmailKeys reads the address keys of several people; an index below 0 gives
// none. People stand all over the memory: asked for together, they are waited for
// together.
func (l *People) EmailKeys(people []int32, keys []EmailKey) {
	for len(people) > 0 {
		var texts [64]Packed
		n := min(len(people), len(texts))
		for j, i := range people[:n] {
			if i >= 0 {
				texts[j] = l.list.packed[i].text
			}
		}
		for j, i := range people[:n] {
			keys[j] = ""
			if i >= 0 {
				keys[j] = l.list.emailKey(int(i), texts[j])
			}
		}
		people, keys = people[n:], keys[n:]
	}
}

// Keys reads the keys of the person at an index.
func (l *People) Keys(i int, k *PersonKeys) {
	if len(l.list.whole) > 0 {
		if w, ok := l.list.whole[i]; ok {
			*k = PersonKeys{w.Email.Key, w.UPN.Key, w.Login, w.EmployeeID, w.IDWithdrawn, w.Others}
			return
		}
	}
	q := &l.list.packed[i]
	var t [TextLogin + 1]string
	q.text.leading(t[:])
	*k = PersonKeys{Login: t[TextLogin], EmployeeID: t[TextEmployeeID], IDWithdrawn: q.is(flagIDWithdrawn)}
	if !q.is(flagNoEmailKey) {
		k.Email = addressKey(t[TextEmail], t[TextEmailKey])
	}
	if !q.is(flagNoUPNKey) {
		k.UPN = addressKey(t[TextUPN], t[TextUPNKey])
	}
}

// Names reads the names of the person at an index.
func (l *People) Names(i int, n *PersonNames) {
	if len(l.list.whole) > 0 {
		if w, ok := l.list.whole[i]; ok {
			*n = PersonNames{w.FirstName, w.LastName, w.PreferredName, w.DisplayName}
			return
		}
	}
	var t [TextDisplayName + 1]string
	l.list.packed[i].text.leading(t[:])
	*n = PersonNames{t[TextFirstName], t[TextLastName], t[TextPreferredName], t[TextDisplayName]}
}

// State is what HR says of the person at an index.
func (l *People) State(i int) State {
	if w, ok := l.list.whole[i]; ok {
		return w.State
	}
	return stateCodes[l.list.packed[i].state]
}

// addressKey is the key of an address that has one.
func addressKey(raw, key string) EmailKey {
	if key != "" {
		return EmailKey(key)
	}
	return EmailKey(raw)
}

// leading sets as many fields, from the first on, as the list given has.
func (p Packed) leading(t []string) {
	filled, lengths := p.filled()
	texts := lengths
	for range bits.OnesCount32(filled) {
		if texts[0] < 0x80 {
			texts = texts[1:]
		} else {
			_, texts = length(texts)
		}
	}
	for left := filled & (1<<len(t) - 1); left != 0; left &= left - 1 {
		f := TextField(bits.TrailingZeros32(left))
		var n int
		n, lengths = length(lengths)
		texts = texts[len(prefixOf(f)):]
		t[f], texts = texts[:n], texts[n:]
	}
}
