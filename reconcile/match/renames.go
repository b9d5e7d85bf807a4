package match

func (j *join) findRenames() {}

// Rename x
type Rename struct{ Account, Person int }
