package main

// A simulated tenant on a loopback port.

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"time"

	"rollcall/vonage/simulator"
)

// server is a simulated tenant that answers.
type server struct {
	url  string // http://127.0.0.1:port
	http *http.Server
	done chan error
}

// The paths under which the simulator answers.
const (
	vbcBasePath  = "/t/vbc.prod"
	vbcTokenPath = "/token"
	vccTokenPath = "/Auth/connect/token"
	scimPath     = "/scim/v2"
)

// serve answers for a tenant on a port of this machine; port 0 is any free one.
func serve(tenant http.Handler, port int) (*server, error) {
	listener, err := net.Listen("tcp4", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return nil, fmt.Errorf("no port of this machine can be opened: %w", err)
	}
	s := &server{
		url: "http://" + listener.Addr().String(),
		http: &http.Server{
			Handler: tenant, ReadHeaderTimeout: 10 * time.Second,
			// Faults break connections on purpose; that is no news.
			ErrorLog: log.New(io.Discard, "", 0),
		},
		done: make(chan error, 1),
	}
	go func() {
		defer close(s.done)
		s.done <- s.http.Serve(listener)
	}()
	return s, nil
}

// close ends the server and waits until it has ended.
func (s *server) close() {
	_ = s.http.Close()
	for range s.done { // its error is that it was closed
	}
}

// wait serves until the context ends.
func (s *server) wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		s.close()
		return nil
	case err := <-s.done:
		if errors.Is(err, http.ErrServerClosed) {
			return nil
		}
		return err
	}
}

// parseFaults reads the names given with --fault.
func parseFaults(names []string) ([]simulator.Fault, error) {
	var faults []simulator.Fault
	for _, name := range names {
		f, err := simulator.ParseFault(name)
		if err != nil {
			return nil, usagef("--fault: %w (rollcall simulate --list-faults prints them all)", err)
		}
		faults = append(faults, f)
	}
	return faults, nil
}

func checkDialect(dialect string) error {
	if dialect != "" && dialect != simulator.DialectPublished && dialect != simulator.DialectCRUD {
		return usagef("--dialect %q is not known: use %s or %s", dialect, simulator.DialectPublished, simulator.DialectCRUD)
	}
	return nil
}
