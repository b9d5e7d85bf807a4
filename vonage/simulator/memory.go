package simulator

// A tenant without a network: requests go to a handler in memory, and what comes
// back is what a network client would have got.

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strconv"
)

// InMemory takes requests to a handler in the same process, in the caller's
// goroutine. A handler that panics with http.ErrAbortHandler makes the request
// end with io.EOF, as a connection does that is closed without an answer; a body
// that is shorter than it promises ends with io.ErrUnexpectedEOF; a compressed
// one is unpacked. Other panics go on. It follows no redirect, repeats nothing
// and is safe for concurrent use.
func InMemory(handler http.Handler) http.RoundTripper { return inMemory{handler} }

type inMemory struct{ handler http.Handler }

func (m inMemory) RoundTrip(r *http.Request) (*http.Response, error) {
	asked := r.Clone(r.Context())
	if asked.Body == nil { // a server always has a body to read
		asked.Body = http.NoBody
	}
	defer func() { _ = asked.Body.Close() }()
	w := &kept{header: http.Header{}}
	if err := m.serve(w, asked); err != nil {
		return nil, err
	}
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	return w.response(r)
}

// serve lets the handler answer; the error is a broken connection.
func (m inMemory) serve(w http.ResponseWriter, r *http.Request) (err error) {
	defer func() {
		switch p := recover(); {
		case p == nil:
		case p == http.ErrAbortHandler: //nolint:errorlint // the value itself is the sign
			err = io.EOF
		default:
			panic(p)
		}
	}()
	m.handler.ServeHTTP(w, r)
	return nil
}

// kept is an answer that is kept instead of being sent.
type kept struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (k *kept) Header() http.Header { return k.header }

func (k *kept) WriteHeader(status int) {
	if k.status == 0 {
		k.status = status
	}
}

func (k *kept) Write(b []byte) (int, error) {
	k.WriteHeader(http.StatusOK)
	return k.body.Write(b)
}

func (k *kept) response(r *http.Request) (*http.Response, error) {
	k.WriteHeader(http.StatusOK)
	var body io.Reader = &k.body
	length := int64(k.body.Len())
	if promised, err := strconv.ParseInt(k.header.Get("Content-Length"), 10, 64); err == nil && promised > length {
		length, body = promised, io.MultiReader(body, broken{})
	}
	if k.header.Get("Content-Encoding") == "gzip" {
		z, err := gzip.NewReader(body)
		if err != nil {
			return nil, fmt.Errorf("unpacking the answer: %w", err)
		}
		length, body = -1, z
	}
	return &http.Response{
		Status: strconv.Itoa(k.status) + " " + http.StatusText(k.status), StatusCode: k.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: k.header, Body: io.NopCloser(body), ContentLength: length, Request: r,
	}, nil
}

// broken is a body whose connection breaks.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
