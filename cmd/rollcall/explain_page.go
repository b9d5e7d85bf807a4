package main

// The page of explain: the dossier in words, people first, then accounts.

import (
	"fmt"
	"slices"
	"strings"

	"rollcall/reconcile/explain"
	"rollcall/report"
)

// dossierPage prints a dossier.
func dossierPage(d *explain.Dossier, rep *report.Report, width int, colour bool) string {
	p := &pageText{width: width, colour: colour}
	p.beside("", fmt.Sprintf("%s on %s: %d people, %d accounts", strings.TrimSpace(d.Asked), d.AsOf, len(d.People), len(d.Accounts)))
	for _, remark := range d.Remarks {
		p.beside("", remark)
	}
	for i := range d.People {
		p.dossierPerson(&d.People[i])
	}
	for i := range d.Rejected {
		r := &d.Rejected[i]
		p.heading("HR " + r.Row + " was rejected")
		for _, q := range r.Quality {
			p.beside(indent, q)
		}
	}
	for i := range d.Accounts {
		p.dossierAccount(&d.Accounts[i])
	}
	return p.String()
}

func (p *pageText) dossierPerson(who *explain.Person) {
	p.heading(fmt.Sprintf("Person %s  %s <%s>", who.Key, who.Name, who.Email))
	p.say("HR says", "%s: %s", who.State, who.Why)
	for _, r := range who.Rows {
		p.say("Row", "%s (%s)", r.Row, r.Disposition)
		for _, q := range r.Quality {
			p.say("", "%s", q)
		}
	}
	for _, k := range who.Keys {
		words := fmt.Sprintf("%s %q", k.Field, k.Written)
		if k.Key != "" && k.Key != k.Written {
			words += fmt.Sprintf(", compared as %q", k.Key)
		}
		p.say("Key", "%s", join(words, bracket(k.Changes), k.Remark))
	}
	for i := range who.Products {
		s := &who.Products[i]
		p.say(string(s.Product), "%s", s.Says)
		if s.Expected != "" {
			p.say("", "an account is expected: %s", s.Expected)
		}
		p.steps(s.Steps)
		p.plan(s.Policy)
	}
	p.dossierFindings(slices.DeleteFunc(slices.Clone(who.Findings), func(f explain.Finding) bool { return f.Account != "" }))
}

func (p *pageText) dossierAccount(a *explain.Account) {
	p.heading(fmt.Sprintf("%s account %s  %s <%s>", a.Product, a.ID, a.Name, a.Email))
	p.say("It has", "%s", join("login "+a.Login, roleWords(a.Role), accountState(a), keyWords(a)))
	placed := string(a.Result)
	if a.Person != "" {
		placed += fmt.Sprintf(" by %s (%s) to %s", a.Method, a.Class, a.Person)
	}
	p.say("Placed", "%s", join(placed, a.Evidence))
	p.steps(a.Steps)
	for _, e := range a.Exceptions {
		holds := "in force"
		if !e.Holds {
			holds = "expired"
		}
		p.say("Exception", "row %d (%s): %s", e.Row, holds, e.Words)
	}
	for _, s := range a.Suggestions {
		p.say("Might be", "%s %s: %s, %d points; agrees: %s; disagrees: %s", s.Person, s.Name, s.Rule, s.Points, orNone(s.Agrees), orNone(s.Disagrees))
	}
	if a.Earlier != "" {
		p.say("Before", "%s", a.Earlier)
	}
	if a.Result == "matched" {
		p.say("Supports", "%s", supportWords(&a.Supports))
	}
	p.dossierFindings(a.Findings)
	p.plan(a.Policy)
}

func (p *pageText) plan(sentences []string) {
	for i, sentence := range sentences {
		label := ""
		if i == 0 {
			label = "Plan"
		}
		p.say(label, "%s", sentence)
	}
}

func (p *pageText) steps(steps []explain.Step) {
	for i, s := range steps {
		label := ""
		if i == 0 {
			label = "Rules"
		}
		p.say(label, "%s %s: %s", s.Rule, s.Verdict, join(strings.Join(s.Keys, ", "), s.Why))
	}
}

func (p *pageText) dossierFindings(found []explain.Finding) {
	for i := range found {
		f := &found[i]
		p.say("Finding", "%s %s %s since %s: %s. %s.", f.Code, f.Severity, f.ID, f.Since, f.Detail, f.Action)
	}
}

func supportWords(s *explain.Supports) string {
	words := []string{}
	for _, use := range []struct {
		name string
		yes  bool
	}{{"report", s.Report}, {"update", s.Update}, {"removal", s.Removal}} {
		if use.yes {
			words = append(words, use.name)
		} else {
			words = append(words, "no "+use.name)
		}
	}
	return join(strings.Join(words, ", "), s.Why)
}

func accountState(a *explain.Account) string {
	if a.State == "" {
		return "no state supplied, so it counts as active"
	}
	return string(a.State)
}

func roleWords(role string) string {
	if role == "" {
		return ""
	}
	return "role " + role
}

func keyWords(a *explain.Account) string {
	if a.EmailKey == "" || a.EmailKey == a.Email {
		return ""
	}
	return fmt.Sprintf("address compared as %q %s", a.EmailKey, bracket(a.EmailChange))
}

func bracket(s string) string {
	if s == "" {
		return ""
	}
	return "(" + s + ")"
}

func orNone(list []string) string {
	if len(list) == 0 {
		return "nothing"
	}
	return strings.Join(list, ", ")
}

// join puts the parts that are not blank behind each other.
func join(parts ...string) string {
	out := ""
	for _, part := range parts {
		switch {
		case part == "":
		case out == "":
			out = part
		case strings.HasPrefix(part, "("):
			out += " " + part
		default:
			out += "; " + part
		}
	}
	return out
}
