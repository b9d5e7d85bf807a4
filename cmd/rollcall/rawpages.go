package main

// The API pages as they were read, kept in the run folder: one compressed file
// each, and an index. They are the evidence behind the populations.

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"rollcall/report"
	"rollcall/vonage"
)

// The files beside the pages.
const (
	rawIndex        = "raw/index.jsonl"
	rawSettingsFile = "raw/settings.json"
)

// rawStore takes pages from both products at the same time.
type rawStore struct {
	folder report.Folder

	mu    sync.Mutex
	index []rawEntry
	kept  report.RawKept
	err   error // the first one; it ends the run
}

// rawEntry is one line of raw/index.jsonl.
type rawEntry struct {
	File      string    `json:"file"` // empty for a request without an answer
	Product   string    `json:"product"`
	Kind      string    `json:"kind"`
	Page      int       `json:"page"`
	Walk      int       `json:"walk"`
	Sequence  int       `json:"sequence"`
	Method    string    `json:"method"`
	URL       string    `json:"url"`
	Status    int       `json:"status"`
	Type      string    `json:"content_type"`
	Location  string    `json:"location,omitempty"` // of a redirect: //host
	Requested time.Time `json:"requested"`
	Received  time.Time `json:"received"`
	SHA256    string    `json:"sha256"` // of the body before compression
	Bytes     int       `json:"bytes"`

	Failure *vonage.RawFailure `json:"failure,omitempty"`
}

// keep writes one page. Its error ends the read of the product.
func (s *rawStore) keep(p vonage.RawPage) error {
	product := strings.ToLower(string(p.Product))
	entry := rawEntry{
		Product: product, Kind: p.Kind, Page: p.Page, Walk: p.Walk, Sequence: p.Sequence,
		Method: p.Method, URL: p.URL, Status: p.Status, Type: p.ContentType, Location: p.Location,
		Requested: p.Requested.UTC(), Received: p.Received.UTC(), Failure: p.Failure,
	}
	var err error
	if p.Failure == nil {
		entry.File = fmt.Sprintf("raw/%s-%s-%06d.json.gz", product, p.Kind, p.Sequence)
		entry.SHA256, entry.Bytes = hashOf(p.Body), len(p.Body)
		var packed []byte
		if packed, err = compress(p.Body); err == nil {
			err = writeFile(s.folder, entry.File, packed)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		s.err = errors.Join(s.err, err)
		return err
	}
	s.index = append(s.index, entry)
	return nil
}

func hashOf(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// any reports whether a page was kept.
func (s *rawStore) any() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err == nil && len(s.index) > 0
}

// finish writes the index, in the order in which each product answered, and the
// settings that the requests came from.
func (s *rawStore) finish(settings rawSettings) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil || len(s.index) == 0 {
		return s.err
	}
	slices.SortFunc(s.index, func(a, b rawEntry) int {
		return cmp.Or(strings.Compare(a.Product, b.Product), cmp.Compare(a.Sequence, b.Sequence))
	})
	var lines bytes.Buffer
	enc := json.NewEncoder(&lines)
	enc.SetEscapeHTML(false)
	for _, e := range s.index {
		if err := enc.Encode(e); err != nil {
			return err
		}
	}
	if err := writeFile(s.folder, rawIndex, lines.Bytes()); err != nil {
		return err
	}
	s.kept = report.RawKept{Pages: len(s.index), IndexSHA256: hashOf(lines.Bytes())}
	text, err := json.MarshalIndent(settings, "", "  ")
	if err != nil {
		return err
	}
	return writeFile(s.folder, rawSettingsFile, append(text, '\n'))
}

func compress(body []byte) ([]byte, error) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(body); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func writeFile(folder report.Folder, name string, text []byte) error {
	w, err := folder.Create(name)
	if err != nil {
		return err
	}
	_, err = w.Write(text)
	if closed := w.Close(); err == nil {
		err = closed
	}
	return err
}
