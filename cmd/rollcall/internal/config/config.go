// Package config reads rollcall.yaml: the shape of the file, its strict
// decoding, the check of every value, and the secrets it refers to.
//
// schema.go is the shape with its defaults, parse.go finds unknown keys and
// wrong kinds, validate.go and judging.go check the values, secret.go resolves references,
// products.go makes the products' own configuration, keep.go what may be kept of
// the file. What the keys mean for
// people and accounts is decided elsewhere.
package config

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
)

// Config is a configuration whose keys and values have been checked. Its
// secrets are still references; VBC and VCC resolve them.
type Config struct {
	File
	// Name is the base name of the file, Size and SHA256 describe its bytes.
	Name   string
	Size   int64
	SHA256 string

	// Zone is the loaded hr.timezone.
	Zone *time.Location
	// MaxAge is the parsed hr.max_age.
	MaxAge time.Duration
	// Deadline is the parsed network.deadline.
	Deadline time.Duration
	// Settle and Pause are the parsed apply.settle and apply.pause.
	Settle, Pause time.Duration
	// Policy is what the findings are judged by.
	Policy findings.Policy

	text      []byte // of the file
	path      string // as it was given, for messages
	folder    string // relative paths are relative to it
	positions positions
}

// maxBytes bounds the configuration: a file this big is not one.
const maxBytes = 1 << 20

// Load reads and checks a configuration file. The error is fs.ErrNotExist when
// there is no such file, and an *Error that lists every problem when the
// content is wrong.
func Load(path string) (*Config, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, err
	case err != nil:
		return nil, fmt.Errorf("configuration %s cannot be read: %w", path, err)
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("configuration %s is not a file: give the path of a rollcall.yaml", path)
	case info.Size() > maxBytes:
		return nil, fmt.Errorf("configuration %s holds %d bytes, more than the %d that a configuration may have: give the path of a rollcall.yaml", path, info.Size(), maxBytes)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("configuration %s cannot be read (%w): give the account that runs this tool the right to read it", path, err)
	}
	return Parse(path, text)
}

// Parse checks the text of a configuration. The path is used in messages, and
// its folder as the place that relative paths start from.
func Parse(path string, text []byte) (*Config, error) {
	c := &Config{path: path, text: text, Name: filepath.Base(path), Size: int64(len(text)), folder: filepath.Dir(path)}
	sum := sha256.Sum256(text)
	c.SHA256 = hex.EncodeToString(sum[:])
	// Some editors put a byte order mark in front, which nobody sees.
	file, at, problems := decode(bytes.TrimPrefix(text, []byte("\ufeff")))
	c.File, c.positions = file, at
	if len(problems) == 0 {
		problems = c.check()
	}
	if len(problems) > 0 {
		return nil, newError(path, problems)
	}
	return c, nil
}

// Path is the file as it was given.
func (c *Config) Path() string { return c.path }

// InFolder makes a path of the configuration absolute to the folder that the
// file is in. The empty path stays empty.
func (c *Config) InFolder(path string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(c.folder, path)
}

// Configured lists the products that have a section, in their printed order.
func (c *Config) Configured() []reconcile.Product {
	var out []reconcile.Product
	if c.File.VBC != nil {
		out = append(out, reconcile.VBC)
	}
	if c.File.VCC != nil {
		out = append(out, reconcile.VCC)
	}
	return out
}

// Problem is one thing that is wrong, with its place. Line and Column count
// from 1; zero means that the place is not known.
type Problem struct {
	Line, Column int
	Key          string // "vbc.account_id"
	Message      string
}

// Error lists everything that is wrong in a configuration file, in the order
// of its lines.
type Error struct {
	Path     string
	Problems []Problem
}

func newError(path string, problems []Problem) *Error {
	slices.SortStableFunc(problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return &Error{Path: path, Problems: problems}
}

// Error writes one line per problem: file:line:column: key: what is wrong.
func (e *Error) Error() string {
	lines := make([]string, 0, len(e.Problems))
	for _, p := range e.Problems {
		place := e.Path
		if p.Line > 0 {
			place = fmt.Sprintf("%s:%d:%d", e.Path, p.Line, p.Column)
		}
		message := p.Message
		if p.Key != "" {
			message = p.Key + ": " + message
		}
		lines = append(lines, place+": "+message)
	}
	return strings.Join(lines, "\n")
}
