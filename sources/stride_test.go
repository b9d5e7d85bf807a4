//go:build !race

package sources

// truncationStep is how many bytes lie between two cuts.
const truncationStep = 1
