package simulator

// The scenario: what a tenant holds when it starts, as a JSON document. The
// names inside users are those of the wire, so that an object copied from an
// API answer can be pasted in. Names that start with an underscore are for the
// simulator alone and are never sent. What makes a scenario valid is in
// check.go.

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
)

// The dialects of VBC provisioning.
const (
	// DialectPublished is the read-only API of the OpenAPI document that Vonage
	// publishes: seven GET operations and numeric ids.
	DialectPublished = "published"
	// DialectCRUD is the form with UUIDs, status, role and department, in which
	// users can also be created, replaced and deleted.
	DialectCRUD = "crud"
)

// maxScenario bounds a scenario document, in bytes.
const maxScenario = 1 << 30

// Scenario is the content of a tenant. A nil product does not exist in it, and
// every request for it is answered 404.
type Scenario struct {
	// About says in words what was planted in the scenario.
	About []string `json:"_about,omitempty"`
	VBC   *VBC     `json:"vbc,omitempty"`
	VCC   *VCC     `json:"vcc,omitempty"`
}

// VBC is a Vonage Business Communications account.
type VBC struct {
	AccountID    string `json:"account_id"`
	AccountName  string `json:"account_name,omitempty"`
	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret"`
	// Username is the integration user's login. Without an "@" the token
	// endpoint expects it with "@vbc.prod" appended. Empty means that there is
	// none, and that the password grant is refused.
	Username string `json:"username,omitempty"`
	Password string `json:"password,omitempty"`
	// RefreshToken is a refresh token that is valid at the start.
	RefreshToken string `json:"refresh_token,omitempty"`
	// SCIMToken is the bearer token of the SCIM service. Empty means that the
	// account has no such service.
	SCIMToken string `json:"scim_token,omitempty"`
	Dialect   string `json:"dialect,omitempty"` // empty means published
	// Seats is the number of paid lines; 0 sets no limit.
	Seats      int            `json:"seats,omitempty"`
	Locations  []VBCLocation  `json:"locations,omitempty"`
	Extensions []VBCExtension `json:"extensions,omitempty"`
	Users      []VBCUser      `json:"users"`
	Calls      []VBCCall      `json:"calls,omitempty"`
}

// VBCUser is a user of a VBC account. Text that is empty is left out of
// answers, as the API leaves out what it does not have.
type VBCUser struct {
	// ID is the number by which the published dialect knows the user, and UUID
	// the id in the crud dialect. What is missing is derived, always in the
	// same way.
	ID             int64        `json:"id,omitempty"`
	UUID           string       `json:"uuid,omitempty"`
	LoginName      string       `json:"login_name,omitempty"`
	Email          string       `json:"email,omitempty"`
	FirstName      string       `json:"first_name,omitempty"`
	LastName       string       `json:"last_name,omitempty"`
	Name           string       `json:"name,omitempty"`       // crud only
	Status         string       `json:"status,omitempty"`     // crud only: active or inactive; empty means active
	Role           string       `json:"role,omitempty"`       // crud only
	Department     string       `json:"department,omitempty"` // crud only
	Location       string       `json:"location,omitempty"`   // crud only
	ContactNumbers []VBCContact `json:"contact_numbers,omitempty"`
	// Append holds members that are added to the user object as they stand: an
	// unknown field, or a name that is already there and so is repeated.
	Append json.RawMessage `json:"_append,omitempty"`
}

// VBCContact is a contact number of a user.
type VBCContact struct {
	Type  string `json:"type"`
	Value string `json:"value"`
}

// VBCExtension is an extension, with the direct numbers on it.
type VBCExtension struct {
	Number     string `json:"extension_number"`
	ExternalID string `json:"external_id,omitempty"` // derived from the number when empty
	// User is the login_name of its user; empty means that it is free.
	User        string   `json:"user,omitempty"`
	LocationID  int64    `json:"location_id,omitempty"`
	CallerID    string   `json:"caller_id,omitempty"`
	ServiceType string   `json:"service_type_name,omitempty"`
	DIDs        []VBCDID `json:"dids,omitempty"`
}

// VBCDID is a direct number: digits with the country code and no plus sign.
type VBCDID struct {
	PhoneNumber string `json:"phone_number"`
	CustomTag   string `json:"custom_tag,omitempty"`
}

// VBCLocation is an office of the account.
type VBCLocation struct {
	ID      int64      `json:"id"`
	Name    string     `json:"name"`
	Address VBCAddress `json:"address"`
}

// VBCAddress is a postal address.
type VBCAddress struct {
	Address1   string `json:"address_1,omitempty"`
	Address2   string `json:"address_2,omitempty"`
	Country    string `json:"country,omitempty"`
	State      string `json:"state,omitempty"`
	City       string `json:"city,omitempty"`
	PostalCode string `json:"postal_code,omitempty"`
	TimeZone   string `json:"time_zone,omitempty"`
}

// VBCCall is one row of the call log.
type VBCCall struct {
	ID              string `json:"id"`
	Direction       string `json:"direction"` // Inbound or Outbound
	From            string `json:"from,omitempty"`
	To              string `json:"to,omitempty"`
	Start           string `json:"start"`            // 2006-01-02 15:04:05 in UTC
	Length          int    `json:"length,omitempty"` // seconds
	Result          string `json:"result,omitempty"`
	SourceUser      string `json:"source_user,omitempty"`
	SourceExtension string `json:"source_extension,omitempty"`
	DestUser        string `json:"destination_user,omitempty"`
	DestExtension   string `json:"destination_extension,omitempty"`
}

// VCC is a Vonage Contact Center account.
type VCC struct {
	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret"`
	// AgentLicences is the number of agent licences under contract, and
	// MaxOverage how many more may be used at extra cost. 0 licences set no
	// limit.
	AgentLicences int `json:"agent_licences,omitempty"`
	MaxOverage    int `json:"max_overage,omitempty"`
	// ProductLicences gives the number of product licences by name and
	// capability, for example "analytics creator". One that is not listed has
	// no limit.
	ProductLicences map[string]int `json:"product_licences,omitempty"`
	Users           []VCCUser      `json:"users"`
}

// VCCUser is a user of a VCC account, in the words of version 4 of the User
// Admin API.
type VCCUser struct {
	UserID        string `json:"userId,omitempty"` // derived from the username when empty
	Username      string `json:"username"`
	Name          string `json:"name"`
	Email         string `json:"email"`
	LastLoginTime string `json:"lastLoginTime,omitempty"` // RFC 3339; empty means never
	Active        *bool  `json:"active,omitempty"`        // nil means active
	Locked        bool   `json:"locked"`
	SSOExternalID string `json:"ssoExternalId,omitempty"`
	// Configuration holds role and agent settings.
	Configuration VCCConfiguration `json:"userAccountConfiguration"`

	// Accounts is the number of VCC accounts that the user belongs to; 0 and 1
	// both mean this one alone.
	Accounts int `json:"_accounts,omitempty"`
	// Licenses are the product licences, "none" where one is not listed.
	Licenses map[string]string `json:"_licenses,omitempty"`
	// Append holds members that are added to the user object as they stand: an
	// unknown field, or a name that is already there and so is repeated.
	Append json.RawMessage `json:"_append,omitempty"`
}

// VCCConfiguration is the userAccountConfiguration of a user.
type VCCConfiguration struct {
	Role       string    `json:"role"`
	Chargeable *bool     `json:"chargeable,omitempty"`
	ActAsAgent bool      `json:"actAsAgent"`
	Agent      *VCCAgent `json:"agentConfiguration,omitempty"`
}

// VCCAgent is the agentConfiguration of a user. A nil setting is not sent.
type VCCAgent struct {
	DisplayID                  string         `json:"agentDisplayId,omitempty"`
	WebRTC                     *bool          `json:"webrtc,omitempty"`
	AgentControlWebRTC         *bool          `json:"agentControlWebrtc,omitempty"`
	HandleMultipleInteractions *bool          `json:"handleMultipleInteractions,omitempty"`
	EnforcedDispositionCodes   *bool          `json:"enforcedDispositionCodes,omitempty"`
	TranscribeCalls            *bool          `json:"transcribeCalls,omitempty"`
	TranscribeCallsRealTime    *bool          `json:"transcribeCallsRealTime,omitempty"`
	ScreenRecording            *bool          `json:"screenRecording,omitempty"`
	CallParking                *bool          `json:"callParking,omitempty"`
	SalesCadence               *bool          `json:"salesCadence,omitempty"`
	OutboundAutoanswer         *bool          `json:"outboundAutoanswer,omitempty"`
	InboundAutoanswer          *bool          `json:"inboundAutoanswer,omitempty"`
	Video                      *bool          `json:"video,omitempty"`
	CallRecordingControls      *bool          `json:"callRecordingControls,omitempty"`
	NativeCallLogging          *bool          `json:"nativeCallLogging,omitempty"`
	OutboundWrapUp             *int           `json:"outboundWrapUp,omitempty"`
	AfterNoAnswer              *int           `json:"backToReadyAfterNoAnswer,omitempty"`
	AfterLineBusy              *int           `json:"backToReadyAfterLineBusy,omitempty"`
	AfterInvalidNumber         *int           `json:"backToReadyAfterInvalidNumber,omitempty"`
	AfterNetworkIssue          *int           `json:"backToReadyAfterNetworkIssue,omitempty"`
	CallRatingFrequency        *int           `json:"callRatingFrequency,omitempty"`
	Location                   string         `json:"location,omitempty"` // a dialling country, two letters
	Address                    *VCCAddress    `json:"telephonyAddress,omitempty"`
	Capacity                   *VCCCapacity   `json:"capacity,omitempty"`
	AssociatedUsers            []VCCAssociate `json:"associatedUsers,omitempty"`
}

// VCCAddress is where an agent's calls are sent.
type VCCAddress struct {
	TelephoneAddress          string `json:"telephoneAddress,omitempty"`
	TelephonyExtension        string `json:"telephonyExtension,omitempty"`
	OutboundTelephonyRegion   string `json:"outboundTelephonyRegion,omitempty"`
	NationalDisplay           *bool  `json:"nationalDisplay,omitempty"`
	VirtualLocation           string `json:"virtualLocation,omitempty"`
	PreventAutoCallbackNumber *bool  `json:"preventAutoCallbackNumber,omitempty"`
	SelectedCallbackNumberID  string `json:"selectedCallbackNumberId,omitempty"`
}

// VCCCapacity is how much an agent takes on at a time, in percent.
type VCCCapacity struct {
	IsAgentLevel bool `json:"isAgentLevel"`
	Live         int  `json:"live"`
	NonLive      int  `json:"nonLive"`
	SemiLive     int  `json:"semiLive"`
}

// VCCAssociate names the same person's login in another product.
type VCCAssociate struct {
	Username        string `json:"username"`
	ApplicationType string `json:"applicationType"` // VBC
}

// ReadScenario reads a scenario. A name that it does not know, a value of the
// wrong kind or text after the document is an error with the line and column
// where that can be told; what the scenario says is checked as well.
func ReadScenario(r io.Reader) (Scenario, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxScenario+1))
	if err != nil {
		return Scenario{}, fmt.Errorf("scenario: cannot be read: %w", err)
	}
	if len(data) > maxScenario {
		return Scenario{}, fmt.Errorf("scenario: larger than %d bytes; split the company", maxScenario)
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	var s Scenario
	if err := dec.Decode(&s); err != nil {
		return Scenario{}, decodeError(data, err)
	}
	if rest := bytes.TrimSpace(data[dec.InputOffset():]); len(rest) > 0 {
		return Scenario{}, fmt.Errorf("scenario: %s: text after the end of the document; a scenario is one JSON object", place(data, dec.InputOffset()))
	}
	return s, s.check()
}

var unknownField = regexp.MustCompile(`unknown field ("[^"]*")`)

func decodeError(data []byte, err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.Is(err, io.EOF):
		return errors.New("scenario: the document is empty; expected a JSON object with vbc and vcc")
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("scenario: the document ends in the middle; was the file cut off?")
	case errors.As(err, &syntax):
		return fmt.Errorf("scenario: %s: not valid JSON: %v", place(data, syntax.Offset-1), syntax)
	case errors.As(err, &kind):
		return fmt.Errorf("scenario: %s: %s holds a %s where a %s is expected", place(data, kind.Offset-1), kind.Field, kind.Value, kind.Type)
	}
	if m := unknownField.FindStringSubmatch(err.Error()); m != nil {
		at := bytes.Index(data, []byte(m[1]))
		return fmt.Errorf("scenario: %s: the name %s is not known here; remove it or correct the spelling", place(data, int64(max(at, 0))), m[1])
	}
	return fmt.Errorf("scenario: %v", err)
}

// place gives line and column of a byte offset, both counted from 1.
func place(data []byte, offset int64) string {
	before := data[:min(max(offset, 0), int64(len(data)))]
	line := bytes.Count(before, []byte("\n")) + 1
	column := len(before) - bytes.LastIndexByte(before, '\n')
	return fmt.Sprintf("line %d, column %d", line, column)
}
