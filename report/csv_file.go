package report

// Writing a table as a CSV file (RFC 4180): UTF-8, a header line, line feeds.

import (
	"bufio"
	"encoding/csv"
	"io"
)

// writeCSV writes the columns of a table that have a CSV name, raw.
func writeCSV(out io.Writer, t *table) error {
	return writeRecords(csv.NewWriter(out), t, func(v *value) string { return v.raw() })
}

// writePeopleCSV writes the same for a spreadsheet program: with a byte order
// mark so that it reads UTF-8, CRLF, people's words, and guarded cells.
func writePeopleCSV(out io.Writer, t *table) error {
	buf := bufio.NewWriter(out)
	if _, err := buf.WriteString("\uFEFF"); err != nil {
		return err
	}
	w := csv.NewWriter(buf)
	w.UseCRLF = true
	err := writeRecords(w, t, func(v *value) string {
		if v.kind != valueText {
			return v.shown()
		}
		return guarded(v.text)
	})
	if err != nil {
		return err
	}
	return buf.Flush()
}

func writeRecords(w *csv.Writer, t *table, cell func(*value) string) error {
	record := make([]string, 0, len(t.cols))
	for _, c := range t.cols {
		if c.csv != "" {
			record = append(record, c.csv)
		}
	}
	if err := w.Write(record); err != nil {
		return err
	}
	for row := range t.rows {
		record = record[:0]
		for i := range row {
			if t.cols[i].csv != "" {
				record = append(record, cell(&row[i]))
			}
		}
		if err := w.Write(record); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}
