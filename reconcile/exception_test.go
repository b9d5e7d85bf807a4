package reconcile

import "testing"

func TestExceptionDays(t *testing.T) {
	today := NewDate(2026, 3, 31)
	for days, want := range map[int]string{-1: "expired", 0: "soon", 14: "soon", 15: ""} {
		e := Exception{Expires: today.AddDays(days)}
		got := ""
		switch {
		case e.Expired(today):
			got = "expired"
		case e.ExpiresSoon(today):
			got = "soon"
		}
		if got != want {
			t.Errorf("%d days ahead: %q, want %q", days, got, want)
		}
	}
	if e := (Exception{}); e.Expired(today) || e.ExpiresSoon(today) {
		t.Error("without a date it ends")
	}
}

func TestAccountKey(t *testing.T) {
	for text, want := range map[string]string{
		" 1005 ": "1005", "APark": "apark", "Ada@X.example": "ada@x.example", "ada@bücher.example": "ada@xn--bcher-kva.example", "a@b@c": "a@b@c", "": "", " ": "",
	} {
		if got := AccountKey(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}
