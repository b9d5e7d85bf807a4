package rest

// The delays, hints and budget as pure functions, and what is read out of the
// error bodies that servers send.

import (
	"net/http"
	"testing"
	"time"

	"go.uber.org/goleak"
	"pgregory.net/rapid"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestDelay(t *testing.T) {
	s := time.Second
	tests := []struct {
		n      int
		hint   time.Duration
		jitter float64
		want   time.Duration
	}{
		{1, noHint, 0, s}, {1, noHint, 1, 2 * s}, {2, noHint, 1, 4 * s}, {5, noHint, 1, 32 * s},
		{6, noHint, 1, 60 * s}, {60, noHint, 1, 60 * s}, {60, noHint, 0.5, 30*s + 500*time.Millisecond},
		{1, 0, 0, 0}, {1, 7 * s, 0, 7 * s}, {1, time.Hour, 0, 120 * s},
		{2, 0, 1, s}, {4, 0, 1, 16 * s}, {4, 40 * s, 1, 40 * s}, {9, time.Hour, 0, 120 * s},
	}
	for _, tt := range tests {
		if got := Delay(tt.n, tt.hint, tt.jitter); got != tt.want {
			t.Errorf("Delay(%d, %v, %v) = %v, want %v", tt.n, tt.hint, tt.jitter, got, tt.want)
		}
	}
}

func TestDelayStaysInItsBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, j := rapid.IntRange(1, 1000).Draw(t, "n"), rapid.Float64Range(0, 0.999).Draw(t, "jitter")
		if d := Delay(n, noHint, j); d < minDelay || d > maxDelay {
			t.Fatalf("%v", d)
		}
		hint := time.Duration(rapid.Int64Range(0, 1<<50).Draw(t, "hint"))
		if d := Delay(n, hint, j); d < min(hint, maxHint) || d > maxHint {
			t.Fatalf("hint %v gives %v", hint, d)
		}
	})
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 3, 31, 10, 0, 0, 0, time.UTC)
	tests := []struct {
		value, date string
		want        time.Duration
	}{
		{"", "", noHint}, {"soon", "", noHint}, {"-5", "", noHint}, {"1.5", "", noHint}, {"99999999999999", "", noHint},
		{"0", "", 0}, {" 30 ", "", 30 * time.Second},
		{"Tue, 31 Mar 2026 10:00:20 GMT", "", 20 * time.Second},
		{"Tue, 31 Mar 2026 09:00:00 GMT", "", 0},
		{"Tue, 31 Mar 2026 12:00:20 GMT", "Tue, 31 Mar 2026 12:00:00 GMT", 20 * time.Second}, // its clock is two hours ahead
	}
	for _, tt := range tests {
		h := http.Header{}
		h.Set("Retry-After", tt.value)
		h.Set("Date", tt.date)
		if got := retryAfter(h, now); got != tt.want {
			t.Errorf("Retry-After %q, Date %q: %v, want %v", tt.value, tt.date, got, tt.want)
		}
	}
}

func TestBudgetEnds(t *testing.T) {
	b := newBudget(4)
	n := 0
	for b.take() {
		n++
	}
	if n != 16 {
		t.Errorf("%d retries, want 16", n)
	}
	for range retryCost {
		b.success()
	}
	if !b.take() || b.take() {
		t.Error("fourteen successes must give back one retry")
	}
}

func TestParseFault(t *testing.T) {
	tests := map[string]struct {
		body       string
		code, said string
		isFault    bool
	}{
		"not JSON":          {"<h1>oops</h1>", "", "", false},
		"msg":               {`{"msg":"User not found","status":404}`, "", "User not found", true},
		"title":             {`{"status":400,"title":"Bad Request","instance":"t-9","invalid_parameters":[]}`, "", "Bad Request", true},
		"code and message":  {`{"code":401,"message":"User is not permitted"}`, "401", "User is not permitted", true},
		"errorMessage":      {`{"errorCode":"E1","errorMessage":"no"}`, "E1", "no", true},
		"gateway, wrapped":  {`{"fault":{"code":900902,"message":"Missing Credentials","description":"Use a header"}}`, "900902", "Missing Credentials: Use a header", true},
		"gateway, unwraped": {`{"code":"900908","message":"Resource forbidden"}`, "900908", "Resource forbidden", true},
		"oauth":             {`{"error":"invalid_grant","error_description":"17003 locked"}`, "invalid_grant", "17003 locked", true},
		"error object":      {`{"error":{"code":"x","message":"y"}}`, "x", "y", true},
		"versioning":        {`{"statusCode":400,"error":"Bad Request","message":"Version missing"}`, "Bad Request", "Version missing", true},
		"a page":            {`{"page":1,"_embedded":{"data":[]},"description":"users"}`, "", "users", false},
		"nothing":           {`{}`, "", "", false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			f := parseFault([]byte(tt.body))
			if f.Code != tt.code || f.Said != tt.said || f.Body != tt.isFault {
				t.Errorf("%+v", f)
			}
		})
	}
}

func TestNextAccessTime(t *testing.T) {
	want := time.Date(2026, 3, 31, 10, 15, 0, 0, time.UTC)
	for _, text := range []string{"2026-Mar-31 10:15:00+0000 UTC", "2026-Mar-31 10:15:00+0000", "2026-03-31T10:15:00Z", "1774952100000"} {
		if got := parseNextAccess(text); !got.Equal(want) {
			t.Errorf("%q: %v", text, got)
		}
	}
	for _, text := range []string{"", "tomorrow", "12"} {
		if !parseNextAccess(text).IsZero() {
			t.Errorf("%q was read", text)
		}
	}
}
