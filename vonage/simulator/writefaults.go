package simulator

// What the faults of writes do: to a write before it is carried out, to what is
// carried out, and to its answer. Faults that belong to one rule, such as a seat
// that is not free, are beside that rule.

import (
	"encoding/json"
	"net/http"
	"time"
)

// writeMischief answers a request by way of the faults of writes. Reads pass.
func (g *gate) writeMischief(c *call, serve func(*call) answer) answer {
	if !c.isWrite() {
		return serve(c)
	}
	g.writes++
	c.write = g.writes
	if a := g.unwritten(c); a != nil {
		return *a
	}
	a := g.carryOut(c, serve)
	switch f := g.faults; {
	case f.hits("lost-answer", c.write):
		a = answer{broken: true}
	case f.hits("applied-then-reset", c.write):
		a = a.torn()
	case f.on("write-slow"):
		a.late = f.duration("write-slow")
	}
	return a
}

// unwritten is the answer of a fault that keeps a write from being carried out,
// or nil.
func (g *gate) unwritten(c *call) *answer {
	f := g.faults
	var a answer
	switch {
	case f.hits("lost-request", c.write):
		a = answer{broken: true}
	case f.on("write-404"):
		a = g.refusal(c, http.StatusNotFound, notInAPI())
	case f.on("write-405"):
		a = g.refusal(c, http.StatusMethodNotAllowed, methodNotAllowed())
	case f.on("write-403"):
		a = g.refusal(c, http.StatusForbidden, gatewayFault(http.StatusForbidden, 900908, "Resource forbidden", "the application is not subscribed to this API"))
	case f.on("write-429") && c.write <= f.number("write-429", 3):
		a = g.throttled(c.at.Add(time.Minute))
	case f.on("write-503") && c.write <= f.number("write-503", 3):
		a = answer{status: http.StatusServiceUnavailable, kind: "text/html", body: []byte("<html><body><h1>503 Service Unavailable</h1></body></html>")}
	case f.hits("write-500", c.write):
		a = g.refusal(c, http.StatusInternalServerError, vbcError(http.StatusInternalServerError, "internal error"))
	default:
		return nil
	}
	return &a
}

// refusal is a refusal in the form of whoever answers the path: the SCIM
// service, VCC, or, as given, what stands before VBC.
func (g *gate) refusal(c *call, status int, vbc answer) answer {
	switch {
	case isSCIM(c.path):
		return scimError(status, "", http.StatusText(status))
	case g.product == "vcc":
		return vccMessage(status, http.StatusText(status))
	default:
		return vbc
	}
}

// carryOut serves a write, or what a hostile tenant makes of it: every other one
// is bent, and those between are accepted and forgotten.
func (g *gate) carryOut(c *call, serve func(*call) answer) answer {
	after := g.faults.number("hostile-after", 3)
	switch {
	case !g.faults.on("hostile-after") || c.write <= after:
		return serve(c)
	case (c.write-after)%2 == 0:
		return answer{kind: "text/html; charset=utf-8", body: []byte(signInPage)}
	}
	bent := *c
	bent.bend()
	a := serve(&bent)
	c.target, c.effects = bent.target, bent.effects
	return a
}

// bend makes another wish of a write: somebody else is created, another field is
// changed, switching on becomes switching off and the reverse, and deleting
// becomes switching off.
func (c *call) bend() {
	switch {
	case isSCIM(c.path), c.method == http.MethodDelete:
		c.bent = true
	case c.method == http.MethodPost:
		other := "other." + c.askedEmail()
		c.body = withMember(c.body, "email", other)
		if c.product == "vcc" {
			c.body = withMember(c.body, "username", other)
		}
	case c.method == http.MethodPut:
		c.body = withMember(c.body, "last_name", "Other")
	default:
		c.body = []byte(`{"name":"Other Name"}`)
	}
}

// torn is an answer whose connection breaks in the middle of the body, or before
// it when there is none.
func (a answer) torn() answer {
	half := len(a.body) / 2
	if half == 0 {
		return answer{broken: true}
	}
	a.body, a.missing = a.body[:half], len(a.body)-half
	return a
}

// withMember sets a text member of a JSON object; what is none stays as it is.
func withMember(body []byte, name, value string) []byte {
	var members map[string]json.RawMessage
	if json.Unmarshal(body, &members) != nil || members == nil {
		return body
	}
	members[name] = encode(value)
	return encode(members)
}
