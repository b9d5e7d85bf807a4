package report

// Pseudonyms: what stands in a redacted report where a value that names somebody
// stood. One is the beginning of an HMAC-SHA256 of the kind of the value and the
// value in the form in which values of that kind are compared, so that the same
// value has the same pseudonym wherever it stands, and in every report that is
// made with the same key. Nobody without the key can go back, nor try out a name.
//
// Rejected: numbers that are given out as the values come. They would be another
// in each copy, and tell the order in which people stand in HR.

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"strings"

	"rollcall/reconcile"
)

// valueOf is what kind of value a pseudonym stands for; the pseudonym begins with
// it.
type valueOf string

const (
	ofName      valueOf = "name"   // one word of a name
	ofUser      valueOf = "user"   // a local part of an address, a login
	ofDomain    valueOf = "domain" // a mail domain that is neither the company's nor a provider's
	ofAddress   valueOf = "address"
	ofPhone     valueOf = "phone"
	ofExtension valueOf = "line"
	ofAgent     valueOf = "agent"
	ofHost      valueOf = "host"
	ofFinding   valueOf = "F" // ids that are made of an address or a name
	ofPair      valueOf = "S"
	ofHash      valueOf = "hash"
)

// pseudonymDigits is how many hex digits a pseudonym has: so many that among a
// million values hardly ever two share one. Then the later one is longer. Ids and
// hashes keep the length that they have in a report as it is.
const (
	pseudonymDigits = 10
	idDigits        = 12
)

// pseudonyms gives pseudonyms. The zero value gives none.
type pseudonyms struct {
	mac   hash.Hash
	given map[string]string // by kind and value
	taken map[string]bool
	names map[string]string // whole names, as they are written
	own   map[string]bool   // mail domains that stay
	sum   []byte
	text  []byte
}

func newPseudonyms(key []byte, domains []string) *pseudonyms {
	p := &pseudonyms{mac: hmac.New(sha256.New, key), given: map[string]string{}, taken: map[string]bool{}, names: map[string]string{}, own: map[string]bool{}}
	for _, name := range providers {
		p.own[name] = true
	}
	for _, name := range reconcile.NormalDomains(domains) {
		p.own[name] = true
	}
	return p
}

// providers are mail domains that tell nothing about who has an address there.
var providers = strings.Fields(`gmail.com googlemail.com outlook.com hotmail.com hotmail.co.uk live.com live.co.uk msn.com
	yahoo.com yahoo.co.uk yahoo.fr yahoo.de ymail.com icloud.com me.com mac.com aol.com proton.me protonmail.com zoho.com
	fastmail.com gmx.com gmx.de gmx.net web.de t-online.de btinternet.com orange.fr free.fr libero.it mail.ru qq.com 163.com`)

// of is the pseudonym of a value, empty for none.
func (p *pseudonyms) of(kind valueOf, value string) string {
	if value == "" {
		return ""
	}
	p.text = append(append(append(p.text[:0], kind...), '\x1f'), value...)
	if given, known := p.given[string(p.text)]; known {
		return given
	}
	about := string(p.text)
	given := p.free(kind, about)
	p.given[about], p.taken[given] = given, true
	return given
}

// free is the shortest pseudonym that nothing else has.
func (p *pseudonyms) free(kind valueOf, about string) string {
	p.mac.Reset()
	p.mac.Write([]byte(about))
	p.sum = p.mac.Sum(p.sum[:0])
	digits := hex.EncodeToString(p.sum)
	n := pseudonymDigits
	if kind == ofFinding || kind == ofPair || kind == ofHash {
		n = idDigits
	}
	for ; n < len(digits); n += 4 {
		if !p.taken[string(kind)+"-"+digits[:n]] {
			break
		}
	}
	return string(kind) + "-" + digits[:n]
}

// name puts a pseudonym for each word of a name: names that agree in a word do so
// afterwards. Marks, case and remarks in brackets do not count, as when names are
// compared.
func (p *pseudonyms) name(name string) string {
	told, known := p.names[name]
	if !known {
		told = p.newName(name)
		p.names[name] = told
	}
	return told
}

func (p *pseudonyms) newName(name string) string {
	if strings.TrimSpace(name) == "" {
		return name
	}
	if k := addressIn(name); k != "" {
		return p.address(k)
	}
	words := reconcile.NameWords(name)
	if len(words) == 0 {
		return p.of(ofName, folded(name))
	}
	for i, word := range words {
		words[i] = p.of(ofName, word)
	}
	return strings.Join(words, " ")
}

// address keeps the domain of the company's addresses, and tells local parts that
// are the same on two domains to be so.
func (p *pseudonyms) address(k reconcile.EmailKey) string {
	if k == "" {
		return ""
	}
	return p.of(ofUser, k.Local()) + "@" + p.domain(k.Domain())
}

func (p *pseudonyms) domain(domain string) string {
	if domain == "" || p.own[domain] {
		return domain
	}
	return p.of(ofDomain, domain) + ".example"
}

// email is an address that may not be one.
func (p *pseudonyms) email(e reconcile.Email) reconcile.Email {
	switch {
	case e.Key != "":
		e.Key = reconcile.EmailKey(p.address(e.Key))
		e.Raw = string(e.Key)
	default:
		e.Raw = p.written(e.Raw)
	}
	return e
}

// written is an address as somebody wrote it.
func (p *pseudonyms) written(raw string) string {
	if k := addressIn(raw); k != "" {
		return p.address(k)
	}
	return p.of(ofAddress, folded(raw))
}

// user is a login, which may be an address.
func (p *pseudonyms) user(login string) string {
	if k := addressIn(login); k != "" {
		return p.address(k)
	}
	return p.of(ofUser, folded(login))
}

// addressIn is the key of a text that is an address, empty for any other.
func addressIn(s string) reconcile.EmailKey {
	if !strings.Contains(s, "@") {
		return ""
	}
	e, _ := reconcile.ParseEmail(s) // without a key on an error
	return e.Key
}

// number is a phone number or an extension, however it is written: by its last
// nine digits, as numbers are compared.
func (p *pseudonyms) number(text string) string {
	digits := numberDigits(text)
	switch {
	case digits == "":
		return p.of(ofPhone, folded(text))
	case len(digits) <= extensionDigits:
		return p.of(ofExtension, digits)
	default:
		return p.of(ofPhone, lastNine(digits))
	}
}

// extensionDigits is how many digits an extension has at most.
const extensionDigits = 6

// numberDigits are the digits of a number, up to an extension behind it.
func numberDigits(text string) string {
	var digits []byte
	for i := range len(text) {
		switch c := text[i]; {
		case '0' <= c && c <= '9':
			digits = append(digits, c)
		case len(digits) > 0 && (c|0x20 == 'x' || c|0x20 == 'e' || c == '#' || c == ';'):
			return string(digits)
		}
	}
	return string(digits)
}

func lastNine(digits string) string { return digits[max(0, len(digits)-9):] }

// folded is a value in the form in which those that are no address are compared.
func folded(s string) string { return strings.ToLower(strings.TrimSpace(s)) }
