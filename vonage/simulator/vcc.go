package simulator

// The VCC account, read side: version 4 of the User Admin API under
// /useradmin. Every request must name the version in its Accept header. What
// changes users is in vccwrite.go, their product licences in vcclicences.go.

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

const (
	vccLimit    = 25
	vccMaxLimit = 5000
)

// vccDesk serves the VCC account.
type vccDesk struct {
	gate
	account VCC // its user list is empty: the list below is the state
	base    int
	key     string
	users   []*vccUser
	byID    map[string]*vccUser
	removed []*vccUser
	created int
	drifted bool
}

// vccUser is a user with what readings that lag need to know.
type vccUser struct {
	VCCUser
	life life
	past []*vccUser // as it was before each change
	// onWire is the user as it is sent; empty until it is asked for.
	onWire json.RawMessage
}

func newVCCDesk(v *VCC, opt Options, faults faultSet) *vccDesk {
	d := &vccDesk{
		gate: newGate("vcc", opt, faults), account: *v, base: opt.VCCPageBase, key: opt.VCCListKey,
		byID: make(map[string]*vccUser, len(v.Users)),
	}
	if d.key == "" {
		d.key = "users"
	}
	d.account.Users = nil
	for i := range v.Users {
		d.add(v.Users[i].clone())
	}
	return d
}

func (d *vccDesk) add(given VCCUser) *vccUser {
	u := &vccUser{VCCUser: given}
	if u.UserID == "" {
		u.UserID = derivedUUID("vcc", u.Username)
	}
	if u.Active == nil {
		yes := true
		u.Active = &yes
	}
	d.users = append(d.users, u)
	d.byID[u.UserID] = u
	return u
}

func (d *vccDesk) snapshot() *VCC {
	v := d.account
	for _, u := range d.users {
		v.Users = append(v.Users, u.clone())
	}
	return &v
}

func vccMessage(status int, message string) answer {
	return jsonAnswer(status, map[string]string{"message": message})
}

func vccBadRequest(message string) answer {
	return jsonAnswer(http.StatusBadRequest, map[string]any{"statusCode": http.StatusBadRequest, "error": "Bad Request", "message": message})
}

func (d *vccDesk) serve(c *call) answer {
	parts := segments(strings.TrimPrefix(c.path, vccRoot))
	handle, methods := d.operation(parts)
	if handle == nil {
		return vccMessage(http.StatusNotFound, "No such resource")
	}
	if refused := d.authorise(c); refused != nil {
		return *refused
	}
	if !slices.Contains(methods, c.method) {
		return vccMessage(http.StatusMethodNotAllowed, "The requested resource does not support this method.")
	}
	if c.method == http.MethodGet {
		return handle(c, parts)
	}
	return c.withJSON(func(c *call) answer { return handle(c, parts) })
}

// operation finds who answers a path and which methods it takes.
func (d *vccDesk) operation(parts []string) (func(*call, []string) answer, []string) {
	get, patch, post := http.MethodGet, http.MethodPatch, http.MethodPost
	if parts[0] != "users" {
		return nil, nil
	}
	switch {
	case len(parts) == 1:
		return d.collection, []string{get, post}
	case len(parts) == 2:
		return d.single, []string{get, patch}
	case len(parts) == 4 && parts[1] == "by" && (parts[2] == "username" || parts[2] == "agentDisplayId"):
		return d.lookUp, []string{get}
	case len(parts) == 3 && parts[2] == "licenses":
		return d.licences, []string{get, patch}
	case len(parts) == 4 && parts[2] == "licenses" && parts[3] == "validate":
		return d.validateLicences, []string{post}
	default:
		return nil, nil
	}
}

var vccMedia = regexp.MustCompile(`^application/vnd\.newvoicemedia\.v(\d+)\+json$`)

// authorise checks token, scope, version and quota. The answer is set when the
// request is refused.
func (d *vccDesk) authorise(c *call) *answer {
	refuse := func(a answer) *answer { return &a }
	tk, verdict := d.judge(c)
	if verdict != tokenGood {
		return refuse(vccMessage(http.StatusUnauthorized, "Authorization has been denied for this request."))
	}
	if d.faults.on("forbidden") || (c.method != http.MethodGet && !tk.has("users:write")) {
		return refuse(vccMessage(http.StatusForbidden, "The token does not have the scope that this request needs."))
	}
	if message := versionFault(c.header.Values("Accept")); message != "" {
		return refuse(vccBadRequest(message))
	}
	if ok, next := d.withinQuota("account", c.at); !ok {
		return refuse(d.throttled(next))
	}
	return nil
}

// versionFault says what is wrong with an Accept header, or "".
func versionFault(accept []string) string {
	for _, media := range strings.Split(strings.Join(accept, ","), ",") {
		media, _, _ = strings.Cut(media, ";")
		if m := vccMedia.FindStringSubmatch(strings.TrimSpace(media)); m != nil {
			if m[1] != "4" {
				return "Invalid api-version! Valid values: 4"
			}
			return ""
		}
	}
	return "Version missing from Accept header!"
}

func (d *vccDesk) collection(c *call, _ []string) answer {
	if c.method == http.MethodPost {
		return d.create(c)
	}
	return d.list(c)
}

func (d *vccDesk) single(c *call, parts []string) answer {
	u := d.byID[parts[1]]
	if c.method == http.MethodGet {
		u = d.read(parts[1], c.at)
	}
	if u == nil {
		c.aims(parts[1], "")
		return vccMessage(http.StatusNotFound, "User not found")
	}
	c.aims(u.UserID, u.Email)
	if c.method == http.MethodPatch {
		return d.update(c, u)
	}
	return jsonAnswer(http.StatusOK, u.wire())
}

func (d *vccDesk) lookUp(c *call, parts []string) answer {
	for _, u := range d.asOf(c.at.Add(-d.faults.seconds("read-lag"))) {
		value := u.Username
		if parts[2] == "agentDisplayId" {
			value = u.agentDisplayID()
		}
		if value != "" && strings.EqualFold(value, parts[3]) {
			return jsonAnswer(http.StatusOK, u.wire())
		}
	}
	return vccMessage(http.StatusNotFound, "User not found")
}

// wire is the user object without what is for the simulator alone.
func (u *vccUser) wire() json.RawMessage {
	if u.onWire == nil {
		x := u.VCCUser
		x.Accounts, x.Licenses, x.Append = 0, nil, nil
		u.onWire = appendMembers(encode(x), u.Append)
	}
	return u.onWire
}

// vccMeta is the envelope's account of the list.
type vccMeta struct {
	Page       int  `json:"page"`
	Count      int  `json:"count"`
	PageCount  *int `json:"pageCount,omitempty"`
	TotalCount *int `json:"totalCount,omitempty"`
}

func (d *vccDesk) list(c *call) answer {
	a := ask{base: d.base, page: d.base, size: vccLimit}
	include, refused := d.readList(c, &a)
	if refused != "" {
		return vccBadRequest(refused)
	}
	d.drift(c, a.page)
	d.lists++
	p := paginate(d.visible(include, c.at), a, d.faults, d.lists, d.ghost)
	list := make([]json.RawMessage, 0, len(p.rows))
	for _, u := range p.rows {
		list = append(list, u.wire())
	}
	if d.key == "array" {
		return jsonAnswer(http.StatusOK, list)
	}
	return jsonAnswer(http.StatusOK, map[string]any{
		d.key:  list,
		"meta": vccMeta{Page: p.page, Count: len(list), PageCount: pointer(p.pages), TotalCount: pointer(p.total)},
	})
}

// readList reads the parameters of the list, and says what is wrong with them.
func (d *vccDesk) readList(c *call, a *ask) (include, refused string) {
	include = "Active"
	if c.query.Has("include") {
		include = c.query.Get("include")
	}
	if !slices.Contains([]string{"Active", "Archived", "All"}, include) {
		return "", "include must be Active, Archived or All"
	}
	for _, p := range []struct {
		name     string
		into     *int
		min, max int
	}{{"limit", &a.size, 1, vccMaxLimit}, {"page", &a.page, d.base, lastPossiblePage}} {
		if !c.query.Has(p.name) {
			continue
		}
		n, err := strconv.Atoi(c.query.Get(p.name))
		if err != nil || n < p.min || n > p.max {
			return "", p.name + " must be a whole number from " + strconv.Itoa(p.min) + " to " + strconv.Itoa(p.max)
		}
		*p.into = n
	}
	return include, ""
}
