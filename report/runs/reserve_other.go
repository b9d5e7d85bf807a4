//go:build !linux

package runs

// Setting room aside for a file that will grow, where the system has no call
// that leaves its length alone.

import (
	"errors"
	"os"
)

// reserve finds out whether the room is there: it writes that many zeros behind
// the end and cuts them off again. Nothing is held back for the file, so a disk
// that others fill meanwhile shows at the line that no longer fits, and apply
// ends there.
func reserve(f *os.File, room int64) error {
	if room <= 0 {
		return nil
	}
	info, err := f.Stat()
	if err != nil {
		return err
	}
	zeros := make([]byte, bufferSize)
	for left := room; left > 0 && err == nil; left -= int64(len(zeros)) {
		_, err = f.Write(zeros[:min(left, int64(len(zeros)))])
	}
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Truncate(info.Size()))
}
