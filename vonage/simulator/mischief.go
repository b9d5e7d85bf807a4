package simulator

// What the gateway's faults do: before a request reaches the service, and to
// the answer on its way out.

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strconv"
	"time"
)

const signInPage = "<!DOCTYPE html><html><head><title>Sign in</title></head><body><form method=\"post\">Sign in to continue</form></body></html>"

// mischief answers an API request by way of the faults.
func (g *gate) mischief(c *call, serve func(*call) answer) answer {
	if a := g.before(c); a != nil {
		return *a
	}
	a := g.writeMischief(c, serve)
	if c.method == http.MethodGet && (a.status == 0 || a.status == http.StatusOK) && len(a.body) > 0 {
		g.after(c, &a)
	}
	return a
}

// before is the answer of a fault that keeps a request from its service, or nil.
func (g *gate) before(c *call) *answer {
	f := g.faults
	switch {
	case f.on("outage"), f.on("unavailable") && c.nth <= f.number("unavailable", 3):
		return &answer{status: http.StatusServiceUnavailable, kind: "text/html", body: []byte("<html><body><h1>503 Service Unavailable</h1></body></html>")}
	case f.on("throttle") && c.nth <= f.number("throttle", 3):
		a := g.throttled(c.at.Add(time.Minute))
		return &a
	case f.hits("html-200", c.nth):
		return &answer{kind: "text/html; charset=utf-8", body: []byte(signInPage)}
	case f.hits("fault-200", c.nth):
		a := gatewayFault(http.StatusOK, 101503, "Error connecting to the back end", "the service behind the gateway did not answer")
		return &a
	case f.hits("redirect", c.nth):
		return &answer{status: http.StatusFound, headers: map[string]string{"Location": c.origin + "/sign-in"}}
	case f.hits("empty-200", c.nth):
		return &answer{kind: "application/json"}
	case f.hits("status-204", c.nth):
		return &answer{status: http.StatusNoContent}
	default:
		return nil
	}
}

// after spoils a good answer.
func (g *gate) after(c *call, a *answer) {
	f := g.faults
	if f.hits("duplicate-key", c.nth) {
		a.body = repeatInUser(a.body)
	}
	if f.hits("duplicate-envelope-key", c.nth) {
		a.body = repeatTotal(a.body, g.product)
	}
	if f.hits("wrong-content-type", c.nth) {
		a.kind = "text/plain"
	}
	if f.hits("trailing-garbage", c.nth) {
		a.body = append(a.body, []byte("\n<!-- served in 12 ms -->")...)
	}
	switch half := len(a.body) / 2; {
	case f.hits("truncated-json", c.nth):
		a.body = a.body[:half]
	case f.hits("cut-body", c.nth):
		a.body, a.missing = a.body[:half], len(a.body)-half
	case f.on("gzip-bomb"):
		a.body = bomb(f.number("gzip-bomb", 512))
		a.headers = map[string]string{"Content-Encoding": "gzip"}
	}
}

// repeatInUser puts a second email into the first object that has one.
func repeatInUser(body []byte) []byte {
	const name = `"email":`
	at := bytes.Index(body, []byte(name))
	if at < 0 {
		return body
	}
	return splice(body, at, `"email":"repeated@company.example",`)
}

// repeatTotal puts a false total in front of the true one.
func repeatTotal(body []byte, product string) []byte {
	if body[0] != '{' {
		return body
	}
	if product == "vcc" {
		return splice(body, 1, `"meta":{"page":1,"count":0,"pageCount":0,"totalCount":0},`)
	}
	return splice(body, 1, `"total_items":0,`)
}

func splice(body []byte, at int, text string) []byte {
	out := make([]byte, 0, len(body)+len(text))
	out = append(out, body[:at]...)
	out = append(out, text...)
	return append(out, body[at:]...)
}

// bomb is a gzip stream that unpacks to so many mebibytes of spaces: one
// member, repeated, as RFC 1952 section 2.2 allows.
func bomb(mebibytes int) []byte {
	var member bytes.Buffer
	z := gzip.NewWriter(&member)
	_, _ = z.Write(bytes.Repeat([]byte(" "), 1<<20)) // memory does not fail
	_ = z.Close()
	return bytes.Repeat(member.Bytes(), mebibytes)
}

// throttled is the answer to a request over the quota, in the form of the
// gateway for VBC (WSO2 code 900800) and of the service for VCC.
func (g *gate) throttled(next time.Time) answer {
	a := answer{status: http.StatusTooManyRequests}
	if g.product == "vcc" {
		a.body = encode(map[string]string{"message": "Too many requests"})
	} else {
		fault := map[string]any{"code": 900800, "message": "Message throttled out", "description": "the quota of the token is used up"}
		if g.faults.on("next-access-time") {
			fault["nextAccessTime"] = next.Format("2006-Jan-02 15:04:05-0700 MST")
		}
		a.body = encode(map[string]any{"fault": fault})
	}
	if g.faults.on("retry-after") {
		a.headers = map[string]string{"Retry-After": strconv.Itoa(g.faults.number("retry-after", 1))}
	}
	return a
}
