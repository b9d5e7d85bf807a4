package findings

// How old the HR file is, by the clock of the run and never by the as-of date: a
// report about last month is still made from a file that was exported some day.
// Nobody can accept a file that is too old: it can be exported again.

import (
	"strconv"
	"time"

	"rollcall/reconcile"
)

const (
	staleWarn  = 7 * 24 * time.Hour
	staleBlock = 31 * 24 * time.Hour
)

// Staleness raises HQ-24 for each HR file that is too old, or whose time cannot
// be true. slack is how far ahead of our clock a file may be.
func Staleness(files []reconcile.Source, now time.Time, slack time.Duration) []reconcile.Quality {
	var out []reconcile.Quality
	for i := range files {
		f := &files[i]
		level, words := staleness(f.Modified, now, slack)
		if level == "" {
			continue
		}
		q := reconcile.Quality{Code: "HQ-24", Level: level, Subject: "age", Message: the(f.Label) + " " + words}
		if f.Label != "" {
			q.Subject += " " + f.Label
		}
		out = append(out, q)
	}
	return out
}

func staleness(modified, now time.Time, slack time.Duration) (level reconcile.Level, words string) {
	age := now.Sub(modified)
	days := strconv.Itoa(int(age / (24 * time.Hour)))
	when := "was changed " + modified.UTC().Format("2006-01-02 15:04 UTC")
	switch {
	case modified.IsZero():
		return reconcile.LevelBlock, "has no time of change, so its age is not known: copy it so that it has one"
	case age < -slack:
		return reconcile.LevelBlock, when + ", which is in the future: check the clock of this machine and of the one that exports"
	case age > staleBlock:
		return reconcile.LevelBlock, when + ", over 31 days ago (" + days + "): people who left since then are not in it as leavers; export it again"
	case age > staleWarn:
		return reconcile.LevelWarn, when + ", over 7 days ago (" + days + "): export it again"
	}
	return "", ""
}
