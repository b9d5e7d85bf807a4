package report

// report.html: that it says what the workbook says, that nothing in it can
// break out, and that it can be read by everybody.

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
)

// htmlSamples are reports with everything in them that a page may hold.
func htmlSamples() map[string]*Report {
	part, failed, skipped, refused := sample(), sample(), sample(), sample()
	readInPart(part)
	notRead(failed, reconcile.PopulationFailed)
	notRead(skipped, reconcile.PopulationSkipped)
	refused.Roster, refused.Status, refused.Reason = nil, StatusFailed, "the HR file was refused"
	blocked := sample()
	blocked.Roster.Quality = append(blocked.Roster.Quality, reconcile.Quality{Code: "HQ-15", Level: reconcile.LevelBlock, Message: "half of the people are gone"})
	return map[string]*Report{
		"complete": sample(), "in part": part, "failed": failed, "skipped": skipped, "refused": refused, "blocked": blocked,
		"planned": plannedSample(), "since": sampleSince(), "trend": withTrend(sampleSince(), 4),
	}
}

// withTrend gives a report so many runs, the last of which is this one.
func withTrend(rep *Report, runs int) *Report {
	for i := range runs {
		open := map[reconcile.Severity]int{reconcile.SeverityCritical: 3, reconcile.SeverityHigh: runs - 1 - i, reconcile.SeverityInfo: i % 3}
		rep.Trend = append(rep.Trend, TrendPoint{Run: fmt.Sprintf("run-%d", i), AsOf: sampleDay.AddDays(i + 1 - runs), BySeverity: open})
	}
	now := map[reconcile.Severity]int{}
	for i := range rep.Findings {
		now[rep.Findings[i].Severity]++
	}
	rep.Trend[runs-1].BySeverity = now
	return rep
}

// TestHTML holds the whole page against testdata.
func TestHTML(t *testing.T) {
	rep := withTrend(sampleSince(), 4)
	planned := plannedSample()
	rep.Plan, rep.PlanBytes, rep.WorkList, rep.TieOuts = planned.Plan, planned.PlanBytes, planned.WorkList, planned.TieOuts
	golden(t, "html", parsed(t, rep).outline())
}

func numbers(rows [][]string) [][]string {
	for _, row := range rows {
		for i := range row {
			row[i] = strings.ReplaceAll(row[i], ",", "")
		}
	}
	return rows
}

// numbersBelow is a table of a page of the workbook without its notes, and
// without the blank cells that charts stand over.
func numbersBelow(t *testing.T, f *excelize.File, heading string) [][]string {
	t.Helper()
	var out [][]string
	for _, row := range below(t, f, sheetSummary, heading) {
		if len(row) > 1 {
			out = append(out, row)
		}
	}
	return numbers(out)
}

// amounts are the lines of the Summary about the cost of seats.
func amounts(t *testing.T, f *excelize.File) [][]string {
	t.Helper()
	var out [][]string
	for _, row := range numbersBelow(t, f, headingCost)[1:] {
		out = append(out, row[:5]) // the chart stands beside
	}
	return out
}

// TestHTMLCountsWhatTheWorkbookCounts holds every number of the page against
// the Summary of the same report.
func TestHTMLCountsWhatTheWorkbookCounts(t *testing.T) {
	t.Parallel()
	for name, rep := range htmlSamples() {
		if rep.Roster == nil {
			continue // no workbook to hold it against
		}
		t.Run(name, func(t *testing.T) {
			f, page := reopen(t, rep), parsed(t, rep)
			if diff := cmp.Diff(numbersBelow(t, f, headingSeverity), numbers(page.section(t, "severity").first(t, "table").grid())); diff != "" {
				t.Errorf("findings by severity: %s", diff)
			}
			if diff := cmp.Diff(numbersBelow(t, f, headingAges), numbers(page.section(t, "leavers").first(t, "table").grid())); diff != "" {
				t.Errorf("leavers: %s", diff)
			}
			sheet := numbersBelow(t, f, "Populations")
			lines := numbers(page.section(t, "populations").first(t, "table").grid())
			for i, title := range sheet[0][1:] {
				column := []string{title, sheet[1][i+1], sheet[2][i+1], sheet[3][i+1]}
				if diff := cmp.Diff(column, lines[i+1]); diff != "" {
					t.Errorf("populations, %s: %s", title, diff)
				}
			}
			if tables := page.section(t, "cost").all("table"); len(tables) != 1 || !cmp.Equal(amounts(t, f), numbers(tables[0].grid())[1:]) {
				t.Errorf("cost: %s", cmp.Diff(amounts(t, f), numbers(tables[0].grid())[1:]))
			}
			header := page.first(t, "header")
			if got, want := header.all("p")[1].words(), cellOf(t, f, sheetSummary, "A3"); got != want {
				t.Errorf("the status is %q, on the Summary %q", got, want)
			}
		})
	}
}

// TestHTMLPlanCountsWhatTheWorkbookCounts holds the planned changes and the
// limits against the Summary.
func TestHTMLPlanCountsWhatTheWorkbookCounts(t *testing.T) {
	rep := plannedSample()
	f, page := reopen(t, rep), parsed(t, rep).section(t, "plan")
	rows := rowsOf(t, f, sheetSummary)
	at := slices.IndexFunc(rows, func(row []string) bool { return len(row) > 0 && row[0] == "Planned changes" })
	for i, line := range page.all("table")[0].grid()[1:] {
		row := rows[at+1+i]
		title := row[0]
		if row[1] != "" {
			title = row[1] + " " + strings.ToLower(row[0])
		}
		if diff := cmp.Diff(append([]string{title}, row[2:6]...), line); diff != "" {
			t.Errorf("planned changes: %s", diff)
		}
	}
	over := page.all("table")[1].grid()[1]
	if over[3] != "OVER" || !strings.Contains(over[4], "--approve ") || !strings.Contains(page.words(), "no approval lifts it: headcount") {
		t.Errorf("the limit that the plan is over says %q", over)
	}
}

// TestHTMLFindingsAreTheSheet holds each finding against its row of the sheet.
func TestHTMLFindingsAreTheSheet(t *testing.T) {
	rep := sampleSince()
	rep.Findings[0].PlanOp = "op-1"
	records := sheetRecords(t, reopen(t, rep), sheetFindings)
	rows := listed(t, parsed(t, rep))
	if len(rows) != len(records) || len(rows) == 0 {
		t.Fatalf("%d findings on the page, %d on the sheet", len(rows), len(records))
	}
	for i, want := range records {
		row := rows[i]
		got := map[string]string{}
		for _, title := range []string{"Code", "Title", "Severity", "Product", "What was found"} {
			got[title] = want[title] // they stand in the row itself
		}
		labels := row.all("dt")
		for j, value := range row.all("dd") {
			got[labels[j].words()] = value.words()
		}
		for title, value := range want {
			if value == "" {
				delete(want, title)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("finding %d: %s", i, diff)
		}
		cells := row.words()
		for _, title := range []string{"Code", "Title", "Severity", "Product", "What was found", "SLA due"} {
			if !strings.Contains(cells, want[title]) {
				t.Errorf("finding %d does not show its %s %q", i, title, want[title])
			}
		}
		if overdue := strings.Contains(cells, "overdue"); overdue != (want["SLA breached"] == wordYes) {
			t.Errorf("finding %d: overdue is %v", i, overdue)
		}
		if id := row.first(t, "dl").attrs["id"]; id != want["Finding ID"] {
			t.Errorf("finding %d has the anchor %q", i, id)
		}
	}
}

// listed gives the rows of the findings of a page.
func listed(t *testing.T, page *element) []*element {
	t.Helper()
	return page.section(t, "findings").first(t, "tbody").all("tr")
}

// TestHTMLFilters counts the rows behind each box.
func TestHTMLFilters(t *testing.T) {
	page := parsed(t, sample())
	rows := listed(t, page)
	style := page.first(t, "style").raw()
	sums := map[string]int{}
	for _, group := range page.all("fieldset") {
		for _, label := range group.all("label") {
			id := label.first(t, "input").attrs["id"]
			class, ok := strings.CutPrefix(id, "only-")
			n := 0
			for _, row := range rows {
				if row.is(class) {
					n++
				}
			}
			if want := fmt.Sprint(n); !ok || label.all("span")[1].words() != want || n == 0 {
				t.Errorf("%s says %q, and there are %d rows", id, label.words(), n)
			}
			sums[group.attrs["class"]] += n
			if !strings.Contains(style, ".findings:has(."+group.attrs["class"]+" :checked):not(:has(#"+id+":checked)) tr."+class) {
				t.Errorf("the style sheet has no rule for %s", id)
			}
		}
	}
	if want := map[string]int{"by-severity": len(rows), "by-side": len(rows), "by-group": len(rows)}; !cmp.Equal(want, sums) {
		t.Errorf("the boxes of a group hold %v rows, want %v", sums, want)
	}
}

// TestEveryCodeHasAFilter looks at all codes that a run can raise.
func TestEveryCodeHasAFilter(t *testing.T) {
	style, err := htmlFiles.ReadFile("html/report.css")
	if err != nil {
		t.Fatal(err)
	}
	codes := []reconcile.Code{"HQ-01"}
	for _, e := range findings.Catalogue() {
		codes = append(codes, e.Code)
	}
	for _, c := range codes {
		known := slices.ContainsFunc(codeGroups, func(g struct{ prefix, title string }) bool { return g.prefix == codeGroup(c) })
		if !known || !strings.Contains(string(style), "#only-"+groupClass(c)+":checked)) tr."+groupClass(c)) {
			t.Errorf("%s is in no group that can be filtered by", c)
		}
	}
}

// TestHTMLIsBounded has one finding too many.
func TestHTMLIsBounded(t *testing.T) {
	rep := sample()
	one := rep.Findings[0]
	rep.Findings = rep.Findings[:0:0]
	for i := range htmlMost + 1 {
		one.ID = fmt.Sprintf("F-%d", i)
		rep.Findings = append(rep.Findings, one)
	}
	page := parsed(t, rep)
	rows := listed(t, page)
	if len(rows) != htmlMost || rows[htmlMost-1].first(t, "dl").attrs["id"] != fmt.Sprintf("F-%d", htmlMost-1) {
		t.Errorf("%d rows", len(rows))
	}
	want := "This page holds the first 5,000 of 5,001 findings, worst first. The other 1 are in findings.csv and on the sheet Findings of report.xlsx. The numbers beside the filters count this page."
	if got := page.section(t, "findings").first(t, "p").words(); got != want {
		t.Errorf("the page says %q", got)
	}
	if got := page.section(t, "severity").first(t, "table").grid()[1]; got[1] != "5,001" {
		t.Errorf("the table counts %q", got)
	}
}

func TestHTMLWithoutFindingsSaysWhatWasRead(t *testing.T) {
	rep := sample()
	notRead(rep, reconcile.PopulationSkipped)
	rep.Findings = nil
	section := parsed(t, rep).section(t, "findings")
	if got := section.first(t, "p").words(); got != "No items in this run; VCC was not asked for." || len(section.all("table"))+len(section.all("form")) > 0 {
		t.Errorf("the page says %q", section.words())
	}
}

// A rejected HR file stops everything: nobody left the products out, and what ran
// before was not looked at.
func TestHTMLOfARejectedFileSaysWhatIsTrue(t *testing.T) {
	rep := sample()
	rep.Status, rep.Reason, rep.Roster, rep.Links, rep.TieOuts, rep.Trend = StatusFailed, "people.csv: HQ-02: no header", nil, nil, nil, nil
	for i := range rep.Populations {
		p := &rep.Populations[i]
		*p = reconcile.Population{Product: p.Product, Status: reconcile.PopulationSkipped, Reason: "the HR file was rejected, so reading was stopped"}
	}
	for _, found := range [][]reconcile.Finding{findings.Refused([]reconcile.Quality{{Code: "HQ-02", Level: reconcile.LevelFatal, Message: "no header"}}, rep.AsOf), nil} {
		rep.Findings = found
		page := companionsOf(t, rep).files[FileHTML].String()
		for _, untrue := range []string{"not asked for", "No complete run of this tenant is known"} {
			if strings.Contains(page, untrue) {
				t.Errorf("the page says %q", untrue)
			}
		}
		if !strings.Contains(page, "VBC was not read in this run") {
			t.Error("the page does not say that VBC was not read")
		}
	}
	rep.Populations[0].Status = reconcile.PopulationComplete
	if page := companionsOf(t, rep).files[FileHTML].String(); strings.Contains(page, "VBC could not be read") {
		t.Error("the page says of a product that was read that it could not be")
	}
}

// TestHTMLStandsAlone looks for everything that would be fetched or run.
func TestHTMLStandsAlone(t *testing.T) {
	for name, rep := range htmlSamples() {
		t.Run(name, func(t *testing.T) { standsAlone(t, parsed(t, rep)) })
	}
}

func standsAlone(t *testing.T, page *element) {
	t.Helper()
	ids := map[string]bool{}
	page.walk(func(e *element) {
		if id := e.attrs["id"]; id != "" {
			if ids[id] {
				t.Errorf("two elements are called %q", id)
			}
			ids[id] = true
		}
	})
	known := strings.Fields("html head meta title style body a header p h1 dl div dt dd nav ul li main section h2 table caption thead tbody tr th td span figure figcaption svg desc line rect polyline circle text form fieldset legend label input button details summary footer")
	page.walk(func(e *element) {
		if !slices.Contains(known, e.name) {
			t.Errorf("an element <%s>", e.name)
		}
		for attr, value := range e.attrs {
			switch {
			case attr == "style" || attr == "src" || attr == "action" || strings.HasPrefix(attr, "on"):
				t.Errorf("<%s> has %s=%q", e.name, attr, value)
			case attr == "href" && (!strings.HasPrefix(value, "#") || !ids[value[1:]]):
				t.Errorf("a link leads to %q", value)
			}
		}
	})
	style := page.first(t, "style").raw()
	if regexp.MustCompile(`url\(|@import|expression`).MatchString(style) {
		t.Error("the style sheet fetches something")
	}
	sum := sha256.Sum256([]byte(style))
	want := "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'"
	if got := page.all("meta")[1]; got.attrs["http-equiv"] != "Content-Security-Policy" || got.attrs["content"] != want {
		t.Errorf("the policy is %v, want %q", got.attrs, want)
	}
}

// TestHTMLCanBeReadByEverybody looks for what programs that read aloud go by.
func TestHTMLCanBeReadByEverybody(t *testing.T) {
	for name, rep := range htmlSamples() {
		t.Run(name, func(t *testing.T) { readable(t, parsed(t, rep)) })
	}
}

func readable(t *testing.T, page *element) {
	t.Helper()
	for name, want := range map[string]int{"h1": 1, "main": 1, "header": 1, "footer": 1, "nav": 1, "title": 1} {
		if got := len(page.all(name)); got != want {
			t.Errorf("%d <%s>, want %d", got, name, want)
		}
	}
	if page.first(t, "html").attrs["lang"] != "en" {
		t.Error("the page does not name its language")
	}
	if skip := page.first(t, "body").first(t, "a"); !skip.is("skip") || skip.attrs["href"] != "#findings" {
		t.Errorf("the first link is %v", skip.attrs)
	}
	ids := map[string]*element{}
	page.walk(func(e *element) { ids[e.attrs["id"]] = e })
	page.walk(func(e *element) {
		for _, id := range strings.Fields(e.attrs["aria-labelledby"]) {
			if ids[id] == nil || ids[id].words() == "" {
				t.Errorf("<%s> is named by %q, which is not there", e.name, id)
			}
		}
		switch e.name {
		case "table":
			if e.first(t, "caption").words() == "" {
				t.Error("a table has no caption")
			}
		case "th":
			if e.attrs["scope"] == "" || e.words() == "" {
				t.Errorf("a header cell %q has the scope %q", e.words(), e.attrs["scope"])
			}
		case "section":
			if e.attrs["aria-labelledby"] == "" {
				t.Error("a section has no name")
			}
		case "svg":
			if e.attrs["role"] != "img" || len(strings.Fields(e.attrs["aria-labelledby"])) != 2 {
				t.Errorf("a chart has no words: %v", e.attrs)
			}
		case "label":
			if len(e.all("input")) != 1 {
				t.Errorf("the label %q is of no box", e.words())
			}
		}
	})
}

// hostile are the texts that a name may hold.
var hostile = []string{
	`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `' onmouseover='alert(1)`, `</title></style></textarea><b>`,
	`]]>&amp;&#60;`, "javascript:alert(1)", "{{.Policy}}", "\u0000\u0001\u0008\u001b[31m\u007f\u0085", "\u2028\u2029 \u202e gnirts \u2066x\u2069",
	"\xff\xfe broken", "\ufffe\uffff", strings.Repeat("W", 3000), "-->", "`${x}`", "\r\n\tx", "=1+1", "&nbsp;",
}

// spoil puts hostile texts into every text of a value that people wrote. It
// leaves alone what decides where a record goes.
func spoil(v reflect.Value, next func() string, keep map[string]bool) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			spoil(v.Elem(), next, keep)
		}
	case reflect.Slice:
		for i := range v.Len() {
			spoil(v.Index(i), next, keep)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() && !keep[v.Type().Field(i).Name] {
				spoil(v.Field(i), next, keep)
			}
		}
	case reflect.String:
		if v.Type() == reflect.TypeFor[string]() {
			v.SetString(next())
		}
	}
}

// TestHTMLHoldsHostileText writes a report in which every text is hostile, and
// finds the page to be of the same elements as with harmless ones.
func TestHTMLHoldsHostileText(t *testing.T) {
	shape := func(page *element) (names []string) {
		page.walk(func(e *element) { names = append(names, e.name) })
		return names
	}
	write := func(next func() string) (*element, []byte) {
		rep := withTrend(sampleSince(), 4)
		planned := plannedSample()
		rep.Plan, rep.PlanBytes, rep.WorkList = planned.Plan, planned.PlanBytes, planned.WorkList
		keep := map[string]bool{"ID": true, "Zone": true, "History": true, "Roster": true, "Populations": true, "Links": true, "Suggestions": true, "Policy": true, "Earlier": true, "Known": true, "PlanBytes": true, "Actions": true, "Closed": true, "Kept": true, "Currency": true}
		spoil(reflect.ValueOf(rep).Elem(), next, keep)
		for i := range rep.Roster.Quality {
			rep.Roster.Quality[i].Level, rep.Roster.Quality[i].Message = reconcile.LevelBlock, next()
		}
		page := htmlOf(t, rep)
		return parseHTML(t, page), page
	}
	harmless, _ := write(func() string { return "harmless" })
	for turn := range hostile {
		i := turn
		page, written := write(func() string { i++; return hostile[i%len(hostile)] })
		if diff := cmp.Diff(shape(harmless), shape(page)); diff != "" {
			t.Fatalf("turn %d: the page has other elements: %s", turn, diff)
		}
		standsAlone(t, page)
		for _, r := range string(written) {
			if r != '\n' && (unicode.IsControl(r) && r != '\t' || r == '\u2028' || r == '\u2029' || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069') {
				t.Fatalf("turn %d: the page holds %U", turn, r)
			}
		}
	}
	text := htmlText("\u202ea\x00\u2028")
	if text != "[U+202E]a\u2400[U+2028]" {
		t.Errorf("hidden characters are shown as %q", text)
	}
}

// TestHTMLContrast works out the contrast of each ink on each ground that the
// style sheet lays under it, by WCAG 2, for light and for dark.
func TestHTMLContrast(t *testing.T) {
	content, err := htmlFiles.ReadFile("html/report.css")
	if err != nil {
		t.Fatal(err)
	}
	style := regexp.MustCompile(`(?s)/\*.*?\*/`).ReplaceAllString(string(content), "")
	blocks := regexp.MustCompile(`(?s):root \{(.*?)\}`).FindAllStringSubmatch(style, -1)
	if len(blocks) != 2 {
		t.Fatalf("%d sets of colours, want light and dark", len(blocks))
	}
	light := colours(t, blocks[0][1], nil)
	dark := colours(t, blocks[1][1], light)
	for name := range light {
		if light[name] == dark[name] && !strings.HasSuffix(name, "-ink") {
			t.Errorf("--%s is the same at night", name)
		}
	}
	rest := strings.NewReplacer(blocks[0][0], "", blocks[1][0], "").Replace(style)
	if loose := regexp.MustCompile(`(?i)[ :](#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(|(white|black)[ ;])`).FindString(rest); loose != "" {
		t.Errorf("a colour that is no variable: %s", loose)
	}
	pairs := inkPairs(rest)
	if len(pairs) < 25 {
		t.Errorf("only %d pairs of ink and ground were found: %v", len(pairs), pairs)
	}
	for scheme, set := range map[string]map[string]string{"light": light, "dark": dark} {
		for _, p := range pairs {
			if set[p[0]] == "" || set[p[1]] == "" {
				t.Errorf("--%s or --%s is not defined", p[0], p[1])
			} else if got := contrast(t, set[p[0]], set[p[1]]); got < 4.5 {
				t.Errorf("%s: --%s on --%s has a contrast of %.2f", scheme, p[0], p[1], got)
			}
		}
		for _, edge := range []string{"focus", "strong-rule", "bar-plain"} { // not text: 3 is enough
			if got := contrast(t, set[edge], set["page"]); got < 3 {
				t.Errorf("%s: --%s on the page has a contrast of %.2f", scheme, edge, got)
			}
		}
	}
}

func colours(t *testing.T, block string, base map[string]string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for name, value := range base {
		out[name] = value
	}
	for _, m := range regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]{6});`).FindAllStringSubmatch(block, -1) {
		if base != nil && base[m[1]] == "" {
			t.Errorf("--%s is defined for the night only", m[1])
		}
		out[m[1]] = m[2]
	}
	return out
}

// inkPairs are ink and ground of every rule. An ink without a ground of its own
// may stand on the page and on a panel; one in a bar stands on that bar.
func inkPairs(style string) [][2]string {
	var out [][2]string
	colour := func(body, property string) string {
		m := regexp.MustCompile(`(?:^|[;{\s])` + property + `: var\(--([a-z-]+)\)`).FindStringSubmatch(body)
		if m == nil {
			return ""
		}
		return m[1]
	}
	for _, rule := range regexp.MustCompile(`([^{}]+)\{([^{}]*)\}`).FindAllStringSubmatch(style, -1) {
		ink, ground := colour(rule[2], "color"), colour(rule[2], "background")
		if strings.Contains(rule[1], "svg text") {
			ink = colour(rule[2], "fill")
			ground = strings.TrimSuffix(ink, "-ink")
			if ground == ink {
				ground = ""
			}
		}
		switch {
		case ink == "":
		case ground != "":
			out = append(out, [2]string{ink, ground})
		default:
			out = append(out, [2]string{ink, "page"}, [2]string{ink, "panel"})
		}
	}
	return out
}

// contrast is the ratio of WCAG 2.
func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	la, lb := luminance(t, a), luminance(t, b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	var rgb [3]int
	if _, err := fmt.Sscanf(colour, "#%02x%02x%02x", &rgb[0], &rgb[1], &rgb[2]); err != nil {
		t.Fatalf("%s: %v", colour, err)
	}
	total := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		c := float64(rgb[i]) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		total += weight * c
	}
	return total
}

// TestHTMLTrendNeedsThreeRuns and says so until then.
func TestHTMLTrendNeedsThreeRuns(t *testing.T) {
	for runs, drawn := range map[int]bool{2: false, 3: true, trendPoints: true} {
		rep := withTrend(sample(), runs)
		section := parsed(t, rep).section(t, "trend")
		if got := section.first(t, "p").words(); got != trendWords(rep.Trend) {
			t.Errorf("%d runs: it says %q", runs, got)
		}
		if got := len(section.all("circle")); (got == runs) != drawn || (len(section.all("table")) == 1) != drawn {
			t.Errorf("%d runs: %d dots in %d charts", runs, got, len(section.all("svg")))
		}
	}
	last := parsed(t, withTrend(sample(), 3)).section(t, "trend").first(t, "table").grid()[3]
	if last[0] != sampleDay.String() || last[len(last)-1] != "15" {
		t.Errorf("the last run is %q", last)
	}
}

func TestThousands(t *testing.T) {
	for in, want := range map[string]string{"0": "0", "999": "999", "1000": "1,000", "1234567": "1,234,567", "-1000": "-1,000", "-100": "-100", "10122.00": "10,122.00", "999.99": "999.99"} {
		if got := thousands(in); got != want {
			t.Errorf("%s is written %q, want %q", in, got, want)
		}
	}
}

// BenchmarkHTML writes the page of 20,000 findings on 100,000 accounts, of which
// it prints as many as it holds.
func BenchmarkHTML(b *testing.B) {
	rep := large(50_000, 80_000, 20_000)
	x := newIndex(rep)
	var out nowhere
	for b.Loop() {
		out.bytes = 0
		if err := writeHTML(&nowhereFile{&out}, x); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(out.bytes)/(1<<20), "MiB")
	b.ReportMetric(float64(len(rep.Findings)), "findings")
}
