package match

// Which accounts look like a thing and not like a person. A pattern only ever
// asks a question: a suspected non-person is never removed on the strength of
// it, and one that matches an HR person stays a person.

import (
	"slices"
	"strings"
	"unicode"

	"rollcall/reconcile"
)

// thingWords name what an account serves when nobody sits behind it.
var thingWords = words(`svc service srv app api bot sys system admin root test demo temp training shared
	room conf conference lobby reception frontdesk fax scanner kiosk hotdesk phone line queue ivr
	wallboard noreply voicemail callcent ext`)

func words(s string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(s) {
		set[w] = true
	}
	return set
}

// sharedBy is how many accounts on one address make it a shared one.
const sharedBy = 3

// nonPersonPattern says in words what makes an account look like a non-person,
// or is empty. onEmail is the number of accounts on its address. The names of a
// person whose account it is say that a word is their name and no thing.
func nonPersonPattern(a *reconcile.Account, onEmail int, names []string) string {
	local := strings.ToLower(a.Email.Key.Local())
	if a.Email.Key.RoleMailbox() {
		return "the mailbox name " + quote(local) + " is a role name of RFC 2142"
	}
	for _, field := range []struct{ name, text string }{
		{"email", local}, {"login", strings.ToLower(a.Login)}, {"name", strings.ToLower(a.Name())},
	} {
		if w := thingWord(field.text); w != "" && !inAny(names, w) {
			return "the " + field.name + " has the word " + quote(w)
		}
	}
	if numbered(a) {
		return "the name " + quote(a.Name()) + " is one word with a number"
	}
	switch strings.ToLower(a.Role.Text()) {
	case "wallboard":
		return "the role is Wallboard"
	case "nvmadmin":
		return "the role NvmAdmin is for Vonage's own use"
	}
	if onEmail >= sharedBy {
		return "the same email is on three or more accounts"
	}
	return ""
}

func inAny(names []string, word string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return reconcile.LastNameIn(word, n) })
}

// markPatterns notes what makes a matched account look like a non-person. It
// stays a person: HR knows them. Where the exceptions file confirmed the person,
// there is nothing left to ask.
func (j *join) markPatterns() {
	var n reconcile.PersonNames
	for _, i := range j.suspects {
		p, a := &j.links.Placements[i], &j.pop.Accounts[i]
		if p.Result != Matched || p.Method == M0 {
			continue
		}
		j.people.roster.People.Names(p.Person, &n)
		p.Pattern = nonPersonPattern(a, j.links.OnEmail(a.Email.Key), []string{n.First, n.Last, n.Preferred, n.Display})
	}
}

// thingWord finds a thing word that stands alone in a text, or leads it and is
// followed by digits, as in "room4" and "svc-backup".
func thingWord(text string) string {
	text = strings.ReplaceAll(text, "no-reply", "noreply")
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if thingWords[w] {
			return w
		}
		if lead := strings.TrimRightFunc(w, unicode.IsDigit); lead != w && thingWords[lead] {
			return lead
		}
	}
	return ""
}

func digits(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

// maybeThing is a quick look that lets nearly every person's account pass: where
// it says no, no pattern but the number of accounts on the address fits.
func maybeThing(a *reconcile.Account) bool {
	at := max(0, strings.IndexByte(string(a.Email.Key), '@'))
	local, role := string(a.Email.Key[:at]), a.Role.Text()
	return a.Email.Key.RoleMailbox() || maybeThingWord(local) || local != a.Login && maybeThingWord(a.Login) ||
		maybeThingWord(a.DisplayName.Text()) || maybeThingWord(a.FirstName.Text()) || maybeThingWord(a.LastName.Text()) ||
		numbered(a) || role != "" && (strings.EqualFold(role, "wallboard") || strings.EqualFold(role, "nvmadmin"))
}

// numbered reports whether the name is one word with a number. Two names are two
// words, and are not put together to find that out.
func numbered(a *reconcile.Account) bool {
	first, last := strings.TrimSpace(a.FirstName.Text()), strings.TrimSpace(a.LastName.Text())
	if first != "" && last != "" {
		return false
	}
	name := first + last // one of the two at most
	if name == "" {
		name = a.DisplayName.Text()
	}
	return strings.IndexByte(name, ' ') < 0 && digits(name) >= 3
}

// thingStarts are the first three letters of the thing words, as bits.
var thingStarts = func() (set [26*26*26/64 + 1]uint64) {
	for w := range thingWords {
		n := startOf(w[0], w[1], w[2])
		set[n/64] |= 1 << (n % 64)
	}
	return set
}()

func startOf(a, b, c byte) int { return (int(a-'a')*26+int(b-'a'))*26 + int(c-'a') }

// The classes of bytes by which a text is parted into words.
const (
	between  = iota // neither letter nor digit
	inWord          // of ASCII
	beyond          // not of ASCII
	asHyphen        // between words, and in no-reply
)

var byteClasses = func() (class [256]uint8) {
	for c := range class {
		switch {
		case c >= 0x80:
			class[c] = beyond
		case 'a' <= c|0x20 && c|0x20 <= 'z', '0' <= c && c <= '9':
			class[c] = inWord
		}
	}
	class['-'] = asHyphen
	return class
}()

// maybeThingWord reports whether a word in a text begins like a thing word, or
// the text is not plain enough to tell.
func maybeThingWord(text string) bool {
	start := 0
	for i := range len(text) {
		switch byteClasses[text[i]] {
		case inWord:
			if i-start == 2 && startsLikeThing(text[start:i+1]) {
				return true
			}
		case beyond:
			return true
		case asHyphen:
			if i-start == 2 && strings.EqualFold(text[start:i], "no") {
				return true
			}
			start = i + 1
		default:
			start = i + 1
		}
	}
	return false
}

func startsLikeThing(w string) bool {
	a, b, c := w[0]|0x20, w[1]|0x20, w[2]|0x20
	if a < 'a' || b < 'a' || c < 'a' {
		return false // a digit
	}
	n := startOf(a, b, c)
	return thingStarts[n/64]&(1<<(n%64)) != 0
}
