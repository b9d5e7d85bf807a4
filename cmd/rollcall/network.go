package main

// How the products are reached: whose certificates count, and how long a run
// may take.

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"time"

	"rollcall/cmd/rollcall/internal/config"
	"rollcall/vonage"
)

// maxAuthorities bounds a file of certificate authorities, in bytes. That of a
// whole operating system is about a quarter of a mebibyte.
const maxAuthorities = 8 << 20

// authorities are those of the system and those of a PEM file. Without a file
// the answer is nil: the system's.
func authorities(path string) (*x509.CertPool, error) {
	if path == "" {
		return nil, nil
	}
	refuse := func(format string, args ...any) (*x509.CertPool, error) {
		return nil, usagef("network.ca_file %s "+format+": give a PEM file with one or more blocks that begin with -----BEGIN CERTIFICATE-----", append([]any{path}, args...)...)
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return refuse("cannot be read (%w)", bare(err))
	case !info.Mode().IsRegular():
		return refuse("is not a file")
	case info.Size() > maxAuthorities:
		return refuse("holds %d bytes, more than the %d that are read", info.Size(), maxAuthorities)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return refuse("cannot be read (%w)", bare(err))
	}
	certificates, err := parseAuthorities(text)
	if err != nil {
		return refuse("cannot be used (%w)", err)
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		return nil, fmt.Errorf("the certificate authorities of this system cannot be read: %w", err)
	}
	for _, c := range certificates {
		pool.AddCert(c)
	}
	return pool, nil
}

// parseAuthorities reads every certificate of a PEM text. One that cannot be
// read is an error: it may be the one that is needed.
func parseAuthorities(text []byte) ([]*x509.Certificate, error) {
	var out []*x509.Certificate
	for {
		var block *pem.Block
		if block, text = pem.Decode(text); block == nil {
			break
		}
		if block.Type != "CERTIFICATE" {
			continue
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("certificate %d of it is damaged", len(out)+1)
		}
		out = append(out, c)
	}
	if len(out) == 0 {
		return nil, errors.New("it holds no certificate")
	}
	return out, nil
}

// overdue is the cause of a context that its run's deadline ended.
type overdue struct{ limit time.Duration }

func (o overdue) Error() string {
	return fmt.Sprintf("the deadline of %s passed: give a longer one (network.deadline or --deadline), set page_size to auto so that fewer requests are needed, or ask the Vonage account team for a higher quota", shortly(o.limit))
}

// Unwrap says what kind of end it is.
func (overdue) Unwrap() error { return context.DeadlineExceeded }

// shortly writes whole hours and minutes as people do.
func shortly(d time.Duration) string {
	switch {
	case d%time.Hour == 0:
		return fmt.Sprintf("%dh", d/time.Hour)
	case d%time.Minute == 0:
		return fmt.Sprintf("%dm", d/time.Minute)
	}
	return d.String()
}

// reach is how the products of a tenant are reached, and what outlives a run.
type reach struct {
	roots        *x509.CertPool
	refreshToken string // file that holds it and gets the next one; empty for none
	retryLogin   bool   // the brake on refused sign-ins does not hold
}

func reachOf(c *config.Config, opt reconcileOptions) (reach, error) {
	r := reach{retryLogin: opt.retryLogin}
	if c.File.VBC != nil {
		r.refreshToken = c.RefreshTokenFile()
	}
	var err error
	r.roots, err = authorities(c.InFolder(c.Network.CAFile))
	return r, err
}

// options are those under which the products are asked, in a run and by doctor.
func (a *app) options(j *job, tell *reporter) vonage.Options {
	opt := vonage.Options{
		UserAgent: "rollcall/" + version, Log: tell.log, Progress: tell.product, Now: a.now, Transport: a.transport,
		Pace: j.rememberedPace(), RootCAs: j.roots, Brake: &brakes{folder: j.runsFolder(), now: a.now, retry: j.retryLogin},
	}
	if j.refreshToken != "" {
		opt.RefreshStore = &refreshFile{path: j.refreshToken}
	}
	return opt
}
