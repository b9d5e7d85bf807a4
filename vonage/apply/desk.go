package apply

// What a plan is carried out on: a tenant, one question or one write at a time.

import (
	"context"
	"encoding/json"
	"errors"

	"rollcall/reconcile"
	"rollcall/reconcile/plans"
)

// Reader asks a tenant.
type Reader interface {
	// Read gives an account as it is now. It is nil when the product says that
	// there is none with this id; an error is "could not be read", never that.
	Read(ctx context.Context, p reconcile.Product, id string) (*Image, error)
	// Search lists the accounts that have an address or a login, archived ones
	// included; an empty text is not looked for. With whole it reads the entire
	// list with its proof; without, a filter may be used where its answer can be
	// checked. An error is "could not be told", never "nobody".
	Search(ctx context.Context, p reconcile.Product, email, login string, whole bool) ([]Image, error)
}

// ErrCredential is wrapped by what a Reader gives where the sign-in or the
// permission was refused: nothing more can be read or written then. So it is by
// the error of a run that ends with that, whether it was reading or writing; the
// command ends with exit code 8.
var ErrCredential = errors.New("the sign-in or the permission was refused")

// onceRefused is a Reader that asks nobody any more once the sign-in was refused:
// each further attempt counts towards the locking of the account.
type onceRefused struct {
	Reader
	refused error // nil while nothing was refused
}

// Read asks, unless the sign-in was refused before.
func (o *onceRefused) Read(ctx context.Context, p reconcile.Product, id string) (*Image, error) {
	if o.refused != nil {
		return nil, o.refused
	}
	image, err := o.Reader.Read(ctx, p, id)
	return image, o.heed(err)
}

// Search asks, unless the sign-in was refused before.
func (o *onceRefused) Search(ctx context.Context, p reconcile.Product, email, login string, whole bool) ([]Image, error) {
	if o.refused != nil {
		return nil, o.refused
	}
	found, err := o.Reader.Search(ctx, p, email, login, whole)
	return found, o.heed(err)
}

// heed remembers an error that is a refusal, and gives it back.
func (o *onceRefused) heed(err error) error {
	if errors.Is(err, ErrCredential) {
		o.refused = err
	}
	return err
}

// Writer sends writes. None is ever repeated here.
type Writer interface {
	// Write sends the one request of an action and judges its answer. The image is
	// the account as it was just read, nil for a create.
	Write(ctx context.Context, a *plans.Action, now *Image) Reply
}

// Image is an account with the object that it was read from.
type Image struct {
	Account reconcile.Account
	Raw     json.RawMessage
}

// Answer is what is known about a write after its answer, or without one.
type Answer string

// The answers.
const (
	Accepted  Answer = "accepted"
	Refused   Answer = "refused"  // the product said no: nothing was changed
	Unsent    Answer = "unsent"   // no byte of it left: nothing was changed
	Uncertain Answer = "unknown"  // it may have been carried out
	NoPower   Answer = "no_power" // this tenant has no such call, or grants no write at all
)

// Why is the reason of a refusal where it can be told.
type Why string

// The reasons.
const (
	WhyOther     Why = ""
	WhySeats     Why = "seats"     // no seat or licence is free
	WhyDuplicate Why = "duplicate" // the address or login is taken
	WhyGone      Why = "gone"      // there is no such account
	WhyAuth      Why = "auth"      // the sign-in was refused: nothing more can be written
	WhyThrottled Why = "throttled" // too many requests, and waiting did not help
)

// Reply is the judged answer to one write.
type Reply struct {
	Answer    Answer
	Why       Why
	Status    int    // HTTP, 0 for no answer
	RequestID string // the product's own, for a support case; may be empty
	Said      string // the product's own words, redacted; may name people
	AccountID string // of the created account, where the answer says it
}
