//go:build !race

package sources

// truncationStep is how many bytes lie between two cuts: odd, so that letters of
// two bytes are cut too.
const truncationStep = 3

// allocationSlack is how many times more memory than stated a test may take.
const allocationSlack = 1
