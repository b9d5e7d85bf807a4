package suggest

// What Find returns. The rules are in doc.go; how a pair is compared, in
// compare.go; how it is put in words, in words.go.

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"rollcall/reconcile"
)

// Rule is why a pair is suggested.
type Rule string

// The rules, strongest first.
const (
	S1 Rule = "S1" // same address without a plus tag
	S2 Rule = "S2" // address one edit apart, last names agree
	S3 Rule = "S3" // same local part on another domain
	S4 Rule = "S4" // same full name, which nobody else has
	S5 Rule = "S5" // last names agree, first names are close
	S6 Rule = "S6" // same phone number or extension
)

// Rules lists the rules in their order.
func Rules() []Rule { return []Rule{S1, S2, S3, S4, S5, S6} }

// AtMost is how many people are suggested for one account.
const AtMost = 3

// Suggestion is one person that an account might belong to.
type Suggestion struct {
	ID      string // stable across runs
	Product reconcile.Product
	Account int  // index into Population.Accounts
	Person  int  // index into Roster.People
	Rule    Rule // the first rule, in order, that leads to the pair
	Points  int  // order the people of one account; see Scores
	// Earlier says that the run before linked the two.
	Earlier bool
	// Others is how many other people the account might belong to, those that are
	// not listed included.
	Others int
	// Said are its words where they do not follow from the account and the person
	// of the report; nil makes them from the two.
	Said *Said
}

// Found is what Find found.
type Found struct {
	// Suggestions are in the order of the populations and of their accounts; of
	// one account the likeliest person comes first.
	Suggestions []Suggestion
	Passed      []Passed // what was not compared; empty when everything was
}

// Passed counts what one rule left out in one product, because too many records
// share what it looks at.
type Passed struct {
	Product  reconcile.Product
	Rule     Rule
	Accounts int // accounts that were not compared with everybody they share it with
	Pairs    int // pairs that were not compared, each as often as it was left out
}

// String says in a sentence what was not compared.
func (p Passed) String() string {
	return fmt.Sprintf("Possible matches in %s are not complete by rule %s: %d accounts share a name, an address or a number with so many people that %d pairs were not compared.",
		p.Product, p.Rule, p.Accounts, p.Pairs)
}

// PairID is the stable name of a pair: "S-" and 12 hex digits.
func PairID(product reconcile.Product, account string, person reconcile.PersonKey) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{string(product), account, string(person)}, "\x1f")))
	return "S-" + hex.EncodeToString(sum[:6])
}

// Score is what one thing that agrees adds to the points of a pair.
type Score struct {
	What   string
	Points int
}

// The points.
const (
	pointsLast       = 4
	pointsFirst      = 3
	pointsLocal      = 4
	pointsEdit       = 3
	pointsDepartment = 1
	pointsLocation   = 1
	pointsExtension  = 2
	pointsPhone      = 2
	pointsEarlier    = 5
)

// Scores lists what adds to the points.
func Scores() []Score {
	return []Score{
		{"last name equal", pointsLast},
		{"first name equal, or short forms of one name", pointsFirst},
		{"same local part of the address", pointsLocal},
		{"local part one edit apart on the same domain", pointsEdit},
		{"same department", pointsDepartment},
		{"same location", pointsLocation},
		{"same extension", pointsExtension},
		{"same phone number, by its last nine digits", pointsPhone},
		{"linked in the run before", pointsEarlier},
	}
}
