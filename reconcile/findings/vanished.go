package findings

// L07: an account whose person was in HR when a run last looked and is on no row
// now. It stands beside O01 and says who it was. It is raised until the account
// is placed otherwise, and not on one night only: nobody has asked HR because a
// second run came by.

import (
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/history"
	"rollcall/reconcile/match"
)

// matchedIn begins the rule of an L07; what follows is the run.
const matchedIn = "matched in "

func (v *view) goneFromHR(s subject) {
	past, known := v.in.Earlier.Of(v.pop.Product, s.account.ID)
	if !known || past.Person == "" || s.placement.Exception != nil || !v.here.Missing(past.EmployeeID, past.Email) {
		return
	}
	run := past.Since
	if run == "" {
		run = "run " + v.in.Earlier.Run + " as of " + v.in.Earlier.AsOf.String()
	}
	who := strings.Trim(past.EmployeeID+" "+bracketed(past.Email), " ")
	v.raiseOn(s, "L07", reconcile.Finding{
		Person: reconcile.PersonRef{Key: past.Person, EmployeeID: past.EmployeeID, Email: past.Email},
		Field:  "person", Rule: matchedIn + run,
		Values: reconcile.FieldValues{HR: string(past.State), Vonage: stateWord(s.account)},
		Detail: run + " matched the account to " + who + ", " + string(past.State) + " in HR then; no HR row states that person now",
	})
}

func bracketed(email string) string {
	if email == "" {
		return ""
	}
	return "<" + email + ">"
}

// keysNow are the keys of this run's people, if there is an account that the
// earlier run matched to somebody and this one did not.
func (in Input) keysNow() *Gone {
	for p := range in.Links.Products {
		links := &in.Links.Products[p]
		pop := in.population(links.Product)
		for i := range links.Placements {
			if links.Placements[i].Result == match.Matched {
				continue
			}
			if past, known := in.Earlier.Of(links.Product, pop.Accounts[i].ID); known && past.Person != "" {
				return NewGone(in.Roster)
			}
		}
	}
	return nil
}

// Remember takes the person of an account from an L07 of the earlier run, which
// is how that run knew of them: it matched the account to nobody itself.
func Remember(links *reconcile.PastLinks, f *history.Open) {
	past, known := links.Of(f.Product, f.Account)
	if f.Code != "L07" || !known || past.Person != "" {
		return
	}
	past.Person, past.EmployeeID, past.Email = f.Person.Key, f.Person.EmployeeID, f.Person.Email
	past.State, past.Since = reconcile.State(f.HR), strings.TrimPrefix(f.Rule, matchedIn)
	if links.By == nil {
		links.By = map[reconcile.Product]map[string]reconcile.PastLink{}
	}
	if links.By[f.Product] == nil {
		links.By[f.Product] = map[string]reconcile.PastLink{}
	}
	links.By[f.Product][f.Account] = past
}
