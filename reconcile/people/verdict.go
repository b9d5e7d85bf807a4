package people

// Judging one row: status and state, and the findings about itself. Batches are
// judged independently of each other; rows that meet are group.go's.

import (
	"cmp"
	"slices"
	"strings"

	"rollcall/reconcile"
)

// Judging is what rows are judged by, once all of them have been read.
type Judging struct {
	Options
	// CorporateDomains are the configured domains, else the ones derived from
	// the addresses of the files, as Derived says.
	CorporateDomains []string
	Derived          bool

	own reconcile.Domains
}

// Settle decides what only all rows together can tell: whose the mail domains
// are.
func Settle(batches []*Batch, opt Options) *Judging {
	j := &Judging{Options: opt}
	j.CorporateDomains, j.own, j.Derived = ownDomains(batches, &opt)
	return j
}

// rowVerdict is one row while it is judged.
type rowVerdict struct {
	all   *Judging
	batch *Batch
	row   *row
	memo  domainMemo

	status, other   reconcile.Status
	text, otherText string
	state           reconcile.State
	found           []reconcile.Quality
}

func (v *rowVerdict) raise(code reconcile.QualityCode, level reconcile.Level, field, message string) {
	column := ""
	if field != "" {
		column = v.batch.File.header(field)
	}
	v.found = append(v.found, reconcile.Quality{Code: code, Level: level, Column: column, Message: message})
}

// states are the states as numbers.
var states = reconcile.States()

func stateCode(s reconcile.State) uint8 { return uint8(slices.Index(states, s)) }

func (r *row) stateWord() reconcile.State { return states[r.state] }

// Judge gives every row of a batch its state and its findings. Batches may be
// judged at the same time.
func (b *Batch) Judge(all *Judging) {
	b.parseWords()
	v := rowVerdict{all: all, batch: b}
	for i := range b.rows {
		v.row, v.found = &b.rows[i], v.found[:0]
		if len(b.found) > 0 {
			v.found = append(v.found, b.found[i]...)
		}
		v.judge(i)
		v.row.state = stateCode(v.state)
		if len(v.found) > 0 {
			b.found[i] = slices.Clone(v.found)
			v.row.set(rowHeld, slices.ContainsFunc(v.found, func(q reconcile.Quality) bool { return q.Level == reconcile.LevelRow }))
		}
		b.file.add(&v)
	}
}

// parseWords reads each distinct status cell once.
func (b *Batch) parseWords() {
	for n, form := range b.File.Forms {
		b.parsed[n] = make([]reconcile.Status, len(b.words))
		for w, text := range b.words {
			b.parsed[n][w] = b.File.Words.ParseForm(text, form)
		}
	}
}

func (v *rowVerdict) judge(i int) {
	v.readStatus()
	if len(v.batch.odd) > 0 {
		v.judgeOdd(i)
	}
	v.judgeAddress()
	d := &v.row.dates
	verdict := Effective(Facts{
		AsOf: v.all.AsOf, StartOfDay: v.all.StartOfDay, Status: v.exactStatus(), OnLeave: v.leaveFlag(),
		HireDate: d[Hire], LastHireDate: d[LastHire], TerminationDate: d[Termination], LastDay: d[LastDay],
		Unread: v.row.unread,
	})
	v.state = verdict.State
	for _, q := range verdict.Found {
		v.raise(q.Code, q.Level, q.Column, q.Message)
	}
	v.judgeStatus()
	v.judgeText()
	v.judgeDates()
	if v.row.is(rowCutShort) && v.state == reconcile.StateLeaver {
		v.state = reconcile.StateAmbiguous
		v.raise("HQ-17", reconcile.LevelRow, "", "the file may end in the middle of this row, so its state is not relied on: export the file again")
	}
}

// readStatus reads the status cell, and of the columns that check it the one
// that says something else.
func (v *rowVerdict) readStatus() {
	f := v.batch.File
	v.status, v.text, v.other, v.otherText = reconcile.StatusNone, "", reconcile.StatusNone, ""
	if f.Status < 0 {
		return
	}
	word := func(column int) (reconcile.Status, string) {
		w := v.row.status[column]
		return v.batch.parsed[column][w], v.batch.words[w]
	}
	v.status, v.text = word(f.Status)
	for _, n := range f.Checks {
		status, text := word(n)
		if v.otherText == "" || status != v.status && v.other == v.status {
			v.other, v.otherText = status, text
		}
	}
}

// judgeOdd settles the address cells of a row that are not one plain address.
func (v *rowVerdict) judgeOdd(i int) {
	a := v.batch.odd[i]
	if a == nil {
		return
	}
	before := a.email
	a.settle(v.row.text.Get(reconcile.TextMixedEmail), v.all.own)
	if a.email != before {
		var t reconcile.Texts
		v.row.text.Unpack(&t)
		v.batch.setEmail(v.row, &t, a.email)
		v.row.text = reconcile.Packed(t.Append(nil))
	}
	v.found = append(v.found, a.found...)
}

// leaveFlag reads the leave column, which may also hold a word such as
// "parental leave".
func (v *rowVerdict) leaveFlag() reconcile.Flag {
	text := v.row.text.Get(reconcile.TextOnLeave)
	if text == "" {
		return reconcile.FlagUnknown
	}
	if flag := ParseFlag(text); flag.Known() {
		return flag
	}
	if v.batch.File.Words.Parse(text) == reconcile.StatusLeave {
		return reconcile.FlagYes
	}
	return reconcile.FlagUnknown
}

// Words are the distinct values of the status column of a file, the commonest
// first. Its batches must have been judged.
func Words(batches []*Batch) []reconcile.StatusWord {
	count := make(map[string]int)
	meaning := make(map[string]reconcile.Status)
	for _, b := range batches {
		if b.File.Status < 0 {
			continue
		}
		b.CountWords(b.File.Status, count)
		for w, text := range b.words {
			meaning[text] = b.parsed[b.File.Status][w]
		}
	}
	words := make([]reconcile.StatusWord, 0, len(count))
	for text, n := range count {
		words = append(words, reconcile.StatusWord{Text: text, Count: n, Status: meaning[text]})
	}
	slices.SortFunc(words, func(a, b reconcile.StatusWord) int {
		return cmp.Or(-cmp.Compare(a.Count, b.Count), strings.Compare(a.Text, b.Text))
	})
	return words
}
