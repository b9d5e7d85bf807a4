package reconcile

import (
	"testing"
	"time"
)

func TestDate(t *testing.T) {
	d, err := ParseDate("2026-03-31")
	if err != nil || d.String() != "2026-03-31" || d.IsZero() {
		t.Fatalf("ParseDate = %v, %v", d, err)
	}
	if next := d.AddDays(1); next.String() != "2026-04-01" || next.DaysSince(d) != 1 || !next.After(d) || !d.Before(next) {
		t.Errorf("the day after %v is %v", d, next)
	}
	for _, bad := range []string{"2026-02-30", "31/03/2026", "2026-3-1", "today"} {
		if got, err := ParseDate(bad); err == nil {
			t.Errorf("ParseDate(%q) = %v, want an error", bad, got)
		}
	}
	if epoch := NewDate(1970, 1, 1); epoch.IsZero() || epoch == (Date{}) {
		t.Error("1970-01-01 is a date and not the zero Date")
	}
	if old := NewDate(1969, 12, 31); old.String() != "1969-12-31" {
		t.Errorf("the day before the epoch is %v", old)
	}
	if zero := (Date{}); zero.AddDays(3) != zero || zero.String() != "" || !zero.Time().IsZero() {
		t.Error("the zero Date stays zero")
	}
}

func TestDateInZone(t *testing.T) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	late := time.Date(2026, 6, 30, 23, 30, 0, 0, time.UTC) // half past midnight in London
	if got := DateIn(late, london); got.String() != "2026-07-01" {
		t.Errorf("DateIn = %v, want 2026-07-01", got)
	}
	if start := NewDate(2026, 7, 1).StartIn(london); !start.Equal(time.Date(2026, 6, 30, 23, 0, 0, 0, time.UTC)) {
		t.Errorf("1 July starts in London at %v", start.UTC())
	}
}

func TestDateText(t *testing.T) {
	var d Date
	if err := d.UnmarshalText([]byte("2026-01-02")); err != nil || d != NewDate(2026, 1, 2) {
		t.Errorf("UnmarshalText = %v, %v", d, err)
	}
	if err := d.UnmarshalText([]byte("soon")); err == nil {
		t.Error("UnmarshalText took \"soon\"")
	}
}

func TestNames(t *testing.T) {
	same := [][2]string{
		{"Müller, Anna", "anna muller"},
		{"Jane Doe (On Leave)", "Doe, Jane"},
		{"Jane Doe [C]", "Jane Doe"},
		{"O'Brien, Sean", "Sean OBrien"},
		{"Sean O\u2019Brien", "Sean O'Brien"},
	}
	for _, s := range same {
		if NameFingerprint(s[0]) != NameFingerprint(s[1]) {
			t.Errorf("%q and %q: fingerprints %q and %q differ", s[0], s[1], NameFingerprint(s[0]), NameFingerprint(s[1]))
		}
	}
	if NameFingerprint("Jane Doe") == NameFingerprint("Jane Dow") {
		t.Error("two names share a fingerprint")
	}
	if !LastNameIn("Osei", "Nadia Osei") || LastNameIn("Osei", "Nadia Park") || LastNameIn("", "Nadia") {
		t.Error("LastNameIn must find a last name in a full name, and a blank one nowhere")
	}
}

func TestValueKeepsNotSuppliedApart(t *testing.T) {
	var missing Value
	blank := Supplied("")
	if missing.Known() || !blank.Known() || missing == blank {
		t.Error("a field that was not supplied must differ from a blank one")
	}
	if missing.Or("Not available") != "Not available" || blank.Or("Not available") != "" {
		t.Error("Or replaces only what was not supplied")
	}
	if FlagUnknown.Known() || FlagOf(false) != FlagNo || FlagOf(true).String() != "Yes" {
		t.Error("flags keep unknown apart from no")
	}
}

func TestAdmin(t *testing.T) {
	for role, want := range map[string]Flag{
		"Admin": FlagYes, "NvmAdmin": FlagYes, "Account Administrator": FlagYes, "Super User": FlagYes, "superuser": FlagYes, "ADMINISTRATOR": FlagYes, "admi": FlagNo,
		"Agent": FlagNo, "Supervisor": FlagNo, "End User": FlagNo, "": FlagUnknown,
	} {
		a := Account{Role: Supplied(role)}
		if got := a.Admin(); got != want {
			t.Errorf("role %q: Admin() = %v, want %v", role, got, want)
		}
	}
	if none := (Account{}); none.Admin() != FlagUnknown {
		t.Error("an account without a role is not known to be no administrator")
	}
}

func TestSeverityRank(t *testing.T) {
	for i, s := range Severities() {
		if s.Rank() != i {
			t.Errorf("%s has rank %d, want %d", s, s.Rank(), i)
		}
	}
	if Severity("odd").Rank() != len(Severities()) {
		t.Error("an unknown severity does not rank last")
	}
}

func TestFindingID(t *testing.T) {
	a := FindingID("L01", VBC, "704412", "state")
	if a != "F-4e15e92f34a0" {
		t.Errorf("the id is %s: ids may never change, or every finding of the run before counts as new", a)
	}
	if a != FindingID("L01", VBC, "704412", "state") {
		t.Error("the id of a finding must be stable")
	}
	for _, other := range []string{
		FindingID("L02", VBC, "704412", "state"), FindingID("L01", VCC, "704412", "state"),
		FindingID("L01", VBC, "704413", "state"), FindingID("L01", VBC, "704412", "name"),
		FindingID("L01", VBC, "7044", "12state"),
	} {
		if a == other {
			t.Error("two findings share an id")
		}
	}
}

func TestParseProduct(t *testing.T) {
	if p, err := ParseProduct(" vcc "); p != VCC || err != nil {
		t.Errorf("ParseProduct = %v, %v", p, err)
	}
	if _, err := ParseProduct("pbx"); err == nil {
		t.Error("ParseProduct took pbx")
	}
}

func TestQualityCatalogueIsWhole(t *testing.T) {
	if n := len(QualityCatalogue()); n != 30 {
		t.Errorf("%d HR quality codes, want 30", n)
	}
	seen := map[QualityCode]bool{}
	for _, q := range QualityCatalogue() {
		if seen[q.Code] || q.Title == "" || q.Level == "" {
			t.Errorf("%+v is doubled or not filled in", q)
		}
		seen[q.Code] = true
	}
}

func TestIDKey(t *testing.T) {
	for _, same := range [][2]string{{"e10442", "E10442"}, {"SM - 00001", "SM-00001"}, {" 12\u00a0", "12"}} {
		if IDKey(same[0]) != IDKey(same[1]) {
			t.Errorf("%q and %q: keys %q and %q differ", same[0], same[1], IDKey(same[0]), IDKey(same[1]))
		}
	}
	if IDKey("007") == IDKey("7") {
		t.Error("leading zeros are part of an id")
	}
}

func TestInputSHA256(t *testing.T) {
	// The last two by another program: SHA-256 of "staff a\nagency b\n", and of
	// the lines the other way round.
	staff, agency := Source{Label: "staff", SHA256: "a"}, Source{Label: "agency", SHA256: "b"}
	for want, files := range map[string][]Source{
		"":  nil,
		"a": {staff},
		"7855e41530f3eee5b1ce77626bacfdbbb846c3d248774ac6a2fd9e7f91fe2bfb": {staff, agency},
		"917c6c6e4606f68a7f28808c3164fb5f4a3e48baaeb8d8044c7c46859991d841": {agency, staff},
	} {
		if got := InputSHA256(files); got != want {
			t.Errorf("%d files: %s, want %s", len(files), got, want)
		}
	}
}
