package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	"rollcall/reconcile"
	"rollcall/vonage"
)

// screen is a terminal that several goroutines write to.
type screen struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.buf.Write(p)
}

// exercise lets a reporter go through a run.
func exercise(r *reporter) {
	r.warning("careful")
	r.stage("run begun", "run", "x")
	r.start(reconcile.Products())
	r.hr(50, 100)
	r.product(vonage.Progress{Product: reconcile.VBC, Done: 25, Total: 100, Waiting: 41 * time.Second, Note: "quota"})
	r.product(vonage.Progress{Product: reconcile.VCC, Done: 3})
	r.stop()
	r.stage("report written", "path", "/runs/x")
}

func TestProgressForms(t *testing.T) {
	for name, test := range map[string]struct {
		terminal bool
		flags    outputFlags
		has      []string
		lacks    []string
	}{
		"lines":       {false, outputFlags{logFormat: "text"}, []string{`msg="run begun" run=x`, "level=WARN msg=careful", "report written"}, []string{"%", "\x1b"}},
		"terminal":    {true, outputFlags{logFormat: "text"}, []string{"rollcall: careful", "HR file", "VBC", "waiting 41 s: quota"}, []string{"msg="}},
		"no progress": {true, outputFlags{logFormat: "text", noProgress: true}, []string{"report written"}, []string{"HR file  "}},
		"quiet":       {true, outputFlags{logFormat: "text", quiet: true}, nil, []string{"careful", "run", "VBC"}},
	} {
		out := &screen{}
		exercise(newReporter(&surroundings{err: out, errTerminal: test.terminal}, test.flags))
		got := out.buf.String()
		for _, want := range test.has {
			if !strings.Contains(got, want) {
				t.Errorf("%s lacks %q:\n%q", name, want, got)
			}
		}
		for _, no := range test.lacks {
			if strings.Contains(got, no) {
				t.Errorf("%s shows %q:\n%q", name, no, got)
			}
		}
	}
}

// With --log-format json every line on standard error is an object.
func TestProgressJSON(t *testing.T) {
	out := &screen{}
	exercise(newReporter(&surroundings{err: out, errTerminal: true}, outputFlags{logFormat: "json"}))
	lines := strings.Split(strings.TrimSpace(out.buf.String()), "\n")
	if len(lines) != 3 {
		t.Errorf("%d lines:\n%s", len(lines), out.buf.String())
	}
	for _, line := range lines {
		if !json.Valid([]byte(line)) {
			t.Errorf("not JSON: %s", line)
		}
	}
}
