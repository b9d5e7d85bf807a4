package runs

// Setting room aside for a file that will grow.

import (
	"errors"
	"os"
	"syscall"
)

// keepSize is FALLOC_FL_KEEP_SIZE: the room is the file's, and its length stays.
const keepSize = 1

// reserve sets aside room after the end of a file. A file system that cannot do
// that is no error: there a full disk shows at the line that no longer fits, and
// apply ends there.
func reserve(f *os.File, room int64) error {
	if room <= 0 {
		return nil
	}
	info, err := f.Stat()
	if err != nil {
		return err
	}
	for {
		err = syscall.Fallocate(int(f.Fd()), keepSize, info.Size(), room)
		if !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	if errors.Is(err, syscall.EOPNOTSUPP) || errors.Is(err, syscall.ENOSYS) {
		return nil
	}
	return err
}
