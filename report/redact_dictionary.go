package report

// What a redacted report knows of its values: which name somebody, which stay,
// and which words are also words of our own sentences ("Will", "Page").

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
	"rollcall/reconcile/match"
)

// phrase is a known value in the dictionary.
type phrase struct {
	instead string
	joined  string // in its place where no blank stands between the words: a login
	words   int
	whole   bool // a value of its own, not only a word of one
}

// as is what stands in the place of a value as it is written.
func (p phrase) as(written string) string {
	if p.joined != "" && (p.instead == "" || !strings.Contains(written, " ")) {
		return p.joined
	}
	return p.instead
}

// dictionary knows every value that names somebody.
type dictionary struct {
	*pseudonyms
	phrases map[string]phrase // by their words, folded, with a blank between
	longest map[string]int    // by first word: words of the longest phrase
	numbers map[string]string // by digits
	stays   map[string]bool   // values that stay, folded
	staying map[string]bool   // their words
	named   map[string]bool   // names that were learned, as they are written
	done    map[string]string // sentences that come again and again
}

func newDictionary(p *pseudonyms) *dictionary {
	return &dictionary{
		pseudonyms: p, phrases: map[string]phrase{}, longest: map[string]int{}, numbers: map[string]string{},
		stays: map[string]bool{}, staying: map[string]bool{}, named: map[string]bool{}, done: map[string]string{},
	}
}

// keep notes a value that stays as it is.
func (d *dictionary) keep(values ...string) {
	for _, v := range values {
		key := folded(v)
		if key == "" || d.stays[key] {
			continue
		}
		d.stays[key] = true
		for _, w := range wordsIn(v) {
			d.staying[w.folded] = true
		}
	}
}

// learn notes a value and what stands in its place.
func (d *dictionary) learn(value, instead string) {
	words := wordsIn(value)
	if len(words) == 0 || !strings.ContainsFunc(value, unicode.IsLetter) {
		return
	}
	d.put(words, phrase{instead: instead, words: len(words), whole: true})
}

// learnJoined is learn for a login and the like.
func (d *dictionary) learnJoined(value, instead string) {
	if words := wordsIn(value); len(words) > 0 && strings.ContainsFunc(value, unicode.IsLetter) {
		d.put(words, phrase{joined: instead, words: len(words), whole: true})
	}
}

func (d *dictionary) put(words []wordAt, p phrase) {
	key := words[0].folded
	for _, w := range words[1:] {
		key += " " + w.folded
	}
	known := d.phrases[key]
	p.whole = p.whole || known.whole
	if known.instead != "" && (known.whole || p.instead == "") {
		p.instead = known.instead
	}
	if known.joined != "" {
		p.joined = known.joined
	}
	d.phrases[key] = p
	d.longest[words[0].folded] = max(d.longest[words[0].folded], len(words))
}

// learnName notes a name as a whole and by its words.
func (d *dictionary) learnName(name string) {
	if d.named[name] {
		return
	}
	d.named[name] = true
	d.learn(name, d.name(name))
	for _, w := range wordsIn(name) {
		if utf8.RuneCountInString(w.folded) > 1 && strings.ContainsFunc(w.folded, unicode.IsLetter) {
			d.put([]wordAt{w}, phrase{instead: d.name(w.folded), words: 1})
		}
	}
}

// learnUser notes a login, or the local part of an address.
func (d *dictionary) learnUser(login string) {
	if !strings.Contains(login, "@") {
		d.learnJoined(login, d.user(login))
		return
	}
	if k := addressIn(login); k != "" {
		d.learnAddress(k)
	}
}

// learnAddress notes what of an address may stand alone.
func (d *dictionary) learnAddress(k reconcile.EmailKey) {
	if !k.RoleMailbox() {
		d.learnJoined(k.Local(), d.of(ofUser, k.Local()))
	}
	if domain := k.Domain(); !d.own[domain] {
		d.learn(domain, d.domain(domain))
	}
}

// learnNumber notes a phone number or an extension.
func (d *dictionary) learnNumber(text string) {
	if digits := lastNine(numberDigits(text)); len(digits) > 2 {
		d.numbers[digits] = d.number(text)
	}
}

// value is a field that holds one value of whatever kind.
func (d *dictionary) value(s string) string {
	if p, known := d.whole(s); known {
		return p
	}
	return d.text(s)
}

// whole is the pseudonym of a value that is known as a whole.
func (d *dictionary) whole(s string) (string, bool) {
	if k := addressIn(s); k != "" {
		return d.address(k), true
	}
	if numeric(s) {
		p, known := d.numbers[lastNine(numberDigits(s))]
		return p, known && !d.stays[folded(s)] // an id may have the digits of somebody's extension
	}
	words := wordsIn(s)
	if len(words) == 0 {
		return "", false
	}
	key := make([]string, len(words))
	for i, w := range words {
		key[i] = w.folded
	}
	p, known := d.phrases[strings.Join(key, " ")]
	if known && !p.whole && d.stays[folded(s)] {
		return "", false // "Leeds" is a place before it is somebody's name
	}
	return p.as(s), known
}

// numeric reports whether a text is a number as people write them.
func numeric(s string) bool {
	digits := 0
	for i := range len(s) {
		switch c := s[i]; {
		case '0' <= c && c <= '9':
			digits++
		case !strings.ContainsRune("+()-./ ", rune(c)):
			return false
		}
	}
	return digits > 2
}

// field is a value that stays, such as a department, without the whole names and
// the addresses that somebody wrote into it.
func (d *dictionary) field(s string) string { return d.once("\x00"+s, s, false) }

// text is a sentence without a known value.
func (d *dictionary) text(s string) string { return d.once(s, s, true) }

// Sentences are remembered up to so many bytes, and so many of them: those about
// one account alone never come again.
const (
	longestOnce = 80
	mostOnce    = 4096
)

func (d *dictionary) once(key, s string, sentence bool) string {
	if s == "" || len(s) > longestOnce {
		return d.rewrite(s, sentence)
	}
	told, known := d.done[key]
	if !known {
		if told = d.rewrite(s, sentence); len(d.done) < mostOnce {
			d.done[key] = told
		}
	}
	return told
}

// ownWords are the words that our own sentences are made of.
var ownWords = sync.OnceValue(func() map[string]bool {
	own := map[string]bool{}
	add := func(texts ...string) {
		for _, text := range texts {
			for _, w := range wordsIn(text) {
				own[w.folded] = true
			}
		}
	}
	for _, e := range findings.Catalogue() {
		add(e.Title, e.Meaning, e.Action, e.Controls)
	}
	for _, e := range reconcile.QualityCatalogue() {
		add(e.Title)
	}
	for _, e := range match.RuleTable() {
		add(e.Key, string(e.Class), string(e.Update), string(e.Removal))
	}
	for _, cols := range [][]column{reviewColumns, findingColumns, leaverColumns, notInHRColumns, missingColumns, matchesColumns, peopleColumns, rowColumns, vbcColumns, vccColumns, changeColumns} {
		for _, c := range cols {
			add(c.title, c.note)
		}
	}
	for _, pairs := range [][][2]string{severityMeanings, resultMeanings, wordMeanings, ruleMeanings, controlMeanings} {
		for _, pair := range pairs {
			add(pair[0], pair[1])
		}
	}
	add(reviewSteps...)
	add(readMeNotes, `will would may can could must shall mark page long case day month year price rule read ward grant bill rose
		job man sales support found gone new old last first best good white black brown green young king may june april march
		august sunday monday so an no on in at it is as be by do go if or to up us we my me he an`)
	return own
})
