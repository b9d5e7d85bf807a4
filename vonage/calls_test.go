package vonage

// Call logs: what counts as use, whose it is, and which period is known.

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rollcall/reconcile"
	"rollcall/vonage/vbc"
)

// logbook is a fake of the call logs. The zero logbook holds no calls and
// answers as the documents say, with pages from 1.
type logbook struct {
	rows   []map[string]any
	zero   bool      // pages from 0
	older  bool      // total_page, as an older document names it
	silent bool      // neither a total nor a page count
	clamp  int       // most rows on a page, 0 for as many as are asked for
	most   int       // most days in one request, 0 for any number
	begins time.Time // requests for anything older are refused
	deaf   bool      // ignores the period
	path   string    // the only base path, empty for any

	windows []string // the periods of first pages that were granted
}

func (l *logbook) answer(r *http.Request) *answer {
	q := r.URL.Query()
	from, err1 := time.Parse(vbc.CallTime, q.Get("start:gte"))
	to, err2 := time.Parse(vbc.CallTime, q.Get("start:lte"))
	switch {
	case l.path != "" && !strings.Contains(r.URL.Path, l.path):
		return &answer{status: 404, body: `{"msg":"No matching resource","status":404}`}
	case err1 != nil || err2 != nil:
		return &answer{status: 400, body: `{"title":"a time cannot be read"}`}
	case l.most > 0 && to.Sub(from) > time.Duration(l.most)*24*time.Hour:
		return &answer{status: 400, body: `{"title":"the period is too long"}`}
	case from.Before(l.begins):
		return &answer{status: 400, body: `{"title":"the period is too far back"}`}
	}
	var found []map[string]any
	for _, row := range l.rows {
		at, ok := callTime(fmt.Sprint(row["start"]))
		if !ok || l.deaf || !at.Before(from) && !at.After(to) {
			found = append(found, row)
		}
	}
	return l.page(q.Get("page"), q.Get("page_size"), found, from, to)
}

func (l *logbook) page(asked, size string, found []map[string]any, from, to time.Time) *answer {
	first := 1
	if l.zero {
		first = 0
	}
	n := first
	if asked != "" {
		n, _ = strconv.Atoi(asked)
	} else {
		l.windows = append(l.windows, span(from, to.Add(time.Second)))
	}
	per, _ := strconv.Atoi(size)
	if l.clamp > 0 {
		per = min(per, l.clamp)
	}
	e := map[string]any{"page": n, "page_size": per}
	pages := "total_pages"
	if l.older {
		pages = "total_page"
	}
	if !l.silent {
		e[pages] = (len(found) + per - 1) / per
	}
	if !l.silent && !l.older {
		e["total_items"] = len(found)
	}
	start := min(max(0, (n-first)*per), len(found))
	if rows := found[start:min(start+per, len(found))]; len(rows) > 0 {
		e["_embedded"] = map[string]any{"call_logs": rows}
	}
	return ok(e)
}

// logs lets a tenant answer for call logs from a logbook.
func logs(l *logbook) func(string, int, *http.Request) *answer {
	return func(kind string, _ int, r *http.Request) *answer {
		if kind == "call-logs" {
			return l.answer(r)
		}
		return nil
	}
}

// callsNow is when the reads of these tests begin: a Tuesday, in the afternoon.
var callsNow = time.Date(2026, 3, 31, 14, 30, 0, 0, time.UTC)

// readCalls reads a tenant with the call logs of so many days.
func readCalls(t *testing.T, tn *tenant, days int, change func(*VBC)) (pop reconcile.Population) {
	t.Helper()
	cfg := vbcConfig
	cfg.CallLogDays, cfg.Workers = days, 1
	if change != nil {
		change(&cfg)
	}
	synctest.Test(t, func(*testing.T) {
		opt := options(tn)
		opt.Now = func() time.Time { return callsNow }
		pop = FetchVBC(context.Background(), cfg, opt)
	})
	want(t, pop, complete, pop.Cause)
	return pop
}

// made is a row of a call that somebody made.
func made(id int, by, at string) map[string]any {
	return map[string]any{"id": fmt.Sprint("c", id), "direction": "Outbound", "start": at, "result": "Answered", "source_user": by, "length": 60}
}

// use is what is known of the accounts with calls, in short.
func use(pop reconcile.Population) string {
	var out []string
	for _, a := range pop.Accounts {
		if a.Calls > 0 || !a.LastCall.IsZero() {
			out = append(out, fmt.Sprintf("%s %d %s", a.Login, a.Calls, a.LastCall.Format("01-02 15:04")))
		}
	}
	return strings.Join(out, ", ")
}

func TestWhatCountsAsUse(t *testing.T) {
	row := func(direction, result string, more ...any) map[string]any {
		m := map[string]any{"id": "x", "start": "2026-03-30 10:00:00", "direction": direction, "result": result}
		for i := 0; i < len(more); i += 2 {
			m[more[i].(string)] = more[i+1]
		}
		return m
	}
	to, ext := "destination_user", "destination_extension"
	for name, tt := range map[string]struct {
		row   map[string]any
		use   string
		words string
	}{
		"outbound":                          {row("Outbound", "Answered", "source_user", "user1"), "user1 1 03-30 10:00", ""},
		"outbound that nobody answered":     {row("Outbound", "Busy", "source_user", "user1"), "user1 1 03-30 10:00", ""},
		"outbound to somebody else":         {row("Outbound", "Answered", "source_user", "user1", to, "user2"), "user1 1 03-30 10:00", ""},
		"inbound answered":                  {row("Inbound", "Answered", to, "user1", "source_user", "user2"), "user1 1 03-30 10:00", ""},
		"inbound completed, in small print": {row("inbound", "completed", to, "user1"), "user1 1 03-30 10:00", ""},
		"inbound missed":                    {row("Inbound", "Missed", to, "user1"), "", "1 calls, 0 accounts with use, 0 calls of nobody known"},
		"inbound voicemail":                 {row("Inbound", "Voicemail", to, "user1"), "", "0 accounts with use"},
		"inbound with an unknown result":    {row("Inbound", "Transferred", to, "user1"), "", `what they say is not known: 1 "Transferred"`},
		"inbound without a result":          {row("Inbound", "", to, "user1"), "", `1 "no result"`},
		"no direction":                      {row("", "Answered", to, "user1"), "", `1 "direction"`},
		"login in another case":             {row("Outbound", "", "source_user", " USER1 "), "user1 1 03-30 10:00", ""},
		"login with the suffix":             {row("Outbound", "", "source_user", "User1@VBC.prod"), "user1 1 03-30 10:00", ""},
		"login with another domain":         {row("Outbound", "", "source_user", "user1@northfold.example"), "", "1 calls of nobody known"},
		"extension as a number":             {row("Inbound", "Answered", ext, 2003), "user3 1 03-30 10:00", ""},
		"extension as a text":               {row("Inbound", "Answered", to, nil, ext, "2003"), "user3 1 03-30 10:00", ""},
		"extension of somebody who is gone": {row("Outbound", "", "source_user", "gone", "source_extension", 2003), "", "1 calls of nobody known"},
		"nobody":                            {row("Outbound", "", ext, 2003), "", "1 calls of nobody known"},
		"missed by nobody known":            {row("Inbound", "Missed", to, "gone"), "", "0 calls of nobody known"},
		"start in ISO 8601":                 {row("Outbound", "", "source_user", "user1", "start", "2026-03-30T12:00:00+02:00"), "user1 1 03-30 10:00", ""},
		"start with a zone without colon":   {row("Outbound", "", "source_user", "user1", "start", "2026-03-30T12:00:00.000+0200"), "user1 1 03-30 10:00", ""},
		"start in microseconds":             {row("Outbound", "", "source_user", "user1", "start", 1774864800000000), "user1 1 03-30 10:00", ""},
		"start in milliseconds, as a text":  {row("Outbound", "", "source_user", "user1", "start", "1774864800000"), "user1 1 03-30 10:00", ""},
		"start in seconds":                  {row("Outbound", "", "source_user", "user1", "start", 1774864800), "user1 1 03-30 10:00", ""},
		"start that cannot be read":         {row("Outbound", "", "source_user", "user1", "start", "yesterday"), "", "2 calls whose start cannot be read"},
		"a small number for a start":        {row("Outbound", "", "source_user", "user1", "start", 20260330), "", "2 calls whose start cannot be read"},
	} {
		t.Run(name, func(t *testing.T) {
			l := &logbook{rows: []map[string]any{tt.row}}
			pop := readCalls(t, &tenant{users: 5, bend: logs(l)}, 1, nil)
			if got := use(pop); got != tt.use {
				t.Errorf("use %q, want %q", got, tt.use)
			}
			if got := detail(pop, checkCalls); !strings.Contains(got, tt.words) {
				t.Errorf("%q lacks %q", got, tt.words)
			}
		})
	}
}

func TestOneNameForTwoAccountsIsNobodys(t *testing.T) {
	line := func(number string) []reconcile.Extension { return []reconcile.Extension{{Number: number}} }
	who := callersOf([]reconcile.Account{
		{Login: "Ada", Extensions: line("1")}, {Login: "ada@vbc.prod", Extensions: line("2")},
		{Login: "bo@vbc.prod", Extensions: line("2")}, {Login: "cy"}, {Login: "CY"}, {},
	}, "@VBC.prod")
	for _, tt := range []struct {
		login, extension string
		want             int32
	}{
		{"ADA", "", 0}, {"ada@vbc.prod", "", 1}, {"bo", "", 2}, {"BO@vbc.prod", "", 2}, {"cy", "", nobody}, {"cy@vbc.prod", "", nobody},
		{"", "1", 0}, {"", "2", nobody}, {"", "3", nobody}, {"", "", nobody}, {"@vbc.prod", "", nobody}, {"zed", "1", nobody},
	} {
		if got := who.find(tt.login, tt.extension); got != tt.want {
			t.Errorf("%q, %q: account %d, want %d", tt.login, tt.extension, got, tt.want)
		}
	}
	if got := callersOf([]reconcile.Account{{Login: "ada"}}, noSuffix).find("adanone", ""); got != nobody {
		t.Error("none was taken for a suffix")
	}
}

// month is a logbook with a call on each day of so many days before callsNow,
// the present one included.
func month(days int) *logbook {
	l := &logbook{}
	for i := range days {
		l.rows = append(l.rows, made(i, fmt.Sprint("user", i%5), callsNow.AddDate(0, 0, -i).Add(-time.Hour).Format(vbc.CallTime)))
	}
	return l
}

func TestFormsOfTheCallLogs(t *testing.T) {
	for name, change := range map[string]func(*logbook){
		"as documented":         func(*logbook) {},
		"pages from 0":          func(l *logbook) { l.zero = true },
		"total_page":            func(l *logbook) { l.older = true },
		"small pages":           func(l *logbook) { l.clamp = 2 },
		"small pages from 0":    func(l *logbook) { l.clamp, l.zero = 2, true },
		"path without v1":       func(l *logbook) { l.path = "/reports/accounts/" },
		"no more than two days": func(l *logbook) { l.most = 2 },
		"no more than a day":    func(l *logbook) { l.most = 1 },
		"rows without an id": func(l *logbook) {
			for _, row := range l.rows {
				delete(row, "id")
			}
		},
		"one id for all rows": func(l *logbook) {
			for _, row := range l.rows {
				row["id"] = "conference"
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			l := month(25)
			change(l)
			pop := readCalls(t, &tenant{users: 5, bend: logs(l)}, 20, nil)
			wanted := reconcile.CallLog{AskedFrom: time.Date(2026, 3, 11, 0, 0, 0, 0, time.UTC), AskedTo: callsNow,
				CoveredFrom: time.Date(2026, 3, 11, 0, 0, 0, 0, time.UTC), CoveredTo: callsNow,
				Oldest: time.Date(2026, 3, 11, 13, 30, 0, 0, time.UTC), Calls: 21}
			if *pop.Calls != wanted {
				t.Errorf("got  %+v\nwant %+v", *pop.Calls, wanted)
			}
			if got := use(pop); got != "user0 5 03-31 13:30, user1 4 03-30 13:30, user2 4 03-29 13:30, user3 4 03-28 13:30, user4 4 03-27 13:30" {
				t.Error(got)
			}
			if got := detail(pop, checkCalls); got != "call logs: 2026-03-11 to 2026-03-31 14:30 UTC covered, 21 calls, 5 accounts with use, 0 calls of nobody known" {
				t.Error(got)
			}
		})
	}
}

func TestChunksMeetAtTheSecond(t *testing.T) {
	l := &logbook{}
	for i, at := range []string{"2026-03-16 23:59:59", "2026-03-17 00:00:00", "2026-03-23 23:59:59", "2026-03-24 00:00:00", "2026-03-30 23:59:59",
		"2026-03-31 00:00:00", "2026-03-31 14:29:59", "2026-03-31 14:30:00"} {
		l.rows = append(l.rows, made(i, "user1", at))
	}
	pop := readCalls(t, &tenant{users: 5, bend: logs(l)}, 14, nil)
	if got := use(pop); got != "user1 6 03-31 14:29" || pop.Calls.Calls != 6 {
		t.Errorf("%s, %d calls: one is lost, or counted twice", got, pop.Calls.Calls)
	}
	want := []string{"2026-03-31 to 2026-03-31 14:30 UTC", "2026-03-24 to 2026-03-30", "2026-03-17 to 2026-03-23"}
	if !slices.Equal(l.windows, want) {
		t.Errorf("asked for %q, want %q", l.windows, want)
	}
}

func TestACrowdedChunkIsDivided(t *testing.T) {
	l := month(25)
	tn := &tenant{users: 5, bend: func(kind string, n int, r *http.Request) *answer {
		if q := r.URL.Query(); kind == "call-logs" && strings.HasPrefix(q.Get("start:gte"), "2026-03-17") && strings.HasPrefix(q.Get("start:lte"), "2026-03-23") {
			return ok(map[string]any{"page": 1, "page_size": 1000, "total_items": chunkRows + 1, "_embedded": map[string]any{"call_logs": l.rows}})
		}
		return logs(l)(kind, n, r)
	}}
	pop := readCalls(t, tn, 20, nil)
	want := []string{"2026-03-31 to 2026-03-31 14:30 UTC", "2026-03-24 to 2026-03-30", "2026-03-21 to 2026-03-23", "2026-03-18 to 2026-03-20",
		"2026-03-15 to 2026-03-17", "2026-03-12 to 2026-03-14", "2026-03-11 to 2026-03-11"}
	if pop.Calls.Calls != 21 || pop.Calls.Reason != "" || !slices.Equal(l.windows, want) {
		t.Errorf("%+v, asked for %q", *pop.Calls, l.windows)
	}
}

func TestWhatIsCovered(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2026, 3, d, 0, 0, 0, 0, time.UTC) }
	for name, tt := range map[string]struct {
		log      func(*logbook)
		bend     func(n int, r *http.Request) *answer
		from, to time.Time
		reason   []string
		requests int // 0 for any number
	}{
		"emptiness before the first call is not known": {func(l *logbook) { l.rows = l.rows[:5] }, nil, day(27), callsNow,
			[]string{"there is no call before 2026-03-27, so nobody knows whether the log goes back further"}, 8},
		"no call at all": {func(l *logbook) { l.rows = nil }, nil, time.Time{}, time.Time{},
			[]string{"there is no call in the log, so nobody knows how far back it goes"}, 8},
		"emptiness between calls is known": {func(l *logbook) { l.rows = append(l.rows[:2], l.rows[18]) }, nil, day(13), callsNow,
			[]string{"there is no call before 2026-03-13"}, 8},
		"all that was asked for": {nil, nil, day(11), callsNow, nil, 8},
		"the log ends": {func(l *logbook) { l.begins = day(20) }, nil, day(20), callsNow,
			[]string{"2026-03-19 to 2026-03-19", "too far back", "and 7 more", "nothing older was asked for"}, 0},
		"neither a total nor a page count": {func(l *logbook) { l.silent = true }, nil, time.Time{}, time.Time{},
			[]string{"no total is declared"}, 0},
		"the period is ignored": {func(l *logbook) { l.deaf = true }, nil, time.Time{}, time.Time{},
			[]string{"from another time"}, 0},
		"the present day never rests": {nil, func(n int, r *http.Request) *answer {
			if !strings.HasPrefix(r.URL.Query().Get("start:gte"), "2026-03-31") {
				return nil
			}
			if r.URL.Query().Get("page") != "" {
				return ok(map[string]any{"page": 2, "total_items": n})
			}
			return ok(map[string]any{"page": 1, "total_items": n, "_embedded": map[string]any{"call_logs": []any{made(0, "user0", "2026-03-31 13:30:00")}}})
		}, day(11), day(31), []string{"2026-03-31 to 2026-03-31 14:30 UTC: the log changed while it was read"}, 0},
		"a chunk is short of calls": {nil, func(_ int, r *http.Request) *answer {
			if !strings.HasPrefix(r.URL.Query().Get("start:gte"), "2026-03-17") {
				return nil
			}
			if r.URL.Query().Get("page") != "" {
				return ok(map[string]any{"page": 2, "total_items": 9})
			}
			return ok(map[string]any{"page": 1, "total_items": 9, "_embedded": map[string]any{"call_logs": []any{made(0, "user0", "2026-03-19 13:30:00")}}})
		}, day(24), callsNow, []string{"2026-03-17 to 2026-03-23", "9 calls are declared"}, 0},
		"not subscribed": {nil, func(int, *http.Request) *answer {
			return &answer{status: 403, body: `{"fault":{"code":900908,"message":"Resource forbidden"}}`}
		}, time.Time{}, time.Time{}, []string{"403", "900908", "subscribe the application to the Reports suite, or set vbc.reports"}, 1},
		"no openid scope": {nil, func(int, *http.Request) *answer { return &answer{status: 401} }, time.Time{}, time.Time{},
			[]string{"status 401", "subscribe the application to the Reports suite, or set vbc.reports"}, 2},
		"nowhere": {func(l *logbook) { l.path = "/nowhere" }, nil, time.Time{}, time.Time{},
			[]string{"404", "vbc.account_id and vbc.reports.base_url", "/t/vbc.prod/reports/v1, /t/vbc.prod/reports"}, 2},
		"it breaks on the way": {nil, func(_ int, r *http.Request) *answer {
			if !strings.HasPrefix(r.URL.Query().Get("start:gte"), "2026-03-17") {
				return nil
			}
			return &answer{status: 200, body: `{"page":1`}
		}, day(24), callsNow, []string{"2026-03-17 to 2026-03-23", "cut off"}, 5},
		"everything is refused": {nil, func(int, *http.Request) *answer { return &answer{status: 400, body: `{"title":"no"}`} }, time.Time{}, time.Time{},
			[]string{"answered status 400", "nothing older was asked for"}, 9},
	} {
		t.Run(name, func(t *testing.T) {
			l := month(25)
			if tt.log != nil {
				tt.log(l)
			}
			tn := &tenant{users: 5, bend: func(kind string, n int, r *http.Request) *answer {
				if kind == "call-logs" && tt.bend != nil {
					if a := tt.bend(n, r); a != nil {
						return a
					}
				}
				return logs(l)(kind, n, r)
			}}
			pop := readCalls(t, tn, 20, nil)
			if !pop.Calls.CoveredFrom.Equal(tt.from) || !pop.Calls.CoveredTo.Equal(tt.to) || len(pop.Accounts) != 5 {
				t.Errorf("covered %v to %v, want %v to %v; %s", pop.Calls.CoveredFrom, pop.Calls.CoveredTo, tt.from, tt.to, pop.Calls.Reason)
			}
			for _, w := range tt.reason {
				if !strings.Contains(pop.Calls.Reason, w) || !strings.Contains(detail(pop, checkCalls), w) {
					t.Errorf("reason %q, check %q lack %q", pop.Calls.Reason, detail(pop, checkCalls), w)
				}
			}
			if (len(tt.reason) == 0) != (pop.Calls.Reason == "") {
				t.Errorf("reason %q", pop.Calls.Reason)
			}
			if got := tn.count("call-logs"); tt.requests > 0 && got != tt.requests {
				t.Errorf("%d requests, want %d", got, tt.requests)
			}
		})
	}
}

func TestUseBehindAGapIsUseAllTheSame(t *testing.T) {
	l := month(25)
	tn := &tenant{users: 5, bend: func(kind string, n int, r *http.Request) *answer {
		if kind == "call-logs" && strings.HasPrefix(r.URL.Query().Get("start:gte"), "2026-03-24") {
			return ok(map[string]any{"page": 1, "page_size": 1000}) // says neither total nor pages
		}
		return logs(l)(kind, n, r)
	}}
	pop := readCalls(t, tn, 20, nil)
	if pop.Calls.CoveredFrom.Day() != 31 || pop.Calls.Calls != 14 || pop.Calls.Oldest.Day() != 11 || !strings.HasPrefix(use(pop), "user0 4 03-31 13:30, user1 2 03-20 13:30") {
		t.Errorf("%+v, %s", *pop.Calls, use(pop))
	}
}

func TestCallsNeedUsers(t *testing.T) {
	tn := &tenant{users: 45, bend: bendPage("3", answer{status: 404})}
	cfg := vbcConfig
	cfg.CallLogDays, cfg.ServiceTypes = 5, true
	pop := readVBC(t, tn, cfg)
	want(t, pop, incomplete, reconcile.CauseRead)
	if pop.Calls == nil || pop.Calls.Reason != notAsked || !pop.Calls.CoveredTo.IsZero() || tn.count("call-logs") != 0 {
		t.Errorf("%+v, %d requests", pop.Calls, tn.count("call-logs"))
	}
	if detail(pop, checkCalls) != "call logs: "+notAsked || detail(pop, checkServiceTypes) != "service types: "+notAsked {
		t.Errorf("%q, %q", detail(pop, checkCalls), detail(pop, checkServiceTypes))
	}
	if pop := readVBC(t, &tenant{users: 5}, vbcConfig); pop.Calls != nil || detail(pop, checkCalls) != "no such check" {
		t.Error("call logs are spoken of although nobody asked for them")
	}
}

func TestAStopDuringTheCallLogsKeepsWhatIsKnown(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	l := month(25)
	tn := &tenant{users: 5, bend: func(kind string, n int, r *http.Request) *answer {
		if kind == "call-logs" && strings.HasPrefix(r.URL.Query().Get("start:gte"), "2026-03-17") {
			stop()
			return &answer{err: context.Canceled}
		}
		return logs(l)(kind, n, r)
	}}
	cfg := vbcConfig
	cfg.CallLogDays = 20
	opt := options(tn)
	opt.CallsUntil = callsNow
	pop := FetchVBC(ctx, cfg, opt)
	want(t, pop, complete, "")
	if pop.Calls.CoveredFrom.Day() != 24 || !pop.Calls.CoveredTo.Equal(callsNow) || !strings.HasSuffix(pop.Calls.Reason, "the run was stopped") {
		t.Errorf("%+v", *pop.Calls)
	}
}

func TestTheReportsSuiteOfItsOwn(t *testing.T) {
	refuse := on("token", 2, answer{status: 400, body: `{"error":"invalid_client"}`})
	for name, tt := range map[string]struct {
		change func(*VBC)
		bend   func(string, int, *http.Request) *answer
		tokens int
		form   string // part of the last token request
		words  string
	}{
		"as the account":        {func(*VBC) {}, nil, 1, "client_id=client-1234", "21 calls"},
		"the same, written out": {func(c *VBC) { c.Reports.BaseURL = "https://vbc.test/t/vbc.prod/reports" }, nil, 1, "", "21 calls"},
		"another application":   {func(c *VBC) { c.Reports.ClientID, c.Reports.ClientSecret = "other-9", NewSecret("s3cret-other") }, nil, 2, "client_id=other-9", "21 calls"},
		"another user":          {func(c *VBC) { c.Reports.Username, c.Reports.Password = "rep", NewSecret("s3cret-rep") }, nil, 2, "username=rep%40vbc.prod", "21 calls"},
		"another host":          {func(c *VBC) { c.Reports.BaseURL = "https://rep.test/t/vbc.prod" }, nil, 2, "client_id=client-1234", "21 calls"},
		"refused":               {func(c *VBC) { c.Reports.ClientID, c.Reports.ClientSecret = "other-9", NewSecret("s3cret-other") }, refuse, 2, "", "refused the sign-in"},
		"refresh, another application": {func(c *VBC) {
			c.Username, c.Password, c.RefreshToken = "", Secret{}, NewSecret("s3cret-refresh")
			c.Reports.ClientID, c.Reports.ClientSecret = "other-9", NewSecret("s3cret-other")
		}, nil, 2, "grant_type=client_credentials", "21 calls"},
	} {
		t.Run(name, func(t *testing.T) {
			l := month(25)
			tn := &tenant{users: 5, bend: func(kind string, n int, r *http.Request) *answer {
				if tt.bend != nil {
					if a := tt.bend(kind, n, r); a != nil {
						return a
					}
				}
				return logs(l)(kind, n, r)
			}}
			pop := readCalls(t, tn, 20, tt.change)
			if got := detail(pop, checkCalls); !strings.Contains(got, tt.words) || strings.Contains(got, "s3cret") {
				t.Errorf("%q lacks %q", got, tt.words)
			}
			if pop.Status != complete || (pop.Cause == reconcile.CauseAuth) != (name == "refused") {
				t.Errorf("%s, cause %q", pop.Status, pop.Cause)
			}
			if tn.count("token") != tt.tokens || !strings.Contains(tn.forms[len(tn.forms)-1], tt.form) {
				t.Errorf("%d sign-ins, want %d: %q", tn.count("token"), tt.tokens, tn.forms)
			}
			sent := 0
			for _, n := range tn.requests {
				sent += n
			}
			if pop.Proof.Requests != sent {
				t.Errorf("%d requests in the proof, %d were sent", pop.Proof.Requests, sent)
			}
		})
	}
}

func TestRawPagesOfCallLogsCanBeToldApart(t *testing.T) {
	seen, last := map[string]bool{}, 0
	cfg := vbcConfig
	cfg.CallLogDays, cfg.ServiceTypes = 20, true
	cfg.Reports.ClientID, cfg.Reports.ClientSecret = "other-9", NewSecret("s3cret-other")
	opt := options(&tenant{users: 5, bend: logs(month(25))})
	opt.CallsUntil = callsNow
	opt.Raw = func(p RawPage) error {
		key := p.Kind + " " + p.URL
		if seen[key] {
			t.Errorf("%s comes twice", key)
		}
		if p.Sequence != last+1 {
			t.Errorf("sequence %d after %d", p.Sequence, last)
		}
		seen[key], last = true, p.Sequence
		return nil
	}
	want(t, FetchVBC(t.Context(), cfg, opt), complete, "")
	if !seen["call-logs https://vbc.test/t/vbc.prod/reports/v1/accounts/412207/call-logs?page_size=1000&start%3Agte=2026-03-24+00%3A00%3A00&start%3Alte=2026-03-30+23%3A59%3A59"] {
		t.Errorf("%v", seen)
	}
}

func TestEvidenceOfCallLogsThatCannotBeStored(t *testing.T) {
	cfg := vbcConfig
	cfg.CallLogDays = 20
	opt := options(&tenant{users: 5, bend: logs(month(25))})
	opt.CallsUntil = callsNow
	opt.Raw = func(p RawPage) error {
		if p.Kind == "call-logs" {
			return errors.New("disk full")
		}
		return nil
	}
	pop := FetchVBC(t.Context(), cfg, opt)
	if !strings.Contains(pop.Calls.Reason, "disk full") || !pop.Calls.CoveredTo.IsZero() {
		t.Errorf("%+v", pop.Calls)
	}
}
