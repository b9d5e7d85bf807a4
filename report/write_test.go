package report

// Writing into a folder: what is written, and that a full disk never passes
// for success.

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/reconcile"
	"rollcall/report/runs"
)

var (
	keep = flag.String("keep", "", "folder to leave the sample reports in, to look at")
)

// memory is a Folder that keeps what is written.
type memory struct {
	mu    sync.Mutex
	files map[string]*bytes.Buffer
	order []string
	open  int
}

func newMemory() *memory { return &memory{files: map[string]*bytes.Buffer{}} }

func (m *memory) Create(name string) (io.WriteCloser, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.files[name] != nil {
		return nil, errors.New(name + " was created twice")
	}
	m.files[name] = &bytes.Buffer{}
	m.order = append(m.order, name)
	m.open++
	return &memoryFile{m: m, buf: m.files[name]}, nil
}

type memoryFile struct {
	m   *memory
	buf *bytes.Buffer
}

func (f *memoryFile) Write(p []byte) (int, error) { return f.buf.Write(p) }
func (f *memoryFile) Close() error                { f.m.open--; return nil }

func writeAll(t *testing.T, rep *Report) *memory {
	t.Helper()
	m := newMemory()
	if err := Write(t.Context(), m, rep); err != nil {
		t.Fatal(err)
	}
	if m.open != 0 {
		t.Fatalf("%d files were left open", m.open)
	}
	return m
}

func TestWriteMakesEveryFile(t *testing.T) {
	got := writeAll(t, sample()).order
	slices.Sort(got)
	want := []string{
		FileReadMe, FileVBC, FileVCC, FileFindingsCSV, FileFindings, FileHistory, FilePeople, FileRows, FileMatches, FileCandidates, FilePossible, FileWorkbook, FileHTML, FileReview, FileReviewPeople, FileRun, FileSeats,
		FileVantaVBC, FileVantaVCC,
	}
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestKeepForLooking(t *testing.T) {
	if *keep == "" {
		t.Skip("give -keep FOLDER to look at the sample reports")
	}
	incomplete, failed := sample(), sample()
	readInPart(incomplete)
	notRead(failed, reconcile.PopulationFailed)
	for name, rep := range map[string]*Report{"small": sample(), "incomplete": incomplete, "failed": failed, "two_hundred": large(250, 150, 50)} {
		for file, buf := range writeAll(t, rep).files {
			path := filepath.Join(*keep, name, file)
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, buf.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// full is a Folder on a disk with so many bytes left.
type full struct{ left int }

func (f *full) Create(name string) (io.WriteCloser, error) { return &fullFile{f, name}, nil }

type fullFile struct {
	disk *full
	name string
}

func (f *fullFile) Write(p []byte) (int, error) {
	if len(p) > f.disk.left {
		n := f.disk.left
		f.disk.left = 0
		return n, &os.PathError{Op: "write", Path: f.name, Err: syscall.ENOSPC}
	}
	f.disk.left -= len(p)
	return len(p), nil
}

// Close forgets the error, as closing a file on a full disk may.
func (f *fullFile) Close() error { return nil }

func TestFullDiskIsNeverSuccess(t *testing.T) {
	t.Parallel()
	rep := sample()
	size, companions := 0, 0
	for name, buf := range writeAll(t, rep).files {
		size += buf.Len()
		if name != FileWorkbook {
			companions += buf.Len()
		}
	}
	var points []int
	for left := 0; left <= companions; left += 4096 {
		points = append(points, left)
	}
	for _, left := range append(points, companions+1, (companions+size)/2, size-4096) {
		err := Write(t.Context(), &full{left: left}, rep)
		known := (*runs.OutputError)(nil)
		if !errors.As(err, &known) {
			t.Fatalf("with %d of %d bytes free: got %v, want an OutputError", left, size, err)
		}
		if !errors.Is(err, syscall.ENOSPC) {
			t.Fatalf("with %d bytes free the cause was lost: %v", left, err)
		}
	}
}

// TestFullDiskInTheWorkbook saves one workbook onto many disks.
func TestFullDiskInTheWorkbook(t *testing.T) {
	t.Parallel()
	b := newBook(t.Context(), newIndex(sample()), bookOptions{maxRows: maxDataRows, scratch: t.TempDir()})
	defer func() { _ = b.f.Close() }()
	if err := b.report(); err != nil {
		t.Fatal(err)
	}
	whole := &full{left: 1 << 30}
	if err := b.save(&fullFile{whole, FileWorkbook}); err != nil {
		t.Fatal(err)
	}
	size := 1<<30 - whole.left
	for left := 0; left < size-1024; left += 4096 {
		if err := b.save(&fullFile{&full{left: left}, FileWorkbook}); !errors.Is(err, syscall.ENOSPC) {
			t.Fatalf("with %d of %d bytes free: %v", left, size, err)
		}
	}
	if err := b.save(&fullFile{&full{left: size + 4096}, FileWorkbook}); err != nil {
		t.Fatalf("with room enough: %v", err)
	}
}

// late is a Folder that tells of one file's failure only when it is closed.
type late struct {
	*memory
	victim string
}

func (l *late) Create(name string) (io.WriteCloser, error) {
	out, err := l.memory.Create(name)
	if name == l.victim {
		return &lateFile{out}, err
	}
	return out, err
}

type lateFile struct{ io.WriteCloser }

func (f *lateFile) Close() error {
	_ = f.WriteCloser.Close()
	return syscall.EIO
}

func TestCloseIsChecked(t *testing.T) {
	for _, name := range []string{FileRun, FileMatches, FileReadMe, FileWorkbook} {
		err := Write(t.Context(), &late{newMemory(), name}, sample())
		known := (*runs.OutputError)(nil)
		if !errors.As(err, &known) || known.Path != name || !errors.Is(err, syscall.EIO) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestStoppedRunWritesNoReport(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := Write(ctx, newMemory(), sample()); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the context's error", err)
	}
}

// TestWriteIntoARunFolder goes the whole way: write, seal, verify, find again.
// The report is long enough that the workbook is kept on disk while it grows.
func TestWriteIntoARunFolder(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "runs")
	rep := large(10, 600, 0)
	for i := range rep.Populations[0].Accounts {
		rep.Populations[0].Accounts[i].Odd = []string{strings.Repeat("x", 30_000)}
	}
	folder, err := runs.Begin(dir, rep.Run)
	if err != nil {
		t.Fatal(err)
	}
	if err := Write(t.Context(), folder, rep); err != nil {
		t.Fatal(err)
	}
	var inputs []runs.Input
	for _, in := range rep.Inputs {
		inputs = append(inputs, runs.Input(in))
	}
	path, err := folder.Seal(runs.Seal{Inputs: inputs})
	if err != nil {
		t.Fatal(err)
	}
	if problems, err := runs.Verify(path); err != nil || len(problems) > 0 {
		t.Errorf("Verify says %v, %v", problems, err)
	}
	left, err := os.ReadDir(path)
	if err != nil || len(left) != 21 {
		t.Errorf("%d files in the folder, want the 19 of the report and the two of the seal (%v)", len(left), err)
	}
	newest, ok, err := runs.Newest(dir, nil)
	if err != nil || !ok || newest.Run != rep.Run || len(newest.Inputs) != 2 {
		t.Errorf("Newest says %+v %v %v", newest, ok, err)
	}
}
