package runs

// The files that apply adds to a sealed run: only ever longer, and durable line
// by line. What stands in them is decided elsewhere.

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// The files that apply adds, by name.
const (
	JournalName = "journal.jsonl"
	BeforeName  = "before.jsonl" // the accounts as they were, raw
	CustodyName = "custody.csv"  // numbers of removed accounts
)

// AddedByApply lists the files that a sealed run may hold beside those in its
// manifest.
func AddedByApply() []string {
	return []string{JournalName, BeforeName, CustodyName, "apply.json", "apply.xlsx", "worklist_after.csv"}
}

// appended is what a file that only grows needs of the system.
type appended interface {
	file
	Truncate(size int64) error
}

// Journal is a file that only grows. After the first error nothing more is
// written to it: what the system then holds of it is not known. It is used by
// one goroutine.
type Journal struct {
	path string
	file appended
	size int64
	err  error
}

// CreateJournal makes journal.jsonl in a run folder that has none, with room for
// so many bytes set aside where the system can do that: a disk that is full is
// found out before anything was sent. Every error is an *OutputError.
func CreateJournal(dir string, room int64) (*Journal, error) {
	return create(dir, JournalName, room)
}

// CreateAdded makes one of the other files that apply adds, or opens it to go on
// at its end: half a line there, which nobody was told is durable, is cut off.
// Every error is an *OutputError.
func CreateAdded(dir, name string) (*Journal, error) {
	j, err := create(dir, name, 0)
	if !errors.Is(err, fs.ErrExist) {
		return j, err
	}
	j, data, err := openAdded(dir, name, 0)
	if err != nil {
		return nil, err
	}
	if whole := int64(bytes.LastIndexByte(data, '\n') + 1); whole < j.size {
		err = j.Truncate(whole)
	}
	if err != nil {
		_ = j.Close()
		return nil, err
	}
	return j, nil
}

func create(dir, name string, room int64) (*Journal, error) {
	path := filepath.Join(dir, name)
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, outputError("open folder", dir, err)
	}
	defer func() { _ = root.Close() }()
	handle, err := root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY|os.O_APPEND, fileMode)
	if err != nil {
		return nil, outputError("create", path, err)
	}
	if err := setUp(handle, dir, room); err != nil {
		_ = handle.Close()
		_ = root.Remove(name)
		return nil, outputError("reserve room for", path, err)
	}
	return &Journal{path: path, file: handle}, nil
}

// setUp reserves the room and makes the name durable.
func setUp(f *os.File, dir string, room int64) error {
	if err := reserve(f, room); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	return SyncFolder(dir)
}

// open opens a file of the folder to write at its end. It must be a plain one:
// a link could lead anywhere.
func open(dir, name string) (*os.File, error) {
	path := filepath.Join(dir, name)
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, outputError("open folder", dir, err)
	}
	defer func() { _ = root.Close() }()
	info, err := root.Lstat(name)
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("it is not a plain file: %w", fs.ErrInvalid)
	}
	if err != nil {
		return nil, outputError("open", path, err)
	}
	handle, err := root.OpenFile(name, os.O_RDWR|os.O_APPEND, fileMode)
	return handle, outputError("open", path, err)
}

// OpenJournal opens the journal of a run to go on with it, and gives what stands
// in it. Room is set aside again. Without a journal the error is an
// *OutputError that matches fs.ErrNotExist, as every other is an *OutputError.
func OpenJournal(dir string, room int64) (*Journal, []byte, error) {
	return openAdded(dir, JournalName, room)
}

// openAdded opens a file of a run to write at its end, and reads what is there.
func openAdded(dir, name string, room int64) (*Journal, []byte, error) {
	handle, err := open(dir, name)
	if err != nil {
		return nil, nil, err
	}
	j := &Journal{path: filepath.Join(dir, name), file: handle}
	data, err := io.ReadAll(io.LimitReader(handle, fileLimit+1))
	if err == nil && len(data) > fileLimit {
		err = errors.New("it is larger than any that this tool writes")
	}
	if err == nil {
		err = reserve(handle, room)
	}
	if err != nil {
		_ = handle.Close()
		return nil, nil, outputError("open", j.path, err)
	}
	j.size = int64(len(data))
	return j, data, nil
}

// Size is how many bytes the file holds: 0 where it is new.
func (j *Journal) Size() int64 { return j.size }

// Append writes a line and returns when it is durable. After an error it is
// never tried again, and neither is any later line: a second sync would say
// that all is well although the first one lost the line.
func (j *Journal) Append(line []byte) error {
	if j.err != nil {
		return j.err
	}
	n, err := j.file.Write(line)
	j.size += int64(n)
	if err == nil {
		err = j.file.Sync()
	}
	j.err = outputError("write", j.path, err)
	return j.err
}

// Truncate cuts off what stands after size bytes: a last line that was not
// written to its end.
func (j *Journal) Truncate(size int64) error {
	if j.err != nil {
		return j.err
	}
	err := j.file.Truncate(size)
	if err == nil {
		j.size, err = size, j.file.Sync()
	}
	j.err = outputError("cut", j.path, err)
	return j.err
}

// Close closes the file and gives back the room that was not used. What was
// appended is durable already.
func (j *Journal) Close() error {
	if j.err == nil {
		_ = j.file.Truncate(j.size)
	}
	err := outputError("close", j.path, j.file.Close())
	if j.err == nil {
		j.err = outputError("write", j.path, fs.ErrClosed)
	}
	return err
}
