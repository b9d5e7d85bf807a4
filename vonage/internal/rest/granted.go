package rest

// What a token answer says besides the token.

import (
	"context"
	"time"
)

// Granted is what a sign-in brought.
type Granted struct {
	Grant string        // the OAuth 2.0 grant type that was used
	Scope string        // empty when the answer names none: it is then the one that was asked for (RFC 6749 section 5.1)
	Life  time.Duration // 0 when the answer names none
}

// SignIn gets an access token, unless there is one, and says what its answer
// said. A refused sign-in is an AuthError, and is sent once.
func (c *Client) SignIn(ctx context.Context) (Granted, error) {
	return c.granted(ctx, c.tokens)
}

// AskScope gets a token with another scope and throws it away, to see whether
// the scope is granted. The client's own token stays, and the request comes out
// of the same budget.
func (c *Client) AskScope(ctx context.Context, scope string) (Granted, error) {
	cfg := c.cfg
	cfg.SignIn.Scope = scope
	tokens, err := newTokens(ctx, cfg, c)
	if err != nil {
		return Granted{}, err
	}
	return c.granted(ctx, tokens)
}

func (c *Client) granted(ctx context.Context, tokens *Tokens) (Granted, error) {
	token, err := tokens.Token(ctx)
	if err != nil {
		return Granted{}, err
	}
	g := Granted{Grant: c.cfg.SignIn.Grant()}
	if scope, ok := token.Extra("scope").(string); ok {
		g.Scope = c.hide.text(scope)
	}
	if !token.Expiry.IsZero() {
		g.Life = time.Until(token.Expiry).Round(time.Second)
	}
	return g, nil
}
