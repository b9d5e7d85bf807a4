package rest

// What is taken out of everything that is printed: credentials, tokens, search
// values, addresses of people.

import (
	"bytes"
	"encoding/json"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// shortest is the least length, in bytes, of a secret that is looked for: a
// shorter one would be found inside ordinary words.
const shortest = 4

// maxSaid bounds how much of a server's words is repeated, in characters.
const maxSaid = 200

var (
	emailPattern  = regexp.MustCompile(`([\p{L}\p{N}])[\p{L}\p{N}._%+'-]*@([\p{L}\p{N}.-]+)`)
	bearerPattern = regexp.MustCompile(`(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{6,}`)
	tokenPattern  = regexp.MustCompile(`[A-Za-z0-9_-]{12,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*|[A-Fa-f0-9]{32,}`)
)

// Redact makes a server's words fit to print: one line, bounded, without
// tokens, and with the local parts of addresses masked. The given secrets are
// removed wherever they stand, if they have at least four characters.
func Redact(text string, secrets ...string) string {
	text = hide(text, secrets)
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "?"))
	text = bearerPattern.ReplaceAllString(text, "$1 …")
	text = tokenPattern.ReplaceAllString(text, "…")
	text = emailPattern.ReplaceAllString(text, "$1…@$2")
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > maxSaid {
		text = string(r[:maxSaid]) + "…"
	}
	return text
}

// hide removes the secrets, the longest first: one may be part of another.
func hide(text string, secrets []string) string {
	secrets = slices.Clone(secrets)
	slices.SortFunc(secrets, func(a, b string) int { return len(b) - len(a) })
	for _, s := range secrets {
		if len(s) >= shortest {
			text = strings.ReplaceAll(text, s, "…")
		}
	}
	return text
}

// redactor knows the secrets of one read: those of the sign-in, and every token
// that was minted. Safe for concurrent use. A nil redactor knows none.
type redactor struct {
	mu    sync.Mutex
	known []string
}

// learn adds secrets, in the forms in which a server may give them back: as
// they are, as part of an address or a form, in JSON, in HTML.
func (r *redactor) learn(secrets ...string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range secrets {
		quoted, _ := json.Marshal(s) // a string always has a JSON form
		for _, form := range []string{s, url.QueryEscape(s), url.PathEscape(s), string(quoted[1 : len(quoted)-1]), html.EscapeString(s)} {
			if len(form) >= shortest && !slices.Contains(r.known, form) {
				r.known = append(r.known, form)
			}
		}
	}
}

func (r *redactor) secrets() []string {
	if r == nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.known)
}

// text makes a server's words fit to print.
func (r *redactor) text(s string) string { return Redact(s, r.secrets()...) }

// host makes the name of a host fit to print: all of it but secrets.
func (r *redactor) host(s string) string { return hide(s, r.secrets()) }

// body is a body fit to keep: as it was received but for the secrets, which no
// API has a reason to send back.
func (r *redactor) body(b []byte) []byte {
	for _, s := range r.secrets() {
		if bytes.Contains(b, []byte(s)) {
			return []byte(hide(string(b), r.secrets()))
		}
	}
	return b
}

// shown are the query parameters whose values say nothing about a person.
var shown = []string{"page", "page_index", "page_size", "limit", "include", "start:gte", "start:lte", "order"}

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
