package sources

import "testing"

func TestFieldOf(t *testing.T) {
	for header, want := range map[string]string{
		"Work Email": "email", "employment_status": "status", "Termination Date (MM/DD/YYYY)": "termination_date",
		"workemail": "email", "Salary": "", "Shoe size": "", "": "",
	} {
		if got := FieldOf(header); got != want {
			t.Errorf("%q means %q, want %q", header, got, want)
		}
	}
}
