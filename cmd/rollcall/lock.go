package main

// One run at a time per tenant and output folder, and one that writes per tenant
// and machine. Both locks are the kernel's: they go with the process, however
// that ends, so they are never left behind and never taken over by age. The
// files themselves stay.

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/gofrs/flock"

	"rollcall/report/runs"
)

// tenantID is a short name of a tenant that differs wherever the systems that
// are read differ.
func tenantID(keys ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(keys, "\x1f")))
	return hex.EncodeToString(sum[:6])
}

// takeLock makes the output folder where it is missing and locks it for the
// tenant with this id. It does not wait: a held lock is exit code 9.
func takeLock(dir, id string) (release func(), err error) {
	if err := makeFolder(dir); err != nil {
		return nil, err
	}
	path := filepath.Join(dir, ".lock-"+id)
	lock := flock.New(path, flock.SetPermissions(0o600))
	held, err := lock.TryLock()
	if err != nil {
		return nil, &runs.OutputError{Op: "lock", Path: path, Err: bare(err)}
	}
	if !held {
		_ = lock.Close()
		return nil, &exitError{exitLocked, fmt.Errorf("another run for this tenant is under way in %s: wait for it to end (lock file %s)", dir, path)}
	}
	return func() { _ = lock.Close() }, nil
}

// takeWriteLock keeps a second apply of the tenant away, whatever output folder
// it was given. Its file lies where every account of the machine can make one, so
// a link or a file of somebody else is refused and never followed.
func takeWriteLock(id string) (release func(), err error) {
	path := filepath.Join(os.TempDir(), fmt.Sprintf("rollcall-%d-%s.lock", os.Getuid(), id))
	lock := flock.New(path, flock.SetFlag(os.O_CREATE|os.O_RDWR|noFollow), flock.SetPermissions(0o600))
	held, err := lock.TryLock()
	if err != nil {
		return nil, &runs.OutputError{Op: "lock", Path: path, Err: bare(err)}
	}
	if !held {
		_ = lock.Close()
		return nil, &exitError{exitLocked, fmt.Errorf("another apply for this tenant is under way on this machine: wait for it to end (lock file %s)", path)}
	}
	info, err := lock.Stat()
	if err == nil && (!info.Mode().IsRegular() || !ownedByUs(info)) {
		err = errors.New("it is not a file of this user: delete it")
	}
	if err != nil {
		_ = lock.Close()
		return nil, &runs.OutputError{Op: "lock", Path: path, Err: bare(err)}
	}
	return func() { _ = lock.Close() }, nil
}
