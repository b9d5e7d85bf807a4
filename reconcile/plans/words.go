package plans

// How actions, fields and numbers are said in a sentence.

import (
	"cmp"
	"strings"

	"rollcall/reconcile"
)

// words is an action in a sentence: "deactivate ada@x.example (VCC)".
func (a *Action) words() string {
	return string(a.Kind) + " " + cmp.Or(a.Email, a.Login, a.AccountID, a.Name) + " (" + string(a.Product) + ")"
}

// words is an extension with its direct numbers.
func (n Number) words() string {
	text := "extension " + n.Extension
	if len(n.Direct) > 0 {
		text += " with " + strings.Join(n.Direct, " and ")
	}
	return text
}

// changesWords are changes in a sentence.
func changesWords(changes []Change) string {
	words := make([]string, len(changes))
	for i, c := range changes {
		words[i] = c.Field + " was " + quoted(c.Before) + " and is " + quoted(c.After)
	}
	return strings.Join(words, ", ")
}

// quoted puts a value in quotes, but not what stands in place of one.
func quoted(s string) string {
	if s == NotSupplied || s == NoAccount {
		return s
	}
	return `"` + s + `"`
}

// key is the product as it is written in configuration and flags.
func key(p reconcile.Product) string { return strings.ToLower(string(p)) }
