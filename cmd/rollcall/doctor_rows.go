package main

// The quality findings of rows, put together: one line for each code, level,
// column and form of message, with how many rows it is about and where.

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"rollcall/reconcile"
	"rollcall/reconcile/people"
)

// firstRows is how many rows of a group are named.
const firstRows = 3

// rowFinding is one kind of finding about rows.
type rowFinding struct {
	Code  reconcile.QualityCode `json:"code"`
	Title string                `json:"title"`
	Level reconcile.Level       `json:"level"`
	// Column is the header of the column, empty when it is about the row.
	Column string `json:"column"`
	// Message is that of every row where all say the same, else their form
	// with a mark in the place of what differs.
	Message string   `json:"message"`
	Count   int      `json:"count"`
	Rows    []string `json:"first_rows"`
}

// groupKey is what the findings of a group have in common.
type groupKey struct {
	code         reconcile.QualityCode
	level        reconcile.Level
	column, form string
}

// groupRows groups the findings of all rows, the worst and most frequent first.
func groupRows(r *reconcile.Roster, known wordsOfFile) []rowFinding {
	out := []rowFinding{}
	at := map[groupKey]int{}
	for _, row := range r.Rows.All() {
		for _, q := range row.Quality {
			key := groupKey{q.Code, q.Level, q.Column, formOf(q.Message, known)}
			i, there := at[key]
			if !there {
				i = len(out)
				at[key] = i
				out = append(out, rowFinding{Code: q.Code, Title: qualityTitle(q.Code), Level: q.Level, Column: plain(q.Column), Message: safe(q.Message, known)})
			}
			out[i].add(row.RowRef, safe(q.Message, known), key.form)
		}
	}
	slices.SortStableFunc(out, func(a, b rowFinding) int {
		return cmp.Or(cmp.Compare(a.Level.Rank(), b.Level.Rank()), cmp.Compare(b.Count, a.Count),
			strings.Compare(string(a.Code), string(b.Code)), strings.Compare(a.Message, b.Message))
	})
	return out
}

func (f *rowFinding) add(ref reconcile.RowRef, message, form string) {
	f.Count++
	if len(f.Rows) < firstRows {
		f.Rows = append(f.Rows, plain(strings.TrimPrefix(ref.String(), "row ")))
	}
	if message != f.Message {
		f.Message = form
	}
}

// differing is put where the messages of a group differ.
const differing = "…"

var (
	quoted   = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)
	starred  = regexp.MustCompile(`\S*\*\*\*[^\s:,;]*`)
	numbers  = regexp.MustCompile(`[0-9][0-9/.\-]*`)
	rowNames = regexp.MustCompile(`row …(, row …)+(, … more)?`)
)

// formOf is a message without what is particular to its row: quoted text,
// masked values, numbers and dates.
func formOf(message string, known wordsOfFile) string {
	kept := map[string]string{}
	message = quoted.ReplaceAllStringFunc(plain(message), func(q string) string {
		text := unquoted(q)
		if !known.shown[text] {
			return `"` + differing + `"`
		}
		// Numbers inside of what is kept are no numbers of the row.
		mark := "\x00" + strings.Repeat("\x01", len(kept)) + "\x00"
		kept[mark] = q
		return mark
	})
	message = starred.ReplaceAllString(message, differing)
	message = numbers.ReplaceAllString(message, differing)
	message = rowNames.ReplaceAllString(message, "rows …")
	for mark, q := range kept {
		message = strings.ReplaceAll(message, mark, q)
	}
	return message
}

// safe is a message with everything quoted that is neither a header, nor a
// status word, nor a number masked: it is a cell of the file.
func safe(message string, known wordsOfFile) string {
	return quoted.ReplaceAllStringFunc(plain(message), func(q string) string {
		text := unquoted(q)
		if known.shown[text] || !strings.ContainsFunc(text, unicode.IsLetter) {
			return q
		}
		return `"` + people.Mask(text) + `"`
	})
}

func unquoted(q string) string {
	text, err := strconv.Unquote(q)
	if err != nil {
		return strings.Trim(q, `"`)
	}
	return text
}
