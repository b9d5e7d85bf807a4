package rest

// What of a sign-in outlives the run: a refusal, which holds the next runs back
// for a while, and the refresh token, which is good for one use and comes with
// its successor. Where both are kept is the caller's work.
//
// The order around a refresh is the point of this file. The place for the next
// refresh token is made sure of before the request is sent, and the token is in
// it before the access token that came along is used.

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/oauth2"
)

// Brake remembers across runs that a sign-in was refused. Calls never overlap.
type Brake interface {
	// Held says why no token may be asked for now, or is nil.
	Held() error
	// Refused notes a refusal: from now on the brake holds.
	Refused(*AuthError) error
	// Accepted notes that the sign-in works.
	Accepted() error
}

// RefreshStore keeps the refresh token for the next run. Calls never overlap:
// Reserve first, then Keep or Release.
type RefreshStore interface {
	// Reserve makes sure that a token can be stored.
	Reserve() error
	// Keep stores a token in place of the one before. When it returns nil, the
	// token outlives a crash of the machine.
	Keep(token string) error
	// Release gives up what was reserved; after Keep it does nothing.
	Release()
}

// HeldError says that a sign-in was refused a short while ago, so that no token
// was asked for.
type HeldError struct{ Err error }

func (e *HeldError) Error() string { return e.Err.Error() }

// Unwrap gives what the brake said.
func (e *HeldError) Unwrap() error { return e.Err }

// StoreError says that a refresh token could not be kept for the next run.
type StoreError struct {
	Used bool // the token in the store is used up, else nothing was sent
	Err  error
}

func (e *StoreError) Error() string {
	if !e.Used {
		return fmt.Sprintf("no place to store the next refresh token, so no token was asked for and the present one is still good: %v", e.Err)
	}
	return fmt.Sprintf("the next refresh token could not be stored: %v: the one in the file is used up, so get a new one and put it there; the access token that came with it was not used", e.Err)
}

// Unwrap gives what the store said.
func (e *StoreError) Unwrap() error { return e.Err }

// renew gets one token, with the brake and the store around the request.
func (t *Tokens) renew() (*oauth2.Token, error) {
	if t.brake != nil {
		if err := t.brake.Held(); err != nil {
			return nil, &HeldError{err}
		}
	}
	rotates := t.store != nil && t.how.RefreshToken != ""
	if rotates {
		defer t.store.Release()
		if err := t.store.Reserve(); err != nil {
			return nil, &StoreError{Err: err}
		}
	}
	token, err := t.mint()
	t.tellBrake(err)
	if err != nil || t.how.RefreshToken == "" || token.RefreshToken == t.how.RefreshToken {
		return token, err // a server that gives no new refresh token leaves the old one good
	}
	if rotates {
		if err := t.store.Keep(token.RefreshToken); err != nil {
			return nil, &StoreError{Used: true, Err: err}
		}
	}
	t.how.RefreshToken = token.RefreshToken
	return token, nil
}

// tellBrake notes a sign-in that was accepted or refused. A scope that may not
// be asked for is not a refused login, and an outage says nothing.
func (t *Tokens) tellBrake(err error) {
	if t.brake == nil {
		return
	}
	var refused *AuthError
	switch {
	case err == nil:
		if kept := t.brake.Accepted(); kept != nil {
			t.log.Warn("the note of a refused sign-in could not be removed", "why", kept)
		}
	case errors.As(err, &refused) && refused.SignIn && refused.Code != "invalid_scope":
		if lost := t.brake.Refused(refused); lost != nil {
			refused.Remedy += fmt.Sprintf("; this could not be noted for the next run (%v), so do not run again within 30 minutes", lost)
		}
	}
}

// sending is the context of a token request. One that rotates a refresh token
// is not broken off: the answer holds the only token that is still good. The
// client's time-out ends it.
func (t *Tokens) sending() context.Context {
	if t.how.RefreshToken != "" {
		return context.WithoutCancel(t.ctx)
	}
	return t.ctx
}
