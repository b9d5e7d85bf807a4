package report

// Summary of apply.xlsx: whether everything was done, by whom, and what is left.

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"rollcall/reconcile"
	"rollcall/reconcile/plans"
)

const (
	appliedLast = 10
	appliedFit  = 125
)

func (a *appliedIndex) summary(b *book) error {
	p, err := b.page(sheetSummary, 26, 12, 12, 12, 12, 12, 12, 12, 12, 24)
	if err != nil {
		return err
	}
	a.verdict(p)
	a.who(p)
	a.counts(p)
	a.verified(p)
	a.lookFirst(p)
	a.left(p)
	return p.done(1)
}

// verdict says in one line whether the plan was carried out.
func (a *appliedIndex) verdict(p *page) {
	did := a.in.Applied
	p.row(30, excelize.Cell{StyleID: p.b.styles.title, Value: a.title()})
	style, line := p.b.styles.statusOK, "COMPLETE: everything that apply was to do is done."
	n, uneven := a.notDone(), len(did.TieOuts)-p.b.even()
	if did.Status != "complete" || n > 0 || uneven > 0 {
		style = p.b.styles.statusBad
		line = joinWords(": ", appliedWord(did.Status), strings.TrimSuffix(did.Reason, ".")) + "."
		if n > 0 {
			line += fmt.Sprintf(" %s not carried out as planned.", plural(n, "change was", "changes were"))
		}
		if uneven > 0 {
			line += fmt.Sprintf(" %s not even: do not rely on this workbook.", plural(uneven, "tie-out is", "tie-outs are"))
		}
	}
	p.wide(style, line, appliedLast, appliedFit*3/4)
	p.tieOuts(0, " tie-out checks pass", appliedLast)
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// appliedWord is a status in capitals. What is complete and still has changes
// that were not carried out is not called so.
func appliedWord(status string) string {
	switch status {
	case "interrupted":
		return "INTERRUPTED"
	case "abandoned":
		return "ABANDONED"
	default:
		return "PARTIAL"
	}
}

// notDone counts what apply was to do and did not, or cannot vouch for.
func (a *appliedIndex) notDone() int {
	n := 0
	for i := range a.in.Applied.Results {
		if a.open(&a.in.Applied.Results[i]) {
			n++
		}
	}
	return n
}

// open reports a result that somebody has to look at. What was held, or is done
// by hand, was not apply's to do.
func (a *appliedIndex) open(r *plans.Result) bool {
	switch r.State {
	case plans.Done, plans.Already:
		return r.Verified == "no"
	case plans.ByPerson:
		return false
	case plans.NotTried:
		return a.action(r).Runs()
	default:
		return true
	}
}

func (a *appliedIndex) who(p *page) {
	did := a.in.Applied
	p.heading("Which plan, and who")
	say := func(label string, v value) { p.fact(label, v, appliedLast, appliedFit) }
	say("Run", text(did.Run))
	say(labelPlanHash, text(did.PlanSHA256))
	if did.UndoOf != "" {
		say("Takes back", text("the changes of run "+did.UndoOf))
	}
	say("Applied by", text(orNone(did.AppliedBy)))
	say(colApprovedBy, text(orNone(did.ApprovedBy)))
	say("Started (UTC)", instant(did.StartedAt, wordUnknown))
	say("Finished (UTC)", instant(did.FinishedAt, wordUnknown))
	for i := range did.Approvals {
		say("Limit lifted", text(liftedWords(&did.Approvals[i])))
	}
}

// counts are the results by state and product.
func (a *appliedIndex) counts(p *page) {
	p.heading("Results")
	titles := []string{"Result"}
	for _, product := range reconcile.Products() {
		titles = append(titles, string(product))
	}
	p.headers(append(titles, "Total")...)
	num := p.b.styles.cellNumber
	line := func(title string, is ...condition) {
		cells := []any{p.text(title)}
		for _, product := range reconcile.Products() {
			cells = append(cells, p.styled(num, p.b.count(sheetApply, append(is[:len(is):len(is)], condition{"ap_Product", string(product)})...)))
		}
		all := p.b.countRows(sheetApply, "ap_ID")
		if len(is) > 0 {
			all = p.b.count(sheetApply, is...)
		}
		p.row(0, append(cells, p.styled(num, all))...)
	}
	for _, s := range plans.States() {
		line(stateAfterWord(s), condition{"ap_Result", stateAfterWord(s)})
	}
	line("Total")
}

// verified is what reading the products again found.
func (a *appliedIndex) verified(p *page) {
	p.heading("Read again afterwards")
	if len(a.in.Applied.Verified) == 0 {
		p.wide(p.b.styles.plain, "The products were not read again: whether their lists are as planned is not known.", appliedLast, appliedFit)
		return
	}
	p.headers("Product", "Reading", "Before", "Created", "Deleted", "After", "Problems", "", "", "")
	p.merge(7, appliedLast)
	for _, v := range a.in.Applied.Verified {
		problems := orNone(joinProblems(v.Problems))
		cells := []any{p.text(string(v.Product)), p.text(v.Status), p.number(v.Before), p.number(v.Created), p.number(v.Deleted), p.number(v.After), p.text(problems)}
		for len(cells) < appliedLast {
			cells = append(cells, p.text(""))
		}
		p.row(float64(15*lineCount(problems, 58)), cells...)
		p.merge(7, appliedLast)
	}
}

// joinProblems names the first problems and counts the rest.
func joinProblems(problems []string) string {
	const named = 5
	words := ""
	for i, s := range problems {
		if i == named {
			return words + fmt.Sprintf("; and %d more", len(problems)-named)
		}
		if i > 0 {
			words += "; "
		}
		words += s
	}
	return words
}

// lookFirst lists the first changes that were not carried out as planned, each
// with a link to its row.
func (a *appliedIndex) lookFirst(p *page) {
	if a.notDone() == 0 {
		return
	}
	p.heading("First changes to look at")
	p.headers("Operation", "Product", "What", "Who", "", "Result", "Why", "", "", "")
	p.merge(4, 5)
	p.merge(7, appliedLast)
	shown := 0
	for i := range a.in.Applied.Results {
		r := &a.in.Applied.Results[i]
		if !a.open(r) {
			continue
		}
		if shown++; shown > topFindings {
			return
		}
		name, why := whose(a.action(r)), joinWords(". ", r.Detail, differsText(r.Differs))
		p.row(float64(15*max(lineCount(why, 58), lineCount(name, 22))),
			excelize.Cell{StyleID: p.b.styles.link, Value: r.Action}, p.text(string(r.Product)), p.text(operationWord(r.Product, r.Kind)), p.text(name), p.text(""),
			p.text(stateAfterWord(r.State)), p.text(why), p.text(""), p.text(""), p.text(""))
		p.merge(4, 5)
		p.merge(7, appliedLast)
		p.linkToRow(sheetApply, i)
	}
}

// left says what people still have to do.
func (a *appliedIndex) left(p *page) {
	p.heading("Still to do by hand")
	num := p.b.styles.cellNumber
	p.row(0, p.styled(p.b.styles.label, excelize.Cell{Value: "Planned changes"}), p.number(a.in.Applied.ByHand))
	p.row(0, p.styled(p.b.styles.label, excelize.Cell{Value: sheetWork}), p.styled(num, p.b.countRows(sheetWork, "wl_Number")))
	p.row(0, p.styled(p.b.styles.label, excelize.Cell{Value: sheetCustody}), p.styled(num, p.b.countRows(sheetCustody, "cu_ID")))
	p.wide(p.b.styles.note, fmt.Sprintf("%s lists what is to be done in the admin portals, and %s the extensions and direct numbers of removed accounts.", sheetWork, sheetCustody), appliedLast, appliedFit)
}
