package simulator

// Who answers what, and what both products have in common: the gateway's
// faults, the check of the token, and the quota. The order is that of a
// gateway: path, method, token, quota, and only then the service.

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	vbcTokenPath = "/token"
	vccTokenPath = "/Auth/connect/token"
	vbcGateway   = "/t/vbc.prod/"
	vccRoot      = "/useradmin/"
	scimRoot     = "/scim/v2/"
)

func isTokenPath(path string) bool { return path == vbcTokenPath || path == vccTokenPath }

func isSCIM(path string) bool { return strings.HasPrefix(path, scimRoot) }

// productOf names the product that a path belongs to, or "".
func productOf(path string) string {
	switch {
	case path == vbcTokenPath, strings.HasPrefix(path, vbcGateway), isSCIM(path):
		return "vbc"
	case path == vccTokenPath, strings.HasPrefix(path, vccRoot):
		return "vcc"
	default:
		return ""
	}
}

func (t *Tenant) route(c *call) answer {
	switch {
	case c.path == vbcTokenPath && t.vbc != nil:
		return t.vbc.tokenEndpoint(c)
	case c.path == vccTokenPath && t.vcc != nil:
		return t.vcc.tokenEndpoint(c)
	case isSCIM(c.path) && t.vbc != nil && t.vbc.account.SCIMToken != "":
		t.vbc.letGo(c.at)
		return t.vbc.writeMischief(c, t.vbc.serveSCIM)
	case c.product == "vbc" && t.vbc != nil && !isSCIM(c.path):
		t.vbc.letGo(c.at)
		c.nth = t.vbc.count()
		return t.vbc.mischief(c, t.vbc.serve)
	case c.product == "vcc" && t.vcc != nil:
		c.nth = t.vcc.count()
		return t.vcc.mischief(c, t.vcc.serve)
	default:
		return answer{status: http.StatusNotFound, kind: "text/plain; charset=utf-8", body: []byte("no such resource\n")}
	}
}

// gate is what stands before a product's service: its tokens, its quota, its
// faults and its counters.
type gate struct {
	product  string
	faults   faultSet
	quota    int // requests a minute for each token, 0 for none
	windows  map[string]window
	tokens   map[string]*token
	minted   int
	requests int // API requests so far
	writes   int // write requests so far
	lists    int // list answers so far
}

// window counts one token's requests in the minute that began at start.
type window struct {
	start time.Time
	used  int
}

func newGate(product string, opt Options, faults faultSet) gate {
	return gate{
		product: product, faults: faults, quota: opt.RequestsPerMinute,
		windows: map[string]window{}, tokens: map[string]*token{},
	}
}

func (g *gate) count() int {
	g.requests++
	return g.requests
}

// withinQuota takes one request from the token's minute, and gives the end of
// the minute when nothing is left of it.
func (g *gate) withinQuota(key string, at time.Time) (bool, time.Time) {
	if g.quota == 0 {
		return true, at
	}
	win := g.windows[key]
	if at.Sub(win.start) >= time.Minute {
		win = window{start: at}
	}
	end := win.start.Add(time.Minute)
	if win.used >= g.quota {
		return false, end
	}
	win.used++
	g.windows[key] = win
	return true, end
}

// bearer is the token string of a request, or "".
func (c *call) bearer() string {
	kind, value, ok := strings.Cut(c.header.Get("Authorization"), " ")
	if !ok || !strings.EqualFold(kind, "Bearer") {
		return ""
	}
	return strings.TrimSpace(value)
}

// segments splits an escaped path and unescapes each part, so that an escaped
// slash stays within its part.
func segments(escaped string) []string {
	parts := strings.Split(strings.Trim(escaped, "/"), "/")
	for i, p := range parts {
		if plain, err := url.PathUnescape(p); err == nil {
			parts[i] = plain
		}
	}
	return parts
}

// withJSON hands a write on when its body is labelled as JSON.
func (c *call) withJSON(serve func(*call) answer) answer {
	kind, _, _ := strings.Cut(c.header.Get("Content-Type"), ";")
	if !strings.EqualFold(strings.TrimSpace(kind), "application/json") {
		return jsonAnswer(http.StatusUnsupportedMediaType, map[string]any{"message": "the body must be application/json", "status": http.StatusUnsupportedMediaType})
	}
	return serve(c)
}

func jsonAnswer(status int, v any) answer { return answer{status: status, body: encode(v)} }

// encode writes a value of this package; they all can be written.
func encode(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		panic("simulator: a wire type cannot be encoded: " + err.Error())
	}
	return b
}

// appendMembers adds the members of one JSON object to another, repeated names
// included.
func appendMembers(object, members json.RawMessage) json.RawMessage {
	inner := strings.TrimSpace(string(members))
	if inner == "" {
		return object
	}
	inner = strings.TrimSpace(inner[1 : len(inner)-1])
	if inner == "" {
		return object
	}
	head := string(object[:len(object)-1])
	if head != "{" {
		head += ","
	}
	return json.RawMessage(head + inner + "}")
}

// gatewayFault is an error of the API gateway, in the form that WSO2 documents.
func gatewayFault(status, code int, message, description string) answer {
	type fault struct {
		Code        int    `json:"code"`
		Message     string `json:"message"`
		Description string `json:"description"`
	}
	return jsonAnswer(status, map[string]fault{"fault": {code, message, description}})
}
