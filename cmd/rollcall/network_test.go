package main

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestAuthorities(t *testing.T) {
	server := httptest.NewTLSServer(nil)
	defer server.Close()
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	key := "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
	damaged := "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
	folder := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for path, want := range map[string]string{
		write("one.pem", string(certificate)):                      "",
		write("text.pem", "# our proxy\n"+key+string(certificate)): "",
		write("empty.pem", ""):                                     "cannot be used (it holds no certificate)",
		write("key.pem", key):                                      "cannot be used (it holds no certificate)",
		write("der.pem", string(server.Certificate().Raw)):         "cannot be used (it holds no certificate)",
		write("cut.pem", string(certificate[:200])):                "cannot be used (it holds no certificate)",
		write("damaged.pem", string(certificate)+damaged):          "cannot be used (certificate 2 of it is damaged)",
		write("huge.pem", strings.Repeat("\n", maxAuthorities+1)):  "more than the 8388608 that are read",
		filepath.Join(folder, "none.pem"):                          "cannot be read (no such file or directory)",
		folder:                                                     "is not a file",
	} {
		pool, err := authorities(path)
		if want == "" {
			if err != nil {
				t.Errorf("%s: %v", path, err)
				continue
			}
			if _, err := server.Certificate().Verify(x509.VerifyOptions{Roots: pool, DNSName: "example.com"}); err != nil {
				t.Errorf("%s: not trusted: %v", path, err)
			}
			system, err := x509.SystemCertPool()
			if err != nil {
				t.Fatal(err)
			}
			if system.AddCert(server.Certificate()); !pool.Equal(system) {
				t.Errorf("%s: the authorities of the system are gone", path)
			}
			continue
		}
		if err == nil || codeOf(context.Background(), err) != exitUsage || !strings.HasPrefix(err.Error(), "network.ca_file "+path+" ") || !strings.Contains(err.Error(), want) ||
			!strings.HasSuffix(err.Error(), "give a PEM file with one or more blocks that begin with -----BEGIN CERTIFICATE-----") {
			t.Errorf("%s: got %v, want %q", path, err, want)
		}
	}
	if pool, err := authorities(""); pool != nil || err != nil {
		t.Errorf("without a file: %v, %v", pool, err)
	}
}

func TestOverdue(t *testing.T) {
	for limit, want := range map[time.Duration]string{
		23 * time.Hour: "the deadline of 23h passed: ", 48 * time.Hour: "of 48h ", 90 * time.Minute: "of 90m ", 10 * time.Minute: "of 10m ",
		1500 * time.Millisecond: "of 1.5s ",
	} {
		err := overdue{limit}
		if !strings.Contains(err.Error(), want) || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v: %v", limit, err)
		}
		for _, remedy := range []string{"network.deadline", "--deadline", "page_size", "auto", "quota"} {
			if !strings.Contains(err.Error(), remedy) {
				t.Errorf("%v does not name %s", err, remedy)
			}
		}
	}
}
