package simulator

// The published dialect of VBC provisioning: seven GET operations under
// /provisioning/api and /provisioning/v1/api, in the form of the OpenAPI
// document "Provisioning API" 1.11.9. Two points follow what is seen live: the
// extension list stands under "extensions", and the default page holds 5
// extensions. Every write is refused by the gateway.

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// halPage is the envelope of every answer but the single extension.
type halPage struct {
	Page       int            `json:"page"`
	PageSize   int            `json:"page_size"`
	TotalPages *int           `json:"total_pages,omitempty"`
	TotalItems *int           `json:"total_items,omitempty"`
	Links      halLinks       `json:"_links"`
	Embedded   map[string]any `json:"_embedded,omitempty"`
}

type halLinks struct {
	First *href `json:"first,omitempty"`
	Prev  *href `json:"prev,omitempty"`
	Self  *href `json:"self,omitempty"`
	Next  *href `json:"next,omitempty"`
	Last  *href `json:"last,omitempty"`
}

type href struct {
	Href string `json:"href"`
}

// publishedUser is the User of the published document.
type publishedUser struct {
	ID             int64                `json:"id"`
	LoginName      string               `json:"login_name,omitempty"`
	Email          string               `json:"email,omitempty"`
	FirstName      string               `json:"first_name,omitempty"`
	LastName       string               `json:"last_name,omitempty"`
	ContactNumbers []VBCContact         `json:"contact_numbers,omitempty"`
	Extensions     []publishedExtension `json:"extensions,omitempty"`
}

// publishedExtension is the short form of an extension inside a user.
type publishedExtension struct {
	Number string   `json:"extension_number"`
	DIDs   []VBCDID `json:"dids"`
}

func (d *vbcDesk) servePublished(c *call, suite string) answer {
	if rest, ok := strings.CutPrefix(suite, "v1/"); ok {
		suite = rest
	}
	parts := segments(suite)
	if len(parts) < 3 || parts[0] != "api" || parts[1] != "accounts" || len(parts) > 5 {
		return notInAPI()
	}
	account, what := parts[2], strings.Join(parts[3:min(len(parts), 4)], "")
	answers := d.publishedOperation(what, len(parts) == 5)
	if answers == nil {
		return notInAPI()
	}
	if c.method != http.MethodGet {
		return methodNotAllowed()
	}
	if refused := d.admit(c, account); refused != nil {
		if what == "" && refused.status == http.StatusNotFound {
			return answer{status: http.StatusNotFound} // this operation documents no body
		}
		return *refused
	}
	return answers(c, parts[len(parts)-1])
}

// publishedOperation names the operation of a path, nil when there is none.
func (d *vbcDesk) publishedOperation(what string, single bool) func(*call, string) answer {
	switch {
	case what == "" && !single:
		return d.getAccount
	case what == "locations" && !single:
		return d.getLocations
	case what == "locations":
		return d.getLocation
	case what == "extensions" && !single:
		return d.getExtensions
	case what == "extensions":
		return d.getExtension
	case what == "users" && !single:
		return d.getUsers
	case what == "users":
		return d.getUser
	default:
		return nil
	}
}

// alone is the envelope of an answer that is not paged.
func (c *call) alone(data any, count int) answer {
	one := 1
	return jsonAnswer(http.StatusOK, halPage{
		Page: 1, PageSize: max(count, 1), TotalPages: &one, TotalItems: &count,
		Links: halLinks{Self: &href{c.origin + c.path}}, Embedded: map[string]any{"data": data},
	})
}

func (d *vbcDesk) getAccount(c *call, _ string) answer {
	var id any = d.account.AccountID
	if n, err := strconv.ParseInt(d.account.AccountID, 10, 64); err == nil {
		id = n
	}
	var address VBCAddress
	if len(d.account.Locations) > 0 {
		address = d.account.Locations[0].Address
		address.TimeZone = ""
	}
	return c.alone(map[string]any{"id": id, "name": d.account.AccountName, "status": "ACTIVE", "address": address}, 1)
}

func (d *vbcDesk) getLocations(c *call, _ string) answer {
	list := append([]VBCLocation{}, d.account.Locations...)
	return c.alone(list, len(list))
}

func (d *vbcDesk) getLocation(c *call, id string) answer {
	for _, l := range d.account.Locations {
		if strconv.FormatInt(l.ID, 10) == id {
			return c.alone(l, 1)
		}
	}
	return vbcError(http.StatusNotFound, "Location not found")
}

// pageAsk reads page and page_size of the published dialect.
func (c *call) pageAsk(size int) (ask, []invalidParameter) {
	var complaints []invalidParameter
	a := ask{base: 1}
	a.page = c.number("page", 1, &complaints)
	a.size = c.number("page_size", size, &complaints)
	return a, complaints
}

func halOf[T any](c *call, p cut[T], key string, list []json.RawMessage) halPage {
	link := func(page int) *href {
		q := url.Values{}
		for name, values := range c.query {
			q[name] = values
		}
		q.Set("page", strconv.Itoa(page))
		q.Set("page_size", strconv.Itoa(p.size))
		return &href{c.origin + c.path + "?" + q.Encode()}
	}
	h := halPage{Page: p.page, PageSize: p.size, TotalPages: pointer(p.pages), TotalItems: pointer(p.total)}
	h.Links = halLinks{First: link(1), Self: link(p.page), Last: link(max(p.last, 1))}
	if p.page > 1 {
		h.Links.Prev = link(p.page - 1)
	}
	if p.page < p.last {
		h.Links.Next = link(p.page + 1)
	}
	if list == nil {
		list = []json.RawMessage{}
	}
	h.Embedded = map[string]any{key: list}
	return h
}

func (d *vbcDesk) getUsers(c *call, _ string) answer {
	a, complaints := c.pageAsk(10)
	if len(complaints) > 0 {
		return invalid(c, complaints)
	}
	d.drift(c, a.page)
	d.lists++
	users := d.filterUsers(c, d.visible(c.at), "first_name", "last_name", "login_name", "email")
	p := paginate(users, a, d.faults, d.lists, d.ghost)
	list := make([]json.RawMessage, 0, len(p.rows))
	for _, u := range p.rows {
		list = append(list, u.published())
	}
	return jsonAnswer(http.StatusOK, halOf(c, p, d.faults.text("list-key", "data"), list))
}

func (d *vbcDesk) ghost() *vbcUser { return &vbcUser{VBCUser: *d.newcomer()} }

// filterUsers keeps the users that agree with every filter of the query that
// is named. Filters compare whole values without case.
func (d *vbcDesk) filterUsers(c *call, users []*vbcUser, names ...string) []*vbcUser {
	if d.faults.on("filter-ignored") {
		return users
	}
	for _, name := range names {
		if !c.query.Has(name) {
			continue
		}
		want := strings.ToLower(c.query.Get(name))
		var kept []*vbcUser
		for _, u := range users {
			if d.agrees(strings.ToLower(u.text(name)), want) {
				kept = append(kept, u)
			}
		}
		users = kept
	}
	return users
}

func (d *vbcDesk) agrees(value, want string) bool {
	if d.faults.on("filter-loose") {
		return strings.HasPrefix(value, want)
	}
	return value == want
}

// text is the value of a field by its wire name.
func (u *vbcUser) text(name string) string {
	switch name {
	case "first_name":
		return u.FirstName
	case "last_name":
		return u.LastName
	case "login_name":
		return u.LoginName
	default:
		return u.Email
	}
}

func (u *vbcUser) published() json.RawMessage {
	if u.inPublished == nil {
		u.inPublished = u.encodePublished()
	}
	return u.inPublished
}

func (u *vbcUser) encodePublished() json.RawMessage {
	p := publishedUser{
		ID: u.ID, LoginName: u.LoginName, Email: u.Email, FirstName: u.FirstName, LastName: u.LastName,
		ContactNumbers: u.ContactNumbers,
	}
	for _, e := range u.lines {
		p.Extensions = append(p.Extensions, publishedExtension{e.Number, append([]VBCDID{}, e.DIDs...)})
	}
	return appendMembers(encode(p), u.Append)
}

func (d *vbcDesk) getUser(c *call, id string) answer {
	u := d.read(id, c.at)
	if u == nil {
		return vbcError(http.StatusNotFound, "User not found")
	}
	return c.alone(u.published(), 1)
}
