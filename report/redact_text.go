package report

// Sentences of a redacted report: every value that is known to name somebody is
// found again in them, whatever its case and punctuation, and replaced by its
// pseudonym, the longest first and whole words only.
//
// A sentence may also quote what nothing else in the report holds: a cell of a
// rejected row, an account that was looked for in vain. So what stands between
// quotes is left out unless it is known, as a value to be replaced or as one that
// stays. What looks like an address is replaced, known or not.
//
// Words of names that are also words of our own sentences ("Will", "Page") are
// replaced where they begin with a capital letter, and those that are also words
// of a department or another value that stays, only as part of a whole value.

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
	"rollcall/reconcile/match"
)

// leftOut stands where a text cannot be told without naming somebody.
const leftOut = "[redacted]"

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

// rewrite puts pseudonyms into a text. In a sentence quotes are looked into, and
// single words of names are replaced.
func (d *dictionary) rewrite(s string, sentence bool) string {
	w := &rewriting{d: d, in: s, words: wordsIn(s), sentence: sentence}
	if sentence {
		w.quotes = quotesIn(s)
	}
	w.run()
	return w.out.String()
}

// wordAt is a word of a text and where it stands.
type wordAt struct {
	from, to int
	folded   string
}

// wordsIn parts a text into words: runs of letters, marks and digits.
func wordsIn(s string) []wordAt {
	var out []wordAt
	from := -1
	for i, r := range s {
		inWord := r < utf8.RuneSelf && (r|0x20 >= 'a' && r|0x20 <= 'z' || r >= '0' && r <= '9') ||
			r >= utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r))
		switch {
		case inWord && from < 0:
			from = i
		case !inWord && from >= 0:
			out = append(out, wordAt{from, i, foldedWord(s[from:i])})
			from = -1
		}
	}
	if from >= 0 {
		out = append(out, wordAt{from, len(s), foldedWord(s[from:])})
	}
	return out
}

// foldedWord is a word without case and marks.
func foldedWord(s string) string {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return strings.ToLower(strings.Map(withoutMarks, norm.NFKD.String(s)))
		}
	}
	return strings.ToLower(s)
}

func withoutMarks(r rune) rune {
	if unicode.Is(unicode.Mn, r) {
		return -1
	}
	return r
}

// quote is what stands between two quotes.
type quote struct{ from, to int }

func quotesIn(s string) []quote {
	var out []quote
	open := -1
	for i := strings.IndexByte(s, '"'); i >= 0 && i < len(s); i++ {
		if s[i] != '"' {
			continue
		}
		if open < 0 {
			open = i
			continue
		}
		out = append(out, quote{open + 1, i})
		open = -1
	}
	return out
}

// rewriting is one text under way.
type rewriting struct {
	d        *dictionary
	in       string
	words    []wordAt
	quotes   []quote
	sentence bool

	out      strings.Builder
	at       int  // up to here the text was taken over
	numbered bool // the word before says that a number follows
}

func (w *rewriting) run() {
	for i := 0; i < len(w.words); {
		if len(w.quotes) > 0 && w.words[i].from >= w.quotes[0].from {
			i = w.quoted(i)
			continue
		}
		i = w.next(i, len(w.in))
	}
	w.out.WriteString(w.in[w.at:])
}

// put replaces a part of the text.
func (w *rewriting) put(from, to int, instead string) {
	w.out.WriteString(w.in[w.at:from])
	w.out.WriteString(instead)
	w.at = to
}

// from is the number of the first word that does not begin before a place.
func (w *rewriting) from(i, place int) int {
	for i < len(w.words) && w.words[i].from < place {
		i++
	}
	return i
}

// quoted rewrites what stands between quotes, and returns the word after it.
func (w *rewriting) quoted(i int) int {
	q := w.quotes[0]
	w.quotes = w.quotes[1:]
	if w.words[i].from >= q.to || w.at > q.from {
		return i // empty, or a value that was replaced went on into it
	}
	inside := w.in[q.from:q.to]
	if w.numbered && numeric(inside) {
		w.put(q.from, q.to, w.d.number(inside))
		return w.from(i, q.to)
	}
	if instead, known := w.d.whole(inside); known {
		w.put(q.from, q.to, instead)
		return w.from(i, q.to)
	}
	if w.d.stays[folded(inside)] || !strings.ContainsFunc(inside, unicode.IsLetter) {
		return w.from(i, q.to)
	}
	start, before := w.at, w.out.Len()
	known := true
	for i < len(w.words) && w.words[i].from < q.to {
		n := w.next(i, q.to)
		known = known && w.at >= w.words[n-1].to
		i = n
	}
	if !known { // some word of it may be anything
		text := w.out.String()[:before]
		w.out.Reset()
		w.out.WriteString(text)
		w.at = start
		w.put(q.from, q.to, leftOut)
	}
	return i
}

// next replaces what begins at a word and ends before a place, if anything does,
// and returns the word after it.
func (w *rewriting) next(i, end int) int {
	numbered := w.numbered
	w.numbered = false
	if from, to, ok := w.addressAt(i, end); ok {
		w.put(from, to, w.d.addressOr(w.in[from:to]))
		return w.from(i, to)
	}
	if to, ok := w.masked(i, end); ok {
		w.put(w.words[i].from, to, leftOut)
		return w.from(i, to)
	}
	if n := w.phraseAt(i, end); n > 0 {
		return n
	}
	if n := w.numberAt(i, end, numbered); n > 0 {
		return n
	}
	switch w.words[i].folded {
	case "extension", "extensions", "ext", "phone", "number":
		w.numbered = true
	case "and":
		w.numbered = numbered
	}
	return i + 1
}

// phraseAt replaces the longest known value that begins at a word.
func (w *rewriting) phraseAt(i, end int) int {
	first := &w.words[i]
	var room [96]byte
	key := append(room[:0], first.folded...)
	found, last := phrase{}, 0
	for n := 1; n <= w.d.longest[first.folded] && i+n <= len(w.words); n++ {
		word := &w.words[i+n-1]
		if word.to > end {
			break
		}
		if n > 1 {
			key = append(append(key, ' '), word.folded...)
		}
		if p, known := w.d.phrases[string(key)]; known && w.may(p, i) {
			found, last = p, i+n
		}
	}
	if last > 0 {
		to := w.words[last-1].to
		w.put(first.from, to, found.as(w.in[first.from:to]))
	}
	return last
}

// may reports whether a known value may be replaced where it stands: one that is
// a single word of everyday language must look like a name.
func (w *rewriting) may(p phrase, i int) bool {
	if p.words > 1 {
		return true
	}
	if !w.sentence {
		return false
	}
	word := &w.words[i]
	capital, _ := utf8.DecodeRuneInString(w.in[word.from:])
	switch {
	case w.d.staying[word.folded] && !p.whole:
		return false
	case ownWords()[word.folded] || w.d.staying[word.folded]:
		return unicode.IsUpper(capital) && utf8.RuneCountInString(word.folded) > 3
	}
	return true
}

// numberAt replaces a known number that begins at a word. A short one is a number
// of something else unless the words before it say so.
func (w *rewriting) numberAt(i, end int, numbered bool) int {
	if !isDigit(w.in[w.words[i].from]) || len(w.d.numbers) == 0 {
		return 0
	}
	digits, instead, last := "", "", 0
	for n := i; n < len(w.words) && w.words[n].to <= end; n++ {
		word := w.in[w.words[n].from:w.words[n].to]
		if strings.ContainsFunc(word, func(r rune) bool { return r < '0' || r > '9' }) ||
			n > i && strings.Trim(w.in[w.words[n-1].to:w.words[n].from], " ()-./") != "" {
			break
		}
		digits += word
		p, known := w.d.numbers[lastNine(digits)]
		if known && (len(digits) >= 5 && !w.d.stays[digits] || numbered) {
			instead, last = p, n+1
		}
	}
	if last == 0 {
		return 0
	}
	from := w.words[i].from
	for from > w.at && strings.ContainsRune("+(", rune(w.in[from-1])) {
		from--
	}
	w.put(from, w.words[last-1].to, instead)
	w.numbered = numbered
	return last
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// addressAt finds an address around the word at which its local part begins.
func (w *rewriting) addressAt(i, end int) (from, to int, ok bool) {
	at := strings.IndexByte(w.in[w.words[i].from:end], '@')
	if at < 0 {
		return 0, 0, false
	}
	at += w.words[i].from
	for from = at; from > w.at && !strings.ContainsRune(notInAddress, rune(w.in[from-1])); from-- {
	}
	if from > w.words[i].from || at == from {
		return 0, 0, false
	}
	for to = at + 1; to < end && !strings.ContainsRune(notInAddress, rune(w.in[to])); to++ {
	}
	for to > at+1 && strings.ContainsRune(".'", rune(w.in[to-1])) {
		to--
	}
	return from, to, true
}

// notInAddress are the characters that end an address in a text.
const notInAddress = " \t\r\n<>()[]\\,;:\"|"

// addressOr is the pseudonym of what looks like an address.
func (d *dictionary) addressOr(s string) string {
	if strings.Contains(s, "***") {
		return leftOut
	}
	if k := addressIn(s); k != "" {
		return d.address(k)
	}
	return leftOut
}

// masked finds a value of which all but the first letter was covered.
func (w *rewriting) masked(i, end int) (to int, ok bool) {
	to = w.words[i].to
	if !strings.HasPrefix(w.in[to:end], "***") {
		return 0, false
	}
	for to < end && !strings.ContainsRune(notInAddress, rune(w.in[to])) {
		to++
	}
	return to, true
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
