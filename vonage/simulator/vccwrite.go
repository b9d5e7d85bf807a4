package simulator

// The VCC account, write side: POST /users and PATCH /users/{id}.
//
// The rules: username and agentDisplayId cannot change once they are set. An
// active agent uses an agent licence; beyond the contract a licence is used
// only when allowOverages=true is sent, and never beyond the maximum overage.
// A user of several accounts is archived only when
// acceptArchiveInMultipleAccounts=true is sent. Nothing deletes a user.

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// writableRoles are the roles that a request may give; NvmAdmin is the vendor's.
var writableRoles = vccRoles[:4]

// strictInto reads a body onto a value. Members that the body leaves out stay
// as they are; an unknown one is an error.
func strictInto(body []byte, v any) error {
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return err
	}
	if dec.More() {
		return fmt.Errorf("text follows the object")
	}
	return nil
}

// simulatorOnly reports whether a body uses a name that is not of the wire.
func simulatorOnly(u *VCCUser) bool {
	return u.Accounts != 0 || u.Licenses != nil || u.Append != nil
}

func (d *vccDesk) create(c *call) answer {
	var given VCCUser
	if err := strictInto(c.body, &given); err != nil || simulatorOnly(&given) {
		return vccBadRequest("The request body is not a valid user.")
	}
	for _, field := range []struct{ name, value string }{
		{"username", given.Username}, {"name", given.Name}, {"email", given.Email},
		{"userAccountConfiguration.role", given.Configuration.Role},
	} {
		if strings.TrimSpace(field.value) == "" {
			return vccBadRequest(field.name + " is required")
		}
	}
	if given.UserID != "" || given.LastLoginTime != "" || given.Locked || given.Configuration.Chargeable != nil {
		return vccBadRequest("userId, lastLoginTime, locked and chargeable cannot be set")
	}
	if d.faults.hits("taken-elsewhere", c.write) {
		return vccMessage(http.StatusConflict, "A user with this username already exists.")
	}
	if message := d.settingFault(&given, nil); message != "" {
		return vccBadRequest(message)
	}
	yes := true
	if given.Active == nil {
		given.Active = &yes
	}
	if message := d.licenceFault(c, nil, &given); message != "" {
		return d.licenceRefusal(message)
	}
	d.created++
	given.UserID = derivedUUID("vcc", given.Username, fmt.Sprint(d.created))
	d.giveDisplayID(&given)
	given.Configuration.Chargeable = &yes
	half := d.faults.hits("half-created", c.write)
	if half {
		given.Name, given.SSOExternalID = given.Username, ""
	}
	u := d.enter(c, given)
	if half || d.faults.on("post-applied-then-500") {
		return vccMessage(http.StatusInternalServerError, "An error has occurred.")
	}
	return jsonAnswer(http.StatusCreated, u.wire())
}

// settingFault says what makes a user's settings impossible, or "".
func (d *vccDesk) settingFault(u *VCCUser, self *vccUser) string {
	if !slices.Contains(writableRoles, u.Configuration.Role) && (self == nil || self.Configuration.Role != u.Configuration.Role) {
		return "role must be " + strings.Join(writableRoles, ", ")
	}
	for _, other := range d.users {
		switch {
		case other == self:
		case strings.EqualFold(other.Username, u.Username) && !d.faults.on("duplicate-allowed"):
			return "A user with this username already exists."
		case u.agentDisplayID() != "" && other.agentDisplayID() == u.agentDisplayID():
			return "A user with this agentDisplayId already exists."
		}
	}
	if u.Configuration.Agent != nil && !u.Configuration.ActAsAgent && self == nil {
		return "agentConfiguration needs actAsAgent"
	}
	return ""
}

// giveDisplayID sets the number of a new agent that came without one.
func (d *vccDesk) giveDisplayID(u *VCCUser) {
	if !u.Configuration.ActAsAgent || u.agentDisplayID() != "" {
		return
	}
	if u.Configuration.Agent == nil {
		u.Configuration.Agent = &VCCAgent{}
	}
	used := make(map[string]bool, len(d.users))
	for _, other := range d.users {
		used[other.agentDisplayID()] = true
	}
	for n := 9000; ; n++ {
		if id := fmt.Sprint(n); !used[id] {
			u.Configuration.Agent.DisplayID = id
			return
		}
	}
}

func usesLicence(u *VCCUser) bool { return u.Configuration.ActAsAgent && u.Active != nil && *u.Active }

// licenceFault says why a change would go over the agent licences, or "".
// before is nil for a new user.
func (d *vccDesk) licenceFault(c *call, before, after *VCCUser) string {
	if !usesLicence(after) || (before != nil && usesLicence(before)) {
		return ""
	}
	if d.faults.on("seat-exhausted") {
		return "The agent licence limit has been reached."
	}
	used := 1
	for _, u := range d.users {
		if usesLicence(&u.VCCUser) {
			used++
		}
	}
	overages := c.query.Get("allowOverages") == "true"
	switch limit := d.account.AgentLicences; {
	case limit == 0 || used <= limit:
		return ""
	case !overages:
		return "The agent licence limit has been reached. Set allowOverages to go beyond it."
	case used > limit+d.account.MaxOverage:
		return "The maximum licence overage has been reached."
	}
	return ""
}

func (d *vccDesk) licenceRefusal(message string) answer {
	if d.faults.number("seat-exhausted", http.StatusBadRequest) == http.StatusConflict {
		return vccMessage(http.StatusConflict, message)
	}
	return vccBadRequest(message)
}

// patchBody is what a PATCH may hold beside the user's own members.
type patchBody struct {
	*VCCUser
	Configuration *patchConfiguration `json:"userAccountConfiguration"`
}

type patchConfiguration struct {
	*VCCConfiguration
	Agent *patchAgent `json:"agentConfiguration"`
}

type patchAgent struct {
	*VCCAgent
	ResetRating bool `json:"callRatingFrequencyDefault"`
}

func (d *vccDesk) update(c *call, u *vccUser) answer {
	before, after := u.clone(), u.clone()
	if message := patchInto(c.body, &after); message != "" {
		return vccBadRequest(message)
	}
	if message := immutable(&before, &after); message != "" {
		return vccBadRequest(message)
	}
	if message := d.settingFault(&after, u); message != "" {
		return vccBadRequest(message)
	}
	archives := *before.Active && !*after.Active
	several := before.Accounts > 1 || d.faults.on("archive-multi")
	if archives && several && c.query.Get("acceptArchiveInMultipleAccounts") != "true" {
		return vccBadRequest("The user belongs to several accounts. Set acceptArchiveInMultipleAccounts to archive it in all of them.")
	}
	if message := d.licenceFault(c, &before, &after); message != "" {
		return d.licenceRefusal(message)
	}
	if !d.faults.on("write-ignored") {
		d.giveDisplayID(&after)
		d.change(c, u, after)
	}
	return jsonAnswer(http.StatusOK, u.wire())
}

// patchInto lays a PATCH body over a user and says what is wrong with it, or "".
func patchInto(body []byte, u *VCCUser) string {
	if trimmed := bytes.TrimSpace(body); len(trimmed) == 0 || trimmed[0] != '{' {
		return "The request body is not a JSON object."
	}
	agent := u.Configuration.Agent
	if agent == nil {
		agent = &VCCAgent{}
	}
	active, accounts, licences, extra := *u.Active, u.Accounts, u.Licenses, u.Append
	u.Licenses, u.Append = nil, nil
	rating := &patchAgent{VCCAgent: agent}
	p := patchBody{VCCUser: u, Configuration: &patchConfiguration{VCCConfiguration: &u.Configuration, Agent: rating}}
	if err := strictInto(body, &p); err != nil {
		return "The request body is not a valid user: " + err.Error()
	}
	if u.Accounts != accounts || u.Licenses != nil || u.Append != nil || p.Configuration == nil || p.Configuration.Agent == nil {
		return "The request body is not a valid user."
	}
	u.Licenses, u.Append = licences, extra
	if u.Active == nil {
		u.Active = &active
	}
	if rating.ResetRating {
		agent.CallRatingFrequency = nil
	}
	if u.Configuration.Agent != nil || !bytes.Equal(encode(agent), []byte("{}")) {
		u.Configuration.Agent = agent
	}
	return ""
}

// immutable says which field a change may not touch, or "".
func immutable(before, after *VCCUser) string {
	chargeable := func(u *VCCUser) string { return string(encode(u.Configuration.Chargeable)) }
	switch {
	case after.UserID != before.UserID:
		return "userId cannot be changed"
	case after.Username != before.Username:
		return "username cannot be changed"
	case after.LastLoginTime != before.LastLoginTime:
		return "lastLoginTime cannot be changed"
	case after.Locked != before.Locked:
		return "locked cannot be changed"
	case chargeable(after) != chargeable(before):
		return "chargeable cannot be changed"
	case before.agentDisplayID() != "" && after.agentDisplayID() != before.agentDisplayID():
		return "agentDisplayId cannot be changed once it is set"
	case before.agentDisplayID() == "" && after.agentDisplayID() != "" && !after.Configuration.ActAsAgent:
		return "agentDisplayId is set together with actAsAgent"
	default:
		return ""
	}
}
