package match

// Links told in other words: a copy whose sentences are fixed, for a report in
// which people and accounts have other names than those that were joined.

import (
	"maps"
	"slices"

	"rollcall/reconcile"
)

// Retelling says how what links hold in words is told.
type Retelling struct {
	Text      func(string) string
	Exception func(reconcile.Exception) reconcile.Exception
}

// Retold is a copy of the links with every sentence as the retelling gives it.
// What was placed, and where, is the same. The sentences of the copy are not made
// from the people and accounts any more, and it can trace nothing: it keeps
// neither them nor the rules.
func (l *Links) Retold(by Retelling) *Links {
	out := &Links{Exceptions: slices.Clone(l.Exceptions)}
	rows := map[*reconcile.Exception]*reconcile.Exception{nil: nil}
	for i := range out.Exceptions {
		out.Exceptions[i] = by.Exception(l.Exceptions[i])
		rows[&l.Exceptions[i]] = &out.Exceptions[i]
	}
	row := func(e *reconcile.Exception) *reconcile.Exception {
		told, known := rows[e]
		if !known {
			copied := by.Exception(*e)
			told = &copied
			rows[e] = told
		}
		return told
	}
	for i := range l.Products {
		out.Products = append(out.Products, l.Products[i].retold(by.Text, row))
	}
	for _, u := range l.Unused {
		u.Exception, u.Reason = by.Exception(u.Exception), by.Text(u.Reason)
		out.Unused = append(out.Unused, u)
	}
	return out
}

func (pl *ProductLinks) retold(text func(string) string, row func(*reconcile.Exception) *reconcile.Exception) ProductLinks {
	out := ProductLinks{
		Product: pl.Product, Placements: slices.Clone(pl.Placements), Accounts: slices.Clone(pl.Accounts),
		Touched: slices.Clone(pl.Touched), NoKey: slices.Clone(pl.NoKey), Whole: pl.Whole, Renames: slices.Clone(pl.Renames),
		details: make(map[int]*detail, len(pl.Placements)), others: maps.Clone(pl.others),
	}
	for i := range out.Placements {
		p := &out.Placements[i]
		p.Pattern, p.Exception = text(p.Pattern), row(p.Exception)
		d := pl.noted(i)
		d.evidence = text(pl.Evidence(i))
		d.candidates, d.rivals = slices.Clone(d.candidates), slices.Clone(d.rivals)
		out.details[i] = &d
	}
	for _, f := range pl.refusals {
		f.why = text(f.why)
		out.refusals = append(out.refusals, f)
	}
	for account, e := range pl.claimed {
		if out.claimed == nil {
			out.claimed = map[int]*reconcile.Exception{}
		}
		out.claimed[account] = row(e)
	}
	return out
}
