package reconcile

// Email keys: the one normal form on which people and accounts are joined.
//
// The rule, in order: take the address out of "Name <address>", a mailto: link
// or quotes; drop trailing punctuation; compose to NFC; remove invisible
// characters; refuse what is not exactly one local part and one domain; put
// the domain into its ASCII form in lower case (IDNA, RFC 5891); lower only
// the ASCII letters of the local part. RFC 5321 section 2.3.11 makes the local
// part opaque, so nothing else is changed: no dots or +tags are dropped.
//
// Full Unicode folding is rejected on purpose: it turns U+0130 into "i" and
// would merge two people. Addresses that would only meet under such folding
// share a Skeleton and are held for a person to look at.

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

// EmailKey is an address in its normal form. Two addresses are the same when
// their keys are equal. The empty key means "no usable address".
type EmailKey string

// Local is the part before the @.
func (k EmailKey) Local() string {
	local, _, _ := strings.Cut(string(k), "@")
	return local
}

// Domain is the part after the @, in ASCII lower case.
func (k EmailKey) Domain() string {
	_, domain, _ := strings.Cut(string(k), "@")
	return domain
}

// EmailChanges records what had to be changed to reach the key.
type EmailChanges uint8

// The changes that ParseEmail may make.
const (
	EmailTrimmed    EmailChanges = 1 << iota // white space or trailing punctuation removed
	EmailUnwrapped                           // taken out of <...>, quotes or mailto:
	EmailInvisibles                          // invisible characters removed
	EmailComposed                            // composed to Unicode NFC
	EmailLowered                             // ASCII letters lowered
	EmailDomain                              // domain converted to its ASCII form, or a trailing dot removed
)

var changeWords = []struct {
	bit  EmailChanges
	word string
}{
	{EmailTrimmed, "trimmed"},
	{EmailUnwrapped, "taken out of a link or name"},
	{EmailInvisibles, "invisible characters removed"},
	{EmailComposed, "characters composed"},
	{EmailLowered, "lower case"},
	{EmailDomain, "domain in ASCII form"},
}

// String lists the changes in words, or is empty when there were none.
func (c EmailChanges) String() string {
	var words []string
	for _, w := range changeWords {
		if c&w.bit != 0 {
			words = append(words, w.word)
		}
	}
	return strings.Join(words, ", ")
}

// Email is an address as a system wrote it, with its key. The zero Email is
// "no address".
type Email struct {
	Raw     string
	Key     EmailKey
	Changes EmailChanges
}

// Usable reports whether the address has a key to join on.
func (e Email) Usable() bool { return e.Key != "" }

// Errors that ParseEmail returns; match them with errors.Is.
var (
	ErrEmailBlank = errors.New("the address is blank")
	ErrEmailForm  = errors.New("not an email address: it needs one local part, one @ and one domain, without spaces")
	ErrEmailLong  = errors.New("longer than the 254 characters an address may have (RFC 5321)")
)

// maxEmailBytes is RFC 5321's path limit of 256 less the two brackets.
const maxEmailBytes = 254

// ParseEmail reads one address. On an error the Email still holds the raw
// text, and no key.
func ParseEmail(raw string) (Email, error) {
	if k, changes, ok := plainKey(raw); ok {
		return Email{Raw: raw, Key: k, Changes: changes}, nil
	}
	e := Email{Raw: raw}
	if !utf8.ValidString(raw) || strings.ContainsRune(raw, utf8.RuneError) {
		return e, ErrEmailForm // two damaged addresses must never meet
	}
	text := unwrap(raw, &e.Changes)
	text = cleanUnicode(text, &e.Changes)
	if text == "" {
		return e, ErrEmailBlank
	}
	key, err := keyOf(text, &e.Changes)
	e.Key = key
	return e, err
}

// PlainEmail reads an address that needs no work but lower case, as nearly all
// do; it allocates nothing for one that is in lower case already. For all
// others it returns false, and ParseEmail has to be asked.
func PlainEmail(raw string) (Email, bool) {
	k, changes, ok := plainKey(raw)
	return Email{Raw: raw, Key: k, Changes: changes}, ok
}

// ASCII reports whether the key holds ASCII characters only.
func (k EmailKey) ASCII() bool { return isASCII(string(k)) }

// plainKey is the fast path: printable ASCII without anything to unwrap. It
// gives exactly what the long way gives; a fuzz test holds them together.
func plainKey(raw string) (EmailKey, EmailChanges, bool) {
	if len(raw) == 0 || len(raw) > maxEmailBytes {
		return "", 0, false
	}
	at, upper := -1, false
	for i := 0; i < len(raw); i++ {
		c := raw[i]
		switch {
		case c == '@':
			if at >= 0 {
				return "", 0, false
			}
			at = i
		case 'A' <= c && c <= 'Z':
			upper = true
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '-', c == '.':
		case c == '_' || c == '+':
			if at >= 0 {
				return "", 0, false
			}
		default:
			return "", 0, false
		}
	}
	if at <= 0 || !plainDomain(raw[at+1:]) {
		return "", 0, false
	}
	if strings.HasPrefix(strings.ToLower(raw[:min(len(raw), 7)]), "mailto:") {
		return "", 0, false
	}
	if !upper {
		return EmailKey(raw), 0, true
	}
	return EmailKey(strings.ToLower(raw)), EmailLowered, true
}

// plainDomain reports whether a domain needs no IDNA work: dot-separated
// labels of letters, digits and inner hyphens, none of them punycode.
func plainDomain(d string) bool {
	for label := range strings.SplitSeq(d, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		if len(label) >= 4 && label[2:4] == "--" {
			return false
		}
	}
	return true
}

// unwrap takes an address out of what people and exports put around it.
func unwrap(s string, changes *EmailChanges) string {
	s = trim(s, changes)
	if open := strings.LastIndexByte(s, '<'); open >= 0 {
		if end := strings.IndexByte(s[open:], '>'); end > 0 {
			s = s[open+1 : open+end]
			*changes |= EmailUnwrapped
		}
	}
	for {
		before := s
		s = trim(s, changes)
		s = strings.TrimRight(s, ";,.")
		if len(s) >= 7 && strings.EqualFold(s[:7], "mailto:") {
			s = s[7:]
			*changes |= EmailUnwrapped
		}
		if strings.HasPrefix(s, "'") && strings.Count(s, "'") == 1 { // how a spreadsheet marks text
			s = s[1:]
			*changes |= EmailUnwrapped
		}
		if len(s) >= 2 && (s[0] == '"' || s[0] == '\'') && s[len(s)-1] == s[0] {
			s = s[1 : len(s)-1]
			*changes |= EmailUnwrapped
		}
		if s == before {
			return s
		}
		if *changes&EmailUnwrapped == 0 {
			*changes |= EmailTrimmed
		}
	}
}

func trim(s string, changes *EmailChanges) string {
	t := strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || invisible(r) })
	if t != s {
		*changes |= EmailTrimmed
	}
	return t
}

// cleanUnicode removes invisible characters and composes to NFC.
func cleanUnicode(s string, changes *EmailChanges) string {
	t := strings.Map(func(r rune) rune {
		if invisible(r) {
			return -1
		}
		return r
	}, s)
	if t != s {
		*changes |= EmailInvisibles
	}
	composed := compose(t)
	if composed != t {
		*changes |= EmailComposed
	}
	return composed
}

// compose puts text into NFC, except for characters that NFC would turn into a
// plain ASCII one, such as the Kelvin sign U+212A: those make a look-alike, and
// must stay apart from what they look like.
func compose(s string) string {
	if isASCII(s) {
		return s
	}
	var out strings.Builder
	start := 0
	for i, r := range s {
		if r < utf8.RuneSelf || !isASCII(norm.NFC.String(string(r))) {
			continue
		}
		out.WriteString(norm.NFC.String(s[start:i]))
		out.WriteRune(r)
		start = i + utf8.RuneLen(r)
	}
	out.WriteString(norm.NFC.String(s[start:]))
	return out.String()
}

// invisible reports characters that nobody sees in a cell: zero-width spaces
// and joiners, direction marks, the byte order mark and the soft hyphen.
func invisible(r rune) bool {
	switch {
	case r == 0x00AD, r == 0x034F, r == 0x061C, r == 0x180E, r == 0xFEFF:
		return true
	case r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E:
		return true
	case r >= 0x2060 && r <= 0x2069:
		return true
	}
	return false
}

func keyOf(s string, changes *EmailChanges) (EmailKey, error) {
	local, domain, found := strings.Cut(s, "@")
	if !found || local == "" || strings.Contains(domain, "@") {
		return "", ErrEmailForm
	}
	if strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune(`<>()[]\,;:"`, r)
	}) {
		return "", ErrEmailForm
	}
	ascii, err := idna.Lookup.ToASCII(strings.TrimSuffix(domain, "."))
	if err != nil || ascii == "" || strings.HasPrefix(ascii, ".") || strings.Contains(ascii, "..") {
		return "", ErrEmailForm
	}
	ascii = strings.ToLower(ascii)
	if ascii != strings.ToLower(domain) {
		*changes |= EmailDomain
	}
	lowered := lowerASCII(local)
	if lowered != local || strings.ToLower(domain) != domain {
		*changes |= EmailLowered
	}
	if len(lowered)+1+len(ascii) > maxEmailBytes {
		return "", ErrEmailLong
	}
	return EmailKey(lowered + "@" + ascii), nil
}

// lowerASCII lowers A to Z only. strings.ToLower would also change letters of
// other scripts, and U+0130 into a plain "i".
func lowerASCII(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}

// Skeleton is a looser form that also folds compatibility characters and case
// of all scripts. Two different keys with one skeleton are a confusable pair:
// neither may be linked without a person's look.
func (k EmailKey) Skeleton() string {
	if isASCII(string(k)) {
		return string(k)
	}
	folded := norm.NFKC.String(string(k))
	folded = strings.Map(func(r rune) rune {
		// U+0307 is the dot that U+0130 leaves behind when it is folded; a space is
		// what some marks are folded into, and no address has one.
		if r == 0x0307 || unicode.IsSpace(r) || invisible(r) {
			return -1
		}
		return unicode.ToLower(unicode.ToUpper(unicode.ToLower(r)))
	}, folded)
	return norm.NFC.String(folded)
}

// MixedScript reports whether the local part mixes Latin letters with Cyrillic
// or Greek ones, the usual way to make a look-alike address.
func (k EmailKey) MixedScript() bool {
	if isASCII(string(k)) {
		return false
	}
	latin, other := false, false
	for _, r := range k.Local() {
		latin = latin || unicode.Is(unicode.Latin, r)
		other = other || unicode.Is(unicode.Cyrillic, r) || unicode.Is(unicode.Greek, r)
	}
	return latin && other
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// SplitEmails returns the addresses in one cell. Separators are semicolons,
// commas, slashes, pipes, line breaks and white space between two addresses.
// A cell with one address, or none, gives one element or none.
func SplitEmails(cell string) []string {
	if strings.Count(cell, "@") < 2 {
		if strings.TrimSpace(cell) == "" {
			return nil
		}
		return []string{cell}
	}
	fields := strings.FieldsFunc(cell, func(r rune) bool {
		return strings.ContainsRune(";,/|", r) || unicode.IsSpace(r)
	})
	var out []string
	for _, f := range fields {
		if strings.Contains(f, "@") {
			out = append(out, f)
		}
	}
	return out
}
