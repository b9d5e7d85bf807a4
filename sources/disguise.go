package sources

// Headers that look like a known one and are not: a Cyrillic or Greek letter
// among Latin ones, as they come in by copying. Such a column must not be
// missed in silence, because without the status, or without a date, the rest of
// the row says something else about a person.

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"rollcall/reconcile"
)

// disguise is a column whose header looks like that of a field.
type disguise struct {
	column int
	field  string
}

// latinTwin gives the Latin letter that a lower-case letter, or its capital,
// looks like.
var latinTwin = strings.NewReplacer(
	"а", "a", "в", "b", "с", "c", "е", "e", "ѕ", "s", "і", "i", "ј", "j", "к", "k", "м", "m", "н", "h", "о", "o", "р", "p", "т", "t", "у", "y", "х", "x", "ԁ", "d", "ӏ", "l",
	"α", "a", "β", "b", "ε", "e", "ζ", "z", "η", "h", "ι", "i", "κ", "k", "μ", "m", "ν", "n", "ο", "o", "ρ", "p", "τ", "t", "υ", "u", "χ", "x",
	"ı", "i",
)

// disguised returns what a header would mean if its letters were the Latin
// ones that they look like.
func disguised(word string, p *profile) (alias, bool) {
	plain := latinTwin.Replace(word)
	if plain == word {
		return alias{}, false
	}
	return lookUp(plain, p)
}

// unmask refuses a header in which a key field may be missed because of a
// letter, and warns of the others. A field that hr.columns maps is not missed.
func (l *layout) unmask() error {
	for _, d := range l.disguises {
		col := &l.columns[d.column]
		col.Reason = fmt.Sprintf("not used: it looks like a header for %s and holds a letter of another alphabet (%s)", d.field, foreignLetter(l.headings[d.column].text))
		if c := l.choices[d.field]; len(c) > 0 && c[0].forced {
			continue
		}
		message := fmt.Sprintf("column %s %q looks like a header for %s, and the letter %s in it is of another alphabet: type the header again, or name the column with hr.columns, for example %s: %s",
			col.Letter, col.Header, d.field, foreignLetter(l.headings[d.column].text), d.field, col.Letter)
		if slices.Contains(keyFields, d.field) {
			return refuse("HQ-02", col.Header, "%s: %s", l.headerPlace(), message)
		}
		l.warnings = append(l.warnings, reconcile.Quality{Code: "HQ-21", Level: reconcile.LevelWarn, Column: col.Header, Message: message})
	}
	return nil
}

// foreignLetter names the first letter of a header that only looks Latin.
func foreignLetter(text string) string {
	for _, r := range text {
		lower := strings.ToLower(string(r))
		if r >= utf8.RuneSelf && latinTwin.Replace(lower) != lower {
			return fmt.Sprintf("%q (%U)", r, r)
		}
	}
	return ""
}
