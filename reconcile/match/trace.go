package match

// Every rule once more, for one account or one person: what was looked up, whom
// it led to, and what became of it. Made when somebody asks; it costs an index of
// the people, or a look at every account.

import (
	"slices"
	"strconv"
	"strings"

	"rollcall/reconcile"
)

// Verdict is what became of a rule, or of a pair that it considered.
type Verdict string

// The verdicts.
const (
	Accepted Verdict = "accepted"
	Refused  Verdict = "refused"   // also where the keys lead to nobody
	NotTried Verdict = "not tried" // there was nothing to look up, or something had decided before
)

// Step is one rule, tried for one account or one person.
type Step struct {
	Rule Method
	Keys []string // what was looked up, in words; none where there is no key
	// People are whom the keys of an account lead to, and Accounts the accounts that
	// lead to a person; only one of the two is filled.
	People   []int
	Accounts []int
	Verdict  Verdict
	Why      string
}

// Trace tries every rule for one account, M0 to M6. It is empty for a product
// that was not joined and for links that Join did not make.
func (l *Links) Trace(product reconcile.Product, account int) []Step {
	pl := l.Of(product)
	if pl == nil || pl.hr == nil {
		return nil
	}
	t := tracing{pl: pl, account: account, index: l.indexFor(pl, account)}
	steps := []Step{t.exception()}
	before := t.beforeRules()
	for _, r := range keyRules() {
		step := Step{Rule: r.method(), Keys: r.looksUp(&pl.accounts[account])}
		if before != "" {
			step.Verdict, step.Why = NotTried, before
		} else {
			before = t.try(r, &step)
		}
		steps = append(steps, step)
	}
	return steps
}

// indexFor is an index in which the keys of one account can be looked up.
func (l *Links) indexFor(pl *ProductLinks, account int) *peopleIndex {
	x := indexPeople(l.hr.roster, *l.rules)
	a := pl.accounts[account : account+1]
	if key, ok := x.aliasKey(a[0].Email.Key); ok {
		x.wantAliases([]aliasKey{key})
	}
	x.vbc = pl.vbc
	return x
}

// tracing is one account while its rules are tried again.
type tracing struct {
	pl      *ProductLinks
	account int
	index   *peopleIndex
}

// exception is the step of the exceptions file.
func (t *tracing) exception() Step {
	p, a := &t.pl.Placements[t.account], &t.pl.accounts[t.account]
	step := Step{Rule: M0, Keys: slices.Concat(keyWords("account id", a.ID), keyWords("email", a.Email.Raw), keyWords("login", a.Login)), Verdict: Refused}
	if p.Exception != nil {
		step.Why, step.People = t.pl.Evidence(t.account), t.pl.noted(t.account).candidates
		if p.Result != Disputed {
			step.Verdict = Accepted
		}
		if p.Person != NoPerson {
			step.People = []int{p.Person}
		}
		return step
	}
	x := indexExceptions(*t.pl.rules)
	step.Why = "no row of the exceptions file names the account"
	if found := x.find(t.account, a); found >= 0 {
		e := &x.list[found]
		step.Why = "row " + strconv.Itoa(e.Row) + " names employee id " + quote(e.EmployeeID) + ", which leads to " +
			strconv.Itoa(len(t.index.withID(e.EmployeeID))) + " people in the HR file"
	} else if e := x.names(a); e != nil {
		step.Why = "row " + strconv.Itoa(e.Row) + " names the account, and it expired on " + e.Expires.String()
		if e.Kind == reconcile.ExceptionNotPerson {
			step.Why = "row " + strconv.Itoa(e.Row) + " says that the account is not employee " + quote(e.EmployeeID) + "'s, and nothing else"
		}
	}
	return step
}

// beforeRules says what decided before any key was looked up; empty for nothing.
func (t *tracing) beforeRules() string {
	p := &t.pl.Placements[t.account]
	switch {
	case p.Exception != nil:
		return "the exceptions file decided"
	case p.Result == NoEmail:
		return t.pl.Evidence(t.account) + ", so nothing is looked up"
	case p.Result == Disputed && t.pl.noted(t.account).rule == "":
		return t.pl.Evidence(t.account)
	}
	return ""
}

// try fills a step, and says what it decided for the rules after it; empty for
// nothing.
func (t *tracing) try(r rule, step *Step) string {
	p, d := &t.pl.Placements[t.account], t.pl.noted(t.account)
	if len(step.Keys) == 0 {
		step.Verdict, step.Why = NotTried, "the account gives nothing to look up"
		return ""
	}
	step.People = r.candidates(t.index, &t.pl.accounts[t.account])
	step.Verdict = Refused
	refused := slices.IndexFunc(t.pl.refusals, func(f refusal) bool { return int(f.account) == t.account && f.rule == r.method() })
	switch {
	case p.Result == Matched && p.Method == r.method():
		step.Verdict, step.Why = Accepted, t.pl.Evidence(t.account)
		return "the account is linked by " + string(p.Method)
	case p.Result == Disputed && d.rule == r.method():
		step.Why = d.evidence
		return "the account is disputed under " + string(d.rule)
	case refused >= 0:
		step.Why = t.pl.refusals[refused].why
	default:
		step.Why = "nobody in HR is found by it"
	}
	return ""
}

// TracePerson says, rule by rule, which keys HR gives for a person and which
// accounts of a product lead to them.
func (l *Links) TracePerson(product reconcile.Product, person int) []Step {
	pl := l.Of(product)
	if pl == nil || pl.hr == nil {
		return nil
	}
	var steps []Step
	for _, e := range ruleTable {
		step := Step{Rule: e.Method, Keys: pl.keysOf(e.Method, person)}
		step.Accounts = pl.leadingTo(e.Method, person)
		pl.judge(&step, person)
		steps = append(steps, step)
	}
	return steps
}

// keysOf names what HR gives for a person under a rule.
func (pl *ProductLinks) keysOf(m Method, person int) []string {
	p := pl.hr.roster.People.At(person)
	var id, email []string
	if !p.IDWithdrawn && reconcile.IDKey(p.EmployeeID) != "" {
		id = keyWords("employee id", p.EmployeeID)
	}
	if pl.hr.domains.Own(p.Email.Key) {
		email = keyWords("HR email", p.Email.Raw)
	}
	second := slices.Concat(keyWords("user principal name", p.UPN.Raw), keyWords("login", p.Login))
	switch m {
	case M1:
		return email
	case M2:
		for _, other := range p.Others {
			if pl.hr.domains.Own(other.Key) {
				second = append(second, keyWords("second address", other.Raw)...)
			}
		}
		return second
	case M3:
		return slices.Concat(email, second, id)
	case M4:
		if key, ok := pl.hr.aliasKey(p.Email.Key); ok {
			return keyWords("local part", key.local)
		}
		return nil
	case M5:
		if pl.vbc != nil && pl.vbc.Accounts[person] >= 0 {
			return keyWords("VBC user", pl.vbc.accounts[pl.vbc.Accounts[person]].Login)
		}
		return nil
	default:
		return id
	}
}

// leadingTo are the accounts that a rule leads from to a person.
func (pl *ProductLinks) leadingTo(m Method, person int) []int {
	var out []int
	for i := range pl.accounts {
		if m == M0 && pl.confirmedFor(i, person) || m != M0 && pl.leads(m, &pl.accounts[i], person) {
			out = append(out, i)
		}
	}
	return out
}

func (pl *ProductLinks) confirmedFor(account, person int) bool {
	p := &pl.Placements[account]
	return p.Exception != nil && (p.Person == person || slices.Contains(pl.Candidates(account), person))
}

// judge says what became of the accounts that lead to a person under a rule.
func (pl *ProductLinks) judge(step *Step, person int) {
	linked := pl.Accounts[person]
	step.Verdict = Refused
	switch {
	case linked >= 0 && pl.Placements[linked].Method == step.Rule:
		step.Verdict, step.Why = Accepted, pl.Evidence(linked)
	case len(step.Keys) == 0 && len(step.Accounts) == 0:
		step.Verdict, step.Why = NotTried, "HR gives nothing to look up"
	case len(step.Accounts) == 0 && pl.Whole:
		step.Why = "no account is found by it"
	case len(step.Accounts) == 0:
		step.Why = "no account that was read is found by it, and not all were read"
	default:
		step.Why = pl.whereabouts(step.Accounts)
	}
}

// whereabouts says where accounts were placed instead.
func (pl *ProductLinks) whereabouts(accounts []int) string {
	var words []string
	for _, i := range accounts[:min(len(accounts), namedAtMost)] {
		p := &pl.Placements[i]
		word := "account " + quote(pl.accounts[i].ID) + " is " + string(p.Result)
		if p.Result == Matched {
			word += " by " + string(p.Method)
		}
		words = append(words, word+": "+pl.Evidence(i))
	}
	text := strings.Join(words, "; ")
	if more := len(accounts) - namedAtMost; more > 0 {
		text += " and " + strconv.Itoa(more) + " more"
	}
	return text
}
