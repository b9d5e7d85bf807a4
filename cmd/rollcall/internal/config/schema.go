package config

// The shape of rollcall.yaml and its defaults. Nothing is checked here. A text
// field takes numbers too, as they are written. Fields that hold a secret are
// a Reference.

import (
	"cmp"
	"slices"
)

// File is the whole of rollcall.yaml. A product whose section is absent is
// not read.
type File struct {
	HR           HR            `yaml:"hr"`
	VBC          *VBC          `yaml:"vbc"`
	VCC          *VCC          `yaml:"vcc"`
	Network      Network       `yaml:"network"`
	SCIM         SCIM          `yaml:"scim"`
	Entitlements []Entitlement `yaml:"entitlements"`
	Rules        Policy        `yaml:"policy"`
	Provision    Provision     `yaml:"provision"`
	Prices       []Price       `yaml:"prices"`
	Exceptions   string        `yaml:"exceptions"`
	Output       Output        `yaml:"output"`
	Roles        []Role        `yaml:"roles"`
	Seats        Seats         `yaml:"seats"`
	Apply        Apply         `yaml:"apply"`
}

// HR says where the HR file is, or the HR files are, and how they are read.
type HR struct {
	File                 string   `yaml:"file"`
	Files                []HRFile `yaml:"files"`
	Reading              `yaml:",inline"`
	Timezone             string     `yaml:"timezone"`
	CorporateDomains     []string   `yaml:"corporate_domains"`
	DomainAliases        [][]string `yaml:"domain_aliases"`
	MaxAge               string     `yaml:"max_age"`
	TerminationEffective string     `yaml:"termination_effective"`
}

// HRFile is one of several HR files. What it leaves out of its Reading holds as
// the hr section says.
type HRFile struct {
	Name    string `yaml:"name"`
	File    string `yaml:"file"`
	Reading `yaml:",inline"`
}

// Reading says how one file is read. Its fields are those of the reader's own
// Reading, in their order, so that one converts to the other.
type Reading struct {
	Sheet      string            `yaml:"sheet"`
	AllSheets  bool              `yaml:"all_sheets"`
	Profile    string            `yaml:"profile"`
	Columns    map[string]string `yaml:"columns"` // field -> header or column letter
	Status     map[string]string `yaml:"status"`  // word of the file -> meaning
	NullDates  []string          `yaml:"null_dates"`
	Quote      string            `yaml:"quote"`
	LabelRow   string            `yaml:"label_row"`
	DateOrder  string            `yaml:"date_order"`
	WorkerType string            `yaml:"worker_type"`
}

// over is a reading with what it leaves out taken from another.
func (r Reading) over(base Reading) Reading {
	if r.Sheet == "" && !r.AllSheets {
		r.Sheet, r.AllSheets = base.Sheet, base.AllSheets
	}
	if r.Columns == nil {
		r.Columns = base.Columns
	}
	if r.Status == nil {
		r.Status = base.Status
	}
	if r.NullDates == nil {
		r.NullDates = base.NullDates
	}
	r.Profile, r.Quote, r.LabelRow = cmp.Or(r.Profile, base.Profile), cmp.Or(r.Quote, base.Quote), cmp.Or(r.LabelRow, base.LabelRow)
	r.DateOrder, r.WorkerType = cmp.Or(r.DateOrder, base.DateOrder), cmp.Or(r.WorkerType, base.WorkerType)
	return r
}

// Inputs are the HR files to read, the one that takes precedence first. A single
// file has no name; without any the list is empty.
func (h *HR) Inputs() []HRFile {
	if len(h.Files) == 0 && h.File == "" {
		return nil
	}
	if len(h.Files) == 0 {
		return []HRFile{{File: h.File, Reading: h.Reading}}
	}
	files := slices.Clone(h.Files)
	for i := range files {
		files[i].Reading = files[i].over(h.Reading)
	}
	return files
}

// VBC is the vbc section.
type VBC struct {
	AccountID         string    `yaml:"account_id"`
	BaseURL           string    `yaml:"base_url"`
	TokenURL          string    `yaml:"token_url"`
	Dialect           string    `yaml:"dialect"`
	ClientID          string    `yaml:"client_id"`
	ClientSecret      Reference `yaml:"client_secret"`
	Username          string    `yaml:"username"`
	Password          Reference `yaml:"password"`
	RefreshToken      Reference `yaml:"refresh_token"`
	LoginSuffix       string    `yaml:"login_suffix"`
	ClientAuth        string    `yaml:"client_auth"`
	RequestsPerMinute string    `yaml:"requests_per_minute"`
	Workers           int       `yaml:"workers"`
	PageSize          string    `yaml:"page_size"`
	MinUsers          int       `yaml:"min_users"`
	Canaries          []string  `yaml:"canaries"`
	ServiceTypes      bool      `yaml:"service_types"`
	CallLogDays       int       `yaml:"call_log_days"`
	Reports           Suite     `yaml:"reports"`
}

// Suite is access to one API suite with an application of its own. What it
// leaves out is as the vbc section says.
type Suite struct {
	BaseURL      string    `yaml:"base_url"`
	TokenURL     string    `yaml:"token_url"`
	ClientID     string    `yaml:"client_id"`
	ClientSecret Reference `yaml:"client_secret"`
	Username     string    `yaml:"username"`
	Password     Reference `yaml:"password"`
}

// Network says how the products are reached.
type Network struct {
	CAFile   string `yaml:"ca_file"`
	Deadline string `yaml:"deadline"`
}

// VCC is the vcc section.
type VCC struct {
	Region            string    `yaml:"region"`
	BaseURL           string    `yaml:"base_url"`
	TokenURL          string    `yaml:"token_url"`
	ClientID          string    `yaml:"client_id"`
	ClientSecret      Reference `yaml:"client_secret"`
	ClientAuth        string    `yaml:"client_auth"`
	RequestsPerMinute string    `yaml:"requests_per_minute"`
	Workers           int       `yaml:"workers"`
	PageSize          string    `yaml:"page_size"`
	MinUsers          int       `yaml:"min_users"`
	Canaries          []string  `yaml:"canaries"`
	Licences          bool      `yaml:"licences"`
	EmployeeIDField   string    `yaml:"employee_id_field"`
	CredentialOwner   string    `yaml:"credential_owner"`
}

// SCIM is the scim section.
type SCIM struct {
	BaseURL string    `yaml:"base_url"`
	Token   Reference `yaml:"token"`
}

// Entitlement says who is expected to have an account in a product.
type Entitlement struct {
	Product string `yaml:"product"`
	When    When   `yaml:"when"`
}

// When selects people; an empty list places no condition, but in an entitlement
// an empty State means employed.
type When struct {
	State      []string `yaml:"state"`
	Department []string `yaml:"department"`
	Location   []string `yaml:"location"`
	JobTitle   []string `yaml:"job_title"`
	WorkerType []string `yaml:"worker_type"`
}

// Policy is the policy section.
type Policy struct {
	Allow           Allow    `yaml:"allow"`
	Orphans         string   `yaml:"orphans"`
	GraceDays       int      `yaml:"grace_days"`
	Protected       []string `yaml:"protected"`
	DIDPolicy       string   `yaml:"did_policy"`
	DeleteAfterDays int      `yaml:"delete_after_days"`
	VBCWrites       string   `yaml:"vbc_writes"`
	TwoPerson       bool     `yaml:"two_person"`
	SLADays         SLADays  `yaml:"sla_days"`

	Leave    string            `yaml:"leave"`
	IdleDays int               `yaml:"idle_days"`
	Severity map[string]string `yaml:"severity"` // code -> severity
}

// SLADays is within how many days of its first being seen a finding of a
// severity has to be gone; 0 sets no day.
type SLADays struct {
	Critical int `yaml:"critical"`
	High     int `yaml:"high"`
	Medium   int `yaml:"medium"`
	Low      int `yaml:"low"`
}

// Allow lists the kinds of write that are allowed, per product.
type Allow struct {
	VBC []string `yaml:"vbc"`
	VCC []string `yaml:"vcc"`
}

// Provision says what a created account looks like.
type Provision struct {
	VCC ProvisionVCC `yaml:"vcc"`
	VBC struct{}     `yaml:"vbc"`
}

// ProvisionVCC says what a created VCC user looks like.
type ProvisionVCC struct {
	Role       string `yaml:"role"`
	ActAsAgent bool   `yaml:"act_as_agent"`
	Username   string `yaml:"username"`
}

// Price is one line of the price book. Monthly is a decimal number as text.
type Price struct {
	Product   string `yaml:"product"`
	Tier      string `yaml:"tier"`
	Contract  string `yaml:"contract"`
	Currency  string `yaml:"currency"`
	Monthly   string `yaml:"monthly"`
	ValidFrom string `yaml:"valid_from"`
	Renewal   string `yaml:"renewal"`
}

// Role says who may hold a role of a product.
type Role struct {
	Product string `yaml:"product"`
	Role    string `yaml:"role"`
	When    When   `yaml:"when"`
}

// Seats are the licences bought; 0 is not known.
type Seats struct {
	VBC int `yaml:"vbc"`
	VCC int `yaml:"vcc"`
}

// Apply says how a plan is carried out.
type Apply struct {
	Settle string `yaml:"settle"`
	Pause  string `yaml:"pause"`
	Batch  int    `yaml:"batch"`
}

// Output says where run folders go and what they keep.
type Output struct {
	Dir           string    `yaml:"dir"`
	KeepRaw       bool      `yaml:"keep_raw"`
	KeepHR        bool      `yaml:"keep_hr"`
	RetentionDays int       `yaml:"retention_days"` // 0: nothing is said about it
	RedactKey     Reference `yaml:"redact_key"`     // empty: a key of its own for each copy
}

// DefaultExceptions is the exceptions file that is read when it is there and
// no other one is named.
const DefaultExceptions = "exceptions.csv"

func defaults() File {
	return File{
		HR:         HR{Reading: Reading{Profile: "auto", LabelRow: "auto"}, Timezone: "UTC", MaxAge: "36h", TerminationEffective: "end-of-day"},
		Network:    Network{Deadline: "23h"},
		Rules:      Policy{Orphans: "report", GraceDays: 1, DIDPolicy: "undecided", DeleteAfterDays: 14, VBCWrites: "none", Leave: "keep", IdleDays: 90, SLADays: SLADays{Critical: 1, High: 7, Medium: 30, Low: 90}},
		Provision:  Provision{VCC: ProvisionVCC{Username: "email"}},
		Exceptions: DefaultExceptions,
		Output:     Output{Dir: "runs", KeepRaw: true, RetentionDays: 400},
		Apply:      Apply{Settle: "90s", Pause: "1s", Batch: 5},
	}
}

// What is left out of the vbc and vcc sections has the default of package
// vonage.
func defaultVBC() VBC { return VBC{RequestsPerMinute: "auto"} }

func defaultVCC() VCC { return VCC{RequestsPerMinute: "auto"} }

// NotActedOn names the keys that are set to something other than their
// default and that this version checks but does not act on.
func (f *File) NotActedOn() []string {
	set := map[string]bool{
		"prices.renewal": slices.ContainsFunc(f.Prices, func(p Price) bool { return p.Renewal != "" }),
	}
	var keys []string
	for key, isSet := range set {
		if isSet {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}
