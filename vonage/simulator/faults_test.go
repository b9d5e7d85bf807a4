package simulator

// Every fault is switched on in every product that knows it, and must show.

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// listing is one page of users, whatever the product.
type listing struct {
	ids                      []string
	page, size, total, pages int // -1 when not declared
}

var userPath = map[string]string{"vbc": accountPath + "/users", "vcc": vccUsers}

// startFaulty serves the small company with one fault in one product, and signs
// in to that product when it can be done.
func startFaulty(t *testing.T, product, fault, dialect string) *bench {
	t.Helper()
	b := start(t, smallCompany(), Options{Dialect: dialect, VCCPageBase: 1}, product+":"+fault)
	if r := b.login(product); r.status == 200 {
		b.bearer = text(t, r.object(t), "access_token")
	}
	return b
}

func (b *bench) login(product string) reply {
	if product == "vbc" {
		return b.token(vbcTokenPath, passwordForm())
	}
	return b.token(vccTokenPath, vccForm(vccWriteScope))
}

func (b *bench) list(product string, page, size int) listing {
	b.Helper()
	query := map[string]string{"vbc": "?page=%d&page_size=%d", "vcc": "?page=%d&limit=%d"}[product]
	v := b.get(fmt.Sprintf(userPath[product]+query, page, size)).want(b.T, 200).object(b.T)
	number := func(m map[string]any, name string) int {
		if f, ok := m[name].(float64); ok {
			return int(f)
		}
		return -1
	}
	var l listing
	if product == "vbc" {
		l = listing{page: number(v, "page"), size: number(v, "page_size"), total: number(v, "total_items"), pages: number(v, "total_pages")}
		v = v["_embedded"].(map[string]any)
		v["users"] = v["data"]
	} else {
		meta := v["meta"].(map[string]any)
		l = listing{page: number(meta, "page"), size: -1, total: number(meta, "totalCount"), pages: number(meta, "pageCount")}
	}
	for _, row := range v["users"].([]any) {
		l.ids = append(l.ids, text(b.T, row.(map[string]any), "email"))
	}
	return l
}

type faultCheck func(t *testing.T, b *bench, product string)

// expectStatus fetches the first page and looks for words in what comes back.
func expectStatus(status int, words ...string) faultCheck {
	return func(t *testing.T, b *bench, product string) {
		r := b.get(userPath[product]).want(t, status)
		for _, w := range words {
			if !strings.Contains(string(r.body)+r.header.Get("Content-Type")+r.header.Get("Location"), w) {
				t.Errorf("no %q in %s", w, r.body)
			}
		}
	}
}

// expectBody judges the bytes of the first page.
func expectBody(what string, ok func(r reply) bool) faultCheck {
	return func(t *testing.T, b *bench, product string) {
		if r := b.get(userPath[product]).want(t, 200); !ok(r) {
			t.Errorf("%s is not seen: %v %.200s", what, r.err, r.body)
		}
	}
}

// expectPage judges the declared numbers and the users of one page of five.
func expectPage(page int, ok func(got listing) bool) faultCheck {
	return func(t *testing.T, b *bench, product string) {
		if got := b.list(product, page, 5); !ok(got) {
			t.Errorf("page %d: %+v", page, got)
		}
	}
}

func statuses(b *bench, product string, n int) []int {
	var out []int
	for range n {
		out = append(out, b.get(userPath[product]).status)
	}
	return out
}

func expectStatuses(want ...int) faultCheck {
	return func(t *testing.T, b *bench, product string) {
		if got := statuses(b, product, len(want)); !slices.Equal(got, want) {
			t.Errorf("statuses %v, want %v", got, want)
		}
	}
}

func expectLogin(status int) faultCheck {
	return func(t *testing.T, b *bench, product string) { b.login(product).want(t, status) }
}

var faultChecks = map[string]faultCheck{
	"token-outage":          expectLogin(503),
	"login-locked":          expectLogin(400),
	"supervisor-scope":      expectLogin(400),
	"token-expires-early=2": expectStatuses(200, 200, 401),
	"expires-in=60": func(t *testing.T, b *bench, product string) {
		if got := b.login(product).object(t)["expires_in"]; got != 60.0 {
			t.Errorf("expires_in %v", got)
		}
		b.clock.at = b.clock.at.Add(time.Minute)
		b.get(userPath[product]).want(t, 401)
	},
	"outage":            expectStatuses(503, 503, 503, 503),
	"unavailable=2":     expectStatuses(503, 503, 200),
	"throttle=2":        expectStatuses(429, 429, 200),
	"html-200=2":        expectStatuses(200, 200),
	"html-200":          expectStatus(200, "text/html", "Sign in"),
	"fault-200":         expectStatus(200, `"fault"`),
	"redirect":          expectStatus(302, "/sign-in"),
	"empty-200":         expectBody("an empty body", func(r reply) bool { return len(r.body) == 0 }),
	"status-204":        expectStatus(204),
	"unauthorized=2":    expectStatuses(200, 401, 200),
	"forbidden":         expectStatus(403),
	"missing-user-data": expectStatus(401, "missing user data"),
	"vbc-404-paths":     expectStatus(404, "900906"),
	"vbc-404-paths=/t/vbc.prod/provisioning/v1": func(t *testing.T, b *bench, _ string) {
		b.get(accountPath+"/users").want(t, 404)
		b.get("/t/vbc.prod/provisioning/api/accounts/412207/users").want(t, 200)
	},
	"reports-token-old": func(t *testing.T, b *bench, product string) {
		b.get(userPath[product]).want(t, 200)
		b.get(callsPath).want(t, 401)
		b.bearer = text(t, b.login(product).object(t), "access_token")
		b.get(callsPath).want(t, 200)
	},
	"reports-forbidden": func(t *testing.T, b *bench, product string) {
		b.get(userPath[product]).want(t, 200)
		b.get(callsPath).want(t, 403)
	},
	"reports-window=3": func(t *testing.T, b *bench, _ string) {
		for until, status := range map[string]int{"2026-03-03%2023:59:59": 200, "2026-03-04%2000:00:01": 400} {
			b.get(callsPath[:strings.Index(callsPath, "?")]+"?start:gte=2026-03-01%2000:00:00&start:lte="+until).want(t, status)
		}
	},
	"retry-after":      func(*testing.T, *bench, string) {}, // TestQuota
	"next-access-time": func(*testing.T, *bench, string) {}, // TestQuota
	"slow=1ns": func(t *testing.T, b *bench, product string) {
		if got := b.tenant.slow; len(got) != 1 || got[product] != time.Nanosecond {
			t.Errorf("delays %v", got)
		}
		b.get(userPath[product]).want(t, 200)
	},

	"wrong-content-type": expectStatus(200, "text/plain", "person@"),
	"truncated-json":     expectBody("cut JSON", func(r reply) bool { return r.err == nil && len(r.body) > 0 && !json.Valid(r.body) }),
	"truncated-json=2":   expectBody("a whole first page", func(r reply) bool { return json.Valid(r.body) }),
	"cut-body":           expectBody("a broken connection", func(r reply) bool { return r.err != nil }),
	"trailing-garbage": expectBody("text after the JSON", func(r reply) bool {
		dec := json.NewDecoder(bytes.NewReader(r.body))
		var first any
		return dec.Decode(&first) == nil && !json.Valid(r.body)
	}),
	"duplicate-key": expectBody("a second email", func(r reply) bool {
		body := string(r.body)
		return strings.Count(body, `"email"`) == strings.Count(body, "person@")+1 && json.Valid(r.body)
	}),
	"duplicate-envelope-key": expectBody("a second total", func(r reply) bool {
		return strings.Count(string(r.body), `"total_items"`)+strings.Count(string(r.body), `"meta"`) == 2 && json.Valid(r.body)
	}),
	"gzip-bomb=16": expectBody("megabytes of nothing", func(r reply) bool { return len(r.body) == 4<<20 && len(bytes.TrimSpace(r.body)) == 0 }),

	"page-ignored": func(t *testing.T, b *bench, product string) {
		if first, third := b.list(product, 1, 5), b.list(product, 3, 5); !slices.Equal(first.ids, third.ids) || third.page != 1 {
			t.Errorf("pages %+v and %+v", first, third)
		}
	},
	"page-repeats-last": func(t *testing.T, b *bench, product string) {
		last, beyond := b.list(product, 3, 5), b.list(product, 40, 5)
		if !slices.Equal(last.ids, beyond.ids) || beyond.pages <= 40 || len(last.ids) != 2 {
			t.Errorf("last page %+v, beyond %+v", last, beyond)
		}
	},
	"size-clamped=3":      expectPage(1, func(l listing) bool { return len(l.ids) == 3 && l.pages == 4 && (l.size == 3 || l.size == -1) }),
	"size-clamped=50":     expectPage(1, func(l listing) bool { return len(l.ids) == 5 }),
	"empty-last-page":     expectPage(4, func(l listing) bool { return len(l.ids) == 0 && l.pages == 4 && l.total == 12 }),
	"rows-past-end":       expectPage(4, func(l listing) bool { return len(l.ids) == 1 && l.total == 12 }),
	"duplicate-row":       expectPage(3, func(l listing) bool { return l.ids[len(l.ids)-1] == "a.person@northfold.example" && l.total == 12 }),
	"total-high":          expectPage(1, func(l listing) bool { return l.total == 15 }),
	"total-low":           expectPage(1, func(l listing) bool { return l.total == 9 }),
	"total-missing":       expectPage(1, func(l listing) bool { return l.total == -1 && len(l.ids) == 5 }),
	"total-pages-missing": expectPage(1, func(l listing) bool { return l.pages == -1 && l.total == 12 }),
	"total-moves=2": func(t *testing.T, b *bench, product string) {
		var totals []int
		for range 3 {
			totals = append(totals, b.list(product, 1, 5).total)
		}
		if !slices.Equal(totals, []int{13, 14, 12}) {
			t.Errorf("totals %v", totals)
		}
	},
	"insert-delete": func(t *testing.T, b *bench, product string) {
		first, second, again := b.list(product, 1, 5), b.list(product, 2, 5), b.list(product, 1, 5)
		if second.ids[0] != "g.person@northfold.example" || first.total != second.total || slices.Equal(first.ids, again.ids) {
			t.Errorf("pages %v, %v, then %v", first, second, again)
		}
	},
	"list-key=people": func(t *testing.T, b *bench, product string) {
		at(t, b.get(userPath[product]).object(t), "_embedded", "people")
	},
	"filter-ignored": func(t *testing.T, b *bench, _ string) { b.wantFiltered(t, "e.person@northfold.example", 10) },
	"filter-loose":   func(t *testing.T, b *bench, _ string) { b.wantFiltered(t, "e.person@north", 1) },
	"partial-view":   expectPage(1, func(l listing) bool { return l.total == 8 && l.ids[2] == "d.person@northfold.example" }),
}

func (b *bench) wantFiltered(t *testing.T, email string, n int) {
	t.Helper()
	rows := at(t, b.get(accountPath+"/users?email="+email).object(t), "_embedded", "data").([]any)
	if len(rows) != n {
		t.Errorf("filter finds %d users, want %d", len(rows), n)
	}
}

// writeChecks are the faults of writes; VBC is served in the crud dialect.
var writeChecks = map[string]faultCheck{
	"seat-exhausted":     func(t *testing.T, b *bench, product string) { b.createUser(product).want(t, 400) },
	"seat-exhausted=409": func(t *testing.T, b *bench, product string) { b.createUser(product).want(t, 409) },
	"post-applied-then-500": func(t *testing.T, b *bench, product string) {
		b.createUser(product).want(t, 500)
		if got := b.countUsers(product); got != 13 {
			t.Errorf("%d users, want the new one to exist", got)
		}
	},
	"write-ignored": func(t *testing.T, b *bench, product string) {
		before := b.tenant.Snapshot()
		if product == "vbc" {
			b.do("PUT", crudPath+"/users/"+before.VBC.Users[0].UUID, `{"first_name":"Other","last_name":"Name"}`).want(t, 200)
		} else {
			b.do("PATCH", vccUsers+"/"+before.VCC.Users[0].UserID, `{"name":"Other Name"}`).want(t, 200)
		}
		after := b.tenant.Snapshot()
		if after.VBC.Users[0].FirstName != "FirstA" || after.VCC.Users[0].Name != "First Person" {
			t.Error("the update was carried out")
		}
	},
	"put-clears": func(t *testing.T, b *bench, _ string) {
		u := b.tenant.Snapshot().VBC.Users[0]
		r := b.do("PUT", crudPath+"/users/"+u.UUID, `{"first_name":"A","last_name":"B","department":"Sales","role":"User"}`).want(t, 200).object(t)
		if r["department"] != nil || r["role"] != "User" {
			t.Errorf("after the PUT: %v", r)
		}
	},
	"delete-404": func(t *testing.T, b *bench, product string) {
		u := b.tenant.Snapshot().VBC.Users[0]
		b.do("DELETE", crudPath+"/users/"+u.UUID, "").want(t, 404)
		if b.countUsers(product) != 12 {
			t.Error("the user is gone")
		}
	},
	"list-lag=20": func(t *testing.T, b *bench, product string) {
		total := func() any {
			if product == "vbc" {
				return b.get(crudPath + "/users").object(t)["total_items"]
			}
			return at(t, b.get(vccUsers).object(t), "meta", "totalCount")
		}
		b.createUser(product).want(t, 201)
		if got := total(); got != 12.0 {
			t.Errorf("%v users at once", got)
		}
		b.clock.at = b.clock.at.Add(20 * time.Second)
		if got := total(); got != 13.0 {
			t.Errorf("%v users after the lag", got)
		}
		if product == "vbc" {
			b.do("DELETE", crudPath+"/users/"+b.tenant.Snapshot().VBC.Users[0].UUID, "").want(t, 204)
			if got := total(); got != 13.0 {
				t.Errorf("%v users right after a delete", got)
			}
		}
	},
}

func (b *bench) createUser(product string) reply {
	if product == "vbc" {
		return b.do("POST", crudPath+"/users", `{"email":"new@northfold.example","first_name":"New","last_name":"One"}`)
	}
	return b.do("POST", vccUsers+"?allowOverages=true", postBody("new.one", true))
}

func (b *bench) countUsers(product string) int {
	s := b.tenant.Snapshot()
	return map[string]int{"vbc": len(s.VBC.Users), "vcc": len(s.VCC.Users)}[product]
}

func TestEveryFaultShows(t *testing.T) {
	seen := map[string]bool{}
	for _, group := range []struct {
		dialect string
		checks  map[string]faultCheck
	}{{DialectPublished, faultChecks}, {DialectCRUD, writeChecks}, {DialectCRUD, lossChecks}, {DialectCRUD, scimChecks}} {
		for fault, check := range group.checks {
			name, _, _ := strings.Cut(fault, "=")
			info, ok := lookupFault(name)
			if !ok {
				t.Fatalf("%s is not in the catalogue", name)
			}
			seen[name] = true
			for _, product := range info.Products {
				t.Run(product+":"+fault, func(t *testing.T) {
					check(t, startFaulty(t, product, fault, group.dialect), product)
				})
			}
		}
	}
	for _, info := range Faults() {
		if !seen[info.Name] {
			t.Errorf("no check for the fault %s", info.Name)
		}
		if info.Help == "" || strings.Contains(info.Help, "\n") {
			t.Errorf("%s: help must be one line", info.Name)
		}
	}
}

func TestFaultStaysInItsProduct(t *testing.T) {
	b := startFaulty(t, "vcc", "html-200", "")
	if body := b.get(vccUsers).body; !strings.Contains(string(body), "Sign in") {
		t.Fatalf("the fault does not show: %s", body)
	}
	b.bearer = b.signIn(vbcTokenPath, passwordForm())
	if l := b.list("vbc", 1, 5); l.total != 12 {
		t.Errorf("VBC is disturbed: %+v", l)
	}
}

func TestBothProductsUnlessNamed(t *testing.T) {
	b := start(t, smallCompany(), Options{VCCPageBase: 1}, "outage")
	for _, product := range both {
		b.bearer = text(t, b.login(product).want(t, 200).object(t), "access_token")
		b.get(userPath[product]).want(t, 503)
	}
}
