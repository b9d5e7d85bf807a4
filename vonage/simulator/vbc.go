package simulator

// The VBC account: its users, extensions and seats, and the way from a path to
// the dialect that answers it. What the answers look like is in published.go,
// crud.go and reports.go.

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// vbcDesk serves the VBC account.
type vbcDesk struct {
	gate
	account VBC // its lists are empty: the lists below are the state
	dialect string
	lock    loginLock
	refresh map[string]time.Time // refresh token to expiry

	users      []*vbcUser
	byID       map[string]*vbcUser // by the id of the dialect
	removed    []*vbcUser          // deleted ones, the last one last
	leaving    int                 // users whose deletion is accepted and not done yet
	extensions []*vbcExtension
	calls      []VBCCall
	nextID     int64
	drifted    bool
	// staleReports is the number of the last token that reports refused.
	staleReports int
}

// vbcUser is a user with its lines.
type vbcUser struct {
	VBCUser
	lines []*vbcExtension
	life  life
	// leaves is when a deletion that was accepted is carried out; zero for none.
	leaves time.Time
	reused bool       // its id was given to somebody else
	past   []*vbcUser // as it was before each change, for readings that lag
	// inCRUD and inPublished are the user on the wire; empty until it is asked for.
	inCRUD, inPublished json.RawMessage
}

// vbcExtension is an extension with its user, nil when it is free.
type vbcExtension struct {
	VBCExtension
	user *vbcUser
}

func newVBCDesk(v *VBC, opt Options, faults faultSet) *vbcDesk {
	d := &vbcDesk{
		gate: newGate("vbc", opt, faults), account: *v, dialect: DialectPublished,
		refresh: map[string]time.Time{}, byID: make(map[string]*vbcUser, len(v.Users)), calls: slices.Clone(v.Calls),
	}
	d.account.Users, d.account.Extensions, d.account.Calls = nil, nil, nil
	for _, choice := range []string{v.Dialect, opt.Dialect} {
		if choice != "" {
			d.dialect = choice
		}
	}
	if v.RefreshToken != "" {
		d.refresh[v.RefreshToken] = time.Unix(1<<40, 0) // does not expire before it is used
	}
	for i := range v.Users {
		d.nextID = max(d.nextID, v.Users[i].ID)
	}
	d.nextID = max(d.nextID, 700_000) + 1
	byLogin := make(map[string]*vbcUser, len(v.Users))
	for i := range v.Users {
		u := d.add(v.Users[i])
		byLogin[u.LoginName] = u
	}
	for i := range v.Extensions {
		d.addExtension(v.Extensions[i], byLogin)
	}
	return d
}

// add enters a user and derives the ids that are missing.
func (d *vbcDesk) add(given VBCUser) *vbcUser {
	u := &vbcUser{VBCUser: given}
	if u.ID == 0 {
		u.ID = d.nextID
		d.nextID++
	}
	if u.UUID == "" {
		u.UUID = derivedUUID("vbc", d.account.AccountID, strconv.FormatInt(u.ID, 10))
	}
	if u.Status == "" {
		u.Status = "active"
	}
	d.users = append(d.users, u)
	d.byID[d.idOf(u)] = u
	return u
}

func (d *vbcDesk) addExtension(given VBCExtension, byLogin map[string]*vbcUser) {
	e := &vbcExtension{VBCExtension: given}
	if e.ExternalID == "" {
		e.ExternalID = "ext" + e.Number
	}
	if e.VBCExtension.User != "" {
		e.user = byLogin[e.VBCExtension.User]
		e.user.lines = append(e.user.lines, e)
	}
	d.extensions = append(d.extensions, e)
}

// idOf is the id by which the dialect knows a user.
func (d *vbcDesk) idOf(u *vbcUser) string {
	if d.dialect == DialectCRUD {
		return u.UUID
	}
	return strconv.FormatInt(u.ID, 10)
}

// derivedUUID makes a UUID of version 8 (RFC 9562) from names, so that the same
// scenario has the same ids in every run.
func derivedUUID(names ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(names, "\x00")))
	b := sum[:16]
	b[6] = b[6]&0x0f | 0x80
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

func (d *vbcDesk) snapshot() *VBC {
	v := d.account
	v.Dialect = d.dialect
	v.Calls = slices.Clone(d.calls)
	for _, u := range d.users {
		v.Users = append(v.Users, u.VBCUser)
	}
	for _, e := range d.extensions {
		x := e.VBCExtension
		x.User = ""
		if e.user != nil {
			x.User = e.user.LoginName
		}
		v.Extensions = append(v.Extensions, x)
	}
	return &v
}

// serve answers a request to the gateway path of VBC.
func (d *vbcDesk) serve(c *call) answer {
	rest := strings.TrimPrefix(c.path, vbcGateway)
	if suite, ok := strings.CutPrefix(rest, "reports/"); ok {
		return d.reports(c, segments(strings.TrimPrefix(suite, "v1/")))
	}
	suite, ok := strings.CutPrefix(rest, "provisioning/")
	if !ok || d.hidden(c.path) {
		return notInAPI()
	}
	if d.dialect == DialectCRUD {
		return d.serveCRUD(c, suite)
	}
	return d.servePublished(c, suite)
}

// hidden reports whether the fault vbc-404-paths covers a path.
func (d *vbcDesk) hidden(path string) bool {
	return d.faults.on("vbc-404-paths") && strings.HasPrefix(path, d.faults.text("vbc-404-paths", vbcGateway))
}

// notInAPI is what the gateway says about a path that no API has.
func notInAPI() answer {
	return gatewayFault(http.StatusNotFound, 900906, "No matching resource found in the API for the given request", "the path is not part of a published API")
}

func methodNotAllowed() answer {
	return gatewayFault(http.StatusMethodNotAllowed, 405, "Method Not Allowed", "the method is not allowed for this resource")
}

// authorise checks the token and the quota. The answer is set when the request
// is refused.
func (d *vbcDesk) authorise(c *call) (*token, *answer) {
	refuse := func(a answer) (*token, *answer) { return nil, &a }
	tk, verdict := d.judge(c)
	switch verdict {
	case tokenMissing:
		return refuse(gatewayFault(http.StatusUnauthorized, 900902, "Missing Credentials", "send an access token as a bearer token"))
	case tokenUnknown:
		return refuse(gatewayFault(http.StatusUnauthorized, 900901, "Invalid Credentials", "the access token is not valid"))
	case tokenExpired:
		return refuse(gatewayFault(http.StatusUnauthorized, 900903, "Access Token Expired", "the access token is no longer valid"))
	case tokenGood:
	}
	if d.faults.on("forbidden") {
		return refuse(gatewayFault(http.StatusForbidden, 900908, "Resource forbidden", "the application is not subscribed to this API"))
	}
	if ok, next := d.withinQuota(c.bearer(), c.at); !ok {
		return refuse(d.throttled(next))
	}
	return tk, nil
}

// admit lets a request into the provisioning API of an account, or gives the
// refusal.
func (d *vbcDesk) admit(c *call, account string) *answer {
	refuse := func(a answer) *answer { return &a }
	tk, refused := d.authorise(c)
	switch {
	case refused != nil:
		return refused
	case !d.mayProvision(tk):
		return refuse(jsonAnswer(http.StatusUnauthorized, map[string]any{"code": http.StatusUnauthorized, "message": "missing user data"}))
	case !d.owns(account):
		return refuse(vbcError(http.StatusNotFound, "Account not found"))
	}
	return nil
}

// mayProvision reports whether a token has the rights of a user. Where the
// account has an integration user, the published API wants that user's token.
func (d *vbcDesk) mayProvision(tk *token) bool {
	if d.faults.on("missing-user-data") {
		return false
	}
	return tk.user || d.dialect == DialectCRUD || d.account.Username == ""
}

// owns checks the account id of a path; "self" stands for the token's own.
func (d *vbcDesk) owns(id string) bool { return id == "self" || id == d.account.AccountID }

func vbcError(status int, message string) answer {
	return jsonAnswer(status, map[string]any{"msg": message, "status": status})
}

// invalidParameter is one complaint of a validation error.
type invalidParameter struct {
	Name   string `json:"name"`
	Reason string `json:"reason"`
}

func invalid(c *call, complaints []invalidParameter) answer {
	return jsonAnswer(http.StatusBadRequest, map[string]any{
		"status": http.StatusBadRequest, "title": "Bad Request",
		"instance": fmt.Sprintf("track-%06d", c.nth), "invalid_parameters": complaints,
	})
}

// number reads a whole number of the query, from 1.
func (c *call) number(name string, otherwise int, complaints *[]invalidParameter) int {
	if !c.query.Has(name) {
		return otherwise
	}
	n, err := strconv.Atoi(c.query.Get(name))
	if err != nil || n < 1 {
		*complaints = append(*complaints, invalidParameter{name, "must be a whole number from 1"})
		return otherwise
	}
	return min(n, lastPossiblePage)
}
