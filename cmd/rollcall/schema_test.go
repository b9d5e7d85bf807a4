package main

// Every document that a script makes, held against its published schema, and
// what is printed with --json.

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"rollcall/reconcile"
	"rollcall/reconcile/history"
	"rollcall/reconcile/plans"
	"rollcall/report"
)

// published are the published schemas, compiled.
var published = sync.OnceValue(func() map[string]*jsonschema.Schema {
	out := map[string]*jsonschema.Schema{}
	for _, name := range report.Schemas() {
		text, _ := report.Schema(name)
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		c := jsonschema.NewCompiler()
		c.AssertFormat()
		if err == nil {
			err = c.AddResource(name, value)
		}
		if err != nil {
			panic(err)
		}
		out[name] = c.MustCompile(name)
	}
	return out
})

// ofSchema says how a document differs from a published schema.
func ofSchema(name string, document []byte) error {
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(document))
	if err != nil {
		return err
	}
	return published()[name].Validate(value)
}

// printedBy is the schema of what a verb prints with --json; empty for none.
func printedBy(args []string) string {
	if len(args) < 2 || args[0] != "rollcall" || !slices.Contains(args, "--json") {
		return ""
	}
	return map[string]string{
		"demo": "summary", "reconcile": "summary", "plan": "summary", "undo": "summary",
		"apply": "applied", "resume": "applied", "compare": "compare",
	}[args[1]]
}

// documentsOfSchema looks at every document in the run folders below a folder.
func documentsOfSchema(dir string) (wrong error) {
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, isJSON := strings.CutSuffix(d.Name(), ".json")
		if d.IsDir() || !isJSON || published()[name] == nil || filepath.Base(filepath.Dir(path)) == "raw" {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if err := ofSchema(name, text); err != nil {
			wrong = errors.Join(wrong, fmt.Errorf("%s: %w", path, err))
		}
		return nil
	})
	return errors.Join(wrong, err)
}

// checkDocuments fails where a document below a folder is not of its schema.
func checkDocuments(t *testing.T, dir string) {
	t.Helper()
	if err := documentsOfSchema(dir); err != nil {
		t.Error(err)
	}
}

// What a summary holds only now and then is in its schema too.
func TestSummariesAreOfTheirSchema(t *testing.T) {
	rep := crowdedReport()
	rep.TieOuts[2].Check, rep.TieOuts[0].Check, rep.TieOuts[1].Check = "a = b", "a = b", "a = b"
	rep.Plan = &plans.Plan{UndoOf: rep.Run, ExpiresAt: time.Date(2026, 4, 1, 2, 0, 0, 0, time.UTC), Blocks: []plans.Block{{Name: "hr_file_age", Detail: "40 h"}},
		Limits: []plans.Limit{{Product: reconcile.VBC, Name: plans.LimitDeletes, Wanted: 3, Allowed: 1, Base: 40, Detail: "3 of 40"}}}
	redacted := *rep
	redacted.Redacted = "3a109fcc"
	for name, printed := range map[string]struct {
		schema string
		value  any
	}{
		"a redacted copy":   {"summary", machineSummary(result{report: &redacted, path: "runs/x"})},
		"a run with a plan": {"summary", machineSummary(result{report: rep, path: "runs/x", byHand: "3 changes"})},
		"a dry run": {"applied", appliedSummary{Run: rep.Run, Status: "rehearsed", ExitCodes: []int{0}, PlanSHA256: strings.Repeat("7", 64), DryRun: true, Error: "none",
			Counts: plans.Count(nil), TieOuts: rep.TieOuts, Verification: []plans.Verification{{Product: reconcile.VCC, Status: "complete"}}, Path: "runs/x"}},
		"a comparison": {"compare", comparedDocument{Schema: compareSchema, Old: comparedRun{rep.Run, rep.AsOf, rep.Status}, New: comparedRun{rep.Run, rep.AsOf, rep.Status},
			Counts: changeCounts(history.Comparison{}), NotCompared: []string{"VCC"}, Changes: []history.Change{{Kind: history.AccountAdded, Product: reconcile.VBC}}}},
	} {
		var out bytes.Buffer
		a := &app{surroundings: surroundings{out: &out}}
		if err := a.printJSON(printed.value); err != nil {
			t.Fatal(err)
		}
		if err := ofSchema(printed.schema, out.Bytes()); err != nil {
			t.Errorf("%s: %v: write what was added into report/schemas", name, err)
		}
		more := bytes.Replace(out.Bytes(), []byte("{"), []byte(`{"more": 1,`), 1)
		if ofSchema(printed.schema, more) == nil {
			t.Errorf("%s: the schema takes a key that nobody writes", name)
		}
	}
}

func TestASchemaThatCannotBePrintedIsAnOutputError(t *testing.T) {
	for _, args := range [][]string{{"schema"}, {"schema", "run"}} {
		if code, messages := inProcess(t.Context(), fullPipe{}, args...); code != exitOutput || !strings.Contains(messages, "could not be written") {
			t.Errorf("%v ends with %d: %s", args, code, messages)
		}
	}
}

func TestSchemasKnowTheExitCodes(t *testing.T) {
	text := `{"status": "failed", "exit_code": %d, "exit_codes": [%[1]d], "error": "x"}`
	for code := range 256 {
		known := slices.ContainsFunc(exitCodes, func(e exitCode) bool { return e.Code == code })
		if err := ofSchema("summary", fmt.Appendf(nil, text, code)); (err == nil) != known {
			t.Errorf("exit code %d is in the table: %v; exit_code in report/schemas/shared/defs.json must say the same: %v", code, known, err)
		}
	}
}
