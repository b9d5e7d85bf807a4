package sources

// One cell on its way to its record: error values, formulas, and the dates of a
// workbook.

import (
	"fmt"
	"slices"
	"strings"

	"rollcall/reconcile"
)

var errorCells = []string{"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"}

// present is a cell as its record sees it: error values blanked, dates of a
// workbook taken from their number.
func (k *kept) present(s *slot, text string, kind cellKind) string {
	if kind&cellFormula != 0 {
		empty := strings.TrimSpace(text) == ""
		switch {
		case empty && s.date >= 0: // a formula whose result was never stored is not a blank cell
			k.dates[s.date] = dateCell{kind: dateBad}
			k.noValue = true
			return ""
		case empty && decides(s):
			k.find("HQ-30", reconcile.LevelRow, s.column, "the cell holds a formula without a stored value: open the file in Excel, save it, and use that copy")
		case decides(s):
			k.find("HQ-30", reconcile.LevelRow, s.column, "the cell holds a formula, and its stored value may be old: paste the values and save")
		}
	}
	if strings.HasPrefix(text, "#") && slices.Contains(errorCells, strings.TrimSpace(text)) {
		level := reconcile.LevelWarn
		if identifies(s.field) || s.field == fieldStatus {
			level = reconcile.LevelRow
		}
		k.find("HQ-30", level, s.column, fmt.Sprintf("the cell holds the error %s and was read as blank: correct the formula and export again", strings.TrimSpace(text)))
		if s.date < 0 || strings.TrimSpace(text) == "#N/A" {
			return ""
		}
	}
	// A cell that is formatted as a date and empty is blank, not a bad date.
	if s.date >= 0 && kind&cellNumber != 0 && strings.TrimSpace(text) != "" {
		k.dates[s.date] = k.numberDate(s.column, text, kind)
		if k.dates[s.date].kind != dateBlank {
			return ""
		}
	}
	return text
}

// decides reports a column that says who somebody is or whether they have left.
func decides(s *slot) bool {
	return identifies(s.field) || s.field == fieldStatus || s.field == fieldTermination
}

func identifies(field string) bool {
	return field == fieldEmail || field == fieldEmployeeID || field == fieldUPN || field == fieldPersonID
}

// find notes a finding about the row under way.
func (k *kept) find(code reconcile.QualityCode, level reconcile.Level, column int, message string) {
	k.record.Found = append(k.record.Found, reconcile.Quality{Code: code, Level: level, Column: k.table.columns[column].Header, Message: message})
}

// numberDate reads a number in a date column: a date where the cell's number
// format says so, a serial that lost its format where its size fits, else
// nothing, and the text is read instead.
func (k *kept) numberDate(column int, text string, kind cellKind) dateCell {
	c := k.table.a.vendor.nulls.serial(text, k.table.use1904)
	switch {
	case kind&cellDate != 0:
		return c
	case c.kind == dateReady && plausibleSerial(text):
		k.find("HQ-14", reconcile.LevelWarn, column, fmt.Sprintf("the number %s was read as a date, because the cell has lost its date format: format the column as a date", text))
		return c
	default:
		return dateCell{}
	}
}

func plausibleSerial(text string) bool {
	whole, _, _ := strings.Cut(text, ".")
	return len(whole) == 5 && whole >= "20000" && whole <= "60000"
}
