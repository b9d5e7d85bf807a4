package report

// The files for programs, read back by other means than they were written by.

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rollcall/reconcile"
)

// records reads a CSV file into one map a record.
func records(t *testing.T, m *memory, name string) []map[string]string {
	t.Helper()
	all, err := csv.NewReader(bytes.NewReader(m.files[name].Bytes())).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	var out []map[string]string
	for _, line := range all[1:] {
		record := map[string]string{}
		for i, title := range all[0] {
			record[title] = line[i]
		}
		out = append(out, record)
	}
	return out
}

func countBy(list []map[string]string, fields ...string) map[string]int {
	out := map[string]int{}
	for _, r := range list {
		var key []string
		for _, f := range fields {
			key = append(key, r[f])
		}
		out[strings.Join(key, "/")]++
	}
	return out
}

// TestCompanionsAddUp is an auditor's recount: the tie-outs, from the files.
func TestCompanionsAddUp(t *testing.T) {
	m := writeAll(t, sample())
	vbc, vcc := records(t, m, FileVBC), records(t, m, FileVCC)
	matches, review := records(t, m, FileMatches), records(t, m, FileReview)
	people, lines, found := records(t, m, FilePeople), records(t, m, FileRows), records(t, m, FileFindingsCSV)
	rows := slices.DeleteFunc(slices.Clone(lines), func(r map[string]string) bool { return r["line"] != "1" })
	if len(lines) != len(rows)+1 {
		t.Errorf("%d lines for %d rows, one of which has two findings", len(lines), len(rows))
	}

	classes, dispositions := countBy(rows, "class"), countBy(rows, "disposition")
	if got := classes["data"]; got != dispositions["person"]+dispositions["merged"]+dispositions["rejected"] {
		t.Errorf("%d data rows, dispositions %v", got, dispositions)
	}
	if len(rows) != classes["data"]+dispositions["not data"] || len(rows) != 15 {
		t.Errorf("%d rows, classes %v", len(rows), classes)
	}
	if dispositions["person"] != len(people) {
		t.Errorf("%d people from %d rows", len(people), dispositions["person"])
	}
	for product, accounts := range map[string][]map[string]string{"VBC": vbc, "VCC": vcc} {
		placed, reviewed := 0, countBy(review, "product")[product]
		for result, n := range countBy(matches, "product", "result") {
			if strings.HasPrefix(result, product+"/") {
				placed += n
			}
		}
		if len(accounts) != placed || len(accounts) != reviewed {
			t.Errorf("%s: %d accounts, %d placed, %d to review", product, len(accounts), placed, reviewed)
		}
		matched, withAccount := countBy(matches, "product", "result")[product+"/matched"], 0
		for _, p := range people {
			if strings.HasPrefix(p[strings.ToLower(product)+"_account"], product+"-") {
				withAccount++
			}
		}
		if matched != withAccount {
			t.Errorf("%s: %d matched accounts, %d people with one", product, matched, withAccount)
		}
	}
	byCode := 0
	for _, n := range countBy(found, "code") {
		byCode += n
	}
	var run struct {
		Counts struct{ Findings struct{ Total int } }
	}
	if err := json.Unmarshal(m.files[FileRun].Bytes(), &run); err != nil {
		t.Fatal(err)
	}
	if byCode != run.Counts.Findings.Total || byCode != 15 {
		t.Errorf("%d findings by code, %d in run.json", byCode, run.Counts.Findings.Total)
	}
	if keys := countBy(review, "review_id"); len(keys) != len(review) {
		t.Errorf("%d review ids for %d rows", len(keys), len(review))
	}
}

// Every matched account has one accepted pair, and the people of a dispute are
// refused.
func TestCandidatesAreThePairsOfTheMatches(t *testing.T) {
	m := writeAll(t, sample())
	matches, pairs := records(t, m, FileMatches), records(t, m, FileCandidates)
	accepted, refused := 0, 0
	for _, r := range matches {
		switch r["result"] {
		case "matched":
			i := slices.IndexFunc(pairs, func(p map[string]string) bool {
				return p["product"] == r["product"] && p["account_id"] == r["account_id"] && p["verdict"] == "accepted"
			})
			if i < 0 || pairs[i]["person_key"] != r["person_key"] || pairs[i]["rule"] != r["method"] || pairs[i]["why"] != r["evidence"] {
				t.Errorf("%s %s is matched to %s; pairs %v", r["product"], r["account_id"], r["person_key"], pairs)
			}
			accepted++
		case "disputed":
			refused += len(strings.Fields(r["candidates"]))
		}
	}
	if got := countBy(pairs, "verdict"); got["accepted"] != accepted || got["refused"] != refused || refused == 0 {
		t.Errorf("pairs %v, want %d accepted and %d refused", got, accepted, refused)
	}
}

func TestCSVHeaders(t *testing.T) {
	m := writeAll(t, sample())
	for name, want := range map[string]string{
		FileMatches:     "product,account_id,account_email,login,result,method,person_key,employee_id,hr_email,hr_state,evidence,candidates",
		FileCandidates:  "product,account_id,rule,person_key,verdict,why",
		FileFindingsCSV: "id,code,title,severity,product,account_id,account_name,account_email,account_login,person_key,person_employee_id,person_name,person_email,field,values_hr,values_vonage,detail,rule,hr_rows,first_seen,runs_seen,age_days,cost_monthly,cost_currency,action,blocks_deletes,plan_op,sla_due,sla_breached,history",
		FilePossible:    "pair_id,product,account_name,account_email,login,account_id,hr_name,hr_email,employee_id,hr_state,rule,points,agrees,disagrees,other_candidates",
		FileRows:        "source_row,file,sheet,line,class,disposition,person_key,quality_code,level,column,message,row_text",
	} {
		if got, _, _ := strings.Cut(m.files[name].String(), "\n"); got != want {
			t.Errorf("%s begins %q, want %q", name, got, want)
		}
	}
	for _, name := range m.order {
		if strings.HasSuffix(name, ".csv") && name != FileReviewPeople && bytes.Contains(m.files[name].Bytes(), []byte("\r")) {
			t.Errorf("%s has carriage returns", name)
		}
	}
	for _, r := range records(t, m, FileReview) {
		for _, reviewer := range []string{"decision", "reason", "reviewer", "ticket"} {
			if _, there := r[reviewer]; there {
				t.Errorf("review.csv has the reviewer's column %s", reviewer)
			}
		}
	}
}

func TestMachineFilesAreRawAndPeoplesFileIsGuarded(t *testing.T) {
	rep := sample()
	rep.Populations[0].Accounts[3].FirstName, rep.Populations[0].Accounts[3].LastName = reconcile.Supplied("=1+1"), reconcile.Supplied("")
	m := writeAll(t, rep)
	if got := countBy(records(t, m, FileReview), "account_name")["=1+1"]; got != 1 {
		t.Error("review.csv does not hold the name as it was read")
	}
	people := m.files[FileReviewPeople].Bytes()
	if !bytes.HasPrefix(people, []byte("\uFEFFreview_id,")) || !bytes.Contains(people, []byte(",'=1+1,")) || bytes.Contains(people, []byte(",=1+1")) {
		t.Errorf("the file for people is not guarded: %.200s", people)
	}
	if bytes.Count(people, []byte("\r\n")) != bytes.Count(people, []byte("\n")) {
		t.Error("the file for people mixes line ends")
	}
	if readMe := m.files[FileReadMe].String(); !strings.Contains(readMe, "not marked") || !strings.Contains(readMe, FileReviewPeople) {
		t.Error("README.txt does not say which files are raw")
	}
}

// TestDetailOfAccounts looks at what is read only where it is asked for.
func TestDetailOfAccounts(t *testing.T) {
	at := time.Date(2026, 3, 4, 10, 11, 12, 0, time.UTC)
	rep := sample()
	vbc, vcc := &rep.Populations[0], &rep.Populations[1]
	show := func() string {
		m := writeAll(t, rep)
		a, b, c := records(t, m, FileVBC)[0], records(t, m, FileVBC)[1], records(t, m, FileVCC)
		return strings.Join([]string{a["service_types"], a["last_call"], a["calls"], b["last_call"], b["calls"],
			c[0]["licences"], c[1]["licences"], c[2]["licences"]}, " | ")
	}
	if got := show(); got != "Not available | Not read | Not read | Not read | Not read | Not read | Not read | Not read" {
		t.Errorf("nothing asked for: %s", got)
	}
	vbc.Calls = &reconcile.CallLog{AskedFrom: at.AddDate(0, 0, -9), AskedTo: at, Reason: "refused"}
	if got := show(); !strings.HasPrefix(got, "Not available | Not read | Not read") {
		t.Errorf("nothing came: %s", got)
	}
	vbc.Calls.Calls, vbc.Accounts[0].Calls, vbc.Accounts[0].LastCall = 7, 3, at
	vbc.Accounts[0].Extensions = append(vbc.Accounts[0].Extensions, reconcile.Extension{Number: "2", ServiceType: "UX"},
		reconcile.Extension{Number: "3", ServiceType: "Fax"}, reconcile.Extension{Number: "4", ServiceType: "UX"})
	vcc.Accounts[0].Licences = []reconcile.Licence{{Name: "analytics", Capability: "creator"}, {Name: "noise", Capability: "enabled"}}
	vcc.Accounts[1].Licences = []reconcile.Licence{}
	if got := show(); got != "Fax, UX | 2026-03-04T10:11:12Z | 3 | None seen | 0 | analytics: creator, noise: enabled | None | Not read" {
		t.Errorf("asked for and read: %s", got)
	}
	for name, last := range map[string]string{FileVBC: "odd,service_types,last_call,calls,first_seen", FileVCC: "odd,licences,first_seen"} {
		if head, _, _ := strings.Cut(writeAll(t, rep).files[name].String(), "\n"); !strings.HasSuffix(head, ","+last) {
			t.Errorf("%s ends %q, want %q", name, head, last)
		}
	}
	var run struct {
		Populations []struct{ Calls map[string]any }
	}
	if err := json.Unmarshal(writeAll(t, rep).files[FileRun].Bytes(), &run); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"asked_from": "2026-02-23T10:11:12Z", "asked_to": "2026-03-04T10:11:12Z", "covered_from": nil, "covered_to": nil,
		"oldest": nil, "calls": 7.0, "unplaced": 0.0, "reason": "refused"}
	if diff := cmp.Diff(want, run.Populations[0].Calls); diff != "" || run.Populations[1].Calls != nil {
		t.Errorf("run.json: %s, VCC %v", diff, run.Populations[1].Calls)
	}
}

// TestRunContract holds run.json against the names that programs rely on.
func TestRunContract(t *testing.T) {
	rep := sample()
	rep.Populations[1].Proof.ReportedTotal, rep.Populations[1].Proof.StartedAt = nil, time.Time{}
	m := writeAll(t, rep)
	for key, want := range map[string][]string{
		"":            {"schema", "run", "tenant", "tenant_id", "as_of", "zone", "status", "reason", "exit_code", "exit_codes", "started_at", "finished_at", "tool", "command_line", "inputs", "populations", "counts", "tie_outs", "guards", "hr", "thresholds", "limitations", "since", "trend", "operator", "keep_until", "raw", "redacted"},
		"populations": {"product", "status", "reported_total", "rows", "unique", "duplicates", "pages", "page_base", "page_size", "dialect", "requests", "retries", "throttled", "pace", "started_at", "finished_at", "reason", "replayed", "checks", "calls"},
		"checks":      {"id", "ok", "detail"},
		"tie_outs":    {"id", "check", "left", "right", "ok"},
		"inputs":      {"role", "name", "size", "sha256"},
		"guards":      {"name", "ok", "detail"},
		"counts":      {"hr_rows", "people", "accounts", "findings"},
		"hr_rows":     {"banner", "header", "label", "data", "blank", "footer", "repeated header"},
		"people":      {"employed", "leave", "notice", "pre_hire", "leaver", "ambiguous"},
		"accounts":    {"VBC", "VCC"},
		"by_severity": {"critical", "high", "medium", "low", "info"},
	} {
		if diff := cmp.Diff(want, keysOf(t, m.files[FileRun].Bytes(), key)); diff != "" {
			t.Errorf("names of %q: %s", key, diff)
		}
	}
	accounts := regexp.MustCompile(`\s`).ReplaceAllString(m.files[FileRun].String(), "")
	if want := `"accounts":{"VBC":{"matched":4,"disputed":1,"not_in_hr":1,"non_person":1,"external":1,"no_email":1},"VCC":{`; !strings.Contains(accounts, want) {
		t.Errorf("no %s", want)
	}
	var run struct {
		Schema      string
		TenantID    string `json:"tenant_id"`
		Populations []map[string]any
	}
	if err := json.Unmarshal(m.files[FileRun].Bytes(), &run); err != nil {
		t.Fatal(err)
	}
	if run.Schema != "rollcall/run/1" || run.TenantID != rep.TenantID || run.Populations[0]["reported_total"] != 9.0 || run.Populations[1]["reported_total"] != nil || run.Populations[1]["started_at"] != nil {
		t.Errorf("run.json says %+v", run)
	}
}

// keysOf lists the keys, in the order written, of the first object under a key,
// or of the document.
func keysOf(t *testing.T, text []byte, under string) []string {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(text))
	if under != "" {
		for {
			token, err := dec.Token()
			if err != nil {
				t.Fatalf("no %q in the document", under)
			}
			if token == under {
				break
			}
		}
	}
	for {
		token, err := dec.Token()
		if err != nil {
			t.Fatal(err)
		}
		if token == json.Delim('{') {
			break
		}
	}
	var keys []string
	for dec.More() {
		token, err := dec.Token()
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, token.(string))
		var skip json.RawMessage
		if err := dec.Decode(&skip); err != nil && err != io.EOF {
			t.Fatal(err)
		}
	}
	return keys
}

func TestFindingsContract(t *testing.T) {
	rep := sample()
	m := writeAll(t, rep)
	if diff := cmp.Diff([]string{"schema", "run", "findings"}, keysOf(t, m.files[FileFindings].Bytes(), "")); diff != "" {
		t.Error(diff)
	}
	var doc struct {
		Schema, Run string
		Findings    []reconcile.Finding
	}
	dec := json.NewDecoder(bytes.NewReader(m.files[FileFindings].Bytes()))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&doc); err != nil {
		t.Fatal(err)
	}
	for i := range rep.Findings {
		rep.Findings[i].HRRows = some(rep.Findings[i].HRRows)
	}
	if diff := cmp.Diff(rep.Findings, doc.Findings, cmp.Comparer(func(a, b reconcile.Date) bool { return a == b })); diff != "" {
		t.Error(diff)
	}
	raw := m.files[FileFindings].String()
	if !strings.Contains(raw, `"cost":null`) || !strings.Contains(raw, `"cost":{"monthly":"19.99","currency":"GBP"}`) || strings.Contains(raw, `"hr_rows":null`) {
		t.Error("cost is null when it is not known, hr_rows never")
	}
	if doc.Schema != FindingsSchema || doc.Run != rep.Run {
		t.Errorf("schema %q, run %q", doc.Schema, doc.Run)
	}
}

func TestWithoutPopulationsNothingIsSaidAboutPeople(t *testing.T) {
	for name, spoil := range map[string]func(*Report){
		"HR file refused": func(r *Report) { r.Roster = nil },
		"stopped early":   func(r *Report) { r.Links = nil },
		"both":            func(r *Report) { r.Roster, r.Links, r.Populations, r.Findings, r.TieOuts = nil, nil, nil, nil, nil },
	} {
		t.Run(name, func(t *testing.T) {
			rep := sample()
			spoil(rep)
			rep.Status, rep.Reason = StatusFailed, "the HR file was refused"
			m := writeAll(t, rep)
			got := slices.Sorted(slices.Values(m.order))
			want := slices.Sorted(slices.Values([]string{FileHTML, FileRun, FileFindings, FileFindingsCSV, FileReadMe}))
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			if readMe := m.files[FileReadMe].String(); !strings.Contains(readMe, "There is no workbook") || !strings.Contains(readMe, "INCOMPLETE (failed): the HR file was refused") {
				t.Error("README.txt does not say why there is no workbook")
			}
			var doc map[string]any
			if err := json.Unmarshal(m.files[FileFindings].Bytes(), &doc); err != nil || doc["findings"] == nil {
				t.Errorf("findings.json: %v %v", err, doc)
			}
		})
	}
}

func TestSameReportSameFiles(t *testing.T) {
	a, b := writeAll(t, sample()), writeAll(t, sample())
	for name := range a.files {
		if name != FileWorkbook && !bytes.Equal(a.files[name].Bytes(), b.files[name].Bytes()) {
			t.Errorf("%s differs from one writing to the next", name)
		}
	}
}

func TestReviewIDIsStable(t *testing.T) {
	// SHA-256 of "VBC1002" and "VCC502" by another program.
	for want, id := range map[string]string{"VBC-78f23372e60d6a": ReviewID(reconcile.VBC, "1002"), "VCC-5889e7c7d448e4": ReviewID(reconcile.VCC, "502")} {
		if id != want {
			t.Errorf("got %s, want %s", id, want)
		}
	}
	if got := ReviewID("", "mo.haddad@northfold.example"); got != "" {
		t.Errorf("what an exception for both products names has the Review ID %s", got)
	}
	if ReviewID(reconcile.VBC, "") != "" {
		t.Error("an account without id has a review id")
	}
}

func TestCountsKeepWhatHasNoPlace(t *testing.T) {
	rep := sample()
	rep.Links.Products = rep.Links.Products[:1]
	rep.Findings[0].Code, rep.Findings[1].Severity = "ZZ-1", "odd"
	c := Counts(rep)
	if c.Accounts.VCC.Of("unplaced") != 4 || c.Findings.ByCode.Of("ZZ-1") != 1 || c.Findings.BySeverity.Of("odd") != 1 {
		t.Errorf("counts are %+v", c)
	}
	if c.Findings.ByCode.Total() != c.Findings.Total || c.People.Total() != 7 || c.HRRows.Total() != 15 || c.Accounts.Of(reconcile.VBC).Total() != 9 {
		t.Errorf("totals are %+v", c)
	}
}

func TestCellTextProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := string(rapid.SliceOfN(rapid.Byte(), 0, 200).Draw(t, "text"))
		got := cellText(raw)
		for _, r := range got {
			if r < ' ' && r != '\n' && r != '\t' || r == 0xFFFE || r == 0xFFFF {
				t.Fatalf("%q still holds %U", got, r)
			}
		}
		if cellText(got) != got {
			t.Fatalf("%q changes when it is cleaned again", got)
		}
		first := guarded(raw)
		if raw != "" && strings.ContainsAny(raw[:1], "=+-@\t\r\n\x00") != strings.HasPrefix(first, "'") && raw[0] != '\'' && raw[0] < 0x80 {
			t.Fatalf("%q is guarded as %q", raw, first)
		}
		if strings.TrimPrefix(first, "'") != raw && first != raw {
			t.Fatalf("%q lost text: %q", raw, first)
		}
	})
}

func TestLongTextIsCutWithAMark(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		cut      bool
	}{
		{"just fits", strings.Repeat("a", cellLimit), false},
		{"one more", strings.Repeat("a", cellLimit+1), true},
		{"pairs fit", strings.Repeat("😀", cellLimit/2), false},
		{"pairs do not", strings.Repeat("😀", cellLimit/2+1), true},
		{"accents fit", strings.Repeat("é", cellLimit), false},
	} {
		got := cellText(tt.in)
		size := 0
		for _, r := range got {
			size += units(r)
		}
		if size > cellLimit {
			t.Errorf("%s: %d units", tt.name, size)
		}
		if marked := strings.HasSuffix(got, "characters in all]"); marked != tt.cut || !tt.cut && got != tt.in {
			t.Errorf("%s: cut is %v", tt.name, marked)
		}
	}
	if got := cellText(strings.Repeat("a", 40000)); !strings.HasSuffix(got, "… [cut: "+strconv.Itoa(40000)+" characters in all]") {
		t.Errorf("the mark is %q", got[len(got)-40:])
	}
}
