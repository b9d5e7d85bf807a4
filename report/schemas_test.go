package report

// The published schemas, held against what is written: by another program's
// reading of JSON Schema, and field by field against the types.

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
	"rollcall/reconcile/history"
	"rollcall/reconcile/match"
	"rollcall/reconcile/plans"
)

// compiled is a schema, ready to judge a document, with formats asserted.
func compiled(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("schema.json", schemaValue(t, name)); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("schema.json")
	if err != nil {
		t.Fatalf("schemas/%s.json is no schema: %v", name, err)
	}
	return schema
}

func schemaValue(t *testing.T, name string) any {
	t.Helper()
	text, known := Schema(name)
	if !known {
		t.Fatalf("there is no schema %q", name)
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatalf("schemas/%s.json, with its definitions, is no JSON: %v\n%s", name, err, text)
	}
	return v
}

// judged says what is wrong with a document; nil for nothing.
func judged(t *testing.T, schema *jsonschema.Schema, document []byte) error {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(document))
	if err != nil {
		t.Fatal(err)
	}
	return schema.Validate(v)
}

func TestSchemasAreWholeByThemselves(t *testing.T) {
	used := map[string]bool{}
	for _, name := range Schemas() {
		compiled(t, name)
		doc := schemaValue(t, name).(map[string]any)
		if doc["$id"] != "urn:rollcall:"+name+":1" || doc["$schema"] != "https://json-schema.org/draft/2020-12/schema" || SchemaTitle(name) != doc["title"] || doc["title"] == "" {
			t.Errorf("%s calls itself %v, %v, %v", name, doc["$id"], doc["$schema"], doc["title"])
		}
		for def := range doc["$defs"].(map[string]any) {
			used[def] = true
		}
	}
	for name := range sharedDefs() {
		if !used[name] {
			t.Errorf("no schema refers to the definition %s in schemas/shared/defs.json", name)
		}
	}
	if _, known := Schema("shared/defs"); known || SchemaTitle("nonsense") != "" {
		t.Error("there is a schema of another name")
	}
}

// samplesOf are documents of every form that this package writes, by schema.
func samplesOf(t *testing.T) map[string][][]byte {
	t.Helper()
	out := map[string][][]byte{}
	add := func(rep *Report) {
		m := companionsOf(t, rep)
		for name, file := range map[string]string{"run": FileRun, "findings": FileFindings, "history": FileHistory} {
			if m.files[file] != nil {
				out[name] = append(out[name], m.files[file].Bytes())
			}
		}
	}
	whole, part, failed, skipped := sample(), sample(), sample(), sample()
	readInPart(part)
	notRead(failed, reconcile.PopulationFailed)
	notRead(skipped, reconcile.PopulationSkipped)
	rejected, early, empty := sample(), sample(), &Report{Run: whole.Run, AsOf: sampleDay, Status: StatusFailed, Reason: "stopped", ExitCode: 4, ExitCodes: []int{4}, Tool: whole.Tool}
	rejected.Roster, early.Links = nil, nil
	modified := sampleStart.Add(-time.Hour)
	whole.HR = &HRRecord{Census: findings.TakeCensus(whole.Roster, sampleDay), HeldAgainst: "20260330T020000Z-1a2b3c", Accepted: true}
	whole.HR.SHA256, whole.HR.Files[0].Modified = strings.Repeat("7", 64), &modified
	whole.HR.UnchangedSince = sampleDay
	whole.Populations[0].Proof.Pace = reconcile.Pace{PerMinute: 10, Spaced: true}
	whole.Populations[0].Calls = &reconcile.CallLog{AskedFrom: sampleStart, AskedTo: sampleStart, Reason: "refused"}
	whole.Since = history.Settled{Against: "20260330T020000Z-1a2b3c", AsOf: sampleDay, Closed: []history.Closed{{
		ID: whole.Findings[0].ID, Code: "L01", Product: reconcile.VBC, Account: "1", First: sampleDay, On: sampleDay, How: history.Resolved,
	}}, Kept: []history.Kept{{Open: history.OpenOf(&whole.Findings[0]), Why: "VBC was not read"}}}
	planned := plannedSample()
	for _, rep := range []*Report{whole, part, failed, skipped, rejected, early, empty, planned} {
		add(rep)
	}
	plan, err := samplePlan().Encode()
	if err != nil {
		t.Fatal(err)
	}
	nothing, err := (&plans.Plan{Schema: plans.Schema, Run: whole.Run, AsOf: "2026-03-31", CreatedAt: planMade, ExpiresAt: planMade.Add(plans.Lifetime)}).Encode()
	if err != nil {
		t.Fatal(err)
	}
	applied, err := AppliedJSON(sampleApplied().Applied)
	if err != nil {
		t.Fatal(err)
	}
	out["plan"], out["apply"] = [][]byte{plan, nothing}, [][]byte{applied}
	for _, list := range out {
		for i := range list {
			list[i] = []byte(realNames.Replace(string(list[i])))
		}
	}
	return out
}

// realNames are the short names of the samples as a run would write them.
var realNames = strings.NewReplacer(
	`"op-`, `"A-00000000000`, `"f-`, `"F-00000000000`, `"F-in09"`, `"F-000000000009"`,
	`"77"`, `"`+strings.Repeat("7", 64)+`"`, `"aabbccddeeff00112233"`, `"`+strings.Repeat("a", 64)+`"`,
)

func TestWhatIsWrittenIsOfItsSchema(t *testing.T) {
	for name, documents := range samplesOf(t) {
		schema := compiled(t, name)
		for i, document := range documents {
			if err := judged(t, schema, document); err != nil {
				t.Errorf("document %d of %s: %v", i, name, err)
			}
		}
	}
}

// TestSchemasRefuseWhatIsNotWritten takes a document that is right and spoils it
// in each place: an object with a key too few or too many, a number as a text, a
// text as a number, a list as null.
func TestSchemasRefuseWhatIsNotWritten(t *testing.T) {
	for name, documents := range samplesOf(t) {
		schema := compiled(t, name)
		var document any
		if err := json.Unmarshal(documents[0], &document); err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(document); err != nil {
			t.Fatal(err)
		}
		tried := 0
		damaged(&document, "", func(where string) {
			tried++
			if schema.Validate(document) == nil {
				t.Errorf("%s takes a document that is wrong at %s", name, where)
			}
		})
		if tried < 20 {
			t.Errorf("%s was spoiled in %d places only", name, tried)
		}
	}
}

// othersWords are objects whose keys this program does not choose.
var othersWords = []string{"by_code", "people_by_state", "employed_by_department", "employed_by_location", "body"}

// spoil changes one value after the other, tells, and puts it back.
func damaged(at *any, where string, tell func(where string)) {
	was := *at
	with := func(wrong any, how string) {
		*at = wrong
		tell(where + " " + how)
		*at = was
	}
	switch v := was.(type) {
	case map[string]any:
		own := !slices.Contains(othersWords, where[strings.LastIndex(where, "/")+1:])
		for _, key := range slices.Sorted(maps.Keys(v)) {
			value := v[key]
			if own && key != "body" && key != "sums" {
				delete(v, key)
				tell(where + "/" + key + " is missing")
				v[key] = value
			}
			if key != "body" {
				damaged(&value, where+"/"+key, func(w string) { v[key] = value; tell(w) })
			}
			v[key] = value
		}
		if own {
			v["more"] = true
			tell(where + "/more is unknown")
			delete(v, "more")
		}
	case []any:
		if len(v) > 0 {
			first := v[0]
			damaged(&first, where+"/0", func(w string) { v[0] = first; tell(w) })
			v[0] = first
		}
		with("none", "is a text")
	case float64:
		with(fmt.Sprint(v), "is a number in a text")
	case string:
		with(7.0, "is a number")
	case bool:
		with("true", "is a text")
	}
}

// Words that are not of a catalogue, and forms that no date, hash or id has.
func TestSchemasRefuseOtherWords(t *testing.T) {
	documents, schemas := samplesOf(t), map[string]*jsonschema.Schema{}
	for name := range documents {
		schemas[name] = compiled(t, name)
	}
	for _, tt := range []struct{ schema, old, new string }{
		{"run", `"status": "complete"`, `"status": "finished"`},
		{"run", `"schema": "rollcall/run/1"`, `"schema": "rollcall/run/2"`},
		{"run", `"as_of": "2026-03-31"`, `"as_of": "2026-02-30"`},
		{"run", `"as_of": "2026-03-31"`, `"as_of": ""`},
		{"run", `"product": "VBC"`, `"product": "vbc"`},
		{"run", `"started_at": "2026-03-31T02:00:00Z"`, `"started_at": "2026-03-31T02:00:00+01:00"`},
		{"run", `"run": "20260331T020000Z-1a2b3c"`, `"run": "../20260331T020000Z-1a2b3c"`},
		{"run", `"L01": 1`, `"L1": 1`},
		{"run", `"rows": 9`, `"rows": -1`},
		{"run", `"exit_code": 0`, `"exit_code": 12`},
		{"run", strings.Repeat("0", 63) + "7", strings.Repeat("0", 63) + "X"},
		{"findings", `"severity":"critical"`, `"severity":"Critical"`},
		{"findings", `"history":"open"`, `"history":"old"`},
		{"findings", `"monthly":"19.99"`, `"monthly":"19,99"`},
		{"findings", `"code":"L01"`, `"code":"L01a"`},
		{"findings", `"hr_rows":[5]`, `"hr_rows":null`},
		{"plan", `"kind": "update"`, `"kind": "rename"`},
		{"plan", `"limit": "deletes"`, `"limit": "everything"`},
		{"plan", `"created_at": "2026-03-31T02:02:00Z"`, `"created_at": "yesterday"`},
		{"apply", `"state": "failed"`, `"state": "intent"`},
		{"apply", `"verified": "yes"`, `"verified": "perhaps"`},
		{"history", `"how": "resolved"`, `"how": "not_judged"`},
	} {
		text := string(documents[tt.schema][0])
		spoiled := strings.Replace(text, tt.old, tt.new, 1)
		if spoiled == text {
			t.Errorf("the sample of %s has no %s", tt.schema, tt.old)
		} else if judged(t, schemas[tt.schema], []byte(spoiled)) == nil {
			t.Errorf("%s takes %s", tt.schema, tt.new)
		}
	}
}

// TestSchemasHaveTheWordsOfTheCode holds every list of words against the one that
// the code has.
func TestSchemasHaveTheWordsOfTheCode(t *testing.T) {
	defs := map[string]any{}
	for _, name := range Schemas() {
		maps.Copy(defs, schemaValue(t, name).(map[string]any)["$defs"].(map[string]any))
	}
	keysOf := func(def string) []string {
		return slices.Collect(maps.Keys(defs[def].(map[string]any)["properties"].(map[string]any)))
	}
	under := func(path ...string) any {
		at := any(defs)
		for _, key := range path {
			at = at.(map[string]any)[key]
		}
		return at
	}
	enum := func(v any) (out []string) {
		for _, word := range v.(map[string]any)["enum"].([]any) {
			out = append(out, word.(string))
		}
		return out
	}
	apply := schemaValue(t, "apply").(map[string]any)["properties"].(map[string]any)["results"].(map[string]any)["items"].(map[string]any)["properties"].(map[string]any)
	counted := func(name string) []string {
		return slices.Collect(maps.Keys(under("counts", "properties", name, "properties").(map[string]any)))
	}
	for what, tt := range map[string]struct{ got, want []string }{
		"severity":           {enum(defs["severity"]), texts(reconcile.Severities())},
		"counts by severity": {slices.Collect(maps.Keys(under("counts", "properties", "findings", "properties", "by_severity", "properties").(map[string]any))), texts(reconcile.Severities())},
		"product":            {enum(defs["product"]), texts(reconcile.Products())},
		"product or empty":   {enum(defs["product_or_empty"]), append(texts(reconcile.Products()), "")},
		"HR state":           {enum(defs["state"]), texts(reconcile.States())},
		"counts of people":   {counted("people"), texts(reconcile.States())},
		"counts of rows":     {counted("hr_rows"), texts(reconcile.RowClasses())},
		"counts of products": {counted("accounts"), texts(reconcile.Products())},
		"results":            {keysOf("placed"), append(texts(match.Results()), unplaced)},
		"run status":         {enum(defs["run_status"]), texts([]Status{StatusComplete, StatusIncomplete, StatusFailed})},
		"population status": {enum(defs["population_status"]), texts([]reconcile.PopulationStatus{reconcile.PopulationComplete, reconcile.PopulationIncomplete,
			reconcile.PopulationFailed, reconcile.PopulationSkipped})},
		"kinds":         {enum(defs["kind"]), texts(plans.Kinds())},
		"states":        {enum(apply["state"]), texts(plans.States())},
		"state counts":  {keysOf("state_counts"), texts(plans.States())},
		"limits":        {enum(defs["limit_name"]), []string{plans.LimitDeletes, plans.LimitDeactivations, plans.LimitUpdates, plans.LimitCreates, plans.LimitDeletes7, plans.LimitDeactivations7, plans.LimitSegment}},
		"history":       {enum(under("finding", "properties", "history")), []string{history.StatusNew, history.StatusOpen, history.StatusReopened, ""}},
		"change kinds":  {enum(schemaValue(t, "compare").(map[string]any)["properties"].(map[string]any)["changes"].(map[string]any)["items"].(map[string]any)["properties"].(map[string]any)["kind"]), texts(history.Kinds())},
		"change counts": {slices.Collect(maps.Keys(schemaValue(t, "compare").(map[string]any)["properties"].(map[string]any)["counts"].(map[string]any)["properties"].(map[string]any))), texts(history.Kinds())},
	} {
		slices.Sort(tt.got)
		slices.Sort(tt.want)
		if !slices.Equal(tt.got, tt.want) {
			t.Errorf("%s: the schemas say %q and the code %q: write the difference into report/schemas", what, tt.got, tt.want)
		}
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("code.json", defs["code"]); err != nil {
		t.Fatal(err)
	}
	code := c.MustCompile("code.json")
	for _, e := range findings.Catalogue() {
		if err := code.Validate(string(e.Code)); err != nil {
			t.Errorf("the form of a code does not fit %s: %v", e.Code, err)
		}
	}
}

func texts[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return out
}

// TestSchemasHaveTheFieldsOfTheTypes walks the types that are written and the
// schemas side by side, so that no field is without its words.
func TestSchemasHaveTheFieldsOfTheTypes(t *testing.T) {
	for name, written := range map[string]any{
		"run": runDocument{}, "history": historyDocument{}, "plan": plans.Plan{}, "apply": plans.Applied{},
		"findings": struct {
			Schema   string              `json:"schema"`
			Run      string              `json:"run"`
			Findings []reconcile.Finding `json:"findings"`
		}{},
	} {
		w := walk{t: t, name: name, defs: map[string]any{}}
		doc := schemaValue(t, name).(map[string]any)
		w.defs = doc["$defs"].(map[string]any)
		w.value(reflect.TypeOf(written), doc, name+".json")
	}
}

// walk compares types with a schema.
type walk struct {
	t    *testing.T
	name string
	defs map[string]any
}

// resolved follows references; what stands beside one is words only.
func (w *walk) resolved(schema map[string]any) map[string]any {
	for {
		ref, there := schema["$ref"].(string)
		if !there {
			return schema
		}
		schema = w.defs[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any)
	}
}

// kinds are the JSON types that a schema takes.
func kinds(schema map[string]any) []string {
	switch v := schema["type"].(type) {
	case string:
		return []string{v}
	case []any:
		var out []string
		for _, k := range v {
			out = append(out, k.(string))
		}
		return out
	}
	words, _ := schema["enum"].([]any)
	words = append(words, schema["const"])
	if _, number := words[0].(json.Number); number {
		return []string{"integer"}
	}
	return []string{"string"}
}

func (w *walk) value(of reflect.Type, schema map[string]any, where string) {
	schema = w.resolved(schema)
	want := ""
	pointer := of.Kind() == reflect.Pointer
	if pointer {
		of = of.Elem()
	}
	switch {
	case of == reflect.TypeFor[json.RawMessage]():
		return
	case of == reflect.TypeFor[Tally]():
		want = "object" // its names are held against their lists elsewhere
	case of == reflect.TypeFor[time.Time](), of.Implements(reflect.TypeFor[encoding.TextMarshaler]()), of.Kind() == reflect.String:
		want = "string"
	case of.Kind() == reflect.Struct:
		want = "object"
		w.fields(of, schema, where)
	case of.Kind() == reflect.Map:
		want = "object"
	case of.Kind() == reflect.Slice:
		want = "array"
		if items, there := schema["items"].(map[string]any); there {
			w.value(of.Elem(), items, where+"[]")
		}
	case of.Kind() == reflect.Bool:
		want = "boolean"
	case of.Kind() == reflect.Int, of.Kind() == reflect.Int64:
		want = "integer"
	default:
		w.t.Fatalf("%s is a %s, which this test does not know", where, of)
	}
	got := kinds(schema)
	if !slices.Contains(got, want) {
		w.t.Errorf("%s is written as %s, and report/schemas says %v", where, want, got)
	}
	if pointer && !slices.Contains(got, "null") {
		w.t.Errorf("%s may be null, and report/schemas does not say so: give it \"type\": [%q, \"null\"]", where, want)
	}
}

func (w *walk) fields(of reflect.Type, schema map[string]any, where string) {
	properties, _ := schema["properties"].(map[string]any)
	var required []string
	for _, name := range schema["required"].([]any) {
		required = append(required, name.(string))
	}
	if schema["additionalProperties"] != false {
		w.t.Errorf("%s takes keys that nobody writes: give its schema \"additionalProperties\": false", where)
	}
	var names []string
	for _, f := range reflect.VisibleFields(of) {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous || name == "-" || !f.IsExported() {
			continue
		}
		names = append(names, name)
		property, there := properties[name].(map[string]any)
		if !there {
			w.t.Errorf("%s.%s (%s.%s) has no schema: write it into \"properties\" of that object in report/schemas/%s.json or shared/defs.json, with a description of its unit and of what null or empty means, and into \"required\" unless it is omitempty",
				where, name, of, f.Name, w.name)
			continue
		}
		if must := options != "omitempty"; must != slices.Contains(required, name) {
			w.t.Errorf("%s.%s is always written: %v; \"required\" in report/schemas must say the same", where, name, must)
		}
		w.value(f.Type, property, where+"."+name)
	}
	for name := range properties {
		if !slices.Contains(names, name) {
			w.t.Errorf("%s.%s is in report/schemas and nothing writes it: take it out", where, name)
		}
	}
}
