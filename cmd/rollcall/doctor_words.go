package main

// The status words of a file, as far as they may be printed. A column of
// status words holds few different ones; one that holds many holds something
// else, names perhaps, and what it holds is masked.

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/people"
)

// manyWords is the number of different unknown words above which a column is
// not taken for one of status words.
const manyWords = 20

// wordsOfFile are the status words of all files: those that may be printed,
// and the masked form of the others.
type wordsOfFile struct {
	shown  map[string]bool
	masked map[string]string
	order  []string // of masked, the longest first
}

func knownWords(r *reconcile.Roster) wordsOfFile {
	w := wordsOfFile{shown: map[string]bool{}, masked: map[string]string{}}
	for i := range r.Sources {
		words := r.Sources[i].Words
		unknown := 0
		for _, word := range words {
			if word.Status == reconcile.StatusUnknown && word.Text != "" {
				unknown++
			}
		}
		for _, word := range words {
			if word.Status == reconcile.StatusUnknown && (unknown > manyWords || strings.Contains(word.Text, "@")) {
				w.masked[word.Text] = people.Mask(word.Text)
			} else {
				w.shown[word.Text] = true
			}
		}
		for _, c := range r.Sources[i].Columns {
			w.shown[c.Header], w.shown[plain(c.Header)] = true, true
		}
	}
	w.order = slices.SortedFunc(maps.Keys(w.masked), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), strings.Compare(a, b))
	})
	return w
}

// list is the table of words of a file, the unknown ones first. Words with one
// masked form are put together.
func (w wordsOfFile) list(s *reconcile.Source) []readingWord {
	out := []readingWord{}
	at := map[readingWord]int{}
	for _, word := range s.Words {
		text := word.Text
		if masked, ok := w.masked[text]; ok {
			text = masked
		}
		entry := readingWord{Text: plain(text), As: word.Status}
		i, there := at[entry]
		if !there {
			i = len(out)
			at[entry] = i
			out = append(out, entry)
		}
		out[i].Count += word.Count
	}
	slices.SortStableFunc(out, func(a, b readingWord) int {
		if a.unknown() != b.unknown() {
			if a.unknown() {
				return -1
			}
			return 1
		}
		return cmp.Compare(b.Count, a.Count)
	})
	return out
}

// hide masks in a sentence the words that may not be printed.
func (w wordsOfFile) hide(sentence string) string {
	for _, word := range w.order {
		if len(word) > 1 && strings.Contains(sentence, word) {
			sentence = replaceWord(sentence, word, w.masked[word])
		}
	}
	return sentence
}

// replaceWord replaces a word where it stands by itself, not inside another.
func replaceWord(sentence, word, with string) string {
	var out strings.Builder
	for {
		at := strings.Index(sentence, word)
		if at < 0 {
			out.WriteString(sentence)
			return out.String()
		}
		end := at + len(word)
		inside := at > 0 && letter(sentence[at-1]) || end < len(sentence) && letter(sentence[end])
		out.WriteString(sentence[:at])
		if inside {
			out.WriteString(word)
		} else {
			out.WriteString(with)
		}
		sentence = sentence[end:]
	}
}

func letter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80 }
