package match

// Which accounts look like a thing and not like a person. A pattern only ever
// asks a question: a suspected non-person is never removed on the strength of
// it, and one that matches an HR person stays a person.

import (
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
// or is empty. onEmail is the number of accounts on its address.
func nonPersonPattern(a *reconcile.Account, onEmail int) string {
	local := strings.ToLower(a.Email.Key.Local())
	if a.Email.Key.RoleMailbox() {
		return "the mailbox name " + quote(local) + " is a role name of RFC 2142"
	}
	for _, field := range []struct{ name, text string }{
		{"email", local}, {"login", strings.ToLower(a.Login)}, {"name", strings.ToLower(a.Name())},
	} {
		if w := thingWord(field.text); w != "" {
			return "the " + field.name + " has the word " + quote(w)
		}
	}
	if name := a.Name(); name != "" && !strings.ContainsRune(name, ' ') && digits(name) >= 3 {
		return "the name " + quote(name) + " is one word with a number"
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
