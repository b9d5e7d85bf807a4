package people

// A person's address: which cell it comes from, whose domain it has, and
// whether it can be relied on. The key itself is reconcile.ParseEmail's.

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"rollcall/reconcile"
)

// derivedShare is how many of a file's addresses, in percent, a domain must
// hold to count as the company's own when none are configured.
const derivedShare = 5

// publicMail are the mail providers that anybody may have an address with.
// They never count as a company's own, however many rows name them.
var publicMail = setOf(
	"gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "hotmail.co.uk", "live.com", "msn.com", "yahoo.com",
	"yahoo.co.uk", "ymail.com", "icloud.com", "me.com", "mac.com", "aol.com", "gmx.de", "gmx.net", "web.de",
	"t-online.de", "orange.fr", "wanadoo.fr", "libero.it", "proton.me", "protonmail.com", "mail.ru", "yandex.ru",
	"qq.com", "163.com", "comcast.net", "btinternet.com", "zoho.com",
)

// roleMailboxes are local parts that name a job and not a person, beside those
// of RFC 2142.
var roleMailboxes = setOf(
	"admin", "administrator", "billing", "accounts", "finance", "hr", "humanresources",
	"jobs", "careers", "recruiting", "reception", "frontdesk", "office", "helpdesk", "servicedesk", "service", "it",
	"contact", "enquiries", "hello", "team", "noreply", "no-reply", "donotreply", "shared", "fax", "scanner", "voicemail",
)

func setOf(words ...string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}

// addresses are what the address cells of one record hold, where that is not
// one plain address.
type addresses struct {
	email  reconcile.Email
	others []reconcile.Email
	upn    reconcile.Email
	login  string
	found  []reconcile.Quality
}

func (a *addresses) raise(code reconcile.QualityCode, level reconcile.Level, column, format string, args ...any) {
	a.found = append(a.found, reconcile.Quality{Code: code, Level: level, Column: column, Message: fmt.Sprintf(format, args...)})
}

// readAddresses reads the address cells of a record. Whose domain an address
// has is judged later, when all of them have been read.
func readAddresses(t *reconcile.Texts, file *File) addresses {
	var a addresses
	column := file.header("email")
	cells := reconcile.SplitEmails(t[reconcile.TextEmail])
	for _, cell := range cells {
		e, err := reconcile.ParseEmail(cell)
		switch {
		case errors.Is(err, reconcile.ErrEmailBlank):
			continue
		case err != nil:
			a.raise("HQ-05", reconcile.LevelRow, column, "%s: %v; correct it in HR", Mask(cell), err)
			if a.email.Raw == "" {
				a.email = e
			}
		case !a.email.Usable():
			a.email = e
		default:
			a.add(e)
		}
	}
	if len(cells) > 1 {
		a.raise("HQ-22", reconcile.LevelWarn, column, "%d addresses in one cell; the first is used and the others are second addresses: leave one in HR", len(cells))
	}
	if garbled(t[reconcile.TextEmail]) {
		a.raise("HQ-27", reconcile.LevelRow, column, "%s", garbledMessage)
	}
	a.readUPN(t[reconcile.TextUPN])
	return a
}

// readUPN takes a user principal name that is not an address as a login.
func (a *addresses) readUPN(text string) {
	if text == "" {
		return
	}
	if e, err := reconcile.ParseEmail(text); err == nil {
		a.upn = e
		return
	}
	a.upn = reconcile.Email{Raw: text}
	a.login = strings.ToLower(text)
}

// add keeps a second address once.
func (a *addresses) add(e reconcile.Email) {
	if !e.Usable() || e.Key == a.email.Key ||
		slices.ContainsFunc(a.others, func(o reconcile.Email) bool { return o.Key == e.Key }) {
		return
	}
	a.others = append(a.others, e)
}

// sameAddresses reports cells that hold the same beside the address that is used
// and the user principal name, which are in the text of a row. Either may be nil.
func sameAddresses(a, b *addresses) bool {
	if a == nil || b == nil {
		none := func(x *addresses) bool { return x == nil || len(x.others) == 0 && len(x.found) == 0 }
		return none(a) && none(b)
	}
	return slices.Equal(a.others, b.others) && slices.Equal(a.found, b.found)
}

// settle decides on the mixed column, now that the company's domains are known.
func (a *addresses) settle(mixedCell string, own reconcile.Domains) {
	if mixed, err := reconcile.ParseEmail(mixedCell); err == nil && own.Own(mixed.Key) {
		if a.email.Usable() {
			a.add(mixed)
		} else {
			a.email = mixed
		}
	}
}

// judgeAddress raises what is wrong with the address of a row.
func (v *rowVerdict) judgeAddress() {
	key := v.row.emailKey()
	if v.row.is(rowNoEmail) {
		if v.row.text.Get(reconcile.TextEmail) == "" {
			v.raise("HQ-04", reconcile.LevelRow, "email", "no address, so the person cannot be joined to an account: add the work address in HR")
		}
		return
	}
	if !v.memo.ownDomain(key, v.all.own) {
		v.raise("HQ-19", reconcile.LevelRow, "email", fmt.Sprintf("%s is not on a domain of the company, so it is not joined on: add the work address in HR, or the domain to hr.corporate_domains", Mask(string(key))))
	}
	if namesRole(key) {
		v.raise("HQ-20", reconcile.LevelRow, "email", fmt.Sprintf("%q names a role or shared mailbox, not a person: add the person's own address in HR", key.Local()))
	}
	if v.row.changed&reconcile.EmailInvisibles != 0 {
		v.raise("HQ-21", reconcile.LevelInfo, "email", "invisible characters were removed from the address: retype it in HR")
	}
	if v.row.is(rowForeign) && key.MixedScript() {
		v.raise("HQ-21", reconcile.LevelRow, "email", fmt.Sprintf("%s mixes letters of two alphabets that look alike: retype it in HR", Mask(string(key))))
	}
}

// domainMemo remembers the last domain that was asked for: neighbours mostly
// have the same.
type domainMemo struct {
	domain string
	own    bool
}

func (m *domainMemo) ownDomain(key reconcile.EmailKey, own reconcile.Domains) bool {
	if d := key.Domain(); d != m.domain {
		m.domain, m.own = d, own.Own(key)
	}
	return m.own
}

// namesRole reports a local part that names a job. No such name holds a dot or
// a digit, as nearly every other does.
func namesRole(key reconcile.EmailKey) bool {
	local := key.Local()
	if len(local) > longestRole || strings.ContainsAny(local, ".0123456789") {
		return false
	}
	return key.RoleMailbox() || roleMailboxes[strings.ToLower(local)]
}

// longestRole is the length of the longest name of a role mailbox.
const longestRole = len("humanresources")

// ownDomains are the domains that count as the company's: the configured ones
// with their alias groups, else those that hold enough of the files' own
// addresses.
func ownDomains(batches []*Batch, opt *Options) (domains []string, own reconcile.Domains, derived bool) {
	domains = reconcile.NormalDomains(opt.CorporateDomains)
	if derived = len(domains) == 0; derived {
		domains = deriveDomains(batches)
	}
	slices.Sort(domains)
	return slices.Compact(domains), reconcile.NewDomains(domains, opt.DomainAliases), derived
}

func deriveDomains(batches []*Batch) []string {
	count, total := domainsOf(batches)
	var domains []string
	for d, n := range count {
		if n*100 >= total*derivedShare && !publicMail[d] {
			domains = append(domains, d)
		}
	}
	return domains
}

// Mask shows enough of an address or another personal value to find it in the
// source, and no more: the first character and the domain.
func Mask(s string) string {
	local, domain, found := strings.Cut(s, "@")
	if !found {
		return maskWord(s)
	}
	return maskWord(local) + "@" + strings.TrimSpace(domain)
}

func maskWord(s string) string {
	for i := range s {
		if i > 0 {
			return s[:i] + "***"
		}
	}
	if s == "" {
		return ""
	}
	return "***"
}
