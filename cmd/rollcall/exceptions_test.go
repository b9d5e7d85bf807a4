package main

// What a script cannot show: a clock of our own, commands at the same instant,
// and a file that is written whatever its form.

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"rollcall/reconcile"
	"rollcall/sources"
)

// exceptionsFolder is a folder with an exceptions file and a configuration.
func exceptionsFolder(t testing.TB, text string) (config, file string) {
	t.Helper()
	dir := t.TempDir()
	config, file = filepath.Join(dir, "rollcall.yaml"), filepath.Join(dir, "exceptions.csv")
	if err := os.WriteFile(config, []byte("hr: {timezone: Pacific/Auckland}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if text != "" {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return config, file
}

// exceptionsAt runs a verb of the family at an instant.
func exceptionsAt(t testing.TB, now time.Time, args ...string) (code int, out, messages string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code = run(t.Context(), append([]string{"exceptions"}, args...), surroundings{
		env: func(string) (string, bool) { return "", false },
		now: func() time.Time { return now }, random: strings.NewReader(""), in: strings.NewReader(""), out: &stdout, err: &stderr,
	})
	return code, stdout.String(), stderr.String()
}

const exceptionsHead = "product,account,kind,employee_id,owner,reason,ticket,expires\n"

var noon = time.Date(2026, 3, 30, 12, 0, 0, 0, time.UTC) // 31 March in Auckland

func TestExceptionsListByTheDayOfHR(t *testing.T) {
	config, _ := exceptionsFolder(t, exceptionsHead+
		"vbc,a,service,,IT,x,,2026-03-30\nvbc,b,service,,IT,x,,2026-03-31\nvbc,c,service,,IT,x,,2026-04-01\n*,d,service,,IT,x,,2026-04-14\nvcc,e,service,,IT,x,,2026-04-15\nvcc,f,not_person,E1,IT,\"\x1b[31mx\",,\n")
	for _, tt := range []struct {
		flags []string
		want  []string
	}{
		{nil, []string{"3 VBC b expires_soon 0", "4 VBC c expires_soon 1", "5 * d expires_soon 14", "6 VCC e valid 15", "7 VCC f valid -"}},
		{[]string{"--expired"}, []string{"2 VBC a expired -1"}},
		{[]string{"--all"}, []string{"2 VBC a expired -1", "3 VBC b expires_soon 0", "4 VBC c expires_soon 1", "5 * d expires_soon 14", "6 VCC e valid 15", "7 VCC f valid -"}},
	} {
		code, out, messages := exceptionsAt(t, noon, append([]string{"list", "--json", "--config", config}, tt.flags...)...)
		var list exceptionList
		if err := json.Unmarshal([]byte(out), &list); code != exitDone || err != nil {
			t.Fatalf("%d %s %v", code, messages, err)
		}
		var got []string
		for _, r := range list.Rows {
			days := "-"
			if r.Days != nil {
				days = fmt.Sprint(*r.Days)
			}
			got = append(got, fmt.Sprint(r.Row, " ", r.Product, " ", r.Account, " ", r.State, " ", days))
		}
		if !slices.Equal(got, tt.want) || list.Total != 6 || list.Expired != 1 || list.Schema != "rollcall/exceptions/1" {
			t.Errorf("%v: %q of %d, %d expired", tt.flags, got, list.Total, list.Expired)
		}
	}
	code, out, _ := exceptionsAt(t, noon, "list", "--config", config)
	for _, words := range []string{"6 rows, 1 expired", "expires today", "expires in 1 day ", "expires in 14 days", "valid, no end", "1 row not shown (--all"} {
		if !strings.Contains(out, words) {
			t.Errorf("the page lacks %q:\n%s", words, out)
		}
	}
	if code != exitDone || strings.Contains(out, "\x1b") {
		t.Errorf("%d, or the page acts on the terminal: %q", code, out)
	}
	if code, _, messages := exceptionsAt(t, noon, "list", "--all", "--expired", "--config", config); code != exitUsage {
		t.Errorf("both flags: %d %s", code, messages)
	}
	if code, _, messages := exceptionsAt(t, noon, "check", "--detailed-exitcode", "--config", config); code != exitFindings {
		t.Errorf("check: %d %s", code, messages)
	}
}

func TestADecisionThatIsOverIsNotAdded(t *testing.T) {
	config, file := exceptionsFolder(t, "")
	add := []string{"add", "--config", config, "--product", "vbc", "--account", "a", "--kind", "service", "--owner", "IT", "--reason", "x", "--expires"}
	if code, _, messages := exceptionsAt(t, noon, append(add, "2026-03-30")...); code != exitUsage || !strings.Contains(messages, "2026-03-30 is over") {
		t.Errorf("yesterday: %d %s", code, messages)
	}
	if _, err := os.Stat(file); err == nil {
		t.Error("a file was made")
	}
	if code, _, messages := exceptionsAt(t, noon, append(add, "2026-03-31")...); code != exitDone {
		t.Errorf("today: %d %s", code, messages)
	}
}

func TestControlCharactersAreNotAdded(t *testing.T) {
	config, _ := exceptionsFolder(t, "")
	for _, reason := range []string{"a\nb", "a\x1bb", "a\xffb", "a\x00b"} {
		code, _, messages := exceptionsAt(t, noon, "add", "--config", config, "--product", "vbc", "--account", "a", "--kind", "service", "--owner", "IT", "--reason", reason)
		if code != exitUsage || !strings.Contains(messages, "--reason: it holds a line break or another control character") {
			t.Errorf("%q: %d %s", reason, code, messages)
		}
	}
}

// A row for one product beside one for both is a decision of its own, and is
// said.
func TestARowForBothProductsIsPointedOut(t *testing.T) {
	config, _ := exceptionsFolder(t, exceptionsHead+"*,a,shared,,IT,x,,\n")
	code, _, messages := exceptionsAt(t, noon, "add", "--config", config, "--product", "vbc", "--account", "A", "--kind", "service", "--owner", "IT", "--reason", "x", "--expires", "2026-12-31")
	if code != exitDone || !strings.Contains(messages, "note: row 2 (shared) names the account too") {
		t.Errorf("%d %s", code, messages)
	}
}

// Whoever adds at the same instant is refused or served; no row is lost, and of
// two decisions about one account one is refused.
func TestTwoAddsAtOnce(t *testing.T) {
	config, file := exceptionsFolder(t, "")
	const commands = 12
	codes := make([]int, commands)
	add := func(i int) int {
		code, _, _ := exceptionsAt(t, noon, "add", "--config", config, "--product", "vbc", "--account", fmt.Sprint("a", i/2), "--kind", "service", "--owner", "IT", "--reason", fmt.Sprint(i), "--expires", "2026-12-31")
		return code
	}
	var group sync.WaitGroup
	for i := range commands {
		group.Go(func() { codes[i] = add(i) })
	}
	group.Wait()
	for i, code := range codes {
		if code == exitLocked {
			codes[i] = add(i) // as the message asks for
		}
	}
	x, err := sources.LoadExceptions(file)
	if err != nil {
		t.Fatal(err)
	}
	written := map[string]bool{}
	for _, e := range x.List {
		written[e.Reason] = true
	}
	for i, code := range codes {
		if code != exitDone && code != exitUsage || (code == exitDone) != written[fmt.Sprint(i)] {
			t.Errorf("command %d ended with %d, and its row is there: %v", i, code, written[fmt.Sprint(i)])
		}
	}
	if len(x.List) != commands/2 {
		t.Errorf("%d rows, want one an account", len(x.List))
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(file), ".exceptions*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

// Whatever is added is read back as it was given, after the bytes that were
// there.
func TestAddedRowsAreReadBack(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "exceptions.csv")
	rapid.Check(t, func(t *rapid.T) {
		end := rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(t, "line end")
		comma := rapid.SampledFrom([]string{",", ";"}).Draw(t, "delimiter")
		columns := rapid.Permutation(sources.ExceptionColumns()).Draw(t, "columns")
		before := rapid.SampledFrom([]string{"", "\ufeff"}).Draw(t, "mark") + strings.Join(columns, comma) + end +
			rapid.SampledFrom([]string{"", "# a comment", "# a comment" + end, end, end + end}).Draw(t, "below")
		if err := os.WriteFile(file, []byte(before), 0o600); err != nil {
			t.Fatal(err)
		}
		text := rapid.StringMatching(`[a-z#;,"' =+@ü]{0,8}x`)
		row := sources.ExceptionRow{Product: "vbc", Account: text.Draw(t, "account"), Kind: "person", EmployeeID: text.Draw(t, "id"), Owner: text.Draw(t, "owner"), Reason: text.Draw(t, "reason"), Ticket: text.Draw(t, "ticket")}
		tidyRow(&row)
		want, problems := row.Parse()
		l, err := openLedger(file)
		if err != nil || len(problems) > 0 {
			t.Fatal(err, problems)
		}
		added, err := l.add([]sources.ExceptionRow{row})
		after, readErr := os.ReadFile(file)
		if readErr != nil {
			t.Fatal(readErr)
		}
		if err != nil {
			if first := row.Cell(columns[0]); !strings.HasPrefix(first, "#") || string(after) != before {
				t.Fatalf("refused: %v", err)
			}
			return
		}
		want.Row = added[0].Row
		if len(added) != 1 || added[0] != want || !strings.HasPrefix(string(after), before) || !strings.HasSuffix(string(after), end) {
			t.Fatalf("%+v, want %+v, in %q", added, want, after)
		}
	})
}

func TestKindsAreOffered(t *testing.T) {
	var out bytes.Buffer
	if code, messages := inProcess(t.Context(), &out, "__complete", "exceptions", "add", "--kind", ""); code != exitDone || !strings.HasPrefix(out.String(), "person\nnot_person\n") {
		t.Errorf("%d %q %s", code, out.String(), messages)
	}
	if len(kindWords()) != len(reconcile.ExceptionKinds()) {
		t.Error("a kind is not offered")
	}
}

// Hidden rows of a workbook decide like the others, and the report says so.
func TestHiddenRowsAreSaid(t *testing.T) {
	config, file := exceptionsFolder(t, "")
	book := excelize.NewFile()
	for i, line := range []string{strings.TrimSpace(exceptionsHead), "vbc,a,service,,IT,x,,"} {
		for k, cell := range strings.Split(line, ",") {
			name, err := excelize.CoordinatesToCellName(k+1, i+1)
			if err != nil {
				t.Fatal(err)
			}
			if err := book.SetCellStr("Sheet1", name, cell); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := book.SetRowVisible("Sheet1", 2, false); err != nil {
		t.Fatal(err)
	}
	text, err := book.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	// The name is of no account: what the file is decides.
	if err := os.WriteFile(file, text.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	const note = `exceptions.csv, sheet "Sheet1": hidden rows were read like the others (1)`
	for _, verb := range []string{"list", "check"} {
		if code, out, messages := exceptionsAt(t, noon, verb, "--config", config); code != exitDone || !strings.Contains(out, note) {
			t.Errorf("%s: %d %s%s", verb, code, out, messages)
		}
	}
	c, err := loadConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	j := &job{}
	if err := j.loadExceptions(c); err != nil || len(j.rules) != 1 || !slices.Contains(j.remarks, note) {
		t.Errorf("%v, %d rows, remarks %q", err, len(j.rules), j.remarks)
	}
}
