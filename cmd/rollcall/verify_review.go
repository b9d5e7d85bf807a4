package main

// rollcall verify --review: a workbook that came back, held against its run. What
// is printed of it is verify_review_page.go, what is written verify_export.go.

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"rollcall/report"
	"rollcall/report/runs"
	"rollcall/sources"
)

// reviewSchema names the form of the review in what verify --json prints.
const reviewSchema = "rollcall/review/1"

// reviewVerdict is what a workbook that came back says. Its JSON form is public.
type reviewVerdict struct {
	Schema string       `json:"schema"`
	File   reviewedFile `json:"file"`
	*report.ReviewResult
	Exported    []exportedFile `json:"exported"`
	NotExported []string       `json:"not_exported"` // why a Keep became no exception

	// checks are its lines among those of the run. One that is still to be decided
	// is not_checked and open.
	checks []verifyCheck
}

// reviewedFile is the workbook that came back.
type reviewedFile struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// verifyReview reads a workbook of a run that came back, and writes what was
// decided in it where somebody asked for that.
func (a *app) verifyReview(run runs.Summary, file, exportDir string) (reviewVerdict, error) {
	v := reviewVerdict{Schema: reviewSchema, Exported: []exportedFile{}, NotExported: []string{}}
	if exportDir != "" {
		if err := roomForDecisions(exportDir); err != nil {
			return v, err
		}
	}
	book, err := v.read(file)
	if err != nil {
		return v, err
	}
	if v.ReviewResult, err = book.Check(report.ReviewOf{Run: run, Now: a.now()}); err != nil {
		// What is wrong with the run is told of its files, and nothing is known of the workbook.
		words := fmt.Sprintf("the workbook cannot be held against the run: %v", err)
		if exportDir != "" {
			words += "; nothing was exported"
		}
		v.check(checkNot, words)
		return v, nil
	}
	pairs := v.answers()
	v.told()
	if exportDir == "" {
		return v, nil
	}
	return v, v.export(exportDir, pairs)
}

// read hashes a workbook and takes it apart.
func (v *reviewVerdict) read(path string) (*report.Review, error) {
	in, size, err := openBook("--review", path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.Close() }()
	sum := sha256.New()
	if _, err := io.Copy(sum, in); err != nil {
		return nil, usagef("--review %s cannot be read (%w)", path, bare(err))
	}
	v.File = reviewedFile{Name: filepath.Base(path), Size: size, SHA256: hex.EncodeToString(sum.Sum(nil))}
	book, err := report.ReadReview(in, size)
	if err != nil {
		return nil, usagef("--review %s is no reviewed report: %w", path, err)
	}
	return book, nil
}

// openBook opens a workbook that a flag names.
func openBook(flag, path string) (*os.File, int64, error) {
	in, err := os.Open(path)
	if err != nil {
		return nil, 0, usagef("%s %s cannot be read (%w)", flag, path, bare(err))
	}
	info, err := in.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("it is not a file")
	}
	if err != nil {
		_ = in.Close()
		return nil, 0, usagef("%s %s cannot be read (%w)", flag, path, bare(err))
	}
	return in, info.Size(), nil
}

// answers understands what was answered about possible matches, as exceptions
// import does. When one of them cannot be taken, none is.
func (v *reviewVerdict) answers() []sources.PairDecision {
	list := make([]sources.PairAnswer, len(v.Answers))
	for i := range v.Answers {
		p := &v.Answers[i]
		list[i] = sources.PairAnswer{Ref: p.Place(), PairRow: sources.PairRow{
			Pair: p.ID, Product: p.Product, Account: p.AccountID, Employee: p.Employee, Answer: p.Answer, DecidedBy: p.DecidedBy, Date: p.DateText,
		}}
	}
	taken, err := sources.TakePairs(list)
	if err != nil {
		for wrong := range strings.SplitSeq(err.Error(), "\n") {
			v.Problems = append(v.Problems, report.ReviewProblem{Kind: report.ProblemAnswer, Detail: wrong})
		}
	}
	report.SortProblems(v.Problems)
	return taken.List
}

// told makes a line for each kind of problem, and one where there is none.
func (v *reviewVerdict) told() {
	if v.Intact {
		v.check(checkOK, fmt.Sprintf("Access review and Possible matches are as run %s wrote them: %s, and no cell of the tool was changed", v.Run, counted(v.Decisions.Population, "account", "accounts")))
		v.checks = append(v.checks, verifyCheck{Check: checksReview, Result: checkNot,
			Detail: "the other sheets of the workbook were not compared, and nothing here is said about them", ToDo: "read them in the " + report.FileWorkbook + " of the run folder"})
	}
	open := false
	for _, g := range report.ProblemGroups() {
		n := len(v.problems(g.Kind))
		if n == 0 {
			continue
		}
		result := checkNot
		if g.Altered {
			result = checkProblem
		}
		open = open || !g.Altered
		v.check(result, fmt.Sprintf("%s: %d", g.Title, n))
		v.checks[len(v.checks)-1].ToDo = g.ToDo
	}
	if v.Intact && !open {
		v.check(checkOK, "every account is decided, and nothing about the decisions is open")
	}
}

func (v *reviewVerdict) check(result checkResult, detail string) {
	v.checks = append(v.checks, verifyCheck{Check: checksReview, Result: result, Detail: detail, open: result == checkNot})
}

// problems are those of a kind.
func (v *reviewVerdict) problems(kind report.ProblemKind) []report.ReviewProblem {
	var out []report.ReviewProblem
	for i := range v.Problems {
		if v.Problems[i].Kind == kind {
			out = append(out, v.Problems[i])
		}
	}
	return out
}
