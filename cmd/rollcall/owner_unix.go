//go:build unix

package main

// Who a file belongs to, where a file that is replaced must stay readable for
// the account that runs this tool at night, and where somebody else may have put
// one in our way.

import (
	"io/fs"
	"os"
	"syscall"
)

// keepOwner gives a file the owner of another one, where it has a different one.
func keepOwner(path string, of fs.FileInfo) error {
	was, ok := of.Sys().(*syscall.Stat_t)
	if !ok {
		return nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if now, ok := info.Sys().(*syscall.Stat_t); ok && now.Uid == was.Uid && now.Gid == was.Gid {
		return nil
	}
	return os.Chown(path, int(was.Uid), int(was.Gid))
}

// noFollow makes opening a file refuse a symbolic link.
const noFollow = syscall.O_NOFOLLOW

// ownedByUs reports whether a file belongs to the user of this process.
func ownedByUs(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Getuid()
}
