package vcc

// The wire shapes. Nothing here speaks HTTP.

import "rollcall/vonage/internal/rest"

// User is a user of the account. Fields of an older, flat form of the API are
// read into the same places.
type User struct {
	rest.Item
	ID       string // userId; the user name where the flat form has no id
	Username rest.Text
	Name     rest.Text
	Email    rest.Text
	SSOID    rest.Text

	LastLogin      rest.Text // ISO 8601, UTC
	Active, Locked rest.Flag

	Role       rest.Text
	Chargeable rest.Flag
	ActAsAgent rest.Flag

	AgentID    rest.Text    // agentDisplayId
	Country    rest.Text    // agentConfiguration.location, a dialling country
	Extension  rest.Text    // telephonyAddress.telephonyExtension
	Associated []Associated // nil when there is no such list, of length 0 when it is empty
}

// Associated is a user of another Vonage application that belongs to this one.
type Associated struct{ Username, Application string }

// envelope is what a page says about itself.
type envelope struct {
	number, pages, total *int
	listKey              string
	bare                 bool
}
