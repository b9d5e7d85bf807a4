package simulator

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestReadScenarioRefuses(t *testing.T) {
	const head = `{"vbc": {"account_id": "1", "client_id": "k", "client_secret": "s", `
	for _, tc := range []struct{ name, doc, want string }{
		{"empty", "", "empty"},
		{"cut off", `{"vbc": {`, "ends in the middle"},
		{"no product", `{}`, "neither vbc nor vcc"},
		{"unknown name", "{\n  \"vbc\": {\"acount_id\": \"1\"}}", `line 2, column 11: the name "acount_id" is not known`},
		{"wrong kind", "{\"vbc\":\n {\"account_id\": 7}}", "line 2, column 17: vbc.account_id holds a number"},
		{"syntax", "{\n\"vbc\": nope}", "line 2"},
		{"two documents", `{"vcc": {"client_id": "c", "client_secret": "s", "users": []}} {}`, "text after the end"},
		{"dialect", head + `"dialect": "soap", "users": []}}`, `dialect "soap"`},
		{"same login", head + `"users": [{"login_name": "a"}, {"login_name": "a"}]}}`, `users[1]: login_name "a" is also that of users[0]`},
		{"same id", head + `"users": [{"id": 7}, {"id": 7}]}}`, `id "7" is also`},
		{"status", head + `"users": [{"status": "asleep"}]}}`, "expected active or inactive"},
		{"extension of nobody", head + `"users": [], "extensions": [{"extension_number": "1", "user": "x"}]}}`, `user "x" is no login_name`},
		{"call time", head + `"users": [], "calls": [{"id": "1", "direction": "Inbound", "start": "yesterday"}]}}`, "expected the form"},
		{"append", head + `"users": [{"_append": [1]}]}}`, "_append must be a JSON object"},
		{"username", `{"vcc": {"client_id": "c", "client_secret": "s", "users": [{"name": "x"}]}}`, "users[0]: username is missing"},
		{"login time", `{"vcc": {"client_id": "c", "client_secret": "s", "users": [{"username": "x", "lastLoginTime": "noon", "userAccountConfiguration": {"role": "Agent"}}]}}`, "lastLoginTime"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := ReadScenario(strings.NewReader(tc.doc))
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Fatalf("error %v, want one with %q", err, tc.want)
			}
		})
	}
}

func TestScenarioSurvivesWriting(t *testing.T) {
	made := Generate(7, Size{People: 150, VBC: 120, VCC: 60}, time.Date(2026, 3, 31, 0, 0, 0, 0, time.UTC)).Scenario
	made.About = []string{"first", "second"}
	made.VCC.Users[3].Append = []byte(`{"userId":"again","shoe <size>":9}`)
	var doc bytes.Buffer
	if err := WriteScenario(&doc, made); err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(doc.String(), "\n") {
		if strings.Count(line, `"username":"`) > 2 || strings.Count(line, `"login_name"`) > 1 {
			t.Fatalf("more than one user on a line: %s", line)
		}
	}
	back, err := ReadScenario(&doc)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(made, back); diff != "" {
		t.Errorf("a scenario changed on its way through a file:\n%s", diff)
	}
}

func TestNewRefuses(t *testing.T) {
	for name, opt := range map[string]Options{
		"dialect":   {Dialect: "soap"},
		"page base": {VCCPageBase: 2},
		"list key":  {VCCListKey: "rows"},
		"quota":     {RequestsPerMinute: -1},
		"fault":     {Faults: []Fault{{Name: "nonsense"}}},
	} {
		if _, err := New(smallCompany(), opt); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := New(Scenario{}, Options{}); err == nil {
		t.Error("a tenant without products started")
	}
}

func TestParseFault(t *testing.T) {
	for _, tc := range []struct {
		text, wantErr string
		want          Fault
	}{
		{text: "outage", want: Fault{Name: "outage"}},
		{text: "vcc:throttle=4", want: Fault{Name: "vcc:throttle", Arg: "4"}},
		{text: "seat-exhausted=409", want: Fault{Name: "seat-exhausted", Arg: "409"}},
		{text: "slow=20ms", want: Fault{Name: "slow", Arg: "20ms"}},
		{text: "nonsense", wantErr: "not known"},
		{text: "scim:outage", wantErr: "no product"},
		{text: "vcc:delete-404", wantErr: "exists for vbc only"},
		{text: "outage=3", wantErr: "takes no argument"},
		{text: "throttle=none", wantErr: "whole number"},
		{text: "throttle=0", wantErr: "whole number"},
		{text: "throttle=", wantErr: "nothing follows"},
		{text: "slow=soon", wantErr: "duration"},
		{text: "seat-exhausted=500", wantErr: "400 or 409"},
	} {
		got, err := ParseFault(tc.text)
		if tc.wantErr != "" {
			if err == nil || !strings.Contains(err.Error(), tc.wantErr) {
				t.Errorf("%s: error %v, want one with %q", tc.text, err, tc.wantErr)
			}
			continue
		}
		if err != nil || got != tc.want {
			t.Errorf("%s: got %v, %v", tc.text, got, err)
		}
	}
}
