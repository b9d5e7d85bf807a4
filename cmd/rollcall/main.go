// Command rollcall holds an HR file against every user of Vonage Business
// Communications and Vonage Contact Center and reports what does not agree.
//
// This room is the door: verbs and flags (root.go, flags.go and a file per
// verb), configuration (internal/config), the order of the steps of a run
// (steps.go), the terminal (progress.go, summary.go) and exit codes
// (exitcode.go). It holds no rule about a person or an account.
package main

import (
	"os"
	"runtime/debug"
)

// heapGrowth is by how many percent the heap may outgrow what is in use before
// it is collected. What a run holds is mostly text without pointers, which is
// cheap to look through: a third of the usual growth keeps a large run small, also
// while several sheets of the workbook are written at the same time.
const heapGrowth = 35

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(heapGrowth)
	}
	os.Exit(start())
}
