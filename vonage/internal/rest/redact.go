package rest

// What is taken out of everything that is printed: credentials, tokens, search
// values, addresses of people.

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// maxSaid bounds how much of a server's words is repeated, in characters.
const maxSaid = 200

var (
	emailPattern  = regexp.MustCompile(`([\p{L}\p{N}])[\p{L}\p{N}._%+'-]*@([\p{L}\p{N}.-]+)`)
	bearerPattern = regexp.MustCompile(`(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{6,}`)
	tokenPattern  = regexp.MustCompile(`[A-Za-z0-9_-]{12,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*|[A-Fa-f0-9]{32,}`)
)

// Redact makes a server's words fit to print: one line, bounded, without
// tokens, and with the local parts of addresses masked. The given secrets are
// removed wherever they stand.
func Redact(text string, secrets ...string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "?"))
	for _, s := range secrets {
		if len(s) >= 4 {
			text = strings.ReplaceAll(text, s, "…")
		}
	}
	text = bearerPattern.ReplaceAllString(text, "$1 …")
	text = tokenPattern.ReplaceAllString(text, "…")
	text = emailPattern.ReplaceAllString(text, "$1…@$2")
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > maxSaid {
		text = string(r[:maxSaid]) + "…"
	}
	return text
}

// shown are the query parameters whose values say nothing about a person.
var shown = []string{"page", "page_index", "page_size", "limit", "include"}

// RedactURL is an address without user name, password, fragment, and the
// values of search parameters.
func RedactURL(u *url.URL) string {
	c := *u
	c.User, c.Fragment, c.RawFragment = nil, "", ""
	q := c.Query()
	for key := range q {
		if !slices.Contains(shown, key) {
			q.Set(key, "…")
		}
	}
	c.RawQuery = q.Encode()
	return c.String()
}
