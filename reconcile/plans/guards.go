package plans

// Guards: what must not be done, whatever is allowed and whatever the limits say.
// No approval lifts one; only a change of what it is about does.
//
// A guard answers with a sentence, and an action that several speak against names
// them all: somebody who repairs one must not learn of the next a day later. A
// manual action is held as an automatic one is, because a person who works off a
// list can empty a tenant, too.
//
// Undoing is held by everything but what HR says: it takes back what was done on
// the strength of HR, which may have been wrong.

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/match"
	"rollcall/reconcile/planted"
)

// guards are all of them, in the order in which their sentences are printed.
var guards = []func(*builder, *table, *draft) string{
	blocked, protectedAccount, ownUser, vendorRole, oddObject, // whatever the kind
	noBaseline, unknownRole, credentialOwner, undecidedNumbers, spokenAgainst, // removals
	unsupported, heldInHR, renamed, unclaimed, twoRuns, // what HR is good for
	reuse, // updates
}

// guard holds every draft back that a guard speaks against.
func (b *builder) guard() {
	for _, t := range b.tables {
		for _, d := range t.drafts {
			for _, speaks := range guards {
				d.hold(speaks(b, t, d))
			}
		}
		t.clashes()
		t.lastAdmins()
	}
}

// blocked: an input that does not hold is no reason to change anything. An undo
// takes nothing from HR, and only its removals wait.
func blocked(b *builder, _ *table, d *draft) string {
	if planted.On("ignore-blocks") || d.undo && !d.Kind.Removes() || len(b.blocks) == 0 {
		return ""
	}
	names := make([]string, len(b.blocks))
	for i, block := range b.blocks {
		names[i] = block.Name
	}
	slices.Sort(names)
	return "nothing is changed on the strength of this input: " + strings.Join(slices.Compact(names), ", ")
}

func protectedAccount(b *builder, _ *table, d *draft) string {
	if planted.On("ignore-protected") {
		return ""
	}
	if by, is := b.guarded.covers(d.AccountID, d.Email, d.Login); is {
		return fmt.Sprintf("the account is protected (policy.protected %q)", by)
	}
	if c, ok := d.change(FieldEmail); ok {
		if by, is := b.guarded.covers(c.After); is {
			return fmt.Sprintf("the new address is protected (policy.protected %q)", by)
		}
	}
	return ""
}

func ownUser(b *builder, t *table, d *draft) string {
	if planted.On("ignore-owner") || d.account == nil || !b.owns(t.product, d.account) {
		return ""
	}
	return "the account is that of the credentials with which this program signs in"
}

// owns reports whether an account is the one of the product's credentials. A VBC
// login is written with a suffix when signing in.
func (b *builder) owns(p reconcile.Product, a *reconcile.Account) bool {
	return slices.ContainsFunc(b.src.Policy.Owners[p], func(owner string) bool {
		k := reconcile.AccountKey(owner)
		local, _, _ := strings.Cut(k, "@")
		return k != "" && (k == reconcile.AccountKey(a.ID) || k == string(a.Email.Key) || k == reconcile.AccountKey(a.Login) ||
			p == reconcile.VBC && local == reconcile.AccountKey(a.Login))
	})
}

// The roles that nobody but the vendor, or nobody at all, may change.
const (
	roleVendor    = "nvmadmin"
	roleSuperUser = "super user"
)

// roles are the roles that the products are known to have, in lower case.
var roles = map[reconcile.Product][]string{
	reconcile.VBC: {
		"user", "end user", "end user no dashboard", roleSuperUser, "superuser", "admin", "administrator", "account admin", "account administrator",
		"billing administrator", "call queue administrator", "call queue reporting administrator", "reports administrator", "user administrator",
	},
	reconcile.VCC: {"agent", "supervisor", "wallboard", "admin", roleVendor},
}

// roleOf is the role in the form of the list, empty where none is supplied.
func roleOf(a *reconcile.Account) string {
	return strings.ToLower(strings.Join(strings.Fields(strings.ReplaceAll(a.Role.Text(), "_", " ")), " "))
}

func vendorRole(_ *builder, _ *table, d *draft) string {
	if d.account == nil {
		return ""
	}
	switch roleOf(d.account) {
	case roleVendor:
		return "the role NvmAdmin is Vonage's own: such an account is never touched"
	case roleSuperUser, "superuser":
		return "the account is the Super User, of whom a tenant has one"
	}
	return ""
}

func oddObject(_ *builder, _ *table, d *draft) string {
	if d.account == nil || len(d.account.Odd) == 0 {
		return ""
	}
	return "the account was not read in a known form, so it is not written: " + strings.Join(d.account.Odd, "; ")
}

func noBaseline(b *builder, _ *table, d *draft) string {
	if planted.On("ignore-baseline") || !d.Kind.Removes() || b.src.Earlier.Run != "" {
		return ""
	}
	return "there is no accepted earlier run: nothing is removed on the strength of the first one"
}

// unknownRole: what the product calls an account may be an administrator by a
// word that nobody has told us.
func unknownRole(_ *builder, t *table, d *draft) string {
	if d.account == nil || !d.Kind.Removes() {
		return ""
	}
	role := roleOf(d.account)
	switch {
	case role == "" && d.Kind == Delete:
		return "the product does not say which role the account has, and a delete cannot be taken back"
	case role != "" && !slices.Contains(roles[t.product], role):
		return fmt.Sprintf("the role %q is not known, so the account may administer the product", d.account.Role.Text())
	}
	return ""
}

// credentialOwner: the API credentials of VCC die with the user who made them,
// who is an administrator or a supervisor.
func credentialOwner(_ *builder, t *table, d *draft) string {
	if planted.On("ignore-owner") || t.product != reconcile.VCC || d.account == nil || !d.Kind.Removes() || t.owned {
		return ""
	}
	if role := roleOf(d.account); role == "agent" || role == "wallboard" {
		return ""
	}
	return "vcc.credential_owner does not name an account that was read, and the credentials die with the account of an administrator or supervisor, which this one may be: set it"
}

func undecidedNumbers(b *builder, _ *table, d *draft) string {
	if planted.On("delete-undecided") || d.Kind != Delete || b.src.Policy.DIDPolicy == "keep" || b.src.Policy.DIDPolicy == "release" {
		return ""
	}
	return "policy.did_policy is undecided: say whether the numbers of deleted accounts are kept or released"
}

// spokenAgainst: findings that withhold a removal, of the account, of its product
// or of its person. That an administrator has left is no reason to keep the
// account: it is removed by hand.
func spokenAgainst(_ *builder, t *table, d *draft) string {
	if !d.Kind.Removes() {
		return ""
	}
	var codes []string
	for _, f := range slices.Concat(t.blocked, t.found[d.AccountID]) {
		if f.BlocksDelete && f.Code != "P03" {
			codes = append(codes, string(f.Code)+" "+f.Title)
		}
	}
	if len(codes) == 0 {
		return ""
	}
	slices.Sort(codes)
	return "a finding holds removals back: " + strings.Join(slices.Compact(codes), ", ")
}

// unsupported: the link to the person is not good enough for what is to be done.
func unsupported(_ *builder, t *table, d *draft) string {
	if d.undo || d.account == nil || d.orphan {
		return ""
	}
	support := t.links.Supports(d.at)
	switch {
	case d.Kind.Removes() && !support.Removal:
		return "the link to the person supports no removal: " + support.Why
	case !d.Kind.Removes() && !support.Update:
		return "the link to the person supports no change: " + support.Why
	}
	return ""
}

// heldInHR: a row of the person has a finding, so what it says may be wrong.
func heldInHR(_ *builder, _ *table, d *draft) string {
	switch {
	case d.undo || d.person == nil:
		return ""
	case d.person.Held:
		return "a row of the person in HR has a finding: correct it first"
	case d.person.EmailContested:
		return "several people in HR have the address"
	}
	return ""
}

// renamed: the account and somebody without one may belong together.
func renamed(_ *builder, t *table, d *draft) string {
	switch {
	case d.undo:
		return ""
	case d.account != nil && len(t.links.Renamed(d.at)) > 0:
		return "the account may be that of somebody who has another address now (R01)"
	case d.account == nil && t.renames[d.PersonKey]:
		return "an account that HR does not explain may be that of this person (R01)"
	}
	return ""
}

// unclaimed: an account that nobody explains is nobody's only where HR can say so.
func unclaimed(b *builder, t *table, d *draft) string {
	switch {
	case !d.orphan:
		return ""
	case b.src.Roster.DomainsDerived:
		return "the company's mail domains were taken from the HR file: configure hr.corporate_domains"
	case t.links.Claimed(d.at) != nil:
		return "a row of the exceptions file says whose it is"
	}
	return ""
}

// twoRuns: what one HR file says may be the file's fault. A delete needs the run
// before to have said the same, and so does the removal of an account that nobody
// explains.
func twoRuns(b *builder, t *table, d *draft) string {
	if d.undo || d.Kind != Delete && !d.orphan || b.src.Earlier.Run == "" || !d.Kind.Removes() {
		return ""
	}
	link, _ := b.src.Earlier.Of(t.product, d.AccountID)
	if d.orphan {
		if link.Result != string(match.NotInHR) {
			return "run " + b.src.Earlier.Run + " did not find that HR knows nobody for the account: two runs must agree"
		}
		return ""
	}
	if link.Result != string(match.Matched) || link.State != reconcile.StateLeaver || link.Person != d.PersonKey {
		return "run " + b.src.Earlier.Run + " did not find that this person had left: two runs must agree before a delete"
	}
	if due := b.src.Judged.Due(d.person); due.IsZero() || !b.src.AsOf.After(due) {
		return "the grace days of the person are not over"
	}
	return ""
}

// reuse: address and name together make another person. An account is not handed
// on; the old one is deleted and a new one made.
func reuse(_ *builder, _ *table, d *draft) string {
	if d.Kind != Update || d.undo {
		return ""
	}
	_, email := d.change(FieldEmail)
	_, first := d.change(FieldFirstName)
	_, last := d.change(FieldLastName)
	name, display := d.change(FieldName)
	if display && !sharesWord(name.Before, name.After) {
		first, last = true, true
	}
	if email && first && last {
		return "address and whole name would change: the account may have been handed on to another person, which is a delete and a create"
	}
	return ""
}

func sharesWord(a, b string) bool {
	words := reconcile.NameWords(a)
	return slices.ContainsFunc(reconcile.NameWords(b), func(w string) bool { return slices.Contains(words, w) })
}

// protection are the accounts that nothing may change.
type protection struct{ patterns []string } // in lower case

func newProtection(patterns []string) (protection, error) {
	var p protection
	for _, text := range patterns {
		text = strings.ToLower(strings.TrimSpace(text))
		if text == "" {
			continue
		}
		if _, err := path.Match(text, ""); err != nil {
			return p, fmt.Errorf("policy.protected: the pattern %q cannot be read, so nobody knows what it protects: %w", text, err)
		}
		p.patterns = append(p.patterns, text)
	}
	slices.Sort(p.patterns)
	return p, nil
}

// covers reports whether one of the texts is protected, and by which pattern.
func (p protection) covers(texts ...string) (pattern string, is bool) {
	for _, pattern := range p.patterns {
		for _, text := range texts {
			if text != "" && matches(pattern, text) {
				return pattern, true
			}
		}
	}
	return "", false
}

// matches compares as it is written and in the form in which accounts are joined.
// A slash is a letter like others here, which a star matches, too.
func matches(pattern, text string) bool {
	noSlash := func(s string) string { return strings.ReplaceAll(s, "/", "\x00") }
	for _, form := range []string{strings.ToLower(strings.TrimSpace(text)), reconcile.AccountKey(text)} {
		if ok, _ := path.Match(noSlash(pattern), noSlash(form)); ok || pattern == form {
			return true
		}
	}
	return reconcile.AccountKey(pattern) == reconcile.AccountKey(text)
}
