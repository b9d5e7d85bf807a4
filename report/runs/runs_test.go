package runs

// Folders appear whole or not at all, and say what they hold.

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

const (
	firstRun  = "20260331T020000Z-1a2b3c"
	secondRun = "20260401T020000Z-1a2b3c"
	thirdRun  = "20260402T020000Z-1a2b3c"
)

func TestNewID(t *testing.T) {
	at := time.Date(2026, time.March, 31, 4, 0, 0, 0, time.FixedZone("CEST", 2*3600))
	if got := NewID(at, [3]byte{0x1a, 0x2b, 0x3c}); got != firstRun {
		t.Errorf("got %s, want %s", got, firstRun)
	}
}

func begin(t *testing.T, dir, id string) *Folder {
	t.Helper()
	f, err := Begin(dir, id)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Discard() })
	return f
}

func put(t *testing.T, f *Folder, name, text string) {
	t.Helper()
	w, err := f.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

func seal(t *testing.T, f *Folder, s Seal) string {
	t.Helper()
	path, err := f.Seal(s)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func runText(id, status string) string {
	return fmt.Sprintf(`{"schema":"rollcall/run/1","run":%q,"tenant":"412207","as_of":"2026-03-31","status":%q}`, id, status)
}

// sealed makes a sealed run with a status.
func sealed(t *testing.T, dir, id, status string) string {
	t.Helper()
	f := begin(t, dir, id)
	put(t, f, "run.json", runText(id, status))
	put(t, f, "findings.csv", "id\n")
	return seal(t, f, Seal{})
}

func sumOf(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

func TestSealedFolderHoldsWhatItSays(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "deep", "runs")
	f := begin(t, dir, firstRun)
	put(t, f, "run.json", runText(firstRun, "complete"))
	put(t, f, "raw/vbc-0001.json.gz", "page")
	if _, err := os.Stat(filepath.Join(dir, firstRun)); !errors.Is(err, fs.ErrNotExist) {
		t.Error("the run is there before it is sealed")
	}
	inputs := []Input{{Role: "hr", Name: "people.csv", Size: 7, SHA256: "abc"}}
	path := seal(t, f, Seal{Inputs: inputs, Previous: Previous{Run: "earlier", ManifestSHA256: "def"}})
	if path != filepath.Join(dir, firstRun) {
		t.Errorf("sealed as %s", path)
	}
	var m manifest
	text, err := os.ReadFile(filepath.Join(path, ManifestName))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &m); err != nil {
		t.Fatal(err)
	}
	if len(m.Files) != 2 || m.Files[0].Name != "raw/vbc-0001.json.gz" || m.Files[0].Size != 4 || m.Files[0].SHA256 != sumOf(t, filepath.Join(path, "raw/vbc-0001.json.gz")) {
		t.Errorf("the manifest says %+v", m.Files)
	}
	if m.Previous == nil || m.Previous.ManifestSHA256 != "def" || m.Inputs[0] != inputs[0] || m.Run != firstRun {
		t.Errorf("the manifest says %+v", m)
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("beside the run there is %v", left)
	}
	if err := f.Discard(); err != nil {
		t.Error(err)
	}
	if problems, err := Verify(path); err != nil || len(problems) > 0 {
		t.Errorf("Verify says %v, %v", problems, err)
	}
}

func TestModes(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no mode bits")
	}
	dir := filepath.Join(t.TempDir(), "runs")
	f := begin(t, dir, firstRun)
	put(t, f, "raw/a.json", "{}")
	path := seal(t, f, Seal{})
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		want := fs.FileMode(0o600)
		if d.IsDir() {
			want = 0o700
		}
		if err == nil && info.Mode().Perm() != want {
			t.Errorf("%s has mode %04o, want %04o", name, info.Mode().Perm(), want)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(path, "raw", "a.json")); err != nil {
		t.Error(err)
	}
}

func TestNamesStayInside(t *testing.T) {
	f := begin(t, t.TempDir(), firstRun)
	outside := t.TempDir()
	if err := os.Symlink(outside, filepath.Join(f.Path(), "link")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"../x", "/tmp/x", "a/../../x", "", ".", "link/x", "link", "manifest.json"} {
		if w, err := f.Create(name); err == nil {
			_ = w.Close()
			t.Errorf("%q was created", name)
		} else if known := (*OutputError)(nil); !errors.As(err, &known) {
			t.Errorf("%q: %T is not an OutputError", name, err)
		}
	}
	if left, _ := os.ReadDir(outside); len(left) > 0 {
		t.Errorf("outside there is %v", left)
	}
	put(t, f, "a.csv", "1")
	if _, err := f.Create("a.csv"); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a second a.csv: %v", err)
	}
}

func TestBeginRefusals(t *testing.T) {
	base := t.TempDir()
	file := filepath.Join(base, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	open := filepath.Join(base, "open")
	if err := os.Mkdir(open, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(open, 0o777); err != nil {
		t.Fatal(err)
	}
	sealed(t, filepath.Join(base, "runs"), firstRun, "complete")
	for _, tt := range []struct{ name, dir, id, want string }{
		{"a file", file, firstRun, "another folder"},
		{"below a file", filepath.Join(file, "runs"), firstRun, "another folder"},
		{"others can write", open, firstRun, "chmod go-w"},
		{"no id", base, "../x", "20260331T020000Z-1a2b3c"},
		{"there already", filepath.Join(base, "runs"), firstRun, "already there"},
	} {
		_, err := Begin(tt.dir, tt.id)
		known := (*OutputError)(nil)
		if !errors.As(err, &known) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want an OutputError that says %q", tt.name, err, tt.want)
		}
	}
}

func TestRemedies(t *testing.T) {
	for err, want := range map[error]string{
		syscall.ENOSPC: "free some space", syscall.EACCES: "right to write", syscall.EROFS: "read-only",
	} {
		wrapped := outputError("write", "report.xlsx", &fs.PathError{Op: "write", Path: "report.xlsx", Err: err})
		if !strings.Contains(wrapped.Error(), want) || !errors.Is(wrapped, err) || strings.Count(wrapped.Error(), "report.xlsx") != 1 {
			t.Errorf("%v: %v", err, wrapped)
		}
		if again := outputError("close", "other", wrapped); again != wrapped {
			t.Errorf("wrapped twice: %v", again)
		}
	}
}

// brittle is a file on a disk that fills up, or that fails at sync or close.
type brittle struct {
	file
	left     *int
	sync     error
	closeErr error
}

func (b *brittle) Write(p []byte) (int, error) {
	if len(p) > *b.left {
		n, _ := b.file.Write(p[:*b.left])
		*b.left = 0
		return n, syscall.ENOSPC
	}
	*b.left -= len(p)
	return b.file.Write(p)
}

func (b *brittle) Sync() error {
	if b.sync != nil {
		return b.sync
	}
	return b.file.Sync()
}

func (b *brittle) Close() error {
	if err := b.file.Close(); err != nil {
		return err
	}
	return b.closeErr
}

// breakable lets every file of a folder fail in a way.
func breakable(f *Folder, b brittle) {
	f.open = func(root *os.Root, name string) (file, error) {
		handle, err := openExclusive(root, name)
		if err != nil {
			return nil, err
		}
		broken := b
		broken.file = handle
		return &broken, nil
	}
}

// fill writes a run of about 100 KB and seals it.
func fill(f *Folder) error {
	for i := range 4 {
		w, err := f.Create(fmt.Sprintf("file%d", i))
		if err != nil {
			return err
		}
		for range 25 {
			if _, err := w.Write(bytes.Repeat([]byte{'x'}, 1000)); err != nil {
				return errors.Join(err, w.Close())
			}
		}
		if err := w.Close(); err != nil {
			return err
		}
	}
	_, err := f.Seal(Seal{})
	return err
}

func TestFullDiskSealsNothing(t *testing.T) {
	dir := t.TempDir()
	for left := 0; left <= 100_000; left += 4096 {
		f := begin(t, dir, firstRun)
		free := left
		breakable(f, brittle{left: &free})
		err := fill(f)
		known := (*OutputError)(nil)
		if !errors.As(err, &known) || !errors.Is(err, syscall.ENOSPC) {
			t.Fatalf("with %d bytes free: %v", left, err)
		}
		if err := f.Discard(); err != nil {
			t.Fatal(err)
		}
		if rest, _ := os.ReadDir(dir); len(rest) > 0 {
			t.Fatalf("with %d bytes free, %v is left", left, rest)
		}
	}
}

func TestSyncAndCloseAreChecked(t *testing.T) {
	for name, b := range map[string]brittle{"sync": {sync: syscall.EIO}, "close": {closeErr: syscall.EIO}} {
		f := begin(t, t.TempDir(), firstRun)
		plenty := 1 << 30
		b.left = &plenty
		breakable(f, b)
		w, err := f.Create("a.csv")
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); !errors.Is(err, syscall.EIO) {
			t.Errorf("%s: got %v", name, err)
		}
		if _, err := f.Seal(Seal{}); err == nil {
			t.Errorf("%s: sealed over a file that was not written", name)
		}
	}
}

// TestFullDiskIsToldAtOnce looks at the three places where it may show.
func TestFullDiskIsToldAtOnce(t *testing.T) {
	f := begin(t, t.TempDir(), firstRun)
	none := 0
	breakable(f, brittle{left: &none})
	long, err := f.Create("long")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := long.Write(make([]byte, 2*bufferSize)); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("Write: %v", err)
	}
	if err := long.Close(); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("Close after a failed Write: %v", err)
	}
	short, err := f.Create("short")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(short, "x"); err != nil {
		t.Errorf("a buffered Write: %v", err)
	}
	if err := short.Close(); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("Close: %v", err)
	}

	f = begin(t, t.TempDir(), firstRun)
	put(t, f, "a.csv", "1")
	plenty := 1 << 20
	breakable(f, brittle{left: &plenty, sync: syscall.EIO})
	if _, err := f.Seal(Seal{}); !errors.Is(err, syscall.EIO) {
		t.Errorf("Seal: %v", err)
	}
}

func TestHalfAFileIsNotSealed(t *testing.T) {
	f := begin(t, t.TempDir(), firstRun)
	w, err := f.Create("a.csv")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Seal(Seal{}); err == nil {
		t.Error("sealed while a file was being written")
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(f.Path(), "stray"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Seal(Seal{}); err == nil || !strings.Contains(err.Error(), "stray") {
		t.Errorf("sealed over a stray file: %v", err)
	}
	if err := os.Remove(filepath.Join(f.Path(), "stray")); err != nil {
		t.Fatal(err)
	}
	seal(t, f, Seal{})
	if _, err := f.Create("late.csv"); err == nil {
		t.Error("a sealed folder took another file")
	}
	if _, err := f.Seal(Seal{}); err == nil {
		t.Error("sealed twice")
	}
}

func TestManyFilesAtOnce(t *testing.T) {
	f := begin(t, t.TempDir(), firstRun)
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			w, err := f.Create(fmt.Sprintf("raw/page-%04d.json", i))
			if err != nil {
				t.Error(err)
				return
			}
			_, err = fmt.Fprintf(w, "page %d", i)
			if err := errors.Join(err, w.Close()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	path := seal(t, f, Seal{})
	if problems, err := Verify(path); err != nil || len(problems) > 0 {
		t.Errorf("Verify says %v, %v", problems, err)
	}
}

func TestVerifyFindsEveryChange(t *testing.T) {
	for name, change := range map[string]func(dir string) error{
		"findings.csv changed": func(dir string) error { return os.WriteFile(filepath.Join(dir, "findings.csv"), []byte("iD\n"), 0o600) },
		"findings.csv longer": func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "findings.csv"), []byte("id\n\n"), 0o600)
		},
		"findings.csv gone": func(dir string) error { return os.Remove(filepath.Join(dir, "findings.csv")) },
		"other added":       func(dir string) error { return os.WriteFile(filepath.Join(dir, "other"), nil, 0o600) },
	} {
		t.Run(name, func(t *testing.T) {
			path := sealed(t, t.TempDir(), firstRun, "complete")
			if err := change(path); err != nil {
				t.Fatal(err)
			}
			problems, err := Verify(path)
			if err != nil || len(problems) != 1 || problems[0].File != strings.Fields(name)[0] {
				t.Errorf("Verify says %v, %v", problems, err)
			}
			if strings.HasPrefix(name, "other") {
				if problems, err := Verify(path, "other"); err != nil || len(problems) > 0 {
					t.Errorf("a file that may be added: %v, %v", problems, err)
				}
			}
		})
	}
	if _, err := Verify(t.TempDir()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without a manifest: %v", err)
	}
}

// TestReadSealTakesItsOwnFormAlone changes a manifest in a way that says the same.
func TestReadSealTakesItsOwnFormAlone(t *testing.T) {
	before := Previous{Run: firstRun, ManifestSHA256: strings.Repeat("a", 64)}
	inputs := []Input{{Role: "hr", Name: "people.csv", Size: 3, SHA256: strings.Repeat("b", 64)}}
	f := begin(t, t.TempDir(), secondRun)
	put(t, f, "run.json", "{}")
	path := seal(t, f, Seal{Inputs: inputs, Previous: before})
	text, err := os.ReadFile(filepath.Join(path, ManifestName))
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(text)
	got, err := ReadSeal(path)
	if err != nil || got.Run != secondRun || got.Previous != before || !slices.Equal(got.Inputs, inputs) || !slices.Equal(got.Files, []string{"run.json"}) || got.SHA256 != hex.EncodeToString(sum[:]) {
		t.Errorf("%+v, %v", got, err)
	}
	for what, other := range map[string][]byte{
		"a blank":  bytes.Replace(text, []byte("  "), []byte(" "), 1),
		"a member": bytes.Replace(text, []byte("{"), []byte(`{"more": 1,`), 1),
		"an end":   append(text, ' '),
	} {
		if err := os.WriteFile(filepath.Join(path, ManifestName), other, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadSeal(path); err == nil {
			t.Errorf("%s more or less is taken", what)
		}
	}
}
