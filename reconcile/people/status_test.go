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
			if got := ParseStatus(word, ""); got != want {
				t.Errorf("ParseStatus(%q) = %s, want %s", word, got, want)
			}
			if got := ParseStatus("  "+strings.ToUpper(word)+". ", ""); got != want {
				t.Errorf("ParseStatus(%q, upper case with punctuation) = %s, want %s", word, got, want)
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

func TestParseStatusProfileCodes(t *testing.T) {
	tests := map[string]string{
		"ukg":            "A=ACTIVE L=LEAVE S=SUSPENDED T=LEAVER",
		"adp_wfn":        "A=ACTIVE L=LEAVE T=LEAVER S=UNKNOWN",
		"paylocity":      "A=ACTIVE L=LEAVE T=LEAVER",
		"successfactors": "A=ACTIVE P=LEAVE U=LEAVE S=SUSPENDED F=SUSPENDED D=DORMANT O=CANCELLED R=LEAVER T=LEAVER",
		"msu":            "D=LEAVER R=LEAVER",
		"x12":            "AC=ACTIVE L1=LEAVE LA=LEAVE LE=LEAVE LM=LEAVE LS=LEAVE AA=LEAVE AB=LEAVE SU=SUSPENDED FA=SUSPENDED FB=SUSPENDED FC=SUSPENDED FO=SUSPENDED TE=LEAVER RT=LEAVER RA=LEAVER RP=LEAVER DC=LEAVER DI=LEAVER FT=TYPE PT=TYPE",
		"oracle_hcm":     "ACTIVE_PROCESS=ACTIVE INACTIVE_PROCESS=AMBIGUOUS",
		"rippling":       "Hired=PRE_HIRE",
		"hibob":          "hired=PRE_HIRE",
		"veza":           "hired=ACTIVE",
		"generic":        "A=UNKNOWN T=UNKNOWN D=UNKNOWN ACTIVE_PROCESS=UNKNOWN hired=HIRED",
	}
	for profile, pairs := range tests {
		for pair := range strings.FieldsSeq(pairs) {
			word, want, _ := strings.Cut(pair, "=")
			if got := ParseStatus(word, profile); string(got) != want {
				t.Errorf("ParseStatus(%q, %s) = %s, want %s", word, profile, got, want)
			}
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
		if got := ParseStatusForm(tt.text, "", tt.form); got != tt.want {
			t.Errorf("ParseStatusForm(%q, form %d) = %s, want %s", tt.text, tt.form, got, tt.want)
		}
	}
}

func TestStatusWordGoesOn(t *testing.T) {
	for word, want := range map[string]bool{"Leaver": true, "resigned": true, "Terminated": false, "active": true, "sabbatical": false} {
		if got := StatusWordGoesOn(word); got != want {
			t.Errorf("StatusWordGoesOn(%q) = %v, want %v", word, got, want)
		}
	}
}
