package report

// Sums for the pages: like the counts of workbook_facts.go, a formula together
// with the value that it has.

import (
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"rollcall/reconcile/licences"
)

// sum is the SUMIFS over a named column of numbers, with its value. Words in the
// column count as nothing, as they do in the formula.
func (b *book) sum(sheet, name string, conditions ...condition) excelize.Cell {
	f := b.facts[sheet]
	return excelize.Cell{Formula: f.sumIfs(name, conditions), Value: f.sum(name, conditions...)}
}

// sumMoney is sum over a column of money, with the exact amount.
func (b *book) sumMoney(sheet, name string, conditions ...condition) (excelize.Cell, licences.Amount) {
	f := b.facts[sheet]
	total := f.sumMoney(name, conditions...)
	return excelize.Cell{Formula: f.sumIfs(name, conditions), Value: total.Float()}, total
}

// sum adds up a column of numbers, where the conditions hold.
func (f *facts) sum(name string, conditions ...condition) int {
	total := 0
	f.each(name, conditions, func(text string, times int) {
		if n, err := strconv.Atoi(text); err == nil {
			total += n * times
		}
	})
	return total
}

// sumMoney adds up a column of money, where the conditions hold.
func (f *facts) sumMoney(name string, conditions ...condition) licences.Amount {
	var total licences.Amount
	f.each(name, conditions, func(text string, times int) {
		if a, err := licences.ReadAmount(text); err == nil {
			total += a.Times(times)
		}
	})
	return total
}

// each calls add with the text of each cell that meets the conditions, and in
// how many rows it stands.
func (f *facts) each(name string, conditions []condition, add func(text string, times int)) {
	for _, key := range f.order {
		if values := strings.Split(key, "\x1f"); f.holds(values, conditions) {
			add(f.of(values, name), f.tuples[key])
		}
	}
}

// sumIfs is the formula of a sum.
func (f *facts) sumIfs(name string, conditions []condition) string {
	var sum []string
	for part := 1; part <= f.parts; part++ {
		args, _ := criteria(conditions, part) // a product and a currency are short
		sum = append(sum, "SUMIFS("+strings.Join(append([]string{partName(name, part)}, args...), ",")+")")
	}
	return strings.Join(sum, "+")
}
