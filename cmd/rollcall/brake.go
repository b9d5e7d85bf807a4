package main

// The brake on refused sign-ins: a file in the runs folder per credential,
// because a scheduler that starts the next run would otherwise lock the account
// for good. VBC counts its thirty minutes from the last attempt, so an attempt
// that is refused again starts them anew. What is no refused sign-in never
// comes here; vonage sees to that.
//
// A file that cannot be read holds too: what it would have said is not known.

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"rollcall/vonage"
)

const (
	// brakeTime is how long a refused sign-in is not tried again.
	brakeTime = 30 * time.Minute
	// maxBrakeBytes bounds a brake file: a longer one is not ours.
	maxBrakeBytes = 4 << 10
	brakeClock    = "2006-01-02 15:04:05 MST"
)

// brakes are the brake files of a folder.
type brakes struct {
	folder string
	now    func() time.Time
	retry  bool // --retry-login: nothing is held
}

var _ vonage.Brake = (*brakes)(nil)

// refusal is what a brake file holds.
type refusal struct {
	When   time.Time `json:"when"`
	Until  time.Time `json:"until"`
	Host   string    `json:"host"`
	Status int       `json:"status"`
	Code   string    `json:"code"`
}

// path is the file of a credential; its name holds nothing secret. What is
// locked is the login where there is one, whichever application it came with.
func (b *brakes) path(c vonage.Credential) string {
	name := ".brake-" + strings.ToLower(string(c.Product)) + "-" + tenantID(c.TokenURL, cmp.Or(c.Login, c.ClientID))
	return filepath.Join(b.folder, name)
}

// Held says until when the sign-in is not tried, and how to try all the same.
func (b *brakes) Held(c vonage.Credential) error {
	if b.retry {
		return nil
	}
	path, now := b.path(c), b.now().UTC()
	r, err := readRefusal(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("no sign-in is tried, because %s, which is written when one is refused, cannot be read (%w): make sure that the credentials are right, then delete the file or run with --retry-login", path, bare(err))
	case !now.Before(r.Until):
		return nil
	}
	if most := now.Add(brakeTime); r.Until.After(most) { // the clock was ahead when it was written
		r.Until = most
		_ = writeRefusal(path, r) // without it the next run counts from its own start
	}
	return r.held()
}

func (r refusal) held() error {
	code := ""
	if r.Code != "" {
		code = ", code " + r.Code
	}
	return fmt.Errorf("%s refused the sign-in on %s (status %d%s), and repeated refusals lock the account, so none is tried until %s: correct the credentials, then run after that, or at once with --retry-login",
		r.Host, r.When.UTC().Format(brakeClock), r.Status, code, r.Until.UTC().Format(brakeClock))
}

// Refused starts the brake's time, anew where it holds already.
func (b *brakes) Refused(c vonage.Credential, r vonage.Refusal) error {
	now := b.now().UTC()
	return writeRefusal(b.path(c), refusal{When: now, Until: now.Add(brakeTime), Host: r.Host, Status: r.Status, Code: r.Code})
}

// Accepted lets go.
func (b *brakes) Accepted(c vonage.Credential) error {
	if err := os.Remove(b.path(c)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func readRefusal(path string) (refusal, error) {
	var r refusal
	info, err := os.Lstat(path)
	switch {
	case err != nil:
		return r, err
	case !info.Mode().IsRegular() || info.Size() > maxBrakeBytes:
		return r, errors.New("it is not what this program wrote")
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return r, err
	}
	if json.Unmarshal(text, &r) != nil || r.When.IsZero() || r.Until.IsZero() {
		return r, errors.New("it is damaged")
	}
	return r, nil
}

func writeRefusal(path string, r refusal) error {
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return replace(path, append(text, '\n'))
}
