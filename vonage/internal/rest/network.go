package rest

// What a failed connection means, in words.

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strings"
)

// networkError turns an error of net/http into one that says what to do.
func networkError(host string, err error) *NetworkError {
	e := &NetworkError{Host: host, Err: err, Again: true}
	var (
		dns     *net.DNSError
		op      *net.OpError
		verify  *tls.CertificateVerificationError
		notTLS  tls.RecordHeaderError
		unknown x509.UnknownAuthorityError
		timeout net.Error
	)
	switch {
	case errors.As(err, &verify), errors.As(err, &unknown):
		e.What = fmt.Sprintf("the certificate of %s is not trusted (%s)", host, certificateFault(err))
		e.Remedy = "check the address and the clock; where a company proxy inspects traffic, name its certificate authority in network.ca_file"
		e.Again, e.Unsent = false, true
	case errors.As(err, &notTLS):
		e.What = fmt.Sprintf("%s does not speak TLS on this port", host)
		e.Remedy = "check the scheme and port of base_url and token_url"
		e.Again, e.Unsent = false, true
	case errors.As(err, &dns):
		e.What = fmt.Sprintf("cannot reach host %s: its name cannot be resolved", host)
		e.Remedy = "check network, proxy (HTTPS_PROXY), base_url"
		e.Unsent = true
	case errors.As(err, &op) && op.Op == "proxyconnect", strings.Contains(err.Error(), "Proxy Authentication Required"):
		e.What = fmt.Sprintf("cannot reach host %s through the proxy", host)
		e.Remedy = "check HTTPS_PROXY and the proxy's own sign-in"
		e.Unsent = true
	case errors.As(err, &op) && op.Op == "dial":
		e.What = fmt.Sprintf("cannot reach host %s: no connection", host)
		e.Remedy = "check network, proxy (HTTPS_PROXY), base_url"
		e.Unsent = true
	case errors.Is(err, errSlow):
		e.What = fmt.Sprintf("%s sent its answer slower than 1 KiB a second for %d seconds", host, slowWindow)
		e.Remedy = "check network and proxy (HTTPS_PROXY), and run again later"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		e.What = fmt.Sprintf("%s did not answer in time", host)
		e.Remedy = "check network and proxy (HTTPS_PROXY), and run again later"
	default:
		e.What = fmt.Sprintf("the connection to %s broke before the answer was whole", host)
		e.Remedy = "check network and proxy (HTTPS_PROXY), and run again later"
	}
	return e
}

// certificateFault says what is wrong with a certificate.
func certificateFault(err error) string {
	var (
		invalid  x509.CertificateInvalidError
		hostname x509.HostnameError
	)
	switch {
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "it has expired or is not valid yet"
	case errors.As(err, &hostname):
		return "it was issued for another host"
	}
	return "its issuer is not known"
}
