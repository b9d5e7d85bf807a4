package suggest

// Short forms of first names: Kate is short for Katherine, and so is Kathy.

import (
	_ "embed"
	"slices"
	"strings"
)

//go:embed nicknames.txt
var nicknameData string

// fullForms gives, for a short form, the names that it may be short for.
var fullForms = readNicknames(nicknameData)

// readNicknames reads one given name a line with its short forms behind it.
func readNicknames(data string) map[string][]string {
	full := map[string][]string{}
	for line := range strings.Lines(data) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		words := strings.Fields(line)
		for i := 1; i < len(words); i++ {
			full[words[i]] = append(full[words[i]], words[0])
		}
	}
	return full
}

// nicknames reports whether two first names in lower case may be short forms of
// one name, or one a short form of the other.
func nicknames(a, b string) bool {
	return slices.Contains(fullForms[a], b) || slices.Contains(fullForms[b], a) ||
		slices.ContainsFunc(fullForms[a], func(full string) bool { return slices.Contains(fullForms[b], full) })
}
