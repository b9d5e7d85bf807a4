package report

// Small sentences for the Evidence sheet.

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
	"rollcall/reconcile/match"
	"rollcall/reconcile/suggest"
)

func joinWords(sep string, parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return orNone(strings.Join(out, sep))
}

func prefixed(prefix, s string) string {
	if s == "" {
		return ""
	}
	return prefix + s
}

func orNone(s string) string {
	if s == "" {
		return wordNone
	}
	return s
}

// first keeps a label for the first line of several.
func first(i int, label string) string {
	if i == 0 {
		return label
	}
	return ""
}

func optional(n *int) string {
	if n == nil {
		return "none"
	}
	return strconv.Itoa(*n)
}

func delimiterWord(d string) string {
	switch d {
	case "\t":
		return "tab"
	case ",":
		return "comma"
	case ";":
		return "semicolon"
	case "|":
		return "pipe"
	default:
		return d
	}
}

// rawWords say which answers of the products are kept, and where.
func rawWords(rep *Report) string {
	if rep.Raw.Pages > 0 {
		return fmt.Sprintf("%s in raw/; raw/index.jsonl lists each with its SHA-256, and has itself the SHA-256 %s", plural(rep.Raw.Pages, "answer", "answers"), rep.Raw.IndexSHA256)
	}
	for i := range rep.Populations {
		if run := rep.Populations[i].Proof.Replayed; run != "" {
			return "in the folder of run " + run
		}
	}
	return "none: they are not kept (output.keep_raw, --no-raw), or there was no answer"
}

// rulesWords name the rules that are in force by what Read me prints of them:
// the same number stands for the same rules, whatever the version is called.
func rulesWords() string {
	sum := sha256.New()
	codes, quality := findings.Catalogue(), reconcile.QualityCatalogue()
	for _, rules := range []any{match.RuleTable(), suggest.Scores(), codes, quality} {
		fmt.Fprintf(sum, "%+v\n", rules)
	}
	return fmt.Sprintf("%d match rules, %s to %s for possible matches, %d finding codes, %d HR quality codes; rules version %s",
		len(match.RuleTable()), suggest.S1, suggest.S6, len(codes), len(quality), hexStart(hex.EncodeToString(sum.Sum(nil))))
}

func operatorWords(o Operator) string {
	if o == (Operator{}) {
		return wordUnknown
	}
	return joinWords(" on ", o.User, o.Host)
}

func keepWords(until reconcile.Date) string {
	if until.IsZero() {
		return "nothing is configured (output.retention_days: 0)"
	}
	return until.String() + ", by output.retention_days; rollcall deletes nothing"
}

func manifestWords(rep *Report) string {
	words := "manifest.json in the run folder lists every file with its SHA-256, this workbook included"
	if rep.Baseline != "" {
		words += ", and names that of run " + rep.Baseline + " before it"
	}
	return words
}

// terminationWords say what a termination date of the HR file means.
func terminationWords(p findings.Policy) string {
	if p.StartOfDay {
		return "the first day after the last day employed"
	}
	return "the last day employed"
}

// policyWords say what the company decided about how findings are judged, one
// line each.
func policyWords(p findings.Policy) [][2]string {
	out := [][2]string{{"Accounts of people on leave", leaveWords(p)}, {"Unused accounts", idleWords(p)}}
	for _, o := range p.Overrides() {
		out = append(out, [2]string{"Severity of " + string(o.Code), severityWord(o.Severity) + " by policy.severity, in place of " + severityWord(o.Default)})
	}
	for _, r := range p.Roles {
		out = append(out, [2]string{"Role in " + string(r.Product), r.String()})
	}
	for _, product := range reconcile.Products() {
		if n := p.Seats[product]; n > 0 {
			out = append(out, [2]string{"Licences of " + string(product), strconv.Itoa(n) + " bought"})
		}
	}
	for _, price := range p.Prices {
		from := ""
		if !price.ValidFrom.IsZero() {
			from = "from " + price.ValidFrom.String()
		}
		out = append(out, [2]string{"Price of " + string(price.Product),
			joinWords(", ", price.Monthly+" "+price.Currency+" a month", prefixed("tier ", price.Tier), prefixed("contract ", price.Contract), from, renews(price.Renewal))})
	}
	return out
}

func renews(on reconcile.Date) string {
	if on.IsZero() {
		return ""
	}
	return "renewal on " + on.String()
}

func leaveWords(p findings.Policy) string {
	if p.SuspendOnLeave {
		return "to be suspended (policy.leave: suspend)"
	}
	return "kept (policy.leave: keep)"
}

func idleWords(p findings.Policy) string {
	if p.IdleDays == 0 {
		return "not judged (policy.idle_days: 0)"
	}
	return "reported after " + strconv.Itoa(p.IdleDays) + " days without use"
}

func exceptionText(e *reconcile.Exception) string {
	product := string(e.Product)
	if product == "" {
		product = "both products"
	}
	until := "does not expire"
	if !e.Expires.IsZero() {
		until = "until " + e.Expires.String()
	}
	return joinWords(", ", product, "account "+e.Account, string(e.Kind), prefixed("employee ", e.EmployeeID),
		prefixed("owner ", e.Owner), prefixed("reason: ", e.Reason), prefixed("ticket ", e.Ticket), until)
}

// profileSentence says which vendor profile is in force, and what the headers
// look like.
func profileSentence(src *reconcile.Source) string {
	switch {
	case src.Suggested == "":
		return src.Profile + " in force; no HR system was recognised by the headers"
	case src.Suggested == src.Profile:
		return joinWords(": ", src.Profile+" in force, and the headers look like it", src.SuggestedWhy)
	default:
		return joinWords(": ", src.Profile+" in force; the headers look like "+src.Suggested, src.SuggestedWhy)
	}
}
