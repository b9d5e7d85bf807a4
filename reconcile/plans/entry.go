package plans

// The lines of the journal. No line holds an address, a name or a secret: those
// are in the plan.

import (
	"time"

	"rollcall/reconcile"
)

// Event is what a line of the journal is about.
type Event string

// The events. A journal begins with EventBegin and is open until EventEnd or
// EventAbandon.
const (
	EventBegin   Event = "begin"
	EventAction  Event = "action"
	EventLook    Event = "look" // looking showed that the request before was not carried out: it may be sent once more
	EventStop    Event = "stop" // a rule or a refused sign-in, which Detail names, ended a run before its end; it may be gone on with
	EventResume  Event = "resume"
	EventEnd     Event = "end"
	EventAbandon Event = "abandon"
)

// Entry is one line of journal.jsonl, after its hash: Previous is the SHA-256 of
// the line before, of 64 zeros in the first one.
type Entry struct {
	Sequence int       `json:"seq"` // from 1
	Previous string    `json:"prev"`
	At       time.Time `json:"at"`
	Event    Event     `json:"event"`
	Run      string    `json:"run"`
	Plan     string    `json:"plan_sha256"`

	Action    string            `json:"action,omitempty"`
	Product   reconcile.Product `json:"product,omitempty"`
	Kind      Kind              `json:"kind,omitempty"`
	Attempt   int               `json:"attempt,omitempty"` // of the write, from 1
	State     State             `json:"state,omitempty"`
	Status    int               `json:"http_status,omitempty"`
	RequestID string            `json:"request_id,omitempty"`
	AccountID string            `json:"account_id,omitempty"`
	Verified  string            `json:"verified,omitempty"`
	Detail    string            `json:"detail,omitempty"`
}
