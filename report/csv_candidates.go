package report

// candidates.csv: every pair of an account and a person that a rule considered,
// linked or not, for programs.

var candidateRecord = []column{
	{csv: "product"}, {csv: "account_id"}, {csv: "rule"}, {csv: "person_key"}, {csv: "verdict"}, {csv: "why"},
}

// candidateFile is candidates.csv as a table without a sheet: by product and
// account, each account's pairs in the order in which the rules came to them.
func candidateFile(x *index) *table {
	return &table{cols: candidateRecord, rows: func(yield func([]value) bool) {
		row := make([]value, 0, len(candidateRecord))
		for p := range x.products {
			px := &x.products[p]
			if px.links == nil {
				continue
			}
			for pair := range px.links.Considered() {
				row = append(row[:0], text(string(px.pop.Product)), text(px.pop.Accounts[pair.Account].ID), text(string(pair.Rule)),
					text(string(x.rep.Roster.People.Key(pair.Person))), text(string(pair.Verdict)), text(pair.Why))
				if !yield(row) {
					return
				}
			}
		}
	}}
}
