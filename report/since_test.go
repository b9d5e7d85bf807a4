package report

// A report with a run before it: what changed, and what was read back.

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"rollcall/reconcile"
	"rollcall/reconcile/history"
)

// sampleSince is the small report with a run before it: one finding came back,
// one was resolved, one withdrawn and one not judged.
func sampleSince() *Report {
	rep := sample()
	then := sampleDay.AddDays(-1)
	rep.Baseline = "20260330T020000Z-0f0f0f"
	back := history.Closed{ID: rep.Findings[3].ID, Code: "O01", Product: reconcile.VBC, Account: "1004", On: sampleDay.AddDays(-5), How: history.Resolved, Reopened: 1, ReopenedOn: sampleDay}
	rep.Findings[3].History, rep.Findings[3].RunsSeen = history.StatusReopened, 1
	rep.Since = history.Settled{
		Against: rep.Baseline, AsOf: then, New: 1, Still: 13, Reopened: 1, Resolved: 1, Withdrawn: 1, NotJudged: 1,
		Closed: []history.Closed{back, {ID: "F-resolved", Code: "L01", Product: reconcile.VBC, On: sampleDay, How: history.Resolved, Why: "the account is archived"}},
		Kept:   []history.Kept{{Open: history.Open{ID: "F-kept", Code: "P01", Product: reconcile.VCC, Account: "503", First: then, Runs: 1}, Why: "VCC did not return the field"}},
	}
	rep.Earlier = reconcile.PastLinks{Run: rep.Baseline, AsOf: then, By: map[reconcile.Product]map[string]reconcile.PastLink{
		reconcile.VBC: {"1004": {Result: "matched", Method: "M1", Person: "id:E00009", EmployeeID: "E00009", State: reconcile.StateEmployed}, "1005": {Result: "non_person", Person: "id:E00008", State: reconcile.StateLeave, Since: "an earlier run"}},
	}}
	rep.Known = map[reconcile.Product]map[string]reconcile.Date{reconcile.VBC: {"1001": then, "1002": sampleDay.AddDays(-90)}}
	rep.Changes = &history.Comparison{
		Changes: []history.Change{
			{Kind: history.AccountAdded, Product: reconcile.VBC, Account: "1006", Who: "Pat Partner", After: "external"},
			{Kind: history.RoleChanged, Product: reconcile.VCC, Account: "503", Who: "Root Admin", Before: "Agent", After: "Account Administrator"},
			{Kind: history.FindingReopened, Product: reconcile.VBC, Account: "1004", Finding: rep.Findings[3].ID, Code: "O01", Who: "Gone", Before: back.Again(), After: "O01 Account not in HR (high)"},
			{Kind: history.FindingOpened, Finding: "F-hq", Code: "HQ-05", After: "HQ-05 Malformed email (low)"},
			{Kind: history.HRPersonRemoved, Person: "id:E00009", Who: "=SUM(A1)", Before: "employed"},
		},
		Unsaid: []string{"VCC was not read completely in run 20260330T020000Z-0f0f0f: none of its accounts or findings is said to be new."},
	}
	return rep
}

func TestSheetsWithARunBefore(t *testing.T) {
	f := reopen(t, sampleSince())
	var b strings.Builder
	for _, sheet := range []string{sheetChanges, sheetNotInHR, sheetVBC, sheetVCC} {
		b.WriteString("== " + sheet + "\n" + dump(t, f, sheet))
	}
	summary := dump(t, f, sheetSummary)
	b.WriteString("== " + sheetSummary + "\n" + summary[strings.Index(summary, "Against the last run"):strings.Index(summary, "What this report cannot see")])
	path := filepath.Join("testdata", "since.golden")
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(b.String(), "\n")); diff != "" {
		t.Errorf("if the change is meant, run with -update:\n%s", diff)
	}
}

// The sheet of changes has its place, and Read me says why there is none.
func TestChangesHaveTheirPlace(t *testing.T) {
	sheets := reopen(t, sampleSince()).GetSheetList()
	if i := slices.Index(sheets, sheetChanges); i < 0 || sheets[i-1] != sheetMatches || sheets[i+1] != sheetLicences {
		t.Errorf("sheets are %v", sheets)
	}
	rep := sampleSince()
	rep.Changes = nil
	f := reopen(t, rep)
	if slices.Contains(f.GetSheetList(), sheetChanges) || !strings.Contains(dump(t, f, sheetReadMe), "the last run 20260330T020000Z-0f0f0f could not be compared") {
		t.Error("a run before that could not be compared is not said to be")
	}
	rep.Changes = &history.Comparison{Unsaid: []string{"VCC was not read."}}
	if got := cellOf(t, reopen(t, rep), sheetChanges, "A2"); got != "Nothing changed since run 20260330T020000Z-0f0f0f, as far as it can be told. VCC was not read." {
		t.Errorf("no change says %q", got)
	}
}

func TestReviewSaysWhatChanged(t *testing.T) {
	m := writeAll(t, sampleSince())
	if diff := cmp.Diff(map[string]int{"New": 1, "Changed": 2, "Same": 10}, countBy(records(t, m, FileReview), "changed_since_last_review")); diff != "" {
		t.Error(diff)
	}
	if got := countBy(records(t, writeAll(t, sample()), FileReview), "changed_since_last_review"); got[wordNotAvailable] != 13 {
		t.Errorf("without a run before: %v", got)
	}
	changes := records(t, m, FileChanges)
	if len(changes) != 5 || changes[1]["account_id"] != "503" || changes[1]["review_id"] != ReviewID(reconcile.VCC, "503") || changes[4]["who"] != "=SUM(A1)" {
		t.Errorf("%v", changes)
	}
	if head, _, _ := strings.Cut(m.files[FileChanges].String(), "\n"); head != "kind,product,account_id,review_id,person_key,finding_id,code,who,before,after" {
		t.Errorf("changes.csv begins %q", head)
	}
	if !strings.Contains(m.files[FileReadMe].String(), FileChanges) || !strings.Contains(m.files[FileReadMe].String(), FileHistory) {
		t.Error("README.txt does not name the files")
	}
}

// What a run writes of its findings the next one reads back.
func TestHistoryComesBack(t *testing.T) {
	rep := sampleSince()
	m := writeAll(t, rep)
	closed, kept, err := EarlierHistory(bytes.NewReader(m.files[FileHistory].Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	same := cmp.Comparer(func(a, b reconcile.Date) bool { return a == b })
	if diff := cmp.Diff(rep.Since.Closed, closed, same); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(rep.Since.Kept, kept, same); diff != "" {
		t.Error(diff)
	}
	var open []history.Open
	remember := Remembering()
	if err := EarlierFindings(bytes.NewReader(m.files[FileFindings].Bytes()), func(f *reconcile.Finding) { open = append(open, remember(f)) }); err != nil {
		t.Fatal(err)
	}
	var want []history.Open
	for i := range rep.Findings {
		want = append(want, history.OpenOf(&rep.Findings[i]))
	}
	if diff := cmp.Diff(want, open, same); diff != "" {
		t.Error(diff)
	}
}

func TestEarlierFindingsRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"":   "findings.json is damaged",
		"[]": "findings.json is damaged",
		`{"schema":"rollcall/findings/1","findings":[{"id":`:       "findings.json is damaged",
		`{"schema":"rollcall/findings/1","findings":{}}`:           "findings.json is damaged",
		`{"schema":"rollcall/findings/1","findings":[{"id":7}]}`:   "findings.json is damaged",
		`{"schema":"rollcall/findings/1","findings":[{"id":"F"}]`:  "findings.json is damaged",
		`{"schema":"rollcall/findings/2","findings":[{"id":"F"}]}`: `has schema "rollcall/findings/2", expected "rollcall/findings/1"`,
	} {
		if err := EarlierFindings(strings.NewReader(text), func(*reconcile.Finding) {}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
	for text, want := range map[string]string{"{": "history.json is damaged", `{"schema":"rollcall/history/2"}`: `has schema "rollcall/history/2"`} {
		if _, _, err := EarlierHistory(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}

// How the accounts were placed comes back as it was written.
func TestLinksComeBack(t *testing.T) {
	rep := sample()
	links := reconcile.PastLinks{}
	if err := EarlierLinks(bytes.NewReader(writeAll(t, rep).files[FileMatches].Bytes()), &links); err != nil {
		t.Fatal(err)
	}
	n := 0
	for a := range presentAccounts(rep) {
		n++
		got, known := links.Of(a.Product, a.ID)
		want := reconcile.PastLink{Result: a.Result, Method: a.Method, Person: a.Person, Email: a.Email}
		for _, p := range rep.Roster.People.All() {
			if p.Key == a.Person {
				want.EmployeeID, want.State = p.EmployeeID, p.State
			}
		}
		if got != want || !known {
			t.Errorf("%s %s: %+v, want %+v", a.Product, a.ID, got, want)
		}
	}
	if n != 13 || links.Len() != n {
		t.Errorf("%d accounts", n)
	}
	if err := EarlierLinks(strings.NewReader("product,account_id\n"), &links); err == nil || !strings.Contains(err.Error(), "matches.csv has no column result") {
		t.Errorf("%v", err)
	}
}

// The accounts of a run come back as the next one compares them.
func TestAccountsComeBack(t *testing.T) {
	rep := sampleSince()
	rep.Populations[0].Accounts[0].State, rep.Populations[0].Accounts[1].State = reconcile.AccountArchived, reconcile.AccountActive
	rep.Populations[1].Accounts[1].State, rep.Populations[1].Accounts[2].State = reconcile.AccountArchived, reconcile.AccountUnknown
	m := writeAll(t, rep)
	for i := range rep.Populations {
		pop := &rep.Populations[i]
		n := 0
		err := EarlierAccounts(pop.Product, bytes.NewReader(m.files[FileAccounts(pop.Product)].Bytes()), func(a *PastAccount) error {
			want := compared(&pop.Accounts[n])
			if got := (history.Account{Product: pop.Product, ID: a.ID, Who: a.Who, Role: a.Role, State: a.State}); got != want {
				t.Errorf("%+v, want %+v", got, want)
			}
			if first := rep.Known[pop.Product][a.ID]; !first.IsZero() && a.First != first {
				t.Errorf("%s: first seen %s, want %s", a.ID, a.First, first)
			}
			n++
			return nil
		})
		if err != nil || n != len(pop.Accounts) {
			t.Errorf("%s: %d accounts, %v", pop.Product, n, err)
		}
	}
}

// stored is a run folder in memory.
type stored struct{ *memory }

func (s stored) Has(name string) bool { return s.files[name] != nil }

func (s stored) Stream(name string, read func(io.Reader) error) error {
	if s.files[name] == nil {
		return fmt.Errorf("%s is not there", name)
	}
	return read(bytes.NewReader(s.files[name].Bytes()))
}

// A run that is read back differs in nothing from the report that wrote it.
func TestARunReadBackIsTheSame(t *testing.T) {
	rep := sampleSince()
	folder := stored{writeAll(t, rep)}
	run, err := OpenRun(folder)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]history.Comparison{
		"read back, report": history.Compare(&run.Snapshot, SnapshotOf(rep)),
		"report, read back": history.Compare(SnapshotOf(rep), &run.Snapshot),
		"read back twice":   history.Compare(&run.Snapshot, &run.Snapshot),
	} {
		if len(c.Changes)+len(c.Unsaid) > 0 || run.Err() != nil {
			t.Errorf("%s: %+v, %v", name, c, run.Err())
		}
	}
	if run.Run != rep.Run || run.AsOf != rep.AsOf || run.TenantID != rep.TenantID || len(run.Open) != len(rep.Findings)+1 || !run.HR {
		t.Errorf("%+v", run)
	}
	n := 0
	for range run.Accounts {
		if n++; n == 3 {
			break
		}
	}
	for range run.People {
		break
	}
	if run.Err() != nil {
		t.Errorf("reading that ended early: %v", run.Err())
	}
}

// What cannot be read while it is compared is an error, and no change.
func TestARunThatCannotBeReadBack(t *testing.T) {
	for name, want := range map[string]string{FileRun: "run.json", FileFindings: "findings.json", FileHistory: "history.json is damaged", FileMatches: "matches.csv"} {
		m := writeAll(t, sample())
		m.files[name] = bytes.NewBufferString("x")
		if _, err := OpenRun(stored{m}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, text := range map[string]string{FileVBC: "x\n", FilePeople: "x\n", FileVCC: "user_id,name,email,username,active,locked,role\n2,,,,,,\n1,,,,,,\n"} {
		m := writeAll(t, sample())
		m.files[name] = bytes.NewBufferString(text)
		run, err := OpenRun(stored{m})
		if err != nil {
			t.Fatal(err)
		}
		if history.Compare(&run.Snapshot, SnapshotOf(sample())); run.Err() == nil || !strings.Contains(run.Err().Error(), name) {
			t.Errorf("%s: %v", name, run.Err())
		}
	}
}

// pastLines is a matches.csv of n accounts.
func pastLines(n int) []byte {
	var b bytes.Buffer
	b.WriteString("product,account_id,account_email,login,result,method,person_key,employee_id,hr_email,hr_state,evidence,candidates\n")
	for i := range n {
		email := fmt.Sprintf("first%d.last%d@northfold.example", i, i%997)
		fmt.Fprintf(&b, "VBC,%036d,%s,login%d,matched,M1,id:E%07d,E%07d,%s,employed,%q,\n", i, email, i, i, i, email, email+" is the address of HR row "+fmt.Sprint(i))
	}
	return b.Bytes()
}

// BenchmarkEarlierLinks reads back how the accounts were placed. The memory that
// stays is some hundred bytes an account.
func BenchmarkEarlierLinks(b *testing.B) {
	for _, n := range []int{100_000, 1_000_000} {
		b.Run(fmt.Sprintf("accounts=%d", n), func(b *testing.B) {
			text := pastLines(n)
			var kept reconcile.PastLinks
			before := heap()
			b.ResetTimer()
			for b.Loop() {
				kept = reconcile.PastLinks{}
				if err := EarlierLinks(bytes.NewReader(text), &kept); err != nil {
					b.Fatal(err)
				}
			}
			b.StopTimer()
			b.ReportMetric(float64(heap()-before)/float64(n), "kept-bytes/account")
			b.ReportMetric(b.Elapsed().Seconds()*1e9/float64(b.N)/float64(n), "ns/account")
			runtime.KeepAlive(kept)
			runtime.KeepAlive(text)
		})
	}
}

// BenchmarkReadBack reads a whole run back and compares it with the report that
// wrote it, with a fifth as many accounts of VCC as of VBC and a finding on every
// tenth account.
func BenchmarkReadBack(b *testing.B) {
	for _, n := range []int{1000, 100_000} {
		b.Run(fmt.Sprintf("people=%d", n), func(b *testing.B) {
			rep := large(n, n, n/5)
			m := newMemory()
			if err := (&writer{ctx: b.Context(), dst: m}).companions(newIndex(rep)); err != nil {
				b.Fatal(err)
			}
			size := 0
			for _, name := range []string{FileRun, FileFindings, FileHistory, FileMatches, FileVBC, FileVCC, FilePeople} {
				size += m.files[name].Len()
			}
			b.SetBytes(int64(size))
			for b.Loop() {
				run, err := OpenRun(stored{m})
				if err != nil {
					b.Fatal(err)
				}
				if c := history.Compare(&run.Snapshot, SnapshotOf(rep)); len(c.Changes) > 0 || run.Err() != nil {
					b.Fatal(len(c.Changes), run.Err())
				}
			}
		})
	}
}

// heap is the memory in use after a collection, in bytes.
func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
