package runs

// Making, filling and dropping a run folder. It has a hidden temporary name
// until it is sealed, so that nobody takes half a run for a whole one. Nothing
// here knows what the files mean.

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"sort"
	"sync"
	"time"
)

const (
	folderMode    = 0o700
	fileMode      = 0o600
	partialSuffix = ".partial"
	bufferSize    = 64 << 10
)

var idForm = regexp.MustCompile(`^\d{8}T\d{6}Z-[0-9a-f]{6}$`)

// NewID names a run after the second it started, in UTC, and three random
// bytes: "20260331T020000Z-1a2b3c". Names sort by time.
func NewID(t time.Time, random [3]byte) string {
	return t.UTC().Format("20060102T150405Z") + "-" + hex.EncodeToString(random[:])
}

// Folder is a run folder that is being filled. Create may be called by several
// goroutines; Seal and Discard by one, after every file is closed.
type Folder struct {
	id, parent, partial string

	root *os.Root
	open func(root *os.Root, name string) (file, error)

	mu     sync.Mutex
	files  map[string]entry
	active int
	done   bool
}

// entry is a file that was written whole.
type entry struct {
	size int64
	sum  string
}

// file is what a run file needs of the system.
type file interface {
	io.WriteCloser
	Sync() error
}

// Begin makes the temporary folder of a run inside dir, and dir itself where it
// is missing. Every error is an *OutputError.
func Begin(dir, id string) (*Folder, error) {
	if !idForm.MatchString(id) {
		return nil, outputError("make folder", id, errors.New("a run id looks like 20260331T020000Z-1a2b3c"))
	}
	if err := os.MkdirAll(dir, folderMode); err != nil {
		return nil, outputError("make folder", dir, err)
	}
	if err := checkParent(dir); err != nil {
		return nil, err
	}
	if _, err := os.Lstat(filepath.Join(dir, id)); err == nil {
		return nil, outputError("make folder", filepath.Join(dir, id), errors.New("a run with this id is already there: run again for a new id"))
	}
	partial := filepath.Join(dir, "."+id+partialSuffix)
	if err := os.Mkdir(partial, folderMode); err != nil {
		return nil, outputError("make folder", partial, err)
	}
	root, err := os.OpenRoot(partial)
	if err != nil {
		return nil, outputError("open folder", partial, err)
	}
	return &Folder{id: id, parent: dir, partial: partial, root: root, open: openExclusive, files: map[string]entry{}}, nil
}

// checkParent refuses a place that other users can write to: they could swap a
// report for another. Windows has no such mode bits.
func checkParent(dir string) error {
	info, err := os.Stat(dir)
	if err != nil {
		return outputError("open folder", dir, err)
	}
	if !info.IsDir() {
		return outputError("open folder", dir, errors.New("it is not a folder: give another one"))
	}
	if runtime.GOOS == "windows" || info.Mode()&fs.ModeSticky != 0 {
		return nil
	}
	if info.Mode().Perm()&0o022 != 0 {
		return outputError("use folder", dir, fmt.Errorf("other users can write to it (mode %04o): run chmod go-w on it, or give another folder", info.Mode().Perm()))
	}
	return nil
}

func openExclusive(root *os.Root, name string) (file, error) {
	if dir := path.Dir(name); dir != "." {
		if err := root.MkdirAll(dir, folderMode); err != nil {
			return nil, err
		}
	}
	return root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, fileMode)
}

// ID is the run id the folder was begun with.
func (f *Folder) ID() string { return f.id }

// Path is where the files are while the folder is being filled.
func (f *Folder) Path() string { return f.partial }

// Create opens a new file inside the folder for writing. The name uses forward
// slashes and may hold a subfolder, as in "raw/vbc-0001.json.gz"; a name that
// leads outside the folder, or is there already, is refused. The file counts
// only when its Close returned nil. Every error is an *OutputError.
func (f *Folder) Create(name string) (io.WriteCloser, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.done {
		return nil, outputError("create", name, errors.New("the run folder is already sealed or dropped"))
	}
	if !fs.ValidPath(name) || name == "." {
		return nil, outputError("create", name, errors.New("the name leads outside the run folder"))
	}
	if name == ManifestName || name == SumsName {
		return nil, outputError("create", name, errors.New("the manifest is written when the folder is sealed"))
	}
	if err := plainName(name); err != nil {
		return nil, outputError("create", name, err)
	}
	handle, err := f.open(f.root, name)
	if err != nil {
		return nil, outputError("create", name, err)
	}
	f.active++
	w := &writer{folder: f, name: name, file: handle, sum: sha256.New()}
	w.buf = bufio.NewWriterSize(handle, bufferSize)
	return w, nil
}

// writer is one file being written. It remembers the first error: a full disk
// may show at Write and be forgotten by Close.
type writer struct {
	folder *Folder
	name   string
	file   file
	buf    *bufio.Writer
	sum    hash.Hash
	size   int64
	err    error
	closed bool
}

func (w *writer) Write(p []byte) (int, error) {
	if w.err != nil {
		return 0, w.err
	}
	if w.closed {
		return 0, outputError("write", w.name, fs.ErrClosed)
	}
	n, err := w.buf.Write(p)
	w.sum.Write(p[:n])
	w.size += int64(n)
	w.err = outputError("write", w.name, err)
	return n, w.err
}

// Close flushes, syncs and closes, and tells the first thing that went wrong
// since the file was opened.
func (w *writer) Close() error {
	if w.closed {
		return w.err
	}
	w.closed = true
	if w.err == nil {
		w.err = outputError("write", w.name, w.buf.Flush())
	}
	if w.err == nil {
		w.err = outputError("sync", w.name, w.file.Sync())
	}
	if err := w.file.Close(); w.err == nil {
		w.err = outputError("close", w.name, err)
	}
	w.folder.finished(w)
	return w.err
}

func (f *Folder) finished(w *writer) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.active--
	if w.err == nil {
		f.files[w.name] = entry{size: w.size, sum: hex.EncodeToString(w.sum.Sum(nil))}
	}
}

// names lists the whole files, sorted.
func (f *Folder) names() []string {
	out := make([]string, 0, len(f.files))
	for name := range f.files {
		out = append(out, name)
	}
	sort.Strings(out)
	return out
}

// Discard removes the temporary folder and all that is in it. After Seal, and
// when called again, it does nothing.
func (f *Folder) Discard() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.done {
		return nil
	}
	f.done = true
	_ = f.root.Close()
	return outputError("remove", f.partial, os.RemoveAll(f.partial))
}
