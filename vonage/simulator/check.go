package simulator

// What makes a scenario valid. Oddities of people and accounts are welcome:
// they are what the simulator is for. What is refused here would make the
// tenant itself contradictory, such as two users with one id.

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"time"
)

// clockLayout is the form of times in the call log, in UTC.
const clockLayout = "2006-01-02 15:04:05"

func (s *Scenario) check() error {
	if s.VBC == nil && s.VCC == nil {
		return fmt.Errorf("scenario: neither vbc nor vcc is present; give at least one product")
	}
	if s.VBC != nil {
		if err := s.VBC.check(); err != nil {
			return fmt.Errorf("scenario: vbc: %w", err)
		}
	}
	if s.VCC != nil {
		if err := s.VCC.check(); err != nil {
			return fmt.Errorf("scenario: vcc: %w", err)
		}
	}
	return nil
}

// unique remembers where a key was first seen.
type unique map[string]string

func (u unique) add(kind, key, where string) error {
	if key == "" {
		return nil
	}
	if first, seen := u[kind+"\x00"+key]; seen {
		return fmt.Errorf("%s: %s %q is also that of %s; it must be unique", where, kind, key, first)
	}
	u[kind+"\x00"+key] = where
	return nil
}

func need(where, name, value string) error {
	if value == "" {
		return fmt.Errorf("%s: %s is missing", where, name)
	}
	return nil
}

func checkAppend(where string, raw json.RawMessage) error {
	if len(raw) == 0 {
		return nil
	}
	if b := bytes.TrimSpace(raw); b[0] != '{' || !json.Valid(b) {
		return fmt.Errorf("%s: _append must be a JSON object whose members are added to the user", where)
	}
	return nil
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func (v *VBC) check() error {
	switch v.Dialect {
	case "", DialectPublished, DialectCRUD:
	default:
		return fmt.Errorf("dialect %q is not known; use %s or %s", v.Dialect, DialectPublished, DialectCRUD)
	}
	if v.Seats < 0 {
		return fmt.Errorf("seats is %d; give a count, or 0 for no limit", v.Seats)
	}
	if err := firstError(need("account", "account_id", v.AccountID), need("account", "client_id", v.ClientID)); err != nil {
		return err
	}
	return firstError(v.checkUsers(), v.checkExtensions(), v.checkCalls())
}

func (v *VBC) checkUsers() error {
	seen := unique{}
	for i := range v.Users {
		u, where := &v.Users[i], fmt.Sprintf("users[%d]", i)
		id := ""
		if u.ID != 0 {
			id = strconv.FormatInt(u.ID, 10)
		}
		err := firstError(
			seen.add("id", id, where),
			seen.add("uuid", u.UUID, where),
			seen.add("login_name", u.LoginName, where),
			checkAppend(where, u.Append),
		)
		if err != nil {
			return err
		}
		if u.ID < 0 {
			return fmt.Errorf("%s: id %d is negative", where, u.ID)
		}
		if u.Status != "" && u.Status != "active" && u.Status != "inactive" {
			return fmt.Errorf("%s: status %q; expected active or inactive", where, u.Status)
		}
	}
	return nil
}

func (v *VBC) checkExtensions() error {
	logins := make(map[string]bool, len(v.Users))
	for i := range v.Users {
		logins[v.Users[i].LoginName] = true
	}
	places := unique{}
	for i := range v.Locations {
		where := fmt.Sprintf("locations[%d]", i)
		if err := places.add("id", strconv.FormatInt(v.Locations[i].ID, 10), where); err != nil {
			return err
		}
	}
	seen := unique{}
	for i := range v.Extensions {
		e, where := &v.Extensions[i], fmt.Sprintf("extensions[%d]", i)
		err := firstError(
			need(where, "extension_number", e.Number),
			seen.add("extension_number", e.Number, where),
			seen.add("external_id", e.ExternalID, where),
		)
		if err != nil {
			return err
		}
		if e.User != "" && !logins[e.User] {
			return fmt.Errorf("%s: user %q is no login_name of a user; correct it, or leave it out for a free extension", where, e.User)
		}
	}
	return nil
}

func (v *VBC) checkCalls() error {
	for i := range v.Calls {
		c, where := &v.Calls[i], fmt.Sprintf("calls[%d]", i)
		if _, err := time.Parse(clockLayout, c.Start); err != nil {
			return fmt.Errorf("%s: start %q; expected the form %s in UTC", where, c.Start, clockLayout)
		}
		if c.Direction != "Inbound" && c.Direction != "Outbound" {
			return fmt.Errorf("%s: direction %q; expected Inbound or Outbound", where, c.Direction)
		}
	}
	return nil
}

// vccRoles are the roles that an account can hold. NvmAdmin is the vendor's own.
var vccRoles = []string{"Admin", "Supervisor", "Wallboard", "Agent", "NvmAdmin"}

func (v *VCC) check() error {
	if err := need("account", "client_id", v.ClientID); err != nil {
		return err
	}
	if v.AgentLicences < 0 || v.MaxOverage < 0 {
		return fmt.Errorf("agent_licences and max_overage are counts; 0 licences set no limit")
	}
	seen := unique{}
	for i := range v.Users {
		u, where := &v.Users[i], fmt.Sprintf("users[%d]", i)
		err := firstError(
			need(where, "username", u.Username),
			need(where, "userAccountConfiguration.role", u.Configuration.Role),
			seen.add("username", u.Username, where),
			seen.add("userId", u.UserID, where),
			seen.add("agentDisplayId", u.agentDisplayID(), where),
			checkAppend(where, u.Append),
		)
		if err != nil {
			return err
		}
		if u.LastLoginTime == "" {
			continue
		}
		if _, err := time.Parse(time.RFC3339, u.LastLoginTime); err != nil {
			return fmt.Errorf("%s: lastLoginTime %q; expected a time such as 2026-03-27T08:15:00Z", where, u.LastLoginTime)
		}
	}
	return nil
}

func (u *VCCUser) agentDisplayID() string {
	if u.Configuration.Agent == nil {
		return ""
	}
	return u.Configuration.Agent.DisplayID
}
