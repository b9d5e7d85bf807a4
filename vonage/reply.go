package vonage

// What the answer to a write means. What cannot be told is "unknown": only a whole
// answer that says no is a refusal, and only a whole answer with the user in it,
// or one without content where that is the answer, is a yes.

import (
	"bytes"
	"errors"
	"net/http"

	"rollcall/reconcile/planted"
	"rollcall/vonage/apply"
	"rollcall/vonage/internal/rest"
	"rollcall/vonage/scim"
	"rollcall/vonage/vbc"
	"rollcall/vonage/vcc"
)

// expected is what a write is answered with where all is well.
type expected struct {
	user    func(*rest.Sent) (id string, err error) // reads the id of the user in the answer
	id      string                                  // of the user that was written; empty for a create
	creates bool
	deletes bool
	scim    bool
}

func idVBC(s *rest.Sent) (string, error) {
	u, err := vbc.Answered(s)
	return u.ID, err
}

func idVCC(s *rest.Sent) (string, error) {
	u, err := vcc.Answered(s)
	return u.ID, err
}

func idSCIM(s *rest.Sent) (string, error) {
	u, err := scim.Answered(s)
	return u.ID, err
}

// judge says what is known of a write.
func judge(s *rest.Sent, want expected) apply.Reply {
	r := apply.Reply{Status: s.Status, RequestID: s.RequestID, Said: s.Said}
	switch {
	case s.Err != nil:
		r.Said = s.Err.Error()
		r.Answer, r.Why = unanswered(s)
	case s.Status >= 200 && s.Status < 300:
		r = accepted(r, s, want)
	case s.Throttled():
		r.Answer, r.Why = apply.Refused, apply.WhyThrottled
	case s.Status == http.StatusUnauthorized, s.Blocked():
		r.Answer, r.Why = apply.Refused, apply.WhyAuth
	case redirects(s.Status):
		r.Answer = apply.Refused
	case s.Status >= 400 && s.Status < 500 && s.Status != http.StatusRequestTimeout:
		r.Answer, r.Why = refusal(s, want)
	case s.Status >= 500 && planted.On("5xx-is-refused"):
		r.Answer = apply.Refused
	default:
		r.Answer = apply.Uncertain
	}
	return r
}

// unanswered judges a write without a whole answer.
func unanswered(s *rest.Sent) (apply.Answer, apply.Why) {
	var throttled *rest.ThrottledError
	switch {
	case s.Unsent && refused(s.Err):
		return apply.Refused, apply.WhyAuth
	case s.Unsent && errors.As(s.Err, &throttled):
		return apply.Unsent, apply.WhyThrottled
	case s.Unsent:
		return apply.Unsent, apply.WhyOther
	case planted.On("lost-answer-is-refused"):
		return apply.Refused, apply.WhyOther
	}
	return apply.Uncertain, apply.WhyOther
}

// accepted judges an answer with a good status: a proxy's page, an error under a
// good status and a user that is another one say nothing about the write.
func accepted(r apply.Reply, s *rest.Sent, want expected) apply.Reply {
	r.Answer = apply.Uncertain
	if len(bytes.TrimSpace(s.Body)) == 0 {
		if want.deletes || s.Status == http.StatusNoContent && !want.creates {
			r.Answer = apply.Accepted
		}
		return r
	}
	id, err := want.user(s)
	switch {
	case err != nil:
		r.Said = err.Error()
	case want.id != "" && id != want.id:
		r.Said = "another user was answered than the one that was written"
	default:
		r.Answer = apply.Accepted
		if want.creates {
			r.AccountID = id
		}
	}
	return r
}

// redirects reports the redirects that say that the request was not carried out
// where it came. 303 says that the answer to it is elsewhere, and many servers
// say 302 for that.
func redirects(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

// scimError is in every error of a SCIM service (RFC 7644 section 3.12).
const scimError = "urn:ietf:params:scim:api:messages:2.0:error"

// refusal judges a whole answer that says no.
func refusal(s *rest.Sent, want expected) (apply.Answer, apply.Why) {
	switch {
	case s.Status == http.StatusMethodNotAllowed:
		return apply.NoPower, apply.WhyOther
	case s.HTML():
		return apply.Refused, apply.WhyOther
	case s.Status == http.StatusForbidden && (s.Gateway() || s.Mentions("scope", "subscri")):
		return apply.NoPower, apply.WhyOther
	case s.Status == http.StatusNotFound && want.scim && s.Mentions(scimError): // which says nothing about the account in VBC
		return apply.Refused, apply.WhyOther
	case s.NoUser() && !want.creates:
		return apply.Refused, apply.WhyGone
	case s.Status == http.StatusNotFound:
		return apply.NoPower, apply.WhyOther
	case s.Status != http.StatusBadRequest && s.Status != http.StatusConflict:
		return apply.Refused, apply.WhyOther
	case s.Mentions("seat", "licence", "license"):
		return apply.Refused, apply.WhySeats
	case s.Status == http.StatusConflict, s.Mentions("already", "taken", "duplicate", "unique", "in use"):
		return apply.Refused, apply.WhyDuplicate
	}
	return apply.Refused, apply.WhyOther
}
