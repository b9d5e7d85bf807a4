package report

// No field of a report is forgotten: every text in every type that a Report holds
// is filled with a word of its own, the report is redacted, and a word that is
// still there must belong to a field that is said here to stay. A new field is
// filled by itself, so it is replaced, or declared here, or this test fails.

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"rollcall/reconcile"
	"rollcall/reconcile/match"
)

// staying are the fields that a redacted report holds as they are, and why that
// names nobody.
var staying = map[string]string{
	"what the program says, and what a run is called": `
		findings.CensusColumn.Field findings.CensusFile.SHA256 findings.Census.SHA256
		history.Open.Title history.Settled.Against
		reconcile.Column.Field reconcile.Column.Letter reconcile.Column.Near reconcile.DateVerdict.Order
		reconcile.Finding.History reconcile.Finding.PlanOp reconcile.Finding.Title
		reconcile.PastLink.Method reconcile.PastLink.Result reconcile.PastLink.Since reconcile.PastLinks.Run
		reconcile.Proof.Accept reconcile.Proof.Dialect reconcile.Proof.Grant reconcile.Proof.Replayed
		reconcile.Source.Delimiter reconcile.Source.Encoding reconcile.Source.Format reconcile.Source.Profile reconcile.Source.SHA256 reconcile.Source.Suggested
		reconcile.TieOut.Check reconcile.TieOut.ID reconcile.TieOut.Meaning reconcile.Quality.Subject
		report.Guard.Name report.HRRecord.HeldAgainst report.Input.Role report.Input.SHA256 report.RawKept.IndexSHA256
		report.Report.Baseline report.Report.Run report.Report.Zone report.Tool.Go report.Tool.Name report.Tool.Revision report.Tool.Version report.TrendPoint.Run`,
	"the company, its tenant and its contracts": `
		licences.Price.Contract licences.Price.Currency licences.Price.Monthly licences.Price.Tier licences.Range.Currency licences.Seat.Class
		reconcile.Cost.Currency reconcile.Cost.Monthly
		reconcile.Proof.AccountID reconcile.Proof.ClientID reconcile.Proof.Host reconcile.Proof.Path
		reconcile.Roster.CorporateDomains report.Report.Aliases report.Report.Domains report.Report.Tenant report.Report.TenantID`,
	"words of our own lists": "match.Placement.Pattern",
	"ids, which are pseudonyms where they are made of a name": `
		history.Change.Account history.Change.Person history.Closed.Account history.Closed.Person history.Open.Account
		reconcile.Account.ID reconcile.AccountRef.ID reconcile.Exception.EmployeeID reconcile.PastLink.EmployeeID reconcile.PastLink.Person
		reconcile.Person.EmployeeID reconcile.Person.Key reconcile.Person.ManagerID reconcile.Person.PersonID
		reconcile.PersonRef.EmployeeID reconcile.PersonRef.Key reconcile.Row.IDs reconcile.Row.Person
		report.Report.Known key suggest.Suggestion.ID`,
	"what findings are about: places, jobs, roles, statuses": `
		findings.Census.Departments key findings.Census.Locations key findings.CensusColumn.Header findings.CensusFile.Label
		findings.Condition.Departments findings.Condition.JobTitles findings.Condition.Locations findings.Condition.WorkerTypes findings.RoleRule.Role
		history.Open.Field reconcile.Finding.Field
		reconcile.Account.Country reconcile.Account.Department reconcile.Account.Location reconcile.Account.Role
		reconcile.Column.Header reconcile.DateVerdict.Column reconcile.Extension.Location reconcile.Extension.ServiceType
		reconcile.Licence.Capability reconcile.Licence.Name
		reconcile.Person.CostCenter reconcile.Person.Department reconcile.Person.JobTitle reconcile.Person.Location
		reconcile.Person.StatusText reconcile.Person.WorkerType
		reconcile.Quality.Column reconcile.RowRef.File reconcile.RowRef.Sheet reconcile.Source.Label reconcile.Source.Sheets reconcile.StatusWord.Text`,
}

// closed are the types that hold one of a few words of ours.
var closed = strings.Fields(`history.How licences.Holder licences.Reason licences.Source history.Kind match.DisputeKind match.DomainClass match.IdentityType match.Method
	match.RenameKey match.Result match.UnusedKind reconcile.AccountState reconcile.Cause reconcile.CheckID reconcile.Code reconcile.Disposition
	reconcile.ExceptionKind reconcile.Level reconcile.PopulationStatus reconcile.Product reconcile.QualityCode reconcile.RowClass
	reconcile.Severity reconcile.State reconcile.Status report.Status suggest.Rule`)

// sealed are the fields that no other package sees. What they hold is filled and
// looked at through what their types offer; one that is added has to be thought
// about in Redact, or in Links.Retold.
var sealed = map[string]string{
	"match.Links":         "rules hr",
	"match.ProductLinks":  "details refusals onEmail hr rules accounts logins vbc denied others claimed",
	"reconcile.Date":      "n",
	"reconcile.PastLinks": "packed words",
	"reconcile.People":    "list",
	"reconcile.Rows":      "list",
	"reconcile.Value":     "text supplied",
}

func TestRedactForgetsNoField(t *testing.T) {
	f := &filling{t: t, of: map[string]string{}}
	rep := &Report{}
	f.fill(reflect.ValueOf(rep).Elem(), "")
	out := Redact(rep, testKey)
	survived := map[string]bool{}
	declared := map[string]bool{}
	for _, fields := range staying {
		for path := range strings.FieldsSeq(fields) {
			declared[path] = true
		}
	}
	delete(declared, "key") // stands behind the field whose keys it is about
	f.look(reflect.ValueOf(out).Elem(), "", func(path, text string) {
		for _, word := range fillWord.FindAllString(strings.ToLower(text), -1) {
			whose := f.of[word]
			survived[path] = survived[path] || whose == path
			if whose != path && !declared[strings.TrimSuffix(whose, " key")] {
				t.Errorf("%s holds what %s held", path, whose)
			}
		}
	})
	for path, stays := range survived {
		if stays && !declared[strings.TrimSuffix(path, " key")] {
			t.Errorf("%s is as it was in a redacted report: replace it in Redact, or declare above why it names nobody", path)
		}
	}
	for path := range declared {
		if !survived[path] && !survived[path+" key"] {
			t.Errorf("%s is declared to stay, and does not: take it off the list", path)
		}
	}
	if len(f.of) < 200 {
		t.Errorf("only %d fields were filled", len(f.of))
	}
}

// filling gives each field a word of its own.
type filling struct {
	t  *testing.T
	of map[string]string // word → field
}

var fillWord = regexp.MustCompile(`zqf\d+x`)

func (f *filling) word(path string) string {
	for word, whose := range f.of {
		if whose == path {
			return word
		}
	}
	word := fmt.Sprintf("zqf%dx", len(f.of)+1)
	f.of[word] = path
	return word
}

// text is what a field is filled with: in quotes, so that a sentence that is
// told as one does not keep it.
func (f *filling) text(t reflect.Type, path string) string {
	word := f.word(path)
	switch t {
	case reflect.TypeFor[reconcile.EmailKey]():
		return word + "@" + word + ".example"
	case reflect.TypeFor[reconcile.PersonKey]():
		return "id:" + word
	}
	return `"` + word + `"`
}

func (f *filling) fill(v reflect.Value, path string) {
	switch at := v.Addr().Interface().(type) {
	case *reconcile.Value:
		*at = reconcile.Supplied(f.text(reflect.TypeFor[string](), path))
		return
	case *reconcile.Product:
		*at = reconcile.VBC
		return
	case *match.Result:
		*at = match.NotInHR
		return
	case *reconcile.People:
		var p reconcile.Person
		f.fill(reflect.ValueOf(&p).Elem(), path)
		*at = reconcile.PeopleOf(p)
		return
	case *reconcile.Rows:
		var r reconcile.Row
		f.fill(reflect.ValueOf(&r).Elem(), path)
		*at = reconcile.RowsOf(r)
		return
	}
	f.fillKind(v, path)
	switch at := v.Addr().Interface().(type) {
	case *match.ProductLinks:
		at.Note(0, f.text(reflect.TypeFor[string](), "match.ProductLinks.details"))
	case *reconcile.PastLinks:
		for product, links := range at.By {
			for _, link := range links { // under the id of the account that is there
				at.Add(product, f.text(reflect.TypeFor[string](), "reconcile.Account.ID"), link)
			}
		}
	}
}

func (f *filling) fillKind(v reflect.Value, path string) {
	switch v.Kind() {
	case reflect.String:
		if !slices.Contains(closed, v.Type().String()) {
			v.SetString(f.text(v.Type(), path))
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		f.fill(v.Elem(), path)
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			v.SetBytes([]byte(f.text(reflect.TypeFor[string](), path)))
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		f.fill(v.Index(0), path)
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		f.fill(key, path+" key")
		f.fill(value, path)
		v.SetMapIndex(key, value)
	case reflect.Struct:
		f.fillStruct(v)
	}
}

func (f *filling) fillStruct(v reflect.Value) {
	if v.Type().PkgPath() == "time" {
		return
	}
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if field.IsExported() {
			f.fill(v.Field(i), v.Type().String()+"."+field.Name)
			continue
		}
		if known := strings.Fields(sealed[v.Type().String()]); !slices.Contains(known, field.Name) {
			f.t.Errorf("%s.%s is new and no other package sees it: say in Redact what becomes of it, and name it above", v.Type(), field.Name)
		}
	}
}

// look shows every text of a value with the field that holds it.
func (f *filling) look(v reflect.Value, path string, show func(path, text string)) {
	if v.CanAddr() && v.Addr().CanInterface() {
		switch at := v.Addr().Interface().(type) {
		case *reconcile.Value:
			show(path, at.Text())
			return
		case *reconcile.People:
			for i := range at.Len() {
				f.look(reflect.ValueOf(at.At(i)).Elem(), path, show)
			}
			return
		case *reconcile.Rows:
			for i := range at.Len() {
				f.look(reflect.ValueOf(at.At(i)).Elem(), path, show)
			}
			return
		case *reconcile.PastLinks:
			link, known := at.Of(reconcile.VBC, f.text(reflect.TypeFor[string](), "reconcile.Account.ID"))
			if !known {
				f.t.Error("the earlier run does not know the account")
			}
			f.look(reflect.ValueOf(&link).Elem(), path, show)
		case *match.ProductLinks:
			show("match.ProductLinks.details", at.Evidence(0))
		}
	}
	switch v.Kind() {
	case reflect.String:
		show(path, v.String())
	case reflect.Pointer:
		if !v.IsNil() {
			f.look(v.Elem(), path, show)
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			show(path, string(v.Bytes()))
			return
		}
		for i := range v.Len() {
			f.look(v.Index(i), path, show)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			f.look(key, path+" key", show)
			f.look(v.MapIndex(key), path, show)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if field := v.Type().Field(i); field.IsExported() {
				f.look(v.Field(i), v.Type().String()+"."+field.Name, show)
			}
		}
	}
}
