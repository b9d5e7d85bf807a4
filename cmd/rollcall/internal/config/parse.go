package config

// Strict decoding. The tree of the file is first held against the shape of
// File, so that every unknown key and every wrong kind is reported at once with
// line and column; only a tree without problems is decoded.
//
// The check also stops what a YAML decoder would do in silence: read the
// account 0412 as an octal number, cut a fraction to a whole number, ignore the
// second document of a file. A number in a text field keeps its digits as they
// are written. Messages never show a value: it may be a secret.

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"rollcall/cmd/rollcall/internal/spelling"
)

// positions gives the place of each key that the file holds, by its dotted
// name: "hr.columns.email", "entitlements[0].product".
type positions map[string]*token.Position

// of finds the place of a key, or of the nearest section around it.
func (p positions) of(key string) (line, column int) {
	for key != "" {
		if at, ok := p[key]; ok {
			return at.Line, at.Column
		}
		key = key[:max(0, strings.LastIndexAny(key, ".["))]
	}
	return 0, 0
}

// decode reads the text over the defaults.
func decode(text []byte) (File, positions, []Problem) {
	file := defaults()
	tree, err := parser.ParseBytes(text, 0)
	if err != nil {
		return file, nil, []Problem{decoderProblem(err)}
	}
	body, problem := onlyDocument(tree)
	if problem != nil {
		return file, nil, []Problem{*problem}
	}
	s := shape{at: positions{}}
	body = s.check(body, reflect.TypeFor[File](), "")
	if len(s.problems) > 0 {
		return file, s.at, s.problems
	}
	if _, ok := s.at["vbc"]; ok {
		vbc := defaultVBC()
		file.VBC = &vbc
	}
	if _, ok := s.at["vcc"]; ok {
		vcc := defaultVCC()
		file.VCC = &vcc
	}
	if err := yaml.NodeToValue(body, &file, yaml.Strict()); err != nil {
		return file, s.at, []Problem{decoderProblem(err)}
	}
	return file, s.at, nil
}

func onlyDocument(tree *ast.File) (ast.Node, *Problem) {
	var bodies []ast.Node
	for _, doc := range tree.Docs {
		if doc.Body != nil && doc.Body.Type() != ast.CommentType {
			bodies = append(bodies, doc.Body)
		}
	}
	switch len(bodies) {
	case 0:
		return nil, &Problem{Message: "the file is empty: `rollcall init` writes one to start from"}
	case 1:
		return bodies[0], nil
	default:
		at := bodies[1].GetToken().Position
		return nil, &Problem{Line: at.Line, Column: at.Column, Message: "a second document starts here: keep one, without a line of ---"}
	}
}

// decoderProblem turns an error of the YAML library into a problem. Its own
// text with the source excerpt is not used: the excerpt may hold a secret.
func decoderProblem(err error) Problem {
	var located yaml.Error
	if !errors.As(err, &located) {
		return Problem{Message: "not YAML: " + err.Error()}
	}
	p := Problem{Message: "not YAML: " + located.GetMessage()}
	if strings.Contains(p.Message, "\t") {
		p.Message = "not YAML: a tab stands here; indent with blanks"
	}
	if tk := located.GetToken(); tk != nil && tk.Position != nil {
		p.Line, p.Column = tk.Position.Line, tk.Position.Column
	}
	return p
}

// shape holds a tree against a Go type.
type shape struct {
	at       positions
	problems []Problem
}

func (s *shape) refuse(node ast.Node, key, format string, args ...any) {
	at := node.GetToken().Position
	s.problems = append(s.problems, Problem{Line: at.Line, Column: at.Column, Key: key, Message: fmt.Sprintf(format, args...)})
}

// check returns the node to decode, which is the given one except where a
// number stands for text.
func (s *shape) check(node ast.Node, t reflect.Type, key string) ast.Node {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch node.Type() {
	case ast.NullType: // an empty value keeps the default
		delete(s.at, key)
		return node
	case ast.AnchorType, ast.AliasType, ast.MergeKeyType, ast.TagType:
		s.refuse(node, key, "%s", noAnchors)
		return node
	}
	switch t.Kind() {
	case reflect.Struct:
		s.section(node, t, key)
	case reflect.Map:
		s.entries(node, key, func(name string, entry *ast.MappingValueNode) {
			entry.Value = s.check(entry.Value, t.Elem(), join(key, name))
		})
	case reflect.Slice:
		s.list(node, t, key)
	case reflect.Bool:
		if node.Type() != ast.BoolType {
			s.refuse(node, key, "expected true or false")
		}
	case reflect.Int:
		if n, ok := node.(*ast.IntegerNode); !ok || !plainNumber(n) {
			s.refuse(node, key, "expected a whole number, such as 8")
		}
	default:
		return s.text(node, key)
	}
	return node
}

const noAnchors = "anchors, aliases and tags are not read here: write the value out"

// section checks a mapping with a known set of keys.
func (s *shape) section(node ast.Node, t reflect.Type, key string) {
	fields := map[string]reflect.Type{}
	names := sectionKeys(t, fields)
	s.entries(node, key, func(name string, entry *ast.MappingValueNode) {
		field, ok := fields[name]
		switch near := spelling.Nearest(name, names); {
		case ok:
			entry.Value = s.check(entry.Value, field, join(key, name))
		case near != "":
			s.refuse(entry.Key, join(key, name), "unknown key: did you mean %s?", near)
		case len(names) == 0:
			s.refuse(entry.Key, join(key, name), "unknown key: this section has none yet")
		default:
			slices.Sort(names)
			s.refuse(entry.Key, join(key, name), "unknown key: known here are %s", strings.Join(names, ", "))
		}
	})
}

// sectionKeys lists the keys of a section with their types; a section that is inlined
// adds its own.
func sectionKeys(t reflect.Type, types map[string]reflect.Type) []string {
	var names []string
	for f := range t.Fields() {
		name := f.Tag.Get("yaml")
		if name == ",inline" {
			names = append(names, sectionKeys(f.Type, types)...)
			continue
		}
		types[name] = f.Type
		names = append(names, name)
	}
	return names
}

// entries walks a mapping and notes where each key stands.
func (s *shape) entries(node ast.Node, key string, visit func(string, *ast.MappingValueNode)) {
	mapping, ok := node.(ast.MapNode)
	if !ok {
		s.refuse(node, key, "expected a section with keys, such as {key: value}")
		return
	}
	for it := mapping.MapRange(); it.Next(); {
		entry := it.KeyValue()
		if _, scalar := entry.Key.(ast.ScalarNode); !scalar || entry.Key.Type() == ast.MergeKeyType {
			s.refuse(entry.Key, key, "%s", noAnchors)
			continue
		}
		name := entry.Key.GetToken().Value
		s.at[join(key, name)] = entry.Key.GetToken().Position
		visit(name, entry)
	}
}

func (s *shape) list(node ast.Node, t reflect.Type, key string) {
	sequence, ok := node.(*ast.SequenceNode)
	if !ok {
		example := "[a, b]"
		switch t.Elem().Kind() {
		case reflect.Slice:
			example = "[[a, b]]"
		case reflect.Struct:
			example = "[{key: value}]"
		}
		s.refuse(node, key, "expected a list, such as %s", example)
		return
	}
	for i, item := range sequence.Values {
		name := key + "[" + strconv.Itoa(i) + "]"
		s.at[name] = item.GetToken().Position
		if item.Type() == ast.NullType {
			s.refuse(item, name, "this entry of the list is empty: fill it or remove it")
			continue
		}
		sequence.Values[i] = s.check(item, t.Elem(), name)
	}
}

func (s *shape) text(node ast.Node, key string) ast.Node {
	switch node.(type) {
	case *ast.StringNode, *ast.LiteralNode:
		return node
	case *ast.IntegerNode, *ast.FloatNode:
		tk := node.GetToken()
		return ast.String(token.String(tk.Value, tk.Origin, tk.Position))
	case ast.ScalarNode:
		s.refuse(node, key, "expected text: write it in quotes")
	default:
		s.refuse(node, key, "expected text, not a list or a section")
	}
	return node
}

// plainNumber reports whether a number means what its digits say, unlike 0412.
func plainNumber(n *ast.IntegerNode) bool {
	value, err := strconv.Atoi(n.Token.Value)
	return err == nil && strconv.Itoa(value) == n.Token.Value
}

func join(key, name string) string {
	if key == "" {
		return name
	}
	return key + "." + name
}
