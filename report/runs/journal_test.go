package runs

// The files that apply adds only grow, are durable line by line, and take
// nothing more after an error.

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

func journal(t *testing.T, dir string, room int64) *Journal {
	t.Helper()
	j, err := CreateJournal(dir, room)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close() })
	return j
}

func TestJournalGrowsInASealedRun(t *testing.T) {
	dir := sealed(t, t.TempDir(), firstRun, "complete")
	j := journal(t, dir, 1<<20)
	for _, line := range []string{"one\n", "two\n", "thr"} {
		if err := j.Append([]byte(line)); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(dir, JournalName)
	if text, err := os.ReadFile(path); err != nil || string(text) != "one\ntwo\nthr" {
		t.Fatalf("%q, %v: the room that was set aside must not show", text, err)
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	again, data, err := OpenJournal(dir, 1<<20)
	if err != nil || string(data) != "one\ntwo\nthr" || again.Size() != 11 {
		t.Fatalf("%q, %v", data, err)
	}
	defer func() { _ = again.Close() }()
	if err := errors.Join(again.Truncate(8), again.Append([]byte("three\n"))); err != nil {
		t.Fatal(err)
	}
	if text, _ := os.ReadFile(path); string(text) != "one\ntwo\nthree\n" || again.Size() != 14 {
		t.Errorf("%q", text)
	}
	if problems, err := Verify(dir, AddedByApply()...); err != nil || len(problems) > 0 {
		t.Errorf("%v, %v", problems, err)
	}
	if problems, err := Verify(dir); err != nil || len(problems) != 1 {
		t.Errorf("without the list of added files: %v, %v", problems, err)
	}
}

func TestJournalIsMadeOnce(t *testing.T) {
	dir := t.TempDir()
	if _, _, err := OpenJournal(dir, 0); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a journal that is not there: %v", err)
	}
	first := journal(t, dir, 0)
	if err := first.Append([]byte("one\n")); err != nil {
		t.Fatal(err)
	}
	known := (*OutputError)(nil)
	if _, err := CreateJournal(dir, 0); !errors.As(err, &known) || !errors.Is(err, fs.ErrExist) {
		t.Errorf("a second journal: %v", err)
	}
	if text, _ := os.ReadFile(filepath.Join(dir, JournalName)); string(text) != "one\n" {
		t.Errorf("%q", text)
	}
}

func TestJournalIsNoLink(t *testing.T) {
	dir, outside := t.TempDir(), filepath.Join(t.TempDir(), "elsewhere")
	if err := os.WriteFile(outside, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(dir, JournalName)); err != nil {
		t.Skip(err)
	}
	if _, _, err := OpenJournal(dir, 0); err == nil {
		t.Error("a link was opened")
	}
	if _, err := CreateJournal(dir, 0); err == nil {
		t.Error("a link was written through")
	}
}

// TestNoRoomForAJournal: a disk that cannot hold it is found out at the start,
// and no journal is left behind.
func TestNoRoomForAJournal(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("elsewhere the room is written, and this much takes too long")
	}
	dir := t.TempDir()
	j, err := CreateJournal(dir, 1<<55)
	if err == nil {
		_ = j.Close()
		t.Skip("this file system sets nothing aside")
	}
	if known := (*OutputError)(nil); !errors.As(err, &known) || !strings.Contains(err.Error(), "reserve room") {
		t.Errorf("%T: %v", err, err)
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// failing is a file whose next writes or syncs fail, and which counts them.
type failing struct {
	write, sync   error
	writes, syncs int
}

func (f *failing) Write(p []byte) (int, error) { f.writes++; return len(p), f.write }
func (f *failing) Sync() error                 { f.syncs++; return f.sync }
func (f *failing) Close() error                { return nil }
func (f *failing) Truncate(int64) error        { return f.write }

func TestJournalTakesNothingAfterAnError(t *testing.T) {
	for name, f := range map[string]*failing{"write": {write: syscall.ENOSPC}, "sync": {sync: syscall.EIO}} {
		j := &Journal{path: "journal.jsonl", file: f}
		first := j.Append([]byte("one\n"))
		f.write, f.sync = nil, nil // the system says that all is well again
		known := (*OutputError)(nil)
		if second := j.Append([]byte("two\n")); !errors.As(first, &known) || second != first || j.Truncate(0) != first {
			t.Errorf("%s: %v, then %v", name, first, second)
		}
		if f.writes != 1 || f.syncs > 1 {
			t.Errorf("%s: %d writes and %d syncs", name, f.writes, f.syncs)
		}
	}
	f := &failing{}
	j := &Journal{path: "journal.jsonl", file: f}
	if err := errors.Join(j.Append([]byte("one\n")), j.Append([]byte("two\n"))); err != nil || f.syncs != 2 {
		t.Errorf("%d syncs for two lines, %v", f.syncs, err)
	}
	if err := errors.Join(j.Close()); err != nil || !errors.Is(j.Append(nil), fs.ErrClosed) {
		t.Errorf("a closed journal took a line: %v", err)
	}
}

func TestAddedFileGoesOnAfterHalfALine(t *testing.T) {
	dir := t.TempDir()
	for _, part := range []string{"one\ntw", "two\n", "three\n"} {
		f, err := CreateAdded(dir, BeforeName)
		if err != nil {
			t.Fatal(err)
		}
		if (f.Size() == 0) != (part == "one\ntw") {
			t.Errorf("before %q it holds %d bytes", part, f.Size())
		}
		if err := errors.Join(f.Append([]byte(part)), f.Close()); err != nil {
			t.Fatal(err)
		}
	}
	if text, _ := os.ReadFile(filepath.Join(dir, BeforeName)); string(text) != "one\ntwo\nthree\n" {
		t.Errorf("%q", text)
	}
	if _, err := CreateAdded(dir, "../"+CustodyName); err == nil {
		t.Error("a name led outside the run folder")
	}
}
