package reconcile

import "testing"

func TestDomains(t *testing.T) {
	d := NewDomains([]string{" @North.Example ", "b\u00fccher.example", ""},
		[][]string{{"north.example", "OLD.example"}, {"one.example", "two.example"}})
	for key, want := range map[EmailKey]bool{
		"a@north.example": true, "a@old.example": true, "a@xn--bcher-kva.example": true,
		"a@one.example": false, "a@two.example": false, "a@sub.north.example": false, "": false,
	} {
		if got := d.Own(key); got != want {
			t.Errorf("Own(%q) = %v, want %v", key, got, want)
		}
	}
	if !d.Corporate("north.example") || d.Corporate("old.example") || !d.Alias("old.example") || d.Alias("two.example") {
		t.Error("an alias is not corporate, and a group without a corporate domain is none")
	}
	groups := NewDomains([]string{"c.example", "a.example"}, [][]string{{"one.example", "two.example"}, {"a.example", "b.example"}, {"c.example", "d.example", "b.example"}})
	for domain, want := range map[string]int{"a.example": 2, "b.example": 2, "c.example": 3, "d.example": 3, "one.example": 0, "": 0} {
		if got := groups.Group(domain); got != want {
			t.Errorf("Group(%q) = %d, want %d", domain, got, want)
		}
	}
	if (Domains{}).Own("a@north.example") {
		t.Error("the zero Domains owns a domain")
	}
}

func TestRoleMailbox(t *testing.T) {
	for key, want := range map[EmailKey]bool{"info@x.example": true, "NOC@x.example": true, "ines@x.example": false, "": false} {
		if got := key.RoleMailbox(); got != want {
			t.Errorf("RoleMailbox of %q = %v, want %v", key, got, want)
		}
	}
}
