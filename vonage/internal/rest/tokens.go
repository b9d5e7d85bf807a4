package rest

// Signing in. The grant follows the credentials given, and there is no falling
// back to another. A refused login is sent exactly once in the life of a
// Tokens: VBC locks an account for about thirty minutes after a few refusals,
// counted from the last one. What of a sign-in outlives the run is in outlive.go.

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

// SignIn is how to get an access token.
type SignIn struct {
	TokenURL               string
	ClientID, ClientSecret string
	Username, Password     string // password grant when given
	RefreshToken           string // refresh grant when given
	Scope                  string
	Basic                  bool // client secret in the Authorization header, else in the body

	// Bearer is a token that was given: it is used as it is, and nothing signs in.
	Bearer string
}

// Grant is the OAuth 2.0 grant type that the credentials lead to.
func (s SignIn) Grant() string {
	switch {
	case s.RefreshToken != "":
		return "refresh_token"
	case s.Username != "":
		return "password"
	}
	return "client_credentials"
}

// renews reports whether another token can be had.
func (s SignIn) renews() bool { return s.Bearer == "" }

// secrets are the texts that must never be printed, with the client's as the
// Authorization header carries it (RFC 6749 section 2.3.1).
func (s SignIn) secrets() []string {
	basic := base64.StdEncoding.EncodeToString([]byte(url.QueryEscape(s.ClientID) + ":" + url.QueryEscape(s.ClientSecret)))
	return []string{s.ClientSecret, s.Password, s.RefreshToken, s.Bearer, basic}
}

// Tokens hands out access tokens and renews them. One mint runs at a time, and
// whoever waits for it shares its outcome. Safe for concurrent use.
type Tokens struct {
	ctx     context.Context // of the whole read: a mint serves every worker
	how     SignIn
	host    string
	hide    *redactor
	client  *http.Client
	pace    *Pace
	counts  *counts
	retries *budget
	jitter  func() float64
	now     func() time.Time

	log   *slog.Logger
	brake Brake
	store RefreshStore

	lock    chan struct{} // holds one element while nobody mints
	current *oauth2.Token
	renewAt time.Time // zero when the token names no lifetime
	over    error     // why no token is asked for any more
}

func newTokens(ctx context.Context, cfg Config, c *Client) (*Tokens, error) {
	u, err := url.Parse(cfg.SignIn.TokenURL)
	if err != nil || u.Host == "" && cfg.SignIn.Bearer == "" {
		return nil, errors.New("token_url is not an address: write it as https://host/path")
	}
	t := &Tokens{ctx: ctx, how: cfg.SignIn, host: u.Host, hide: c.hide, pace: c.pace, counts: &c.counts, retries: c.retries,
		jitter: cfg.Jitter, now: cfg.Now, log: cfg.Log, brake: cfg.Brake, store: cfg.Store, lock: make(chan struct{}, 1)}
	t.client = &http.Client{Transport: wholeAnswer{c.http.Transport, maxTokenBody}, Timeout: requestTimeout,
		CheckRedirect: func(req *http.Request, via []*http.Request) error {
			return &RedirectError{From: via[0].URL.Host, To: t.hide.host(req.URL.Host), Status: req.Response.StatusCode}
		}}
	t.hide.learn(cfg.SignIn.secrets()...)
	t.lock <- struct{}{}
	return t, nil
}

// Token gives a usable token, minting one when there is none or the present
// one has used up four fifths of its life.
func (t *Tokens) Token(ctx context.Context) (*oauth2.Token, error) {
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-t.lock:
	}
	defer func() { t.lock <- struct{}{} }()
	if t.over != nil {
		return nil, t.over
	}
	if !t.how.renews() {
		return &oauth2.Token{AccessToken: t.how.Bearer}, nil
	}
	if t.current != nil && (t.renewAt.IsZero() || time.Now().Before(t.renewAt)) {
		return t.current, nil
	}
	token, err := t.renew()
	if err != nil {
		if t.ctx.Err() == nil { // it was tried as often as it may be, for all that wait for it
			t.over = err
		}
		return nil, err
	}
	t.keep(token)
	return token, nil
}

// SignInError is why no token can be had any more, or nil.
func (c *Client) SignInError() error {
	if c.tokens == nil {
		c.counts.mu.Lock()
		defer c.counts.mu.Unlock()
		return c.refusedThen
	}
	<-c.tokens.lock
	defer func() { c.tokens.lock <- struct{}{} }()
	return c.tokens.over
}

// keep remembers a token. One that names no lifetime, or none that is left, is
// used until it is refused.
func (t *Tokens) keep(token *oauth2.Token) {
	t.current, t.renewAt = token, time.Time{}
	if now := time.Now(); token.Expiry.After(now) { // ExpiresIn is not set by every grant
		t.renewAt = now.Add(token.Expiry.Sub(now) * 4 / 5)
	}
}

// Invalidate drops a token that the API refused. Another token that has been
// minted since is kept.
func (t *Tokens) Invalidate(token *oauth2.Token) {
	<-t.lock
	defer func() { t.lock <- struct{}{} }()
	if t.current == token {
		t.current = nil
	}
}

// mint asks for a token, repeating only what is not a refused login.
func (t *Tokens) mint() (*oauth2.Token, error) {
	for attempt := 1; ; attempt++ {
		token, hint, err := t.ask()
		var again *retryable
		if err == nil || !errors.As(err, &again) {
			return token, err
		}
		if again.throttled {
			if gone := again.refusing; gone > patience {
				return nil, &ThrottledError{Host: t.host, For: gone}
			}
			attempt-- // the pace holds the next one back
			continue
		}
		if attempt >= again.most {
			return nil, again.err
		}
		if !t.retries.take() {
			return nil, &OutageError{again.err}
		}
		t.counts.retry()
		wait := Delay(attempt, hint, t.jitter())
		t.pace.cfg.Waiting(wait, "signing in failed, trying again")
		if err := sleep(t.ctx, wait); err != nil {
			return nil, err
		}
	}
}

// retryable wraps a failure of the token endpoint that is not a refusal.
type retryable struct {
	err       error
	most      int // attempts
	throttled bool
	refusing  time.Duration
}

func (r *retryable) Error() string { return r.err.Error() }

// ask sends one token request.
func (t *Tokens) ask() (*oauth2.Token, time.Duration, error) {
	permit, err := t.pace.acquire(t.ctx, callToken)
	if err != nil {
		return nil, noHint, err
	}
	t.counts.request()
	token, err := t.grant(context.WithValue(t.sending(), oauth2.HTTPClient, t.client))
	if err == nil {
		permit.granted()
		t.hide.learn(token.AccessToken, token.RefreshToken)
		return token, noHint, nil
	}
	var answer *oauth2.RetrieveError
	if !errors.As(err, &answer) {
		permit.failed()
		return nil, noHint, t.unanswered(err)
	}
	a := &Answer{hide: t.hide, Status: answer.Response.StatusCode, Header: answer.Response.Header, Body: answer.Body, Received: t.now()}
	f := parseFault(a.Body)
	hint := hintOf(a, f)
	busy := a.Status == http.StatusTooManyRequests || isThrottleCode(f.Code) && f.Code != codeBlocked
	if busy && !refuses(f) {
		t.counts.throttle()
		refusing := permit.refused(hint)
		return nil, hint, &retryable{err: t.statusError(a, f), throttled: true, refusing: refusing}
	}
	permit.granted()
	return nil, hint, t.judge(a, f)
}

// grant asks with the one grant that the credentials lead to. Every style is
// set explicitly: left to itself, oauth2 sends a refused login a second time in
// the other style.
func (t *Tokens) grant(ctx context.Context) (*oauth2.Token, error) {
	style := oauth2.AuthStyleInParams
	if t.how.Basic {
		style = oauth2.AuthStyleInHeader
	}
	scopes := strings.Fields(t.how.Scope)
	if t.how.Grant() == "password" {
		config := oauth2.Config{ClientID: t.how.ClientID, ClientSecret: t.how.ClientSecret, Scopes: scopes,
			Endpoint: oauth2.Endpoint{TokenURL: t.how.TokenURL, AuthStyle: style}}
		return config.PasswordCredentialsToken(ctx, t.how.Username, t.how.Password)
	}
	cc := clientcredentials.Config{ClientID: t.how.ClientID, ClientSecret: t.how.ClientSecret, Scopes: scopes,
		TokenURL: t.how.TokenURL, AuthStyle: style}
	if t.how.Grant() == "refresh_token" { // oauth2's own refresh leaves the scope out
		cc.EndpointParams = url.Values{"grant_type": {"refresh_token"}, "refresh_token": {t.how.RefreshToken}}
	}
	return cc.Token(ctx)
}

// unanswered judges a token request without an answer in OAuth's form.
func (t *Tokens) unanswered(err error) error {
	if t.ctx.Err() != nil {
		return t.ctx.Err()
	}
	var redirect *RedirectError
	if errors.As(err, &redirect) {
		return redirect
	}
	var sent *url.Error
	if !errors.As(err, &sent) {
		return t.shapeError("the answer holds no access token")
	}
	if errors.Is(err, errTooLarge) {
		return t.shapeError(sent.Err.Error())
	}
	e := networkError(t.host, err)
	e.Remedy = strings.ReplaceAll(e.Remedy, "base_url", "token_url")
	switch {
	case !e.Again:
		return e
	case e.Unsent:
		return &retryable{err: e, most: maxAttempts}
	}
	// The request may have been judged: a lost refusal must not be repeated
	// often enough to lock the account.
	return &retryable{err: e, most: 2}
}

// shapeError is about an answer that is no token answer. A refresh token that
// was sent for it may have been used up.
func (t *Tokens) shapeError(what string) error {
	e := &ShapeError{Where: "the token endpoint of " + t.host, What: what,
		Remedy: "a proxy or login page may have answered: check token_url and HTTPS_PROXY"}
	if t.how.RefreshToken != "" {
		e.Remedy += "; the refresh token may be used up by this: if it is refused next time, get a new one"
	}
	return e
}

// judge decides what an error answer means. Its status may be 200: some servers
// say only in the body that it is one.
func (t *Tokens) judge(a *Answer, f fault) error {
	busy := a.Status >= 500 || a.Status == http.StatusRequestTimeout || f.Code == "server_error" || f.Code == "temporarily_unavailable"
	switch {
	case busy && !refuses(f):
		return &retryable{err: t.statusError(a, f), most: maxAttempts}
	case a.Status == http.StatusNotFound, a.Status == http.StatusMethodNotAllowed, a.Status == http.StatusProxyAuthRequired:
		return t.statusError(a, f)
	case a.Status >= 300 && a.Status < 400:
		return &RedirectError{From: t.host, To: t.hide.host(redirectHost(a.Header)), Status: a.Status}
	case !json.Valid(a.Body) && looksHTML(a.Body):
		return &ShapeError{Where: "the token endpoint of " + t.host, What: fmt.Sprintf("a web page answered instead (status %d)", a.Status),
			Remedy: "a proxy or login page answered: check HTTPS_PROXY and token_url"}
	}
	shown := f.printed(t.hide)
	return &AuthError{SignIn: true, Host: t.host, Status: a.Status, Code: shown.Code, Said: shown.Said, Remedy: t.remedy(f)}
}

func (t *Tokens) statusError(a *Answer, f fault) error {
	shown := f.printed(t.hide)
	e := &StatusError{Where: "the token endpoint of " + t.host, Status: a.Status, Code: shown.Code,
		Said: shown.Said, Track: shown.Track, Remedy: "run again later"}
	switch a.Status {
	case http.StatusNotFound, http.StatusMethodNotAllowed:
		e.Remedy = "check token_url"
	case http.StatusProxyAuthRequired:
		e.Remedy = statusRemedy(a.Status)
	}
	return e
}

// refuses reports whether an error body refuses the sign-in, under whatever
// status it comes.
func refuses(f fault) bool {
	return f.Code == "invalid_grant" || f.Code == "invalid_client" || f.Code == "unauthorized_client" || locked(f)
}

// locked recognises WSO2's error 17003, "account is locked".
func locked(f fault) bool {
	text := f.Code + " " + f.Said
	return strings.Contains(text, "17003") || strings.Contains(strings.ToLower(text), "locked")
}

// remedy says what to do about a refused login.
func (t *Tokens) remedy(f fault) string {
	switch {
	case locked(f):
		return "the account is locked: wait 30 minutes, counted from the last attempt, then correct the password before running again"
	case f.Code == "invalid_client" || f.Code == "unauthorized_client":
		return "check client_id, client_secret and client_auth, and that the application may use the " + t.how.Grant() + " grant"
	case f.Code == "invalid_scope":
		return "the application may not ask for the scope " + t.how.Scope + ": have it added"
	}
	const once = "; it was sent once and is not repeated, because repeated refused logins lock the account"
	switch t.how.Grant() {
	case "password":
		return "check username, password and login_suffix of the integration user" + once
	case "refresh_token":
		return "the refresh token is used up, is older than seven days, or was used by a run that was stopped between the answer and the storing of the next one: get a new one and put it into its file" + once
	}
	return "check client_id and client_secret" + once
}
