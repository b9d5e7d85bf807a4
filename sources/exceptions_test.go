package sources

import (
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/reconcile"
)

const exceptionsHeader = "product,account,kind,employee_id,owner,reason,ticket,expires"

func TestLoadExceptions(t *testing.T) {
	path := csvFile(t, "# who decided what", exceptionsHeader, "", `vbc,412,person,E1,IT,"moved, see ticket",T-1,2026-12-31`, "*,lobby@n.example,shared,,Front desk,lobby phone,,", "VCC,svc-dialer,Service,,Ops,dialer,T-2,")
	x, err := LoadExceptions(path)
	must(t, err)
	got, f := x.List, x.File
	want := []reconcile.Exception{
		{Row: 4, Product: reconcile.VBC, Account: "412", Kind: reconcile.ExceptionPerson, EmployeeID: "E1", Owner: "IT", Reason: "moved, see ticket", Ticket: "T-1", Expires: reconcile.NewDate(2026, 12, 31)},
		{Row: 5, Account: "lobby@n.example", Kind: reconcile.ExceptionShared, Owner: "Front desk", Reason: "lobby phone"},
		{Row: 6, Product: reconcile.VCC, Account: "svc-dialer", Kind: reconcile.ExceptionService, Owner: "Ops", Reason: "dialer", Ticket: "T-2"},
	}
	if d := cmp.Diff(want, got, cmp.Comparer(func(a, b reconcile.Date) bool { return a == b })); d != "" {
		t.Error(d)
	}
	if f.Name != "people.csv" || f.Size == 0 || len(f.SHA256) != 64 || f.Modified.IsZero() {
		t.Errorf("file %+v", f)
	}
}

func TestLoadExceptionsTakesWhatSpreadsheetsWrite(t *testing.T) {
	path := file(t, "e.csv", []byte("\ufeffProduct;Account;Kind;Employee ID;Owner;Reason;Ticket;Expires\r\nvbc;1;ignore;;IT;test;;\r\n"))
	got, err := LoadExceptions(path)
	if err != nil || len(got.List) != 1 || got.List[0].Row != 2 || got.List[0].Kind != reconcile.ExceptionIgnore {
		t.Errorf("%+v %v", got, err)
	}
	if want := (TextForm{Columns: ExceptionColumns(), Delimiter: ';', LineEnd: "\r\n", Encoding: "UTF-8"}); got.Text == nil || !cmp.Equal(*got.Text, want) {
		t.Errorf("form %+v", got.Text)
	}
	got, err = LoadExceptions(csvFile(t, exceptionsHeader))
	if err != nil || len(got.List) != 0 {
		t.Errorf("a file without decisions: %+v %v", got, err)
	}
	// A comment above the header does not decide what stands between the cells.
	got, err = LoadExceptions(csvFile(t, "# who; what; why; until when", exceptionsHeader, "vbc,1,ignore,,IT,test,,"))
	if err != nil || len(got.List) != 1 || got.Text.Delimiter != ',' {
		t.Errorf("a comment with semicolons: %+v %v", got, err)
	}
}

// Every bad row is an error, all are listed, and nothing is used.
func TestLoadExceptionsFailsClosed(t *testing.T) {
	tests := []struct {
		name  string
		lines []string
		words []string
	}{
		{"all that is wrong", []string{exceptionsHeader, "fax,1,ignore,,IT,x,,", "vbc,,ignore,,IT,x,,", "vbc,2,friend,,IT,x,,", "vbc,3,person,,IT,x,,", "vbc,4,ignore,,,x,,", "vbc,5,ignore,,IT,,,", "vbc,6,ignore,,IT,x,,31/12/2026", "vbc,*@n.example,ignore,,IT,x,,"},
			[]string{"row 2, column product", "use vbc, vcc or *", "row 3, column account", "row 4, column kind", "person, service", "row 5, column employee_id", "row 6, column owner", "row 7, column reason", "row 8, column expires", "YYYY-MM-DD", "row 9, column account", "pattern"}},
		{"same account twice", []string{exceptionsHeader, "vbc,a@n.example,ignore,,IT,x,,", "vbc,A@n.example,person,E1,IT,x,,"}, []string{"row 3", "row 2"}},
		{"same address, otherwise written", []string{exceptionsHeader, "vbc,a@bücher.example,ignore,,IT,x,,", "vbc,a@xn--bcher-kva.example,shared,,IT,x,,"}, []string{"row 3, column account: the account is also named in row 2 (ignore): leave one of them"}},
		{"denied twice", []string{exceptionsHeader, "vbc,a,not_person,E1,IT,x,,", "vbc,A,not_person,e1,IT,x,,"}, []string{"row 3, column account", "row 2"}},
		{"confirmed and denied", []string{exceptionsHeader, "*,a,person,E1,IT,x,,", "vbc,A,not_person,e1,IT,x,,"}, []string{`row 3, column account: row 2 (person) says the opposite about employee "e1"`}},
		{"denied and confirmed", []string{exceptionsHeader, "vcc,a,not_person,E1,IT,x,,", "*,a,person,E1,IT,x,,"}, []string{"row 3, column account: row 2 (not_person) says the opposite"}},
		{"denied without an employee", []string{exceptionsHeader, "vcc,a,not_person,,IT,x,,", "vcc,b,person,n/a,IT,x,,"}, []string{"row 2, column employee_id: it is blank", `row 3, column employee_id: it is "n/a", which is no id`}},
		{"an error value is no comment", []string{exceptionsHeader, "#N/A,1,ignore,,IT,x,,"}, []string{`row 2, column product: "#N/A" is not known`}},
		{"ragged rows", []string{exceptionsHeader, "vbc,1,ignore,,IT,x,", "vbc,2,ignore,,IT,a,b,,"}, []string{"row 2 has 7 cells", "row 3 has 9 cells"}},
		{"unknown column", []string{"product,acount,kind"}, []string{"row 1", "acount", exceptionsHeader}},
		{"column missing", []string{"product,account"}, []string{`no column "kind"`}},
		{"column twice", []string{"product,account,kind,kind"}, []string{"twice"}},
		{"quote", []string{exceptionsHeader, `vbc,1,ignore,,IT,a "b" c,,`}, []string{"line 2", "quote"}},
		{"nothing", []string{"# only a comment"}, []string{"no header"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			x, err := LoadExceptions(csvFile(t, tt.lines...))
			if err == nil || x.List != nil || x.Text != nil {
				t.Fatalf("accepted: %+v", x)
			}
			for _, w := range append(tt.words, "people.csv") {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("the message lacks %q:\n%v", w, err)
				}
			}
		})
	}
}

func TestLoadExceptionsRefusesFiles(t *testing.T) {
	dir := t.TempDir()
	for name, path := range map[string]string{
		"missing":   filepath.Join(dir, "none.csv"),
		"directory": dir,
		"empty":     file(t, "e.csv", nil),
		"latin":     file(t, "l.csv", []byte(exceptionsHeader+"\nvbc,1,ignore,,Ren\xe9,x,,\n")),
		"NUL":       file(t, "n.csv", []byte(exceptionsHeader+"\nvbc,\x00,ignore,,IT,x,,\n")),
	} {
		x, err := LoadExceptions(path)
		if err == nil || x.List != nil || !strings.Contains(err.Error(), filepath.Base(path)) || errors.Is(err, fs.ErrNotExist) != (name == "missing") {
			t.Errorf("%s: %v %v", name, x.List, err)
		}
	}
}

// Several rows may deny an account, beside one that decides for it.
func TestDeniedPairsStandBesideADecision(t *testing.T) {
	x, err := LoadExceptions(csvFile(t, exceptionsHeader, "vbc,a,not_person,E1,IT,x,,", "vbc,a,not_person,E2,IT,x,,", "vbc,a,person,E3,IT,x,,", "vcc,a,person,E1,IT,x,,", "*,a,service,,IT,x,,"))
	if err != nil || len(x.List) != 5 {
		t.Errorf("%+v %v", x.List, err)
	}
}
