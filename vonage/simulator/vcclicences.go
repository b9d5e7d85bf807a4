package simulator

// Product licences of VCC users: what a user holds, a change of it, and the
// question whether a change would be possible.

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
)

// licenceNames are the product licences and what each can be set to.
var licenceNames = map[string][]string{
	"analytics":              {"creator", "viewer", "none"},
	"krispnoisecancellation": {"enabled", "none"},
}

// licenceChange is one row of the answer to validate.
type licenceChange struct {
	Name       string   `json:"licenseName"`
	Capability string   `json:"licenseCapability"`
	Operation  string   `json:"operationType"`
	Now        int      `json:"currentCount"`
	After      int      `json:"countAfterAssignment"`
	Possible   bool     `json:"isAssignmentPossible"`
	Errors     []string `json:"validationErrors"`
}

// heldLicences is the full licence map of a user.
func (u *vccUser) heldLicences() map[string]string {
	held := map[string]string{}
	for name := range licenceNames {
		held[name] = "none"
	}
	maps.Copy(held, u.Licenses)
	return held
}

func licenceBody(c *call) (map[string]string, string) {
	var body struct {
		LicenseTypes map[string]string `json:"licenseTypes"`
	}
	if err := strictInto(c.body, &body); err != nil || len(body.LicenseTypes) == 0 {
		return nil, "licenseTypes must name at least one licence"
	}
	for _, name := range slices.Sorted(maps.Keys(body.LicenseTypes)) {
		if !slices.Contains(licenceNames[name], body.LicenseTypes[name]) {
			return nil, fmt.Sprintf("%s cannot be set to %q", name, body.LicenseTypes[name])
		}
	}
	return body.LicenseTypes, ""
}

func (d *vccDesk) licences(c *call, parts []string) answer {
	u := d.byID[parts[1]]
	if u == nil {
		return vccMessage(http.StatusNotFound, "User not found")
	}
	c.aims(u.UserID, u.Email)
	if c.method == http.MethodPatch {
		want, message := licenceBody(c)
		if message != "" {
			return vccBadRequest(message)
		}
		for _, change := range d.changes(u, want) {
			if !change.Possible {
				return vccBadRequest(change.Errors[0])
			}
		}
		after := u.clone()
		after.Licenses = u.heldLicences()
		maps.Copy(after.Licenses, want)
		d.change(c, u, after)
	}
	return jsonAnswer(http.StatusOK, map[string]any{"licenseTypes": u.heldLicences()})
}

func (d *vccDesk) validateLicences(c *call, parts []string) answer {
	u := d.byID[parts[1]]
	if u == nil {
		return vccMessage(http.StatusNotFound, "User not found")
	}
	want, message := licenceBody(c)
	if message != "" {
		return vccBadRequest(message)
	}
	return jsonAnswer(http.StatusOK, map[string]any{"changeValidations": d.changes(u, want)})
}

// changes judges each licence that would be given or taken, in order of name.
func (d *vccDesk) changes(u *vccUser, want map[string]string) []licenceChange {
	out := []licenceChange{}
	held := u.heldLicences()
	for _, name := range slices.Sorted(maps.Keys(want)) {
		to := want[name]
		if to == held[name] {
			continue
		}
		if to == "none" {
			now := d.holders(name, held[name])
			out = append(out, licenceChange{name, held[name], "Unassign", now, now - 1, true, []string{}})
			continue
		}
		now := d.holders(name, to)
		change := licenceChange{name, to, "Assign", now, now + 1, true, []string{}}
		if limit, ok := d.account.ProductLicences[name+" "+to]; ok && now >= limit {
			change.Possible, change.Errors = false, append(change.Errors, "no licence "+name+" "+to+" is free")
		}
		if name == "analytics" && u.Configuration.ActAsAgent {
			change.Possible, change.Errors = false, append(change.Errors, "an agent cannot hold an analytics licence")
		}
		out = append(out, change)
	}
	return out
}

func (d *vccDesk) holders(name, capability string) int {
	n := 0
	for _, u := range d.users {
		if u.heldLicences()[name] == capability {
			n++
		}
	}
	return n
}
