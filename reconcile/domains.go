package reconcile

// Whose mail domain is whose, and which local parts name a job: what reading an
// HR file and placing an account must answer alike.

import (
	"slices"
	"strings"
)

// Domains are the mail domains of a company. The zero Domains owns none.
type Domains struct {
	corporate map[string]bool
	alias     map[string]int // the group of a domain, counted from 1
}

// NewDomains takes the company's own domains and the groups of domains that
// are one company's. A group counts only when one of its domains is the
// company's own. Domains are compared in the form of an EmailKey.
func NewDomains(corporate []string, groups [][]string) Domains {
	d := Domains{corporate: map[string]bool{}, alias: map[string]int{}}
	for _, name := range NormalDomains(corporate) {
		d.corporate[name] = true
	}
	for n, group := range groups {
		group = NormalDomains(group)
		if !slices.ContainsFunc(group, d.Corporate) {
			continue
		}
		for _, name := range group {
			if d.alias[name] == 0 {
				d.alias[name] = n + 1
			}
		}
	}
	return d
}

// Corporate reports whether a domain is one of the company's own.
func (d Domains) Corporate(domain string) bool { return d.corporate[domain] }

// Alias reports whether a domain stands in a group with one of the company's.
func (d Domains) Alias(domain string) bool { return d.alias[domain] > 0 }

// Group is the number of the group of aliases that a domain stands in, counted
// from 1 in the order in which they are configured; 0 when it stands in none that
// counts.
func (d Domains) Group(domain string) int { return d.alias[domain] }

// Own reports whether an address is on a domain of the company.
func (d Domains) Own(k EmailKey) bool {
	domain := k.Domain()
	return d.corporate[domain] || d.alias[domain] > 0
}

// NormalDomains are domains as people write them, in the form of an EmailKey;
// blanks are left out.
func NormalDomains(domains []string) []string {
	var out []string
	for _, name := range domains {
		name = strings.ToLower(strings.TrimPrefix(strings.TrimSpace(name), "@"))
		if e, err := ParseEmail("x@" + name); err == nil {
			name = e.Key.Domain()
		}
		if name != "" {
			out = append(out, name)
		}
	}
	return out
}

// roleNames are the mailbox names of RFC 2142.
var roleNames = map[string]bool{
	"info": true, "marketing": true, "sales": true, "support": true, "abuse": true, "noc": true, "security": true,
	"postmaster": true, "hostmaster": true, "usenet": true, "news": true, "webmaster": true, "www": true, "uucp": true, "ftp": true,
}

// longestRoleName is the length of the longest of them.
const longestRoleName = len("postmaster")

// RoleMailbox reports whether the local part is a role name of RFC 2142.
func (k EmailKey) RoleMailbox() bool {
	local := k.Local()
	return len(local) <= longestRoleName && roleNames[strings.ToLower(local)]
}
