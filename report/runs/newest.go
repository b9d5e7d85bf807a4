package runs

// Looking back: which complete run is the baseline of the next. The one with the
// latest as-of date wins, and not the one that ran last: a report made today
// for a day in January does not push the one for yesterday aside.

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const (
	runFile   = "run.json"
	runSchema = "rollcall/run/1"
	runLimit  = 256 << 20 // bytes
	complete  = "complete"
)

// Summary is what the next run needs to know about an accepted one.
type Summary struct {
	Run            string
	Path           string // the run folder
	Tenant         string
	TenantID       string   // empty in runs that did not write one
	Products       []string // those that were read completely, in the order of run.json
	AsOf           string   // YYYY-MM-DD
	ManifestSHA256 string
	Inputs         []Input
	Replayed       bool // it read the pages of an earlier run again
	Redacted       bool // names and addresses in it are not the real ones
	// Skipped are newer run folders that could not be used because they are
	// damaged or altered, newest first. Runs that were not complete are not
	// among them: passing over those is the rule.
	Skipped []Skipped
}

// Previous is the summary's place in the manifest chain.
func (s Summary) Previous() Previous {
	return Previous{Run: s.Run, ManifestSHA256: s.ManifestSHA256}
}

// fileLimit bounds one file that is read back, in bytes.
const fileLimit = 1 << 30

// File reads one file of the run. It must be as it was when the run was sealed.
func (s Summary) File(name string) ([]byte, error) {
	m, _, err := readManifest(s.Path)
	if err != nil {
		return nil, err
	}
	text, err := readSmall(s.Path, name, fileLimit)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return text, sealedAs(m, name, text)
}

// Stream gives one file of the run to read, however large it is. What was read
// counts only when Stream returns nil: then it is what the run was sealed with.
func (s Summary) Stream(name string, read func(io.Reader) error) error {
	m, _, err := readManifest(s.Path)
	if err != nil {
		return err
	}
	root, err := os.OpenRoot(s.Path)
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }()
	in, err := openPlain(root, name)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	sum := sha256.New()
	all := io.TeeReader(in, sum)
	err = read(all)
	if _, rest := io.Copy(io.Discard, all); rest != nil {
		return fmt.Errorf("%s: %w", name, rest)
	}
	if altered := m.sealed(name, hex.EncodeToString(sum.Sum(nil))); altered != nil {
		return altered // says more than what it made of the reading
	}
	return err
}

// Has reports whether the run wrote a file.
func (s Summary) Has(name string) bool {
	m, _, err := readManifest(s.Path)
	return err == nil && slices.ContainsFunc(m.Files, func(f manifestFile) bool { return f.Name == name })
}

// Open reads one sealed run, complete or not, whose run.json is as it was when
// it was sealed. The folder must have the name of the run.
func Open(dir string) (Summary, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return Summary{}, err
	}
	s, _, err := summarise(abs, filepath.Base(abs))
	return s, err
}

// Skipped is a run folder that could not be used.
type Skipped struct {
	Run    string
	Reason string
}

// Newest finds, among the sealed and complete runs in dir that accept takes,
// the one with the latest as-of date, and the newest of equals. Accept is
// asked, newest run first, about those that would take the place of the one
// found so far; nil takes all of them. Without one, or without dir, ok is false and the summary
// holds only what was skipped. The error is for dir itself.
func Newest(dir string, accept func(Summary) bool) (s Summary, ok bool, err error) {
	ids, err := IDs(dir)
	if err != nil {
		return Summary{}, false, err
	}
	var skipped []Skipped
	for _, id := range ids {
		if ok && s.AsOf >= latestAsOf(id) {
			break // neither this run nor an older one can be as of a later day
		}
		found, whole, err := summarise(filepath.Join(dir, id), id)
		if err != nil {
			skipped = append(skipped, Skipped{Run: id, Reason: err.Error()})
			continue
		}
		if whole && (!ok || found.AsOf > s.AsOf) && (accept == nil || accept(found)) {
			s, ok = found, true
			s.Skipped = slices.Clone(skipped)
		}
	}
	if !ok {
		s.Skipped = skipped
	}
	return s, ok, nil
}

// Latest shows the sealed runs in dir, complete or not, the one that began last
// first, until enough says so. Runs that cannot be used are passed over; where
// dir cannot be read there are none.
func Latest(dir string, enough func(Summary) bool) {
	Back(dir, func(_ string, s Summary, err error) bool { return err == nil && enough(s) })
}

// Back is Latest for those to whom a run that cannot be used says something,
// too: it comes by its id, with why.
func Back(dir string, enough func(id string, s Summary, err error) bool) {
	ids, _ := IDs(dir)
	for _, id := range ids {
		if s, _, err := summarise(filepath.Join(dir, id), id); enough(id, s, err) {
			return
		}
	}
}

// Holding lists the run folders in dir that hold a file, newest first, whether
// they can be used or not; none without dir.
func Holding(dir, name string) ([]string, error) {
	ids, err := IDs(dir)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, id := range ids {
		_, err := os.Lstat(filepath.Join(dir, id, name))
		switch {
		case err == nil:
			out = append(out, filepath.Join(dir, id))
		case !errors.Is(err, fs.ErrNotExist):
			return nil, fmt.Errorf("look for %s in run %s: %w", name, id, err)
		}
	}
	return out, nil
}

// IDs lists the run folders in dir, newest first; none without dir.
func IDs(dir string) ([]string, error) {
	items, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list earlier runs: %w", err)
	}
	var ids []string
	for _, item := range items {
		if item.IsDir() && idForm.MatchString(item.Name()) {
			ids = append(ids, item.Name())
		}
	}
	slices.Sort(ids)
	slices.Reverse(ids)
	return ids, nil
}

// latestAsOf is the last day, as YYYY-MM-DD, that a run can be as of by its id.
// The id is in UTC, and where HR is east of it the day after has begun.
func latestAsOf(id string) string {
	day, err := time.Parse("20060102", id[:8])
	if err != nil {
		return "9999-12-31" // no day at all: says nothing about the run's date
	}
	return day.AddDate(0, 0, 1).Format(time.DateOnly)
}

// summarise reads one run folder. run.json must be the one that was sealed.
func summarise(dir, id string) (Summary, bool, error) {
	m, sum, err := readManifest(dir)
	if err != nil {
		return Summary{}, false, err
	}
	text, err := readSmall(dir, runFile, runLimit)
	if err != nil {
		return Summary{}, false, fmt.Errorf("%s: %w", runFile, err)
	}
	if err := sealedAs(m, runFile, text); err != nil {
		return Summary{}, false, err
	}
	var run struct {
		Schema      string `json:"schema"`
		Run         string `json:"run"`
		Tenant      string `json:"tenant"`
		TenantID    string `json:"tenant_id"`
		AsOf        string `json:"as_of"`
		Status      string `json:"status"`
		Redacted    string `json:"redacted"`
		Populations []struct {
			Product  string `json:"product"`
			Status   string `json:"status"`
			Replayed string `json:"replayed"`
		} `json:"populations"`
	}
	if err := json.Unmarshal(text, &run); err != nil {
		return Summary{}, false, fmt.Errorf("%s is damaged: %w", runFile, err)
	}
	if run.Schema != runSchema {
		return Summary{}, false, fmt.Errorf("%s has schema %q, expected %q", runFile, run.Schema, runSchema)
	}
	if run.Run != id || m.Run != id {
		return Summary{}, false, fmt.Errorf("the folder is named %s and its files say %s: it was renamed or copied", id, run.Run)
	}
	s := Summary{Run: id, Path: dir, Tenant: run.Tenant, TenantID: run.TenantID, AsOf: run.AsOf, ManifestSHA256: sum, Inputs: m.Inputs, Redacted: run.Redacted != ""}
	for _, p := range run.Populations {
		s.Replayed = s.Replayed || p.Replayed != ""
		if p.Status == complete {
			s.Products = append(s.Products, p.Product)
		}
	}
	return s, run.Status == complete, nil
}

func sealedAs(m *manifest, name string, text []byte) error {
	sum := sha256.Sum256(text)
	return m.sealed(name, hex.EncodeToString(sum[:]))
}

// sealed refuses a file whose hash is not the one that the run was sealed with.
func (m *manifest) sealed(name, sum string) error {
	for _, f := range m.Files {
		if f.Name != name {
			continue
		}
		if sum != f.SHA256 {
			return fmt.Errorf("%s was changed after the run was sealed", name)
		}
		return nil
	}
	return fmt.Errorf("%s is not in the manifest", name)
}

// Unfinished names the folders in dir that runs write into before they are
// sealed, but for the one of the run with the given id. A run that was killed
// leaves one behind. A dir that cannot be read has none.
func Unfinished(dir, own string) []string {
	items, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	var names []string
	for _, item := range items {
		if id, partial := strings.CutSuffix(strings.TrimPrefix(item.Name(), "."), partialSuffix); partial && item.IsDir() && idForm.MatchString(id) && id != own {
			names = append(names, item.Name())
		}
	}
	return names
}
