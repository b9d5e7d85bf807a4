package reconcile

import (
	"errors"
	"strings"
	"testing"
)

func TestParseEmail(t *testing.T) {
	tests := []struct {
		name, raw string
		key       EmailKey
		changes   EmailChanges
	}{
		{"plain", "ada.park@northfold.example", "ada.park@northfold.example", 0},
		{"upper case", "Ada.Park@Northfold.Example", "ada.park@northfold.example", EmailLowered},
		{"spaces around", "  ada@northfold.example\t", "ada@northfold.example", EmailTrimmed},
		{"no-break space", "ada@northfold.example\u00a0", "ada@northfold.example", EmailTrimmed},
		{"zero-width space inside", "ada\u200b@northfold.example", "ada@northfold.example", EmailInvisibles},
		{"soft hyphen inside", "a\u00adda@northfold.example", "ada@northfold.example", EmailInvisibles},
		{"mailto", "mailto:ada@northfold.example", "ada@northfold.example", EmailUnwrapped},
		{"display name", "Ada Park <ada@northfold.example>", "ada@northfold.example", EmailUnwrapped},
		{"quotes", `"ada@northfold.example"`, "ada@northfold.example", EmailUnwrapped},
		{"text mark of a spreadsheet", "'ada@northfold.example", "ada@northfold.example", EmailUnwrapped},
		{"trailing punctuation", "ada@northfold.example;", "ada@northfold.example", EmailTrimmed},
		{"trailing dot of the domain", "ada@northfold.example.", "ada@northfold.example", EmailTrimmed},
		{"dots are kept", "a.d.a@northfold.example", "a.d.a@northfold.example", 0},
		{"tag is kept", "ada+vonage@northfold.example", "ada+vonage@northfold.example", 0},
		{"apostrophe", "o'neil@northfold.example", "o'neil@northfold.example", 0},
		{"international domain", "ada@b\u00fccher.example", "ada@xn--bcher-kva.example", EmailDomain},
		{"punycode domain", "ada@XN--Bcher-kva.example", "ada@xn--bcher-kva.example", EmailLowered},
		{"decomposed letter", "rene\u0301@northfold.example", "ren\u00e9@northfold.example", EmailComposed},
		{"the Kelvin sign stays", "\u212aim@northfold.example", "\u212aim@northfold.example", 0},
		{"only ASCII is lowered", "\u0130da@northfold.example", "\u0130da@northfold.example", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e, err := ParseEmail(tt.raw)
			if err != nil || e.Key != tt.key || e.Changes != tt.changes || e.Raw != tt.raw {
				t.Errorf("ParseEmail(%q) = key %q, changes %q, err %v; want key %q, changes %q",
					tt.raw, e.Key, e.Changes, err, tt.key, tt.changes)
			}
		})
	}
}

func TestParseEmailRefuses(t *testing.T) {
	tests := []struct {
		raw  string
		want error
	}{
		{"", ErrEmailBlank},
		{" \u200b ", ErrEmailBlank},
		{"ada", ErrEmailForm},
		{"@northfold.example", ErrEmailForm},
		{"ada@", ErrEmailForm},
		{"ada@@northfold.example", ErrEmailForm},
		{"ada park@northfold.example", ErrEmailForm},
		{"ada@north fold.example", ErrEmailForm},
		{"ada@northfold..example", ErrEmailForm},
		{"ada@.example", ErrEmailForm},
		{"a@northfold.example; b@northfold.example", ErrEmailForm},
		{"VP, Sales ada@northfold.example", ErrEmailForm},
		{"ada@northfold.example\x00", ErrEmailForm},
		{"ad\xffa@northfold.example", ErrEmailForm},
		{strings.Repeat("a", 240) + "@northfold.example", ErrEmailLong},
	}
	for _, tt := range tests {
		if e, err := ParseEmail(tt.raw); !errors.Is(err, tt.want) || e.Usable() || e.Raw != tt.raw {
			t.Errorf("ParseEmail(%q) = %+v, %v; want %v and no key", tt.raw, e, err, tt.want)
		}
	}
}

func TestSkeletonFindsConfusables(t *testing.T) {
	plain := EmailKey("kim@northfold.example")
	for _, other := range []EmailKey{
		"\u212aim@northfold.example",           // Kelvin sign
		"k\u0130m@northfold.example",           // capital I with a dot
		"\uff4b\uff49\uff4d@northfold.example", // full width
	} {
		if other == plain || other.Skeleton() != plain.Skeleton() {
			t.Errorf("%q and %q: skeletons %q and %q, want one skeleton and two keys", plain, other, plain.Skeleton(), other.Skeleton())
		}
	}
	if a, b := EmailKey("rene@x.example"), EmailKey("ren\u00e9@x.example"); a.Skeleton() == b.Skeleton() {
		t.Errorf("%q and %q are two names and must not share a skeleton", a, b)
	}
}

func TestMixedScript(t *testing.T) {
	for key, want := range map[EmailKey]bool{
		"anna@x.example":                           false,
		"\u0430nna@x.example":                      true, // Cyrillic first letter
		"\u0430\u043d\u043d\u0430@x.example":       false,
		"ren\u00e9@x.example":                      false,
		"\u03b1\u03bd\u03bd\u03b1.smith@x.example": true,
	} {
		if got := key.MixedScript(); got != want {
			t.Errorf("EmailKey(%q).MixedScript() = %v, want %v", key, got, want)
		}
	}
}

func TestSplitEmails(t *testing.T) {
	tests := []struct {
		cell string
		want []string
	}{
		{"", nil},
		{"  ", nil},
		{"ada@x.example", []string{"ada@x.example"}},
		{"not an address", []string{"not an address"}},
		{"ada@x.example; ap@x.example", []string{"ada@x.example", "ap@x.example"}},
		{"ada@x.example/ap@x.example", []string{"ada@x.example", "ap@x.example"}},
		{"ada@x.example\nap@x.example", []string{"ada@x.example", "ap@x.example"}},
	}
	for _, tt := range tests {
		got := SplitEmails(tt.cell)
		if strings.Join(got, "|") != strings.Join(tt.want, "|") || len(got) != len(tt.want) {
			t.Errorf("SplitEmails(%q) = %q, want %q", tt.cell, got, tt.want)
		}
	}
}

func FuzzPlainKeyAgrees(f *testing.F) {
	for _, seed := range []string{"ada@x.example", "A_b+c@x-y.example", "mailto:a@x", "a@x.", "-@x", "a@1.2", "a@x--y.example", "A@B"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		fast, fastChanges, ok := plainKey(raw)
		if !ok {
			return
		}
		slow := Email{Raw: raw}
		text := cleanUnicode(unwrap(raw, &slow.Changes), &slow.Changes)
		key, err := keyOf(text, &slow.Changes)
		if err != nil || key != fast || slow.Changes != fastChanges {
			t.Fatalf("%q: the fast path gives %q (%v), the long way %q (%v), %v", raw, fast, fastChanges, key, slow.Changes, err)
		}
	})
}

func BenchmarkParseEmail(b *testing.B) {
	for b.Loop() {
		if _, err := ParseEmail("Nadia.Osei@northfold.example"); err != nil {
			b.Fatal(err)
		}
	}
}
