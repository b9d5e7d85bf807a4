package reconcile

import "testing"

func TestAccept(t *testing.T) {
	found := func(levels ...Level) []Quality {
		var out []Quality
		for _, l := range levels {
			out = append(out, Quality{Level: l})
		}
		return out
	}
	for _, tt := range []struct {
		found []Quality
		want  Acceptance
	}{
		{nil, Accepted},
		{found(LevelInfo, LevelWarn), Accepted},
		{found(LevelRow), Accepted},
		{found(LevelBlock, LevelInfo), AcceptedBlocked},
		{found(LevelWarn, LevelBlock, LevelBlock), AcceptedBlocked},
		{found(LevelBlock, LevelFatal), Refused},
		{found(LevelFatal, LevelBlock), Refused},
	} {
		if got := Accept(tt.found); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.found, got, tt.want)
		}
	}
}

// Every level has its own rank, and an unknown one is milder than all.
func TestLevelRank(t *testing.T) {
	for i, l := range Levels() {
		if l.Rank() != i {
			t.Errorf("%s has rank %d, want %d", l, l.Rank(), i)
		}
	}
	if Level("odd").Rank() <= LevelInfo.Rank() {
		t.Error("an unknown level ranks among the known")
	}
	for _, e := range QualityCatalogue() {
		if e.Level.Rank() >= len(Levels()) {
			t.Errorf("%s has a level that is not listed: %s", e.Code, e.Level)
		}
	}
}
