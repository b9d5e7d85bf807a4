package reconcile

import "testing"

func TestSplitName(t *testing.T) {
	for full, want := range map[string][2]string{
		"Ada Park":            {"Ada", "Park"},
		"Park, Ada":           {"Ada", "Park"},
		"Luca Van Dijk":       {"Luca Van", "Van Dijk"},
		"Jane Doe (On Leave)": {"Jane", "Doe"},
		"Doe, Jane [C]":       {"Jane", "Doe"},
		" Cher ":              {"Cher", ""},
		"":                    {"", ""},
	} {
		if first, last := SplitName(full); first != want[0] || last != want[1] {
			t.Errorf("SplitName(%q) = %q, %q, want %q", full, first, last, want)
		}
	}
}

// Letters that Unicode takes for whole are written without their mark too.
func TestWholeLettersLoseTheirMark(t *testing.T) {
	for marked, plain := range map[string]string{
		"Søren Sørensen": "Soren Sorensen", "Łukasz Wójcik": "Lukasz Wojcik", "Jürgen Weiß": "Jurgen Weiss", "ÆGIR ÞÓR": "Aegir Thor", "Đorđe": "Dorde",
	} {
		if NameFingerprint(marked) != NameFingerprint(plain) {
			t.Errorf("%q and %q: fingerprints %q and %q differ", marked, plain, NameFingerprint(marked), NameFingerprint(plain))
		}
	}
	if !LastNameIn("Sørensen", "Soren Sorensen") {
		t.Error("a last name without its mark is not found")
	}
}
