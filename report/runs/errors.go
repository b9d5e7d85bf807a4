package runs

// The one error of this room, with the remedy for what the system said.

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"
)

// OutputError says that an output could not be written. Match it with
// errors.As; the command ends with exit code 11.
type OutputError struct {
	Op   string // what was being done, "write", "make folder"
	Path string // file or folder it was done to
	Err  error  // what the system said
}

// Error says what was being written, why it did not work and what to do.
func (e *OutputError) Error() string {
	msg := fmt.Sprintf("%s %s: %v", e.Op, e.Path, e.Err)
	if remedy := remedyFor(e.Err); remedy != "" {
		msg += ": " + remedy
	}
	return msg
}

// Unwrap gives the underlying error.
func (e *OutputError) Unwrap() error { return e.Err }

// outputError wraps an error once: the innermost place knows most.
func outputError(op, path string, err error) error {
	if err == nil {
		return nil
	}
	if known := (*OutputError)(nil); errors.As(err, &known) {
		return err
	}
	if pathErr := (*fs.PathError)(nil); errors.As(err, &pathErr) {
		err = pathErr.Err // the path is already in the message
	}
	return &OutputError{Op: op, Path: path, Err: err}
}

var remedies = []struct {
	errs   []error
	remedy string
}{
	{[]error{syscall.ENOSPC, syscall.EDQUOT}, "free some space or give another folder, then run again; nothing was left half written"},
	{[]error{syscall.EROFS}, "the file system is read-only; give another folder"},
	{[]error{syscall.ENOTDIR}, "a file stands where a folder is needed; give another folder"},
	{[]error{syscall.EMFILE, syscall.ENFILE}, "raise the limit of open files (ulimit -n) and run again"},
	{[]error{fs.ErrPermission}, "give the account that runs this tool the right to write there, or give another folder"},
}

func remedyFor(err error) string {
	for _, r := range remedies {
		for _, target := range r.errs {
			if errors.Is(err, target) {
				return r.remedy
			}
		}
	}
	return ""
}
