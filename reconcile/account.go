package reconcile

import (
	"strings"
	"time"
)

// AccountState is whether an account can be used.
type AccountState string

// The account states. A product that returns no state leaves it unknown, and
// the account counts as usable: that is the safe reading for a leaver.
const (
	AccountUnknown  AccountState = ""
	AccountActive   AccountState = "active"
	AccountArchived AccountState = "archived" // VCC archived, VBC inactive
)

// Account is one user of one product, as the product returned it.
type Account struct {
	Product Product
	ID      string // as text, whatever the wire form
	Email   Email  // zero when not supplied or blank
	// EmailSupplied keeps "no such field" apart from a blank one.
	EmailSupplied bool
	Login         string // VBC login_name, VCC username

	FirstName, LastName Value // VBC
	DisplayName         Value // VCC name; VBC name where the dialect has one

	State  AccountState
	Locked Flag
	Role   Value

	Department, Location Value

	Phones []Phone // VBC contact numbers
	// Extensions are those of a VBC user: nil when VBC did not return what would
	// tell them, and of length 0 when it says that there is none.
	Extensions []Extension

	SSOID      Value     // VCC ssoExternalId
	LastLogin  time.Time // UTC; zero when never or not supplied
	LastCall   time.Time // VBC, UTC: the last call made or answered in the call logs that were read; zero for none
	Calls      int       // VBC: calls made or answered in them
	Licences   []Licence // VCC product licences; nil when not asked for
	Chargeable Flag      // VCC
	ActAsAgent Flag      // VCC
	AgentID    Value     // VCC agentDisplayId
	Country    Value     // VCC agentConfiguration.location, a dialling country
	VCCNumber  Value     // VCC telephonyExtension
	// LinkedVBC are the VBC logins that VCC associates with this user: nil when it
	// supplies no such list, and of length 0 when it supplies an empty one.
	LinkedVBC []string
	// EmployeeNumber is the field of VCC that the configuration names as the one
	// that holds the employee id; not supplied when it names none.
	EmployeeNumber Value

	Page      int       // page it was read on, as the server numbers them
	FetchedAt time.Time // UTC
	RawHash   string    // first 12 hex of the SHA-256 of the user object as received

	// Odd lists what was unexpected in this object, in words. Such an account
	// is reported and never written.
	Odd []string
}

// Phone is a contact number of a VBC user.
type Phone struct{ Type, Number string }

// Licence is a VCC product licence of a user, such as analytics: creator.
type Licence struct{ Name, Capability string }

// Extension is a VBC extension with the direct numbers on it.
type Extension struct {
	Number      string
	Location    string // name where it is known, else the location id
	ServiceType string // the nearest thing VBC has to a plan; empty when not asked for
	DIDs        []string
}

// Usable reports whether someone could sign in: everything but archived.
func (a *Account) Usable() bool { return a.State != AccountArchived }

// TakesSeat reports whether the account uses one of the seats that were bought.
// Archiving a VCC user gives the licence back. A VBC user keeps the line until
// it is deleted: nothing that Vonage publishes says that an inactive one is free.
func (a *Account) TakesSeat() bool { return a.Product == VBC || a.Usable() }

// Name is the name to print.
func (a *Account) Name() string {
	if name := JoinName(a.FirstName.Text(), a.LastName.Text()); name != "" {
		return name
	}
	return a.DisplayName.Text()
}

// Admin reports whether the account's role administers the product. It is
// unknown when the product supplies no role. VBC names several administrator
// roles and one Super User; VCC has Admin, and NvmAdmin for Vonage's own use.
func (a *Account) Admin() Flag {
	if !a.Role.Known() || a.Role.Text() == "" {
		return FlagUnknown
	}
	role := a.Role.Text()
	return FlagOf(containsFold(role, "admin") || strings.EqualFold(role, "super user") || strings.EqualFold(role, "superuser"))
}

// containsFold reports whether an ASCII word stands in a text, in any case.
func containsFold(text, word string) bool {
	for i := 0; i+len(word) <= len(text); i++ {
		if strings.EqualFold(text[i:i+len(word)], word) {
			return true
		}
	}
	return false
}
