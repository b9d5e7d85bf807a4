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
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// leftOut stands where a text cannot be told without naming somebody.
const leftOut = "[redacted]"

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
