package simulator

// The faults by name: how they are spelled, what they take, what they are for.
// What they do is in mischief.go and, for those that belong to one rule, beside
// that rule.

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Fault switches a misbehaviour on. Name may begin with "vbc:" or "vcc:";
// without one it holds for every product that knows the fault.
type Fault struct{ Name, Arg string }

// FaultInfo describes a fault to people.
type FaultInfo struct {
	Name     string
	Arg      string   // what may follow the equals sign; empty when nothing may
	Products []string // "vbc", "vcc"
	Help     string   // one line
}

// The kinds of argument.
const (
	argNone     = ""
	argCount    = "N"
	argNth      = "only the Nth API request"
	argNthWrite = "only the Nth write, or several such as 2,5"
	argWalk     = "first N list requests"
	argSeconds  = "SECONDS"
	argDuration = "DURATION"
	argMiB      = "MEBIBYTES"
	argStatus   = "400|409"
	argText     = "TEXT"
)

var (
	both    = []string{"vbc", "vcc"}
	vbcOnly = []string{"vbc"}
	vccOnly = []string{"vcc"}
)

var faultCatalogue = []FaultInfo{
	{"token-outage", argNone, both, "the token endpoint answers 503"},
	{"login-locked", argNone, both, "the login is locked, whatever the password"},
	{"expires-in", argSeconds, both, "tokens live, and say they live, this long"},
	{"token-expires-early", argCount, both, "a token is refused as expired after N API requests (5), whatever it promised"},
	{"supervisor-scope", argNone, vccOnly, "the credential belongs to a supervisor and may not ask for users:write"},

	{"outage", argNone, both, "the API always answers 503"},
	{"unavailable", argCount, both, "the first N API requests (3) are answered 503"},
	{"throttle", argCount, both, "the first N API requests (3) are answered 429"},
	{"retry-after", argSeconds, both, "answers with 429 carry a Retry-After header (1)"},
	{"next-access-time", argNone, vbcOnly, "answers with 429 name the next access time in the body"},
	{"unauthorized", argNth, both, "a valid token is refused with 401"},
	{"forbidden", argNone, both, "403: the application is not subscribed, or the scope is missing"},
	{"missing-user-data", argNone, vbcOnly, "401: the token's user has too few rights for provisioning"},
	{"reports-token-old", argNone, vbcOnly, "reports refuse the first token and accept one minted after that"},
	{"reports-forbidden", argNone, vbcOnly, "403 for call logs: the application is not subscribed to reports"},
	{"reports-window", argCount, vbcOnly, "call logs of more than N days (7) in one request are refused with 400"},
	{"vbc-404-paths", argText, vbcOnly, "provisioning paths answer 404: all of them, or those that begin with TEXT"},
	{"html-200", argNth, both, "200 with a sign-in page in HTML"},
	{"fault-200", argNth, both, "200 with an error body"},
	{"redirect", argNth, both, "302 to a sign-in page"},
	{"empty-200", argNth, both, "200 without a body"},
	{"status-204", argNth, both, "204 where a list is expected"},
	{"slow", argDuration, both, "every API answer is late (5s)"},

	{"wrong-content-type", argNth, both, "JSON is labelled text/plain"},
	{"truncated-json", argNth, both, "the JSON stops in the middle, the answer ends properly"},
	{"cut-body", argNth, both, "the connection breaks in the middle of the body"},
	{"trailing-garbage", argNth, both, "more text follows the JSON"},
	{"duplicate-key", argNth, both, "the first user of a page has a name twice"},
	{"duplicate-envelope-key", argNth, both, "the total stands twice in the envelope, with different values"},
	{"gzip-bomb", argMiB, both, "a small compressed body that unpacks to very much (512)"},

	{"page-ignored", argNone, both, "every page is the first one"},
	{"page-repeats-last", argNone, both, "past the end the last page comes again, and there is always a next one"},
	{"size-clamped", argCount, both, "no page has more than N users (10)"},
	{"empty-last-page", argNone, both, "the page count is one too high and the last page is empty"},
	{"rows-past-end", argNone, both, "the page after the last holds one more user"},
	{"duplicate-row", argNone, both, "the last user of the list is the first one again"},
	{"total-high", argNone, both, "the declared total is three too high"},
	{"total-low", argNone, both, "the declared total is three too low"},
	{"total-missing", argNone, both, "no total is declared"},
	{"total-pages-missing", argNone, both, "no page count is declared"},
	{"total-moves", argWalk, both, "the declared total grows by one with every list answer"},
	{"insert-delete", argNone, both, "after the first page one user goes and another comes: same total, rows shift"},
	{"list-key", argText, vbcOnly, "the list stands under this name in _embedded"},
	{"filter-ignored", argNone, vbcOnly, "filters of the user list are ignored"},
	{"filter-loose", argNone, vbcOnly, "filters of the user list match by prefix"},
	{"list-lag", argSeconds, both, "lists show creations, changes and deletions this late (30)"},
	{"read-lag", argSeconds, both, "reading a single user shows them this late (30)"},
	{"partial-view", argNone, both, "the credential sees two users in three, and the total agrees with that"},

	{"seat-exhausted", argStatus, both, "no seat or licence is free, refused with 400 or 409 (400)"},
	{"post-applied-then-500", argNone, both, "a user is created and the answer is 500"},
	{"write-ignored", argNone, both, "updates are answered 200 and not carried out"},
	{"put-clears", argText, vbcOnly, "a PUT loses this field although it was sent (department)"},
	{"delete-404", argNone, vbcOnly, "DELETE answers 404 and the user stays"},

	{"lost-request", argNthWrite, both, "the connection breaks before a write is carried out"},
	{"lost-answer", argNthWrite, both, "a write is carried out and the connection breaks without an answer"},
	{"applied-then-reset", argNthWrite, both, "a write is carried out and the connection breaks in the middle of the answer"},
	{"write-500", argNthWrite, both, "writes are answered 500 and not carried out"},
	{"write-503", argCount, both, "the first N writes (3) are answered 503 and not carried out"},
	{"write-429", argCount, both, "the first N writes (3) are refused with 429"},
	{"write-403", argNone, both, "403: the application may read and not write"},
	{"write-404", argNone, both, "404: the gateway knows no path for writes"},
	{"write-405", argNone, both, "405: the gateway knows no method that writes"},
	{"write-slow", argDuration, both, "a write is carried out at once and answered late (5s)"},
	{"hostile-after", argCount, both, "after N writes (3) each is accepted: one is done otherwise than asked, the next not at all"},
	{"half-created", argNthWrite, both, "a user is created without some of the fields, and the answer is 500"},
	{"taken-elsewhere", argNthWrite, both, "creates are refused with 409 although no list shows such a user"},
	{"duplicate-allowed", argNone, both, "the address or login of a new user may be taken already"},
	{"delete-async", argSeconds, vbcOnly, "DELETE answers 204 and the user goes this much later (30)"},
	{"id-reuse", argNone, vbcOnly, "a new user gets the id of the last deleted one"},
	{"archive-multi", argNone, vccOnly, "every user belongs to several accounts, so that archiving is refused"},

	{"scim-204", argNone, vbcOnly, "SCIM answers 204 to a PATCH"},
	{"scim-ignored", argNone, vbcOnly, "SCIM answers 200 to a PATCH and does nothing"},
	{"scim-invalid-path", argNone, vbcOnly, "SCIM refuses a PATCH that names a path with 400 invalidPath"},
	{"scim-two-hits", argNone, vbcOnly, "SCIM finds a second user for every userName that it knows"},
}

// Faults lists the faults that the simulator knows, in the order in which help
// prints them.
func Faults() []FaultInfo { return slices.Clone(faultCatalogue) }

func lookupFault(name string) (FaultInfo, bool) {
	for _, info := range faultCatalogue {
		if info.Name == name {
			return info, true
		}
	}
	return FaultInfo{}, false
}

// ParseFault reads "name", "name=argument", or either with "vbc:" or "vcc:" in
// front. An unknown name, a product that does not know the fault or an argument
// of the wrong kind is an error that says what would be right.
func ParseFault(text string) (Fault, error) {
	name, arg, given := strings.Cut(text, "=")
	f := Fault{Name: strings.TrimSpace(name), Arg: strings.TrimSpace(arg)}
	if given && f.Arg == "" {
		return Fault{}, fmt.Errorf("fault %q: nothing follows the equals sign", text)
	}
	if _, _, err := f.resolve(); err != nil {
		return Fault{}, err
	}
	return f, nil
}

// resolve gives the catalogue entry and the products a fault is switched on in.
func (f Fault) resolve() (FaultInfo, []string, error) {
	name, products := f.Name, both
	if prefix, rest, ok := strings.Cut(f.Name, ":"); ok {
		if !slices.Contains(both, prefix) {
			return FaultInfo{}, nil, fmt.Errorf("fault %q: %q is no product; use vbc: or vcc:, or neither for both", f.Name, prefix)
		}
		name, products = rest, []string{prefix}
	}
	info, ok := lookupFault(name)
	if !ok {
		return FaultInfo{}, nil, fmt.Errorf("fault %q is not known; the known ones are %s", name, faultNames())
	}
	var on []string
	for _, p := range products {
		if slices.Contains(info.Products, p) {
			on = append(on, p)
		}
	}
	if len(on) == 0 {
		return FaultInfo{}, nil, fmt.Errorf("fault %q exists for %s only", name, strings.Join(info.Products, ", "))
	}
	return info, on, checkArg(info, f.Arg)
}

func faultNames() string {
	names := make([]string, len(faultCatalogue))
	for i, info := range faultCatalogue {
		names[i] = info.Name
	}
	return strings.Join(names, ", ")
}

func checkArg(info FaultInfo, arg string) error {
	if arg == "" {
		return nil
	}
	bad := func(want string) error {
		return fmt.Errorf("fault %s=%s: expected %s after the equals sign", info.Name, arg, want)
	}
	switch info.Arg {
	case argNone:
		return fmt.Errorf("fault %s=%s: this fault takes no argument", info.Name, arg)
	case argDuration:
		if d, err := time.ParseDuration(arg); err != nil || d < 0 {
			return bad("a duration such as 5s")
		}
	case argStatus:
		if arg != "400" && arg != "409" {
			return bad("400 or 409")
		}
	case argText:
	case argNthWrite:
		for part := range strings.SplitSeq(arg, ",") {
			if n, err := strconv.Atoi(part); err != nil || n < 1 {
				return bad("whole numbers from 1, such as 3 or 2,5")
			}
		}
	default:
		if n, err := strconv.Atoi(arg); err != nil || n < 1 {
			return bad("a whole number from 1")
		}
	}
	return nil
}

// faultSet holds the faults of one product by bare name.
type faultSet map[string]string

func (fs faultSet) on(name string) bool {
	_, ok := fs[name]
	return ok
}

func (fs faultSet) text(name, otherwise string) string {
	if arg := fs[name]; arg != "" {
		return arg
	}
	return otherwise
}

func (fs faultSet) number(name string, otherwise int) int {
	if n, err := strconv.Atoi(fs[name]); err == nil {
		return n
	}
	return otherwise
}

// hits reports whether a fault strikes the nth API request, or the nth write.
func (fs faultSet) hits(name string, nth int) bool {
	arg, ok := fs[name]
	return ok && (arg == "" || slices.Contains(strings.Split(arg, ","), strconv.Itoa(nth)))
}

// duration is the length of a fault that makes answers late; arguments were
// checked when it was switched on.
func (fs faultSet) duration(name string) time.Duration {
	d, _ := time.ParseDuration(fs.text(name, "5s"))
	return d
}

// seconds is the length of a fault that is given in seconds, 30 without one, and
// 0 when it is off.
func (fs faultSet) seconds(name string) time.Duration {
	if !fs.on(name) {
		return 0
	}
	return time.Duration(fs.number(name, 30)) * time.Second
}

// firstN reports whether a fault that heals after some requests strikes the
// nth; without an argument it never heals.
func (fs faultSet) firstN(name string, nth int) bool {
	return fs.on(name) && (fs[name] == "" || nth <= fs.number(name, 0))
}
