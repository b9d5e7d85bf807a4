package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"rollcall/cmd/rollcall/internal/config"
	"rollcall/vonage"
)

// tokenFile is a folder with a refresh token in a file.
func tokenFile(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "refresh")
	if err := os.WriteFile(path, []byte("first\n"), 0o400); err != nil {
		t.Fatal(err)
	}
	return path
}

// holds checks a token file, and that nothing else is beside it.
func holds(t *testing.T, path, want string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil || string(text) != want {
		t.Errorf("the file holds %q, want %q (%v)", text, want, err)
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("the folder holds %v, %v", entries, err)
	}
}

func TestRefreshTokenIsReplaced(t *testing.T) {
	path := tokenFile(t)
	r := &refreshFile{path: path}
	for _, next := range []string{"second", "third-and-longer", "4"} {
		if err := r.Reserve(); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(r.next.file.Name()); err != nil || info.Size() != config.MaxSecretBytes || filepath.Dir(r.next.file.Name()) != filepath.Dir(path) {
			t.Errorf("nothing is reserved beside the file: %v", err)
		}
		if err := r.Keep(vonage.NewSecret(next)); err != nil {
			t.Fatal(err)
		}
		r.Release()
		holds(t, path, next+"\n")
		if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode() != 0o600 {
			t.Errorf("mode %v, %v", info.Mode(), err)
		}
	}
}

func TestRefreshTokenStaysWhereNoneCame(t *testing.T) {
	path := tokenFile(t)
	r := &refreshFile{path: path}
	if err := r.Reserve(); err != nil {
		t.Fatal(err)
	}
	r.Release()
	r.Release()
	holds(t, path, "first\n")
}

func TestRefreshTokenBehindALink(t *testing.T) {
	path := tokenFile(t)
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(path, link); err != nil {
		t.Skip(err)
	}
	r := &refreshFile{path: link}
	if err := r.Reserve(); err != nil {
		t.Fatal(err)
	}
	if err := r.Keep(vonage.NewSecret("second")); err != nil {
		t.Fatal(err)
	}
	holds(t, path, "second\n")
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link became %v, %v", info.Mode(), err)
	}
}

func TestRefreshTokenThatCannotBeStored(t *testing.T) {
	gone := filepath.Join(t.TempDir(), "gone", "refresh")
	if err := (&refreshFile{path: gone}).Reserve(); err == nil || !strings.Contains(err.Error(), gone+" cannot be replaced") || !strings.Contains(err.Error(), "make room") {
		t.Errorf("no folder: %v", err)
	}
	if os.Geteuid() > 0 { // nothing is read-only for root
		path := tokenFile(t)
		if err := os.Chmod(filepath.Dir(path), 0o500); err != nil {
			t.Fatal(err)
		}
		if err := (&refreshFile{path: path}).Reserve(); err == nil || !strings.Contains(err.Error(), "permission denied") {
			t.Errorf("read-only folder: %v", err)
		}
		_ = os.Chmod(filepath.Dir(path), 0o700)
		holds(t, path, "first\n")
	}
	for _, token := range []string{strings.Repeat("x", config.MaxSecretBytes), "a\nb", "a\rb", "a\x00b"} {
		path := tokenFile(t)
		r := &refreshFile{path: path}
		if err := r.Reserve(); err != nil {
			t.Fatal(err)
		}
		if err := r.Keep(vonage.NewSecret(token)); err == nil || strings.Contains(err.Error(), token) {
			t.Errorf("%.5q was stored, or is shown: %v", token, err)
		}
		r.Release()
		holds(t, path, "first\n")
	}
}

// brittle is a file that fails at one operation.
type brittle struct {
	*os.File
	at string
}

var errBrittle = errors.New("no space left on device")

func (b brittle) fail(op string, err error) error {
	if b.at == op {
		return errBrittle
	}
	return err
}

func (b brittle) WriteAt(p []byte, off int64) (int, error) {
	if b.at == "write" {
		n, _ := b.File.WriteAt(p[:len(p)/2], off)
		return n, errBrittle
	}
	return b.File.WriteAt(p, off)
}
func (b brittle) Truncate(n int64) error { return b.fail("truncate", b.File.Truncate(n)) }
func (b brittle) Sync() error            { return b.fail("sync", b.File.Sync()) }
func (b brittle) Close() error           { return b.fail("close", b.File.Close()) }

func TestPendingFileFailsWhole(t *testing.T) {
	for _, at := range []string{"write", "truncate", "sync", "close"} {
		path := tokenFile(t)
		p, err := newPending(path, 10)
		if err != nil {
			t.Fatal(err)
		}
		p.file = brittle{p.file.(*os.File), at}
		r := &refreshFile{path: path, next: p}
		if err := r.Keep(vonage.NewSecret("second")); !errors.Is(err, errBrittle) || err.Error() != fmt.Sprintf("%s: %v", path, errBrittle) {
			t.Errorf("%s: got %v", at, err)
		}
		r.Release()
		holds(t, path, "first\n")
	}
	for _, at := range []string{"write", "sync"} {
		f, err := os.CreateTemp(t.TempDir(), "")
		if err != nil {
			t.Fatal(err)
		}
		p := &pending{file: brittle{f, at}}
		if err := p.reserve(10); !errors.Is(err, errBrittle) {
			t.Errorf("reserving at %s: got %v", at, err)
		}
		p.discard()
	}
}
