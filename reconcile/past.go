package reconcile

// What an earlier run said about an account: evidence beside the keys of this
// run, and never a key of its own.

// PastLink is how an earlier run placed one account.
type PastLink struct {
	// Result and Method are the words of matches.csv, empty where there were none.
	Result, Method string
	// Person, EmployeeID, Email and State are those of the person that the
	// account was linked to; empty where there was none. Email is the address as HR
	// wrote it then.
	Person     PersonKey
	EmployeeID string
	Email      string
	State      State
	// Since names the run that linked it, where a later one found the person
	// gone already; empty for the run itself.
	Since string
}

// PastLinks are the placements of one earlier run. The zero PastLinks is "there
// is no earlier run".
type PastLinks struct {
	Run  string // its id
	AsOf Date
	By   map[Product]map[string]PastLink // by account id; goes before what Add put in

	packed map[Product]*pastTable
	words  *wordList
}

// Of is how the earlier run placed an account, and whether it knew it.
func (l *PastLinks) Of(p Product, account string) (PastLink, bool) {
	if link, known := l.By[p][account]; known {
		return link, true
	}
	return l.packed[p].of(account)
}
