package plans

// The journal as a value. A line is one JSON object that ends with the CRC-32C
// of what stands before it; the next line holds the SHA-256 of the whole line.
// So neither half a line nor a changed one is taken for a line, and none can be
// taken out. The order of an action's lines is enforced when a line is added
// just as when it is read back:
//
//	intent -> outcome
//	intent -> look -> intent, once more
//	unknown -> another outcome, or look
//	not_tried -> intent, when apply goes on
//	done -> failed, where a later look no longer finds what was verified
//
// What a torn last line said is not known; nothing was sent after it. Whoever
// goes on cuts it off and waits as after an intent.

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"maps"
	"slices"
	"strings"
	"time"
)

// noHash stands in the first line for the hash of the line before.
var noHash = strings.Repeat("0", 2*sha256.Size)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

const (
	// lineRoom is what a line takes at most, in bytes, but for ids of unusual length.
	lineRoom = 1024
	// linesEach is how many lines an action can take in one apply and one resume.
	linesEach = 8
	// detailRoom and requestRoom bound the two texts of a line, in bytes.
	detailRoom, requestRoom = 240, 80
	crcMember               = `,"crc":"`
	crcEnd                  = len(crcMember) + 2*crc32.Size + len(`"}`)
)

// JournalRoom is how many bytes the journal of a plan takes at most.
func JournalRoom(p *Plan) int64 {
	lines := 16
	for i := range p.Actions {
		if p.Actions[i].Runs() {
			lines += linesEach
		}
	}
	return int64(lines) * lineRoom
}

// EncodeEntry writes an entry as one line, with its newline.
func EncodeEntry(e Entry) ([]byte, error) {
	body, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("write journal line %d: %w", e.Sequence, err)
	}
	return sealLine(body[:len(body)-1]), nil
}

// sealLine ends a line that is still open with its checksum.
func sealLine(open []byte) []byte {
	return fmt.Appendf(bytes.Clone(open), "%s%08x\"}\n", crcMember, crc32.Checksum(open, castagnoli))
}

// whole reports whether a line was written to its end and not changed since.
func whole(line []byte) bool {
	at := len(line) - crcEnd
	return at > 0 && string(line[at:]) == fmt.Sprintf("%s%08x\"}", crcMember, crc32.Checksum(line[:at], castagnoli))
}

// runsOn reports whether a whole line stands before more that is not its newline:
// that newline was changed. A disk that lost it holds nothing there, or zeros.
func runsOn(line []byte) bool {
	at := bytes.Index(line, []byte(crcMember))
	if at < 0 || at+crcEnd > len(line) {
		return false
	}
	return whole(line[:at+crcEnd]) && len(bytes.Trim(line[at+crcEnd:], "\x00")) > 0
}

// decodeEntry reads a whole line without its newline. Only what this version
// would write is taken: a member that it does not know could mean anything.
func decodeEntry(line []byte) (Entry, error) {
	var e Entry
	if err := json.Unmarshal(line, &e); err != nil {
		return Entry{}, fmt.Errorf("cannot be read: %w", err)
	}
	if again, err := EncodeEntry(e); err != nil || !bytes.Equal(again[:len(again)-1], line) {
		return Entry{}, errors.New("is not in the form that this version writes")
	}
	return e, nil
}

// Log is a journal as it was read, and as it grows. The zero value is one
// without a line.
type Log struct {
	Entries []Entry
	Torn    bool   // a last line was not written to its end
	Last    string // SHA-256 of the last whole line, of its bytes with the newline; empty for none
	Size    int64  // bytes of the whole lines: a torn one is cut off here

	last map[string]int // index of each action's last entry
}

// ReadJournal reads a journal and checks every line against those before. The
// error says which line is wrong, counted from 1.
func ReadJournal(data []byte) (Log, error) {
	var l Log
	for rest := data; len(rest) > 0; {
		line, after, ended := bytes.Cut(rest, []byte("\n"))
		last := len(after) == 0
		if (!ended || last && !whole(line)) && !runsOn(line) {
			l.Torn = true
			break
		}
		if !whole(line) {
			return Log{}, fmt.Errorf("journal line %d is damaged", len(l.Entries)+1)
		}
		e, err := decodeEntry(line)
		if err == nil {
			err = l.check(e)
		}
		if err != nil {
			return Log{}, fmt.Errorf("journal line %d: %w", len(l.Entries)+1, err)
		}
		l.take(e, rest[:len(line)+1])
		rest = after
	}
	return l, nil
}

// Add puts one more entry at the end: it numbers and chains it, checks that it
// may stand there, and gives its line to write. Only when write returns nil is
// it part of the log.
func (l *Log) Add(e Entry, write func(line []byte) error) error {
	e.Sequence, e.Previous = len(l.Entries)+1, l.hash()
	e.At = e.At.UTC().Round(0)
	e.AccountID = strings.ToValidUTF8(e.AccountID, "?")
	e.Detail, e.RequestID = plain(e.Detail, detailRoom), plain(e.RequestID, requestRoom)
	if len(l.Entries) > 0 {
		e.Run, e.Plan = l.Entries[0].Run, l.Entries[0].Plan
	}
	if err := l.check(e); err != nil {
		return fmt.Errorf("journal line %d: %w", e.Sequence, err)
	}
	line, err := EncodeEntry(e)
	if err != nil {
		return err
	}
	if err := write(line); err != nil {
		return err
	}
	l.take(e, line)
	return nil
}

// plain keeps printable ASCII and cuts a text at its bound.
func plain(text string, room int) string {
	kept := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || strings.ContainsRune(`"\<>&`, r) {
			return -1
		}
		return r
	}, text)
	return kept[:min(len(kept), room)]
}

func (l *Log) hash() string {
	if l.Last == "" {
		return noHash
	}
	return l.Last
}

func (l *Log) take(e Entry, line []byte) {
	if l.last == nil {
		l.last = map[string]int{}
	}
	if e.Action != "" {
		l.last[e.Action] = len(l.Entries)
	}
	l.Last = Hash(line)
	l.Size += int64(len(line))
	l.Entries = append(l.Entries, e)
}

// Clone is a log that grows on its own.
func (l *Log) Clone() Log {
	c := *l
	c.Entries, c.last = slices.Clone(l.Entries), maps.Clone(l.last)
	return c
}

// Started reports whether a first line was written whole. Without one nothing
// was sent.
func (l *Log) Started() bool { return len(l.Entries) > 0 }

// Open reports whether the journal was begun and neither ended nor abandoned.
func (l *Log) Open() bool { return l.Started() && !l.closed() }

func (l *Log) closed() bool {
	if !l.Started() {
		return false
	}
	e := l.Entries[len(l.Entries)-1].Event
	return e == EventEnd || e == EventAbandon
}

// State is where an action stands: Intent where a request was sent and its
// outcome is not known, empty where there is no line about it or a look showed
// that it was not carried out. Attempts counts the requests.
func (l *Log) State(action string) (State, int) {
	e, ok := l.LastOf(action)
	if !ok || e.Event == EventLook {
		return "", e.Attempt
	}
	return e.State, e.Attempt
}

// LastOf is the last entry about an action.
func (l *Log) LastOf(action string) (Entry, bool) {
	at, ok := l.last[action]
	if !ok {
		return Entry{}, false
	}
	return l.Entries[at], true
}

// Sent is when the last request of an action was about to be sent; zero where
// none was.
func (l *Log) Sent(action string) time.Time {
	for _, e := range slices.Backward(l.Entries) {
		if e.Action == action && e.State == Intent {
			return e.At
		}
	}
	return time.Time{}
}

// Fits says why the log is not one of this plan, or returns nil. A log without
// a line fits every plan.
func (l *Log) Fits(p *Plan, sha256 string) error {
	if !l.Started() {
		return nil
	}
	if first := l.Entries[0]; first.Run != p.Run || first.Plan != sha256 {
		return fmt.Errorf("the journal is of run %s with plan %.12s, and the plan is of run %s with hash %.12s", first.Run, first.Plan, p.Run, sha256)
	}
	known := make(map[string]*Action, len(p.Actions))
	for i := range p.Actions {
		known[p.Actions[i].ID] = &p.Actions[i]
	}
	for _, e := range l.Entries {
		if a := known[e.Action]; e.Action != "" && (a == nil || a.Product != e.Product || a.Kind != e.Kind) {
			return fmt.Errorf("journal line %d is about action %s, which the plan does not have in this form", e.Sequence, e.Action)
		}
	}
	return nil
}

// check says why an entry may not stand at the end, or returns nil.
func (l *Log) check(e Entry) error {
	switch {
	case e.Sequence != len(l.Entries)+1:
		return fmt.Errorf("its number is %d", e.Sequence)
	case e.Previous != l.hash():
		return errors.New("it does not follow the line before: the chain is broken")
	case e.Run == "" || e.Plan == "":
		return errors.New("it names no run or no plan")
	case l.Started() && (e.Run != l.Entries[0].Run || e.Plan != l.Entries[0].Plan):
		return fmt.Errorf("it is of run %s and plan %.12s, and the journal of another", e.Run, e.Plan)
	case l.Started() == (e.Event == EventBegin):
		return errors.New("begin is the first line, and only the first")
	case l.closed():
		return errors.New("the journal was closed by the line before")
	}
	switch e.Event {
	case EventAction, EventLook:
		return l.checkAction(e)
	case EventBegin, EventStop, EventResume, EventEnd, EventAbandon:
		if e.Action != "" || e.State != "" {
			return fmt.Errorf("%s is about no action", e.Event)
		}
		return nil
	}
	return fmt.Errorf("event %q is not known", e.Event)
}

func (l *Log) checkAction(e Entry) error {
	if e.Action == "" {
		return errors.New("it names no action")
	}
	before, _ := l.LastOf(e.Action)
	settled := before.Event == EventLook || before.State == "" || before.State == NotTried
	switch {
	case e.Event == EventLook:
		if e.State != "" || e.Attempt != before.Attempt || before.State != Intent && before.State != Unknown {
			return fmt.Errorf("a look at %s without an open request", e.Action)
		}
	case e.State == Intent:
		if !settled || e.Attempt != before.Attempt+1 {
			return fmt.Errorf("a second intent for %s: nothing says what became of the one before", e.Action)
		}
	case !slices.Contains(States(), e.State):
		return fmt.Errorf("state %q is not known", e.State)
	case e.Attempt != before.Attempt:
		return fmt.Errorf("an outcome for %s without its intent", e.Action)
	case e.Attempt == 0 && (e.State == Done || e.State == Unknown || e.Status != 0 || e.RequestID != ""):
		return fmt.Errorf("an outcome for %s without its intent", e.Action)
	case before.State == Done && e.State == Failed && e.Verified == "no":
		return nil // it was verified, and a later look found it otherwise
	case !settled && before.State != Intent && before.State != Unknown:
		return fmt.Errorf("a second outcome for %s", e.Action)
	}
	return nil
}
