package vonage

// What a million rows of call logs cost: in time over a floor, and in memory.

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"rollcall/vonage/vbc"
)

// endless is a log whose pages are made when they are asked for. It notes the
// largest heap that was seen meanwhile, rubbish included.
type endless struct {
	tenant *tenant
	perDay int
	heap   atomic.Uint64
}

func (e *endless) RoundTrip(r *http.Request) (*http.Response, error) {
	if !strings.HasSuffix(r.URL.Path, "/call-logs") {
		return e.tenant.RoundTrip(r)
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	for old := e.heap.Load(); m.HeapAlloc > old && !e.heap.CompareAndSwap(old, m.HeapAlloc); old = e.heap.Load() {
	}
	q := r.URL.Query()
	from, _ := time.Parse(vbc.CallTime, q.Get("start:gte"))
	to, _ := time.Parse(vbc.CallTime, q.Get("start:lte"))
	page, _ := strconv.Atoi(q.Get("page"))
	return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"application/json"}}, Request: r,
		Body: io.NopCloser(strings.NewReader(e.page(from, to.Add(time.Second), max(1, page))))}, nil
}

func (e *endless) page(from, to time.Time, n int) string {
	total := int(to.Sub(from).Hours() / 24 * float64(e.perDay))
	var b strings.Builder
	fmt.Fprintf(&b, `{"page":%d,"page_size":1000,"total_items":%d,"total_pages":%d,"_embedded":{"call_logs":[`, n, total, (total+999)/1000)
	for i := (n - 1) * 1000; i < min(n*1000, total); i++ {
		if i%1000 > 0 {
			b.WriteByte(',')
		}
		at := from.Add(time.Duration(float64(i) / float64(total) * float64(to.Sub(from)))).Format(vbc.CallTime)
		fmt.Fprintf(&b, `{"id":"f27b937d-6dde-441a-%04x-%012x","direction":"Outbound","from":"442079460101","to":"12125550119","length":480,"start":%q,"end":%q,`+
			`"result":"Answered","recorded":false,"in_network":false,"charge":0,"rate":0,"source_user":"user%d","source_extension":2103,"destination_extension":null}`,
			from.YearDay(), i, at, at, i%1000)
	}
	b.WriteString("]}}")
	return b.String()
}

// bareRows decodes the same rows with nothing but a struct.
func (e *endless) bareRows(b *testing.B, days int) time.Duration {
	start := time.Now()
	for d := range days / 7 {
		from := callsNow.AddDate(0, 0, -7*(d+1))
		for n := 1; n <= (7*e.perDay+999)/1000; n++ {
			var v struct {
				Embedded struct {
					Calls []struct {
						ID, Direction, Start, Result string
						SourceUser                   string `json:"source_user"`
					} `json:"call_logs"`
				} `json:"_embedded"`
			}
			if err := json.Unmarshal([]byte(e.page(from, from.AddDate(0, 0, 7), n)), &v); err != nil {
				b.Fatal(err)
			}
		}
	}
	return time.Since(start)
}

func BenchmarkCallLogs(b *testing.B) {
	for _, bb := range []struct{ days, rows int }{{91, 10_000}, {91, 100_000}, {91, 1_000_000}, {7, 1_000_000}} {
		b.Run(fmt.Sprintf("rows=%d/days=%d", bb.rows, bb.days), func(b *testing.B) {
			e := &endless{tenant: &tenant{users: 1000}, perDay: bb.rows / bb.days}
			cfg := vbcConfig
			cfg.CallLogDays, cfg.PageSize, cfg.Workers = bb.days, 100, 8
			opt := options(e)
			opt.CallsUntil = startOfDay(callsNow)
			var spent, bare time.Duration
			for b.Loop() {
				runtime.GC()
				started := time.Now()
				pop := FetchVBC(context.Background(), cfg, opt)
				spent += time.Since(started)
				if pop.Calls.Calls != e.perDay*bb.days || pop.Calls.Reason != "" {
					b.Fatalf("%+v", *pop.Calls)
				}
				b.StopTimer()
				bare += e.bareRows(b, bb.days)
				b.StartTimer()
			}
			b.ReportMetric(spent.Seconds()/bare.Seconds(), "x-floor")
			b.ReportMetric(float64(e.heap.Load())/(1<<20), "MiB-heap")
		})
	}
}
