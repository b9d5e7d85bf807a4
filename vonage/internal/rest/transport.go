package rest

// Our own HTTP transport and its limits: how long each part of an exchange may
// take, how slowly a body may come, and how large headers may be.

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

const (
	// requestTimeout bounds one whole attempt, body included.
	requestTimeout = time.Minute
	// maxHeader bounds the headers of an answer, in bytes.
	maxHeader = 1 << 20

	// slowWindow seconds with less than slowBytes in them end a body: an answer
	// that trickles holds a worker as one that hangs does.
	slowWindow = 15
	slowBytes  = slowWindow << 10
)

// errSlow is what reading a body ends with that came too slowly.
var errSlow = errors.New("the body came slower than 1 KiB a second")

// NewTransport returns a transport for so many workers: proxy from the
// environment, ten seconds to connect, ten for TLS, thirty for headers, and
// one kept connection per worker (the default of two opens a new one for most
// requests). roots are the certificate authorities to trust, nil for those of
// the system.
func NewTransport(workers int, roots *x509.CertPool) *http.Transport {
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            dialer.DialContext,
		TLSClientConfig:        &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
		ForceAttemptHTTP2:      true,
		TLSHandshakeTimeout:    10 * time.Second,
		ResponseHeaderTimeout:  30 * time.Second,
		MaxResponseHeaderBytes: maxHeader,
		ExpectContinueTimeout:  time.Second,
		IdleConnTimeout:        90 * time.Second,
		MaxIdleConns:           workers + 2,
		MaxIdleConnsPerHost:    workers + 2,
	}
}

// steady is a transport whose bodies end when they come too slowly.
type steady struct{ next http.RoundTripper }

func (s steady) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancelCause(r.Context())
	resp, err := s.next.RoundTrip(r.WithContext(ctx))
	if err != nil {
		cancel(nil)
		return nil, err
	}
	b := &steadyBody{body: resp.Body, ctx: ctx, cancel: cancel}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.timer = time.AfterFunc(time.Second, b.tick)
	resp.Body = b
	return resp, nil
}

// steadyBody counts what comes in each second.
type steadyBody struct {
	body   io.ReadCloser
	ctx    context.Context // of the request: ending it wakes a blocked Read
	cancel context.CancelCauseFunc

	mu      sync.Mutex
	timer   *time.Timer
	closed  bool
	seconds int             // since the body began
	came    [slowWindow]int // bytes in each of the last seconds
}

func (b *steadyBody) Read(p []byte) (int, error) {
	n, err := b.body.Read(p)
	b.mu.Lock()
	b.came[b.seconds%slowWindow] += n
	b.mu.Unlock()
	if err != nil && err != io.EOF && errors.Is(context.Cause(b.ctx), errSlow) {
		err = errSlow
	}
	return n, err
}

// tick judges the last seconds, once there are enough of them.
func (b *steadyBody) tick() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return
	}
	if b.seconds++; b.seconds >= slowWindow {
		sum := 0
		for _, n := range b.came {
			sum += n
		}
		if sum < slowBytes {
			b.cancel(errSlow)
			return
		}
	}
	b.came[b.seconds%slowWindow] = 0
	b.timer.Reset(time.Second)
}

func (b *steadyBody) Close() error {
	b.mu.Lock()
	b.closed = true
	b.timer.Stop()
	b.mu.Unlock()
	err := b.body.Close()
	b.cancel(nil)
	return err
}

// wholeAnswer is a transport that gives an answer only once its body is there, within
// a bound. oauth2 reads a body itself, and tells neither a broken connection nor
// a body that is too large from an answer without a token.
type wholeAnswer struct {
	next http.RoundTripper
	most int // bytes
}

func (w wholeAnswer) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := w.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := readBody(resp, w.most)
	if err != nil {
		return nil, err
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, nil
}
