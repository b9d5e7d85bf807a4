package explain

import (
	"slices"

	"rollcall/reconcile"
)

// Who tells everything about those whom a word leads to. The dossier of a word
// that leads to nobody has no people, no accounts and no rows.
func Who(in Input, word string) Dossier {
	c := in.find(word)
	rows, rejected := in.rowsOf(&c)
	d := Dossier{Schema: Schema, Asked: word, AsOf: in.AsOf, People: []Person{}, Accounts: []Account{}, Rejected: rejected, Remarks: in.remarks()}
	for _, i := range c.people {
		d.People = append(d.People, in.person(i, rows))
	}
	for _, at := range c.accounts {
		d.Accounts = append(d.Accounts, in.account(at))
	}
	return d
}

// Nobody reports whether the word led to nobody and nothing.
func (d *Dossier) Nobody() bool {
	return len(d.People)+len(d.Accounts)+len(d.Rejected) == 0
}

// Found reports whether anything was found about those whom the word led to.
func (d *Dossier) Found() bool {
	return slices.ContainsFunc(d.People, func(p Person) bool { return len(p.Findings) > 0 }) ||
		slices.ContainsFunc(d.Accounts, func(a Account) bool { return len(a.Findings) > 0 })
}

// remarks say which products could not be looked at, or not whole.
func (in *Input) remarks() []string {
	out := []string{}
	for i := range in.Populations {
		p := &in.Populations[i]
		switch p.Status {
		case reconcile.PopulationComplete:
		case reconcile.PopulationIncomplete:
			out = append(out, string(p.Product)+" was not read completely ("+p.Reason+"): an account that is not here may exist.")
		default:
			out = append(out, string(p.Product)+" was not read ("+p.Reason+"): nothing is known about accounts there.")
		}
	}
	return out
}
