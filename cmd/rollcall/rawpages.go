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

// rawStore takes pages from both products at the same time.
type rawStore struct {
	folder report.Folder

	mu    sync.Mutex
	index []rawEntry
	err   error // the first one; it ends the run
}

// rawEntry is one line of raw/index.jsonl.
type rawEntry struct {
	File      string    `json:"file"`
	Product   string    `json:"product"`
	Kind      string    `json:"kind"`
	Page      int       `json:"page"`
	Sequence  int       `json:"sequence"`
	Method    string    `json:"method"`
	URL       string    `json:"url"`
	Status    int       `json:"status"`
	Requested time.Time `json:"requested"`
	Received  time.Time `json:"received"`
	SHA256    string    `json:"sha256"` // of the body before compression
	Bytes     int       `json:"bytes"`
}

// keep writes one page. Its error ends the read of the product.
func (s *rawStore) keep(p vonage.RawPage) error {
	sum := sha256.Sum256(p.Body)
	product := strings.ToLower(string(p.Product))
	entry := rawEntry{
		File:    fmt.Sprintf("raw/%s-%s-%06d.json.gz", product, p.Kind, p.Sequence),
		Product: product, Kind: p.Kind, Page: p.Page, Sequence: p.Sequence,
		Method: p.Method, URL: p.URL, Status: p.Status,
		Requested: p.Requested.UTC(), Received: p.Received.UTC(),
		SHA256: hex.EncodeToString(sum[:]), Bytes: len(p.Body),
	}
	packed, err := compress(p.Body)
	if err == nil {
		err = writeFile(s.folder, entry.File, packed)
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

// finish writes the index, in the order in which each product answered.
func (s *rawStore) finish() error {
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
	return writeFile(s.folder, "raw/index.jsonl", lines.Bytes())
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
