package report

// A redacted report, for a copy that leaves the company: names and addresses are
// pseudonyms, everything else is as it was, the same ids, findings, counts and
// tie-outs. It is made of the whole Report value, so that no writer can forget
// anything; what the values become is in redact_pseudonyms.go, how sentences are
// told in redact_text.go, and what this file does with each field is held against
// the types of the report by a test that fails on a field it does not know.
//
// Ids stay, so that people who hold the real report can look up what is talked
// about; an id that is made of an address or a name is a pseudonym too. Departments,
// locations, titles, dates and statuses stay, because findings are about them.

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
	"rollcall/reconcile/history"
	"rollcall/reconcile/licences"
	"rollcall/reconcile/match"
	"rollcall/reconcile/suggest"
)

// RedactKeyBytes is how long a key for pseudonyms has to be at least.
const RedactKeyBytes = 16

// RedactKey is what pseudonyms are made with.
type RedactKey struct {
	Bytes []byte
	// Kept says that the key is kept: later copies have the same pseudonyms.
	Kept bool
}

// Fingerprint tells keys apart without giving them away: the first 8 hex digits
// of the SHA-256.
func (k RedactKey) Fingerprint() string {
	sum := sha256.Sum256(k.Bytes)
	return hex.EncodeToString(sum[:4])
}

// Redact is a copy of a report without names and addresses. The report itself is
// not changed. A plan is left out: a redacted one could not be applied.
func Redact(rep *Report, key RedactKey) *Report {
	domains := slices.Concat(rep.Domains, slices.Concat(rep.Aliases...))
	if rep.Roster != nil {
		domains = append(domains, rep.Roster.CorporateDomains...)
	}
	r := &redaction{dictionary: newDictionary(newPseudonyms(key.Bytes, domains)), rep: rep, ids: map[string]bool{}, found: map[string]string{}, addressed: map[int]bool{}}
	r.learnAll()
	out := *rep
	out.Redacted = key.Fingerprint()
	out.Plan, out.PlanBytes, out.WorkList = nil, nil, nil
	out.Reason, out.CommandLine = r.text(rep.Reason), r.commandLine(rep.CommandLine)
	out.Operator = Operator{User: r.user(rep.Operator.User), Host: r.of(ofHost, folded(rep.Operator.Host))}
	out.Inputs = redacted(rep.Inputs, r.input)
	out.Guards = redacted(rep.Guards, r.guard)
	out.HR = r.hr(rep.HR)
	out.Exceptions = redacted(rep.Exceptions, r.exception)
	out.Suggestions = redacted(rep.Suggestions, r.suggestion)
	out.Findings = redacted(rep.Findings, r.finding)
	slices.SortStableFunc(out.Findings, inPrintedOrder)
	out.Since = r.since(rep.Since)
	out.Earlier = r.earlier(&rep.Earlier)
	out.Known = r.known(rep.Known)
	out.Changes = r.changes(rep.Changes)
	out.Seats = r.seats(rep.Seats)
	out.Populations = redacted(rep.Populations, r.population)
	out.Links = r.links(rep.Links)
	out.Roster = r.roster(rep.Roster)
	out.Limitations = append(redactionNotes(key), redacted(rep.Limitations, r.text)...)
	return &out
}

// redactedWords say in a line that a report is a redacted copy.
func redactedWords(rep *Report) string {
	return "names and addresses are pseudonyms, made with the key whose SHA-256 begins with " + rep.Redacted
}

// redactionNotes say in the report what was done to it.
func redactionNotes(key RedactKey) []string {
	how := "with a key that was made for this copy and is kept nowhere, so that no other copy has the same pseudonyms"
	if key.Kept {
		how = "with the key of output.redact_key, so that every copy made with that key has the same pseudonyms"
	}
	return []string{
		"This is a redacted copy. Names, addresses, logins, phone numbers, extensions and foreign mail domains are replaced by pseudonyms, " + how + ". Equal values have equal pseudonyms. The pages of the products are not in the folder, and no later run is held against this one.",
		"Employee ids, account ids, departments, locations, job titles, roles, statuses, dates and the order of the HR rows are as they were: in a small group they can tell who somebody is. A name that nothing in the run knew, such as one in the reason of an exception, was not found.",
	}
}

// redacted gives each of a list anew; nil stays nil.
func redacted[T any](list []T, one func(T) T) []T {
	if list == nil {
		return nil
	}
	out := make([]T, len(list))
	for i := range list {
		out[i] = one(list[i])
	}
	return out
}

// redaction is Redact at work.
type redaction struct {
	*dictionary
	rep   *Report
	ids   map[string]bool   // ids that are made of an address or a name, folded
	found map[string]string // finding ids, with what they are told as
	// addressed are the rejected rows that an address could be read on: ids of
	// what was found on them are made of it.
	addressed map[int]bool
}

// who is the name to print of an account or a person.
func (r *redaction) who(name string, account string, key reconcile.PersonKey) string {
	switch name {
	case "":
		return ""
	case account:
		return r.id(name)
	case string(key):
		return string(r.key(key))
	}
	if known, ok := r.whole(name); ok {
		return known
	}
	return r.name(name)
}

func (r *redaction) input(in Input) Input {
	in.Name = r.text(in.Name)
	return in
}

func (r *redaction) guard(g Guard) Guard {
	g.Detail = r.text(g.Detail)
	return g
}

// typedWord is a word of a command line: one with blanks in it stands in quotes.
var typedWord = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|\S+`)

// commandLine leaves out the folders of files, and the one that everything goes
// into: people name them after themselves.
func (r *redaction) commandLine(line string) string {
	before := ""
	return r.text(typedWord.ReplaceAllStringFunc(line, func(word string) string {
		typed, err := strconv.Unquote(word)
		if err != nil {
			typed = word
		}
		flag, path := "", typed
		if name, value, found := strings.Cut(typed, "="); found && strings.HasPrefix(name, "--") {
			flag, path = name+"=", value
		}
		told := path[strings.LastIndexAny(path, `/\`)+1:]
		if before == "--out" || flag == "--out=" || told == "" && path != "" {
			told = leftOut
		}
		before = typed
		switch {
		case told == path:
			return word
		case strings.ContainsAny(told, " \t\"'"):
			return strconv.Quote(flag + told)
		}
		return flag + told
	}))
}

func (r *redaction) hr(h *HRRecord) *HRRecord {
	if h == nil {
		return nil
	}
	out := *h
	out.AcceptedBy, out.AcceptedWhy = r.user(h.AcceptedBy), r.text(h.AcceptedWhy)
	out.Departments, out.Locations = r.counted(h.Departments), r.counted(h.Locations)
	out.Files = redacted(h.Files, func(f findings.CensusFile) findings.CensusFile {
		f.Name, f.Label = r.text(f.Name), r.field(f.Label)
		f.Columns = redacted(f.Columns, func(c findings.CensusColumn) findings.CensusColumn {
			c.Header = r.field(c.Header)
			return c
		})
		return f
	})
	return &out
}

func (r *redaction) counted(by map[string]int) map[string]int {
	if by == nil {
		return nil
	}
	out := map[string]int{}
	for _, name := range slices.Sorted(maps.Keys(by)) {
		out[r.field(name)] += by[name]
	}
	return out
}

func (r *redaction) exception(e reconcile.Exception) reconcile.Exception {
	e.Account = r.named(e.Account)
	e.EmployeeID, e.Owner, e.Reason = r.id(e.EmployeeID), r.name(e.Owner), r.text(e.Reason)
	e.Ticket = r.text(e.Ticket)
	return e
}

func (r *redaction) suggestion(s suggest.Suggestion) suggest.Suggestion {
	var account *reconcile.Account
	for i := range r.rep.Populations {
		if p := &r.rep.Populations[i]; p.Product == s.Product {
			account = &p.Accounts[s.Account]
		}
	}
	person := r.rep.Roster.People.At(s.Person)
	if r.id(account.ID) != account.ID || r.keyNames(person.Key) {
		s.ID = r.of(ofPair, s.ID)
	}
	said := s.Say(account, person, r.shown)
	s.Said = &said
	return s
}

// shown is a value in the words of a suggestion.
func (r *redaction) shown(what suggest.What, value string) string {
	switch what {
	case suggest.WhatName:
		return r.name(value)
	case suggest.WhatEmail:
		return r.written(value)
	case suggest.WhatLocal:
		return r.user(value)
	case suggest.WhatDomain:
		return r.domain(value)
	case suggest.WhatPhone, suggest.WhatExtension:
		return r.number(value)
	default:
		return r.field(value)
	}
}

// links fixes every sentence while the people are there that it is made from.
func (r *redaction) links(l *match.Links) *match.Links {
	if l == nil {
		return nil
	}
	return l.Retold(match.Retelling{Text: r.text, Exception: r.exception})
}

func (r *redaction) earlier(l *reconcile.PastLinks) reconcile.PastLinks {
	out := reconcile.PastLinks{Run: l.Run, AsOf: l.AsOf}
	for i := range r.rep.Populations {
		p := &r.rep.Populations[i]
		for j := range p.Accounts {
			link, known := l.Of(p.Product, p.Accounts[j].ID)
			if !known {
				continue
			}
			link.Person, link.EmployeeID, link.Email = r.key(link.Person), r.id(link.EmployeeID), r.written(link.Email)
			out.Add(p.Product, r.id(p.Accounts[j].ID), link)
		}
	}
	return out
}

func (r *redaction) known(by map[reconcile.Product]map[string]reconcile.Date) map[reconcile.Product]map[string]reconcile.Date {
	if by == nil {
		return nil
	}
	out := map[reconcile.Product]map[string]reconcile.Date{}
	for product, days := range by {
		out[product] = make(map[string]reconcile.Date, len(days))
		for _, id := range slices.Sorted(maps.Keys(days)) {
			out[product][r.id(id)] = days[id]
		}
	}
	return out
}

func (r *redaction) since(s history.Settled) history.Settled {
	s.Closings, s.Closed = redacted(s.Closings, r.closed), redacted(s.Closed, r.closed)
	s.Kept = redacted(s.Kept, func(k history.Kept) history.Kept {
		o := &k.Open
		o.ID = r.openID(o)
		o.Name, o.HR = r.who(o.Name, o.Account, o.Person.Key), r.fieldValue(o.Field, o.HR)
		o.Account, o.Person, o.Rule = r.accountOf(o.Code, o.Account), r.person(o.Person), r.text(o.Rule)
		k.Why = r.text(k.Why)
		return k
	})
	return s
}

func (r *redaction) closed(c history.Closed) history.Closed {
	c.ID = r.closedID(&c)
	c.Name, c.Account, c.Person = r.who(c.Name, c.Account, c.Person), r.accountOf(c.Code, c.Account), r.key(c.Person)
	c.Why = r.text(c.Why)
	return c
}

func (r *redaction) changes(c *history.Comparison) *history.Comparison {
	if c == nil {
		return nil
	}
	out := history.Comparison{Unsaid: redacted(c.Unsaid, r.text)}
	out.Changes = redacted(c.Changes, func(x history.Change) history.Change {
		x.Finding = r.changedID(&x)
		x.Who, x.Before, x.After = r.who(x.Who, x.Account, x.Person), r.keyed(x.Before), r.keyed(x.After)
		x.Account, x.Person = r.accountOf(x.Code, x.Account), r.key(x.Person)
		return x
	})
	return &out
}

// seats are what is paid for; their classes may have the names of roles.
func (r *redaction) seats(a *licences.Audit) *licences.Audit {
	if a == nil {
		return nil
	}
	return &licences.Audit{Products: redacted(a.Products, func(c licences.Count) licences.Count {
		c.Seats = redacted(c.Seats, func(s licences.Seat) licences.Seat {
			s.Class = licences.Class(r.field(string(s.Class)))
			return s
		})
		return c
	})}
}

// keyed is a text that may end in the key of a person, who may be gone.
func (r *redaction) keyed(s string) string {
	at := strings.LastIndex(s, ", ")
	if at < 0 {
		return r.text(s)
	}
	key := reconcile.PersonKey(s[at+2:])
	if strings.HasPrefix(string(key), "id:") || strings.HasPrefix(string(key), "email:") {
		return r.text(s[:at]) + ", " + string(r.key(key))
	}
	return r.text(s)
}

func (r *redaction) population(p reconcile.Population) reconcile.Population {
	p.Reason = r.text(p.Reason)
	p.Accounts = redacted(p.Accounts, r.account)
	p.Proof.Checks = redacted(p.Proof.Checks, func(c reconcile.Check) reconcile.Check {
		c.Detail = r.text(c.Detail)
		return c
	})
	p.Proof.Filters, p.Proof.Scope = r.text(p.Proof.Filters), r.text(p.Proof.Scope)
	if p.Calls != nil {
		calls := *p.Calls
		calls.Reason = r.text(calls.Reason)
		p.Calls = &calls
	}
	return p
}

func (r *redaction) account(a reconcile.Account) reconcile.Account {
	a.ID, a.Email, a.Login = r.id(a.ID), r.email(a.Email), r.login(a.Login)
	a.FirstName, a.LastName, a.DisplayName = retold(a.FirstName, r.name), retold(a.LastName, r.name), retold(a.DisplayName, r.name)
	a.Role, a.Department, a.Location = retold(a.Role, r.field), retold(a.Department, r.field), retold(a.Location, r.field)
	a.Phones = redacted(a.Phones, func(p reconcile.Phone) reconcile.Phone {
		return reconcile.Phone{Type: r.text(p.Type), Number: r.number(p.Number)}
	})
	a.Extensions = redacted(a.Extensions, func(x reconcile.Extension) reconcile.Extension {
		x.Number, x.DIDs, x.Location = r.number(x.Number), redacted(x.DIDs, r.number), r.field(x.Location)
		return x
	})
	a.SSOID, a.AgentID, a.VCCNumber = retold(a.SSOID, r.login), retold(a.AgentID, r.agent), retold(a.VCCNumber, r.number)
	a.EmployeeNumber = retold(a.EmployeeNumber, r.login)
	a.LinkedVBC, a.Odd = redacted(a.LinkedVBC, r.login), redacted(a.Odd, r.text)
	// The hash of an object of which all but the name is known tells the name to
	// whoever tries them out.
	a.RawHash = strings.TrimPrefix(r.of(ofHash, a.RawHash), string(ofHash)+"-")
	return a
}

func (r *redaction) agent(id string) string { return r.of(ofAgent, folded(id)) }

// retold is a value that a product returned, told otherwise.
func retold(v reconcile.Value, as func(string) string) reconcile.Value {
	if !v.Known() {
		return v
	}
	return reconcile.Supplied(as(v.Text()))
}
