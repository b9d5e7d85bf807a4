package vonage

// What strict decoding costs over a bare one. Pages of the published forms are
// rendered once; ours is all that happens to a page between its bytes and
// reconcile.Account, hash and email key included. The floors decode the same
// bytes into the same fields as plain Go values, without hash, email key, or any
// answer to "was the field there": encoding/json as x-floor, and the faster
// go-json-experiment, which also refuses repeated keys, as x-v2.

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	jsonv2 "github.com/go-json-experiment/json"

	"rollcall/reconcile"
	"rollcall/vonage/internal/rest"
	"rollcall/vonage/vbc"
	"rollcall/vonage/vcc"
)

// The fields that are read, as plain values.
type (
	plainExtension struct {
		ID          string        `json:"external_id"`
		Number      string        `json:"extension_number"`
		Location    int64         `json:"location_id"`
		ServiceType string        `json:"service_type_name"`
		DIDs        []plainNumber `json:"dids"`
	}
	plainNumber struct {
		Phone string `json:"phone_number"`
	}
	plainContact struct {
		Type  string `json:"type"`
		Value string `json:"value"`
	}
	plainVBC struct {
		ID         int64            `json:"id"`
		Login      string           `json:"login_name"`
		Email      string           `json:"email"`
		FirstName  string           `json:"first_name"`
		LastName   string           `json:"last_name"`
		Name       string           `json:"name"`
		Status     string           `json:"status"`
		Role       string           `json:"role"`
		Department string           `json:"department"`
		Location   string           `json:"location"`
		Extension  string           `json:"extension"`
		Phone      string           `json:"phone_number"`
		Contacts   []plainContact   `json:"contact_numbers"`
		Extensions []plainExtension `json:"extensions"`
	}
	plainVBCPage struct {
		Page     int `json:"page"`
		PageSize int `json:"page_size"`
		Total    int `json:"total_items"`
		Pages    int `json:"total_pages"`
		Embedded struct {
			Data []plainVBC `json:"data"`
		} `json:"_embedded"`
	}
	plainVCC struct {
		ID        string `json:"userId"`
		Username  string `json:"username"`
		Name      string `json:"name"`
		Email     string `json:"email"`
		SSOID     string `json:"ssoExternalId"`
		LastLogin string `json:"lastLoginTime"`
		Active    bool   `json:"active"`
		Locked    bool   `json:"locked"`
		Account   struct {
			Role       string `json:"role"`
			Chargeable bool   `json:"chargeable"`
			ActAsAgent bool   `json:"actAsAgent"`
			Agent      struct {
				ID      string `json:"agentDisplayId"`
				Country string `json:"location"`
				Address struct {
					Extension string `json:"telephonyExtension"`
				} `json:"telephonyAddress"`
				Associated []struct {
					Username    string `json:"username"`
					Application string `json:"applicationType"`
				} `json:"associatedUsers"`
			} `json:"agentConfiguration"`
		} `json:"userAccountConfiguration"`
	}
	plainVCCPage struct {
		Users []plainVCC `json:"users"`
		Meta  struct {
			Page  int `json:"page"`
			Pages int `json:"pageCount"`
			Total int `json:"totalCount"`
		} `json:"meta"`
	}
)

const (
	userVBC = `{"id":%d,"login_name":"user%[1]d","email":"Ada.Nr%[1]d@northfold.example","first_name":"Ada","last_name":"Nr%[1]d",` +
		`"contact_numbers":[{"type":"Mobile","value":"1312555%[1]d"}],` +
		`"extensions":[{"extension_number":"%[1]d","dids":[{"phone_number":"1312666%[1]d","custom_tag":"Direct"}]}]}`
	userVCC = `{"userId":"3f6d0a52-0000-4000-8000-000000%[1]d","username":"user%[1]d@northfold.example","name":"Ada Nr%[1]d","email":"user%[1]d@northfold.example",` +
		`"lastLoginTime":"2026-05-11T08:02:19Z","active":true,"locked":false,"ssoExternalId":"E%[1]d",` +
		`"userAccountConfiguration":{"role":"Agent","chargeable":true,"actAsAgent":true,"agentConfiguration":{"agentDisplayId":"%[1]d",` +
		`"webrtc":true,"handleMultipleInteractions":false,"enforcedDispositionCodes":false,"outboundWrapUp":100,"callRatingFrequency":5,` +
		`"callRecordingControls":true,"transcribeCalls":false,"screenRecording":false,"location":"US",` +
		`"telephonyAddress":{"telephoneAddress":"1312777%[1]d","telephonyExtension":"%[1]d","outboundTelephonyRegion":"","virtualLocation":false},` +
		`"capacity":{"isAgentLevel":false,"live":100,"nonLive":100,"semiLive":100},` +
		`"associatedUsers":[{"username":"user%[1]d","applicationType":"VBC"}]}}}`
)

// rendered are the pages of so many users, by number from 1; the bodies of both
// products hold users numbered from 100000 on.
func rendered(users, size int, user, before, after string) [][]byte {
	var out [][]byte
	for from := 0; from < users; from += size {
		var b strings.Builder
		fmt.Fprintf(&b, before, from/size+1, size, users, users/size)
		for i := from; i < min(from+size, users); i++ {
			if i > from {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, user, 100_000+i)
		}
		b.WriteString(after)
		out = append(out, []byte(b.String()))
	}
	return out
}

func pagesVBC(users int) [][]byte {
	return rendered(users, 100, userVBC, `{"page":%d,"page_size":%d,"total_items":%d,"total_pages":%d,"_links":{"self":{"href":"x"}},"_embedded":{"data":[`, `]}}`)
}

func pagesVCC(users int) [][]byte {
	return rendered(users, 1000, userVCC, `{"meta":{"page":%d,"count":%d,"totalCount":%d,"pageCount":%d},"users":[`, `]}`)
}

// pageBodies answers a request for a page with its body.
type pageBodies [][]byte

func (p pageBodies) Get(_ context.Context, r rest.Request) (*rest.Answer, error) {
	return &rest.Answer{Where: "GET users", Status: 200, Header: http.Header{}, Body: p[max(0, r.Page-1)]}, nil
}

// decodePages decodes and converts every page of a source, one after the other.
func decodePages(b *testing.B, src rest.Source[reconcile.Account], pages int) (users int) {
	b.Helper()
	for n := 1; n <= pages; n++ {
		page, err := src.At(b.Context(), n)
		if err != nil {
			b.Fatal(err)
		}
		users += len(page.Items)
	}
	return users
}

// plainPages decodes every page with a bare decoder.
func plainPages[P any](b *testing.B, pages [][]byte, unmarshal func([]byte, any) error) time.Duration {
	b.Helper()
	start := time.Now()
	for _, body := range pages {
		var v P
		if err := unmarshal(body, &v); err != nil {
			b.Fatal(err)
		}
	}
	return time.Since(start)
}

func bareV1(body []byte, v any) error { return json.Unmarshal(body, v) }
func bareV2(body []byte, v any) error { return jsonv2.Unmarshal(body, v) }

func BenchmarkDecode(b *testing.B) {
	const users = 100_000
	s := &session{opt: Options{Now: time.Now}}
	vbcPages, vccPages := pagesVBC(users), pagesVCC(users)
	wireVBC := vbc.New(pageBodies(vbcPages), vbc.Options{AccountID: "1", Dialect: vbc.Auto, PageSize: 100})
	if _, err := wireVBC.FirstUsers(b.Context()); err != nil {
		b.Fatal(err)
	}
	for name, c := range map[string]struct {
		pages int
		src   rest.Source[reconcile.Account]
		plain func(func([]byte, any) error) time.Duration
	}{
		"VBC": {len(vbcPages), accounts(wireVBC, s.accountVBC),
			func(f func([]byte, any) error) time.Duration { return plainPages[plainVBCPage](b, vbcPages, f) }},
		"VCC": {len(vccPages), accounts(vcc.New(pageBodies(vccPages), "", 1000), s.accountVCC),
			func(f func([]byte, any) error) time.Duration { return plainPages[plainVCCPage](b, vccPages, f) }},
	} {
		b.Run(fmt.Sprintf("%s/people=%d", name, users), func(b *testing.B) {
			b.ReportAllocs()
			var floor, second time.Duration
			for b.Loop() {
				if got := decodePages(b, c.src, c.pages); got != users {
					b.Fatalf("%d users decoded", got)
				}
				b.StopTimer()
				floor += c.plain(bareV1)
				second += c.plain(bareV2)
				b.StartTimer()
			}
			b.ReportMetric(b.Elapsed().Seconds()/floor.Seconds(), "x-floor")
			b.ReportMetric(b.Elapsed().Seconds()/second.Seconds(), "x-v2")
			b.ReportMetric(users*float64(b.N)/b.Elapsed().Seconds(), "users/s")
		})
	}
}
