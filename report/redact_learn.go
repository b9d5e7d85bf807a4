package report

// What a report knows of names, addresses and numbers, before any of its
// sentences is told.

import (
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
	"rollcall/reconcile/history"
	"rollcall/reconcile/match"
)

// learnAll fills the dictionary. Ids come first, because whether a login is one
// decides what becomes of it; then what stays, and then who is named.
func (r *redaction) learnAll() {
	r.eachPerson(func(p *reconcile.Person) {
		names := []string{p.FirstName, p.LastName, p.PreferredName, p.DisplayName, p.Email.Key.Local(), p.UPN.Key.Local(), p.Login}
		r.settle(p.EmployeeID, names...)
		r.settle(p.PersonID, names...)
	})
	r.eachAccount(func(a *reconcile.Account, _ *match.Placement) {
		r.settle(a.ID, a.FirstName.Text(), a.LastName.Text(), a.DisplayName.Text(), a.Email.Key.Local(), a.Login)
	})
	r.stayingValues()
	r.eachPerson(r.learnPerson)
	r.eachAccount(r.learnAccount)
	r.learnOthers()
	for i := range r.rep.Findings {
		r.learnFinding(&r.rep.Findings[i])
	}
	r.learnEarlier()
}

func (r *redaction) eachPerson(do func(*reconcile.Person)) {
	if r.rep.Roster == nil {
		return
	}
	for _, p := range r.rep.Roster.People.All() {
		do(p)
	}
}

// eachAccount gives the accounts with their placement, nil where they have none.
func (r *redaction) eachAccount(do func(*reconcile.Account, *match.Placement)) {
	for i := range r.rep.Populations {
		pop := &r.rep.Populations[i]
		var places []match.Placement
		if r.rep.Links != nil {
			if links := r.rep.Links.Of(pop.Product); links != nil && len(links.Placements) == len(pop.Accounts) {
				places = links.Placements
			}
		}
		for j := range pop.Accounts {
			if places == nil {
				do(&pop.Accounts[j], nil)
				continue
			}
			do(&pop.Accounts[j], &places[j])
		}
	}
}

// stayingValues are those that sentences may quote as they are.
func (r *redaction) stayingValues() {
	for domain := range r.own {
		r.keep(domain)
	}
	r.eachPerson(func(p *reconcile.Person) {
		r.keep(p.Department, p.Location, p.JobTitle, p.WorkerType, p.CostCenter, p.StatusText)
	})
	r.eachAccount(func(a *reconcile.Account, place *match.Placement) {
		r.keep(a.Role.Text(), a.Department.Text(), a.Location.Text())
		for _, x := range a.Extensions {
			r.keep(x.ServiceType, x.Location)
		}
		if place == nil {
			return
		}
		for _, q := range quotesIn(place.Pattern) {
			if word := place.Pattern[q.from:q.to]; !strings.EqualFold(word, a.Name()) {
				r.keep(word) // "svc", "reception": what the account is for
			}
		}
	})
	if roster := r.rep.Roster; roster != nil {
		for i := range roster.Sources {
			r.stayingOfSource(&roster.Sources[i])
		}
	}
	r.keep(r.rep.Run, r.rep.Baseline, r.rep.Zone)
	for _, e := range r.rep.Policy.Entitlements {
		r.stayingOf(e.When)
	}
	for _, role := range r.rep.Policy.Roles {
		r.keep(role.Role)
		r.stayingOf(role.When)
	}
}

func (r *redaction) stayingOf(c findings.Condition) {
	r.keep(c.Departments...)
	r.keep(c.Locations...)
	r.keep(c.JobTitles...)
	r.keep(c.WorkerTypes...)
}

func (r *redaction) stayingOfSource(s *reconcile.Source) {
	r.keep(s.Label, s.Format, s.Encoding, s.Delimiter, s.Profile, s.Suggested)
	r.keep(s.Sheets...)
	for _, c := range s.Columns {
		r.keep(c.Header, c.Field, c.Near)
	}
	for _, w := range s.Words {
		r.keep(w.Text)
	}
}

func (r *redaction) learnPerson(p *reconcile.Person) {
	for _, name := range []string{p.Name(), p.DisplayName, p.FirstName, p.LastName, p.PreferredName, reconcile.JoinName(p.FirstName, p.LastName), p.ManagerName} {
		r.learnName(name)
	}
	for _, e := range append([]reconcile.Email{p.Email, p.UPN}, p.Others...) {
		r.learnEmail(e)
	}
	r.learnUser(p.Login)
	r.learnWritten(p.ManagerEmail)
	for _, n := range []string{p.WorkPhone, p.Extension, p.Mobile} {
		r.learnNumber(n)
	}
	r.learnID(p.EmployeeID)
	r.learnID(p.PersonID)
}

// learnEmail notes an address; one that cannot be read, as it is written.
func (r *redaction) learnEmail(e reconcile.Email) {
	if e.Key != "" {
		r.learnAddress(e.Key)
		return
	}
	r.learnWritten(e.Raw)
}

func (r *redaction) learnWritten(address string) {
	if k := addressIn(address); k != "" {
		r.learnAddress(k)
		return
	}
	r.learn(address, r.written(address))
}

// learnID notes an id that is made of an address or a name.
func (r *redaction) learnID(id string) {
	if told := r.id(id); told != id {
		r.learn(id, told)
	}
}

func (r *redaction) learnAccount(a *reconcile.Account, place *match.Placement) {
	names := []string{a.Name(), a.FirstName.Text(), a.LastName.Text(), a.DisplayName.Text()}
	if place != nil && place.Pattern != "" && place.Result != match.Matched {
		for _, name := range names[:1] { // its words say what it is for
			r.learn(name, r.name(name))
		}
	} else {
		for _, name := range names {
			r.learnName(name)
		}
	}
	r.learnEmail(a.Email)
	for _, login := range append([]string{a.Login, a.SSOID.Text(), a.EmployeeNumber.Text()}, a.LinkedVBC...) {
		r.learnLogin(login)
	}
	for _, p := range a.Phones {
		r.learnNumber(p.Number)
	}
	for _, x := range a.Extensions {
		r.learnNumber(x.Number)
		for _, did := range x.DIDs {
			r.learnNumber(did)
		}
	}
	r.learnNumber(a.VCCNumber.Text())
	r.learnID(a.ID)
}

func (r *redaction) learnLogin(login string) {
	if told := r.login(login); told != login {
		r.learnUser(login)
	}
}

// learnOthers are those whom neither list holds: owners, who accepted a file, who
// ran the program.
func (r *redaction) learnOthers() {
	for i := range r.rep.Exceptions {
		e := &r.rep.Exceptions[i]
		r.learn(e.Owner, r.name(e.Owner))
		r.learnWritten(e.Owner)
		if told := r.named(e.Account); told != e.Account {
			r.learnUser(e.Account)
		}
	}
	r.learnUser(r.rep.Operator.User)
	r.learn(r.rep.Operator.Host, r.of(ofHost, folded(r.rep.Operator.Host)))
	if r.rep.HR != nil {
		r.learnUser(r.rep.HR.AcceptedBy)
	}
	if r.rep.Roster == nil {
		return
	}
	for _, row := range r.rep.Roster.Rows.Noted() {
		for _, k := range row.Emails {
			r.learnAddress(k)
			r.addressed[row.Number] = true
		}
	}
}

// learnFinding notes whom a finding names: somebody who is not in HR any more, or
// all, where nothing else was read.
func (r *redaction) learnFinding(f *reconcile.Finding) {
	r.learnGone(f.Account.Name, f.Account.ID, f.Person.Key)
	r.learnGone(f.Person.Name, f.Account.ID, f.Person.Key)
	for _, address := range []string{f.Account.Email, f.Person.Email, f.Account.Login} {
		if address != "" {
			r.learnLogin(address)
		}
	}
}

// learnEarlier are those whom an earlier run knew and this one may not.
func (r *redaction) learnEarlier() {
	r.eachAccount(func(a *reconcile.Account, _ *match.Placement) {
		if link, known := r.rep.Earlier.Of(a.Product, a.ID); known {
			r.learnWritten(link.Email)
		}
	})
	for i := range r.rep.Since.Kept {
		k := &r.rep.Since.Kept[i]
		r.learnGone(k.Name, k.Account, k.Person.Key)
		r.learnGone(k.Person.Name, k.Account, k.Person.Key)
		r.learnWritten(k.Person.Email)
	}
	for _, list := range [][]history.Closed{r.rep.Since.Closed, r.rep.Since.Closings} {
		for i := range list {
			r.learnGone(list[i].Name, list[i].Account, list[i].Person)
		}
	}
	if r.rep.Changes == nil {
		return
	}
	for i := range r.rep.Changes.Changes {
		c := &r.rep.Changes.Changes[i]
		r.learnGone(c.Who, c.Account, c.Person)
	}
}

// learnGone notes the name of an account or a person, unless it is an id, and
// whether their ids are made of it.
func (r *redaction) learnGone(name, account string, key reconcile.PersonKey) {
	if id, found := strings.CutPrefix(string(key), "id:"); found && !r.isID(id) {
		r.madeOf(id, name)
	}
	if !r.isID(account) {
		r.madeOf(account, name)
	}
	if name == "" || name == account || name == string(key) || r.isID(name) {
		return
	}
	if k := addressIn(name); k != "" {
		r.learnAddress(k)
		return
	}
	if _, known := r.whole(name); !known {
		r.learnName(name)
	}
}
