package vcc

// Writing: creating a user and changing one. No query parameter is ever sent:
// allowOverages spends money, acceptArchiveInMultipleAccounts reaches other
// accounts. Nothing deletes a user.

import (
	"context"
	"net/http"
	"net/url"

	"rollcall/reconcile/planted"
	"rollcall/vonage/internal/rest"
)

// Sender sends one write; *rest.Writer is one.
type Sender interface {
	Send(ctx context.Context, w rest.Write) rest.Sent
}

// Writer writes to the account that a client reads.
type Writer struct {
	c    *Client
	send Sender
}

// NewWriter returns a writer. Nothing is sent yet.
func NewWriter(c *Client, send Sender) *Writer { return &Writer{c, send} }

// Create adds a user.
func (w *Writer) Create(ctx context.Context, body []byte) rest.Sent {
	return w.write(ctx, http.MethodPost, rest.Request{Path: w.c.path}, "a create", body)
}

// Update changes the fields of a user that the body names, and no other.
func (w *Writer) Update(ctx context.Context, id string, body []byte) rest.Sent {
	return w.write(ctx, http.MethodPatch, w.c.at("/", id, ""), "an update", body)
}

func (w *Writer) write(ctx context.Context, method string, r rest.Request, what string, body []byte) rest.Sent {
	r.What = what
	if planted.On("send-overages") {
		r.Query = url.Values{"allowOverages": {"true"}}
	}
	return w.send.Send(ctx, rest.Write{Request: r, Method: method, Body: body})
}

// Answered reads the user out of the answer to a write.
func Answered(s *rest.Sent) (User, error) {
	a, err := s.Answer("the answer to a write")
	if err != nil {
		return User{}, err
	}
	return decodeUser(a)
}
