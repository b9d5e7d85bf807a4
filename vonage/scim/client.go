package scim

// Speaking HTTP: finding a user by its user name, reading one, and setting
// whether it is active.

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"rollcall/reconcile/planted"
	"rollcall/vonage/internal/rest"
)

// Accept is what every request asks for.
const Accept = "application/scim+json, application/json"

// mediaType is that of bodies (RFC 7644 section 3.1).
const mediaType = "application/scim+json"

// Getter sends one request; *rest.Client is one.
type Getter interface {
	Get(ctx context.Context, r rest.Request) (*rest.Answer, error)
}

// Sender sends one write; *rest.Writer is one.
type Sender interface {
	Send(ctx context.Context, w rest.Write) rest.Sent
}

// Client reads one service.
type Client struct {
	get  Getter
	path string
}

// New returns a client. basePath is the path part of the configured base URL.
// Nothing is sent yet. Request paths are put after the host alone: give the
// Getter a base without a path.
func New(get Getter, basePath string) *Client {
	return &Client{get: get, path: strings.TrimSuffix(strings.TrimRight(basePath, "/"), "/Users") + "/Users"}
}

// Find looks for the user with a user name. found is false when there is none.
// More than one is an error, and so is an answer with anybody else in it: the
// filter then was not honoured, and its answer says nothing.
func (c *Client) Find(ctx context.Context, userName string) (u User, found bool, err error) {
	a, err := c.get.Get(ctx, rest.Request{Kind: "scim", What: "a search by user name", Path: c.path,
		Query: url.Values{"filter": {`userName eq ` + quoted(userName)}}})
	if err != nil {
		return User{}, false, err
	}
	list, total, err := decodeList(a)
	if err != nil {
		return User{}, false, err
	}
	refuse := func(what string) (User, bool, error) {
		return User{}, false, &rest.ShapeError{Where: a.Where, What: what, Remedy: "look at the user in the SCIM service"}
	}
	switch {
	case total > 1 || len(list) > 1:
		return refuse(fmt.Sprintf("%d users were answered where a user name has one", max(total, len(list))))
	case len(list) != total:
		return refuse("a user is declared and was not answered")
	case total == 0:
		return User{}, false, nil
	case !strings.EqualFold(list[0].UserName, userName) && !planted.On("filter-trusted"):
		return refuse("another user was answered than the one that was asked for")
	}
	return list[0], true, nil
}

// quoted is a text in a filter, which is written as in JSON (RFC 7644 section
// 3.4.2.2).
func quoted(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}

// User reads one user by the service's own id.
func (c *Client) User(ctx context.Context, id string) (User, error) {
	r := c.one(id)
	a, err := c.get.Get(ctx, r)
	if err != nil {
		return User{}, err
	}
	u, err := decodeUser(a)
	if err == nil && u.ID != id {
		err = &rest.ShapeError{Where: a.Where, What: "another user was answered than the one that was asked for", Remedy: "check scim.base_url"}
	}
	return u, err
}

// one is the request for a user, whose id stays one part of the path.
func (c *Client) one(id string) rest.Request {
	path := url.URL{Path: c.path}
	return rest.Request{Kind: "scim", What: "a single SCIM user", Path: c.path + "/" + id, Escaped: path.EscapedPath() + "/" + url.PathEscape(id)}
}

// Writer changes users of the service that a client reads.
type Writer struct {
	c    *Client
	send Sender
}

// NewWriter returns a writer. Nothing is sent yet.
func NewWriter(c *Client, send Sender) *Writer { return &Writer{c, send} }

// Patch sends a change to a user. Where the service refuses the path of a change
// of active, which some do not take, the same change is sent in the form without
// one: the first was refused, so nothing was carried out.
func (w *Writer) Patch(ctx context.Context, id string, body []byte) rest.Sent {
	s := w.patch(ctx, id, body)
	if plain, ok := pathless(body); ok && s.Err == nil && s.Status == http.StatusBadRequest && s.Mentions("invalidpath") {
		return w.patch(ctx, id, plain)
	}
	return s
}

func (w *Writer) patch(ctx context.Context, id string, body []byte) rest.Sent {
	r := w.c.one(id)
	r.What = "a change of a SCIM user"
	return w.send.Send(ctx, rest.Write{Request: r, Method: http.MethodPatch, Body: body, ContentType: mediaType})
}

// Answered reads the user out of the answer to a write.
func Answered(s *rest.Sent) (User, error) {
	a, err := s.Answer("the answer to a write")
	if err != nil {
		return User{}, err
	}
	return decodeUser(a)
}
