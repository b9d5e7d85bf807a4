//go:build race

package sources

// truncationStep is coarser where every load is slowed by the race detector;
// it shares no factor with the length of a row.
const truncationStep = 41

// allocationSlack is how many times more memory the race detector may take.
const allocationSlack = 4
