package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"rollcall/reconcile"
	"rollcall/vonage"
)

var braked = vonage.Credential{Product: reconcile.VBC, TokenURL: "https://api.vonage.com/token", ClientID: "client", Login: "svc@vbc.prod"}

// clockAt is a clock that tests set.
type clockAt struct{ at time.Time }

func (c *clockAt) now() time.Time { return c.at }

func newBrakes(t *testing.T) (*brakes, *clockAt) {
	clock := &clockAt{time.Date(2026, 3, 31, 10, 0, 0, 0, time.UTC)}
	return &brakes{folder: t.TempDir(), now: clock.now}, clock
}

// refuse notes a refusal of the credential.
func refuse(t *testing.T, b *brakes) {
	t.Helper()
	if err := b.Refused(braked, vonage.Refusal{Host: "api.vonage.com", Status: 400, Code: "invalid_grant"}); err != nil {
		t.Fatal(err)
	}
}

func TestBrakeHoldsForThirtyMinutes(t *testing.T) {
	b, clock := newBrakes(t)
	start := clock.at
	if err := b.Held(braked); err != nil {
		t.Fatalf("held without a refusal: %v", err)
	}
	refuse(t, b)
	const words = "api.vonage.com refused the sign-in on 2026-03-31 10:00:00 UTC (status 400, code invalid_grant), and repeated refusals lock the account, so none is tried until 2026-03-31 10:30:00 UTC: correct the credentials, then run after that, or at once with --retry-login"
	for _, after := range []time.Duration{0, time.Minute, brakeTime - time.Second} {
		clock.at = start.Add(after)
		if err := b.Held(braked); err == nil || err.Error() != words {
			t.Errorf("after %v: got %v", after, err)
		}
	}
	if err := (&brakes{folder: b.folder, now: b.now, retry: true}).Held(braked); err != nil {
		t.Errorf("--retry-login is held: %v", err)
	}
	refuse(t, b) // an attempt that is refused again starts the time anew
	clock.at = start.Add(brakeTime + time.Minute)
	if err := b.Held(braked); err == nil || !strings.Contains(err.Error(), "until 2026-03-31 10:59:59 UTC") {
		t.Errorf("got %v", err)
	}
	clock.at = start.Add(2*brakeTime - time.Second)
	if err := b.Held(braked); err != nil {
		t.Errorf("held after its time: %v", err)
	}
}

func TestBrakeIsOfOneCredential(t *testing.T) {
	b, _ := newBrakes(t)
	refuse(t, b)
	for name, change := range map[string]func(*vonage.Credential){
		"product":   func(c *vonage.Credential) { c.Product = reconcile.VCC },
		"token URL": func(c *vonage.Credential) { c.TokenURL += "2" },
		"client":    func(c *vonage.Credential) { c.ClientID, c.Login = "client2", "" },
		"login":     func(c *vonage.Credential) { c.Login = "other@vbc.prod" },
	} {
		other := braked
		change(&other)
		if err := b.Held(other); err != nil {
			t.Errorf("another %s is held: %v", name, err)
		}
		if err := b.Accepted(other); err != nil {
			t.Error(err)
		}
	}
	sameLogin := braked
	if sameLogin.ClientID = "client2"; b.Held(sameLogin) == nil {
		t.Error("a login that was refused is tried with another application")
	}
	if b.Held(braked) == nil {
		t.Error("another credential's success lets go")
	}
	if err := b.Accepted(braked); err != nil || b.Held(braked) != nil {
		t.Errorf("a success does not let go: %v", err)
	}
	if err := b.Accepted(braked); err != nil {
		t.Errorf("nothing to let go: %v", err)
	}
}

func TestBrakeFile(t *testing.T) {
	b, _ := newBrakes(t)
	refuse(t, b)
	entries, err := os.ReadDir(b.folder)
	if err != nil || len(entries) != 1 {
		t.Fatalf("%v, %v", entries, err)
	}
	name := entries[0].Name()
	rest, isBrake := strings.CutPrefix(name, ".brake-vbc-")
	if !isBrake || len(rest) != 12 || strings.Trim(rest, "0123456789abcdef") != "" {
		t.Errorf("the file is called %s", name)
	}
	info, err := entries[0].Info()
	if err != nil || runtime.GOOS != "windows" && info.Mode() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	text, _ := os.ReadFile(filepath.Join(b.folder, name))
	const want = `{"when":"2026-03-31T10:00:00Z","until":"2026-03-31T10:30:00Z","host":"api.vonage.com","status":400,"code":"invalid_grant"}` + "\n"
	if string(text) != want {
		t.Errorf("got %s", text)
	}
}

// A brake that cannot be read holds, and says how to go on.
func TestBrakeFailsClosed(t *testing.T) {
	write := func(text string, mode fs.FileMode) func(string) error {
		return func(path string) error { return os.WriteFile(path, []byte(text), mode) }
	}
	for name, damage := range map[string]func(path string) error{
		"empty":      write("", 0o600),
		"cut off":    write(`{"when":"2026-03-31T10:00:0`, 0o600),
		"no times":   write(`{"host":"x"}`, 0o600),
		"no end":     write(`{"when":"2026-03-31T10:00:00Z"}`, 0o600),
		"other time": write(`{"when":"31.3.2026","until":"31.3.2026"}`, 0o600),
		"huge":       write(strings.Repeat(" ", maxBrakeBytes+1), 0o600),
		"a folder":   func(path string) error { return os.Mkdir(path, 0o700) },
		"a link":     func(path string) error { return os.Symlink("nowhere", path) },
	} {
		t.Run(name, func(t *testing.T) {
			b, _ := newBrakes(t)
			if err := damage(b.path(braked)); err != nil {
				t.Skip(err)
			}
			err := b.Held(braked)
			if err == nil || !strings.Contains(err.Error(), "delete the file or run with --retry-login") || !strings.Contains(err.Error(), b.path(braked)) {
				t.Errorf("got %v", err)
			}
			if err := b.Accepted(braked); err != nil || b.Held(braked) != nil {
				t.Errorf("a success does not let go: %v", err)
			}
		})
	}
}

// A clock that went back, by however much, holds for thirty minutes and no
// longer.
func TestBrakeAfterAClockThatWentBack(t *testing.T) {
	b, clock := newBrakes(t)
	refuse(t, b)
	clock.at = clock.at.Add(-72 * time.Hour)
	if err := b.Held(braked); err == nil || !strings.Contains(err.Error(), "until 2026-03-28 10:30:00 UTC") {
		t.Errorf("got %v", err)
	}
	clock.at = clock.at.Add(brakeTime - time.Second)
	if b.Held(braked) == nil {
		t.Error("let go too early")
	}
	clock.at = clock.at.Add(time.Second)
	if err := b.Held(braked); err != nil {
		t.Errorf("still held: %v", err)
	}
}

func TestBrakeThatCannotBeWritten(t *testing.T) {
	b, _ := newBrakes(t)
	b.folder = filepath.Join(b.folder, "none")
	if err := b.Refused(braked, vonage.Refusal{Host: "h"}); err == nil {
		t.Error("a refusal was lost silently")
	}
}
