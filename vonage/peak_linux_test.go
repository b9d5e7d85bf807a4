package vonage

// The most memory that reading two products at the same time takes, in a process
// of its own: this test binary again, which does nothing else.

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/sourcegraph/conc"

	"rollcall/reconcile"
)

// peakVar asks the child for a read of so many users of each product, with two
// readings where a "+" follows.
const peakVar = "ROLLCALL_PEAK_USERS"

// peakBound is the most that reading 100,000 users of each product once may take,
// in MiB. With two readings the first list is kept until the second is there.
const peakBound = 500

// endlessUsers renders each page when it is asked for, so that it holds none.
type endlessUsers struct{ users int }

func (e endlessUsers) RoundTrip(r *http.Request) (*http.Response, error) {
	q := r.URL.Query()
	size, _ := strconv.Atoi(q.Get("page_size") + q.Get("limit"))
	page, _ := strconv.Atoi(q.Get("page"))
	page = max(1, page)
	from := min((page-1)*max(1, size), e.users)
	users := func(form string) string {
		var list []string
		for i := from; i < min(from+size, e.users); i++ {
			list = append(list, fmt.Sprintf(form, 100_000+i))
		}
		return strings.Join(list, ",")
	}
	var body string
	switch path := r.URL.Path; {
	case strings.HasSuffix(path, "/token"):
		body = `{"access_token":"token-1","token_type":"Bearer","expires_in":7200}`
	case strings.Contains(path, "/useradmin/"):
		body = fmt.Sprintf(`{"meta":{"page":%d,"totalCount":%d},"users":[%s]}`, page, e.users, users(userVCC))
	case strings.HasSuffix(path, "/users"):
		body = fmt.Sprintf(`{"page":%d,"total_items":%d,"_embedded":{"data":[%s]}}`, page, e.users, users(userVBC))
	default:
		body = `{"page":1,"total_items":0,"_embedded":{"data":[]}}`
	}
	return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)),
		ContentLength: int64(len(body)), Request: r}, nil
}

// TestPeakHelper is the child. Called otherwise, it does nothing.
func TestPeakHelper(t *testing.T) {
	count, twice := strings.CutSuffix(os.Getenv(peakVar), "+")
	users, err := strconv.Atoi(count)
	if err != nil {
		return
	}
	v, c := vbcConfig, vccConfig
	v.Workers, v.PageSize, c.PageSize = 8, 100, 1000
	opt := Options{Transport: endlessUsers{users}, TwoWalks: twice}
	var a, b reconcile.Population
	var both conc.WaitGroup
	both.Go(func() { a = FetchVBC(t.Context(), v, opt) })
	both.Go(func() { b = FetchVCC(t.Context(), c, opt) })
	both.Wait()
	if !a.Complete() || !b.Complete() || len(a.Accounts)+len(b.Accounts) != 2*users {
		t.Fatalf("%s, %s", a.Reason, b.Reason)
	}
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		t.Fatal(err)
	}
	fmt.Printf("peak %d\n", usage.Maxrss>>10)
}

func BenchmarkPeakMemory(b *testing.B) {
	for name, ask := range map[string]string{"people=100000": "100000", "people=100000/twice": "100000+"} {
		b.Run(name, func(b *testing.B) {
			most := 0
			for b.Loop() {
				child := exec.CommandContext(b.Context(), os.Args[0], "-test.run=^TestPeakHelper$")
				child.Env = append(os.Environ(), peakVar+"="+ask)
				out, err := child.CombinedOutput()
				_, text, found := strings.Cut(string(out), "peak ")
				line, _, _ := strings.Cut(text, "\n")
				mib, _ := strconv.Atoi(line)
				if err != nil || !found || mib == 0 {
					b.Fatalf("%v: %s", err, out)
				}
				most = max(most, mib)
			}
			b.ReportMetric(float64(most), "peak-MiB")
			if most > peakBound && ask == "100000" {
				b.Errorf("%d MiB, at most %d are wanted", most, peakBound)
			}
		})
	}
}
