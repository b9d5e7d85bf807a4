package simulator

// The faults of writes: what is answered, and what the tenant holds then. VBC is
// served in the crud dialect.

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// rename changes the name of a product's first user.
func (b *bench) rename(product, to string) reply {
	b.Helper()
	s := b.tenant.Snapshot()
	if product == "vbc" {
		return b.do("PUT", crudPath+"/users/"+s.VBC.Users[0].UUID, `{"first_name":"`+to+`","last_name":"Person","department":"Sales","location":"London","role":"User","extension":"2001"}`)
	}
	return b.do("PATCH", vccUsers+"/"+s.VCC.Users[0].UserID, `{"name":"`+to+`"}`)
}

// nameNow is that name.
func (b *bench) nameNow(product string) string {
	s := b.tenant.Snapshot()
	if product == "vbc" {
		return s.VBC.Users[0].FirstName
	}
	return s.VCC.Users[0].Name
}

// expectWrites renames the first user a few times. A status below zero says that
// the write is not carried out.
func expectWrites(words string, want ...int) faultCheck {
	return func(t *testing.T, b *bench, product string) {
		b.mayBreak = true
		for i, status := range want {
			to := "Name" + string(rune('A'+i))
			r := b.rename(product, to)
			if r.status != max(status, -status) || (r.status == 0) != (r.err != nil && len(r.body) == 0) {
				t.Errorf("write %d: status %d, want %d: %v %s", i+1, r.status, status, r.err, r.body)
			}
			if status < 0 && !strings.Contains(string(r.body)+r.header.Get("Content-Type"), words) {
				t.Errorf("write %d: no %q in %s", i+1, words, r.body)
			}
			if done := b.nameNow(product) == to; done != (status >= 0) {
				t.Errorf("write %d is carried out: %v", i+1, done)
			}
			if last := last(b.tenant.Writes()); last.Effective != (status >= 0) || last.Status != r.status || last.Number != i+1 {
				t.Errorf("write %d is logged as %+v", i+1, last)
			}
		}
		b.get(map[string]string{"vbc": crudPath + "/users", "vcc": vccUsers}[product]).want(t, 200)
	}
}

func last[T any](list []T) T { return list[len(list)-1] }

var lossChecks = map[string]faultCheck{
	"lost-answer":   expectWrites("", 0, 0),
	"lost-answer=2": expectWrites("", 200, 0, 200),
	"lost-request=1,3": func(t *testing.T, b *bench, product string) {
		b.mayBreak = true
		for i, done := range []bool{false, true, false, true} {
			to := "Name" + string(rune('A'+i))
			r := b.rename(product, to)
			if (r.status == 200) != done || (b.nameNow(product) == to) != done || last(b.tenant.Writes()).Effective != done {
				t.Errorf("write %d: status %d, then %s", i+1, r.status, b.nameNow(product))
			}
		}
	},
	"applied-then-reset=1": func(t *testing.T, b *bench, product string) {
		if r := b.rename(product, "NameA"); r.status != 200 || r.err == nil || len(r.body) == 0 {
			t.Errorf("status %d, %v, %d bytes", r.status, r.err, len(r.body))
		}
		if got := b.nameNow(product); got != "NameA" {
			t.Errorf("the name is %s", got)
		}
	},
	"applied-then-reset": func(t *testing.T, b *bench, product string) {
		b.mayBreak = true
		if product == "vcc" {
			return // no answer of it is without a body
		}
		if r := b.do("DELETE", crudPath+"/users/"+b.tenant.Snapshot().VBC.Users[0].UUID, ""); r.status != 0 || b.countUsers(product) != 11 {
			t.Errorf("an answer without a body is not cut: %d", r.status)
		}
	},
	"write-500=2": expectWrites("", 200, -500, 200),
	"write-503=2": expectWrites("html", -503, -503, 200),
	"write-429=1": expectWrites("", -429, 200),
	"write-403":   expectWrites("", -403, -403, -403, -403),
	"write-404":   expectWrites("", -404, -404, -404, -404),
	"write-405":   expectWrites("", -405, -405, -405, -405),
	"write-slow=1ns": func(t *testing.T, b *bench, product string) {
		b.rename(product, "NameA").want(t, 200)
		if b.nameNow(product) != "NameA" {
			t.Error("the write is not carried out")
		}
	},
	"hostile-after=1": func(t *testing.T, b *bench, product string) {
		b.rename(product, "NameA").want(t, 200)
		b.rename(product, "NameB").want(t, 200)
		bent := last(b.tenant.Writes())
		b.rename(product, "NameC").want(t, 200)
		forgotten := last(b.tenant.Writes())
		if !slices.ContainsFunc(bent.Changes, func(c Change) bool { return c.After == `"Other"` || c.After == `"Other Name"` }) {
			t.Errorf("the second write changed %+v", bent.Changes)
		}
		if forgotten.Effective || forgotten.Status != 200 {
			t.Errorf("the third write: %+v", forgotten)
		}
		b.createUser(product)
		if w := last(b.tenant.Writes()); !strings.HasPrefix(w.Email, "other.new") || !w.Effective {
			t.Errorf("somebody else is created: %+v", w)
		}
	},
	"half-created=1": func(t *testing.T, b *bench, product string) {
		b.createUser(product).want(t, 500)
		s := b.tenant.Snapshot()
		if len(s.VBC.Users)+len(s.VCC.Users) != 25 {
			t.Error("nobody was created")
		}
		if u, v := last(s.VBC.Users), last(s.VCC.Users); product == "vbc" && u.LastName != "" || product == "vcc" && v.Name != v.Username {
			t.Errorf("the new user is whole: %+v %+v", u, v)
		}
		if w := last(b.tenant.Writes()); w.Kind != KindCreate || !w.Effective || w.Status != 500 || w.UserID == "" {
			t.Errorf("logged as %+v", w)
		}
	},
	"taken-elsewhere": func(t *testing.T, b *bench, product string) {
		b.createUser(product).want(t, 409)
		if b.countUsers(product) != 12 {
			t.Error("the user is there")
		}
		if w := last(b.tenant.Writes()); w.Kind != KindCreate || w.Effective || w.Email == "" {
			t.Errorf("logged as %+v", w)
		}
	},
	"duplicate-allowed": func(t *testing.T, b *bench, product string) {
		if product == "vbc" {
			b.do("POST", crudPath+"/users", `{"email":"a.person@northfold.example","first_name":"A","last_name":"B"}`).want(t, 201)
		} else {
			b.do("POST", vccUsers+"?allowOverages=true", postBody("a.person", false)).want(t, 201)
		}
		if b.countUsers(product) != 13 {
			t.Error("there is no second one")
		}
	},
	"delete-async=40": func(t *testing.T, b *bench, product string) {
		id := b.tenant.Snapshot().VBC.Users[0].UUID
		b.do("DELETE", crudPath+"/users/"+id, "").want(t, 204)
		b.do("DELETE", crudPath+"/users/"+id, "").want(t, 204)
		b.clock.at = b.clock.at.Add(39 * time.Second)
		b.get(crudPath+"/users/"+id).want(t, 200)
		if b.countUsers(product) != 12 {
			t.Error("gone too early")
		}
		b.clock.at = b.clock.at.Add(time.Second)
		if b.countUsers(product) != 11 {
			t.Error("never gone")
		}
		b.get(crudPath+"/users/"+id).want(t, 404)
		if w := b.tenant.Writes(); len(w) != 2 || !w[0].Effective || w[1].Effective {
			t.Errorf("two deletes of one user: %+v", w)
		}
	},
	"id-reuse": func(t *testing.T, b *bench, _ string) {
		id := b.tenant.Snapshot().VBC.Users[3].UUID
		b.do("DELETE", crudPath+"/users/"+id, "").want(t, 204)
		if made := b.createUser("vbc").want(t, 201).object(t); made["id"] != id {
			t.Errorf("the new user has the id %v, want %s", made["id"], id)
		}
		if next := b.tenant.AddVBC(VBCUser{Email: "x@northfold.example"}); next == id {
			t.Errorf("one id for two users: %s", next)
		}
	},
	"archive-multi": func(t *testing.T, b *bench, _ string) {
		path := vccUsers + "/" + b.tenant.Snapshot().VCC.Users[0].UserID
		b.do("PATCH", path, `{"active":false}`).want(t, 400)
		if w := last(b.tenant.Writes()); w.Kind != KindArchive || w.Effective {
			t.Errorf("logged as %+v", w)
		}
		b.do("PATCH", path, `{"name":"A"}`).want(t, 200)
		b.do("PATCH", path+"?acceptArchiveInMultipleAccounts=true", `{"active":false}`).want(t, 200)
	},
	"read-lag=20": func(t *testing.T, b *bench, product string) {
		s := b.tenant.Snapshot()
		path, name := crudPath+"/users/"+s.VBC.Users[0].UUID, "first_name"
		if product == "vcc" {
			path, name = vccUsers+"/"+s.VCC.Users[0].UserID, "name"
		}
		old := b.nameNow(product)
		b.rename(product, "NameA").want(t, 200)
		id := last(b.newIDs(product)).UserID
		b.clock.at = b.clock.at.Add(19 * time.Second)
		b.get(path[:strings.LastIndex(path, "/")+1]+id).want(t, 404)
		if got := b.get(path).want(t, 200).object(t)[name]; got != old {
			t.Errorf("a reading shows %v at once", got)
		}
		b.clock.at = b.clock.at.Add(time.Second)
		if got := b.get(path).want(t, 200).object(t)[name]; got != "NameA" {
			t.Errorf("a reading shows %v in the end", got)
		}
		b.get(path[:strings.LastIndex(path, "/")+1]+id).want(t, 200)
	},
}

// newIDs creates a user and returns the log.
func (b *bench) newIDs(product string) []Write {
	b.createUser(product).want(b.T, 201)
	return b.tenant.Writes()
}

// Lists that lag show a changed user as it was, in both products, while a single
// reading is current.
func TestListsLagBehindChanges(t *testing.T) {
	for _, product := range both {
		b := startFaulty(t, product, "list-lag=20", DialectCRUD)
		old := b.nameNow(product)
		list := func() string {
			return string(b.get(map[string]string{"vbc": crudPath + "/users", "vcc": vccUsers}[product]).want(t, 200).body)
		}
		name := func(n string) string {
			return `"` + map[string]string{"vbc": "first_name", "vcc": "name"}[product] + `":"` + n + `"`
		}
		count := strings.Count(list(), name(old))
		b.rename(product, "NameA").want(t, 200)
		b.clock.at = b.clock.at.Add(10 * time.Second)
		b.rename(product, "NameB").want(t, 200)
		for i, want := range []struct {
			after time.Duration
			name  string
		}{{9 * time.Second, old}, {time.Second, "NameA"}, {10 * time.Second, "NameB"}} {
			b.clock.at = b.clock.at.Add(want.after)
			if got := list(); !strings.Contains(got, name(want.name)) || want.name == old && strings.Count(got, name(old)) != count {
				t.Errorf("%s, moment %d: no %s in %s", product, i, want.name, got)
			}
			if product == "vcc" && !strings.Contains(string(b.get(vccUsers+"/by/username/a.person").body), "NameB") {
				t.Error("the look-up by username lags")
			}
		}
		// Switched off: the list goes on showing it as active.
		if product == "vcc" {
			id := b.tenant.Snapshot().VCC.Users[0].UserID
			b.do("PATCH", vccUsers+"/"+id, `{"active":false}`).want(t, 200)
			if !strings.Contains(list(), name("NameB")) || b.get(vccUsers + "/" + id).object(t)["active"] != false {
				t.Error("an archived user is gone from the list at once")
			}
		}
	}
}

// A slow write is carried out before it is waited for.
func TestSlowWritesAreDoneAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &bench{T: t, clock: &clock{}, accept: vccAccept, kind: "application/json"}
		tenant, err := New(smallCompany(), Options{Dialect: DialectCRUD, Faults: []Fault{{Name: "vbc:write-slow", Arg: "7s"}}})
		if err != nil {
			t.Fatal(err)
		}
		b.tenant, b.server, b.client = tenant, &httptest.Server{URL: "http://tenant.example"}, &http.Client{Transport: InMemory(tenant)}
		b.bearer = b.signIn(vbcTokenPath, passwordForm())
		began := time.Now()
		go func() {
			time.Sleep(time.Second)
			if b.nameNow("vbc") != "NameA" {
				t.Error("the write is not carried out at once")
			}
		}()
		b.rename("vbc", "NameA").want(t, 200)
		if d := time.Since(began); d != 7*time.Second {
			t.Errorf("answered after %s", d)
		}
	})
}

func TestPublishedDialectRefusesWritesUnderEveryFault(t *testing.T) {
	for fault := range lossChecks {
		b := start(t, smallCompany(), Options{Dialect: DialectPublished}, "vbc:"+strings.Replace(fault, "archive-multi", "write-500", 1))
		b.bearer, b.mayBreak = b.signIn(vbcTokenPath, passwordForm()), true
		for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodPatch} {
			b.do(method, accountPath+"/users/501", `{"first_name":"A","last_name":"B","email":"n@northfold.example"}`)
			b.do(method, accountPath+"/users", `{"first_name":"A","last_name":"B","email":"n@northfold.example"}`)
		}
		for _, w := range b.tenant.Writes() {
			if w.Effective {
				t.Errorf("%s: %+v", fault, w)
			}
		}
	}
}
