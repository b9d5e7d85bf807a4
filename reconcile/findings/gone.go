package findings

// Who of an earlier run is gone from the HR file. A person is gone when neither
// their employee id nor their address is on any person or rejected row of this
// run. A leaver is not gone: HR says what became of them, row by row, and that
// is a finding and no hole. So a department that was renamed or closed by the
// book keeps its people here, and one that the export lost does not.

import (
	"slices"

	"rollcall/reconcile"
)

// Past is one person of an earlier run. Text is empty where there was none.
type Past struct {
	EmployeeID           string
	Email                reconcile.EmailKey
	State                reconcile.State
	Department, Location string
	File                 string // label of the file that the person stood in
}

// Gone collects who of an earlier run is missing now. Make it with NewGone and
// Add the people of the earlier run in their order; it keeps numbers only.
type Gone struct {
	known  []uint64 // hashes of the keys of this run, sorted
	groups map[group]*shrinkage
	files  map[string]*tails
}

// group is a department or location.
type group struct{ kind, name string }

// shrinkage is how many employed people a group had, and how many are gone.
type shrinkage struct{ had, gone int }

// tails are the missing people of one file, with and without the leavers: those
// may be dropped from the middle of the file the day that its end is lost.
type tails struct{ all, staying tail }

// tail says whether those who are missing are the last of a list.
type tail struct {
	people, gone int
	last         int // length of the unbroken run of missing people at the end
}

func (t *tail) add(gone bool) {
	t.people++
	t.last++
	if gone {
		t.gone++
	} else {
		t.last = 0
	}
}

// cut is the number of people at the end who are missing, 0 unless they are
// exactly those who are.
func (t *tail) cut() int {
	if t.gone == t.last {
		return t.gone
	}
	return 0
}

// NewGone learns the keys of this run's people. A row that was rejected is
// still there.
func NewGone(now *reconcile.Roster) *Gone {
	g := &Gone{known: make([]uint64, 0, 3*now.People.Len()), groups: map[group]*shrinkage{}, files: map[string]*tails{}}
	for _, p := range now.People.All() {
		g.learnID(p.EmployeeID)
		g.learnID(p.PersonID)
		g.learnEmail(p.Email.Key)
		g.learnEmail(p.UPN.Key)
		for i := range p.Others {
			g.learnEmail(p.Others[i].Key)
		}
	}
	for i := range now.Rows.Len() {
		row := now.Rows.At(i)
		for _, id := range row.IDs {
			g.learnID(id)
		}
		for _, key := range row.Emails {
			g.learnEmail(key)
		}
	}
	slices.Sort(g.known)
	return g
}

func (g *Gone) learnID(id string) {
	if key := reconcile.IDKey(id); key != "" {
		g.known = append(g.known, keyHash("id:"+key))
	}
}

func (g *Gone) learnEmail(key reconcile.EmailKey) {
	if key != "" {
		g.known = append(g.known, keyHash("email:"+string(key)))
	}
}

// keyHash is FNV-1a with 64 bits. Of a million people, two that share a hash
// come up once in millions of runs, and then one missing person counts as there.
func keyHash(key string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(key) {
		h = (h ^ uint64(key[i])) * 1099511628211
	}
	return h
}

// Add looks for one person of the earlier run. One who had neither id nor
// address cannot be looked for and says nothing.
func (g *Gone) Add(p *Past) {
	id := reconcile.IDKey(p.EmployeeID)
	if id == "" && p.Email == "" {
		return
	}
	gone := g.missing(id, p.Email)
	if p.State == reconcile.StateEmployed {
		g.count(group{"department", p.Department}, gone)
		g.count(group{"location", p.Location}, gone)
	}
	t := g.files[p.File]
	if t == nil {
		t = &tails{}
		g.files[p.File] = t
	}
	t.all.add(gone)
	if p.State != reconcile.StateLeaver {
		t.staying.add(gone)
	}
}

// Missing reports whether a person of an earlier run, with the address as HR
// wrote it then, is on no row now. One who had neither id nor address is not
// said to be.
func (g *Gone) Missing(employeeID, address string) bool {
	id := reconcile.IDKey(employeeID)
	var key reconcile.EmailKey
	if e, err := reconcile.ParseEmail(address); err == nil {
		key = e.Key
	}
	return g.missing(id, key)
}

func (g *Gone) missing(id string, email reconcile.EmailKey) bool {
	if id == "" && email == "" {
		return false
	}
	return !(id != "" && g.knows("id:"+id) || email != "" && g.knows("email:"+string(email)))
}

func (g *Gone) knows(key string) bool {
	_, found := slices.BinarySearch(g.known, keyHash(key))
	return found
}

func (g *Gone) count(in group, gone bool) {
	if in.name == "" {
		return
	}
	s := g.groups[in]
	if s == nil {
		s = &shrinkage{}
		g.groups[in] = s
	}
	s.had++
	if gone {
		s.gone++
	}
}
