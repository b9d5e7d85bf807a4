package simulator

// The token endpoints. VBC: password, refresh (each refresh token good for one
// use) and client credentials, with a lock after repeated refused logins. VCC:
// client credentials with scopes. Rules: RFC 6749, developer.vonage.com
// "Create an Access Token" for VBC, the VCC authentication pages.

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

const (
	vbcTokenLife   = 86400 * time.Second
	vbcRefreshLife = 604800 * time.Second
	vccTokenLife   = 7200 * time.Second

	// refusalsToLock refused logins in a row lock a VBC login for lockTime,
	// counted from the last attempt.
	refusalsToLock = 3
	lockTime       = 30 * time.Minute
)

// token is an access token that was handed out.
type token struct {
	scopes  []string
	user    bool // stands for a user, not for the application alone
	expires time.Time
	uses    int
	number  int // tokens are numbered in the order of minting, from 1
}

func (tk *token) has(scope string) bool { return slices.Contains(tk.scopes, scope) }

// tokenReply is a successful answer of a token endpoint.
type tokenReply struct {
	AccessToken  string `json:"access_token"`
	RefreshToken string `json:"refresh_token,omitempty"`
	Scope        string `json:"scope,omitempty"`
	TokenType    string `json:"token_type"`
	ExpiresIn    int    `json:"expires_in"`
}

func (g *gate) mint(at time.Time, life time.Duration, tk token) (string, time.Duration) {
	if g.faults.on("expires-in") {
		life = time.Duration(g.faults.number("expires-in", 60)) * time.Second
	}
	g.minted++
	tk.number = g.minted
	tk.expires = at.Add(life)
	value := fmt.Sprintf("%s-access-%06d", g.product, g.minted)
	g.tokens[value] = &tk
	return value, life
}

// verdict says how a bearer token was judged.
type verdict int

const (
	tokenGood verdict = iota
	tokenMissing
	tokenUnknown
	tokenExpired
)

func (g *gate) judge(c *call) (*token, verdict) {
	value := c.bearer()
	if value == "" {
		return nil, tokenMissing
	}
	tk := g.tokens[value]
	switch {
	case tk == nil || g.faults.hits("unauthorized", c.nth):
		return nil, tokenUnknown
	case !c.at.Before(tk.expires):
		return nil, tokenExpired
	case g.faults.on("token-expires-early") && tk.uses >= g.faults.number("token-expires-early", 5):
		return nil, tokenExpired
	}
	tk.uses++
	return tk, tokenGood
}

func oauthError(status int, code, description string) answer {
	return jsonAnswer(status, map[string]string{"error": code, "error_description": description})
}

// tokenForm reads a token request. The answer is set when it cannot be one.
func (g *gate) tokenForm(c *call) (url.Values, *answer) {
	refuse := func(a answer) (url.Values, *answer) { return nil, &a }
	if g.faults.on("token-outage") {
		return refuse(answer{status: http.StatusServiceUnavailable, kind: "text/html", body: []byte("<html><body>Service Unavailable</body></html>")})
	}
	if c.method != http.MethodPost {
		return refuse(oauthError(http.StatusMethodNotAllowed, "invalid_request", "the token endpoint takes POST"))
	}
	if kind, _, _ := strings.Cut(c.header.Get("Content-Type"), ";"); !strings.EqualFold(strings.TrimSpace(kind), "application/x-www-form-urlencoded") {
		return refuse(oauthError(http.StatusBadRequest, "invalid_request", "the body must be a form"))
	}
	form, err := url.ParseQuery(string(c.body))
	if err != nil {
		return refuse(oauthError(http.StatusBadRequest, "invalid_request", "the body is not a form"))
	}
	return form, nil
}

// clientOf is the client id and secret of a token request, from the form or
// from HTTP Basic.
func clientOf(c *call, form url.Values) (id, secret string) {
	if form.Has("client_id") {
		return form.Get("client_id"), form.Get("client_secret")
	}
	r := http.Request{Header: c.header}
	id, secret, _ = r.BasicAuth()
	return unescaped(id), unescaped(secret)
}

// unescaped undoes the form encoding that RFC 6749 section 2.3.1 asks for in
// Basic credentials; a value that was sent plain stays as it is.
func unescaped(s string) string {
	if plain, err := url.QueryUnescape(s); err == nil {
		return plain
	}
	return s
}

// loginLock counts refused logins.
type loginLock struct {
	refused int
	last    time.Time
}

func (l *loginLock) locked(at time.Time) bool {
	return l.refused >= refusalsToLock && at.Sub(l.last) < lockTime
}

func (l *loginLock) refuse(at time.Time) {
	if at.Sub(l.last) >= lockTime {
		l.refused = 0
	}
	l.refused++
	l.last = at
}

func (d *vbcDesk) tokenEndpoint(c *call) answer {
	form, refused := d.tokenForm(c)
	if refused != nil {
		return *refused
	}
	id, secret := clientOf(c, form)
	if id != d.account.ClientID || secret != d.account.ClientSecret {
		return oauthError(http.StatusUnauthorized, "invalid_client", "the client id and secret do not belong to an application")
	}
	switch form.Get("grant_type") {
	case "password":
		return d.passwordGrant(c, form)
	case "refresh_token":
		return d.refreshGrant(c, form)
	case "client_credentials":
		return d.grant(c, form, false)
	default:
		return oauthError(http.StatusBadRequest, "unsupported_grant_type", "use password, refresh_token or client_credentials")
	}
}

func (d *vbcDesk) passwordGrant(c *call, form url.Values) answer {
	if d.faults.on("login-locked") || d.lock.locked(c.at) {
		d.lock.refuse(c.at)
		return oauthError(http.StatusBadRequest, "invalid_grant", "17003: the user account is locked")
	}
	if form.Get("username") != d.login() || form.Get("password") != d.account.Password || d.account.Username == "" {
		d.lock.refuse(c.at)
		return oauthError(http.StatusBadRequest, "invalid_grant", "17002: the user name or the password is wrong")
	}
	d.lock = loginLock{}
	return d.grant(c, form, true)
}

// login is the user name that the password grant expects.
func (d *vbcDesk) login() string {
	if strings.Contains(d.account.Username, "@") {
		return d.account.Username
	}
	return d.account.Username + "@vbc.prod"
}

func (d *vbcDesk) refreshGrant(c *call, form url.Values) answer {
	value := form.Get("refresh_token")
	expires, ok := d.refresh[value]
	delete(d.refresh, value)
	if !ok || !c.at.Before(expires) {
		return oauthError(http.StatusBadRequest, "invalid_grant", "the refresh token is unknown, used or expired")
	}
	if !form.Has("scope") {
		form.Set("scope", "openid")
	}
	return d.grant(c, form, true)
}

func (d *vbcDesk) grant(c *call, form url.Values, user bool) answer {
	scope := "default"
	if slices.Contains(strings.Fields(form.Get("scope")), "openid") {
		scope = "openid"
	}
	access, life := d.mint(c.at, vbcTokenLife, token{scopes: []string{scope}, user: user})
	reply := tokenReply{AccessToken: access, Scope: scope, TokenType: "Bearer", ExpiresIn: int(life / time.Second)}
	if user {
		reply.RefreshToken = fmt.Sprintf("vbc-refresh-%06d", d.minted)
		d.refresh[reply.RefreshToken] = c.at.Add(vbcRefreshLife)
	}
	return jsonAnswer(http.StatusOK, reply)
}

func (d *vccDesk) tokenEndpoint(c *call) answer {
	form, refused := d.tokenForm(c)
	if refused != nil {
		return *refused
	}
	id, secret := clientOf(c, form)
	if d.faults.on("login-locked") || id != d.account.ClientID || secret != d.account.ClientSecret {
		return jsonAnswer(http.StatusBadRequest, map[string]string{"error": "invalid_client"})
	}
	if form.Get("grant_type") != "client_credentials" {
		return jsonAnswer(http.StatusBadRequest, map[string]string{"error": "unsupported_grant_type"})
	}
	scopes := strings.Fields(form.Get("scope"))
	if len(scopes) == 0 || slices.ContainsFunc(scopes, d.refusesScope) {
		return jsonAnswer(http.StatusBadRequest, map[string]string{"error": "invalid_scope"})
	}
	access, life := d.mint(c.at, vccTokenLife, token{scopes: scopes})
	return jsonAnswer(http.StatusOK, tokenReply{AccessToken: access, TokenType: "Bearer", ExpiresIn: int(life / time.Second)})
}

func (d *vccDesk) refusesScope(scope string) bool {
	switch scope {
	case "users:read":
		return false
	case "users:write":
		return d.faults.on("supervisor-scope")
	default:
		return true
	}
}
