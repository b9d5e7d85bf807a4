package vonage

// Reading a product again from the raw pages of an earlier read. The wire
// clients, the walk and the judgement are those of a read; only the network is
// not there.

import (
	"context"
	"time"

	"rollcall/vonage/internal/rest"
)

// Replay is an earlier read of a product that is read again.
type Replay struct {
	Run               string // whose pages they are
	Started, Finished time.Time
	Pages             Recording
}

// Recording is what an earlier read kept of one product. Safe for concurrent
// use.
type Recording interface {
	// Next gives the next page that was kept for a request of a reading of its
	// list, in the order in which they came; the address is as RawPage.URL has it.
	// It waits until all that came before were given, so that what ended a read
	// ends it at the same place again. found is false when there is no other.
	Next(ctx context.Context, kind string, walk int, address string) (page RawPage, found bool, err error)
	// Stopped says why the earlier read did not end by itself, empty when it did.
	Stopped() string
}

// RawFailure is why a request came to no answer that could be kept.
type RawFailure struct {
	Type string `json:"type"`
	Text string `json:"text"` // redacted
	What string `json:"what,omitempty"`
	Auth bool   `json:"auth,omitempty"` // about the credential
	Size bool   `json:"size,omitempty"` // it may have come from the page size
	// Given says that the request was given up because the read ended.
	Given bool `json:"given,omitempty"`
}

// recording gives pages to the HTTP core.
type recording struct{ Recording }

func (r recording) Next(ctx context.Context, kind string, walk int, address string) (rest.Exchange, bool, error) {
	p, found, err := r.Recording.Next(ctx, kind, walk, address)
	return rest.Exchange{Request: rest.Request{Kind: p.Kind, Page: p.Page}, Walk: p.Walk, Method: p.Method, URL: p.URL, Status: p.Status, ContentType: p.ContentType, Location: p.Location,
		Requested: p.Requested, Received: p.Received, Body: p.Body, Failure: (*rest.Failure)(p.Failure)}, found, err
}

// replays is the earlier read of a product, nil when the product is asked.
func (o Options) replays(a access) *Replay { return o.Replay[a.product] }
