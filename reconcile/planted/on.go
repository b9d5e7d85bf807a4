//go:build planted

package planted

import "os"

// fault is the one that is planted: from the start where the environment names
// one, for tests that run a whole program.
var fault = os.Getenv("ROLLCALL_PLANTED")

// Plant puts one fault in, or takes it out again where the name is empty. It must
// not be called while the code under test runs.
func Plant(name string) { fault = name }

// On reports whether a fault was planted.
func On(name string) bool { return name == fault }
