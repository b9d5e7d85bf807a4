package main

// The shape of the house, as a failing test: which room may import which, what
// the pure rooms must not touch, and what stands at the top level.

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// root is the module's folder, seen from this package's.
const root = "../.."

// mayImport lists, for each room, the rooms that it may import. Data flows one
// way: from the sources and the products, through the pure rooms, to the
// report; only the door knows everybody.
var mayImport = map[string][]string{
	"reconcile":                {},
	"reconcile/internal/parts": {},
	"reconcile/people":         {"reconcile"},
	"reconcile/match":          {"reconcile", "reconcile/internal/parts"},
	"reconcile/suggest":        {"reconcile", "reconcile/match"},
	"reconcile/history":        {"reconcile"},
	"reconcile/licences":       {"reconcile", "reconcile/match"},
	"reconcile/findings":       {"reconcile", "reconcile/match", "reconcile/suggest", "reconcile/history", "reconcile/licences", "reconcile/internal/parts"},
	"reconcile/explain":        {"reconcile", "reconcile/match", "reconcile/suggest", "reconcile/findings", "reconcile/plans"},
	"reconcile/plans":          {"reconcile", "reconcile/match", "reconcile/findings", "reconcile/licences", "reconcile/planted"},
	"reconcile/planted":        {},
	"sources":                  {"reconcile", "reconcile/people"},
	"vonage":                   {"reconcile", "reconcile/plans", "reconcile/planted", "vonage/apply", "vonage/vbc", "vonage/vcc", "vonage/scim", "vonage/internal/rest"},
	"vonage/apply":             {"reconcile", "reconcile/plans", "reconcile/planted"},
	"vonage/scim":              {"vonage/internal/rest", "reconcile/planted"},
	"vonage/vbc":               {"vonage/internal/rest", "reconcile/planted"},
	"vonage/vcc":               {"vonage/internal/rest", "reconcile/planted"},
	"vonage/internal/rest":     {"reconcile/planted"},
	"vonage/simulator":         {}, // a second reading of the contracts: it shares nothing with our clients
	"report":                   {"reconcile", "reconcile/match", "reconcile/suggest", "reconcile/history", "reconcile/licences", "reconcile/findings", "reconcile/plans", "report/runs"},
	"report/runs":              {},
}

// impure are the imports that no room below reconcile may have: time and input
// come in as arguments there.
var impure = []string{"os", "net", "log", "context", "sync", "io/fs", "math/rand", "crypto/rand", "runtime", "syscall"}

// source is one Go file that is not a test.
type source struct {
	room, path string
	file       *ast.File
}

func sourceFiles(t *testing.T) []source {
	t.Helper()
	var out []source
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && p != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), p, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, filepath.Dir(p))
		out = append(out, source{room: filepath.ToSlash(rel), path: p, file: f})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) == 0 {
		t.Fatal("no source file was found: the walk looks in the wrong place")
	}
	return out
}

func imports(f *ast.File) []string {
	out := make([]string, len(f.Imports))
	for i, spec := range f.Imports {
		out[i], _ = strconv.Unquote(spec.Path.Value)
	}
	return out
}

func TestImportTable(t *testing.T) {
	for _, s := range sourceFiles(t) {
		if strings.HasPrefix(s.room, "cmd/") {
			continue
		}
		allowed, known := mayImport[s.room]
		if !known {
			t.Errorf("%s: the room %s is not in the import table; add a row and put it on the README's map", s.path, s.room)
			continue
		}
		for _, name := range imports(s.file) {
			room, ours := strings.CutPrefix(name, "rollcall/")
			if ours && !slices.Contains(allowed, room) {
				t.Errorf("%s imports %s: room %s may import only %v, because data flows one way", s.path, room, s.room, allowed)
			}
		}
	}
}

func TestPureRoomsStayPure(t *testing.T) {
	for _, s := range sourceFiles(t) {
		if s.room != "reconcile" && !strings.HasPrefix(s.room, "reconcile/") {
			continue
		}
		for _, name := range imports(s.file) {
			for _, bad := range impure {
				if name == bad || strings.HasPrefix(name, bad+"/") {
					t.Errorf("%s imports %s: the reconcile rooms hold values and rules; files, network, clock and randomness come in as arguments", s.path, name)
				}
			}
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if pkg, ok := sel.X.(*ast.Ident); ok && pkg.Name == "time" && slices.Contains([]string{"Now", "Since", "Until", "After", "Sleep", "Tick", "Local"}, sel.Sel.Name) {
				t.Errorf("%s uses time.%s: the same input must give the same output, so the clock stays at the door", s.path, sel.Sel.Name)
			}
			return true
		})
	}
}

func TestEveryRoomSaysWhatItIs(t *testing.T) {
	documented := map[string]bool{}
	for _, s := range sourceFiles(t) {
		if path.Base(filepath.ToSlash(s.path)) == "doc.go" && s.file.Doc != nil {
			documented[s.room] = true
		}
	}
	for room := range mayImport {
		if !documented[room] {
			t.Errorf("room %s has no doc.go with a package comment", room)
		}
	}
}

func TestReadmeMapNamesEveryRoom(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for room := range mayImport {
		if !strings.Contains(string(readme), "`"+room+"`") {
			t.Errorf("README.md does not name the room `%s`", room)
		}
	}
}

func TestTopLevelIsFixed(t *testing.T) {
	fixed := []string{"cmd", "reconcile", "sources", "report", "vonage", "testdata", "go.mod", "go.sum", "README.md"}
	written := []string{"rollcall", "rollcall-demo", "runs", "rollcall.yaml"} // what a run leaves behind, ignored by git
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") && !slices.Contains(fixed, e.Name()) && !slices.Contains(written, e.Name()) {
			t.Errorf("%s stands at the top level, which holds only %v", e.Name(), fixed)
		}
	}
}

func TestNoWayAroundTLSVerification(t *testing.T) {
	for _, s := range sourceFiles(t) {
		ast.Inspect(s.file, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && id.Name == "InsecureSkipVerify" {
				t.Errorf("%s: certificates are always verified; there is no switch", s.path)
			}
			return true
		})
	}
}
