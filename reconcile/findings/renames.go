package findings

// Possible renames: R01, one for each pair of an account without a person and a
// person without an account. It stands for what would otherwise be said of the
// two: that the account is nobody's (O01, O02) or disputed (O06), and that the
// person has none (J01).

import (
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/match"
)

// renamed raises R01 for every pair that an account stands in.
func (v *view) renamed(s subject, pairs []match.Rename) {
	for _, pair := range pairs {
		p := v.in.Roster.People.At(pair.Person)
		keys := make([]string, len(pair.Keys))
		for i, k := range pair.Keys {
			keys[i] = string(k)
		}
		v.raise("R01", s.account.ID+"\x1f"+string(p.Key), reconcile.Finding{
			Product: v.pop.Product, Account: accountRef(s.account), Person: personRef(p), HRRows: p.RowNumbers(),
			Field: "email", Rule: strings.Join(keys, ", "),
			Values: reconcile.FieldValues{HR: p.Email.Raw, Vonage: s.account.Email.Raw},
			Detail: v.links.RenameWords(pair),
		})
	}
}
