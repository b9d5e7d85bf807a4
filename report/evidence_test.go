package report

// What Evidence says of how a product was read.

import (
	"strings"
	"testing"

	"rollcall/reconcile"
)

func TestEvidenceSaysHowAProductWasRead(t *testing.T) {
	rep := sample()
	proof := &rep.Populations[0].Proof
	proof.Pace, proof.Replayed = reconcile.Pace{PerMinute: 10}, "20260331T020001Z-3fa9c2"
	text := dump(t, reopen(t, rep), sheetEvidence)
	for _, want := range []string{"10 requests a minute", "from the raw pages of run 20260331T020001Z-3fa9c2; nothing was sent now"} {
		if n := strings.Count(text, want); n != 1 {
			t.Errorf("%q stands there %d times, want once: the other product was asked and never refused", want, n)
		}
	}
}
