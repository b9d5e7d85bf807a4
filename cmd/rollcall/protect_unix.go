//go:build unix

package main

// Secrets and personal data stay with the user of the run.

import "syscall"

// protect makes new files unreadable for others and forbids core dumps, which
// would hold secrets.
func protect() {
	syscall.Umask(0o077)
	// A system that refuses the limit keeps its own; the run is not worse off.
	_ = syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{})
}
