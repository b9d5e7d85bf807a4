package sources

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/gocarina/gocsv"
	"github.com/xuri/excelize/v2"
)

var benchSizes = []int{1_000, 10_000, 100_000}

var benchHeader = []string{"employee_id", "first_name", "last_name", "email", "status", "hire_date", "termination_date", "department", "location", "job_title", "manager_email", "work_phone"}

// floorRow is what gocsv alone maps the same rows onto.
type floorRow struct {
	EmployeeID      string `csv:"employee_id"`
	FirstName       string `csv:"first_name"`
	LastName        string `csv:"last_name"`
	Email           string `csv:"email"`
	Status          string `csv:"status"`
	HireDate        string `csv:"hire_date"`
	TerminationDate string `csv:"termination_date"`
	Department      string `csv:"department"`
	Location        string `csv:"location"`
	JobTitle        string `csv:"job_title"`
	ManagerEmail    string `csv:"manager_email"`
	WorkPhone       string `csv:"work_phone"`
}

// benchRow is one person; one in ten has left.
func benchRow(i int) []string {
	status, end := "Active", ""
	if i%10 == 0 {
		status, end = "Terminated", "2026-01-31"
	}
	return []string{
		fmt.Sprintf("E%06d", i), fmt.Sprintf("First%d", i%997), fmt.Sprintf("Last%d", i), fmt.Sprintf("person%d@n.example", i), status, "2019-03-25", end,
		fmt.Sprintf("Department %d", i%40), fmt.Sprintf("City %d", i%60), fmt.Sprintf("Title %d", i%200), fmt.Sprintf("person%d@n.example", i%500), fmt.Sprintf("+44 20 7946 %04d", i%10000),
	}
}

func benchCSV(b *testing.B, people int) string {
	var text bytes.Buffer
	w := csv.NewWriter(&text)
	must(b, w.Write(benchHeader))
	for i := range people {
		must(b, w.Write(benchRow(i)))
	}
	w.Flush()
	must(b, w.Error())
	return file(b, "people.csv", text.Bytes())
}

func benchXLSX(b *testing.B, people int) string {
	return benchXLSXAt(b, filepath.Join(b.TempDir(), "people.xlsx"), people)
}

func benchXLSXAt(b testing.TB, path string, people int) string {
	f := excelize.NewFile()
	w, err := f.NewStreamWriter("Sheet1")
	must(b, err)
	put := func(row int, words []string) {
		cells := make([]any, len(words))
		for i, s := range words {
			cells[i] = s
		}
		must(b, w.SetRow(fmt.Sprintf("A%d", row), cells))
	}
	put(1, benchHeader)
	for i := range people {
		put(i+2, benchRow(i))
	}
	must(b, w.Flush())
	must(b, f.SaveAs(path))
	must(b, f.Close())
	return path
}

// ratio runs load and floor in turn and reports load as a multiple of floor.
func ratio(b *testing.B, load, floor func()) {
	b.ReportAllocs()
	var loading, bare time.Duration
	for b.Loop() {
		start := time.Now()
		load()
		loading += time.Since(start)
		b.StopTimer()
		start = time.Now()
		floor()
		bare += time.Since(start)
		b.StartTimer()
	}
	b.ReportMetric(float64(loading)/float64(bare), "x-floor")
}

func loadAll(b *testing.B, path string, people int) {
	r, err := Load(context.Background(), path, defaults)
	if err != nil || r.People.Len() != people {
		b.Fatalf("%d people, %v", r.People.Len(), err)
	}
}

// BenchmarkLoadCSV measures Load against gocsv alone over the same bytes.
func BenchmarkLoadCSV(b *testing.B) {
	for _, people := range benchSizes {
		b.Run(fmt.Sprintf("people=%d", people), func(b *testing.B) {
			path := benchCSV(b, people)
			ratio(b, func() { loadAll(b, path, people) }, func() {
				f, err := os.Open(path)
				must(b, err)
				defer func() { _ = f.Close() }()
				u, err := gocsv.NewUnmarshaller(csv.NewReader(f), floorRow{})
				must(b, err)
				n := 0
				for ; err == nil; n++ {
					_, err = u.Read()
				}
				if n != people+1 {
					b.Fatalf("%d rows: %v", n, err)
				}
			})
		})
	}
}

// BenchmarkLoadXLSX measures Load against excelize alone over the same bytes.
func BenchmarkLoadXLSX(b *testing.B) {
	for _, people := range benchSizes {
		b.Run(fmt.Sprintf("people=%d", people), func(b *testing.B) {
			path := benchXLSX(b, people)
			ratio(b, func() { loadAll(b, path, people) }, func() {
				f, err := excelize.OpenFile(path, excelize.Options{RawCellValue: true, UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxUnpacked})
				must(b, err)
				defer func() { _ = f.Close() }()
				rows, err := f.Rows("Sheet1")
				must(b, err)
				n := 0
				for ; rows.Next(); n++ {
					_, err := rows.Columns(excelize.Options{RawCellValue: true})
					must(b, err)
				}
				if n != people+1 {
					b.Fatalf("%d rows", n)
				}
			})
		})
	}
}
