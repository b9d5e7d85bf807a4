package match

// What matching returns. The rules that fill it are in rules.go.

import "rollcall/reconcile"

// Result is the bucket an account was placed in.
type Result string

// The results, as they are written in matches.csv.
const (
	Matched   Result = "matched"
	Disputed  Result = "disputed"
	NotInHR   Result = "not_in_hr"
	NonPerson Result = "non_person"
	External  Result = "external"
	NoEmail   Result = "no_email"
)

// Results lists the buckets in the order in which they are printed.
func Results() []Result {
	return []Result{Matched, Disputed, NotInHR, NonPerson, External, NoEmail}
}

// Method is the rule that linked an account to a person; empty when none did.
type Method string

// The methods. A lower number is stronger.
const (
	M0 Method = "M0" // exceptions file
	M1 Method = "M1" // account email = HR email
	M2 Method = "M2" // account email or login = HR user principal name or second address
	M3 Method = "M3" // VCC ssoExternalId = HR email, user principal name or employee id
	M4 Method = "M4" // same local part on a domain of the same alias group, last name agrees
	M5 Method = "M5" // VCC names the VBC user, whose account is linked by M0 to M3
	M6 Method = "M6" // a configured field of VCC = HR employee id, last name agrees
)

// DisputeKind says why an account is disputed.
type DisputeKind string

// The kinds of dispute.
const (
	DisputeNone          DisputeKind = ""
	DisputeManyPeople    DisputeKind = "several people on one key"
	DisputeManyAccounts  DisputeKind = "several accounts on one key"
	DisputeSecondAccount DisputeKind = "second account of one person"
	DisputeRejectedRow   DisputeKind = "rejected HR row on this key"
	DisputeConfusable    DisputeKind = "look-alike address"
	DisputeIdentity      DisputeKind = "keys agree but names do not"
)

// IdentityType is what kind of user an account looks like.
type IdentityType string

// The identity types.
const (
	IdentityPerson    IdentityType = "Person"
	IdentitySuspected IdentityType = "Suspected non-person"
	IdentityNonPerson IdentityType = "Non-person (confirmed)"
	IdentityExternal  IdentityType = "External"
)

// DomainClass is whose mail domain an account's address has.
type DomainClass string

// The domain classes.
const (
	DomainCorporate DomainClass = "Corporate"
	DomainAlias     DomainClass = "Alias"
	DomainExternal  DomainClass = "External"
	DomainNone      DomainClass = "None"
)

// NoPerson is the person index of a placement that links nobody.
const NoPerson = -1

// Placement is where one account was put, and why.
type Placement struct {
	Account int // index into Population.Accounts
	Result  Result
	Method  Method
	// Person is an index into Roster.People: the linked person of a matched
	// account, or the person whose second account this is; else NoPerson.
	Person   int
	Dispute  DisputeKind
	Identity IdentityType
	// Pattern is what makes the account look like a non-person, empty otherwise.
	// One that is matched stays a person.
	Pattern string
	Domain  DomainClass
	// Exception is the row of the exceptions file that decided, or nil.
	Exception *reconcile.Exception
}

// detail is what few placements have: words of their own, and who else was
// considered.
type detail struct {
	evidence   string
	candidates []int
	rivals     []int
	rule       Method           // under which a dispute came out, empty for none
	rejected   reconcile.RowRef // the HR row that disputes the account without stating a person
}

// refusal is an account and a person whom a rule led to and did not link, without
// disputing the account.
type refusal struct {
	account, person int32
	rule            Method
	why             string
}

// ProductLinks are the placements of one population.
type ProductLinks struct {
	Product reconcile.Product
	// Placements has one entry per account, in the order of Population.Accounts.
	Placements []Placement
	// Accounts gives, per person index, the account linked to that person, or
	// -1. A person has at most one.
	Accounts []int
	// Touched says, per person index, that an account which is not linked to
	// them may be theirs all the same: some key of it leads to them.
	Touched []bool
	// NoKey says, per person index, that HR gives no key on which an account of
	// theirs would be found.
	NoKey []bool
	// Whole says that the population was read completely.
	Whole bool
	// Renames are pairs of an account without a person and a person without an
	// account that may be one, by account and person.
	Renames []Rename

	details  map[int]*detail
	refusals []refusal
	onEmail  map[reconcile.EmailKey]int32 // accounts on each address, where there are several

	// What sentences are made from when they are asked for; nil in links that were
	// not made by Join.
	hr       *hr
	rules    *Rules
	accounts []reconcile.Account
	logins   *keyTable                    // in the links of VBC, where VCC was read: which accounts have a login
	vbc      *ProductLinks                // in the links of VCC: those of VBC
	denied   map[deniedPair]bool          // pairs that somebody decided do not belong together
	others   map[int][]int                // linked account → the other people whom its keys lead to
	claimed  map[int]*reconcile.Exception // account → row, see Claimed
}

// detail is what is kept of one account beside its placement.
func (pl *ProductLinks) detail(account int) *detail {
	if pl.details == nil {
		pl.details = map[int]*detail{}
	}
	d := pl.details[account]
	if d == nil {
		d = &detail{}
		pl.details[account] = d
	}
	return d
}

// noted is detail for reading.
func (pl *ProductLinks) noted(account int) detail {
	if d := pl.details[account]; d != nil {
		return *d
	}
	return detail{}
}

// Note puts down why an account is where it is, and who else was considered.
func (pl *ProductLinks) Note(account int, evidence string, candidates ...int) {
	d := pl.detail(account)
	d.evidence, d.candidates = evidence, candidates
}

// Candidates are the people considered for a disputed account, by index.
func (pl *ProductLinks) Candidates(account int) []int { return pl.noted(account).candidates }

// Rivals are the accounts of the same dispute, this one included, by index.
func (pl *ProductLinks) Rivals(account int) []int { return pl.noted(account).rivals }

// RejectedRow is the HR row that disputes an account without stating a person;
// zero otherwise.
func (pl *ProductLinks) RejectedRow(account int) reconcile.RowRef { return pl.noted(account).rejected }

// Claimed is the row in force that names an account as an employee's who is not
// one person in HR, so that it could not decide; nil for none.
func (pl *ProductLinks) Claimed(account int) *reconcile.Exception { return pl.claimed[account] }

// OnEmail is the number of accounts that stand on one address, where there are
// several; else 0.
func (pl *ProductLinks) OnEmail(k reconcile.EmailKey) int { return int(pl.onEmail[k]) }

// Absent reports whether a person has no account in the product. It is the one
// place that says so: the product was read completely, HR gives a key to look
// for, and no account leads to the person, linked or not.
func (pl *ProductLinks) Absent(person int) bool {
	return pl.Whole && pl.Accounts[person] < 0 && !pl.Touched[person] && !pl.NoKey[person]
}

// Links are the placements of all products, in the order of the populations.
type Links struct {
	Products []ProductLinks
	rules    *Rules
	hr       *hr // nil in links that were not made by Join
	// Unused are exceptions that decided nothing in this run, with the reason.
	Unused []UnusedException
	// Exceptions are the rows of the exceptions file, in their order; the
	// exception of a placement is one of them.
	Exceptions []reconcile.Exception
}

// Own reports whether an address is on a mail domain of the company.
func (l *Links) Own(k reconcile.EmailKey) bool { return l.hr != nil && l.hr.domains.Own(k) }

// Of returns the links of a product, or nil when it was not read.
func (l *Links) Of(p reconcile.Product) *ProductLinks {
	for i := range l.Products {
		if l.Products[i].Product == p {
			return &l.Products[i]
		}
	}
	return nil
}

// Count is the number of accounts in a bucket.
func (pl *ProductLinks) Count(r Result) int {
	n := 0
	for i := range pl.Placements {
		if pl.Placements[i].Result == r {
			n++
		}
	}
	return n
}
