package explain

// What is told about a person: rows, keys, state, and where they stand in each
// product.

import (
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/match"
	"rollcall/reconcile/plans"
)

func (in *Input) person(i int, rows map[reconcile.RowRef]*reconcile.Row) Person {
	p := in.Roster.People.At(i)
	out := Person{
		Key: p.Key, EmployeeID: p.EmployeeID, Name: p.Name(), Email: p.Email.Raw, State: p.State, Why: in.stateWords(p),
		Rows: []Row{}, Keys: in.keys(p), Products: []Standing{}, Findings: in.findingsOf(func(f *reconcile.Finding) bool { return f.Person.Key == p.Key }),
	}
	for _, ref := range p.Rows {
		if r := rows[ref]; r != nil {
			out.Rows = append(out.Rows, rowOf(r))
		}
	}
	for k := range in.Populations {
		out.Products = append(out.Products, in.standing(&in.Populations[k], p, i))
	}
	return out
}

func rowOf(r *reconcile.Row) Row {
	out := Row{Row: r.String(), Disposition: r.Disposition, Quality: []string{}}
	for _, q := range r.Quality {
		out.Quality = append(out.Quality, string(q.Code)+" ("+string(q.Level)+"): "+q.Message)
	}
	return out
}

// rowsOf finds the rows of the people and the rejected ones in one pass.
func (in *Input) rowsOf(c *circle) (of map[reconcile.RowRef]*reconcile.Row, rejected []Row) {
	of, rejected = map[reconcile.RowRef]*reconcile.Row{}, []Row{}
	for _, i := range c.people {
		for _, ref := range in.Roster.People.At(i).Rows {
			of[ref] = nil
		}
	}
	for i := range in.Roster.Rows.Len() {
		r := in.Roster.Rows.At(i)
		if _, wanted := of[r.RowRef]; wanted {
			of[r.RowRef] = r
		}
	}
	for _, i := range c.rejected {
		rejected = append(rejected, rowOf(in.Roster.Rows.At(i)))
	}
	return of, rejected
}

// stateWords say what the state of a person rests on.
func (in *Input) stateWords(p *reconcile.Person) string {
	words := []string{"there is no status column"}
	switch {
	case p.Status == reconcile.StatusNone:
	case p.StatusText == "":
		words[0] = "the status is blank"
	default:
		words[0] = "status " + quote(p.StatusText) + " counts as " + string(p.Status)
	}
	for _, d := range []struct {
		name string
		day  reconcile.Date
	}{{"hired", p.HireDate}, {"hired again", p.LastHireDate}, {"last working day", p.LastDay}, {"termination date", p.TerminationDate}} {
		if !d.day.IsZero() {
			words = append(words, d.name+" "+d.day.String())
		}
	}
	if last := in.Policy.LastDay(p); !last.IsZero() {
		words = append(words, "last day inside "+last.AddDays(in.Policy.GraceDays).String()+" (last day employed "+last.String()+", "+days(in.Policy.GraceDays)+" of grace)")
	}
	return strings.Join(words, "; ")
}

// keys are what a person can be found by, and what of it is not used.
func (in *Input) keys(p *reconcile.Person) []Key {
	out := []Key{in.address("email", p.Email)}
	if p.EmailContested {
		out[0].Remark = "different people have it: every account on it is disputed"
	}
	if p.UPN.Raw != "" {
		out = append(out, in.address("user principal name", p.UPN))
	}
	if p.Login != "" {
		out = append(out, Key{Field: "login", Written: p.Login, Key: p.Login})
	}
	for _, other := range p.Others {
		out = append(out, in.address("second address", other))
	}
	if p.EmployeeID != "" {
		k := Key{Field: "employee id", Written: p.EmployeeID, Key: reconcile.IDKey(p.EmployeeID)}
		if p.IDWithdrawn {
			k.Key, k.Remark = "", "different people have it: it is not used"
		}
		out = append(out, k)
	}
	return out
}

func (in *Input) address(field string, e reconcile.Email) Key {
	k := Key{Field: field, Written: e.Raw, Key: string(e.Key), Changes: e.Changes.String()}
	switch {
	case e.Raw == "":
		k.Remark = "HR gives none"
	case !e.Usable():
		k.Remark = "it is not an address"
	case field != "user principal name" && !in.Links.Own(e.Key):
		k.Remark = "the mail domain is not the company's, so no account is linked by it"
	}
	return k
}

// standing says what a product has of a person.
func (in *Input) standing(pop *reconcile.Population, p *reconcile.Person, i int) Standing {
	s := Standing{Product: pop.Product, Expected: in.expects(pop.Product, p), Steps: []Step{}, Policy: []string{}}
	links := in.Links.Of(pop.Product)
	if links == nil {
		s.Says = string(pop.Product) + " was not read: " + pop.Reason
		return s
	}
	if at := links.Accounts[i]; at >= 0 {
		s.Account = pop.Accounts[at].ID
		s.Says = "has account " + quote(s.Account) + " by " + string(links.Placements[at].Method)
	} else {
		s.Says = absence(pop, links, i)
		s.Policy = in.intent(func(a *plans.Action) bool {
			return a.Product == pop.Product && a.Kind == plans.Create && a.PersonKey == p.Key
		})
	}
	s.Steps = stepsOf(in.Links.TracePerson(pop.Product, i))
	return s
}

// expects is the entitlement rule that gives a person an account, or empty.
func (in *Input) expects(product reconcile.Product, person *reconcile.Person) string {
	for _, e := range in.Policy.Entitlements {
		if e.Product == product && e.When.Covers(person) {
			return e.When.String()
		}
	}
	return ""
}

// absence says whether somebody has no account, or why nobody can tell.
func absence(pop *reconcile.Population, links *match.ProductLinks, i int) string {
	switch {
	case links.Absent(i):
		return "has no account: the product was read completely and no account leads here"
	case !links.Whole:
		return "no account is linked, and nobody can tell whether there is one: " + pop.Reason
	case links.NoKey[i]:
		return "no account is linked, and nobody can tell whether there is one: HR gives no key to look for"
	default:
		return "no account is linked, but one may be theirs: see the accounts below"
	}
}
