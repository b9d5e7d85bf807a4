package spelling

import "testing"

func TestNearest(t *testing.T) {
	words := []string{"file", "sheet", "date_order", "corporate_domains", "max_age"}
	for word, want := range map[string]string{
		"fiel":             "file", // neighbours swapped
		"shet":             "sheet",
		"Date_Order":       "date_order",
		"corporate_domain": "corporate_domains",
		"max-age":          "max_age",
		"zzz":              "",
		"entitlements":     "",
		"":                 "",
	} {
		if got := Nearest(word, words); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", word, got, want)
		}
	}
	if got := Nearest("ab", []string{"xy"}); got != "" {
		t.Errorf("a word with nothing in common was suggested: %q", got)
	}
}
