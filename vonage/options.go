package vonage

// What a caller may hand in and watch while a population is read.

import (
	"crypto/x509"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"time"

	"rollcall/reconcile"
)

// Options are what a read needs besides the tenant's configuration. The zero
// Options are usable.
type Options struct {
	UserAgent string       // empty means "rollcall"
	Log       *slog.Logger // nil discards

	// Progress is told about every page and every wait. Calls never overlap,
	// but come from several goroutines. nil is allowed.
	Progress func(Progress)

	// Raw is given every whole answer of an API in the order of arrival, errors
	// included, and what became of the requests that had none, but neither refusals for numbers (429) nor anything from a token
	// endpoint. Calls never overlap. An error ends the read: the population is
	// incomplete, because its evidence is. nil is allowed.
	Raw func(RawPage) error

	// Now is the clock for the times that are reported; nil means time.Now.
	Now func() time.Time

	// Jitter gives numbers from 0 up to 1 that spread retries; nil means a
	// random source. Calls may overlap.
	Jitter func() float64

	// RootCAs are the certificate authorities to trust; nil means the system's.
	RootCAs *x509.CertPool

	// TwoWalks reads each list of users twice: the population is complete only
	// if both readings agree.
	TwoWalks bool

	// Pace is what an earlier run learned about each product's quota, and the
	// pace to start with. nil and missing entries start from nothing.
	Pace map[reconcile.Product]reconcile.Pace

	// Replay reads products from what an earlier read kept, and asks nobody. The
	// configuration must be that of the earlier read as far as it decides which
	// requests are made; it needs no credentials.
	Replay map[reconcile.Product]*Replay

	// Brake remembers refused sign-ins across runs; nil forgets them.
	Brake Brake

	// RefreshStore keeps VBC.RefreshToken's successors; nil forgets them, so
	// that the token is of no use after the read.
	RefreshStore RefreshStore
	// CallsUntil is the end of the period of which call logs are read; zero means
	// the start of the read. For a tenant that stands still.
	CallsUntil time.Time

	// Transport replaces the network. For tests; nil means our own.
	Transport http.RoundTripper
}

// Progress is where a read stands.
type Progress struct {
	Product     reconcile.Product
	Done, Total int // users; Total 0 means not known
	Requests    int // HTTP requests sent so far, token calls and retries included
	Throttled   int // answers with status 429 so far

	// Waiting is above zero while nothing is sent on purpose; Note says why.
	Waiting time.Duration
	Note    string
}

// RawPage is one answer of an API as it was received.
type RawPage struct {
	Product reconcile.Product
	Kind    string // users, extensions, locations; call-logs, extension, licenses

	// Page is the page number that was asked for. 0 means that the request
	// named none: the first page, or what has no pages. Call logs have pages for
	// each period that was asked for, and extension and licenses are asked for
	// one by one: there the URL tells requests of one Kind apart.
	Page int

	// Walk is which reading of its list the request was for, from 1; 0 for none.
	Walk int

	// Sequence numbers the answers of one product from 1, in the order of
	// arrival. When a walk was started again, the answer with the highest
	// Sequence for a Kind and Page is the one that counts.
	Sequence int

	Method, URL         string // redacted: no credentials, no search values
	Status              int
	ContentType         string
	Location            string    // of a redirect: //host
	Requested, Received time.Time // UTC
	Body                []byte    // decompressed

	// Failure is set when there was no answer, or none that could be kept. It is
	// not set for a request that was given up because the read ended.
	Failure *RawFailure
}

// withDefaults fills in what was left out.
func (o Options) withDefaults() Options {
	if o.UserAgent == "" {
		o.UserAgent = "rollcall"
	}
	if o.Log == nil {
		o.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Jitter == nil {
		o.Jitter = rand.Float64
	}
	return o
}
