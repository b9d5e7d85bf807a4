package vbc

// Writing, in the crud dialect alone: the published API has no call that writes.
// Nothing here decides whether a write may be sent.

import (
	"context"
	"net/http"

	"rollcall/vonage/internal/rest"
)

// Sender sends one write; *rest.Writer is one.
type Sender interface {
	Send(ctx context.Context, w rest.Write) rest.Sent
}

// Writer writes to the account that a client reads. The client must be Ready.
type Writer struct {
	c    *Client
	send Sender
}

// NewWriter returns a writer. Nothing is sent yet.
func NewWriter(c *Client, send Sender) *Writer { return &Writer{c, send} }

// Create adds a user.
func (w *Writer) Create(ctx context.Context, body []byte) rest.Sent {
	return w.send.Send(ctx, rest.Write{Method: http.MethodPost, Body: body,
		Request: rest.Request{What: "a create", Path: w.c.path("users")}})
}

// Replace puts a whole user in the place of another: optional fields that the body
// leaves out are cleared.
func (w *Writer) Replace(ctx context.Context, id string, body []byte) rest.Sent {
	return w.send.Send(ctx, rest.Write{Method: http.MethodPut, Body: body, Request: w.to(id, "an update")})
}

// Delete removes a user, which cannot be undone.
func (w *Writer) Delete(ctx context.Context, id string) rest.Sent {
	return w.send.Send(ctx, rest.Write{Method: http.MethodDelete, Request: w.to(id, "a delete")})
}

func (w *Writer) to(id, what string) rest.Request {
	r := w.c.one(id)
	r.What = what
	return r
}

// Answered reads the user out of the answer to a write.
func Answered(s *rest.Sent) (User, error) {
	a, err := s.Answer("the answer to a write")
	if err != nil {
		return User{}, err
	}
	return decodeUser(a)
}
