package vonage

// What the first page of users says about the list: where it starts, how large
// its pages are, how many users there are, and whether that is enough.

import (
	"fmt"

	"rollcall/reconcile"
	"rollcall/vonage/internal/rest"
)

// listing is the first page of a product's users, and how it was asked for.
type listing struct {
	rest.Page[reconcile.Account]
	section   string // of the configuration: vbc, vcc
	asked     int    // users a page
	auto      bool   // page_size is auto
	most      int    // users a page that may be asked for
	bareWhole bool   // a bare list that is shorter than asked is the whole list
	minUsers  int
}

// whole reports whether all users are on the first page, as far as it says.
func (l *listing) whole() bool {
	if l.Bare {
		return l.bareWhole && len(l.Items) < l.asked
	}
	return l.Total != nil && *l.Total <= len(l.Items)
}

// list makes the checks about a first page.
func (c *checkup) list(l *listing) {
	c.pageBase(l)
	c.pageSize(l)
	c.total(l)
	c.minUsers(l)
}

func (c *checkup) pageBase(l *listing) {
	switch {
	case l.Bare && l.bareWhole:
		c.ok(DiagnosePageBase, "one list without pages")
	case l.Number == nil:
		c.note(DiagnosePageBase, "nothing has to be done: reading finds out whether there is a page 0",
			"the answer does not say its page number, so the first page is taken for page 1")
	case *l.Number > 1:
		c.problem(DiagnosePageBase, fmt.Sprintf("check %s.base_url, and whether a proxy keeps old answers", l.section),
			"the first page says that it is page %d, where 0 or 1 is expected", *l.Number)
	default:
		c.ok(DiagnosePageBase, "pages are counted from %d, as the answer says", *l.Number)
	}
}

// pageSize holds what was granted against what was asked for.
func (c *checkup) pageSize(l *listing) {
	how := fmt.Sprintf("%s a page were asked for", rest.Users(l.asked))
	if l.auto {
		how += " (page_size: auto asks for the most)"
	}
	got, single := len(l.Items), l.whole()
	if single && l.Size != nil && *l.Size < l.asked {
		got, single = *l.Size, false // it says itself that it would grant less
	}
	switch {
	case l.Bare && l.bareWhole:
		c.ok(DiagnosePageSize, "%s, and %d came in one list", how, got)
	case single:
		c.ok(DiagnosePageSize, "%s, and all users are on one page", how)
	case l.Total == nil:
		c.notChecked(DiagnosePageSize, "", "%s and %d came; without a total nothing says whether that is a full page", how, got)
	case got < l.asked:
		c.note(DiagnosePageSize, fmt.Sprintf("nothing has to be done, pages are counted by what is granted; %s.page_size: %d says the same", l.section, max(1, got)),
			"%s and %d granted: the list has %s", how, got, pagesOf(*l.Total, got))
	case l.asked < l.most && !l.auto:
		c.ok(DiagnosePageSize, "%s and granted: the list has %s; page_size: auto would ask for %d", how, pagesOf(*l.Total, got), l.most)
	default:
		c.ok(DiagnosePageSize, "%s and granted: the list has %s", how, pagesOf(*l.Total, got))
	}
}

// pagesOf is in how many pages so many users come.
func pagesOf(total, size int) string {
	return counted((total+max(1, size)-1)/max(1, size), "page")
}

// total says whether the list declares how long it is: without that no reading
// of it is complete.
func (c *checkup) total(l *listing) {
	got := len(l.Items)
	switch {
	case l.whole() && l.Bare:
		c.ok(DiagnoseTotal, "no total is declared, but %s came in a list of at most %d, so that is all", rest.Users(got), l.asked)
	case l.Bare && l.bareWhole:
		c.problem(DiagnoseTotal, fmt.Sprintf("raise %s.page_size", l.section),
			"no total is declared, and %s came where %d were asked for: more may be left", rest.Users(got), l.asked)
	case l.Total == nil && l.Pages != nil:
		c.note(DiagnoseTotal, "nothing has to be done: the number of pages says where the list ends",
			"no total is declared, but %s", counted(*l.Pages, "page"))
	case l.Total == nil:
		c.problem(DiagnoseTotal, noTotal, "the API declares neither a total nor a page count, so nothing can prove the list whole")
	case *l.Total < got:
		c.problem(DiagnoseTotal, remedies[reconcile.CheckPastEnd], "%s declared, and %d are on the first page alone", rest.Users(*l.Total), got)
	default:
		c.ok(DiagnoseTotal, "%s declared", rest.Users(*l.Total))
	}
}

// minUsers holds the total against the number that must be visible.
func (c *checkup) minUsers(l *listing) {
	n, known := len(l.Items), l.whole()
	if l.Total != nil {
		n, known = *l.Total, true
	}
	switch {
	case n >= l.minUsers:
		c.ok(DiagnoseMinUsers, "%s visible, at least %d expected", rest.Users(n), l.minUsers)
	case known:
		c.problem(DiagnoseMinUsers, remedies[reconcile.CheckMinimum], "%s visible, at least %d expected", rest.Users(n), l.minUsers)
	default:
		c.notChecked(DiagnoseMinUsers, "", "%s on the first page, at least %d expected; no total is declared", rest.Users(n), l.minUsers)
	}
}
