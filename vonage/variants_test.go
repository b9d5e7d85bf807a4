package vonage

// Every form that the two APIs are known to answer in, read end to end: the
// documents of Vonage differ from each other, and from what was seen live.

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"rollcall/reconcile"
)

// form is a tenant that answers in one form of the list of users; fill gives it
// what a case leaves out.
type form struct {
	ids  []string                                          // as they stand in the JSON
	size int                                               // users on a page
	base int                                               // number of the first page
	user func(id string) string                            // one user
	page func(page, pages, total int, users string) string // a whole answer, users without brackets
	past *answer                                           // for a page past the end; nil: an empty list

	param string // name of the page parameter that is honoured; empty: page
}

// bend answers the requests for users.
func (f form) bend(kind string, _ int, r *http.Request) *answer {
	if kind != "users" {
		return nil
	}
	page := f.base
	if text := r.URL.Query().Get(or(f.param, "page")); text != "" {
		page, _ = strconv.Atoi(text)
	}
	pages := (len(f.ids) + f.size - 1) / f.size
	from := min(max(0, page-f.base)*f.size, len(f.ids))
	ids := f.ids[from:min(from+f.size, len(f.ids))]
	if len(ids) == 0 && f.past != nil && page > f.base {
		past := *f.past
		return &past
	}
	var users []string
	for _, id := range ids {
		users = append(users, f.user(id))
	}
	return &answer{status: 200, body: f.page(page, pages, len(f.ids), strings.Join(users, ","))}
}

func userOfVBC(id string) string {
	return fmt.Sprintf(`{"id":%s,"login_name":"l%s","email":null,"first_name":null,"contact_numbers":null,"extensions":null}`, id, strings.Trim(id, `"`))
}

func userOfVCC(id string) string {
	return fmt.Sprintf(`{"userId":%s,"username":"n%s","email":null,"lastLoginTime":null,"active":null,"userAccountConfiguration":null}`, id, strings.Trim(id, `"`))
}

var (
	numbers = []string{"101", "102", "103", "104", "105"}
	uuids   = []string{`"3f6d0a52-0000-4000-8000-000000000001"`, `"3f6d0a52-0000-4000-8000-000000000002"`, `"3f6d0a52-0000-4000-8000-000000000003"`}
)

// hal is a page made of parts, where %page is its number, %count the number of
// pages, %total that of users, and %users the users.
func hal(parts string) func(int, int, int, string) string {
	return func(page, pages, total int, users string) string {
		return "{" + strings.NewReplacer("%page", fmt.Sprint(page), "%count", fmt.Sprint(pages), "%total", fmt.Sprint(total), "%users", users).Replace(parts) + "}"
	}
}

const embedded = `"_embedded":{"data":[%users]}`

func TestFormsOfVBC(t *testing.T) {
	noList := &answer{status: 200, body: `{"page":9,"page_size":2,"total_pages":3,"total_items":5,"_links":{}}`}
	one := []string{"101"}
	tests := map[string]struct {
		form
		dialect string
		words   string // of the reason, where the form cannot prove the list whole
	}{
		"data":                      {form{page: hal(`"page":%page,"page_size":2,"total_pages":%count,"total_items":%total,` + embedded)}, "published", ""},
		"users":                     {form{page: hal(`"page":%page,"total_items":%total,"_embedded":{"users":[%users]}`)}, "published", ""},
		"users, UUIDs":              {form{ids: uuids, param: "page_index", page: hal(`"page_index":%page,"total_items":%total,"_embedded":{"users":[%users]}`)}, "crud", ""},
		"users, UUIDs, no echo":     {form{ids: uuids, param: "page_index", page: hal(`"total_items":%total,"_embedded":{"users":[%users]}`)}, "crud", ""},
		"data at the top":           {form{page: hal(`"page":%page,"total_items":%total,"data":[%users]`)}, "published", ""},
		"users at the top":          {form{page: hal(`"page":%page,"total_items":%total,"users":[%users]`)}, "published", ""},
		"list before the numbers":   {form{page: hal(embedded + `,"total_items":%total,"page":%page`)}, "published", ""},
		"one object for a list":     {form{ids: one, past: noneAt(1), page: hal(`"page":%page,"total_items":%total,"_embedded":{"data":%users}`)}, "published", ""},
		"total_pages alone":         {form{page: hal(`"page":%page,"total_pages":%count,` + embedded)}, "published", ""},
		"total_page alone":          {form{page: hal(`"page":%page,"total_page":%count,` + embedded)}, "published", ""},
		"total_items alone":         {form{page: hal(`"page":%page,"total_items":%total,` + embedded)}, "published", ""},
		"neither":                   {form{page: hal(`"page":%page,` + embedded)}, "published", "neither a total nor a page count"},
		"total_items null":          {form{page: hal(`"page":%page,"total_items":null,"total_pages":%count,` + embedded)}, "published", ""},
		"no echo":                   {form{page: hal(`"total_items":%total,` + embedded)}, "published", ""},
		"echo null":                 {form{page: hal(`"page":null,"total_items":%total,` + embedded)}, "published", ""},
		"from 0":                    {form{base: -1, page: hal(`"page":%page,"total_items":%total,` + embedded)}, "published", ""},
		"from 0, no echo":           {form{base: -1, page: hal(`"total_items":%total,` + embedded)}, "published", ""},
		"from 0, page_index":        {form{base: -1, ids: uuids, param: "page_index", page: hal(`"page_index":%page,"total_items":%total,"_embedded":{"users":[%users]}`)}, "crud", ""},
		"numbers as text":           {form{page: hal(`"page":"%page","page_size":"2","total_pages":"%count","total_items":"%total",` + embedded)}, "published", ""},
		"ids above 2^53":            {form{ids: []string{"9007199254740993", "9007199254740992", "18446744073709551617"}, page: hal(`"page":%page,"total_items":%total,` + embedded)}, "published", ""},
		"past the end 404":          {form{past: &answer{status: 404}, page: hal(`"page":%page,"total_items":%total,` + embedded)}, "published", ""},
		"past the end 400":          {form{past: &answer{status: 400, body: `{"status":400,"title":"Bad Request"}`}, page: hal(`"page":%page,"total_items":%total,` + embedded)}, "published", ""},
		"past the end, no list":     {form{past: noList, page: hal(`"page":%page,"total_items":%total,` + embedded)}, "published", ""},
		"a bare list":               {form{page: func(_, _, _ int, users string) string { return "[" + users + "]" }}, "published", "neither a total nor a page count"},
		"links and unknown members": {form{page: hal(`"x":[{"data":[1]}],"page":%page,"total_items":%total,"_links":{"next":{"href":"https://elsewhere.example/"}},` + embedded)}, "published", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			tt.form.fill(numbers, userOfVBC)
			cfg := vbcConfig
			cfg.PageSize = 2
			tn := &tenant{bend: tt.form.bend}
			pop := readVBC(t, tn, cfg)
			tt.check(t, pop, tt.words)
			if pop.Proof.Dialect != tt.dialect {
				t.Errorf("dialect %s", pop.Proof.Dialect)
			}
		})
	}
}

func noneAt(total int) *answer {
	return &answer{status: 200, body: fmt.Sprintf(`{"page":2,"total_items":%d,"_embedded":{"data":[]}}`, total)}
}

// fill puts in what was left out. A base of -1 stands for 0.
func (f *form) fill(ids []string, user func(string) string) {
	f.user, f.size = user, 2
	if f.ids == nil {
		f.ids = ids
	}
	switch f.base {
	case -1:
		f.base = 0
	case 0:
		f.base = 1
	}
}

// check wants exactly the users of the form, with their ids as they were sent.
func (f *form) check(t *testing.T, pop reconcile.Population, words string) {
	t.Helper()
	if words != "" {
		want(t, pop, incomplete, reconcile.CauseRead, words)
	} else {
		want(t, pop, complete, "")
	}
	var got, sent []string
	for _, a := range pop.Accounts {
		got = append(got, a.ID)
		if a.EmailSupplied && a.Email.Usable() || a.FirstName.Known() || len(a.Odd) > 0 {
			t.Errorf("%+v", a)
		}
	}
	for _, id := range f.ids {
		sent = append(sent, strings.Trim(id, `"`))
	}
	slices.Sort(sent)
	if !slices.Equal(got, sent) {
		t.Errorf("ids %q, want %q", got, sent)
	}
	if pop.Proof.PageBase != f.base && words == "" {
		t.Errorf("base %d, want %d", pop.Proof.PageBase, f.base)
	}
}

func TestFormsOfVCC(t *testing.T) {
	meta := `"meta":{"page":%page,"count":2,"pageCount":%count,"totalCount":%total}`
	tests := map[string]struct {
		form
		words string
	}{
		"users":                  {form{page: hal(`"users":[%users],` + meta)}, ""},
		"items":                  {form{page: hal(`"items":[%users],` + meta)}, ""},
		"meta first":             {form{page: hal(meta + `,"users":[%users]`)}, ""},
		"bare":                   {form{ids: []string{`"a"`}, page: func(_, _, _ int, users string) string { return "[" + users + "]" }}, ""},
		"bare and full":          {form{page: func(_, _, _ int, users string) string { return "[" + users + "]" }, ids: []string{`"a"`, `"b"`}}, "more may be left"},
		"from 0":                 {form{base: -1, page: hal(`"items":[%users],` + meta)}, ""},
		"from 0, no echo":        {form{base: -1, page: hal(`"items":[%users],"meta":{"totalCount":%total}`)}, ""},
		"pageCount 0":            {form{page: hal(`"users":[%users],"meta":{"page":%page,"count":0,"pageCount":0,"totalCount":%total}`)}, ""},
		"no page":                {form{page: hal(`"users":[%users],"meta":{"count":2,"pageCount":%count,"totalCount":%total}`)}, ""},
		"no page count":          {form{page: hal(`"users":[%users],"meta":{"page":%page,"totalCount":%total}`)}, ""},
		"total alone":            {form{page: hal(`"users":[%users],"meta":{"totalCount":%total}`)}, ""},
		"nulls in meta":          {form{page: hal(`"users":[%users],"meta":{"page":null,"count":null,"pageCount":null,"totalCount":%total}`)}, ""},
		"numbers as text":        {form{page: hal(`"users":[%users],"meta":{"page":"%page","count":"2","pageCount":"%count","totalCount":"%total"}`)}, ""},
		"ids are numbers":        {form{ids: []string{"9007199254740993", "7"}, page: hal(`"users":[%users],` + meta)}, ""},
		"past the end 404":       {form{past: &answer{status: 404}, page: hal(`"users":[%users],` + meta)}, ""},
		"past the end 400":       {form{past: &answer{status: 400}, page: hal(`"users":[%users],` + meta)}, ""},
		"unknown members beside": {form{page: hal(`"links":{"next":"x"},"users":[%users],"more":null,` + meta)}, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			tt.form.fill(uuids, userOfVCC)
			cfg := vccConfig
			cfg.PageSize = 2
			tt.check(t, readVCC(t, &tenant{bend: tt.form.bend}, cfg), tt.words)
		})
	}
}

func TestBasePathsOnRealAnswers(t *testing.T) {
	gateway := answer{status: 404, body: `{"fault":{"code":900906,"message":"No matching resource found in the API for the given request"}}`}
	tests := map[string]struct {
		first answer // for the paths before the third
		whole bool
		users int // requests for users
		cause reconcile.Cause
	}{
		"404":                  {answer{status: 404, body: `{"msg":"No matching resource found","status":404}`}, true, 4, ""},
		"404 of the gateway":   {gateway, true, 4, ""},
		"404 without a body":   {answer{status: 404}, true, 4, ""},
		"404 as a web page":    {answer{status: 404, header: map[string]string{"Content-Type": "text/html"}, body: "<html>no</html>"}, true, 4, ""},
		"403":                  {answer{status: 403, body: `{"code":900908,"message":"Resource forbidden"}`}, false, 1, reconcile.CauseAuth},
		"401":                  {answer{status: 401}, false, 2, reconcile.CauseAuth}, // once more with a new token
		"400":                  {answer{status: 400}, false, 1, reconcile.CauseRead},
		"an answer of no form": {answer{status: 200, body: `{}`}, false, 1, reconcile.CauseRead},
		"405":                  {answer{status: 405}, false, 1, reconcile.CauseRead},
		"a redirect":           {answer{status: 302, header: map[string]string{"Location": "https://login.example/"}}, false, 1, reconcile.CauseRead},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			tn := &tenant{users: 5, base: "/provisioning/v1"}
			tn.bend = func(kind string, _ int, r *http.Request) *answer {
				if kind != "users" || strings.Contains(r.URL.Path, tn.base+"/accounts/") {
					return nil
				}
				first := tt.first
				return &first
			}
			pop := readVBC(t, tn, vbcConfig)
			if pop.Complete() != tt.whole || pop.Cause != tt.cause || tn.count("users") != tt.users {
				t.Errorf("%s, %s, %d requests for users: %s", pop.Status, pop.Cause, tn.count("users"), pop.Reason)
			}
			if tt.whole && pop.Proof.Path != "/t/vbc.prod/provisioning/v1/accounts/412207/users" {
				t.Error(pop.Proof.Path)
			}
		})
	}
}

// TestAnUnknownDialectIsDescribed: what answered is said by its shape, so that
// somebody can tell what it is, and by nothing of its content.
func TestAnUnknownDialectIsDescribed(t *testing.T) {
	const body = `{"status":"fine","result":{"rows":[{"mail":"ada@northfold.example","no":70441},{"mail":"bo@northfold.example","no":70442},{"mail":"cy@northfold.example","no":70443}]}}`
	const shape = `the answer has the shape {"status": text, "result": {"rows": [object{"mail","no"} × 3]}}`
	tn := &tenant{bend: on("users", 0, answer{status: 200, body: body})}
	for _, pop := range []reconcile.Population{readVBC(t, tn, vbcConfig), readVCC(t, tn, vccConfig)} {
		want(t, pop, failed, reconcile.CauseRead, "the list of users is missing", shape)
		if d := detail(pop, reconcile.CheckShape); !strings.Contains(d, shape) {
			t.Errorf("%s: %s", pop.Product, d)
		}
		for _, content := range []string{"ada", "northfold", "7044", "fine"} {
			if strings.Contains(pop.Reason, content) {
				t.Errorf("%s shows %q: %s", pop.Product, content, pop.Reason)
			}
		}
	}
	for body, words := range map[string]string{
		`{"_embedded":{"data":"none"}}`:      `data is not a list; the answer has the shape {"_embedded": {"data": text}}`,
		`{"_embedded":[1,2]}`:                `_embedded is not an object; the answer has the shape {"_embedded": [number × 2]}`,
		`"nobody"`:                           `neither an object nor a list was answered; the answer has the shape text`,
		`{"total_items":1,"data":["ada"]}`:   `an object in the list was expected; the answer has the shape {"total_items": number, "data": [text × 1]}`,
		`{"total_items":1,"data":[{"x":1}]}`: `a user has no id; the answer has the shape {"total_items": number, "data": [object{"x"} × 1]}`,
	} {
		pop := readVBC(t, &tenant{bend: on("users", 0, answer{status: 200, body: body})}, vbcConfig)
		want(t, pop, failed, reconcile.CauseRead, words)
	}
}

func TestFormsOfTheListOfExtensions(t *testing.T) {
	const list = `[{"extension_number":"1","user_id":700000},{"extension_number":"2","user_id":700001}]`
	for name, body := range map[string]string{
		"data":              `{"page":%d,"total_items":2,"_embedded":{"data":` + list + `}}`,
		"extensions":        `{"page":%d,"total_items":2,"_embedded":{"extensions":` + list + `}}`,
		"extensions on top": `{"page":%d,"total_pages":1,"extensions":` + list + `}`,
		"data on top":       `{"page":%d,"total_page":1,"data":` + list + `}`,
		"a bare list":       list,
		"one object":        `{"page":%d,"total_items":1,"_embedded":{"data":{"extension_number":"1","user_id":700000}}}`,
	} {
		tn := &tenant{users: 2, bend: func(kind string, _ int, r *http.Request) *answer {
			switch past := r.URL.Query().Get("page") > "1"; {
			case kind != "extensions":
				return nil
			case past && body == list:
				return &answer{status: 200, body: "[]"}
			case past:
				return &answer{status: 404}
			}
			return &answer{status: 200, body: strings.Replace(body, "%d", "1", 1)}
		}}
		pop := readVBC(t, tn, vbcConfig)
		want(t, pop, complete, "")
		if got := detail(pop, checkExtensions); !strings.Contains(got, " joined to a user, 0 without a user") {
			t.Errorf("%s: %s", name, got)
		}
	}
}
