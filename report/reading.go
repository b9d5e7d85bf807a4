package report

// How far each product was read, in words. A zero is a fact only where a
// product was read: everything that prints a count of a product asks here.

import (
	"fmt"
	"slices"
	"strings"

	"rollcall/reconcile"
)

const (
	wordNotRead   = "not read" // in the place of a number that nobody knows
	emptySentence = "No items in this run"
)

// unread reports whether nothing of a product was read, so that a zero would
// state what nobody knows.
func (x *index) unread(p reconcile.Product) bool {
	px := x.of(p)
	return px == nil || px.links == nil || !px.pop.Complete() && len(px.pop.Accounts) == 0
}

// allUnread reports whether no product was read at all.
func (x *index) allUnread() bool {
	return !slices.ContainsFunc(reconcile.Products(), func(p reconcile.Product) bool { return !x.unread(p) })
}

// inPart reports whether a product was read, but not completely.
func (x *index) inPart(p reconcile.Product) bool { return !x.unread(p) && !x.of(p).pop.Complete() }

// whole reports whether every product was read completely.
func (x *index) whole() bool {
	return !slices.ContainsFunc(reconcile.Products(), func(p reconcile.Product) bool { return x.unread(p) || x.inPart(p) })
}

// nothing is what an empty sheet about products says; without arguments it is
// about all of them.
func (x *index) nothing(products ...reconcile.Product) string {
	words := emptySentence
	for _, p := range reconcile.Products() {
		if len(products) > 0 && !slices.Contains(products, p) {
			continue
		}
		if px := x.of(p); px == nil {
			words += "; " + x.left(p)
		} else if x.unread(p) || x.inPart(p) {
			words += fmt.Sprintf("; %s was not read completely", p)
		}
	}
	return words
}

// left says of a product that it was left out. Nobody chose that where nothing was
// held against anything: a rejected HR file stops the reading of every product.
func (x *index) left(p reconcile.Product) string {
	if !x.hasPopulations() {
		return string(p) + " was not read"
	}
	return string(p) + " was not asked for"
}

// columnTitle is a product over its column of numbers.
func (x *index) columnTitle(p reconcile.Product) string {
	switch {
	case x.unread(p):
		return string(p) + " (not read)"
	case x.inPart(p):
		return string(p) + " (in part)"
	default:
		return string(p)
	}
}

// allTitle is what the numbers of all products together are of.
func (x *index) allTitle() string {
	if x.whole() {
		return "Total"
	}
	return "Total read"
}

// chartTitle names the products that a chart shows nothing of, or not all.
func (x *index) chartTitle(title string) string {
	var parts []string
	for _, p := range reconcile.Products() {
		if words := x.columnTitle(p); words != string(p) {
			parts = append(parts, strings.NewReplacer("(", "", ")", "").Replace(words))
		}
	}
	if len(parts) == 0 {
		return title
	}
	return title + " (" + strings.Join(parts, ", ") + ")"
}

// readingNotes are the sentences under a table of numbers, one for each product
// that was not read completely.
func (x *index) readingNotes() []string {
	var out []string
	for _, p := range reconcile.Products() {
		switch {
		case x.of(p) == nil:
			out = append(out, x.left(p)+" in this run: what it holds is not known, and that is not zero.")
		case x.of(p).links == nil && x.of(p).pop.Complete():
			out = append(out, fmt.Sprintf("%s was not held against HR: what it holds is not counted here, and that is not zero.", p))
		case x.unread(p):
			out = append(out, fmt.Sprintf("%s could not be read: what it holds is not known, and that is not zero.", p))
		case x.inPart(p):
			out = append(out, fmt.Sprintf("%s was not read completely: its numbers are of what was read, and there may be more.", p))
		}
	}
	return out
}

// notCovered says which products the tie-outs cannot vouch for; empty when they
// cover everything.
func (x *index) notCovered() string {
	words := ""
	for _, p := range reconcile.Products() {
		px := x.of(p)
		switch {
		case px == nil:
			words += fmt.Sprintf("; %s was not asked for and is not covered by them", p)
		case px.links == nil:
			words += fmt.Sprintf("; %s was not read and is not covered by them", p)
		case !px.pop.Complete():
			words += fmt.Sprintf("; %s was not read completely and they cover only what was read of it", p)
		}
	}
	return words
}
