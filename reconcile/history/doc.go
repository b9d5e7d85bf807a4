// Package history holds one run against an earlier one: what was found then and
// is gone, what is new, what came back, and what changed about an account or a
// person. It says nothing is gone that could not be looked at in both runs.
package history
