package main

// Accepting an HR file that the guards between runs hold back: once, by name
// and with a reason, so that a real change does not block for ever. What is
// named is the hash of the bytes, so that another file is not accepted with it;
// a flag that was left in a script stops the next run instead. A file that is
// too old, or that cannot be used for what is in it, cannot be accepted.

import (
	"encoding/hex"
	"fmt"
	"os"
	"os/user"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
	"rollcall/report"
)

// acceptance is what --accept-hr and --reason say. The zero acceptance accepts
// nothing.
type acceptance struct {
	hash   string // lower-case hex
	reason string
	by     string // who accepts it
}

// parseAcceptance understands the two flags, which come together.
func parseAcceptance(hash, reason string) (acceptance, error) {
	reason = strings.TrimSpace(reason)
	switch {
	case hash == "" && reason == "":
		return acceptance{}, nil
	case hash == "":
		return acceptance{}, usagef("--reason says why an HR file is accepted: give --accept-hr too, or leave it out")
	}
	hash = strings.ToLower(hash)
	if _, err := hex.DecodeString(hash); err != nil || len(hash) != findings.AcceptedDigits {
		return acceptance{}, usagef("--accept-hr %q is not the first %d digits of a SHA-256: the guard that holds the HR file back prints them", hash, findings.AcceptedDigits)
	}
	if reason == "" {
		return acceptance{}, usagef("--accept-hr needs --reason TEXT: it is printed in the report, for whoever asks later")
	}
	return acceptance{hash: hash, reason: reason}, nil
}

// check refuses an HR input that is not the one that was accepted.
func (a acceptance) check(files []reconcile.Source) error {
	if sum := reconcile.InputSHA256(files); a.hash != "" && !strings.HasPrefix(sum, a.hash) {
		return usagef("--accept-hr %s accepts another HR file than the one that was read, whose SHA-256 begins with %.*s: look at what changed, and leave the flag out or correct it", a.hash, findings.AcceptedDigits, sum)
	}
	return nil
}

// words say who accepted what a guard held back, and why.
func (a acceptance) words() string {
	return fmt.Sprintf("accepted by %s with --accept-hr: %s", a.by, a.reason)
}

// whoRuns is the person as this machine knows them.
func whoRuns() string {
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username
	}
	return fmt.Sprintf("user %d", os.Getuid())
}

// holding is what the guards made of the HR input of a run.
type holding struct {
	census  findings.Census
	guards  []findings.Guard
	against string   // the accepted run, empty for none
	by      []string // guards that hold it back
	accept  acceptance
}

// record says whether later runs are held against this HR input.
func (h *holding) record(status report.Status) *report.HRRecord {
	rec := &report.HRRecord{Census: h.census, HeldAgainst: h.against}
	switch {
	case status != report.StatusComplete:
		rec.AcceptedWhy = "the run is not complete"
	case len(h.by) == 0:
		rec.Accepted, rec.AcceptedWhy = true, "no guard between runs held it back"
	case h.accept.hash != "":
		rec.Accepted, rec.AcceptedBy, rec.AcceptedWhy = true, h.accept.by, h.accept.reason
	default:
		rec.AcceptedWhy = "held back by " + strings.Join(h.by, ", ")
	}
	return rec
}

// guard is the record as a line of the report. It is not met only where a
// person has to decide.
func (h *holding) guard(rec *report.HRRecord) report.Guard {
	g := report.Guard{Name: "hr_accepted", OK: len(h.by) == 0 || h.accept.hash != ""}
	switch {
	case !g.OK:
		g.Detail = fmt.Sprintf("the HR file is held back by %s: check it, and where it is right, run again with --accept-hr %s --reason TEXT", strings.Join(h.by, ", "), h.census.AcceptedAs())
	case !rec.Accepted:
		g.Detail = "later runs are not held against this HR file: " + rec.AcceptedWhy
	case rec.AcceptedBy != "":
		g.Detail = fmt.Sprintf("later runs are held against this HR file: %s held it back, and it was %s", strings.Join(h.by, ", "), h.accept.words())
	default:
		g.Detail = "later runs are held against this HR file: " + rec.AcceptedWhy
		if h.accept.hash != "" {
			g.Detail += ", so --accept-hr was not needed"
		}
	}
	return g
}
