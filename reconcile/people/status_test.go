package people

import (
	"strings"
	"testing"

	"rollcall/reconcile"
)

// The words of the map, written out again from the published vocabulary of the
// systems: a word that is lost from the map turns red here.
var statusWords = map[reconcile.Status]string{
	reconcile.StatusActive:    "Active|EMPLOYED|current|Current Employee|working|actively employed|Active Assignment|Active - Payroll Eligible|active - no payroll|on assignment|Probation|aktiv|actif|activo",
	reconcile.StatusHired:     "Hired",
	reconcile.StatusType:      "Full-Time|Full Time|Part-Time|regular|permanent|Contractor|intern|temporary|seasonal|variable",
	reconcile.StatusLeave:     "leave|On Leave|leave of absence|LOA|parental leave|maternity leave|paternity leave|medical leave|FMLA|paid leave|unpaid leave|sabbatical|military leave|long-term leave|short term disability|STD|LTD|Elternzeit|beurlaubt",
	reconcile.StatusSuspended: "suspended|administrative leave|furlough|furloughed|temporarily laid off|Suspended - Payroll Eligible",
	reconcile.StatusNotice:    "notice period|Garden Leave|gardening leave|Resigned - Serving Notice|pending termination|Leaver - Scheduled",
	reconcile.StatusPreHire:   "Pre-Hire|prehire|pending hire|pending worker|offer accepted|accepted|onboarding|not yet started|future hire|pending",
	reconcile.StatusLeaver:    "Terminated|termed|former employee|ex-employee|separated|dismissed|left|leaver|resigned|retired|deceased|laid off|redundant|contract ended|job abolished|ausgeschieden|sorti|baja",
	reconcile.StatusDormant:   "dormant",
	reconcile.StatusCancelled: "No Show|rescinded|hire rescinded|discarded|declined|duplicate",
	reconcile.StatusAmbiguous: "Inactive|disabled|not active|FALSE|no|0|Inactive - Payroll Eligible|AWOL|absconding",
	reconcile.StatusUnknown:   "|Teacher|A|T|terminated?x|employee|yes",
}

func TestParseStatusKnowsEveryWord(t *testing.T) {
	for want, words := range statusWords {
		for word := range strings.SplitSeq(words, "|") {
			if got := (StatusMap{}).Parse(word); got != want {
				t.Errorf("Parse(%q) = %s, want %s", word, got, want)
			}
			if got := (StatusMap{}).Parse("  " + strings.ToUpper(word) + ". "); got != want {
				t.Errorf("Parse(%q, upper case with punctuation) = %s, want %s", word, got, want)
			}
		}
	}
}

func TestParseStatusHasNoWordTwice(t *testing.T) {
	seen := make(map[string]reconcile.Status)
	for status, words := range wordsByStatus {
		for _, w := range words {
			if other, ok := seen[squash(w)]; ok && other != status {
				t.Errorf("%q means %s and %s", w, status, other)
			}
			seen[squash(w)] = status
		}
	}
}

// A company's own word comes before a vendor's code, and a code before the
// words of every file; none of them says anything about another word.
func TestStatusMapPrecedence(t *testing.T) {
	m := NewStatusMap(
		map[string]reconcile.Status{"T": reconcile.StatusLeaver, "Hired": reconcile.StatusPreHire, "Off": reconcile.StatusLeave},
		map[string]reconcile.Status{"Left us": reconcile.StatusLeaver, "off": reconcile.StatusDormant, "ACTIVE": reconcile.StatusNotice},
	)
	for text, want := range map[string]reconcile.Status{
		"t": reconcile.StatusLeaver, "hired": reconcile.StatusPreHire, "LEFT-US": reconcile.StatusLeaver, "Off": reconcile.StatusDormant,
		"Active": reconcile.StatusNotice, "Terminated": reconcile.StatusLeaver, "A": reconcile.StatusUnknown, "left usx": reconcile.StatusUnknown,
		"": reconcile.StatusUnknown,
	} {
		if got := m.Parse(text); got != want {
			t.Errorf("Parse(%q) = %s, want %s", text, got, want)
		}
	}
	if got := (StatusMap{}).Parse("T"); got != reconcile.StatusUnknown {
		t.Errorf("without codes T = %s", got)
	}
}

// In a yes/no column an own word says what the answer against employment means,
// and never touches the other answer.
func TestStatusMapOwnWordsInYesNoColumns(t *testing.T) {
	m := NewStatusMap(nil, map[string]reconcile.Status{"No": reconcile.StatusLeaver, "Yes": reconcile.StatusLeave, "Gone": reconcile.StatusLeaver})
	for _, tt := range []struct {
		text string
		form Form
		want reconcile.Status
	}{
		{"No", FormActive, reconcile.StatusLeaver}, {"Yes", FormActive, reconcile.StatusActive},
		{"No", FormTerminated, reconcile.StatusActive}, {"Yes", FormTerminated, reconcile.StatusLeave},
		{"No", FormInactive, reconcile.StatusActive}, {"Yes", FormInactive, reconcile.StatusLeave},
		{"False", FormActive, reconcile.StatusAmbiguous}, {"gone", FormActive, reconcile.StatusLeaver},
		{"No", FormWord, reconcile.StatusLeaver}, {"No", FormNone, reconcile.StatusNone},
	} {
		if got := m.ParseForm(tt.text, tt.form); got != tt.want {
			t.Errorf("ParseForm(%q, form %d) = %s, want %s", tt.text, tt.form, got, tt.want)
		}
	}
}

func TestOwnMeaningsAreKnownStatuses(t *testing.T) {
	seen := make(map[reconcile.Status]bool)
	for _, s := range OwnMeanings() {
		if s == reconcile.StatusUnknown || s == reconcile.StatusNone || seen[s] {
			t.Errorf("%q is no meaning, or is listed twice", s)
		}
		seen[s] = true
	}
	for s := range wordsByStatus {
		if !seen[s] {
			t.Errorf("%s cannot be given to an own word", s)
		}
	}
}

func TestParseStatusForm(t *testing.T) {
	tests := []struct {
		text string
		form Form
		want reconcile.Status
	}{
		{"Yes", FormActive, reconcile.StatusActive},
		{"1", FormActive, reconcile.StatusActive},
		{"FALSE", FormActive, reconcile.StatusAmbiguous},
		{"Yes", FormInactive, reconcile.StatusAmbiguous},
		{"No", FormInactive, reconcile.StatusActive},
		{"Yes", FormTerminated, reconcile.StatusLeaver},
		{"No", FormTerminated, reconcile.StatusActive},
		{"", FormTerminated, reconcile.StatusUnknown},
		{"Terminated", FormActive, reconcile.StatusLeaver},
		{"No", FormWord, reconcile.StatusAmbiguous},
		{"Active", FormNone, reconcile.StatusNone},
	}
	for _, tt := range tests {
		if got := (StatusMap{}).ParseForm(tt.text, tt.form); got != tt.want {
			t.Errorf("ParseForm(%q, form %d) = %s, want %s", tt.text, tt.form, got, tt.want)
		}
	}
}

func TestStatusGoesOn(t *testing.T) {
	for word, want := range map[string]bool{"Leaver": true, "resigned": true, "Terminated": false, "active": true, "sabbatical": false} {
		if got := (StatusMap{}).GoesOn(word); got != want {
			t.Errorf("GoesOn(%q) = %v, want %v", word, got, want)
		}
	}
	m := NewStatusMap(map[string]reconcile.Status{"ZQ1": reconcile.StatusLeaver}, map[string]reconcile.Status{"Terminated abroad": reconcile.StatusActive})
	for _, word := range []string{"ZQ", "Terminated"} {
		if !m.GoesOn(word) {
			t.Errorf("GoesOn(%q) does not look at codes and own words", word)
		}
	}
}
