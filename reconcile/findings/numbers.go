package findings

// Phone numbers and extensions: L06, a leaver whose account still holds some,
// and M04, one that does not agree with HR. The contact numbers of an account
// are where a person can be reached, and are not assigned to it.

import (
	"slices"
	"strings"

	"rollcall/reconcile"
)

// keepsNumbers raises L06. An archived account counts: its numbers ring nowhere
// and cannot be given to anybody else.
func (v *view) keepsNumbers(s subject, lastDay reconcile.Date) {
	if s.account.Product != reconcile.VBC || len(s.account.Extensions) == 0 {
		return
	}
	numbers := assignedNumbers(s.account)
	left := "HR says the person has left, without a date"
	if !lastDay.IsZero() {
		left = "the last day employed was " + lastDay.String()
	}
	v.raiseOn(s, "L06", reconcile.Finding{
		Field: "extensions", Values: reconcile.FieldValues{HR: v.hrStateWords(s.person), Vonage: numbers},
		Detail: left + " and the account, which is " + stateWord(s.account) + ", still has " + numbers,
	})
}

// assignedNumbers names the extensions of an account with their direct numbers.
func assignedNumbers(a *reconcile.Account) string {
	words := make([]string, 0, len(a.Extensions))
	for _, x := range a.Extensions {
		word := "extension " + x.Number
		if len(x.DIDs) > 0 {
			word += " with the direct number " + strings.Join(x.DIDs, " and ")
		}
		words = append(words, word)
	}
	return strings.Join(words, ", ")
}

// numbers raises M04. It speaks only of a kind of number of which the account
// has one: an account without a direct number contradicts nothing.
func (v *view) numbers(s subject) {
	a, p := s.account, s.person
	if a.Product != reconcile.VBC || len(a.Phones) == 0 && len(a.Extensions) == 0 {
		return
	}
	if p.WorkPhone != "" && hasPhone(a) && !answersTo(a, p.WorkPhone) {
		v.otherNumber(s, "work_phone", "the work phone "+quoted(p.WorkPhone), p.WorkPhone)
	}
	if p.Extension != "" && len(a.Extensions) > 0 && !answersTo(a, p.Extension) {
		v.otherNumber(s, "extension", "the extension "+quoted(p.Extension), p.Extension)
	}
}

func hasPhone(a *reconcile.Account) bool {
	return len(a.Phones) > 0 || slices.ContainsFunc(a.Extensions, func(x reconcile.Extension) bool { return len(x.DIDs) > 0 })
}

func (v *view) otherNumber(s subject, field, hr, value string) {
	theirs := allNumbers(s.account)
	v.raiseOn(s, "M04", reconcile.Finding{
		Field: field, Values: reconcile.FieldValues{HR: value, Vonage: theirs},
		Detail: "HR has " + hr + " and the account has " + theirs,
	})
}

// allNumbers names everything that an account can be reached by.
func allNumbers(a *reconcile.Account) string {
	var words []string
	if len(a.Extensions) > 0 {
		words = append(words, assignedNumbers(a))
	}
	for _, p := range a.Phones {
		words = append(words, "contact number "+p.Number)
	}
	return strings.Join(words, ", ")
}

// answersTo reports whether a number of HR is one of the account's. A number in
// HR may be of the other kind: a work phone that holds an extension only.
func answersTo(a *reconcile.Account, hr string) bool {
	want, ok := phoneKey(hr)
	if !ok {
		return true // "n/a", "reception": no number, so nothing that differs
	}
	same := func(number string) bool {
		key, ok := phoneKey(number)
		return ok && key == want
	}
	if slices.ContainsFunc(a.Phones, func(p reconcile.Phone) bool { return same(p.Number) }) {
		return true
	}
	return slices.ContainsFunc(a.Extensions, func(x reconcile.Extension) bool {
		return same(x.Number) || slices.ContainsFunc(x.DIDs, same)
	})
}

// comparedDigits is how many digits, from the end, make two phone numbers the
// same: the country code and the trunk prefix come and go in front of them.
const comparedDigits = 9

// phoneDigits is a number in the form in which numbers are compared: its last nine
// digits, or all of a shorter one, zeros in front included.
type phoneDigits struct {
	value  uint64
	digits int
}

// phoneKey reads a number as people write it, up to an extension behind it. It
// is not ok where there is no digit.
func phoneKey(text string) (phoneDigits, bool) {
	var k phoneDigits
	for i := range len(text) {
		switch c := text[i]; {
		case '0' <= c && c <= '9':
			k.value = (k.value*10 + uint64(c-'0')) % 1_000_000_000 // nine digits
			k.digits = min(k.digits+1, comparedDigits)
		case k.digits > 0 && (c|0x20 == 'x' || c|0x20 == 'e' || c == '#' || c == ';'):
			return k, true
		}
	}
	return k, k.digits > 0
}
