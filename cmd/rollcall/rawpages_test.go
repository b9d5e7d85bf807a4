package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"rollcall/reconcile"
	"rollcall/report"
	"rollcall/vonage"
)

// memory is a run folder that keeps its files in memory.
type memory struct {
	mu    sync.Mutex
	files map[string]*memoryFile
	fail  error
}

type memoryFile struct{ bytes.Buffer }

func (*memoryFile) Close() error { return nil }

func (m *memory) Create(name string) (io.WriteCloser, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail != nil {
		return nil, m.fail
	}
	f := &memoryFile{}
	m.files[name] = f
	return f, nil
}

func page(p reconcile.Product, sequence int) vonage.RawPage {
	at := time.Date(2026, 3, 31, 2, 0, sequence, 0, time.UTC)
	return vonage.RawPage{
		Product: p, Kind: "users", Page: sequence, Sequence: sequence, Method: "GET", URL: "https://host/users?page=1&x=2",
		Status: 200, Requested: at, Received: at.Add(time.Second), Body: fmt.Appendf(nil, `{"page":%d}`, sequence),
	}
}

func TestRawPages(t *testing.T) {
	folder := &memory{files: map[string]*memoryFile{}}
	store := &rawStore{folder: folder}
	var group sync.WaitGroup
	for _, p := range reconcile.Products() {
		for n := 1; n <= 20; n++ {
			group.Go(func() {
				if err := store.keep(page(p, n)); err != nil {
					t.Error(err)
				}
			})
		}
	}
	group.Wait()
	if err := store.finish(rawSettings{Schema: rawSchema}); err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(folder.files["raw/vcc-users-000007.json.gz"])
	if err != nil {
		t.Fatal(err)
	}
	if body, err := io.ReadAll(z); err != nil || string(body) != `{"page":7}` {
		t.Errorf("the page came back as %q, %v", body, err)
	}
	lines := strings.Split(strings.TrimSpace(folder.files["raw/index.jsonl"].String()), "\n")
	if len(lines) != 40 {
		t.Fatalf("%d lines in the index", len(lines))
	}
	if want := (report.RawKept{Pages: 40, IndexSHA256: hashOf(folder.files["raw/index.jsonl"].Bytes())}); store.kept != want {
		t.Errorf("kept %+v, want %+v", store.kept, want)
	}
	want := `{"file":"raw/vbc-users-000001.json.gz","product":"vbc","kind":"users","page":1,"walk":0,"sequence":1,"method":"GET",` +
		`"url":"https://host/users?page=1&x=2","status":200,"content_type":"","requested":"2026-03-31T02:00:01Z","received":"2026-03-31T02:00:02Z",` +
		`"sha256":"70fb0185588d2e765454a7927f2792ae2b6faa2516781deb69864246e0803d05","bytes":10}`
	if lines[0] != want {
		t.Errorf("first line\n%s\nwant\n%s", lines[0], want)
	}
	if !strings.Contains(lines[39], "raw/vcc-users-000020.json.gz") {
		t.Errorf("last line %s", lines[39])
	}
}

func TestRawPagesFail(t *testing.T) {
	full := errors.New("disk full")
	store := &rawStore{folder: &memory{fail: full}}
	if err := store.keep(page(reconcile.VBC, 1)); !errors.Is(err, full) {
		t.Errorf("the read goes on: %v", err)
	}
	if err := store.finish(rawSettings{Schema: rawSchema}); !errors.Is(err, full) {
		t.Errorf("the run goes on: %v", err)
	}
}
