//go:build !race

package main

// stride is which lies are told: every one.
const stride = 1
