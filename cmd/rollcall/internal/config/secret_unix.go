//go:build unix

package config

// Who may read a secret file, on systems with Unix permissions.

import (
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// openPlain opens a file for reading without waiting for the other end of a
// named pipe.
func openPlain(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
}

// tooOpen says why a secret file is not for its owner's eyes only, or is empty.
func tooOpen(info fs.FileInfo) string {
	if mode := info.Mode().Perm(); mode != 0o600 && mode != 0o400 {
		return fmt.Sprintf("has mode %04o, expected 0600 or 0400", mode)
	}
	if stat, ok := info.Sys().(*syscall.Stat_t); ok && int(stat.Uid) != os.Geteuid() {
		return fmt.Sprintf("belongs to user id %d, expected the user of this run, %d", stat.Uid, os.Geteuid())
	}
	return ""
}
