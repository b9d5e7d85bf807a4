package plans

// A journal is read back whole or not at all, and its lines stand in no other
// order than the rules say.

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"rollcall/reconcile"
)

const journalRun, journalPlan = "20260331T020000Z-1a2b3c", "5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9"

var journalTime = time.Date(2026, time.March, 31, 2, 0, 0, 0, time.UTC)

// scribe writes a log and its bytes.
type scribe struct {
	Log
	data []byte
}

func (s *scribe) put(e Entry) error {
	e.At = journalTime.Add(time.Duration(len(s.Entries)) * time.Second)
	if e.Event == EventBegin {
		e.Run, e.Plan = journalRun, journalPlan
	}
	if e.Action != "" {
		e.Product, e.Kind = reconcile.VBC, Create
	}
	return s.Add(e, func(line []byte) error { s.data = append(s.data, line...); return nil })
}

// puts adds lines in short: "a intent 1", "a look 1", "begin".
func (s *scribe) puts(lines ...string) error {
	for _, line := range lines {
		e := Entry{Event: Event(line)}
		if words := strings.Fields(line); len(words) == 3 {
			e = Entry{Event: EventAction, Action: words[0], State: State(words[1]), Attempt: int(words[2][0] - '0')}
			if words[1] == string(EventLook) {
				e.Event, e.State = EventLook, ""
			}
			if e.State == Failed {
				e.Verified = "no"
			}
		}
		if err := s.put(e); err != nil {
			return fmt.Errorf("%s: %w", line, err)
		}
	}
	return nil
}

func sample(t *testing.T) *scribe {
	t.Helper()
	s := &scribe{}
	if err := s.puts("begin", "a intent 1", "a done 1", "b drifted 0", "c intent 1", "c look 1", "c intent 2", "c unknown 2", "resume", "c done 2", "end"); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestJournalReadsBack(t *testing.T) {
	s := sample(t)
	got, err := ReadJournal(s.data)
	if err != nil || got.Torn || got.Last != s.Last || got.Size != int64(len(s.data)) || len(got.Entries) != 11 {
		t.Fatalf("%+v, %v", got, err)
	}
	if state, n := got.State("c"); state != Done || n != 2 || got.Open() || !got.Started() {
		t.Errorf("c is %s after %d requests, open %v", state, n, got.Open())
	}
	if state, n := got.State("nobody"); state != "" || n != 0 {
		t.Errorf("an unknown action is %s after %d requests", state, n)
	}
	if at := got.Sent("c"); !at.Equal(journalTime.Add(6*time.Second)) || !got.Sent("b").IsZero() {
		t.Errorf("the last request of c was at %s", at)
	}
	for i := range got.Entries {
		if got.Entries[i] != s.Entries[i] {
			t.Errorf("line %d: %+v, written %+v", i+1, got.Entries[i], s.Entries[i])
		}
	}
	if room := JournalRoom(&Plan{Actions: []Action{{Mode: Automatic, Guard: Allowed}}}); room < int64(linesEach*len(s.data)/len(s.Entries)) {
		t.Errorf("%d bytes are too few", room)
	}
}

// TestJournalCutAnywhere: what was cut off is only ever the last line.
func TestJournalCutAnywhere(t *testing.T) {
	s := sample(t)
	for n := range s.data {
		got, err := ReadJournal(s.data[:n])
		if err != nil {
			t.Fatalf("cut at %d: %v", n, err)
		}
		whole := bytes.LastIndexByte(s.data[:n], '\n') + 1
		if got.Size != int64(whole) || got.Torn != (n > whole) || len(got.Entries) != bytes.Count(s.data[:n], []byte("\n")) {
			t.Fatalf("cut at %d: %d bytes, torn %v, %d lines", n, got.Size, got.Torn, len(got.Entries))
		}
		if again, err := ReadJournal(s.data[:got.Size]); err != nil || again.Torn || again.Last != got.Last {
			t.Fatalf("cut at %d and truncated: %v", n, err)
		}
	}
}

// TestJournalFlippedAnywhere: a changed byte is an error that names its line, or
// loses the last line.
func TestJournalFlippedAnywhere(t *testing.T) {
	s := sample(t)
	last := bytes.LastIndexByte(s.data[:len(s.data)-1], '\n') + 1
	for n := range s.data {
		for _, bit := range []byte{1, 0x20, 0x80} {
			bad := bytes.Clone(s.data)
			bad[n] ^= bit
			got, err := ReadJournal(bad)
			line := bytes.Count(s.data[:n], []byte("\n")) + 1
			switch {
			case n >= last && n < len(bad)-1 && (err != nil || !got.Torn || len(got.Entries) != min(line, len(s.Entries))-1):
				t.Fatalf("byte %d of the last line: %v, torn %v", n, err, got.Torn)
			case (n < last || n == len(bad)-1) && (err == nil || !strings.Contains(err.Error(), fmt.Sprintf("journal line %d", line))):
				t.Fatalf("byte %d of line %d: %v", n, line, err)
			}
		}
	}
}

// TestJournalEndsInZeros: a machine that died may leave zeros where the last line
// was to be, or its newline alone.
func TestJournalEndsInZeros(t *testing.T) {
	s := sample(t)
	last := bytes.LastIndexByte(s.data[:len(s.data)-1], '\n') + 1
	for _, n := range []int{last, last + 40, len(s.data) - 1} {
		bad := append(bytes.Clone(s.data[:n]), make([]byte, len(s.data)-n)...)
		if got, err := ReadJournal(bad); err != nil || !got.Torn || got.Size != int64(last) {
			t.Errorf("zeros from %d: %v, torn %v, %d bytes", n, err, got.Torn, got.Size)
		}
	}
}

func TestJournalWithLinesMoved(t *testing.T) {
	s := sample(t)
	lines := bytes.SplitAfter(s.data, []byte("\n"))
	lines = lines[:len(lines)-1]
	other := &scribe{}
	if err := other.put(Entry{Event: EventBegin}); err != nil {
		t.Fatal(err)
	}
	strange := other.Entries[0]
	strange.Sequence, strange.Previous, strange.Event, strange.Run = 2, other.Last, EventResume, "20260401T020000Z-1a2b3c"
	foreign, err := EncodeEntry(strange)
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"one taken out":      bytes.Join(append(append([][]byte{}, lines[:3]...), lines[4:]...), nil),
		"one twice":          bytes.Join(append(append([][]byte{}, lines[:4]...), lines[3:]...), nil),
		"two exchanged":      bytes.Join([][]byte{lines[0], lines[2], lines[1]}, nil),
		"not from the start": bytes.Join(lines[1:], nil),
		"of another run":     append(bytes.Clone(lines[0]), foreign...),
		"after the end":      append(bytes.Clone(s.data), lines[8]...),
		"an empty line":      append([]byte("\n"), s.data...),
	} {
		if _, err := ReadJournal(data); err == nil || !strings.Contains(err.Error(), "journal line ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestJournalLineOfAnotherVersion: what this version does not know is refused,
// and never cut off as torn.
func TestJournalLineOfAnotherVersion(t *testing.T) {
	s := &scribe{}
	if err := s.puts("begin"); err != nil {
		t.Fatal(err)
	}
	body, _, _ := bytes.Cut(s.data, []byte(crcMember))
	line := sealLine(bytes.Replace(body, []byte(`"seq"`), []byte(`"more":1,"seq"`), 1))
	if _, err := ReadJournal(line); err == nil || !strings.Contains(err.Error(), "line 1") {
		t.Errorf("%s: %v", line, err)
	}
}

func TestJournalOrder(t *testing.T) {
	for _, tt := range []struct{ lines, want string }{
		{"begin;a intent 1;a done 1", ""},
		{"begin;a intent 1;a look 1;a intent 2;a done 2", ""},
		{"begin;a intent 1;a unknown 1;a look 1;a intent 2;a unknown 2;a failed 2", ""},
		{"begin;a not_tried 0;a intent 1;a not_tried 1;a intent 2;a done 2", ""},
		{"begin;a intent 1;a done 1;a failed 1", ""}, // a later look
		{"begin;a already 0", ""},
		{"begin;resume;a manual 0;end", ""},
		{"a intent 1", "no run"},
		{"begin;begin", "begin is the first line"},
		{"begin;a done 0", "without its intent"},
		{"begin;a unknown 0", "without its intent"},
		{"begin;a done 1", "without its intent"},
		{"begin;a intent 1;a done 2", "without its intent"},
		{"begin;a intent 1;b done 1", "without its intent"},
		{"begin;a intent 2", "second intent"},
		{"begin;a intent 1;a intent 2", "second intent"},
		{"begin;a intent 1;a unknown 1;a intent 2", "second intent"},
		{"begin;a intent 1;a done 1;a intent 2", "second intent"},
		{"begin;a drifted 0;a intent 1", "second intent"},
		{"begin;a look 0", "without an open request"},
		{"begin;a intent 1;a done 1;a look 1", "without an open request"},
		{"begin;a intent 1;a look 1;a look 1", "without an open request"},
		{"begin;a intent 1;a done 1;a done 1", "second outcome"},
		{"begin;a already 0;a drifted 0", "second outcome"},
		{"begin;a intent 1;a finished 1", "not known"},
		{"begin;pause", "not known"},
		{"begin;end;resume", "closed"},
		{"begin;abandon;a intent 1", "closed"},
	} {
		s := &scribe{}
		err := s.puts(strings.Split(tt.lines, ";")...)
		if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%s: %v, want %q", tt.lines, err, tt.want)
		}
		if got, err := ReadJournal(s.data); err != nil || got.Last != s.Last {
			t.Errorf("%s: what was added cannot be read: %v", tt.lines, err)
		}
	}
}

// TestJournalAddsNothingThatIsNotWritten: the log is what is durable.
func TestJournalAddsNothingThatIsNotWritten(t *testing.T) {
	s := &scribe{}
	if err := s.puts("begin"); err != nil {
		t.Fatal(err)
	}
	last := s.Last
	full := errors.New("no space left on device")
	err := s.Add(Entry{Event: EventResume}, func([]byte) error { return full })
	if !errors.Is(err, full) || len(s.Entries) != 1 || s.Last != last {
		t.Errorf("%v, %d lines", err, len(s.Entries))
	}
	c := s.Clone()
	if err := c.Add(Entry{Event: EventAction, Action: "a", State: Intent, Attempt: 1}, func([]byte) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if state, _ := s.State("a"); state != "" || len(s.Entries) != 1 {
		t.Error("a clone grew its original")
	}
}

// TestJournalTextIsPlain: what a product says cannot break a line or fill it.
func TestJournalTextIsPlain(t *testing.T) {
	s := &scribe{}
	e := Entry{Event: EventAction, Action: "a", State: Already, Detail: "one\ntwo \"three\" <é> \xff" + strings.Repeat("x", 5000), AccountID: "7\xff"}
	if err := errors.Join(s.puts("begin"), s.put(e)); err != nil {
		t.Fatal(err)
	}
	got, err := ReadJournal(s.data)
	if err != nil || len(got.Entries) != 2 {
		t.Fatal(err)
	}
	if d := got.Entries[1].Detail; !strings.HasPrefix(d, "onetwo three  xxx") || len(d) != detailRoom {
		t.Errorf("%q", d)
	}
	if line := len(s.data) / 2; line > lineRoom {
		t.Errorf("a line has %d bytes", line)
	}
}

func TestJournalFitsItsPlan(t *testing.T) {
	s := sample(t)
	p := &Plan{Run: journalRun}
	for _, id := range []string{"a", "b", "c"} {
		p.Actions = append(p.Actions, Action{ID: id, Product: reconcile.VBC, Kind: Create})
	}
	if err := s.Fits(p, journalPlan); err != nil {
		t.Error(err)
	}
	if err := s.Fits(p, strings.Repeat("0", 64)); err == nil {
		t.Error("fits a plan with another hash")
	}
	p.Actions[1].Kind = Delete
	if err := s.Fits(p, journalPlan); err == nil || !strings.Contains(err.Error(), "line 4") {
		t.Errorf("fits a plan with another action: %v", err)
	}
	if err := (&Log{}).Fits(p, ""); err != nil {
		t.Error(err)
	}
}
