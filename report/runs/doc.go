// Package runs is the run folder: it makes one under a temporary name, writes
// its files so that they appear whole or not at all, seals it with a manifest,
// and finds the newest sealed run that the next one is held against.
//
// folder.go makes, fills and drops a folder; manifest.go seals one and checks
// a sealed one; sums.go says the same for sha256sum; newest.go looks back;
// journal.go and reserve_*.go are the files that apply adds to a sealed one, line
// by line. What stands in the files is decided elsewhere.
package runs
