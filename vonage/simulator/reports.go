package simulator

// VBC call logs: GET /reports/accounts/{id}/call-logs, with or without v1, in
// the form of the OpenAPI document "Reports API" 1.0.2. The account must be
// named by its number. An empty page has no _embedded at all, and links have no
// last page, as is seen live.

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// callLog is a call on the wire.
type callLog struct {
	ID              string `json:"id"`
	Direction       string `json:"direction"`
	From            string `json:"from,omitempty"`
	To              string `json:"to,omitempty"`
	Length          int    `json:"length"`
	Start           string `json:"start"`
	End             string `json:"end"`
	Result          string `json:"result,omitempty"`
	Recorded        bool   `json:"recorded"`
	InNetwork       bool   `json:"in_network"`
	International   bool   `json:"international"`
	Charge          int    `json:"charge"`
	Rate            int    `json:"rate"`
	SourceUser      string `json:"source_user,omitempty"`
	SourceExtension any    `json:"source_extension"` // number, or null
	DestUser        string `json:"destination_user,omitempty"`
	DestExtension   any    `json:"destination_extension"` // number, or null
}

func (d *vbcDesk) reports(c *call, parts []string) answer {
	if len(parts) != 3 || parts[0] != "accounts" || parts[2] != "call-logs" {
		return notInAPI()
	}
	if c.method != http.MethodGet {
		return methodNotAllowed()
	}
	tk, refused := d.authorise(c)
	switch {
	case refused != nil:
		return *refused
	case d.faults.on("reports-forbidden"):
		return gatewayFault(http.StatusForbidden, 900908, "Resource forbidden", "the application is not subscribed to this API")
	case !tk.has("openid"):
		return answer{status: http.StatusUnauthorized}
	case d.refusesToken(tk):
		return jsonAnswer(http.StatusUnauthorized, map[string]string{"title": "Problem with provided token"})
	case parts[1] != d.account.AccountID:
		return vbcError(http.StatusNotFound, "Account not found")
	}
	return d.callLogs(c)
}

// refusesToken carries out the fault reports-token-old.
func (d *vbcDesk) refusesToken(tk *token) bool {
	if !d.faults.on("reports-token-old") {
		return false
	}
	if d.staleReports == 0 {
		d.staleReports = d.minted
	}
	return tk.number <= d.staleReports
}

func (d *vbcDesk) callLogs(c *call) answer {
	a, complaints := c.pageAsk(10)
	window := map[string]time.Time{}
	for _, name := range []string{"start:gte", "start:lte", "end:gte", "end:lte"} {
		at, err := time.Parse(clockLayout, c.query.Get(name))
		switch {
		case err == nil:
			window[name] = at
		case c.query.Has(name) || strings.HasPrefix(name, "start:"):
			complaints = append(complaints, invalidParameter{name, "must have the form yyyy-MM-dd HH:mm:ss"})
		}
	}
	if days := d.faults.number("reports-window", 7); d.faults.on("reports-window") &&
		window["start:lte"].Sub(window["start:gte"]) > time.Duration(days)*24*time.Hour {
		complaints = append(complaints, invalidParameter{"start:lte", fmt.Sprintf("must be at most %d days after start:gte", days)})
	}
	if dir := c.query.Get("direction"); dir != "" && dir != "Inbound" && dir != "Outbound" {
		complaints = append(complaints, invalidParameter{"direction", "must be Inbound or Outbound"})
	}
	if len(complaints) > 0 {
		return invalid(c, complaints)
	}
	var found []VBCCall
	for _, x := range d.calls {
		if x.within(window) && x.selected(c) {
			found = append(found, x)
		}
	}
	sortCalls(found, c.query.Get("order"))
	p := paginate(found, a, nil, 0, nil)
	list := make([]json.RawMessage, 0, len(p.rows))
	for i := range p.rows {
		list = append(list, encode(p.rows[i].wire()))
	}
	h := halOf(c, p, "call_logs", list)
	h.Links.Last = nil
	if len(list) == 0 {
		h.Embedded = nil
	}
	return jsonAnswer(http.StatusOK, h)
}

func sortCalls(calls []VBCCall, order string) {
	slices.SortStableFunc(calls, func(a, b VBCCall) int {
		if order == "desc" {
			return strings.Compare(b.Start, a.Start)
		}
		return strings.Compare(a.Start, b.Start)
	})
}

func (x *VBCCall) times() (start, end time.Time) {
	start, _ = time.Parse(clockLayout, x.Start) // checked when the scenario was read
	return start, start.Add(time.Duration(x.Length) * time.Second)
}

func (x *VBCCall) within(window map[string]time.Time) bool {
	start, end := x.times()
	for name, at := range window {
		t := start
		if strings.HasPrefix(name, "end:") {
			t = end
		}
		if strings.HasSuffix(name, ":gte") && t.Before(at) || strings.HasSuffix(name, ":lte") && t.After(at) {
			return false
		}
	}
	return true
}

func (x *VBCCall) selected(c *call) bool {
	for name, value := range map[string]string{
		"to": x.To, "from": x.From, "source_user": x.SourceUser, "destination_user": x.DestUser, "direction": x.Direction,
	} {
		if want := c.query.Get(name); want != "" && !strings.EqualFold(want, value) {
			return false
		}
	}
	return true
}

func (x *VBCCall) wire() callLog {
	_, end := x.times()
	return callLog{
		ID: x.ID, Direction: x.Direction, From: x.From, To: x.To, Length: x.Length,
		Start: x.Start, End: end.Format(clockLayout), Result: x.Result, InNetwork: x.SourceExtension != "" && x.DestExtension != "",
		SourceUser: x.SourceUser, SourceExtension: numberOrNull(x.SourceExtension),
		DestUser: x.DestUser, DestExtension: numberOrNull(x.DestExtension),
	}
}

func numberOrNull(text string) any {
	if n, err := strconv.Atoi(text); err == nil {
		return n
	}
	return nil
}
