package rest

// What must not be printed, and what must.

import (
	"net/url"
	"strings"
	"testing"
)

func TestRedact(t *testing.T) {
	tests := map[string]string{
		"User not found":                              "User not found",
		"no ada.lovelace@northfold.example here":      "no a…@northfold.example here",
		"for svc_hr@vbc.prod":                         "for s…@vbc.prod",
		"Authorization: Bearer abcdef.ghi-jkl":        "Authorization: Bearer …",
		"jwt eyJhbGciOiJIUzI1.eyJzdWIiOiIx.c2ln here": "jwt … here",
		"key 5f4dcc3b5aa765d61d8327deb882cf99!":       "key …!",
		"two\nlines\x00and\ttabs":                     "two lines and tabs",
		"the password is hunter22.":                   "the password is ….",
		"bad \xff bytes":                              "bad ? bytes",
		strings.Repeat("long ", 100):                  strings.Repeat("long ", 40) + "…",
	}
	for in, want := range tests {
		if got := Redact(in, "hunter22", ""); got != want {
			t.Errorf("Redact(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestRedactTakesTheLongerSecretFirst(t *testing.T) {
	if got := Redact("it was hunter22-and-more", "hunter22", "hunter22-and-more"); got != "it was …" {
		t.Error(got)
	}
}

func TestWhatIsPrintedOfAFault(t *testing.T) {
	r := &redactor{}
	r.learn("hunter22", `a"b&c d`)
	tests := map[string]struct{ in, want fault }{
		"a code":            {fault{Code: "invalid_grant", Said: "no"}, fault{Code: "invalid_grant", Said: "no"}},
		"40 bytes":          {fault{Code: strings.Repeat("x-", 20)}, fault{Code: strings.Repeat("x-", 20)}},
		"41 bytes":          {fault{Code: strings.Repeat("x-", 20) + "y"}, fault{Said: strings.Repeat("x-", 20) + "y"}},
		"a sentence":        {fault{Code: "with hunter22"}, fault{Said: "with …"}},
		"beside a message":  {fault{Code: "Bad Request", Said: "no"}, fault{Said: "no"}},
		"a secret":          {fault{Code: "hunter22"}, fault{}},
		"another alphabet":  {fault{Code: "fehlgeschlagén"}, fault{Said: "fehlgeschlagén"}},
		"message and track": {fault{Said: "by hunter22", Track: "t-hunter22"}, fault{Said: "by …", Track: "t-…"}},
		"in a form":         {fault{Said: "password=a%22b%26c+d&"}, fault{Said: "password=…&"}},
		"in an address":     {fault{Said: "/a%22b&c%20d"}, fault{Said: "/…"}},
		"in JSON":           {fault{Said: `{"p":"a\"b\u0026c d"}`}, fault{Said: `{"p":"…"}`}},
		"in HTML":           {fault{Said: "a&#34;b&amp;c d"}, fault{Said: "…"}},
	}
	for name, tt := range tests {
		if got := tt.in.printed(r); got != tt.want {
			t.Errorf("%s: %+v, want %+v", name, got, tt.want)
		}
	}
}

func TestRedactURL(t *testing.T) {
	u, err := url.Parse("https://me:secret@h.test:8443/a/users?page=2&page_size=100&email=ada%40x.example&access_token=abc#frag")
	if err != nil {
		t.Fatal(err)
	}
	got, err := url.QueryUnescape(RedactURL(u))
	if err != nil || got != "https://h.test:8443/a/users?access_token=…&email=…&page=2&page_size=100" {
		t.Errorf("%s, %v", got, err)
	}
	period, err := url.Parse("https://h.test/reports/v1?start%3Agte=2026-03-01+00:00:00&start%3Alte=2026-03-07+23:59:59&order=asc&from=442079460173&source_user=ada")
	if err != nil {
		t.Fatal(err)
	}
	got, err = url.QueryUnescape(RedactURL(period))
	if err != nil || got != "https://h.test/reports/v1?from=…&order=asc&source_user=…&start:gte=2026-03-01 00:00:00&start:lte=2026-03-07 23:59:59" {
		t.Errorf("%s, %v", got, err)
	}
	if u.User == nil || u.Fragment == "" {
		t.Error("the address itself was changed")
	}
}
