package sources

// Vendor profiles: what holds in the files of one HR system only, how a file is
// recognised as that system's, and what of a profile is then used.
//
// A configured profile always holds. Without one, the file's own headers may
// suggest one, and a suggestion that is clear is in force; what it was made of
// is written down. Two things of a suggested profile decide who has left: codes
// such as "T" that mean so, and the order of day and month. They are used only
// where the suggestion is unmistakable, which is three headers that no other
// system writes and none that another one does. Else such a code is an unknown
// word, which holds its row and makes no leaver, until the profile is
// configured.

import (
	"fmt"
	"slices"
	"strings"

	"rollcall/reconcile"
)

// profile is one vendor's entry in the table of profiles.
type profile struct {
	name  string // as Options.Profile names it
	title string

	// own are headers, spelled as the system spells them, that no other system
	// writes; usual are ones that it shares with others. "A|B" is one of the
	// headers, however many of them are there, and "A&B" is both of them.
	own, usual []string

	codes   map[string]reconcile.Status // status words that mean something here only, or less than elsewhere
	aliases map[string]string           // squashed header to field, before the general table
	nobody  []string                    // what stands in a manager's column for nobody
	nulls   []string                    // dates that mean no date
	order   string                      // of day and month, where the system has one
	labels  bool                        // a second header row is usual
	quote   byte                        // what cells are quoted with, 0 for the double quote
}

const genericProfile = "generic"

func profileNamed(name string) *profile {
	i := slices.IndexFunc(profiles, func(p profile) bool { return p.name == name })
	if i < 0 {
		return nil
	}
	return &profiles[i]
}

// configuredProfile is the profile that a person chose, nil when none.
func (o *Reading) configuredProfile() *profile {
	if o.Profile == "" || o.Profile == "auto" {
		return nil
	}
	return profileNamed(o.Profile)
}

func knownProfile(p string) bool { return p == "" || p == "auto" || profileNamed(p) != nil }

func profileList() string {
	var names []string
	for _, p := range profiles {
		names = append(names, p.name)
	}
	return strings.Join(names, ", ")
}

// suggestion is the profile that headers look like, nil when they look like
// none or like several.
type suggestion struct {
	profile *profile
	headers []string // that speak for it
	sure    bool     // nothing else can be meant
}

const (
	enoughOwn   = 2 // headers of its own that suggest a profile
	enoughUsual = 4 // usual headers that suggest it beside one of its own
	sureOwn     = 3 // headers of its own that leave no doubt
)

// suggest names the profile that a set of headers looks like. Where two fit,
// one needs clearly more headers of its own: no suggestion is better than a
// wrong one.
func suggest(headers map[string]bool) suggestion {
	var best suggestion
	most, second := 0, 0
	fits := false
	for i := range profiles {
		p := &profiles[i]
		own, n := spoken(p.own, headers)
		if n <= most {
			second = max(second, n)
			continue
		}
		usual, m := spoken(p.usual, headers)
		most, second = n, most
		best = suggestion{profile: p, headers: own}
		for _, h := range usual {
			if !slices.Contains(own, h) {
				best.headers = append(best.headers, h)
			}
		}
		fits = n >= enoughOwn || m >= enoughUsual
	}
	if !fits || second > 0 && most-second < enoughOwn {
		return suggestion{}
	}
	best.sure = most >= sureOwn && second == 0
	return best
}

// spoken lists the headers of a set that entries of a fingerprint name, and
// counts those entries.
func spoken(entries []string, headers map[string]bool) (found []string, n int) {
	for _, e := range entries {
		all := strings.Split(e, "&")
		if i := strings.Index(e, "|"); i >= 0 {
			all = slices.DeleteFunc(strings.Split(e, "|"), func(h string) bool { return !headers[h] })
		}
		if len(all) == 0 || slices.ContainsFunc(all, func(h string) bool { return !headers[h] }) {
			continue
		}
		found = append(found, all...)
		n++
	}
	return found, n
}

// why is the suggestion in a sentence's part: the headers that speak for it.
func (s suggestion) why() string {
	const most = 6
	var words []string
	for _, h := range s.headers[:min(most, len(s.headers))] {
		words = append(words, fmt.Sprintf("%q", h))
	}
	if more := len(s.headers) - most; more > 0 {
		words = append(words, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(words, ", ")
}
