package suggest

// What an account and a person say alike and what they do not, in short words
// with both values, the account's first. A field that one side does not supply is in
// neither list.

import (
	"strings"
	"unicode/utf8"

	"rollcall/reconcile"
)

// Words lists what agrees and what disagrees between the account and the person
// of a suggestion.
func (s *Suggestion) Words(a *reconcile.Account, h *reconcile.Person) (agrees, disagrees []string) {
	if s.Said != nil {
		return s.Said.Agrees, s.Said.Disagrees
	}
	said := s.Say(a, h, func(_ What, value string) string { return value })
	return said.Agrees, said.Disagrees
}

// Said are the words of a suggestion that do not follow from its account and
// person as they stand, because those were given other names.
type Said struct{ Agrees, Disagrees []string }

// What is what a value in the words of a suggestion is.
type What string

// The values that are shown.
const (
	WhatName       What = "name" // a first or a last name
	WhatEmail      What = "email"
	WhatLocal      What = "local part" // of an address, or a login
	WhatDomain     What = "mail domain"
	WhatPhone      What = "phone"
	WhatExtension  What = "extension"
	WhatDepartment What = "department"
	WhatLocation   What = "location"
)

// Say puts in words what agrees and what disagrees, with every value as show
// gives it: what is compared are the values themselves.
func (s *Suggestion) Say(a *reconcile.Account, h *reconcile.Person, show func(What, string) string) Said {
	// Whose domain an address is on decides about rules and is in no word.
	anyone := func(reconcile.EmailKey) bool { return true }
	var account, person profile
	account.ofAccount(a, anyone)
	person.ofPerson(h, anyone)
	e := compare(&account, &person)
	w := words{a: &account, p: &person, show: show}
	if s.Earlier {
		w.agrees = append(w.agrees, "linked in the run before")
	}
	w.name(&e)
	w.address(&e)
	w.number(&e)
	w.field(WhatDepartment, "department", e.department, account.department, person.department)
	w.field(WhatLocation, "location", e.location, account.location, person.location)
	return Said{w.agrees, w.disagrees}
}

type words struct {
	a, p              *profile
	show              func(What, string) string
	agrees, disagrees []string
}

// field puts a field into the list that it belongs to.
func (w *words) field(kind What, what string, same bool, account, person string) {
	account, person = w.show(kind, account), w.show(kind, person)
	switch {
	case account == "" || person == "":
	case !same:
		w.disagrees = append(w.disagrees, what+": "+account+" against "+person)
	case account == person:
		w.agrees = append(w.agrees, what+": "+account)
	default:
		w.agrees = append(w.agrees, what+": "+account+" and "+person)
	}
}

// both shows the values of the two sides, the account's first.
func (w *words) both(kind What, values [2]string) string {
	return w.show(kind, values[0]) + " and " + w.show(kind, values[1])
}

func (w *words) name(e *evidence) {
	w.field(WhatName, "last name", e.last, w.a.last, w.p.last)
	switch e.first {
	case firstNickname:
		w.agrees = append(w.agrees, "short forms of one first name: "+w.both(WhatName, e.firsts))
	case firstClose:
		w.agrees = append(w.agrees, "close first names: "+w.both(WhatName, e.firsts))
	case firstEqual:
		w.field(WhatName, "first name", true, w.a.first, w.p.first)
	default:
		if !initials(w.a.firsts, w.p.firsts) {
			w.field(WhatName, "first name", false, w.a.first, w.p.first)
		}
	}
	if e.name && !e.last {
		w.agrees = append(w.agrees, "the words of the name, in another order")
	}
}

// initials reports whether a letter on one side may stand for a name on the
// other: that neither agrees nor disagrees.
func initials(a, b []string) bool {
	for _, x := range a {
		for _, y := range b {
			short, long := min(x, y), max(x, y) // a beginning sorts before what it begins
			if utf8.RuneCountInString(short) == 1 && strings.HasPrefix(long, short) {
				return true
			}
		}
	}
	return false
}

func (w *words) address(e *evidence) {
	switch {
	case e.address:
		w.field(e.pair[0].what(), "address without a tag", true, e.pair[0].text(), e.pair[1].text())
	case e.local:
		w.field(WhatLocal, "local part", true, e.pair[0].local, e.pair[1].local)
		w.field(WhatDomain, "mail domain", false, e.pair[0].domain, e.pair[1].domain)
	case e.edit:
		w.agrees = append(w.agrees, "one edit apart: "+w.both(WhatLocal, [2]string{e.pair[0].local, e.pair[1].local}))
	default:
		w.field(WhatEmail, "email", false, w.a.email, w.p.email)
	}
}

// what tells an address from a login without a domain.
func (a address) what() What {
	if a.domain == "" {
		return WhatLocal
	}
	return WhatEmail
}

// text is an address without its tag, or a login.
func (a address) text() string {
	if a.domain == "" {
		return a.local
	}
	return a.local + "@" + a.domain
}

func (w *words) number(e *evidence) {
	if len(w.a.phones) > 0 && len(w.p.phones) > 0 {
		ours, theirs := w.a.phones[0], w.p.phones[0]
		if e.phone.nine != 0 {
			ours = e.phone
			for _, n := range w.p.phones {
				if n.nine == ours.nine {
					theirs = n
				}
			}
		}
		w.field(WhatPhone, "phone", e.phone.nine != 0, ours.raw, theirs.raw)
	}
	if len(w.a.extensions) > 0 && len(w.p.extensions) > 0 {
		ours, theirs := w.a.extensions[0], w.p.extensions[0]
		if e.extension != "" {
			ours, theirs = e.extension, e.extension
		}
		w.field(WhatExtension, "extension", e.extension != "", ours, theirs)
	}
}
