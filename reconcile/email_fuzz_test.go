package reconcile

// The email key, held against its rule as stated at the top of email.go, by other
// means than those of email.go.

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

var (
	unseen   = regexp.MustCompile(`[\x{AD}\x{34F}\x{61C}\x{180E}\x{200B}-\x{200F}\x{202A}-\x{202E}\x{2060}-\x{2069}\x{FEFF}]`)
	inside   = regexp.MustCompile(`(?s)^.*<([^>]*)>`)
	trailing = regexp.MustCompile(`[;,.]+$`)
	mailto   = regexp.MustCompile(`(?i)^mailto:`)
	quoted   = regexp.MustCompile(`(?s)^(?:"(.*)"|'(.*)')$`)
)

// plainly is what is left of an accepted address when everything that its key may
// ignore is taken away: two addresses have one key exactly when this is the same.
func plainly(raw string) string {
	s := unseen.ReplaceAllString(raw, "")
	if m := inside.FindStringSubmatch(s); m != nil {
		s = m[1]
	}
	for before := ""; s != before; {
		before = s
		s = trailing.ReplaceAllString(strings.TrimFunc(s, unicode.IsSpace), "")
		s = mailto.ReplaceAllString(s, "")
		if strings.HasPrefix(s, "'") && strings.Count(s, "'") == 1 {
			s = s[1:]
		}
		if m := quoted.FindStringSubmatch(s); m != nil {
			s = m[1] + m[2]
		}
	}
	local, domain, _ := strings.Cut(s, "@")
	ascii, err := idna.Lookup.ToASCII(strings.TrimSuffix(domain, "."))
	if err != nil {
		ascii = domain
	}
	var b strings.Builder
	for _, r := range local {
		if r > 127 && len(norm.NFD.String(string(r))) == 1 { // looks like an ASCII character, and is kept apart from it
			fmt.Fprintf(&b, "{%X}", r)
			continue
		}
		b.WriteRune(r)
	}
	return lowered.Replace(norm.NFC.String(b.String())) + "@" + strings.ToLower(ascii)
}

var lowered = strings.NewReplacer(strings.Split("A a B b C c D d E e F f G g H h I i J j K k L l M m N n O o P p Q q R r S s T t U u V v W w X x Y y Z z", " ")...)

var emailSeeds = []string{
	"ada@northfold.example", "Ada@Northfold.Example", "mailto:ada@x.example", "A <a@x.example>", "'a@x.example'", "'a@x.example",
	"\u0130@x.example", "\u212a@x.example", "a@b\u00fccher.example", "a@x.example.", "mailto:mailto:a@x", `"a"@x`, "a@-b", "a@xn--a",
	"a.b@x.example", "ab@x.example", "a+tag@x.example", "rene\u0301@x.example", "ren\u00e9@x.example", "a\u200b@x.example", "\ufeffa@x.example;",
	"\u0430nna@x.example", "\uff41@x.example", "a@\uff58.example", "o'neil@x.example", "<a@x.example", "a@x.example>", "\u1e9e@x.example", "a@stra\u00dfe.example", "\ufe78@x.example", "\u064f@x.example",
}

func FuzzEmailKey(f *testing.F) {
	for i, seed := range emailSeeds {
		f.Add(seed, emailSeeds[(i+1)%len(emailSeeds)])
		f.Add(seed, strings.ToUpper(seed))
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		ea, errA := ParseEmail(a)
		if (errA == nil) != ea.Usable() {
			t.Fatalf("ParseEmail(%q): key %q with error %v", a, ea.Key, errA)
		}
		if errA != nil {
			return
		}
		again, err := ParseEmail(string(ea.Key))
		if err != nil || again.Key != ea.Key || again.Changes != 0 {
			t.Fatalf("the key %q of %q gives key %q (%v), %v: not idempotent", ea.Key, a, again.Key, again.Changes, err)
		}
		if eb, err := ParseEmail(b); err == nil && (ea.Key == eb.Key) != (plainly(a) == plainly(b)) {
			t.Fatalf("%q has key %q and %q has key %q; what may not be ignored of them is %q and %q", a, ea.Key, b, eb.Key, plainly(a), plainly(b))
		}
	})
}

// dress changes an address in ways that its key ignores, one for each bit.
func dress(s string, how uint8) string {
	local, domain, _ := strings.Cut(s, "@")
	for bit, change := range []func(){
		func() { local = strings.Map(upperASCII, local) },
		func() { domain = strings.Map(upperASCII, domain) },
		func() { local = norm.NFD.String(local) },
		func() { local = "\u200b" + local + "\u00ad" },
		func() { local = "mailto:" + local },
		func() { local, domain = "Some Name <"+local, domain+">" },
		func() { local, domain = "\u00a0\""+local, domain+"\"\t" },
		func() { domain += " ;" },
	} {
		if how&(1<<bit) != 0 {
			change()
		}
	}
	return local + "@" + domain
}

func upperASCII(r rune) rune {
	if r >= 'a' && r <= 'z' {
		return r - ('a' - 'A')
	}
	return r
}

// What the key ignores changes nothing; what it does not ignore gives another key.
func FuzzEmailKeyIgnores(f *testing.F) {
	for i, seed := range emailSeeds {
		f.Add(seed, uint8(i*37))
	}
	f.Fuzz(func(t *testing.T, raw string, how uint8) {
		e, err := ParseEmail(raw)
		if err != nil {
			return
		}
		key := string(e.Key)
		if same, err := ParseEmail(dress(key, how)); err != nil || same.Key != e.Key {
			if keepsApart(key) && how&(1<<2) != 0 {
				return // decomposing such a character makes another one of it
			}
			t.Fatalf("%q dressed as %q has key %q, %v", key, dress(key, how), same.Key, err)
		}
		local, domain := e.Key.Local(), e.Key.Domain()
		for _, other := range []string{
			local + "+t@" + domain, local + ".b@" + domain, strings.ReplaceAll(local, ".", "") + "@" + domain,
			local + "@sub." + domain, local + "@" + domain + ".other",
		} {
			if o, err := ParseEmail(other); other != key && err == nil && o.Key == e.Key {
				t.Fatalf("%q and %q share a key", key, other)
			}
		}
	})
}

// keepsApart reports characters that normalization would turn into ASCII ones.
func keepsApart(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r > 127 && isASCII(norm.NFD.String(string(r))) })
}

// Two keys that full folding would merge share a skeleton, and a skeleton is its own.
func FuzzSkeleton(f *testing.F) {
	for _, seed := range emailSeeds {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		e, err := ParseEmail(raw)
		if err != nil {
			return
		}
		s := e.Key.Skeleton()
		if again := EmailKey(s).Skeleton(); again != s {
			t.Fatalf("%q has skeleton %q, which has skeleton %q", e.Key, s, again)
		}
		for _, folded := range []string{strings.ToLower(string(e.Key)), strings.ToUpper(string(e.Key)), norm.NFKC.String(string(e.Key)), norm.NFKD.String(string(e.Key))} {
			if o, err := ParseEmail(folded); err == nil && o.Key != e.Key && o.Key.Skeleton() != s && o.Key.Domain() == e.Key.Domain() {
				t.Fatalf("%q and %q would be merged by folding, and have skeletons %q and %q", e.Key, o.Key, s, o.Key.Skeleton())
			}
		}
	})
}
