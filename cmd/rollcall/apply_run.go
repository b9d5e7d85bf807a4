package main

// Carrying a plan out, once nothing refuses it: the journal, the engine, the look
// at both products afterwards, and the files that say what became of it. Files
// that a kill would leave half written appear whole or not at all.

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"rollcall/reconcile"
	"rollcall/reconcile/plans"
	"rollcall/report"
	"rollcall/report/runs"
	"rollcall/vonage"
	"rollcall/vonage/apply"
)

// tenant is what the plan is carried out on.
func (x *applying) tenant() vonage.Tenant {
	return vonage.Tenant{VBC: x.job.vbc, VCC: x.job.vcc, SCIM: x.scim}
}

// carryOut applies the plan, or goes on with it, and says how it ended.
func (a *app) carryOut(ctx context.Context, x *applying, tell *reporter) error {
	// Tokens are got under this context: the request in flight is finished after
	// a signal, and may need one.
	desk, err := vonage.OpenDesk(context.WithoutCancel(ctx), x.tenant(), a.options(x.job, tell))
	if err != nil {
		return err
	}
	defer desk.Close()
	journal, err := x.openJournal()
	if err != nil {
		return err
	}
	defer func() { _ = journal.Close() }()
	keep := &keeper{x: x, now: a.now}
	defer keep.close()
	tell.stage("apply begun", "run", x.run.Run, "plan", x.sha[:plans.ApprovalDigits], "actions", len(x.plan.Actions))
	applied, err := apply.Run(ctx, apply.Job{
		Plan: x.plan, SHA256: x.sha, Log: x.log, SettleOnly: x.settle, Journal: journal, Keep: keep, Reader: desk, Writer: desk,
		Settle: x.config.Settle, Pause: x.config.Pause, Batch: x.config.Apply.Batch,
		Now: a.now, Sleep: sleep, By: whoRuns(), ApprovedBy: x.consent.approvedBy, Approvals: x.consent.approvals,
		Tell: a.steps(x.opt.output, tell),
	})
	if err == nil && ctx.Err() == nil {
		x.verify(ctx, a, &applied, tell)
	}
	return a.ended(ctx, x, applied, err)
}

// sleep waits, or returns the end of the context.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// openJournal opens the journal at its end, or makes it. What was approved is
// written down first: a journal names nobody.
func (x *applying) openJournal() (*runs.Journal, error) {
	start := apply.Outcome(x.plan, x.sha, x.log)
	start.AppliedBy, start.ApprovedBy, start.Approvals = whoRuns(), x.consent.approvedBy, x.consent.approvals
	if err := x.writeApplied(&start); err != nil {
		return nil, err
	}
	room := plans.JournalRoom(x.plan)
	journal, _, err := runs.OpenJournal(x.run.Path, room)
	if errors.Is(err, fs.ErrNotExist) {
		return runs.CreateJournal(x.run.Path, room)
	}
	if err == nil && x.log.Torn {
		err = journal.Truncate(x.log.Size)
	}
	return journal, err
}

// keeper writes down what an account was before it is changed, and the numbers
// that stay behind when it is removed.
type keeper struct {
	x               *applying
	now             func() time.Time
	before, custody *runs.Journal
}

var _ apply.Keeper = (*keeper)(nil)

// Keep returns when both are durable.
func (k *keeper) Keep(a *plans.Action, image apply.Image) error {
	at := k.now().UTC()
	line, err := json.Marshal(struct {
		Action    string            `json:"action"`
		At        time.Time         `json:"at"`
		Product   reconcile.Product `json:"product"`
		AccountID string            `json:"account_id"`
		Raw       json.RawMessage   `json:"raw"`
	}{a.ID, at, a.Product, a.AccountID, image.Raw})
	if err != nil {
		return fmt.Errorf("the account as it was cannot be written down: %w", err)
	}
	if err := k.append(&k.before, runs.BeforeName, nil, append(line, '\n')); err != nil {
		return err
	}
	for _, c := range report.CustodyOf(k.x.plan, a, k.x.config.Rules.DIDPolicy, at) {
		if err := k.append(&k.custody, runs.CustodyName, report.CustodyHeader(), report.CustodyRow(&c)); err != nil {
			return err
		}
	}
	return nil
}

// append adds a line to a file of the run folder, behind a header where the file
// is new.
func (k *keeper) append(file **runs.Journal, name string, header, line []byte) error {
	if *file == nil {
		var err error
		if *file, err = runs.CreateAdded(k.x.run.Path, name); err != nil {
			*file = nil
			return err
		}
		if (*file).Size() == 0 {
			line = append(header, line...)
		}
	}
	return (*file).Append(line)
}

func (k *keeper) close() {
	for _, file := range []*runs.Journal{k.before, k.custody} {
		if file != nil {
			_ = file.Close()
		}
	}
}

// steps tells what becomes of each action: a line for people on a terminal, with
// the account, and a log line elsewhere, without.
func (a *app) steps(f outputFlags, tell *reporter) func(apply.Step) {
	return func(s apply.Step) {
		r := &s.Result
		if tell.bars == nil {
			tell.stage("action", "number", s.Number, "of", s.Of, "action", s.Action.ID, "product", s.Action.Product, "kind", s.Action.Kind,
				"account", r.AccountID, "state", r.State, "http_status", r.Status, "waiting", s.Waiting.String(), "detail", r.Detail)
			return
		}
		words := fmt.Sprintf("[%d/%d] %s %s %s: %s", s.Number, s.Of, s.Action.Product, s.Action.Kind, whoseAccount(s.Action), stateWords[r.State])
		if s.Waiting > 0 {
			words += fmt.Sprintf(", waiting %s", shortly(s.Waiting.Round(time.Second)))
		}
		for _, more := range []string{r.Detail, s.Said} {
			if more != "" {
				words += ": " + more
			}
		}
		fmt.Fprintln(tell.warn, printable(words))
	}
}

// writeApplied puts apply.json into its place.
func (x *applying) writeApplied(applied *plans.Applied) error {
	text, err := report.AppliedJSON(applied)
	if err != nil {
		return err
	}
	return writeWhole(x.run.Path, report.FileApplied, text)
}

// writeAll writes the files that say what became of the plan. The error says how
// they are written later.
func (x *applying) writeAll(applied *plans.Applied) error {
	if err := x.writeEach(applied); err != nil {
		return fmt.Errorf("%w: make room there, then run `%s`", err, command("resume", x.run.Run, x.opt.config))
	}
	return nil
}

// writeEach writes apply.json last: while it is not that of the journal's last
// line, resume writes them all.
func (x *applying) writeEach(applied *plans.Applied) error {
	tasks := plans.WorkList(x.plan, applied)
	var list bytes.Buffer
	if err := report.WriteWorkListCSV(&list, tasks); err != nil {
		return err
	}
	if err := writeWhole(x.run.Path, report.FileWorkListAfter, list.Bytes()); err != nil {
		return err
	}
	text, err := report.AppliedJSON(applied)
	if err != nil {
		return err
	}
	files, err := hashesIn(x.run.Path, text)
	if err != nil {
		return err
	}
	var book bytes.Buffer
	err = report.WriteApplied(&book, report.AppliedReport{
		Tool: tool(), Tenant: x.job.tenant, Plan: x.plan, Applied: applied, WorkList: tasks,
		DIDPolicy: x.config.Rules.DIDPolicy, Files: files, Scratch: filepath.Dir(x.run.Path),
	})
	if err != nil {
		return err
	}
	if err := writeWhole(x.run.Path, report.FileAppliedWorkbook, book.Bytes()); err != nil {
		return err
	}
	return writeWhole(x.run.Path, report.FileApplied, text)
}

// hashesIn are those of the files of a run folder that an outcome rests on, and of
// the apply.json that goes with them.
func hashesIn(dir string, applied []byte) ([]report.HashedFile, error) {
	var out []report.HashedFile
	for _, name := range []string{report.FilePlan, runs.JournalName, runs.BeforeName, runs.CustodyName, report.FileApplied, report.FileWorkListAfter} {
		if name == report.FileApplied {
			out = append(out, report.HashedFile{Name: name, Size: int64(len(applied)), SHA256: plans.Hash(applied)})
			continue
		}
		path := filepath.Join(dir, name)
		info, err := os.Stat(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		sum := ""
		if err == nil {
			sum, err = fileHash(path)
		}
		if err != nil {
			return nil, &runs.OutputError{Op: "read", Path: path, Err: bare(err)}
		}
		out = append(out, report.HashedFile{Name: name, Size: info.Size(), SHA256: sum})
	}
	return out, nil
}
