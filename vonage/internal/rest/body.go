package rest

// Reading a body within bounds, and what counts as a JSON answer.

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
)

const (
	// maxBody bounds a decompressed body, in bytes. The largest legal page,
	// 5,000 VCC users, is about 10 MB.
	maxBody = 32 << 20
	// maxTokenBody bounds the answer of a token endpoint.
	maxTokenBody = 1 << 20
)

// errTooLarge is what readBody returns for a body over the bound.
var errTooLarge = errors.New("the body is larger than")

// readBody reads a whole body of at most so many bytes. The transport has
// already decompressed it, so the bound also holds against a small body that
// inflates.
func readBody(resp *http.Response, most int) ([]byte, error) {
	var buf bytes.Buffer
	if n := resp.ContentLength; n > 0 && n <= int64(most) {
		buf.Grow(int(n) + bytes.MinRead)
	}
	n, err := buf.ReadFrom(io.LimitReader(resp.Body, int64(most)+1))
	if n > int64(most) {
		return nil, fmt.Errorf("%w %d MiB", errTooLarge, most>>20)
	}
	return buf.Bytes(), err
}

// leastItem is the size, in bytes, that an item of a page rarely goes below.
const leastItem = 128

// Room is how many items to make room for before a page is decoded, where so
// many were asked for: no more than a body of this size can be expected to hold.
func (a *Answer) Room(asked int) int { return min(asked, len(a.Body)/leastItem+1) }

// isJSON reports whether a content type is JSON: application/json, or a type
// with the suffix +json (RFC 6839).
func isJSON(contentType string) bool {
	t, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		return false
	}
	return t == "application/json" || t == "text/json" || strings.HasSuffix(t, "+json")
}

// checkJSON refuses what cannot be a page: no body, HTML, another type.
func checkJSON(a *Answer) error {
	body := bytes.TrimSpace(a.Body)
	switch {
	case len(body) == 0:
		return &ShapeError{Where: a.Where, What: fmt.Sprintf("the answer is empty (status %d)", a.Status),
			Remedy: "an empty answer is not an empty list: run again, and if it stays give the address and time to Vonage support"}
	case looksHTML(body) || mediaType(a.Header) == "text/html":
		return &ShapeError{Where: a.Where, What: "a web page answered instead of the API",
			Remedy: "it may come from a proxy or the network's sign-in page: check HTTPS_PROXY and base_url"}
	case !isJSON(a.Header.Get("Content-Type")):
		return &ShapeError{Where: a.Where, What: fmt.Sprintf("the answer has the content type %q where application/json is expected", a.hide.text(a.Header.Get("Content-Type"))),
			Remedy: "check base_url, and whether a proxy changes answers"}
	}
	return nil
}

func mediaType(h http.Header) string {
	t, _, _ := mime.ParseMediaType(h.Get("Content-Type"))
	return t
}

func looksHTML(body []byte) bool {
	head := strings.ToLower(string(body[:min(len(body), 64)]))
	return strings.HasPrefix(head, "<!doctype html") || strings.HasPrefix(head, "<html")
}
