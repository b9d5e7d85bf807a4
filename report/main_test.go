package report

import (
	"os"
	"runtime/debug"
	"testing"
)

// TestMain lets the heap grow: thousands of small workbooks need no memory and
// less time so. GOGC in the environment decides where memory is measured.
func TestMain(m *testing.M) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
	os.Exit(m.Run())
}
