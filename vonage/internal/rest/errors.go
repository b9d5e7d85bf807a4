package rest

// The errors of this package: one type per reaction a caller can have. Their
// messages are sentences for an administrator and hold no secret.

import (
	"fmt"
	"strings"
	"time"
)

// AuthError says that the login or the permission was refused. It is never
// retried: repeated refused logins lock a VBC account.
type AuthError struct {
	SignIn bool   // refused at the token endpoint, else at the API
	Host   string // that refused
	Status int
	Code   string // the server's own code, empty when it gave none
	Said   string // the server's own words, redacted; may be empty
	Remedy string
}

func (e *AuthError) Error() string {
	what := "refused the access token"
	switch {
	case e.SignIn:
		what = "refused the sign-in"
	case e.Status == 403:
		what = "refused the permission"
	}
	return sentence(fmt.Sprintf("%s %s (%s)", e.Host, what, statusText(e.Status, e.Code)), e.Said, e.Remedy)
}

// RedirectError says that an answer pointed elsewhere. No redirect is ever
// followed: the credential would go along.
type RedirectError struct {
	From, To string // hosts; To is empty when the answer named none
	Status   int
}

func (e *RedirectError) Error() string {
	to := e.To
	if to == "" {
		to = "no address"
	}
	return sentence(fmt.Sprintf("%s redirected to %s (status %d)", e.From, to, e.Status), "",
		"redirects are not followed, because they would carry the credential along: put the final address into base_url or token_url, or take the login page or proxy out of the way")
}

// ShapeError says that an answer has a form that is not known, so that nothing
// in it can be relied on.
type ShapeError struct {
	Where  string // which request
	What   string
	Remedy string
}

func (e *ShapeError) Error() string { return sentence(e.Where+": "+e.What, "", e.Remedy) }

// StatusError is an answer with an error status that has no type of its own.
type StatusError struct {
	Where  string // which request
	Status int
	Code   string
	Said   string
	Track  string // the server's tracking id, for a support case; may be empty
	Remedy string
}

func (e *StatusError) Error() string {
	said := e.Said
	if e.Track != "" {
		said = strings.TrimSpace(said + " (tracking id " + e.Track + ")")
	}
	return sentence(e.Where+" answered "+statusText(e.Status, e.Code), said, e.Remedy)
}

// NotFoundError is a 404 for something that must exist. For a list of users it
// never means "no users".
type NotFoundError struct {
	Where  string
	Said   string
	NoUser bool // the API itself says that there is no such user: no gateway, no proxy
}

func (e *NotFoundError) Error() string {
	return sentence(e.Where+" answered 404 not found", e.Said, "")
}

// NetworkError says that no whole answer came back.
type NetworkError struct {
	Host   string
	What   string // what happened, in words
	Remedy string
	Again  bool // whether another attempt can help
	Unsent bool // nothing of the request was sent
	Err    error
}

func (e *NetworkError) Error() string { return sentence(e.What, "", e.Remedy) }

// Unwrap gives the cause, so that a cancelled context can be matched.
func (e *NetworkError) Unwrap() error { return e.Err }

// ThrottledError says that a server kept refusing requests for their number.
type ThrottledError struct {
	Host  string
	Until time.Time // when the server accepts again, zero when it did not say
	For   time.Duration
}

func (e *ThrottledError) Error() string {
	const remedy = "lower requests_per_minute, or ask the Vonage account team for a higher quota of this application"
	if !e.Until.IsZero() {
		return sentence(fmt.Sprintf("the quota of %s is used up until %s", e.Host, e.Until.UTC().Format("2006-01-02 15:04 MST")), "", "run again after that, "+remedy)
	}
	return sentence(fmt.Sprintf("%s answered 429 too many requests for %s on end", e.Host, e.For.Round(time.Second)), "", remedy)
}

// OutageError says that the retry budget is used up: the server fails so often
// that more attempts would only add to its load.
type OutageError struct{ Err error }

func (e *OutageError) Error() string {
	return fmt.Sprintf("%v; too many requests failed, so no more are repeated: run again later", e.Err)
}

// Unwrap gives the failure that used up the budget.
func (e *OutageError) Unwrap() error { return e.Err }

// sentence joins what happened, what the server said and what to do.
func sentence(what, said, remedy string) string {
	var b strings.Builder
	b.WriteString(what)
	if said != "" {
		b.WriteString(`: "` + said + `"`)
	}
	if remedy != "" {
		b.WriteString(": " + remedy)
	}
	return b.String()
}

func statusText(status int, code string) string {
	if code == "" {
		return fmt.Sprintf("status %d", status)
	}
	return fmt.Sprintf("status %d, code %s", status, code)
}
