package main

// One run at a time per tenant and output folder. The lock is the kernel's: it
// goes with the process, however that ends, so it is never left behind and
// never taken over by age. The file itself stays.

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
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
		return nil, &exitError{exitLocked, fmt.Errorf("another run for this tenant is under way in %s: wait for it to end, or give another folder with --out (lock file %s)", dir, path)}
	}
	return func() { _ = lock.Close() }, nil
}
