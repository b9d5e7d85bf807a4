package vonage

// How a tenant is described, and what is wrong with a description. Reading
// YAML and resolving references to secrets is the caller's work.

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
)

// The dialects of the VBC Provisioning API that can be asked for.
const (
	DialectAuto      = "auto"
	DialectPublished = "published"
	DialectCRUD      = "crud"
)

// Defaults that stand in for a zero value. The VBC host is the one Vonage
// documents under "Create an access token" and "Making an API request".
const (
	defaultVBCBase     = "https://api.vonage.com/t/vbc.prod"
	defaultVBCToken    = "https://api.vonage.com/token"
	defaultLoginSuffix = "@vbc.prod"
	defaultVBCWorkers  = 8
	defaultVBCPage     = 100
	defaultVCCWorkers  = 4
	defaultVCCPage     = 1000
)

// AutoPage as a page size asks for the largest page that the server grants.
const AutoPage = -1

// noSuffix as a login suffix leaves every user name as it is.
const noSuffix = "none"

// Bounds on what may be configured. 5000 is VCC's documented maximum.
const (
	maxWorkers   = 64
	maxVBCPage   = 1000
	maxVCCPage   = 5000
	maxPerMinute = 60_000

	maxCallLogDays = 400
)

// VBC describes access to one Vonage Business Communications account.
//
// The credentials decide the grant: a user name and password ask for the
// password grant, a refresh token for the refresh grant, only a client id and
// secret for client credentials. There is no falling back from one to another.
type VBC struct {
	AccountID string // as in the admin portal, or "self" for the credential's own account
	BaseURL   string // empty means https://api.vonage.com/t/vbc.prod
	TokenURL  string // empty means https://api.vonage.com/token
	Dialect   string // auto (also empty), published or crud

	ClientID     string
	ClientSecret Secret
	Username     string
	Password     Secret
	RefreshToken Secret
	LoginSuffix  string // appended to a user name without @; empty means @vbc.prod, "none" nothing
	ClientAuth   string // where the client secret goes: body (also empty) or basic

	RequestsPerMinute int // hard limit; 0 learns the pace
	Workers           int // requests at a time; 0 means 8
	PageSize          int // users per page to ask for; 0 means 100, AutoPage the most that is granted

	MinUsers int      // fewer users than this is an incomplete read; 0 means 1
	Canaries []string // emails or logins that must be visible

	ServiceTypes bool  // also read the service type of each extension, one request each
	CallLogDays  int   // also read the call logs of so many days back; 0 reads none
	Reports      Suite // access to the Reports suite, which has the call logs
}

// Suite is access to one API suite with an application or addresses of its own.
// What is empty is as in the VBC that it belongs to; the refresh token of that
// one goes with its own application only.
type Suite struct {
	BaseURL, TokenURL string
	ClientID          string
	ClientSecret      Secret
	Username          string
	Password          Secret
}

// VCC describes access to one Vonage Contact Center account. The grant is
// always client credentials.
type VCC struct {
	Region   string // emea, nam or apac; may be empty when both URLs are given
	BaseURL  string // overrides the region's API host
	TokenURL string // overrides the region's token URL

	ClientID     string
	ClientSecret Secret
	ClientAuth   string // body (also empty) or basic

	RequestsPerMinute int // hard limit; 0 learns the pace
	Workers           int // requests at a time; 0 means 4
	PageSize          int // users per page to ask for, 1 to 5000; 0 means 1000, AutoPage the most that is granted

	MinUsers int      // fewer users than this is an incomplete read; 0 means 1
	Canaries []string // emails or user names that must be visible

	Licences bool // also read the product licences of each user, one request each

	// EmployeeIDField is the field that holds the employee id, one of
	// EmployeeIDFields; empty when none does.
	EmployeeIDField string
}

// SCIM describes access to a SCIM 2.0 service for the users of a VBC account.
type SCIM struct {
	BaseURL string
	Token   Secret // sent as it is; nothing renews it
}

// Validate says everything that is wrong with the description, one error per
// problem, joined. The keys are those of the configuration file.
func (c SCIM) Validate() error {
	p := problems{section: "scim"}
	if c.BaseURL == "" {
		p.add("base_url", "is missing: it is the address that stands before /Users")
	}
	p.url("base_url", c.BaseURL)
	if c.Token.IsZero() {
		p.add("token", "is missing: it is the bearer token of the SCIM service")
	}
	return errors.Join(p.found...)
}

// EmployeeIDFields are the fields of a VCC user that may hold an employee id: those
// that a company can fill as it likes and that are read as text.
func EmployeeIDFields() []string {
	return []string{"agentDisplayId", "ssoExternalId", "telephonyExtension", "username"}
}

// Validate says everything that is wrong with the description, one error per
// problem, joined. The keys are those of the configuration file.
func (c VBC) Validate() error {
	p := problems{section: "vbc"}
	switch {
	case c.AccountID == "":
		p.add("account_id", "is missing: give the account number of the admin portal, or self")
	case strings.ContainsAny(c.AccountID, "/?#% \t\r\n"):
		p.add("account_id", "must be the plain account number, without spaces or slashes")
	}
	p.url("base_url", c.BaseURL)
	p.url("token_url", c.TokenURL)
	p.oneOf("dialect", c.Dialect, DialectAuto, DialectPublished, DialectCRUD)
	p.client(c.ClientID, c.ClientSecret, c.ClientAuth)
	switch {
	case c.Username != "" && c.Password.IsZero():
		p.add("password", "is missing: a username needs its password (remove both for client credentials)")
	case c.Username == "" && !c.Password.IsZero():
		p.add("username", "is missing: a password needs its user name (remove both for client credentials)")
	case c.Username != "" && !c.RefreshToken.IsZero():
		p.add("refresh_token", "cannot stand beside username and password: keep the one sign-in that is meant")
	}
	p.bounds("requests_per_minute", c.RequestsPerMinute, maxPerMinute)
	p.bounds("workers", c.Workers, maxWorkers)
	p.pageSize(c.PageSize, maxVBCPage)
	p.visible(c.MinUsers, c.Canaries)
	p.reports(c)
	return errors.Join(p.found...)
}

// Validate says everything that is wrong with the description, one error per
// problem, joined. The keys are those of the configuration file.
func (c VCC) Validate() error {
	p := problems{section: "vcc"}
	if c.Region == "" && (c.BaseURL == "" || c.TokenURL == "") {
		p.add("region", "is missing: use %s, or give base_url and token_url", regionNames())
	} else if _, known := regions[strings.ToLower(c.Region)]; c.Region != "" && !known {
		p.add("region", "%q is not known: use %s", c.Region, regionNames())
	}
	p.url("base_url", c.BaseURL)
	p.url("token_url", c.TokenURL)
	p.client(c.ClientID, c.ClientSecret, c.ClientAuth)
	p.bounds("requests_per_minute", c.RequestsPerMinute, maxPerMinute)
	p.bounds("workers", c.Workers, maxWorkers)
	p.pageSize(c.PageSize, maxVCCPage)
	p.visible(c.MinUsers, c.Canaries)
	if c.EmployeeIDField != "" {
		p.oneOf("employee_id_field", c.EmployeeIDField, EmployeeIDFields()...)
	}
	return errors.Join(p.found...)
}

// withDefaults fills in what was left out.
func (c VBC) withDefaults() VBC {
	c.BaseURL = or(c.BaseURL, defaultVBCBase)
	c.TokenURL = or(c.TokenURL, defaultVBCToken)
	c.Dialect = or(c.Dialect, DialectAuto)
	c.LoginSuffix = or(c.LoginSuffix, defaultLoginSuffix)
	c.Workers = or(c.Workers, defaultVBCWorkers)
	c.PageSize = or(c.PageSize, defaultVBCPage)
	c.MinUsers = max(c.MinUsers, 1)
	return c
}

// withDefaults fills in what was left out.
func (c VCC) withDefaults() VCC {
	r := regions[strings.ToLower(c.Region)]
	c.BaseURL = or(c.BaseURL, r.api)
	c.TokenURL = or(c.TokenURL, r.token)
	c.Workers = or(c.Workers, defaultVCCWorkers)
	c.PageSize = or(c.PageSize, defaultVCCPage)
	c.MinUsers = max(c.MinUsers, 1)
	return c
}

// pageSize is what to ask for, and what to fall back to where the server does
// not grant it: 0 where the size was given.
func pageSize(configured, most, normal int) (asked, fallback int) {
	if configured == AutoPage {
		return most, normal
	}
	return configured, 0
}

func or[T comparable](v, otherwise T) T {
	var zero T
	if v == zero {
		return otherwise
	}
	return v
}

// problems collects what is wrong in one section of the configuration.
type problems struct {
	section string
	found   []error
}

func (p *problems) add(key, format string, args ...any) {
	p.found = append(p.found, fmt.Errorf("%s.%s %s", p.section, key, fmt.Sprintf(format, args...)))
}

func (p *problems) client(id string, secret Secret, style string) {
	if id == "" {
		p.add("client_id", "is missing: it is the consumer key of the Vonage application")
	}
	if secret.IsZero() {
		p.add("client_secret", "is missing: it is the consumer secret of the Vonage application")
	}
	p.oneOf("client_auth", style, "body", "basic")
}

func (p *problems) oneOf(key, value string, allowed ...string) {
	if value == "" {
		return
	}
	for _, a := range allowed {
		if value == a {
			return
		}
	}
	p.add(key, "%q is not known: use %s", value, strings.Join(allowed, ", "))
}

func (p *problems) bounds(key string, value, most int) {
	if value < 0 || value > most {
		p.add(key, "is %d: use 1 to %d, or leave it out", value, most)
	}
}

func (p *problems) pageSize(value, most int) {
	if value != AutoPage {
		p.bounds("page_size", value, most)
	}
}

// reports checks what the call logs need.
func (p *problems) reports(c VBC) {
	if c.CallLogDays < 0 || c.CallLogDays > maxCallLogDays {
		p.add("call_log_days", "is %d: use 1 to %d days, or 0 to read no call logs", c.CallLogDays, maxCallLogDays)
	}
	if c.CallLogDays > 0 && strings.Trim(c.AccountID, "0123456789") != "" {
		p.add("account_id", "must be the account number: the Reports suite, which call_log_days needs, does not take %q", c.AccountID)
	}
	p.url("reports.base_url", c.Reports.BaseURL)
	p.url("reports.token_url", c.Reports.TokenURL)
	if (c.Reports.ClientID == "") != c.Reports.ClientSecret.IsZero() {
		p.add("reports.client_id", "and reports.client_secret belong together: give both, or neither")
	}
	if a := c.reportsAccess(); a.signIn.RefreshToken != "" && !a.shared {
		p.add("reports", "has an address of its own and would need the refresh token too, which is good for one client only: give reports.client_id and reports.client_secret, or reports.username and reports.password")
	}
	if (c.Reports.Username == "") != c.Reports.Password.IsZero() {
		p.add("reports.username", "and reports.password belong together: give both, or neither")
	}
}

func (p *problems) visible(minUsers int, canaries []string) {
	if minUsers < 0 {
		p.add("min_users", "is %d: use the number of users that must be visible at least", minUsers)
	}
	for i, c := range canaries {
		if strings.TrimSpace(c) == "" {
			p.add("canaries", "entry %d is blank: give an email or login", i+1)
		}
	}
}

// url checks an address; empty means "use the default". Plain http reaches
// loopback only, because everything sent carries a credential.
func (p *problems) url(key, text string) {
	if text == "" {
		return
	}
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "" || u.Hostname() == "":
		p.add(key, "is not an address: write it as https://host/path")
	case u.User != nil:
		p.add(key, "must not hold a user name or password")
	case u.RawQuery != "" || u.Fragment != "":
		p.add(key, "must not hold a ? or # part")
	case u.Scheme == "https":
	case u.Scheme == "http" && loopback(u.Hostname()):
	default:
		p.add(key, "must start with https:// (plain http is for loopback addresses only)")
	}
}

func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
