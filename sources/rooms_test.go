package sources

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"rollcall/reconcile"
)

// A code that no file shows by itself is raised by the room that is said to
// raise it.
func TestCodesOfOtherRoomsAreRaisedThere(t *testing.T) {
	raised := make(map[reconcile.QualityCode]bool)
	for _, room := range []string{"reconcile/findings", "cmd/rollcall"} {
		paths, err := filepath.Glob(filepath.Join("..", filepath.FromSlash(room), "*.go"))
		must(t, err)
		for _, path := range paths {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			text, err := os.ReadFile(path)
			must(t, err)
			for code := range otherRooms {
				raised[code] = raised[code] || strings.Contains(string(text), strconv.Quote(string(code)))
			}
		}
	}
	for _, code := range slices.Sorted(maps.Keys(otherRooms)) {
		if !raised[code] {
			t.Errorf("%s is said to be raised %s, and no room raises it", code, otherRooms[code])
		}
	}
}
