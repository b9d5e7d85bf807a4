//go:build !race

package sources

// truncationStep is how many bytes lie between two cuts.
const truncationStep = 1

// allocationSlack is how many times more memory than stated a test may take.
const allocationSlack = 1
