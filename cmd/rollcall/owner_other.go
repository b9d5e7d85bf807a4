//go:build !unix

package main

import "io/fs"

// keepOwner does nothing: owners of this kind are Unix's.
func keepOwner(string, fs.FileInfo) error { return nil }

// noFollow does nothing here: the folder for temporary files is the user's own.
const noFollow = 0

// ownedByUs is true: owners of this kind are Unix's.
func ownedByUs(fs.FileInfo) bool { return true }
