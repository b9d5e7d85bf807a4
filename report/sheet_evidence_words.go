package report

// Small sentences for the Evidence sheet.

import (
	"strconv"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
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

func conditionText(c findings.Condition) string {
	var parts []string
	add := func(name string, values []string) {
		if len(values) > 0 {
			parts = append(parts, name+" is "+strings.Join(values, " or "))
		}
	}
	states := make([]string, len(c.States))
	for i, s := range c.States {
		states[i] = stateWord(s)
	}
	add("HR state", states)
	add("department", c.Departments)
	add("location", c.Locations)
	add("job title", c.JobTitles)
	add("worker type", c.WorkerTypes)
	if len(parts) == 0 {
		return "everybody"
	}
	return strings.Join(parts, " and ")
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
