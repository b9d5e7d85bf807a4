package report

// The HR side of a redacted report: its people, its rows and how the file was
// read.

import "rollcall/reconcile"

func (r *redaction) roster(in *reconcile.Roster) *reconcile.Roster {
	if in == nil {
		return nil
	}
	out := *in
	out.Sources = redacted(in.Sources, r.source)
	out.Quality = redacted(in.Quality, r.quality)
	out.People = reconcile.People{}
	out.People.Grow(in.People.Len())
	places := make(map[reconcile.PersonKey]int, in.People.Len())
	for i, p := range in.People.All() {
		places[p.Key] = i
		told := r.human(p)
		out.People.Append(&told)
	}
	out.Rows = reconcile.Rows{}
	out.Rows.SetPeople(out.People)
	for i, row := range in.Rows.All() {
		r.row(&out.Rows, i, row, places)
	}
	return &out
}

// row adds a row. Of those that only state a person there may be a million.
func (r *redaction) row(rows *reconcile.Rows, i int, row *reconcile.Row, places map[reconcile.PersonKey]int) {
	told := *row
	told.Quality = redacted(row.Quality, r.quality)
	told.IDs = redacted(row.IDs, r.id)
	told.Emails = redacted(row.Emails, func(k reconcile.EmailKey) reconcile.EmailKey { return reconcile.EmailKey(r.address(k)) })
	if row.Text != "" {
		told.Text = leftOut // what is not data may be anything
	}
	person, known := places[row.Person]
	if known && row.Class == reconcile.RowData && row.Text == "" && len(row.IDs) == 0 && len(row.Emails) == 0 {
		rows.AppendData(row.RowRef)
		rows.Place(i, row.Disposition, person, told.Quality)
		return
	}
	told.Person = r.key(row.Person)
	rows.Append(&told)
}

func (r *redaction) quality(q reconcile.Quality) reconcile.Quality {
	q.Column, q.Message = r.field(q.Column), r.text(q.Message)
	return q
}

func (r *redaction) source(s reconcile.Source) reconcile.Source {
	s.Name, s.Label = r.text(s.Name), r.field(s.Label)
	s.Sheets, s.Skipped = redacted(s.Sheets, r.field), redacted(s.Skipped, r.text)
	s.SuggestedWhy, s.Evidence = r.text(s.SuggestedWhy), redacted(s.Evidence, r.text)
	s.Columns = redacted(s.Columns, func(c reconcile.Column) reconcile.Column {
		c.Header, c.Reason = r.field(c.Header), r.text(c.Reason)
		c.Examples = redacted(c.Examples, func(string) string { return leftOut }) // their first letters are in them
		return c
	})
	s.Words = redacted(s.Words, func(w reconcile.StatusWord) reconcile.StatusWord {
		w.Text = r.field(w.Text)
		return w
	})
	s.Dates = redacted(s.Dates, func(d reconcile.DateVerdict) reconcile.DateVerdict {
		d.Column, d.Reason = r.field(d.Column), r.text(d.Reason)
		return d
	})
	return s
}

// human is a person of HR.
func (r *redaction) human(in *reconcile.Person) reconcile.Person {
	p := *in
	p.Key, p.EmployeeID, p.PersonID = r.key(p.Key), r.id(p.EmployeeID), r.id(p.PersonID)
	p.Email, p.UPN, p.Login = r.email(p.Email), r.email(p.UPN), r.login(p.Login)
	if in.UPN.Key == "" && in.UPN.Raw != "" {
		p.UPN.Raw = r.login(in.UPN.Raw)
	}
	p.Others = redacted(p.Others, r.email)
	p.FirstName, p.LastName = r.name(p.FirstName), r.name(p.LastName)
	p.PreferredName, p.DisplayName = r.name(p.PreferredName), r.name(p.DisplayName)
	p.StatusText, p.WorkerType = r.field(p.StatusText), r.field(p.WorkerType)
	p.Department, p.Location = r.field(p.Department), r.field(p.Location)
	p.JobTitle, p.CostCenter = r.field(p.JobTitle), r.field(p.CostCenter)
	p.ManagerName, p.ManagerEmail, p.ManagerID = r.name(p.ManagerName), r.written(p.ManagerEmail), r.id(p.ManagerID)
	p.WorkPhone, p.Extension, p.Mobile = r.number(p.WorkPhone), r.number(p.Extension), r.number(p.Mobile)
	return p
}
