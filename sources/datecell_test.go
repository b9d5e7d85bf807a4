package sources

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rollcall/reconcile"
)

// asDay is a cell as "2026-03-31", or what it is instead. Where the order is
// open it is read month first, and the word says so.
func asDay(c dateCell) string {
	d, ok := c.date(orderMDY)
	switch {
	case c.kind == dateBlank:
		return "blank"
	case c.kind == dateNull:
		return "null"
	case c.kind == dateBad:
		return "bad"
	case c.kind == dateShortYear:
		return "short " + d.String()
	case c.kind == dateSlash && ok:
		return "slash " + d.String()
	case c.kind == dateSlash:
		return "slash, day first"
	default:
		return d.String()
	}
}

func TestDateForms(t *testing.T) {
	for want, texts := range map[string][]string{
		"2024-01-05": {
			"2024-01-05", "2024/01/05", "2024.01.05", "20240105", "05.01.2024", "5.1.2024", "05-Jan-2024", "05-JAN-2024", "5 January 2024",
			"Jan 5, 2024", "January 5, 2024", "Jan-05 2024", "Jan 05 2024", "2024-Jan-05", "05/Jan/2024", "\u00a02024-01-05\u00a0", "5\u00a0Jan\u00a02024",
			// With a time, or a zone.
			"2024-01-05Z", "2024-01-05+01:00", "2024-01-05-08:00", "2024-01-05T00:00", "2024-01-05T00:00:00", "2024-01-05T00:00:00Z",
			"2024-01-05T23:59:59.999Z", "2024-01-05T00:00:00,000Z", "2024-01-05T00:00:00+02:00", "2024-01-05T00:00:00-0800", "2024-01-05T000000Z",
			"2024-01-05 00:00:00", "2024-01-05  0:00", "2024-01-05 00:00:00.000", "2024-01-05 00:00:00 +0000 UTC", "2024-01-05 00:00 UTC",
			"2024-01-05T00:00:00+01:00[Europe/Berlin]", "2024-01-05 12:00 AM", "2024-01-05, 12:00 AM", "20240105T000000Z", "20240105T00:00:00", "20240105T0000",
			"05.01.2024 00:00", "05.01.2024, 00:00 Uhr", "Jan  5 2024 12:00AM", "Jan 5, 2024, 12:00:00 AM", "Jan 5, 2024 12:00\u202fp.m.", "05 Jan 2024 00:00:00",
			// The months of two neighbours.
			"5. Januar 2024", "05-JÄN-2024", "5 janvier 2024", "5 janv. 2024",
		},
		"2024-03-05":       {"5. März 2024", "5. Maerz 2024", "05-Mrz-2024", "5 mars 2024", "05-MÄR-2024"},
		"2024-05-05":       {"5. Mai 2024", "5 mai 2024", "05-May-2024"},
		"2024-12-05":       {"5. Dezember 2024", "05-Dez-2024", "5 décembre 2024", "5 DÉC. 2024"},
		"2024-08-05":       {"5 août 2024", "5 aout 2024"},
		"2024-02-29":       {"2024-02-29", "29.02.2024", "20240229"},
		"2000-02-29":       {"2000-02-29"},
		"1900-03-01":       {"1900-03-01"},
		"slash 2024-01-05": {"01/05/2024", "1/5/2024", "01-05-2024", "1/5/2024 12:00:00 AM", "01/05/2024T00:00", "1/5/2024 0:00"},
		"slash 2024-01-25": {"01/25/2024", "1-25-2024"},
		"slash, day first": {"25/01/2024", "25-01-2024", "29/02/2024"},
		"short 2024-01-05": {"1/5/24", "01-05-24", "05.01.24", "05-Jan-24", "Jan 5, 24"},
		"short 1969-01-05": {"1/5/69"},
		"short 2068-01-05": {"1/5/68"},
		"blank":            {"", " ", "\u00a0", "\t"},
		"null": {
			"-", "--", "n/a", "N/A", "na", "NA", "none", "None", "null", "NULL", "(blank)", "tbd", "TBD", "#N/A", "never", " null ",
			"0000-00-00", "0000-00-00 00:00:00", "0000-00-00T00:00:00", "00/00/0000", "00.00.0000", "1900-01-00", "01/00/1900", "1/0/1900 0:00", "00.01.1900",
			"1/1/1900", "01/01/1900", "1900-01-01", "01.01.1900", "01-Jan-1900", "1 January 1900", "Jan 1, 1900", "19000101", "1900-01-01T00:00:00Z", "1/1/1900 12:00 AM",
			"9999-12-31", "12/31/9999", "31/12/9999", "31-12-9999", "31.12.9999", "31-Dec-9999", "Dec 31, 9999", "31. Dezember 9999", "99991231", "9999-12-31T23:59:59Z",
			"4712-12-31", "12/31/4712", "31/12/4712", "31.12.4712", "31-Dec-4712", "47121231", "4712-12-31 00:00:00",
		},
		"bad": {
			"2024-02-30", "2023-02-29", "1900-02-29", "2100-02-29", "2024-13-01", "2024-00-05", "2024-01-32", "2024-1-05", "2024-01-5", "2024-0105", "2024-Q1", "202O-01-05",
			"31/02/2024", "02/31/2024", "31.04.2024", "29/02/2023", "13/13/2024", "0/5/2024", "5/0/2024", "1/5/024", "1/5/2", "1/5", "1/5/2024/7", "1/5-2024", "001/5/2024", "1//2024",
			"31 June 2024", "31-Feb-2024", "0-Jan-2024", "Jan 2024", "Foo 5, 2024", "5 6 Jan 2024", "Jan Feb 2024", "Jan 5, 202", "Jan 5? 2024", "+5 Jan 2024", "5_Jan_2024",
			"1899-12-31", "1601-01-01", "01/01/1601", "31.12.1899", "31-Dec-1899", "18991231", "0001-01-01", "01/01/0001",
			"2024-01-05T", "2024-01-05 x", "2024-01-05 08:00 - 2024-12-31", "2024-01-05 08:00 2024-12-31", "2024-01-05T00", "2024-01-05Y", "2024-01-05+1:00:0",
			"2024-01-05 to 2024-12-31", "2024-01-05 8", "2024-01-05T8:0", "2024-01-05T123:00", "257 Jan 2024", "005 Jan 2024", "2024-01-05T0000-2024-12-31", "2024-01-05T08:00-2024123", "2024-01-0508:00", "20240105T00", "08:00 2024-01-05", "08:00", "soon", "45678", "20241332", "2024010", "9223372036854775807", "0", "!",
		},
	} {
		for _, text := range texts {
			if got := asDay(parseDateCell(text)); got != want {
				t.Errorf("%q is %s, want %s", text, got, want)
			}
		}
	}
}

// A vendor's words for "no date" hold beside the general ones, and a day among
// them holds however a cell writes it.
func TestNullDatesOfAVendor(t *testing.T) {
	directory := newNullDates("9223372036854775807", "0", "1601-01-01", " Unbefristet ", "Indéfini", "03/04/2099", "2098-12-31")
	for want, texts := range map[string][]string{
		"null": {
			"9223372036854775807", "0", "1601-01-01", "01/01/1601", "1/1/1601 12:00:00 AM", "1601-01-01T00:00:00Z", "01.01.1601", "1-Jan-1601", "16010101",
			"unbefristet", "UNBEFRISTET", "INDÉFINI", "03/04/2099", "31/12/2098", "12/31/2098", "31.12.2098", "never", "9999-12-31", "01.01.1900",
		},
		// A day that one order only would give is no day of the list.
		"slash 2099-04-03": {"04/03/2099"},
		"2099-03-04":       {"2099-03-04"},
		"2098-12-30":       {"2098-12-30"},
		"bad":              {"00", "1602-01-01", "9223372036854775806"},
	} {
		for _, text := range texts {
			if got := asDay(directory.parse(text)); got != want {
				t.Errorf("%q is %s, want %s", text, got, want)
			}
		}
	}
	for _, text := range []string{"unbefristet", "0", "1601-01-01"} {
		if got := asDay(parseDateCell(text)); got != "bad" {
			t.Errorf("%q is %s without the vendor's list, want bad", text, got)
		}
	}
	if got := asDay(directory.serial("72685", false)); got != "null" { // 2098-12-31
		t.Errorf("the day number of a vendor's null date is %s", got)
	}
	if got := asDay(noDates.serial("72685", false)); got != "2098-12-31" {
		t.Errorf("the same day without the vendor's list is %s", got)
	}
}

func TestDayNumbers(t *testing.T) {
	for _, tt := range []struct {
		text       string
		from, want string // from the 1900 system, or the 1904 one
	}{
		{"0", "1900", "null"}, {"0.5", "1900", "null"}, {"1", "1900", "null"}, {"2", "1900", "1900-01-02"}, {"59", "1900", "1900-02-28"},
		{"60", "1900", "bad"}, {"60.5", "1900", "bad"}, {"61", "1900", "1900-03-01"}, {"46053", "1900", "2026-01-31"}, {"46053.9999", "1900", "2026-01-31"},
		{"2958465", "1900", "null"}, {"2958464", "1900", "9999-12-30"}, {"2958466", "1900", "bad"}, {"1.2E+05", "1900", "2228-07-18"},
		{"0", "1904", "null"}, {"1", "1904", "null"}, {"59", "1904", "1904-02-29"}, {"60", "1904", "1904-03-01"}, {"44591", "1904", "2026-01-31"},
		{"2957003", "1904", "null"}, {"2957004", "1904", "bad"}, {"2958465", "1904", "bad"},
		{"-1", "1900", "bad"}, {"", "1900", "bad"}, {"x", "1900", "bad"}, {"NaN", "1900", "bad"}, {"Inf", "1900", "bad"}, {"1e99", "1900", "bad"},
	} {
		if got := asDay(noDates.serial(tt.text, tt.from == "1904")); got != tt.want {
			t.Errorf("day %q of the %s system is %s, want %s", tt.text, tt.from, got, tt.want)
		}
	}
}

// Whatever form a day is written in, it is read back as that day; in the forms
// without an order, as that day in its own order.
func TestDatesReadBack(t *testing.T) {
	forms := []struct{ layout, order string }{
		{"2006-01-02", ""}, {"2006/01/02", ""}, {"20060102", ""}, {"02.01.2006", ""}, {"2.1.2006", ""}, {"02-Jan-2006", ""}, {"Jan 2, 2006", ""},
		{"Jan-02 2006", ""}, {"2 January 2006", ""}, {"2006-01-02T15:04:05Z", ""}, {"2006-01-02 15:04", ""}, {"2006-01-02T15:04:05+02:00", ""},
		{"Jan 2, 2006 3:04 PM", ""}, {"01/02/2006", orderMDY}, {"1-2-2006", orderMDY}, {"1/2/2006 3:04:05 PM", orderMDY}, {"02/01/2006", orderDMY}, {"2-1-2006", orderDMY},
	}
	rapid.Check(t, func(t *rapid.T) {
		want := reconcile.NewDate(1900, 1, 2).AddDays(rapid.IntRange(0, 300*365).Draw(t, "day"))
		form := rapid.SampledFrom(forms).Draw(t, "form")
		at := want.Time().Add(time.Duration(rapid.IntRange(0, 86399).Draw(t, "second")) * time.Second)
		text := at.Format(form.layout)
		pad := rapid.SampledFrom([]string{"", " ", "\t", "\u00a0"}).Draw(t, "pad")
		c := parseDateCell(pad + text + pad)
		got, ok := c.date(form.order)
		if !ok || got != want || (c.kind == dateSlash) != (form.order != "") {
			t.Fatalf("%q is %s, want %s: %+v", text, got, want, c)
		}
	})
}

// Text of any kind gives a day of the calendar, or no date: never a day that
// is not in it.
func TestNoTextGivesADayThatIsNotInTheCalendar(t *testing.T) {
	text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[0-9]{1,4}[-/. ][0-9A-Za-z]{1,4}[-/., ]{1,2}[0-9]{1,4}([T ][0-9:.Z+-]{0,9})?`), rapid.StringMatching(`[0-9]{8}`))
	rapid.Check(t, func(t *rapid.T) {
		s := text.Draw(t, "text")
		c := parseDateCell(s)
		_, monthFirst := c.date(orderMDY)
		_, dayFirst := c.date(orderDMY)
		switch c.kind {
		case dateReady:
			if !monthFirst || c.year < oldestYear {
				t.Fatalf("%q: %+v", s, c)
			}
		case dateSlash, dateShortYear:
			if !monthFirst && !dayFirst || c.year < oldestYear {
				t.Fatalf("%q: %+v", s, c)
			}
		}
		if len(s) == 10 {
			_, err := time.Parse(time.DateOnly, s)
			if iso := c.kind == dateReady && c.form == formISO && strings.Count(s, "-") == 2; iso && err != nil {
				t.Fatalf("%q is a day here and %v", s, err)
			}
		}
	})
}

// A file may hold millions of cells.
func TestDateCellsAllocateNothing(t *testing.T) {
	for _, text := range []string{"", "2019-03-25", "2019-03-25T00:00:00Z", "25/03/2019", "25.03.2019", "25-Mar-2019", "Mar 25, 2019 12:00 AM", "N/A", "9999-12-31", "see file"} {
		if n := testing.AllocsPerRun(10, func() { parseDateCell(text) }); n != 0 {
			t.Errorf("%q: %v allocations", text, n)
		}
	}
}

// BenchmarkParseDateCell measures one cell of each form. A column of ISO days
// and blanks, which is what most files hold, must cost next to nothing.
func BenchmarkParseDateCell(b *testing.B) {
	for _, form := range []struct{ name, text string }{
		{"blank", ""}, {"iso", "2019-03-25"}, {"iso with time", "2019-03-25T00:00:00Z"}, {"slash", "25/03/2019"}, {"dotted", "25.03.2019"},
		{"words", "25-Mar-2019"}, {"clock", "3/25/2019 12:00 AM"}, {"null date", "9999-12-31"}, {"null word", "N/A"}, {"bad", "see file"},
	} {
		b.Run(form.name, func(b *testing.B) {
			b.ReportAllocs()
			want := parseDateCell(form.text).kind
			for b.Loop() {
				if parseDateCell(form.text).kind != want {
					b.Fatalf("%q is read differently", form.text)
				}
			}
		})
	}
}
