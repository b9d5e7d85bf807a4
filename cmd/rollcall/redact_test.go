package main

// A redacted run of the sample company from end to end: in its folder stands no
// name that the company has, and nothing that comes later rests on it.

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"html"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode"

	"rollcall/vonage/simulator"
)

// companyRuns are runs of the sample company, between which somebody left.
type companyRuns struct{ first, second, fresh, replayed, after statement }

func redactedRuns(t *testing.T, dir string) companyRuns {
	t.Helper()
	path := practiceFolder(t, dir)
	sample, err := sampleCompany()
	if err != nil {
		t.Fatal(err)
	}
	var r companyRuns
	synctest.Test(t, func(t *testing.T) {
		begun, day := time.Now(), time.Date(2026, 3, 31, 6, 0, 0, 0, time.UTC)
		now := func() time.Time { return day.Add(time.Since(begun)) }
		tenant, err := simulator.New(sample.scenario, simulator.Options{Now: now})
		if err != nil {
			t.Fatal(err)
		}
		again := func(args ...string) statement {
			time.Sleep(time.Hour)
			return reconciled(t, wireless{tenant}, now, append([]string{"--config", path, "--as-of", sampleAsOf.String(), "--out", filepath.Join(dir, "runs")}, args...)...)
		}
		r.first = again()
		r.fresh = again("--redact")
		people := filepath.Join(dir, "people.csv")
		text, err := os.ReadFile(people)
		if err != nil {
			t.Fatal(err)
		}
		text = regexp.MustCompile(`(?m)^E10007,.*\n`).ReplaceAll(text, nil)
		text = append(text, "E19999,Hjalmar,Quorthonsen,hjalmar.quorthonsen@@northfold.example,Active,Overquorthon,,Sales\n"...)
		if err := os.WriteFile(people, text, 0o600); err != nil {
			t.Fatal(err)
		}
		r.second = again()
		r.replayed = again("--redact", "--from", filepath.Base(r.second.path))
		r.after = again("--no-raw")
	})
	return r
}

// filesUnder are the files of a run folder, the parts of its workbook one by one.
func filesUnder(t *testing.T, run string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(run, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil || !strings.HasSuffix(path, ".xlsx") {
			out[d.Name()] = string(text)
			return err
		}
		book, err := zip.NewReader(bytes.NewReader(text), int64(len(text)))
		if err != nil {
			return err
		}
		for _, part := range book.File {
			r, err := part.Open()
			if err != nil {
				return err
			}
			text, err := io.ReadAll(r)
			if err != nil {
				return err
			}
			out[d.Name()+"/"+part.Name] = html.UnescapeString(string(text))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// forWhat is said of an account that is nobody's.
var forWhat = regexp.MustCompile(`has the word "+[a-z]+`)

// namesIn are the words, longer than three letters, by which a run's people and
// accounts are named, without those that say something else there too.
func namesIn(t *testing.T, run string) map[string]bool {
	t.Helper()
	words := func(texts ...string) []string {
		var out []string
		for _, w := range strings.FieldsFunc(strings.ToLower(strings.Join(texts, " ")), func(r rune) bool { return !unicode.IsLetter(r) }) {
			if len(w) > 3 {
				out = append(out, w)
			}
		}
		return out
	}
	names := map[string]bool{}
	learn := func(rows []map[string]string, columns ...string) {
		for _, row := range rows {
			for _, column := range columns {
				for _, w := range words(row[column]) {
					names[w] = true
				}
			}
		}
	}
	people := rowsOf(t, filepath.Join(run, "hr_people.csv"))
	learn(people, "first_name", "last_name", "preferred_name", "display_name", "manager", "email_key", "upn")
	learn(rowsOf(t, filepath.Join(run, "accounts_vbc.csv")), "first_name", "last_name", "email", "login_name")
	learn(rowsOf(t, filepath.Join(run, "accounts_vcc.csv")), "name", "email", "username", "sso_external_id", "agent_display_id")
	ours := []string{"northfold labs example gmail wallboard", rootHelp, reconcileHelp, doctorHelp}
	for _, row := range people {
		ours = append(ours, row["department"], row["location"], row["job_title"], row["hr_status"], row["worker_type"])
	}
	for _, part := range filesUnder(t, run) {
		ours = append(ours, forWhat.FindAllString(part, -1)...)
		if strings.Contains(part, "<t>Finding codes</t>") { // Read me, which names nobody
			ours = append(ours, part)
		}
	}
	for _, w := range words(ours...) {
		delete(names, w)
	}
	return names
}

func TestRedactedRuns(t *testing.T) {
	r := redactedRuns(t, t.TempDir())
	t.Run("name nobody", func(t *testing.T) { r.nameNobody(t) })
	t.Run("nothing rests on them", func(t *testing.T) { r.nothingRestsOnThem(t) })
}

func (r companyRuns) nameNobody(t *testing.T) {
	names := namesIn(t, r.first.path)
	for word := range namesIn(t, r.second.path) {
		names[word] = true
	}
	for _, word := range []string{"hjalmar", "quorthonsen", "overquorthon", "noor", "kowalski"} {
		names[word] = true
	}
	if len(names) < 150 {
		t.Fatalf("only %d names: nothing would be proved", len(names))
	}
	for what, run := range map[string]string{"fresh": r.fresh.path, "replayed": r.replayed.path} {
		if _, err := os.Stat(filepath.Join(run, "raw")); err == nil {
			t.Errorf("%s: pages or inputs were kept", what)
		}
		for name, text := range filesUnder(t, run) {
			for _, word := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) }) {
				if names[word] {
					at := strings.Index(strings.ToLower(text), word)
					t.Errorf("%s: %s names %s: …%s…", what, name, word, text[max(0, at-60):min(len(text), at+40)])
					break
				}
			}
		}
	}
	if len(r.replayed.findings) != len(r.second.findings) {
		t.Errorf("%d findings, redacted %d", len(r.second.findings), len(r.replayed.findings))
	}
}

// A redacted run is held against the runs before it, and none after is held
// against it.
func (r companyRuns) nothingRestsOnThem(t *testing.T) {
	previous := func(s statement) string {
		var m struct{ Previous *struct{ Run string } }
		text, err := os.ReadFile(filepath.Join(s.path, "manifest.json"))
		if err == nil {
			err = json.Unmarshal(text, &m)
		}
		if err != nil {
			t.Fatal(err)
		}
		if m.Previous == nil {
			return ""
		}
		return m.Previous.Run
	}
	id := func(s statement) string { return filepath.Base(s.path) }
	for what, s := range map[string][2]string{
		"the fresh copy":    {previous(r.fresh), id(r.first)},
		"the second run":    {previous(r.second), id(r.first)},
		"the replayed copy": {previous(r.replayed), id(r.first)},
		"the run after":     {previous(r.after), id(r.second)},
	} {
		if s[0] != s[1] {
			t.Errorf("%s is held against %q, want %q", what, s[0], s[1])
		}
	}
}
