package config

// The check of every value, without touching a file, the environment or the
// network. Values of the vbc and vcc sections that only their client can judge
// are checked by package vonage once the secrets are known; see products.go.

import (
	"fmt"
	"net"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/idna"

	"rollcall/cmd/rollcall/internal/spelling"
	"rollcall/reconcile"
	"rollcall/reconcile/findings"
	"rollcall/reconcile/people"
	"rollcall/vonage"
)

// Fields are the names that hr.columns maps to columns of the HR file.
func Fields() []string {
	return []string{
		"email", "upn", "personal_email", "mixed_email", "employee_id", "person_id",
		"first_name", "last_name", "preferred_name", "display_name", "status", "on_leave",
		"hire_date", "last_hire_date", "termination_date", "last_day", "worker_type",
		"department", "location", "job_title", "cost_center", "manager_name", "manager_email",
		"manager_id", "work_phone", "extension", "mobile", "primary_position",
	}
}

// checker collects what is wrong.
type checker struct {
	at       positions
	problems []Problem
}

func (k *checker) refuse(key, format string, args ...any) {
	line, column := k.at.of(key)
	k.problems = append(k.problems, Problem{Line: line, Column: column, Key: key, Message: fmt.Sprintf(format, args...)})
}

// oneOf refuses a word that is not among the allowed ones.
func (k *checker) oneOf(key, value string, allowed ...string) {
	if slices.Contains(allowed, value) {
		return
	}
	hint := ""
	if near := spelling.Nearest(value, allowed); near != "" {
		hint = ": did you mean " + near + "?"
	}
	k.refuse(key, "%q is not one of %s%s", value, strings.Join(shown(allowed), ", "), hint)
}

func shown(words []string) []string {
	out := slices.Clone(words)
	for i, w := range out {
		if w == "" {
			out[i] = `""`
		}
	}
	return out
}

func (k *checker) atLeast(key string, value, least int) {
	if value < least {
		k.refuse(key, "%d is too small: at least %d", value, least)
	}
}

func (k *checker) days(key string, value int) {
	k.atLeast(key, value, 0)
	if value > maxDays {
		k.refuse(key, "%d is too many days: at most %d", value, maxDays)
	}
}

func (k *checker) date(key, value string) {
	if _, err := reconcile.ParseDate(value); err != nil {
		k.refuse(key, "%s", err)
	}
}

func (k *checker) secret(key string, ref Reference) {
	if p := ref.problem(); p != "" {
		k.refuse(key, "%s", p)
	}
}

// kept is for a secret whose successor takes its place.
func (k *checker) kept(key string, ref Reference) {
	k.secret(key, ref)
	if ref.problem() == "" && ref != "" && !strings.HasPrefix(string(ref), "file:") {
		k.refuse(key, "expected file:/path (a file that only you can read, in a folder that you can write to): each refresh token is good for one use, and the next one is stored in its place")
	}
}

// check validates the values and fills the parsed forms of some of them.
func (c *Config) check() []Problem {
	k := &checker{at: c.positions}
	c.checkHR(k)
	if c.File.VBC != nil {
		checkVBC(k, c.File.VBC)
	}
	if c.File.VCC != nil {
		checkVCC(k, c.File.VCC)
	}
	c.checkNetwork(k)
	checkSCIM(k, c.SCIM)
	c.Policy.GraceDays = c.Rules.GraceDays
	c.Policy.SLA = findings.SLA(c.Rules.SLADays)
	c.Policy.StartOfDay = c.HR.TerminationEffective == "start-of-day"
	c.Policy.SuspendOnLeave = c.Rules.Leave == "suspend"
	c.Policy.IdleDays = c.Rules.IdleDays
	c.Policy.Severities = checkSeverities(k, c.Rules.Severity)
	c.Policy.Seats = checkSeats(k, c.Seats)
	for i, e := range c.Entitlements {
		c.Policy.Entitlements = append(c.Policy.Entitlements, checkEntitlement(k, fmt.Sprintf("entitlements[%d]", i), e))
	}
	for i, r := range c.Roles {
		c.Policy.Roles = append(c.Policy.Roles, checkRole(k, fmt.Sprintf("roles[%d]", i), r))
	}
	checkPolicy(k, c.Rules)
	k.oneOf("provision.vcc.username", c.Provision.VCC.Username, "email", "upn")
	for i, p := range c.Prices {
		c.Policy.Prices = append(c.Policy.Prices, checkPrice(k, fmt.Sprintf("prices[%d]", i), p))
	}
	c.checkApply(k)
	if strings.TrimSpace(c.Output.Dir) == "" {
		k.refuse("output.dir", "no folder: write the folder that run folders go into, such as runs")
	}
	k.atLeast("output.retention_days", c.Output.RetentionDays, 0)
	k.secret("output.redact_key", c.Output.RedactKey)
	return k.problems
}

func (c *Config) checkHR(k *checker) {
	zone, err := time.LoadLocation(c.HR.Timezone)
	if err != nil || c.HR.Timezone == "" || c.HR.Timezone == "Local" {
		k.refuse("hr.timezone", "%q is not a time zone: write a name such as Europe/London, or UTC", c.HR.Timezone)
		zone = time.UTC
	}
	c.Zone = zone
	if c.MaxAge, err = parseAge(c.HR.MaxAge); err != nil {
		k.refuse("hr.max_age", "%s", err)
	}
	k.oneOf("hr.termination_effective", c.HR.TerminationEffective, "end-of-day", "start-of-day")
	checkReading(k, "hr", c.HR.Reading)
	if c.HR.Profile == "" {
		k.refuse("hr.profile", "expected one word, such as auto")
	}
	checkFiles(k, c.HR)
	c.HR.CorporateDomains = k.domains("hr.corporate_domains", c.HR.CorporateDomains)
	seen := map[string]string{}
	for i, group := range c.HR.DomainAliases {
		key := fmt.Sprintf("hr.domain_aliases[%d]", i)
		if len(group) < 2 {
			k.refuse(key, "a group of aliases needs at least two domains, such as [a.example, b.example]")
		}
		c.HR.DomainAliases[i] = k.domains(key, group)
		for _, d := range c.HR.DomainAliases[i] {
			if other, ok := seen[d]; ok {
				k.refuse(key, "%s stands in %s too: put all aliases of one company into one group", d, other)
			}
			seen[d] = key
		}
	}
}

// checkFiles checks the list of several HR files.
func checkFiles(k *checker, hr HR) {
	if len(hr.Files) > 0 && hr.File != "" {
		k.refuse("hr.files", "hr.file names one HR file and hr.files several: keep one of them")
	}
	names := map[string]string{}
	for i, f := range hr.Files {
		key := fmt.Sprintf("hr.files[%d]", i)
		name := strings.ToLower(f.Name) // a workbook counts over names without case
		switch other, taken := names[name]; {
		case strings.TrimSpace(f.Name) == "" || strings.ContainsAny(f.Name, ":!\n"):
			k.refuse(key+".name", "expected a name for the people in the file, such as contractors, without a colon")
		case taken:
			k.refuse(key+".name", "%s has this name too: give each file a name of its own", other)
		}
		names[name] = key
		if strings.TrimSpace(f.File) == "" {
			k.refuse(key+".file", "no file: write the path of the CSV or XLSX file")
		}
		checkReading(k, key, f.Reading)
	}
}

// checkReading checks what the configuration says about how a file is read.
func checkReading(k *checker, section string, r Reading) {
	k.oneOf(section+".date_order", r.DateOrder, "", "dmy", "mdy")
	if strings.ContainsAny(r.Profile, " \t/") {
		k.refuse(section+".profile", "expected one word, such as auto")
	}
	if r.Sheet != "" && r.AllSheets {
		k.refuse(section+".all_sheets", "%s.sheet names one sheet and %s.all_sheets asks for all: keep one of them", section, section)
	}
	for field, column := range sortedPairs(r.Columns) {
		key := section + ".columns." + field
		if !slices.Contains(Fields(), field) {
			k.oneOf(key, field, Fields()...)
		} else if strings.TrimSpace(column) == "" {
			k.refuse(key, "no column: write the header text or the column letter")
		}
	}
	checkWords(k, section, r)
}

// checkWords checks what the configuration says about the cells of a file.
func checkWords(k *checker, section string, r Reading) {
	meanings := make([]string, 0, len(people.OwnMeanings()))
	for _, m := range people.OwnMeanings() {
		meanings = append(meanings, string(m))
	}
	for word, meaning := range sortedPairs(r.Status) {
		key := section + ".status." + word
		if people.SameWord(word, "") {
			k.refuse(key, "%q has no letter and no digit: write a word of the status column", word)
		}
		k.oneOf(key, meaning, meanings...)
	}
	for i, text := range r.NullDates {
		if strings.TrimSpace(text) == "" {
			k.refuse(fmt.Sprintf("%s.null_dates[%d]", section, i), "blank: a blank cell is no date anyway, so remove the entry")
		}
	}
	k.oneOf(section+".quote", r.Quote, "", `"`, "'")
	if r.LabelRow != "" {
		k.oneOf(section+".label_row", r.LabelRow, "auto", "yes", "no")
	}
}

// maxDays bounds a number of days: a hundred years still fit into a duration.
const maxDays = 36_525

// parseAge reads a duration; a number of days may be written as 7d.
func parseAge(text string) (time.Duration, error) {
	age, err := time.ParseDuration(text)
	if days, isDays := strings.CutSuffix(text, "d"); isDays {
		var n int
		n, err = strconv.Atoi(days)
		if n > maxDays {
			err = strconv.ErrRange
		}
		age = time.Duration(n) * 24 * time.Hour
	}
	if err != nil || age <= 0 {
		return 0, fmt.Errorf("%q is not an age: write hours or days, such as 36h or 7d", text)
	}
	return age, nil
}

// domains checks mail domains and returns them in ASCII lower case.
func (k *checker) domains(key string, list []string) []string {
	out := make([]string, 0, len(list))
	for i, d := range list {
		at := fmt.Sprintf("%s[%d]", key, i)
		ascii, err := idna.Lookup.ToASCII(strings.TrimSpace(d))
		if err != nil || !strings.Contains(ascii, ".") || strings.ContainsAny(ascii, "@*/ ") {
			k.refuse(at, "%q is not a mail domain: write what follows the @, such as northfold.example", d)
			continue
		}
		out = append(out, strings.ToLower(ascii))
	}
	return out
}

func checkVBC(k *checker, v *VBC) {
	k.secret("vbc.client_secret", v.ClientSecret)
	k.secret("vbc.password", v.Password)
	k.kept("vbc.refresh_token", v.RefreshToken)
	k.secret("vbc.reports.client_secret", v.Reports.ClientSecret)
	k.secret("vbc.reports.password", v.Reports.Password)
	k.pace("vbc", v.RequestsPerMinute)
	k.pageSize("vbc", v.PageSize)
}

func checkVCC(k *checker, v *VCC) {
	k.secret("vcc.client_secret", v.ClientSecret)
	k.pace("vcc", v.RequestsPerMinute)
	k.pageSize("vcc", v.PageSize)
	if v.EmployeeIDField != "" {
		k.oneOf("vcc.employee_id_field", v.EmployeeIDField, vonage.EmployeeIDFields()...)
	}
}

func (c *Config) checkNetwork(k *checker) {
	var err error
	if c.Deadline, err = ParseDeadline(c.Network.Deadline); err != nil {
		k.refuse("network.deadline", "%s", err)
	}
}

func (c *Config) checkApply(k *checker) {
	for _, d := range []struct {
		key, text string
		into      *time.Duration
	}{{"apply.settle", c.Apply.Settle, &c.Settle}, {"apply.pause", c.Apply.Pause, &c.Pause}} {
		var err error
		if *d.into, err = time.ParseDuration(d.text); err != nil || *d.into < 0 || *d.into > time.Hour {
			k.refuse(d.key, "%q is not a time: write seconds or minutes up to one hour, such as 90s", d.text)
		}
	}
	k.atLeast("apply.batch", c.Apply.Batch, 1)
}

// ParseDeadline reads how long a run may take: 90m, 23h, 2d.
func ParseDeadline(text string) (time.Duration, error) {
	d, err := parseAge(text)
	if err != nil {
		return 0, fmt.Errorf("%q is not a time: write minutes, hours or days, such as 90m, 23h or 2d", text)
	}
	return d, nil
}

func (k *checker) pageSize(section, text string) {
	if _, err := parsePageSize(text); err != nil {
		k.refuse(section+".page_size", "%s", err)
	}
}

// parsePageSize reads "auto", or a number of users; the empty text is the
// product's default. Bounds are the product's own.
func parsePageSize(text string) (int, error) {
	switch text {
	case "":
		return 0, nil
	case "auto":
		return vonage.AutoPage, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("%q is not a page size: write auto, or how many users to ask for at a time, such as 100", text)
	}
	return n, nil
}

func (k *checker) pace(section, text string) {
	if _, err := parsePace(text); err != nil {
		k.refuse(section+".requests_per_minute", "%s", err)
	}
}

// parsePace reads "auto" as 0, or a number of requests.
func parsePace(text string) (int, error) {
	if text == "auto" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("%q is not a pace: write auto, or how many requests a minute are allowed, such as 10", text)
	}
	return n, nil
}

func checkSCIM(k *checker, s SCIM) {
	k.secret("scim.token", s.Token)
	if s.BaseURL == "" {
		return
	}
	u, err := url.Parse(s.BaseURL)
	switch {
	case err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http"):
		k.refuse("scim.base_url", "not an address: write it as https://host/path")
	case u.User != nil:
		k.refuse("scim.base_url", "a name or password stands in the address: use scim.token")
	case u.Scheme == "http" && !loopback(u.Hostname()):
		k.refuse("scim.base_url", "plain http is accepted for this machine only: write https://")
	}
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

func checkEntitlement(k *checker, key string, e Entitlement) findings.Entitlement {
	product, err := reconcile.ParseProduct(e.Product)
	if err != nil {
		k.refuse(key+".product", "%s", err)
	}
	when := checkWhen(k, key+".when", e.When)
	if len(when.States) == 0 {
		when.States = []reconcile.State{reconcile.StateEmployed}
	}
	return findings.Entitlement{Product: product, When: when}
}

// checkWhen checks a condition on people.
func checkWhen(k *checker, key string, w When) findings.Condition {
	allowed := make([]string, 0, len(reconcile.States()))
	for _, s := range reconcile.States() {
		allowed = append(allowed, string(s))
	}
	when := findings.Condition{
		Departments: w.Department, Locations: w.Location,
		JobTitles: w.JobTitle, WorkerTypes: w.WorkerType,
	}
	for i, s := range w.State {
		k.oneOf(fmt.Sprintf("%s.state[%d]", key, i), s, allowed...)
		when.States = append(when.States, reconcile.State(s))
	}
	return when
}

func checkPolicy(k *checker, p Policy) {
	kinds := []string{"create", "update", "deactivate", "reactivate", "delete"}
	for i, kind := range p.Allow.VBC {
		k.oneOf(fmt.Sprintf("policy.allow.vbc[%d]", i), kind, kinds...)
	}
	for i, kind := range p.Allow.VCC {
		k.oneOf(fmt.Sprintf("policy.allow.vcc[%d]", i), kind, kinds...)
	}
	k.oneOf("policy.orphans", p.Orphans, "report", "deactivate", "delete")
	k.oneOf("policy.did_policy", p.DIDPolicy, "undecided", "keep", "release")
	k.oneOf("policy.vbc_writes", p.VBCWrites, "none", "rest", "scim")
	k.atLeast("policy.grace_days", p.GraceDays, 0)
	k.atLeast("policy.delete_after_days", p.DeleteAfterDays, 0)
	k.oneOf("policy.leave", p.Leave, "keep", "suspend")
	k.atLeast("policy.idle_days", p.IdleDays, 0)
	sla := p.SLADays
	for name, days := range sortedPairs(map[string]int{"critical": sla.Critical, "high": sla.High, "medium": sla.Medium, "low": sla.Low}) {
		k.days("policy.sla_days."+name, days)
	}
	for i, name := range p.Protected {
		if strings.TrimSpace(name) == "" {
			k.refuse(fmt.Sprintf("policy.protected[%d]", i), "empty: write an email, a login, an id or a pattern such as svc-*")
		}
		if _, err := path.Match(name, ""); err != nil {
			k.refuse(fmt.Sprintf("policy.protected[%d]", i), "%q cannot be read as a pattern: a [ wants a ], or a \\ in front of it", name)
		}
	}
}
