//go:build planted

package planted

var fault string

// Plant puts one fault in, or takes it out again where the name is empty. It must
// not be called while the code under test runs.
func Plant(name string) { fault = name }

// On reports whether a fault was planted.
func On(name string) bool { return name == fault }
