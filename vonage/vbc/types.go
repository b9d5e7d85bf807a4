package vbc

// The wire shapes. Nothing here speaks HTTP.

import "rollcall/vonage/internal/rest"

// Dialect is one of the forms of the API.
type Dialect string

// The dialects. Auto is only asked for, never the outcome.
const (
	Auto      Dialect = "auto"
	Published Dialect = "published"
	CRUD      Dialect = "crud"
)

// User is a user of the account. No field is required by the API's own
// description, so each says whether it was given; without an id a user is
// refused with its page.
type User struct {
	rest.Item
	ID                        string // as text: a number or a UUID on the wire
	Login, Email              rest.Text
	FirstName, LastName, Name rest.Text
	Status, Role              rest.Text // crud only
	Department, Location      rest.Text // crud only
	ExtensionNumber, Phone    rest.Text // crud only: one extension, one DID
	Contacts                  []Contact
	Extensions                []Extension // nil when no list was given
}

// Contact is a contact number of a user.
type Contact struct{ Type, Number string }

// Extension is an extension, in a user or in the list of extensions.
type Extension struct {
	ID          string // external id, empty inside a user
	Number      string
	UserID      string // whose it is, as far as the list says
	UserLogin   string
	LocationID  string
	ServiceType string
	DIDs        []string
}

// Location is an office of the account.
type Location struct{ ID, Name string }

// envelope is what a HAL page says about itself.
type envelope struct {
	number, size, total, pages *int
	pageKey                    string // the key that held the page number
	listKey                    string // the key that held the list
	bare                       bool
}
