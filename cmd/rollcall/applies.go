package main

// What was applied before, as the journals in the run folders say: what is still
// open, how much was changed in the last seven days, and whether a plan is
// overtaken. A journal that cannot be read is an error and never "nothing was
// applied": the limits and the rule of one apply at a time rest on it.

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"rollcall/reconcile"
	"rollcall/reconcile/plans"
	"rollcall/reconcile/planted"
	"rollcall/report/runs"
)

const (
	// rollingTime is over which time the rolling limits count.
	rollingTime = 7 * 24 * time.Hour
	// maxJournalBytes bounds a journal: a longer one is not ours.
	maxJournalBytes = 256 << 20
)

// pastApply is one plan that was begun to be applied.
type pastApply struct {
	run, dir string
	log      plans.Log
}

// pastApplies are the applies of a tenant whose run folders are in these
// folders, newest run first.
func pastApplies(folders []string, tenantID string) ([]pastApply, error) {
	var out []pastApply
	for _, folder := range folders {
		dirs, err := runs.Holding(folder, runs.JournalName)
		if err != nil {
			return nil, lostEvidence(err)
		}
		for _, dir := range dirs {
			past, ours, err := readApply(dir, tenantID)
			if err != nil && !planted.On("rolling-evidence-optional") {
				return nil, lostEvidence(err)
			}
			if err == nil && ours && past.log.Started() {
				out = append(out, past)
			}
		}
	}
	return out, nil
}

// lostEvidence refuses what rests on the journals.
func lostEvidence(err error) error {
	return &exitError{exitSafety, fmt.Errorf("what was applied before cannot be told, so nothing may be planned or applied: %w: find out what became of that run, then move its folder away", err)}
}

// readApply reads the journal of a run folder, and whether the run is the
// tenant's. One of another tenant need not be whole.
func readApply(dir, tenantID string) (past pastApply, ours bool, err error) {
	run, err := runs.Open(dir)
	if err != nil {
		return past, false, fmt.Errorf("run %s has a journal, and whose it is cannot be read: %w", filepath.Base(dir), err)
	}
	if run.TenantID != tenantID {
		return past, false, nil
	}
	log, err := readJournal(dir)
	if err != nil {
		return past, true, fmt.Errorf("the journal of run %s: %w", run.Run, err)
	}
	return pastApply{run: run.Run, dir: dir, log: log}, true, nil
}

// readJournal reads the journal of a run folder; without one it is the zero log.
func readJournal(dir string) (plans.Log, error) {
	path := filepath.Join(dir, runs.JournalName)
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return plans.Log{}, nil
	case err != nil:
		return plans.Log{}, bare(err)
	case !info.Mode().IsRegular() || info.Size() > maxJournalBytes:
		return plans.Log{}, errors.New("it is not what this program wrote")
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return plans.Log{}, bare(err)
	}
	return plans.ReadJournal(text)
}

// waysOut are the commands that end an interrupted apply, as they can be pasted.
func waysOut(run, config string) string {
	return "go on with `" + command("resume", run, config) + "`, or give it up with `" + command("apply --abandon", run, config) + " --reason TEXT`"
}

// command is a command line about a run, with the configuration where it is not
// the one that is taken anyway.
func command(verb, run, config string) string {
	line := "rollcall " + verb + " " + run
	if config != defaultConfig {
		line += " --config " + config
	}
	return line
}

// noOpenApply refuses while an apply of the tenant is open, but for that of the
// run with the given id.
func noOpenApply(past []pastApply, but, config string) error {
	for i := range past {
		if p := &past[i]; p.log.Open() && p.run != but && !planted.On("resume-skips-open-check") {
			return &exitError{exitSafety, fmt.Errorf("run %s was being applied and was interrupted: %s", p.run, waysOut(p.run, config))}
		}
	}
	return nil
}

// spentIn counts the removals of the seven days before a time, but for those of
// one run. What may have been carried out counts as if it had been.
func spentIn(past []pastApply, now time.Time, but string) map[reconcile.Product]plans.Spent {
	spent := map[reconcile.Product]plans.Spent{}
	for i := range past {
		if past[i].run == but {
			continue
		}
		for _, e := range lastEntries(&past[i].log) {
			if now.Sub(e.At) >= rollingTime || !mayHaveChanged(e) {
				continue
			}
			s := spent[e.Product]
			switch e.Kind {
			case plans.Delete:
				s.Deletes++
			case plans.Deactivate:
				s.Deactivations++
			}
			spent[e.Product] = s
		}
	}
	return spent
}

// lastEntries are the last lines about each action, in the order of the actions'
// first lines.
func lastEntries(log *plans.Log) []plans.Entry {
	var out []plans.Entry
	seen := map[string]bool{}
	for i := range log.Entries {
		action := log.Entries[i].Action
		if action == "" || seen[action] {
			continue
		}
		seen[action] = true
		if e, ok := log.LastOf(action); ok {
			out = append(out, e)
		}
	}
	return out
}

// mayHaveChanged reports whether the account may be another one since the
// action's requests.
func mayHaveChanged(e plans.Entry) bool {
	switch e.State {
	case plans.Done, plans.Unknown, plans.Intent:
		return true
	case plans.Already:
		return e.Attempt > 0
	case plans.Failed: // refused, or carried out and not as planned
		return e.Verified != ""
	}
	return false
}

// lastApply is when an apply last went on.
func (p *pastApply) lastApply() time.Time {
	return slices.MaxFunc(p.log.Entries, func(a, b plans.Entry) int { return a.At.Compare(b.At) }).At
}
