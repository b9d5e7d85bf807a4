package rest

// What a status means, and what an administrator can do about it.

import (
	"fmt"
	"net/http"
	"net/url"
)

// Codes of the gateway (WSO2 API Manager) that mean something of their own.
const (
	codeBlocked      = "900805"
	codeNotPermitted = "900908" // no subscription to this API
	codeNoScope      = "900910"
)

// judge turns a status other than a good 200 into an error.
func (c *Client) judge(a *Answer, f fault) error {
	shown := f.printed(c.hide)
	said, code := shown.Said, shown.Code
	switch {
	case a.Status == http.StatusOK:
		return checkJSON(a)
	case a.Status >= 300 && a.Status < 400:
		return &RedirectError{From: c.base.Host, To: c.hide.host(redirectHost(a.Header)), Status: a.Status}
	case a.Status == http.StatusUnauthorized && !c.cfg.SignIn.renews():
		return &AuthError{Host: c.base.Host, Status: a.Status, Code: code, Said: said, Remedy: "the token that was given is refused: get a new one from where it was made"}
	case a.Status == http.StatusUnauthorized:
		return &AuthError{Host: c.base.Host, Status: a.Status, Code: code, Said: said,
			Remedy: "a token minted a moment ago is refused too: the credential's user lacks the right to read this account (a VBC integration user must be an Account Administrator), or it belongs to another account"}
	case a.Status == http.StatusForbidden, f.Code == codeBlocked:
		return &AuthError{Host: c.base.Host, Status: a.Status, Code: code, Said: said, Remedy: forbidden(f.Code, a)}
	case a.Status == http.StatusNotFound:
		return &NotFoundError{Where: a.Where, Said: said, NoUser: saysNoUser(a.Body)}
	case a.Status >= 200 && a.Status < 300:
		return &ShapeError{Where: a.Where, What: fmt.Sprintf("status %d %s", a.Status, http.StatusText(a.Status)) + " where 200 with a list is expected",
			Remedy: "an answer without content is not an empty list: check base_url, and give the address and time to Vonage support"}
	}
	err := &StatusError{Where: a.Where, Status: a.Status, Code: code, Said: said, Track: shown.Track, Remedy: statusRemedy(a.Status)}
	if brokenStatus(a.Status) {
		return &retry{err: err, hint: hintOf(a, f)}
	}
	return err
}

// brokenStatus reports a status that another attempt may mend.
func brokenStatus(status int) bool {
	return status >= 500 && status != http.StatusNotImplemented && status != http.StatusHTTPVersionNotSupported
}

// forbidden says what to do about a refused permission.
func forbidden(code string, a *Answer) string {
	switch {
	case code == codeNotPermitted:
		return "the application is not subscribed to this API: subscribe it to the Provisioning suite where its keys are managed"
	case code == codeNoScope:
		return "the token lacks the scope this API asks for: check the scopes of the application"
	case code == codeBlocked:
		return "the application is blocked: ask the Vonage account team to unblock it"
	case looksHTML(a.Body):
		return "a web page answered with 403: a proxy or an IP allow list is in the way"
	}
	return "the application may not be subscribed to this API, or the credential's user may not read this account"
}

func statusRemedy(status int) string {
	switch {
	case status == http.StatusProxyAuthRequired:
		return "the proxy wants a sign-in: check HTTPS_PROXY"
	case status >= 500:
		return "the service has a fault: run again later"
	case status == http.StatusBadRequest:
		return "the API did not accept the request: check base_url and page_size"
	}
	return "check base_url"
}

// location is what is kept of where an answer points to: the host says enough.
func (c *Client) location(h http.Header) string {
	host := c.hide.host(redirectHost(h))
	if host == "" {
		return ""
	}
	return "//" + host
}

// redirectHost is the host an answer points to, empty when it names none.
func redirectHost(h http.Header) string {
	u, err := url.Parse(h.Get("Location"))
	if err != nil {
		return ""
	}
	return u.Host
}
