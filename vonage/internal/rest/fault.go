package rest

// The error bodies of the gateway in front of the APIs (WSO2 API Manager), of
// the APIs themselves, and of OAuth 2.0 (RFC 6749 section 5.2), read leniently.

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"rollcall/reconcile/planted"
)

// fault is what could be read out of an error body. All fields may be empty.
type fault struct {
	Code  string    // the server's own code: 900800, "invalid_grant", …
	Said  string    // its message
	Track string    // a tracking id
	Next  time.Time // when it accepts requests again
	Body  bool      // the body has the form of an error rather than of data
}

// messageKeys are the keys that hold a message, the most telling first.
var messageKeys = []string{"msg", "message", "title", "errorMessage", "error_description", "description", "detail"}

// parseFault reads an error body. A body that is not JSON gives the zero fault.
func parseFault(body []byte) fault {
	var top map[string]any
	if json.Unmarshal(body, &top) != nil {
		return fault{}
	}
	f := readFault(top)
	for _, key := range []string{"fault", "error"} {
		switch inner := top[key].(type) {
		case map[string]any:
			in := readFault(inner)
			f = fault{or(f.Code, in.Code), or(f.Said, in.Said), or(f.Track, in.Track), orTime(f.Next, in.Next), true}
		case string:
			f.Body = true
			f.Code = or(f.Code, inner)
		}
	}
	return f
}

// maxCode bounds a server's own code, in bytes.
const maxCode = 40

// printed is the fault with only what may be shown. A code that is no short
// token of letters, digits, "_", "-" and "." is a sentence in the wrong place:
// it stands in for a missing message and is redacted like one. A code that
// holds a secret is left out.
func (f fault) printed(r *redactor) fault {
	out := fault{Said: r.text(f.Said), Track: r.text(f.Track)}
	switch {
	case !isToken(f.Code):
		out.Said = or(out.Said, r.text(f.Code))
	case r.text(f.Code) == f.Code:
		out.Code = f.Code
	}
	return out
}

func isToken(code string) bool {
	odd := func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("_-.", r)
	}
	return len(code) <= maxCode && !strings.ContainsFunc(code, odd)
}

// readFault reads one level of an error body.
func readFault(m map[string]any) fault {
	var f fault
	for _, key := range messageKeys {
		if text, ok := m[key].(string); ok && f.Said == "" {
			f.Said = text
		}
	}
	if d, ok := m["description"].(string); ok && f.Said != "" && d != f.Said {
		f.Said += ": " + d
	}
	for _, key := range []string{"code", "errorCode", "error_code"} {
		f.Code = or(f.Code, scalar(m[key]))
	}
	f.Track = scalar(m["instance"])
	f.Next = parseNextAccess(scalar(m["nextAccessTime"]))
	_, fields := m["invalid_parameters"]
	_, parts := m["_embedded"]
	f.Body = fields || (f.Said != "" && !parts) || isGatewayCode(f.Code)
	return f
}

// scimError is the schema of an error of SCIM (RFC 7644 section 3.12).
const scimError = "urn:ietf:params:scim:api:messages:2.0:Error"

// saysNoUser reports whether the body of a 404 is the API's own word that there
// is no such user. The gateway's "no such resource", and anything that is not
// the API's, is not.
func saysNoUser(body []byte) bool {
	if planted.On("404-is-gone") {
		return true
	}
	var top struct {
		Schemas []string `json:"schemas"`
	}
	if json.Unmarshal(body, &top) != nil {
		return false
	}
	f, said := parseFault(body), ""
	if said = strings.ToLower(f.Said); isGatewayCode(f.Code) {
		return false
	}
	return slices.Contains(top.Schemas, scimError) ||
		strings.Contains(said, "user") && containsAny(said, "not found", "no such", "does not exist", "could not be found", "unknown") &&
			!containsAny(said, "resource", "path", "url", "route", "api", "endpoint", "method")
}

func containsAny(text string, words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
}

// isGatewayCode reports WSO2's codes: 9008xx throttling, 9009xx access, 90xxxx.
func isGatewayCode(code string) bool {
	n, err := strconv.Atoi(code)
	return err == nil && n >= 900000 && n <= 909999
}

// isThrottleCode reports WSO2's throttling codes, 900800 to 900807
// (apim.docs.wso2.com, "Handle rate limiting errors").
func isThrottleCode(code string) bool { return strings.HasPrefix(code, "9008") && len(code) == 6 }

// parseNextAccess reads WSO2's nextAccessTime, which its releases write as
// "2026-Mar-31 10:15:00+0000 UTC", as RFC 3339 or as milliseconds. Anything
// else is the zero time.
func parseNextAccess(text string) time.Time {
	for _, layout := range []string{"2006-Jan-02 15:04:05-0700 MST", "2006-Jan-02 15:04:05-0700", time.RFC3339, time.RFC1123} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC()
		}
	}
	if ms, err := strconv.ParseInt(text, 10, 64); err == nil && ms > 1e12 && ms < 1e14 {
		return time.UnixMilli(ms).UTC()
	}
	return time.Time{}
}

// scalar is a JSON string or number as text.
func scalar(v any) string {
	switch x := v.(type) {
	case string:
		return x
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64)
	}
	return ""
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func orTime(a, b time.Time) time.Time {
	if !a.IsZero() {
		return a
	}
	return b
}
