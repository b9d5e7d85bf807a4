package people

// Build: records become people, one step after the other.

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"rollcall/reconcile"
)

// Build turns the records of a file into people. Every record gets exactly one
// outcome. The records are not changed.
func Build(records []Record, opt Options) Outcome {
	rows, all := readRows(records, &opt)
	out := Outcome{}
	var own reconcile.Domains
	out.CorporateDomains, own, out.Derived = ownDomains(all, &opt)
	for i := range rows {
		rows[i].addresses = all[i]
		rows[i].settle(&rows[i].Fields, own, &opt)
		judgeRow(&rows[i], &opt)
	}
	markConfusables(rows)
	g := group(rows)
	collided := markCollisions(rows, g, &opt)
	markContested(rows, g, &opt)

	members, roots := membersOf(rows, g)
	markRepeats(rows, members, roots)
	list := make([]reconcile.Person, 0, len(roots))
	for _, root := range roots {
		list = append(list, personOf(rows, members[root]))
	}
	giveKeys(list)
	holdRejected(list, &opt)
	out.People = reconcile.PeopleOf(list...)
	out.Rows = outcomesOf(rows, members, roots, list)
	out.Words = wordsOf(rows)
	out.Quality = fileQuality(rows, collided, &opt)
	return out
}

func readRows(records []Record, opt *Options) ([]row, []addresses) {
	rows := make([]row, len(records))
	all := make([]addresses, len(records))
	fingerprints := make(map[string]string)
	for i := range records {
		r := &records[i]
		name := r.name()
		fp, ok := fingerprints[name]
		if !ok {
			fp = reconcile.NameFingerprint(name)
			fingerprints[name] = fp
		}
		rows[i] = row{Record: r, fingerprint: fp}
		all[i] = readAddresses(&r.Fields, opt)
	}
	return rows, all
}

// judgeRow gives a row its status, its state and the findings about itself.
func judgeRow(r *row, opt *Options) {
	r.status = ParseStatusForm(r.Status, opt.Profile, r.StatusForm)
	f := Facts{
		AsOf: opt.AsOf, StartOfDay: opt.StartOfDay, Status: exactStatus(r, opt), OnLeave: leaveFlag(r.OnLeave, opt),
		HireDate: r.HireDate, LastHireDate: r.LastHireDate, TerminationDate: r.TerminationDate, LastDay: r.LastDay,
		Unread: r.Unread,
	}
	v := Effective(f)
	r.state = v.State
	r.quality = slices.Concat(r.Found, r.addresses.found, v.Found)
	judgeStatus(r, opt)
	judgeText(r, opt)
	judgeDates(r, opt)
	if r.CutShort && r.state == reconcile.StateLeaver {
		r.state = reconcile.StateAmbiguous
		r.raise("HQ-17", reconcile.LevelRow, "", "the file may end in the middle of this row, so its state is not relied on: export the file again")
	}
}

func (r *row) raise(code reconcile.QualityCode, level reconcile.Level, column, message string) {
	r.quality = append(r.quality, reconcile.Quality{Code: code, Level: level, Column: column, Message: message})
}

// leaveFlag reads the leave column, which may also hold a word such as
// "parental leave".
func leaveFlag(text string, opt *Options) reconcile.Flag {
	if flag := ParseFlag(text); flag.Known() {
		return flag
	}
	if s := ParseStatus(text, opt.Profile); s == reconcile.StatusLeave {
		return reconcile.FlagYes
	}
	return reconcile.FlagUnknown
}

// judgeStatus raises what is wrong with the status cells themselves.
func judgeStatus(r *row, opt *Options) {
	if r.status == reconcile.StatusUnknown {
		message := fmt.Sprintf("status %q is not known: correct it in HR", r.Status)
		if r.Status == "" {
			message = "the status is blank: fill it in HR"
		}
		r.raise("HQ-10", reconcile.LevelRow, opt.header("status"), message)
	}
	if r.OtherStatus == "" {
		return
	}
	other := ParseStatusForm(r.OtherStatus, opt.Profile, r.OtherForm)
	if silent(other) || silent(r.status) || other == r.status || goTogether(r.status, other) {
		return
	}
	r.raise("HQ-12", reconcile.LevelRow, opt.header("status"), fmt.Sprintf("status %q and %q disagree: ask HR which one holds", r.Status, r.OtherStatus))
	if r.state == reconcile.StateLeaver || other == reconcile.StatusLeaver {
		r.state = reconcile.StateAmbiguous
	}
}

// goTogether reports two statuses that say the same, one of them less exactly:
// "Inactive" beside "Terminated", as several systems export it.
func goTogether(a, b reconcile.Status) bool {
	if b == reconcile.StatusAmbiguous {
		a, b = b, a
	}
	return a == reconcile.StatusAmbiguous &&
		(b == reconcile.StatusLeaver || b == reconcile.StatusLeave || b == reconcile.StatusSuspended)
}

// exactStatus is the status that decides: where the second column says the same
// more exactly, that one.
func exactStatus(r *row, opt *Options) reconcile.Status {
	if r.OtherStatus == "" || r.status != reconcile.StatusAmbiguous {
		return r.status
	}
	if other := ParseStatusForm(r.OtherStatus, opt.Profile, r.OtherForm); goTogether(r.status, other) {
		return other
	}
	return r.status
}

// silent reports a status that says nothing about employment.
func silent(s reconcile.Status) bool {
	return s == reconcile.StatusUnknown || s == reconcile.StatusType || s == reconcile.StatusNone
}

func membersOf(rows []row, g *grouping) (members map[int][]int, roots []int) {
	members = make(map[int][]int, len(rows))
	for i := range rows {
		root := g.root(i)
		if root == i {
			roots = append(roots, root)
		}
		members[root] = append(members[root], i)
	}
	for _, m := range members {
		rank(rows, m)
	}
	return members, roots
}

// personOf makes one person of the rows that state them, the deciding row
// first.
func personOf(rows []row, members []int) reconcile.Person {
	r := &rows[members[0]]
	p := reconcile.Person{
		EmployeeID: r.EmployeeID, PersonID: r.PersonID,
		Email: r.email, Others: slices.Clone(r.others), UPN: r.upn, Login: r.login,
		FirstName: r.FirstName, LastName: r.LastName, PreferredName: r.PreferredName, DisplayName: r.DisplayName,
		State: r.state, Status: r.status, StatusText: r.Status,
		HireDate: r.HireDate, LastHireDate: r.LastHireDate, TerminationDate: r.TerminationDate, LastDay: r.LastDay,
		WorkerType: r.WorkerType, Department: r.Department, Location: r.Location,
		JobTitle: r.JobTitle, CostCenter: r.CostCenter,
		ManagerName: r.ManagerName, ManagerEmail: r.ManagerEmail, ManagerID: r.ManagerID,
		WorkPhone: r.WorkPhone, Extension: r.Extension, Mobile: r.Mobile,
	}
	second := addresses{email: p.Email, others: p.Others}
	for _, i := range members {
		m := &rows[i]
		p.Rows = append(p.Rows, m.Ref)
		p.IDWithdrawn = p.IDWithdrawn || m.idWithdrawn
		p.EmailContested = p.EmailContested || m.contested
		for _, q := range m.quality {
			p.Codes = append(p.Codes, q.Code)
			p.Held = p.Held || q.Level == reconcile.LevelRow
		}
		if !second.email.Usable() && m.email.Usable() {
			second.email = m.email
		}
		if p.UPN.Raw == "" && p.Login == "" {
			p.UPN, p.Login = m.upn, m.login
		}
		if m.upn.Key != p.UPN.Key {
			second.add(m.upn)
		}
		second.add(m.email)
		for _, o := range m.others {
			second.add(o)
		}
	}
	p.Email, p.Others = second.email, second.others
	slices.Sort(p.Codes)
	p.Codes = slices.Compact(p.Codes)
	return p
}

// giveKeys gives each person a key that no other has: the employee id where it
// can be used, else the address, else the row.
func giveKeys(people []reconcile.Person) {
	count := make(map[reconcile.PersonKey]int, len(people))
	idKey := func(p *reconcile.Person) reconcile.PersonKey {
		return reconcile.PersonKey("id:" + reconcile.IDKey(p.EmployeeID))
	}
	for i := range people {
		count[idKey(&people[i])]++
	}
	used := make(map[reconcile.PersonKey]bool, len(people))
	for i := range people {
		p := &people[i]
		choices := make([]reconcile.PersonKey, 0, 4)
		if reconcile.IDKey(p.EmployeeID) != "" && !p.IDWithdrawn && count[idKey(p)] == 1 {
			choices = append(choices, reconcile.PersonKey("id:"+p.EmployeeID))
		}
		if p.Email.Usable() && !p.EmailContested {
			choices = append(choices, reconcile.PersonKey("email:"+string(p.Email.Key)))
		}
		n := p.Rows[0]
		choices = append(choices,
			reconcile.PersonKey(fmt.Sprintf("row:%d", n.Number)),
			reconcile.PersonKey(fmt.Sprintf("row:%s!%d", n.Sheet, n.Number)))
		for _, k := range choices {
			if !used[k] {
				used[k], p.Key = true, k
				break
			}
		}
	}
}

// holdRejected holds people who may also be stated on a row that could not be
// used: that row may say that they work here, so none of them counts as having
// left.
func holdRejected(people []reconcile.Person, opt *Options) {
	if len(opt.RejectedEmails) == 0 && len(opt.RejectedIDs) == 0 {
		return
	}
	for i := range people {
		p := &people[i]
		if !onRejectedRow(p, opt) {
			continue
		}
		p.Held = true
		if p.State == reconcile.StateLeaver {
			p.State = reconcile.StateAmbiguous
		}
		if !slices.Contains(p.Codes, "HQ-17") {
			p.Codes = append(p.Codes, "HQ-17")
			slices.Sort(p.Codes)
		}
	}
}

func onRejectedRow(p *reconcile.Person, opt *Options) bool {
	if opt.RejectedIDs[reconcile.IDKey(p.EmployeeID)] || opt.RejectedIDs[reconcile.IDKey(p.PersonID)] {
		return true
	}
	for _, e := range append([]reconcile.Email{p.Email, p.UPN}, p.Others...) {
		if opt.RejectedEmails[e.Key] {
			return true
		}
	}
	return false
}

func outcomesOf(rows []row, members map[int][]int, roots []int, people []reconcile.Person) []RowOutcome {
	out := make([]RowOutcome, len(rows))
	for n, root := range roots {
		for k, i := range members[root] {
			d := reconcile.DispositionMerged
			if k == 0 {
				d = reconcile.DispositionPerson
			}
			out[i] = RowOutcome{Disposition: d, Person: people[n].Key, Quality: rows[i].quality}
		}
	}
	return out
}

// wordsOf counts the distinct values of the status column, the commonest first.
func wordsOf(rows []row) []reconcile.StatusWord {
	count := make(map[string]*reconcile.StatusWord)
	for i := range rows {
		if rows[i].StatusForm == FormNone {
			continue
		}
		w := count[rows[i].Status]
		if w == nil {
			w = &reconcile.StatusWord{Text: rows[i].Status, Status: rows[i].status}
			count[rows[i].Status] = w
		}
		w.Count++
	}
	words := make([]reconcile.StatusWord, 0, len(count))
	for _, w := range count {
		words = append(words, *w)
	}
	slices.SortFunc(words, func(a, b reconcile.StatusWord) int {
		return cmp.Or(-cmp.Compare(a.Count, b.Count), strings.Compare(a.Text, b.Text))
	})
	return words
}
