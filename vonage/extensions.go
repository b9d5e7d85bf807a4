package vonage

// Extensions and locations of VBC, joined to the users: one extra pass over
// two lists, never a request per user. They are an extra: the verdict over the
// users stands, whatever becomes of this pass, and the proof says what that was.

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"rollcall/reconcile"
	"rollcall/vonage/internal/rest"
	"rollcall/vonage/vbc"
)

// checkExtensions is the proof's line about this pass. It is always OK: it
// states a limitation and is no part of completeness.
const checkExtensions reconcile.CheckID = "extensions"

// addExtensions reads both lists and joins them to the accounts. The source says
// how many a page to ask for, and with how many workers. It returns the
// extensions as far as they were read.
func (s *session) addExtensions(ctx context.Context, pop *reconcile.Population, wire *vbc.Client, src rest.Source[vbc.Extension]) []vbc.Extension {
	walk, names, locationErr := s.extensions(ctx, wire, src)
	joined, loose := joinExtensions(pop.Accounts, walk.Items, names)
	gaps := slices.ContainsFunc(walk.Proof.Checks, func(c rest.Check) bool { return !c.OK })
	if walk.Err == nil && !gaps && (joined > 0 || loose == 0) {
		withoutLine(pop.Accounts)
	}
	pop.Proof.Checks = append(pop.Proof.Checks, reconcile.Check{ID: checkExtensions, OK: true,
		Detail: extensionWords(ctx, walk, joined, loose, locationErr)})
	return walk.Items
}

// extensions reads both lists. The source is as of addExtensions.
func (s *session) extensions(ctx context.Context, wire *vbc.Client, src rest.Source[vbc.Extension]) (walk rest.Result[vbc.Extension], names map[string]string, locationErr error) {
	s.waitNote("reading extensions")
	src.First = func(ctx context.Context) (rest.Page[vbc.Extension], error) { return wire.Extensions(ctx, -1) }
	src.At, src.Resize, src.Pause = wire.Extensions, wire.AskExtensions, s.pause()
	wire.AskExtensions(src.Asked, false)
	src.ID = func(x *vbc.Extension) string { return or(x.ID, "number "+x.Number) }
	walk = rest.Walk(ctx, src)
	if walk.Err == nil {
		names, locationErr = s.locations(ctx, wire)
	}
	return walk, names, locationErr
}

// waitNote tells the caller what goes on, without a wait.
func (s *session) waitNote(note string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.report(0, note)
}

// locations gives the names of the offices by id.
func (s *session) locations(ctx context.Context, wire *vbc.Client) (map[string]string, error) {
	list, err := wire.Locations(ctx)
	if err != nil {
		return nil, err
	}
	names := make(map[string]string, len(list))
	for _, l := range list {
		names[l.ID] = l.Name
	}
	return names, nil
}

// extensionWords says what became of the pass.
func extensionWords(ctx context.Context, walk rest.Result[vbc.Extension], joined, loose int, locationErr error) string {
	if walk.Err != nil {
		return "extensions and locations were not read, so only those that the users themselves name are known: " + whyUnread(ctx, walk.Err)
	}
	words := fmt.Sprintf("%d extensions read, %d joined to a user, %d without a user", len(walk.Items), joined, loose)
	for _, c := range walk.Proof.Checks {
		if !c.OK {
			words += "; the list may have gaps: " + c.Detail
		}
	}
	if locationErr != nil {
		words += "; the names of locations were not read: " + whyUnread(ctx, locationErr)
	}
	return words
}

func whyUnread(ctx context.Context, err error) string {
	if ctx.Err() != nil {
		return "the run was stopped"
	}
	return err.Error()
}

// owners finds the account that an extension belongs to.
type owners struct{ byID, byLogin map[string]int }

func ownersOf(accounts []reconcile.Account) owners {
	o := owners{make(map[string]int, len(accounts)), make(map[string]int, len(accounts))}
	for i := range accounts {
		o.byID[accounts[i].ID] = i
		if login := accounts[i].Login; login != "" {
			o.byLogin[strings.ToLower(login)] = i
		}
	}
	return o
}

// find gives the index of the account, by user id or login.
func (o owners) find(x vbc.Extension) (int, bool) {
	i, ok := o.byID[x.UserID]
	if !ok && x.UserID == "" && x.UserLogin != "" {
		i, ok = o.byLogin[strings.ToLower(x.UserLogin)]
	}
	return i, ok
}

// joinExtensions puts extensions on the accounts they belong to, by user id or
// login. It returns how many found an account and how many name no user that
// is there.
func joinExtensions(accounts []reconcile.Account, list []vbc.Extension, names map[string]string) (joined, loose int) {
	whose := ownersOf(accounts)
	touched := map[int]bool{}
	for _, x := range list {
		i, ok := whose.find(x)
		if !ok {
			loose++
			continue
		}
		joined++
		touched[i] = true
		putExtension(&accounts[i], x, or(names[x.LocationID], x.LocationID))
	}
	for i := range touched {
		sortExtensions(&accounts[i])
		locate(&accounts[i])
	}
	return joined, loose
}

// withoutLine notes that an account which no extension was joined to has none: the
// list was read to its end, and it says whose an extension is.
func withoutLine(accounts []reconcile.Account) {
	for i := range accounts {
		if accounts[i].Extensions == nil {
			accounts[i].Extensions = []reconcile.Extension{}
		}
	}
}

// putExtension adds what the list says to the extension of the same number, or
// adds the extension.
func putExtension(a *reconcile.Account, x vbc.Extension, location string) {
	at := slices.IndexFunc(a.Extensions, func(have reconcile.Extension) bool { return have.Number == x.Number })
	if at < 0 {
		a.Extensions = append(a.Extensions, reconcile.Extension{Number: x.Number})
		at = len(a.Extensions) - 1
	}
	have := &a.Extensions[at]
	have.Location = or(location, have.Location)
	have.ServiceType = or(x.ServiceType, have.ServiceType)
	for _, did := range x.DIDs {
		have.DIDs = addNumber(have.DIDs, did)
	}
}

// addNumber adds a direct number, unless it is there already: the lists write
// the same number with and without "+" and spaces. The first form stays.
func addNumber(numbers []string, number string) []string {
	same := func(have string) bool { return dialled(have) == dialled(number) }
	if slices.ContainsFunc(numbers, same) {
		return numbers
	}
	return append(numbers, number)
}

// dialled is the digits of a number, or the text itself where it has none.
func dialled(number string) string {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, number)
	return or(digits, number)
}

// locate gives an account the location of its extensions, where the product
// states none for the user and they all agree.
func locate(a *reconcile.Account) {
	if a.Location.Known() {
		return
	}
	place := ""
	for _, x := range a.Extensions {
		if x.Location == "" || (place != "" && x.Location != place) {
			return
		}
		place = x.Location
	}
	if place != "" {
		a.Location = reconcile.Supplied(place)
	}
}
