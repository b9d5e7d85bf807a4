//go:build !windows

package runs

// Making names durable where the system allows it.

import "os"

// SyncFolder makes the names in a folder durable.
func SyncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return outputError("sync", dir, err)
	}
	err = d.Sync()
	if closed := d.Close(); err == nil {
		err = closed
	}
	return outputError("sync", dir, err)
}
