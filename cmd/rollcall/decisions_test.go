package main

// From the sheet Possible matches and back: what somebody decides in a returned
// workbook is what the next run goes by.

import (
	"bytes"
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"rollcall/reconcile"
	"rollcall/report"
)

// answer fills in the reviewer's columns of Possible matches by account name.
func answer(t *testing.T, path, returned string, same map[string]string) {
	t.Helper()
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := f.GetRows("Possible matches")
	if err != nil {
		t.Fatal(err)
	}
	set := func(title string, row int, value any) {
		cell, err := excelize.CoordinatesToCellName(slices.Index(rows[0], title)+1, row+1)
		if err == nil {
			err = f.SetCellValue("Possible matches", cell, value)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for i, row := range rows[1:] {
		if word := same[row[slices.Index(rows[0], "Account name")]]; word != "" {
			set("Same person?", i+1, word)
			set("Decided by", i+1, "Noor Kowalski")
			set("Date", i+1, time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC))
		}
	}
	if err := f.SaveAs(returned); err != nil {
		t.Fatal(err)
	}
}

func TestDecisionsComeBackFromTheWorkbook(t *testing.T) {
	n := newNights(t)
	first := n.on(1, 2)
	returned := filepath.Join(n.folder, "returned.xlsx")
	answer(t, filepath.Join(first.path, report.FileWorkbook), returned, map[string]string{"O. Almeida": "Same", "Sam Rahimi": "Different", "Ines Duarte": "Unsure"})

	var out, messages bytes.Buffer
	code := run(context.Background(), []string{"exceptions", "import", returned, "--config", filepath.Join(n.folder, defaultConfig)}, surroundings{
		env: func(string) (string, bool) { return "", false }, now: time.Now, random: bytes.NewReader(nil),
		in: strings.NewReader(""), out: &out, err: &messages,
	})
	if code != exitDone {
		t.Fatalf("exit code %d: %s%s", code, out.String(), messages.String())
	}

	second := n.on(2, 2)
	var almeida, rahimi map[string]string
	for _, m := range rowsOf(t, filepath.Join(second.path, report.FileMatches)) {
		switch m["login"] {
		case "owen.almedia":
			almeida = m
		case "sam.rahimi":
			rahimi = m
		}
	}
	if almeida["method"] != "M0" || almeida["employee_id"] != "E10214" || !strings.Contains(almeida["evidence"], "owner Noor Kowalski") {
		t.Errorf("the account that was said to be the same person's is %v", almeida)
	}
	if rahimi["result"] != "not_in_hr" {
		t.Errorf("the account that was said to be another's is %v", rahimi)
	}
	for _, s := range rowsOf(t, filepath.Join(second.path, report.FilePossible)) {
		if s["login"] == "owen.almedia" || s["login"] == "sam.rahimi" {
			t.Errorf("asked again: %v", s)
		}
	}
	if slices.ContainsFunc(second.findings, func(f reconcile.Finding) bool { return f.Code == "O07" && strings.Contains(f.Detail, "Noor Kowalski") }) {
		t.Error("a decision that was taken in is said to decide nothing")
	}
}
