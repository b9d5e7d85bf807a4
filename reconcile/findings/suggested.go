package findings

// Accounts that may belong to somebody in HR although no key says so: O05. It
// stands beside what else was found about the account and takes nothing back.

import (
	"strconv"
	"strings"

	"rollcall/reconcile"
)

// suggested raises O05 once for each account that has a suggestion. The two
// sides of a rename have been found already.
func (v *view) suggested() {
	last := -1
	for i := range v.in.Suggestions {
		s := &v.in.Suggestions[i]
		if s.Product != v.pop.Product || s.Account == last {
			continue
		}
		last = s.Account // the likeliest person comes first
		account := &v.pop.Accounts[s.Account]
		if len(v.links.Renamed(s.Account)) > 0 {
			continue
		}
		person := v.in.Roster.People.At(s.Person)
		agrees, disagrees := s.Words(account, person)
		v.raiseOn(subject{account: account, placement: &v.links.Placements[s.Account]}, "O05", reconcile.Finding{
			Field: "person", Rule: string(s.Rule), HRRows: person.RowNumbers(),
			Values: reconcile.FieldValues{HR: person.Name() + " <" + person.Email.Raw + ">", Vonage: accountWords(account)},
			Detail: "the account may belong to " + quoted(person.Name()) + " (" + string(s.Rule) + ", " + count(s.Points, "point") + others(s.Others) + "): " +
				agreement(agrees, disagrees),
		})
	}
}

func accountWords(a *reconcile.Account) string {
	if a.Email.Raw == "" {
		return "login " + quoted(a.Login)
	}
	return a.Email.Raw
}

func others(n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return ", or to one other person"
	default:
		return ", or to " + strconv.Itoa(n) + " others"
	}
}

// agreement is both lists of a suggestion in one sentence.
func agreement(agrees, disagrees []string) string {
	text := "the two agree on " + strings.Join(agrees, "; ")
	if len(disagrees) > 0 {
		text += "; they disagree on " + strings.Join(disagrees, "; ")
	}
	return text
}
