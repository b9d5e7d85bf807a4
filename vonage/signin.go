package vonage

// What of a sign-in outlives a run, as the caller sees it: a refusal that holds
// the next runs back, and the refresh token for the next run. When each is used
// is decided in internal/rest; where they are kept is the caller's work.

import (
	"rollcall/reconcile"
	"rollcall/vonage/internal/rest"
)

// Credential names a sign-in without its secrets.
type Credential struct {
	Product  reconcile.Product
	TokenURL string
	ClientID string
	Login    string // as it is sent; empty where the grant has none
}

// Refusal is what a token endpoint answered to a sign-in that it refused.
type Refusal struct {
	Host   string
	Status int
	Code   string // the server's own, fit to print; may be empty
}

// Brake remembers across runs that a sign-in was refused, because repeated
// refusals lock a VBC account for thirty minutes from the last one. Refused
// permissions, outages and throttling are not told to it. Calls for one
// credential never overlap.
type Brake interface {
	// Held says why this sign-in must not be tried now and what to do, or is
	// nil. It is asked before each token request.
	Held(Credential) error
	// Refused notes a refusal: from now on the brake holds.
	Refused(Credential, Refusal) error
	// Accepted notes that the sign-in works.
	Accepted(Credential) error
}

// RefreshStore keeps the refresh token of a VBC, which is good for one use, for
// the next run. Each token request is preceded by Reserve and followed by
// Release, with Keep between them where a new refresh token came. Calls never
// overlap.
type RefreshStore interface {
	// Reserve makes sure that a token can be stored. Its error ends the read
	// before anything is sent.
	Reserve() error
	// Keep stores a token in place of the one before. When it returns nil, the
	// token outlives a crash of the machine.
	Keep(Secret) error
	// Release gives up what was reserved; after Keep it does nothing.
	Release()
}

// credential is the sign-in of an access, without its secrets.
func (a access) credential() Credential {
	return Credential{Product: a.product, TokenURL: a.signIn.TokenURL, ClientID: a.signIn.ClientID, Login: a.signIn.Username}
}

// brakeOf hands one credential's part of a brake to the HTTP core.
func brakeOf(b Brake, c Credential) rest.Brake {
	if b == nil {
		return nil
	}
	return credentialBrake{b, c}
}

type credentialBrake struct {
	brake Brake
	of    Credential
}

func (b credentialBrake) Held() error     { return b.brake.Held(b.of) }
func (b credentialBrake) Accepted() error { return b.brake.Accepted(b.of) }
func (b credentialBrake) Refused(e *rest.AuthError) error {
	return b.brake.Refused(b.of, Refusal{Host: e.Host, Status: e.Status, Code: e.Code})
}

// storeOf hands a store to the HTTP core, which knows no Secret.
func storeOf(s RefreshStore) rest.RefreshStore {
	if s == nil {
		return nil
	}
	return secretStore{s}
}

type secretStore struct{ RefreshStore }

func (s secretStore) Keep(token string) error { return s.RefreshStore.Keep(NewSecret(token)) }
