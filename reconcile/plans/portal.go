package plans

// The words of the admin portals, for somebody who has one open. Where an
// interface is not documented the text says what to look for.

import (
	"strings"

	"rollcall/reconcile"
)

// where is the place in the portal.
func (a *Action) where() string {
	place := "Admin Portal > Users"
	if a.Product == reconcile.VCC {
		place = "User Admin > Users"
	}
	switch {
	case a.Kind == Create && a.Product == reconcile.VBC:
		return place + " > Add User"
	case a.Kind == Create:
		return place + " > add a user"
	}
	return place + " > open " + a.whose()
}

// whose names the user in a list of the portal.
func (a *Action) whose() string {
	for _, name := range []string{a.Name, a.Login, a.Email, a.AccountID} {
		if name != "" {
			return name
		}
	}
	return "the user"
}

// do says everything that a person does in place of the action.
func (a *Action) do() string {
	var steps []string
	if a.Product == reconcile.VCC {
		steps = a.doVCC()
	} else {
		steps = a.doVBC()
	}
	for _, s := range a.ByHand {
		if s != assignExtension { // the steps say so already
			steps = append(steps, upper(s))
		}
	}
	return strings.Join(steps, ". ") + "."
}

func (a *Action) doVBC() []string {
	switch a.Kind {
	case Create:
		return []string{
			"Enter " + a.entered(), "Assign an available extension or phone line and select its plan (Mobile, Premium or Advanced)",
			"Click Save: an activation mail goes to " + a.Email + ". It expires; if it is not used in time, send it again from the portal",
			"An address that a deleted user had may be refused",
		}
	case Update:
		return []string{"Change " + a.changed() + ", and save"}
	case Deactivate:
		return []string{"Check that the address is " + a.Email, "Toggle the user's status to Inactive, or use Suspend; where the portal offers neither, ask whether the user may be deleted"}
	case Reactivate:
		return []string{"Toggle the user's status to Active"}
	}
	return []string{"Check that the address is " + a.Email, "Click Delete User and confirm. This cannot be taken back, and the numbers are not released by it"}
}

func (a *Action) doVCC() []string {
	switch a.Kind {
	case Create:
		return []string{"Enter " + a.entered(), "The username cannot be changed afterwards. Do not let it go over the licences that were bought"}
	case Update:
		return []string{"Change " + a.changed() + ", and save"}
	case Reactivate:
		return []string{"Make the user active again, and save. An agent needs a free licence"}
	}
	return []string{"Check that the address is " + a.Email, "Make the user inactive (archive), and save. If the portal says that the user belongs to several accounts, ask before going on"}
}

// portalFields are the fields as the portals call them.
var portalFields = map[string]string{
	FieldEmail: "email address", FieldLogin: "username", FieldFirstName: "first name", FieldLastName: "last name", FieldName: "name",
	FieldRole: "role", FieldDepartment: "department", FieldLocation: "location", FieldSSOID: "SSO external id", FieldActAsAgent: "acts as agent",
}

// entered are the fields of a new user with what to type.
func (a *Action) entered() string {
	var words []string
	for _, c := range a.Changes {
		words = append(words, portalFields[c.Field]+" "+quoted(c.After))
	}
	return strings.Join(words, ", ")
}

// changed are the fields of a user with what stands there and what to type.
func (a *Action) changed() string {
	var words []string
	for _, c := range a.Changes {
		words = append(words, portalFields[c.Field]+" from "+quoted(c.Before)+" to "+quoted(c.After))
	}
	return strings.Join(words, ", ")
}

// upper begins a sentence.
func upper(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
