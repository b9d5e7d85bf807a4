//go:build race

package main

// stride is which lies are told under the race detector, which makes each of
// them ten times as long: every seventh.
const stride = 7
