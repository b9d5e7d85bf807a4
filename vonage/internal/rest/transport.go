package rest

// Our own HTTP transport and its time-outs.

import (
	"net"
	"net/http"
	"time"
)

// requestTimeout bounds one whole attempt, body included.
const requestTimeout = time.Minute

// NewTransport returns a transport for so many workers: proxy from the
// environment, ten seconds to connect, ten for TLS, thirty for headers, and
// one kept connection per worker (the default of two opens a new one for most
// requests).
func NewTransport(workers int) *http.Transport {
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           dialer.DialContext,
		ForceAttemptHTTP2:     true,
		TLSHandshakeTimeout:   10 * time.Second,
		ResponseHeaderTimeout: 30 * time.Second,
		ExpectContinueTimeout: time.Second,
		IdleConnTimeout:       90 * time.Second,
		MaxIdleConns:          workers + 2,
		MaxIdleConnsPerHost:   workers + 2,
	}
}
