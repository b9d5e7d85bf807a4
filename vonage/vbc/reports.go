package vbc

// The Reports API: call logs of a period. It is another suite than
// provisioning, with a base path of its own, and may belong to an application
// of its own. What a call says about an account is decided elsewhere.

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"rollcall/vonage/internal/rest"
)

// reportPaths are the forms in which the Reports API is documented: the code
// snippets of Vonage's developer pages, and its OpenAPI description.
var reportPaths = []string{"/reports/v1", "/reports"}

// CallTime is how the API writes a time of its parameters, in UTC.
const CallTime = "2006-01-02 15:04:05"

// Call is one row of the call log. Texts are empty where the row does not have
// them. Start is as received: see the forms that its reader accepts.
type Call struct {
	ID        string
	Hash      string // first 12 hex digits of the SHA-256 of the row as received
	Direction string // Inbound or Outbound
	Start     string
	Result    string

	SourceUser, SourceExtension           string // a login name; a number
	DestinationUser, DestinationExtension string
}

// Reports reads the call logs of one account. Its pages may be read
// concurrently; the base path is fixed by the first answer.
type Reports struct {
	get       Getter
	accountID string
	size      int
	root      []string // candidates, in the order in which they are tried

	mu   sync.Mutex
	base string // the candidate that answered
}

// NewReports returns a client that asks for so many rows a page. basePath is
// the path part of the configured base URL. Nothing is sent yet. Request paths
// are put after the host alone: give the Getter a base without a path.
func NewReports(get Getter, basePath, accountID string, size int) *Reports {
	return &Reports{get: get, accountID: accountID, size: size, root: reportCandidates(basePath)}
}

// reportCandidates are the base paths to try. A configured path may end in that
// of this suite, which goes first, or in that of provisioning.
func reportCandidates(configured string) []string {
	root := strings.TrimRight(configured, "/")
	for _, p := range append(slices.Clone(basePaths), "/provisioning") {
		if r, ok := strings.CutSuffix(root, p); ok {
			return reportCandidates(r)
		}
	}
	for i, p := range reportPaths {
		if r, ok := strings.CutSuffix(root, p); ok {
			return []string{r + p, r + reportPaths[1-i]}
		}
	}
	return []string{root + reportPaths[0], root + reportPaths[1]}
}

// bases are the base paths to try: the one that answered, once it is known.
func (r *Reports) bases() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.base != "" {
		return []string{r.base}
	}
	return r.root
}

// Calls reads one page of the calls that started from one second to another,
// both included; number below 0 reads the first page without naming one. The
// first call also finds the base path. A period without calls is an empty page.
func (r *Reports) Calls(ctx context.Context, from, to time.Time, number int) (rest.Page[Call], error) {
	var missing *rest.NotFoundError
	bases := r.bases()
	for _, base := range bases {
		a, err := r.get.Get(ctx, r.request(base, from, to, number))
		if errors.As(err, &missing) && len(bases) > 1 {
			continue
		}
		if err != nil {
			return rest.Page[Call]{}, err
		}
		page, err := readCalls(a, number >= 0)
		if err == nil {
			r.mu.Lock()
			r.base = base
			r.mu.Unlock()
		}
		return page, err
	}
	return rest.Page[Call]{}, &rest.StatusError{Where: "the list of call logs", Status: 404, Said: missing.Said,
		Remedy: fmt.Sprintf("check vbc.account_id and vbc.reports.base_url, and that the application is subscribed to the Reports suite; tried %s", strings.Join(bases, ", "))}
}

func (r *Reports) request(base string, from, to time.Time, number int) rest.Request {
	from, to = from.UTC(), to.UTC()
	q := url.Values{"start:gte": {from.Format(CallTime)}, "start:lte": {to.Format(CallTime)}, "page_size": {strconv.Itoa(r.size)}}
	page := "the first page"
	if number >= 0 {
		q.Set(paramPage, strconv.Itoa(number))
		page = fmt.Sprintf("page %d", number)
	}
	return rest.Request{Kind: "call-logs", Page: max(0, number), Path: base + "/accounts/" + r.accountID + "/call-logs", Query: q,
		What: fmt.Sprintf("%s of the call logs of %s to %s", page, from.Format(time.DateOnly), to.Format(time.DateOnly))}
}

func readCalls(a *rest.Answer, named bool) (rest.Page[Call], error) {
	var items []Call
	e, err := decodeList(a, list{kind: "call_logs", named: named, optional: true, reset: func() { items = nil }}, func(c *rest.Cursor) error {
		call, err := readCall(c)
		items = append(items, call)
		return err
	})
	return pageOf(a, e, items), err
}

// readCall reads one row.
func readCall(c *rest.Cursor) (Call, error) {
	var call Call
	it, err := c.Item(func() error {
		return c.Object(func(key string) error {
			if field := call.text(key); field != nil {
				return fill(c, key, field)
			}
			return c.Skip()
		})
	})
	call.Hash = it.Hash
	return call, err
}

// text is the field that a key fills, nil for a key nobody asked for.
func (c *Call) text(key string) *string {
	switch key {
	case "id":
		return &c.ID
	case "direction":
		return &c.Direction
	case "start":
		return &c.Start
	case "result":
		return &c.Result
	case "source_user":
		return &c.SourceUser
	case "source_extension":
		return &c.SourceExtension
	case "destination_user":
		return &c.DestinationUser
	case "destination_extension":
		return &c.DestinationExtension
	}
	return nil
}
