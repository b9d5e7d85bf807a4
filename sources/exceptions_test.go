package sources

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/reconcile"
)

const exceptionsHeader = "product,account,kind,employee_id,owner,reason,ticket,expires"

func TestLoadExceptions(t *testing.T) {
	path := csvFile(t, "# who decided what", exceptionsHeader, "", `vbc,412,person,E1,IT,"moved, see ticket",T-1,2026-12-31`, "*,lobby@n.example,shared,,Front desk,lobby phone,,", "VCC,svc-dialer,Service,,Ops,dialer,T-2,")
	got, f, err := LoadExceptions(path)
	must(t, err)
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
	got, _, err := LoadExceptions(path)
	if err != nil || len(got) != 1 || got[0].Row != 2 || got[0].Kind != reconcile.ExceptionIgnore {
		t.Errorf("%+v %v", got, err)
	}
	got, _, err = LoadExceptions(csvFile(t, exceptionsHeader))
	if err != nil || len(got) != 0 {
		t.Errorf("a file without decisions: %+v %v", got, err)
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
		{"ragged rows", []string{exceptionsHeader, "vbc,1,ignore,,IT,x,", "vbc,2,ignore,,IT,a,b,,"}, []string{"row 2 has 7 cells", "row 3 has 9 cells"}},
		{"unknown column", []string{"product,acount,kind"}, []string{"row 1", "acount", exceptionsHeader}},
		{"column missing", []string{"product,account"}, []string{`no column "kind"`}},
		{"column twice", []string{"product,account,kind,kind"}, []string{"twice"}},
		{"quote", []string{exceptionsHeader, `vbc,1,ignore,,IT,a "b" c,,`}, []string{"line 2", "quote"}},
		{"nothing", []string{"# only a comment"}, []string{"no header"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			list, _, err := LoadExceptions(csvFile(t, tt.lines...))
			if err == nil || list != nil {
				t.Fatalf("accepted: %+v", list)
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
		"workbook":  bookFile(t, newBook(t, sheet{name: "E", rows: cellsOf(exceptionsHeader)})),
		"latin":     file(t, "l.csv", []byte(exceptionsHeader+"\nvbc,1,ignore,,Ren\xe9,x,,\n")),
		"NUL":       file(t, "n.csv", []byte(exceptionsHeader+"\nvbc,\x00,ignore,,IT,x,,\n")),
	} {
		if list, _, err := LoadExceptions(path); err == nil || list != nil || !strings.Contains(err.Error(), filepath.Base(path)) {
			t.Errorf("%s: %v %v", name, list, err)
		}
	}
}
