package main

// How a verification is told: a line for each check and a verdict line, or one
// JSON object.

import (
	"fmt"
	"slices"
	"strings"

	"rollcall/report"
)

// verifySchema names the form of what verify --json prints.
const verifySchema = "rollcall/verify/1"

// verifyDocument is the JSON object.
type verifyDocument struct {
	Schema         string         `json:"schema"`
	Run            string         `json:"run"`
	Path           string         `json:"path"`
	ManifestSHA256 string         `json:"manifest_sha256"`
	Status         report.Status  `json:"status"`  // what the run says of itself; empty where run.json cannot be relied on
	Verdict        string         `json:"verdict"` // verified, in_part, altered
	ExitCode       int            `json:"exit_code"`
	ExitCodes      []int          `json:"exit_codes"`
	Checks         []verifyCheck  `json:"checks"`
	Review         *reviewVerdict `json:"review"` // null without --review
}

// The verdicts.
const (
	verdictVerified = "verified"
	verdictInPart   = "in_part"
	verdictAltered  = "altered"
)

// verdict is the outcome in a word.
func (v *verification) verdict() string {
	word := verdictVerified
	for i := range v.checks {
		switch {
		case v.checks[i].Result == checkProblem:
			return verdictAltered
		case v.checks[i].open:
			word = verdictInPart
		}
	}
	return word
}

// tellVerified prints the outcome.
func (a *app) tellVerified(v *verification) error {
	codes := v.codes()
	a.code = codes[0]
	var err error
	if v.flags.json {
		err = a.printJSON(verifyDocument{
			Schema: verifySchema, Run: v.run(), Path: v.dir, ManifestSHA256: v.seal.SHA256, Status: v.said.Status, Verdict: v.verdict(),
			ExitCode: codes[0], ExitCodes: codes, Checks: v.checks, Review: v.review,
		})
	} else {
		_, err = fmt.Fprint(a.out, v.page())
	}
	if err != nil {
		return &exitError{exitOutput, fmt.Errorf("what was verified could not be written to standard output: %w", bare(err))}
	}
	return nil
}

var checkWords = map[checkResult]string{checkOK: "ok", checkProblem: "PROBLEM", checkNot: "not checked"}

// page is the outcome for people.
func (v *verification) page() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Run %s in %s\n", v.run(), v.dir)
	if v.seal.SHA256 != "" {
		fmt.Fprintf(&b, "SHA-256 of manifest.json: %s\n", v.seal.SHA256)
	}
	b.WriteString(v.statusLine() + "\n")
	problems, open := 0, 0
	for i := range v.checks {
		c := &v.checks[i]
		words := c.Check + ": " + printable(c.Detail)
		if c.File != "" {
			words = c.Check + ": " + printable(c.File) + ": " + printable(c.Detail)
		}
		fmt.Fprintf(&b, "%-12s %s\n", v.resultWord(c), words)
		if c.ToDo != "" {
			fmt.Fprintf(&b, "%-12s -> %s\n", "", printable(c.ToDo))
		}
		switch {
		case c.Result == checkProblem:
			problems++
		case c.open:
			open++
		}
	}
	if v.review != nil {
		b.WriteString(v.review.page())
	}
	b.WriteString("\n" + v.verdictLine(problems, open) + "\n")
	return b.String()
}

// statusLine is what the run says of itself, so that nobody takes a run of which
// every byte is right for one that could read everything.
func (v *verification) statusLine() string {
	if v.said.Status == "" {
		return ""
	}
	line := "Status of the run: " + strings.ToUpper(string(v.said.Status))
	if v.said.Reason != "" {
		line += ": " + printable(v.said.Reason)
	}
	if v.said.Redacted != "" {
		line += "; a redacted copy"
	}
	return line + "\n"
}

// resultWord is how a check ended. What is still to be decided in a workbook was
// looked at, and is open.
func (v *verification) resultWord(c *verifyCheck) string {
	if c.Check == checksReview && c.open && v.review != nil {
		return "open"
	}
	return checkWords[c.Result]
}

func (v *verification) verdictLine(problems, open int) string {
	switch v.verdict() {
	case verdictAltered:
		what := "this folder is not what its run left, or what it says does not follow from what it holds"
		switch {
		case v.onlyIn(checksReview):
			what = "the workbook that came back is not what the run wrote"
		case v.onlyIn(checksChain):
			what = "this run and another one do not agree about a manifest, and one of their folders is not what its run left"
		}
		return fmt.Sprintf("ALTERED: %s: %s", counted(problems, "problem", "problems"), what)
	case verdictInPart:
		return fmt.Sprintf("VERIFIED IN PART: nothing that was checked is wrong, and %s open", counted(open, "point is", "points are")) + v.saidWords()
	}
	if v.flags.quick {
		return "VERIFIED: everything that --quick checks agrees; whether the report follows from what was read was not checked" + v.saidWords()
	}
	return "VERIFIED: everything that was checked agrees" + v.saidWords()
}

// onlyIn reports whether every problem is one of a check.
func (v *verification) onlyIn(check string) bool {
	return !slices.ContainsFunc(v.checks, func(c verifyCheck) bool { return c.Result == checkProblem && c.Check != check })
}

// saidWords remind of a run that is not complete.
func (v *verification) saidWords() string {
	if v.said.Status == "" || v.said.Status == report.StatusComplete {
		return ""
	}
	return fmt.Sprintf(". But the run is %s: it says nothing about what it could not read", strings.ToUpper(string(v.said.Status)))
}
