package suggest

// What the rules look at, of an account and of a person in the same form.

import (
	"slices"
	"strings"
	"unicode"

	"rollcall/reconcile"
)

// profile is one side of a pair.
type profile struct {
	addresses  []address
	firsts     []string // words of every first name, folded
	lasts      []string // words of the last name, folded
	names      []uint64 // hashes of full names of two words or more, whatever their order
	phones     []phone
	extensions []string // digits
	// As they are written, for words that people read.
	first, last, email   string
	department, location string
}

// address is an email address, or a login without a domain.
type address struct {
	local, domain string // the local part without its plus tag
	own           bool   // the domain is the company's, or there is none
}

// phone is a number of at least nine digits.
type phone struct {
	nine uint64 // its last nine digits
	raw  string
}

// reset empties a profile and keeps its room.
func (p *profile) reset() {
	*p = profile{
		addresses: p.addresses[:0], firsts: p.firsts[:0], lasts: p.lasts[:0], names: p.names[:0],
		phones: p.phones[:0], extensions: p.extensions[:0],
	}
}

// owner tells whether an address is on a domain of the company.
type owner func(reconcile.EmailKey) bool

// ofAccount fills a profile from an account.
func (p *profile) ofAccount(a *reconcile.Account, own owner) {
	p.reset()
	p.addAddress(a.Email.Key, own)
	p.addLogin(a.Login, own)
	p.email = a.Email.Raw
	if p.email == "" {
		p.email = a.Login
	}
	p.first, p.last = a.FirstName.Text(), a.LastName.Text()
	if p.first == "" || p.last == "" {
		p.first, p.last = reconcile.SplitName(a.Name())
	}
	p.addFirst(p.first)
	p.addLast(p.last)
	p.addName(a.Name())
	p.addName(a.DisplayName.Text())
	p.department, p.location = a.Department.Text(), a.Location.Text()
	for _, n := range a.Phones {
		p.addNumber(n.Number)
	}
	for i := range a.Extensions {
		p.addExtension(a.Extensions[i].Number)
		for _, did := range a.Extensions[i].DIDs {
			p.addNumber(did)
		}
	}
	if n := a.VCCNumber.Text(); !p.addNumber(n) {
		p.addExtension(n)
	}
}

// ofPerson fills a profile from a person.
func (p *profile) ofPerson(h *reconcile.Person, own owner) {
	p.reset()
	p.addAddress(h.Email.Key, own)
	for i := range h.Others {
		p.addAddress(h.Others[i].Key, own)
	}
	p.addAddress(h.UPN.Key, own)
	p.addLogin(h.Login, own)
	p.email = h.Email.Raw
	if p.email == "" {
		p.email = h.UPN.Raw
	}
	shown, shownLast := reconcile.SplitName(h.DisplayName)
	p.first, p.last = h.FirstName, h.LastName
	if p.first == "" && p.last == "" {
		p.first, p.last = shown, shownLast
	}
	p.addFirst(p.first)
	p.addFirst(h.PreferredName)
	p.addFirst(shown)
	p.addLast(p.last)
	p.addName(h.FirstName, h.LastName)
	p.addName(h.PreferredName, h.LastName)
	p.addName(h.DisplayName)
	p.department, p.location = h.Department, h.Location
	p.addNumber(h.WorkPhone)
	p.addNumber(h.Mobile)
	p.addExtension(h.Extension)
}

func (p *profile) addAddress(k reconcile.EmailKey, own owner) {
	if k == "" {
		return
	}
	a := address{domain: k.Domain(), own: own(k)}
	a.local, _, _ = strings.Cut(k.Local(), "+")
	if a.local != "" && !slices.Contains(p.addresses, a) {
		p.addresses = append(p.addresses, a)
	}
}

// addLogin adds a login as an address, or as a local part alone.
func (p *profile) addLogin(login string, own owner) {
	if strings.Contains(login, "@") {
		e, _ := reconcile.ParseEmail(login)
		p.addAddress(e.Key, own)
		return
	}
	local := strings.ToLower(strings.TrimSpace(login))
	if local == "" || slices.ContainsFunc(p.addresses, func(a address) bool { return a.local == local }) {
		return
	}
	p.addresses = append(p.addresses, address{local: local, own: true})
}

func (p *profile) addFirst(name string) {
	for _, w := range reconcile.NameWords(name) {
		if !slices.Contains(p.firsts, w) {
			p.firsts = append(p.firsts, w)
		}
	}
}

// particles stand before last names and are no part that tells families apart.
var particles = map[string]bool{
	"van": true, "von": true, "de": true, "der": true, "den": true, "del": true, "della": true, "di": true, "da": true, "do": true,
	"dos": true, "das": true, "du": true, "la": true, "le": true, "el": true, "al": true, "bin": true, "bint": true, "ben": true,
	"ibn": true, "abu": true, "af": true, "av": true, "ter": true, "ten": true, "zu": true, "y": true, "e": true,
}

func (p *profile) addLast(name string) {
	words := reconcile.NameWords(name)
	telling := func(w string) bool { return len(w) > 1 && !particles[w] }
	alone := !slices.ContainsFunc(words, telling)
	for _, w := range words {
		if (alone || telling(w)) && !slices.Contains(p.lasts, w) {
			p.lasts = append(p.lasts, w)
		}
	}
}

// addName adds a full name as the sum of the hashes of its words, which no
// order of them changes.
func (p *profile) addName(parts ...string) {
	sum, words := uint64(0), 0
	for _, part := range parts {
		for _, w := range reconcile.NameWords(part) {
			sum += hashOf(w)
			words++
		}
	}
	if words > 1 && !slices.Contains(p.names, sum) {
		p.names = append(p.names, sum)
	}
}

const nineDigits = 1_000_000_000

// addNumber adds a phone number, and the extension that may stand behind it. It
// reports whether there are digits enough for a number.
func (p *profile) addNumber(raw string) bool {
	number, extension := raw, ""
	if i := strings.IndexFunc(raw, unicode.IsLetter); i > 0 {
		number, extension = raw[:i], raw[i:]
	}
	n := phone{raw: raw}
	digits := 0
	for _, c := range []byte(number) {
		if '0' <= c && c <= '9' {
			n.nine = (n.nine*10 + uint64(c-'0')) % nineDigits
			digits++
		}
	}
	if digits < 9 || n.nine == 0 {
		return false
	}
	if !slices.ContainsFunc(p.phones, func(known phone) bool { return known.nine == n.nine }) {
		p.phones = append(p.phones, n)
	}
	p.addExtension(extension)
	return true
}

// addExtension adds the digits of an extension; one that is no number, or long
// enough to be a whole phone number, is none.
func (p *profile) addExtension(raw string) {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, raw)
	if len(digits) > 1 && len(digits) < 9 && !slices.Contains(p.extensions, digits) {
		p.extensions = append(p.extensions, digits)
	}
}
