package vonage

// What one row of the call log says: whose use it is, and whether it is use.
//
// Use is a call that an account made, whatever became of it, and a call that it
// answered. A missed call is never use: a call to a group is logged as missed
// for each of its members. Of an inbound call whose result is not known nobody
// can say that it was answered: it is counted, and is not use.
//
// A row names the account by login. Logins are compared without case, because
// the two APIs write them differently, and where that finds nobody, without the
// login suffix on either side (it belongs to the sign-in). Another part behind @
// is never taken off: it may tell two people apart. Only a row without a login
// goes by extension: a login that nobody has is somebody who is gone, and the
// extension may be another's by now. What leads to two accounts leads to none.

import (
	"crypto/sha256"
	"strconv"
	"strings"
	"time"
	"unique"

	"rollcall/reconcile"
	"rollcall/vonage/vbc"
)

// rowKind is what a row is.
type rowKind uint8

const (
	rowNoUse    rowKind = iota
	rowUse              // a call that was made or answered
	rowOdd              // nobody can tell
	rowTimeless         // its start cannot be read
)

// callRow is what is kept of a row until its period is read: few bytes, because
// a period may hold a million.
type callRow struct {
	key     [16]byte // no two rows share one
	start   int64    // in seconds since 1970, UTC
	result  unique.Handle[string]
	account int32 // index, nobody when no account is known
	kind    rowKind
}

// nobody stands where no account is known, or more than one.
const nobody int32 = -1

// callers finds accounts by what rows call them.
type callers struct {
	suffix                string // of logins, in lower case; empty when there is none
	logins, bare, numbers map[string]int32
}

func callersOf(accounts []reconcile.Account, suffix string) *callers {
	if suffix == noSuffix {
		suffix = ""
	}
	c := &callers{strings.ToLower(suffix), map[string]int32{}, map[string]int32{}, map[string]int32{}}
	for i := range accounts {
		if login := strings.ToLower(accounts[i].Login); login != "" {
			claim(c.logins, login, int32(i))
			claim(c.bare, strings.TrimSuffix(login, c.suffix), int32(i))
		}
		for _, x := range accounts[i].Extensions {
			if x.Number != "" {
				claim(c.numbers, x.Number, int32(i))
			}
		}
	}
	return c
}

// claim gives a name to an account; a name that two claim leads to nobody.
func claim(names map[string]int32, name string, account int32) {
	if have, taken := names[name]; taken && have != account {
		account = nobody
	}
	names[name] = account
}

// find gives the account that a login, or else an extension, leads to.
func (c *callers) find(login, extension string) int32 {
	login, extension = strings.ToLower(strings.TrimSpace(login)), strings.TrimSpace(extension)
	names, name := c.numbers, extension
	if login != "" {
		names, name = c.logins, login
		if _, known := names[name]; !known {
			names, name = c.bare, strings.TrimSuffix(login, c.suffix)
		}
	}
	if account, known := names[name]; known {
		return account
	}
	return nobody
}

// row keeps of a wire row what is needed.
func (c *callers) row(call *vbc.Call) callRow {
	sum := sha256.Sum256([]byte(call.ID + "\x00" + call.Hash))
	r := callRow{key: [16]byte(sum[:16]), account: nobody}
	start, ok := callTime(call.Start)
	if !ok {
		r.kind = rowTimeless
		return r
	}
	r.start = start.Unix()
	switch strings.ToLower(strings.TrimSpace(call.Direction)) {
	case "outbound":
		r.kind, r.account = rowUse, c.find(call.SourceUser, call.SourceExtension)
	case "inbound":
		r.kind = inbound(call.Result)
		r.account = c.find(call.DestinationUser, call.DestinationExtension)
	default:
		r.kind = rowOdd
		call.Result = "direction " + call.Direction
	}
	if r.kind == rowOdd {
		r.result = unique.Make(or(strings.TrimSpace(call.Result), "no result"))
	}
	return r
}

// inbound judges the result of an inbound call. Vonage lists no results; these
// were seen.
func inbound(result string) rowKind {
	switch strings.ToLower(strings.TrimSpace(result)) {
	case "answered", "completed":
		return rowUse
	case "missed", "voicemail", "busy", "rejected", "cancelled", "canceled":
		return rowNoUse
	}
	return rowOdd
}

// callTime reads the start of a call: UTC without a zone, ISO 8601, or the time
// since 1970 in seconds, milliseconds or microseconds, told apart by their size.
func callTime(text string) (time.Time, bool) {
	text = strings.TrimSpace(text)
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		switch {
		case n < 1e8:
			return time.Time{}, false // no call is that old: it is no such number
		case n < 1e11:
			return time.Unix(n, 0).UTC(), true
		case n < 1e14:
			return time.UnixMilli(n).UTC(), true
		}
		return time.UnixMicro(n).UTC(), true
	}
	if t, ok := parseTime(text); ok {
		return t, !t.IsZero()
	}
	t, err := time.Parse("2006-01-02T15:04:05.999999999Z0700", text)
	return t.UTC(), err == nil
}
