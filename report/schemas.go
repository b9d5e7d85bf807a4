package report

// The published JSON Schemas (draft 2020-12) of what is written for programs.
// They are written by hand, one file each in schemas/; what several of them say
// stands once in schemas/shared/defs.json and is put into each that refers to it,
// so that every schema is whole by itself. A test holds them against the types
// that are written.

import (
	"bytes"
	"embed"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
)

//go:embed schemas
var schemaFiles embed.FS

// Schemas lists the names of the published schemas: first the files of a run
// folder, then what is printed with --json.
func Schemas() []string {
	return []string{"run", "findings", "plan", "apply", "history", "manifest", "summary", "applied", "compare"}
}

// Schema is a published schema as text, and whether there is one of that name.
func Schema(name string) ([]byte, bool) {
	if !slices.Contains(Schemas(), name) {
		return nil, false
	}
	return whole(schemaFile(name+".json"), sharedDefs()), true
}

// SchemaTitle says in a line what a published schema is of; empty for none of
// that name.
func SchemaTitle(name string) string {
	text, known := Schema(name)
	if !known {
		return ""
	}
	var doc struct{ Title string }
	_ = json.Unmarshal(text, &doc) // a test reads every schema
	return doc.Title
}

func schemaFile(name string) []byte {
	text, err := schemaFiles.ReadFile("schemas/" + name)
	if err != nil {
		panic("report: " + err.Error()) // Schemas names a file that is not there
	}
	return text
}

func sharedDefs() map[string]json.RawMessage {
	var defs map[string]json.RawMessage
	if err := json.Unmarshal(schemaFile("shared/defs.json"), &defs); err != nil {
		panic("report: " + err.Error())
	}
	return defs
}

var refersTo = regexp.MustCompile(`"#/\$defs/([a-z0-9_]+)"`)

// whole puts the definitions that a schema refers to at its end, and those that
// these refer to, in the order of their names and in the form in which they were
// written.
func whole(schema []byte, shared map[string]json.RawMessage) []byte {
	needed := map[string]bool{}
	for search := [][]byte{schema}; len(search) > 0; search = search[1:] {
		for _, m := range refersTo.FindAllSubmatch(search[0], -1) {
			if name := string(m[1]); !needed[name] {
				needed[name] = true
				search = append(search, shared[name])
			}
		}
	}
	open := bytes.TrimSpace(schema[:bytes.LastIndexByte(schema, '}')])
	out := bytes.NewBuffer(slices.Clone(open))
	out.WriteString(",\n  \"$defs\": {")
	sep := "\n"
	for _, name := range slices.Sorted(maps.Keys(needed)) {
		out.WriteString(sep + "    \"" + name + "\": " + strings.ReplaceAll(string(shared[name]), "\n", "\n  "))
		sep = ",\n"
	}
	out.WriteString("\n  }\n}\n")
	return out.Bytes()
}
