// Package reconcile holds the nouns that every room of Rollcall shares: a
// Person and the Roster they come from, an Account and the Population it was
// read in (with its Proof of completeness), the Email key they are joined on,
// and the Finding that says what does not agree.
//
// Everything here is a value. Nothing here, or in a package below this folder,
// reads a file, a clock, the network or the environment: time and input come
// in as arguments. A test holds that rule.
//
// The rules live in the packages below: people (rows become people with a
// state), match (people and accounts become links), findings (links become
// findings and tie-outs).
package reconcile
