package sources

// The profile in force for a file, and what of it is used.

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"rollcall/reconcile"
	"rollcall/reconcile/people"
)

// vendor is the profile in force, and what of it is used.
type vendor struct {
	*profile
	trusted   bool // its codes for having left and its date order are used
	agreed    bool // all tables of the file were asked
	suggested suggestion
	words     people.StatusMap
	nulls     *nullDates
}

// meet looks at the header of a table, and at its neighbours that may be a
// second header row. Until the whole file has been asked, the table is read by
// what its own header suggests.
func (a *assembly) meet(head []row, at int) suggestion {
	headers := make(map[string]bool)
	for i := max(0, at-1); i <= at+1 && i < len(head); i++ {
		if i != at && len(a.scoreRow(head[i].cells).fields) < minFields {
			continue
		}
		for _, cell := range head[i].cells {
			h := newHeading(cell)
			headers[h.text], headers[withoutBrackets(h.text)] = true, true
		}
	}
	s := suggest(headers)
	if !a.vendor.agreed {
		a.adopt(s)
	}
	return s
}

// agree settles the profile for the whole file: the one that each of its tables
// suggests.
func (a *assembly) agree(tables []*table) {
	s := tables[0].suggested
	for _, t := range tables[1:] {
		if t.suggested.profile != s.profile {
			a.note("the sheets do not all look like files of one HR system, so no profile was taken from their headers")
			s = suggestion{}
			break
		}
		s.sure = s.sure && t.suggested.sure
	}
	a.adopt(s)
	a.vendor.agreed = true
	a.explainVendor()
}

// adopt puts the configured profile in force, else the suggested one, else none.
func (a *assembly) adopt(s suggestion) {
	configured := a.opt.configuredProfile()
	v := &a.vendor
	v.suggested = s
	v.profile = cmp.Or(configured, s.profile, profileNamed(genericProfile))
	v.trusted = configured != nil || s.sure
	v.words = people.NewStatusMap(v.usableCodes(), a.opt.ownWords())
	v.nulls = newNullDates(slices.Concat(v.profile.nulls, a.opt.NullDates)...)
	a.source.Profile, a.source.Suggested, a.source.SuggestedWhy = v.name, "", ""
	if s.profile != nil {
		a.source.Suggested, a.source.SuggestedWhy = s.profile.name, s.why()
	}
}

// usableCodes are the profile's codes, without those for having left where the
// profile is no more than likely.
func (v *vendor) usableCodes() map[string]reconcile.Status {
	usable := make(map[string]reconcile.Status, len(v.codes))
	for code, status := range v.codes {
		if status != reconcile.StatusLeaver || v.trusted {
			usable[code] = status
		}
	}
	return usable
}

// leaverCodes lists the profile's codes for having left.
func (p *profile) leaverCodes() string {
	var codes []string
	for code, status := range p.codes {
		if status == reconcile.StatusLeaver {
			codes = append(codes, code)
		}
	}
	slices.Sort(codes)
	return strings.Join(codes, ", ")
}

// explainVendor writes down which profile holds and why.
func (a *assembly) explainVendor() {
	v := &a.vendor
	s := v.suggested
	configured := a.opt.configuredProfile()
	switch {
	case configured != nil && s.profile != nil && s.profile != configured:
		a.note("profile %s is in force, because hr.profile says so; the headers look like %s (%s): check hr.profile", v.name, s.profile.name, s.why())
	case configured != nil:
		a.note("profile %s is in force, because hr.profile says so", v.name)
	case s.profile == nil:
	case v.trusted:
		a.note("profile %s (%s) is in force, because no other system writes these headers: %s; set hr.profile where that is wrong", v.name, v.title, s.why())
	default:
		held := ""
		if codes := v.leaverCodes(); codes != "" {
			held = fmt.Sprintf("; its codes for having left (%s) are not used before hr.profile says %s, because the headers are not proof enough", codes, v.name)
		}
		a.note("profile %s (%s) is in force, because the headers look like it: %s%s; set hr.profile where that is wrong", v.name, v.title, s.why(), held)
	}
}

// givenOrders are the orders of day and month that are not in the file. A
// configured one is a person's word, so it comes before the profile's.
func (a *assembly) givenOrders() givenOrders {
	given := givenOrders{configured: a.opt.DateOrder}
	if a.opt.DateOrder == "" && a.vendor.trusted {
		given.profile = a.vendor.order
	}
	return given
}

// namesNobody reports a cell of a manager's column that names nobody.
func (v *vendor) namesNobody(field, text string) bool {
	return len(v.nobody) > 0 && strings.HasPrefix(field, "manager_") && slices.Contains(v.nobody, text)
}

// ownWords are the words of Options.Status with their meanings.
func (o *Reading) ownWords() map[string]reconcile.Status {
	own := make(map[string]reconcile.Status, len(o.Status))
	for word, meaning := range o.Status {
		own[word] = reconcile.Status(meaning)
	}
	return own
}

// validateOverrides refuses words, dates, quotes and label rows that cannot be
// meant.
func (o *Reading) validateOverrides() error {
	words := slices.Sorted(maps.Keys(o.Status))
	for i, word := range words {
		if people.SameWord(word, "") {
			return fmt.Errorf("hr.status: %q has no letter and no digit: write a word of the status column", word)
		}
		if !slices.Contains(people.OwnMeanings(), reconcile.Status(o.Status[word])) {
			return fmt.Errorf("hr.status: %q cannot mean %q: use one of %s", word, o.Status[word], meaningList())
		}
		for _, other := range words[:i] {
			if people.SameWord(word, other) && o.Status[word] != o.Status[other] {
				return fmt.Errorf("hr.status: %q and %q are one word here, because case, spaces and punctuation do not count: keep one of them", other, word)
			}
		}
	}
	for _, text := range o.NullDates {
		if strings.TrimSpace(text) == "" {
			return errors.New("hr.null_dates: an entry is blank: a blank cell is no date anyway, so leave the entry out")
		}
	}
	if o.Quote != "" && o.Quote != `"` && o.Quote != "'" {
		return fmt.Errorf("hr.quote %q is not known: use \" or '", o.Quote)
	}
	if o.LabelRow != "" && o.LabelRow != "auto" && o.LabelRow != labelYes && o.LabelRow != labelNo {
		return fmt.Errorf("hr.label_row %q is not known: use auto, yes or no", o.LabelRow)
	}
	return nil
}

func meaningList() string {
	var names []string
	for _, s := range people.OwnMeanings() {
		names = append(names, string(s))
	}
	return strings.Join(names, ", ")
}
