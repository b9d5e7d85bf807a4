package runs

// Sealing a folder and checking a sealed one. The manifest names every file
// with its size and SHA-256, the inputs, and the manifest of the run before, so
// that neither a file nor a run can be changed or taken out unseen. The same
// hashes for sha256sum are in sums.go.

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
)

// ManifestName is the file that seals a run folder.
const ManifestName = "manifest.json"

const (
	manifestSchema = "rollcall/manifest/1"
	manifestLimit  = 64 << 20 // bytes; far above a million raw pages
)

// Input is a file that the run read.
type Input struct {
	Role   string `json:"role"` // "hr", "exceptions", "config"
	Name   string `json:"name"`
	Size   int64  `json:"size"`   // bytes
	SHA256 string `json:"sha256"` // lower-case hex
}

// Previous is the run that this one was held against. The zero value is "none".
type Previous struct {
	Run            string `json:"run"`
	ManifestSHA256 string `json:"manifest_sha256"`
}

// Seal is what the manifest holds beside the files.
type Seal struct {
	Inputs   []Input
	Previous Previous
}

type manifest struct {
	Schema   string         `json:"schema"`
	Run      string         `json:"run"`
	Previous *Previous      `json:"previous"`
	Inputs   []Input        `json:"inputs"`
	Files    []manifestFile `json:"files"`
	// Sums names the file that repeats the hashes; empty in runs of versions that
	// did not write one. Its own hash follows from this manifest.
	Sums string `json:"sums,omitempty"`
}

type manifestFile struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// Seal writes the manifest and manifest.sha256, syncs everything and gives the
// folder its final name, which it returns. Until then, and after an error, the run
// is not there. Every error is an *OutputError.
func (f *Folder) Seal(opt Seal) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.sealable(); err != nil {
		return "", err
	}
	if err := f.writeManifest(opt); err != nil {
		return "", err
	}
	if err := syncFolders(f.partial); err != nil {
		return "", err
	}
	final := filepath.Join(f.parent, f.id)
	if _, err := os.Lstat(final); !errors.Is(err, fs.ErrNotExist) {
		return "", outputError("rename to", final, fs.ErrExist)
	}
	_ = f.root.Close() // Windows does not rename a folder that is open
	if err := os.Rename(f.partial, final); err != nil {
		return "", outputError("rename to", final, err)
	}
	f.done = true
	return final, SyncFolder(f.parent)
}

func (f *Folder) sealable() error {
	switch {
	case f.done:
		return outputError("seal", f.partial, errors.New("the run folder is already sealed or dropped"))
	case f.active > 0:
		return outputError("seal", f.partial, fmt.Errorf("%d files are still being written", f.active))
	}
	return f.accountForAll()
}

// accountForAll finds files that no writer finished: a manifest that is silent
// about them would let half a file pass for a whole one.
func (f *Folder) accountForAll() error {
	return fs.WalkDir(f.root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return outputError("list", name, err)
		}
		if _, known := f.files[name]; d.IsDir() || known {
			return nil
		}
		return outputError("seal", filepath.Join(f.partial, name), errors.New("the file was not written to its end"))
	})
}

func (f *Folder) writeManifest(opt Seal) error {
	m := manifest{Schema: manifestSchema, Run: f.id, Inputs: append([]Input{}, opt.Inputs...), Files: []manifestFile{}, Sums: SumsName}
	if opt.Previous != (Previous{}) {
		m.Previous = &opt.Previous
	}
	for _, name := range f.names() {
		e := f.files[name]
		m.Files = append(m.Files, manifestFile{Name: name, Size: e.size, SHA256: e.sum})
	}
	text, err := m.encode()
	if err != nil {
		return outputError("write", ManifestName, err)
	}
	sum := sha256.Sum256(text)
	if err := f.writeSeal(SumsName, []byte(m.sums(hex.EncodeToString(sum[:])))); err != nil {
		return err
	}
	if err := f.writeSeal(ManifestName, text); err != nil {
		_ = f.root.Remove(SumsName)
		return err
	}
	return nil
}

// writeSeal writes one of the two files that no manifest lists, or leaves none.
func (f *Folder) writeSeal(name string, text []byte) error {
	handle, err := f.open(f.root, name)
	if err != nil {
		return outputError("create", name, err)
	}
	_, err = handle.Write(text)
	if err == nil {
		err = handle.Sync()
	}
	if closed := handle.Close(); err == nil {
		err = closed
	}
	if err != nil {
		_ = f.root.Remove(name)
	}
	return outputError("write", name, err)
}

// syncFolders makes the names in a folder and its subfolders durable.
func syncFolders(dir string) error {
	return filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return outputError("list", name, err)
		}
		if !d.IsDir() {
			return nil
		}
		return SyncFolder(name)
	})
}

// Problem is one difference between a sealed folder and its manifest.
type Problem struct {
	File   string
	Detail string // what was expected and what was found
}

// Verify hashes every file of a sealed run folder again and lists what does not
// agree with the manifest, manifest.sha256 included. Files that apply adds later (the journal and its
// verdict) are not in the manifest and are passed by name. An error means that
// the manifest itself could not be read.
func Verify(dir string, added ...string) ([]Problem, error) {
	m, sum, err := readManifest(dir)
	if err != nil {
		return nil, err
	}
	listed := map[string]bool{ManifestName: true, SumsName: m.Sums != ""}
	for _, name := range added {
		listed[name] = true
	}
	var out []Problem
	for _, want := range m.Files {
		listed[want.Name] = true
		if detail := checkFile(dir, want); detail != "" {
			out = append(out, Problem{File: want.Name, Detail: detail})
		}
	}
	if detail := checkSums(dir, m, sum); detail != "" {
		out = append(out, Problem{File: SumsName, Detail: detail})
	}
	extra, err := unlisted(dir, listed)
	out = append(out, extra...)
	sort.Slice(out, func(i, j int) bool { return out[i].File < out[j].File })
	return out, err
}

func checkFile(dir string, want manifestFile) string {
	size, sum, err := hashFile(dir, want.Name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "the manifest names it and it is not there"
	case err != nil:
		return "cannot be read: " + err.Error()
	case size != want.Size:
		return fmt.Sprintf("%d bytes, the manifest says %d", size, want.Size)
	case sum != want.SHA256:
		return fmt.Sprintf("SHA-256 is %s, the manifest says %s", sum, want.SHA256)
	}
	return ""
}

func unlisted(dir string, listed map[string]bool) ([]Problem, error) {
	var out []Problem
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !listed[name] {
			out = append(out, Problem{File: name, Detail: "it is not in the manifest"})
		}
		return err
	})
	return out, err
}

// hashFile reads a file of a run folder without following links out of it.
func hashFile(dir, name string) (int64, string, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = root.Close() }()
	in, err := openPlain(root, name)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = in.Close() }()
	sum := sha256.New()
	size, err := io.Copy(sum, in)
	return size, hex.EncodeToString(sum.Sum(nil)), err
}

// Sealed is what a manifest says of its run.
type Sealed struct {
	Run      string
	SHA256   string   // of manifest.json
	Previous Previous // zero for none
	Inputs   []Input
	Files    []string // sorted
}

// ReadSeal reads the manifest of a run folder. It must stand there in the form
// that this version writes: what it does not know could say anything. The files
// are not looked at; Verify does that.
func ReadSeal(dir string) (Sealed, error) {
	m, sum, err := readManifest(dir)
	if err != nil {
		return Sealed{}, err
	}
	text, err := readSmall(dir, ManifestName, manifestLimit)
	if again, _ := m.encode(); err == nil && !bytes.Equal(text, again) {
		err = fmt.Errorf("%s is not in the form that this version writes", filepath.Join(dir, ManifestName))
	}
	if err != nil {
		return Sealed{}, err
	}
	s := Sealed{Run: m.Run, SHA256: sum, Inputs: m.Inputs}
	if m.Previous != nil {
		s.Previous = *m.Previous
	}
	for _, f := range m.Files {
		s.Files = append(s.Files, f.Name)
	}
	return s, nil
}

// encode is the manifest as it is written.
func (m *manifest) encode() ([]byte, error) {
	text, err := json.MarshalIndent(m, "", "  ")
	return append(text, '\n'), err
}

// readManifest returns the manifest and the SHA-256 of its bytes.
func readManifest(dir string) (*manifest, string, error) {
	text, err := readSmall(dir, ManifestName, manifestLimit)
	if err != nil {
		return nil, "", fmt.Errorf("%s: %w", filepath.Join(dir, ManifestName), err)
	}
	var m manifest
	if err := json.Unmarshal(text, &m); err != nil {
		return nil, "", fmt.Errorf("%s is damaged: %w", filepath.Join(dir, ManifestName), err)
	}
	if m.Schema != manifestSchema {
		return nil, "", fmt.Errorf("%s has schema %q, expected %q: it was written by another version", filepath.Join(dir, ManifestName), m.Schema, manifestSchema)
	}
	sum := sha256.Sum256(text)
	return &m, hex.EncodeToString(sum[:]), nil
}

// openPlain opens a file and nothing else: a pipe would never come to its end.
func openPlain(root *os.Root, name string) (*os.File, error) {
	info, err := root.Stat(name)
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s is not a file (%s)", name, info.Mode().Type())
	}
	if err != nil {
		return nil, err
	}
	return root.Open(name)
}

func readSmall(dir, name string, limit int64) ([]byte, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer func() { _ = root.Close() }()
	in, err := openPlain(root, name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.Close() }()
	text, err := io.ReadAll(io.LimitReader(in, limit+1))
	if err == nil && int64(len(text)) > limit {
		err = fmt.Errorf("larger than %d bytes", limit)
	}
	return text, err
}
