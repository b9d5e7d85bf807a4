package simulator

// The HR file of a made-up company, as an HR system would export it.

import (
	"encoding/csv"
	"io"
)

var peopleHeader = []string{
	"Employee ID", "First Name", "Last Name", "Work Email", "Employment Status", "Hire Date", "Termination Date",
	"Department", "Location", "Job Title", "Worker Type", "Manager Email", "User Principal Name", "Work Phone",
}

// WriteCSV writes people as a plain HR export: comma separated, UTF-8, one
// header row.
func WriteCSV(w io.Writer, people []Employee) error {
	out := csv.NewWriter(w)
	if err := out.Write(peopleHeader); err != nil {
		return err
	}
	for i := range people {
		if err := out.Write(people[i].row()); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func (e *Employee) row() []string {
	return []string{
		e.ID, e.FirstName, e.LastName, e.WorkEmail, e.Status, e.HireDate, e.TerminationDate,
		e.Department, e.Location, e.JobTitle, e.WorkerType, e.ManagerEmail, e.UserPrincipalName, e.WorkPhone,
	}
}
