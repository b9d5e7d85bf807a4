package report

// Ids of a redacted report: which stay, and which are made of an address or a name.

import (
	"strings"
	"unicode"

	"rollcall/reconcile"
)

// id is an employee or account id: as it is, unless it is made of an address or a
// name.
func (r *redaction) id(id string) string {
	if strings.Contains(id, "@") || r.ids[folded(id)] {
		return r.user(id)
	}
	return id
}

// settle notes whether an id of this run is made of one of the values given, or
// stays.
func (r *redaction) settle(id string, values ...string) {
	if !r.madeOf(id, values...) && !strings.Contains(id, "@") {
		r.stays[folded(id)] = true
	}
}

// madeOf reports and notes whether an id is made of one of the values given.
func (r *redaction) madeOf(id string, values ...string) bool {
	if neutral(id) {
		return false
	}
	lower := folded(id)
	for _, v := range values {
		for _, w := range wordsIn(v) {
			if len(w.folded) > 2 && strings.ContainsFunc(w.folded, unicode.IsLetter) && strings.Contains(lower, w.folded) {
				r.ids[lower] = true
				return true
			}
		}
	}
	return false
}

// neutral reports whether an id can hold no name: it has the form of RFC 9562, or
// never three letters one after the other.
func neutral(id string) bool {
	letters := 0
	for _, r := range id {
		if letters++; !unicode.IsLetter(r) {
			letters = 0
		}
		if letters == 3 {
			return uniqueID(id)
		}
	}
	return true
}

// uniqueID reports whether an id has the form of RFC 9562.
func uniqueID(id string) bool {
	return len(id) == 36 && strings.Count(id, "-") == 4 && strings.Trim(id, "-0123456789abcdefABCDEF") == ""
}

// named is an account as the exceptions file names it: by its id, or by an address
// or a login.
func (r *redaction) named(account string) string {
	if _, number := r.numbers[lastNine(numberDigits(account))]; account == "" || r.isID(account) || neutral(account) && !number {
		return account
	}
	return r.user(account)
}

// login is a login or another name to sign in with; one that is an id stays.
func (r *redaction) login(login string) string {
	if login == "" || r.isID(login) {
		return login
	}
	return r.user(login)
}

// isID reports whether a text is an id that stays.
func (r *redaction) isID(text string) bool { return r.stays[folded(text)] && !r.ids[folded(text)] }

// key is that of a person.
func (r *redaction) key(k reconcile.PersonKey) reconcile.PersonKey {
	kind, value, found := strings.Cut(string(k), ":")
	switch {
	case found && kind == "id":
		return reconcile.PersonKey(kind + ":" + r.id(value))
	case found && kind == "email":
		return reconcile.PersonKey(kind + ":" + r.written(value))
	}
	return k // a row
}

// keyNames reports whether a person's key is made of an address or a name.
func (r *redaction) keyNames(k reconcile.PersonKey) bool { return r.key(k) != k }
