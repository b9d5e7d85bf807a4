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

func TestRedactURL(t *testing.T) {
	u, err := url.Parse("https://me:secret@h.test:8443/a/users?page=2&page_size=100&email=ada%40x.example&access_token=abc#frag")
	if err != nil {
		t.Fatal(err)
	}
	got, err := url.QueryUnescape(RedactURL(u))
	if err != nil || got != "https://h.test:8443/a/users?access_token=…&email=…&page=2&page_size=100" {
		t.Errorf("%s, %v", got, err)
	}
	if u.User == nil || u.Fragment == "" {
		t.Error("the address itself was changed")
	}
}
