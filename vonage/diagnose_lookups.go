package vonage

// Whether looking a single user up can be believed. A filter that a server
// ignores gives the whole list, one that matches by the beginning of a text
// gives others too, and one that minds upper and lower case misses somebody who
// is there. Each way is tried with the address of a user that was seen: as it
// is, shortened by a letter, and in the other case.

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"

	"rollcall/reconcile"
	"rollcall/vonage/internal/rest"
	"rollcall/vonage/vbc"
	"rollcall/vonage/vcc"
)

// What a look-up that cannot be believed means.
const rowByRow = "nothing has to be done: every user that a look-up gives is held against the address, and only a whole reading says that somebody is missing"

// lookup finds the users that a filter leaves, as accounts.
type lookup func(ctx context.Context, filter, value string) (rest.Page[reconcile.Account], error)

// byEmail tries the filter by email, and reports whether an empty answer to it
// means that there is nobody.
func (c *checkup) byEmail(ctx context.Context, l *listing, find lookup) (believed bool) {
	one := withEmail(l.Items)
	if one == nil {
		c.notChecked(DiagnoseLookups, "", "no user on the first page has an address to look up")
		return false
	}
	p := probe{find: func(value string) ([]reconcile.Account, error) {
		page, err := find(ctx, vbc.FilterEmail, value)
		return page.Items, err
	}}
	p.run(one.Email)
	switch {
	case p.err != nil:
		c.mention(ctx, DiagnoseLookups, p.err, "look-ups by email do not work", rowByRow)
	case p.fault != "":
		c.note(DiagnoseLookups, rowByRow, "%s", p.fault)
	default:
		c.ok(DiagnoseLookups, "the filter by email is honest: the address of a user gives %s, one that cannot exist none, and upper and lower case are the same", rest.Users(p.own))
		return true
	}
	return p.complete && p.err == nil
}

// withEmail is the first account that has a usable address.
func withEmail(accounts []reconcile.Account) *reconcile.Account {
	for i := range accounts {
		if accounts[i].Email.Key != "" {
			return &accounts[i]
		}
	}
	return nil
}

// probe tries a filter by email in three ways.
type probe struct {
	find func(value string) ([]reconcile.Account, error)

	own      int    // users with the address that was asked for
	fault    string // why the filter cannot be believed, empty when it can
	complete bool   // with a fault: everybody who is there is among what it gives
	err      error
}

func (p *probe) run(address reconcile.Email) {
	whole := strings.TrimSpace(address.Raw)
	for _, try := range []func(string, reconcile.EmailKey){p.itself, p.shortened, p.otherCase} {
		try(whole, address.Key)
		if p.err != nil || p.fault != "" {
			return
		}
	}
}

// itself asks for the address of somebody who is there.
func (p *probe) itself(whole string, key reconcile.EmailKey) {
	rows, err := p.find(whole)
	own, others := split(rows, key)
	p.own, p.err = len(own), err
	switch {
	case err != nil:
	case len(others) > 0:
		p.strange(whole, others)
	case len(own) == 0:
		p.fault = "the filter by email is not honest: it gives nobody for the address of a user on the first page"
	}
}

// shortened asks for an address that cannot exist: that of somebody, without its
// last letter. A server may refuse it as no address.
func (p *probe) shortened(whole string, _ reconcile.EmailKey) {
	_, size := utf8.DecodeLastRuneInString(whole)
	short := whole[:len(whole)-size]
	rows, err := p.find(short)
	if isStatus(err, http.StatusBadRequest) || isMissing(err) {
		return
	}
	p.err = err
	email, _ := reconcile.ParseEmail(short)
	if _, others := split(rows, email.Key); len(others) > 0 {
		p.strange(short, others)
	}
}

// otherCase asks for the address in the other case.
func (p *probe) otherCase(whole string, key reconcile.EmailKey) {
	rows, err := p.find(strings.Map(otherCase, whole))
	p.err = err
	if own, _ := split(rows, key); err == nil && len(own) == 0 {
		p.fault = "the filter by email minds upper and lower case, so an address that is written otherwise is not found"
	}
}

func otherCase(r rune) rune {
	switch {
	case r > unicode.MaxASCII:
		return r
	case unicode.IsUpper(r):
		return unicode.ToLower(r)
	}
	return unicode.ToUpper(r)
}

// strange says what others mean that came for an address.
func (p *probe) strange(asked string, others []reconcile.Account) {
	asked = strings.ToLower(asked)
	begins, holds := true, true
	for i := range others {
		email := strings.ToLower(others[i].Email.Raw)
		begins = begins && strings.HasPrefix(email, asked)
		holds = holds && strings.Contains(email, asked)
	}
	p.complete = true
	switch {
	case begins:
		p.fault = fmt.Sprintf("the filter by email is loose: it matches the beginning of an address, and gave %s with another address", rest.Users(len(others)))
	case holds:
		p.fault = fmt.Sprintf("the filter by email is loose: it matches a part of an address, and gave %s with another address", rest.Users(len(others)))
	default:
		p.fault = fmt.Sprintf("the filter by email is ignored: %s with other addresses came", rest.Users(len(others)))
	}
}

// split parts users with an address from others.
func split(rows []reconcile.Account, key reconcile.EmailKey) (own, others []reconcile.Account) {
	for i := range rows {
		if rows[i].Email.Key == key {
			own = append(own, rows[i])
		} else {
			others = append(others, rows[i])
		}
	}
	return own, others
}

// findVBC looks a canary up by email and by login. A server may ignore a filter:
// where others came and there are more, nothing is known. believed says that an
// empty answer means nobody.
func findVBC(find lookup, how *search, believed bool) func(context.Context, string, int) (sighting, int, error) {
	return func(ctx context.Context, name string, most int) (sighting, int, error) {
		type ask struct{ filter, value string }
		name = strings.TrimSpace(name)
		bare := name
		if n := len(name) - len(how.suffix); n > 0 && strings.EqualFold(name[n:], how.suffix) {
			bare = name[:n]
		}
		asks := []ask{{vbc.FilterLogin, bare}}
		if _, err := reconcile.ParseEmail(name); err == nil {
			asks = []ask{{vbc.FilterEmail, name}, {vbc.FilterLogin, bare}}
		}
		what, used := sightAbsent, 0
		for _, a := range asks {
			if used == most {
				return sightUnknown, used, nil
			}
			page, err := find(ctx, a.filter, a.value)
			used++
			switch {
			case err != nil:
				return sightUnknown, used, err
			case how.among(page.Items, name):
				return sightSeen, used, nil
			case !believed, len(page.Items) > 0 && (page.Total == nil || *page.Total > len(page.Items)):
				what = sightUnknown
			}
		}
		return what, used, nil
	}
}

// noSuchName is a user name that cannot exist: the portal takes no blanks in one.
const noSuchName = "no such user (rollcall doctor)"

// byUsername tries the look-up by user name, and reports whether 404 means that
// there is nobody.
func (c *checkup) byUsername(ctx context.Context, l *listing, wire *vcc.Client) (believed bool) {
	one := withLogin(l.Items)
	if one == nil {
		c.notChecked(DiagnoseLookups, "", "no user on the first page has a user name to look up")
		return false
	}
	found, err := wire.ByUsername(ctx, one.Login)
	switch {
	case isMissing(err):
		c.note(DiagnoseLookups, rowByRow, "the look-up by user name is not honest: it does not find a user of the first page")
		return false
	case err != nil:
		c.mention(ctx, DiagnoseLookups, err, "look-ups by user name do not work", rowByRow)
		return false
	case !strings.EqualFold(found.Username.Value, one.Login):
		c.note(DiagnoseLookups, rowByRow, "the look-up by user name is not honest: it gives another user than the one that was asked for")
		return false
	}
	_, err = wire.ByUsername(ctx, noSuchName)
	switch {
	case err == nil:
		c.note(DiagnoseLookups, rowByRow, "the look-up by user name is loose: it gives a user for a name that cannot exist")
		return false
	case !isMissing(err) && !isStatus(err, http.StatusBadRequest):
		c.mention(ctx, DiagnoseLookups, err, "the look-up of a name that cannot exist failed", rowByRow)
		return false
	}
	c.ok(DiagnoseLookups, "the look-up by user name is honest: a user of the first page is found, and a name that cannot exist is not")
	return true
}

// withLogin is the first account that has a user name.
func withLogin(accounts []reconcile.Account) *reconcile.Account {
	for i := range accounts {
		if accounts[i].Login != "" {
			return &accounts[i]
		}
	}
	return nil
}

// findVCC looks a canary up by user name. VCC has no look-up by email: an
// address that is no user name may be that of somebody further down the list.
func findVCC(wire *vcc.Client, how *search, convert func(*vcc.User, sheet) reconcile.Account, believed bool) func(context.Context, string, int) (sighting, int, error) {
	return func(ctx context.Context, name string, _ int) (sighting, int, error) {
		name = strings.TrimSpace(name)
		u, err := wire.ByUsername(ctx, name)
		switch {
		case err == nil && how.among([]reconcile.Account{convert(&u, sheet{})}, name):
			return sightSeen, 1, nil
		case isMissing(err) && believed && !strings.Contains(name, "@"):
			return sightAbsent, 1, nil
		case err == nil || isMissing(err):
			return sightUnknown, 1, nil
		}
		return sightUnknown, 1, err
	}
}
