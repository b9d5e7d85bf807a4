//go:build !unix

package main

// protect does nothing: file modes and core dumps are Unix's.
func protect() {}
