package main

// A file that takes the place of another: whole or not at all, for its owner's
// eyes only, and there for good once commit has returned.

import (
	"os"
	"path/filepath"

	"rollcall/report/runs"
)

// pending is a file that is not in its place yet. It must be committed or
// discarded.
type pending struct {
	file interface {
		Name() string
		WriteAt([]byte, int64) (int, error)
		Truncate(int64) error
		Sync() error
		Close() error
	}
	path string // the place
}

// newPending creates a file beside its place, where nobody else can take its
// name, with room for so many bytes.
func newPending(path string, room int) (*pending, error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return nil, err
	}
	p := &pending{f, path}
	if err := p.reserve(room); err != nil {
		p.discard()
		return nil, err
	}
	return p, nil
}

// reserve takes the room on the disk now, so that none can lack later.
func (p *pending) reserve(room int) error {
	if room == 0 {
		return nil
	}
	if _, err := p.file.WriteAt(make([]byte, room), 0); err != nil {
		return err
	}
	return p.file.Sync()
}

// commit puts the text into the file, and the file into its place. What was
// there before is still there when it fails.
func (p *pending) commit(text []byte) error {
	_, err := p.file.WriteAt(text, 0)
	if err == nil {
		err = p.file.Truncate(int64(len(text)))
	}
	if err == nil {
		err = p.file.Sync()
	}
	if closed := p.file.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(p.file.Name(), p.path)
	}
	if err != nil {
		_ = os.Remove(p.file.Name())
		return err
	}
	return runs.SyncFolder(filepath.Dir(p.path))
}

// discard takes the file away.
func (p *pending) discard() {
	_ = p.file.Close()
	_ = os.Remove(p.file.Name())
}
