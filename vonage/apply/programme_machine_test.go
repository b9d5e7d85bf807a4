package apply_test

// The machine that apply runs on and its wire to the tenant: it dies, is told to
// stop, loses lines of its disk, and people change the tenant meanwhile. It also
// sees every request, and complains at once of those that must not be.

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"time"

	"rollcall/reconcile"
	"rollcall/reconcile/plans"
	"rollcall/vonage"
	"rollcall/vonage/apply"
	"rollcall/vonage/simulator"
)

const (
	settleTime = 90 * time.Second
	slowest    = 60 * time.Second // lag of a list in the faults here
)

var errDead = errors.New("the machine is off")

// misfortune is what happens to one run of a seed. The zero value is a good day.
type misfortune struct {
	faults   []simulator.Fault
	crashes  []int // numbers of requests at which the machine dies, before it leaves or after it was carried out
	torn     []int // numbers of journal lines that are cut as the machine dies
	signals  []int // numbers of requests
	full     int   // bytes of journal after which the disk is full, once; 0 never
	unsynced int   // number of the journal line whose sync fails, once
	lost     bool  // and the line is lost with it
	people   int   // percent of readings before which a person changes something
}

// tame reports whether everything that happens heals, so that the tenant must
// end as on a good day.
func (m *misfortune) tame() bool {
	return m.people == 0 && !slices.ContainsFunc(m.faults, func(f simulator.Fault) bool { return !healing[f.Name] || f.Name == "list-lag" && f.Arg == "120" })
}

func (m *misfortune) has(name string) bool {
	return slices.ContainsFunc(m.faults, func(f simulator.Fault) bool { return f.Name == name })
}

// machine carries one plan out on one tenant.
type machine struct {
	c      *company
	plan   *plans.Plan
	sha    string
	tenant *simulator.Tenant
	began  simulator.Scenario // the tenant at the start
	rand   *rand.Rand         // of the people
	bad    misfortune
	tame   bool // nothing happens that does not heal
	good   bool // nothing happens at all

	requests, lines, writes, runs int
	dead                          bool
	cancel                        context.CancelFunc
	journal                       []byte
	kept                          map[string]bool // actions whose account was kept
	shown                         bytes.Buffer    // everything that apply said
	edited, looked                map[string]int  // by product and id: the request before which a person changed it, and that read it
	editedAt, lookedAt            map[string]time.Time
	sent                          map[string]int         // requests to write, by action
	raced                         map[string]bool        // actions whose account a person changed after it was read
	ends                          map[string]plans.State // of the actions, by id
	trouble                       []string
}

func newMachine(c *company, plan *plans.Plan, sha string, bad misfortune, seed uint64) (*machine, error) {
	t, err := simulator.New(c.scenario, simulator.Options{})
	if err != nil {
		return nil, err
	}
	return &machine{
		began: t.Snapshot(),
		c:     c, plan: plan, sha: sha, tenant: t, bad: bad, tame: bad.tame(), rand: rand.New(rand.NewPCG(seed, 3)), kept: map[string]bool{},
		edited: map[string]int{}, looked: map[string]int{}, editedAt: map[string]time.Time{}, lookedAt: map[string]time.Time{}, sent: map[string]int{}, raced: map[string]bool{},
	}, nil
}

func (m *machine) complain(format string, args ...any) {
	m.trouble = append(m.trouble, fmt.Sprintf(format, args...))
}

// die turns the machine off: nothing reaches tenant or disk from here on.
func (m *machine) die() error {
	m.dead = true
	m.cancel()
	return errDead
}

// RoundTrip is the wire.
func (m *machine) RoundTrip(r *http.Request) (*http.Response, error) {
	if m.dead {
		return nil, errDead
	}
	m.requests++
	if slices.Contains(m.bad.signals, m.requests) {
		m.cancel()
	}
	crash := slices.Index(m.bad.crashes, m.requests)
	if crash >= 0 && crash%2 == 0 {
		return nil, m.die()
	}
	ask, err := m.asked(r)
	if err != nil {
		return nil, err
	}
	if strings.HasPrefix(r.URL.Path, "/sign-in") {
		m.complain("P3: a redirect was followed")
	}
	if ask == nil {
		if r.Method == http.MethodGet && m.rand.IntN(100) < m.bad.people {
			m.person()
		}
		if id := single(r.URL.Path); id != "" {
			m.looked[id], m.lookedAt[id] = m.requests, time.Now()
		}
	} else {
		m.form(r)
		m.judge(ask)
	}
	resp, err := simulator.InMemory(m.tenant).RoundTrip(r)
	if crash >= 0 {
		return nil, m.die()
	}
	return resp, err
}

// form judges how a request to write is made.
func (m *machine) form(r *http.Request) {
	if r.GetBody != nil || r.Header.Get("Idempotency-Key") != "" {
		m.complain("P2: a write could be sent again behind our back")
	}
	if r.URL.RawQuery != "" {
		m.complain("P8: a write asks for more than it needs: %s", r.URL.RawQuery)
	}
}

// single is the account that a path reads, with its product.
func single(path string) string {
	_, id, found := strings.Cut(path, "/users/")
	switch {
	case !found || id == "":
		return ""
	case strings.HasPrefix(path, "/useradmin/"):
		return "VCC " + id
	}
	return "VBC " + id
}

// wish is a request to write.
type wish struct {
	product   reconcile.Product
	kind      plans.Kind
	id, email string
}

// asked is what a request wants changed; nil for nothing.
func (m *machine) asked(r *http.Request) (*wish, error) {
	path := r.URL.Path
	if r.Method == http.MethodGet || path == "/token" || strings.HasSuffix(path, "/connect/token") {
		return nil, nil
	}
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	var said struct {
		Email  string
		Active *bool
	}
	_ = json.Unmarshal(body, &said)
	w := &wish{product: reconcile.VBC, kind: plans.Update, email: said.Email}
	if strings.HasPrefix(path, "/useradmin/") {
		w.product = reconcile.VCC
	}
	scim := strings.HasPrefix(path, "/scim/")
	if scim {
		active := bytes.Contains(body, []byte("true"))
		said.Active = &active
		w.id = m.scimUser(path[strings.LastIndexByte(path, '/')+1:])
	} else if key := single(path); key != "" {
		w.id = key[len("VBC "):]
	}
	switch {
	case r.Method == http.MethodPost:
		w.kind = plans.Create
	case r.Method == http.MethodDelete:
		w.kind = plans.Delete
	case said.Active != nil && *said.Active:
		w.kind = plans.Reactivate
	case said.Active != nil:
		w.kind = plans.Deactivate
	}
	return w, nil
}

// scimUser is the account of a SCIM user of the start; a plan is about no other.
func (m *machine) scimUser(id string) string {
	for _, u := range m.began.VBC.Users {
		if fmt.Sprintf("u-%08d", u.ID) == id {
			return u.UUID
		}
	}
	return ""
}

// action is the one that a wish belongs to, nil for none that is to run.
func (m *machine) action(w *wish) *plans.Action {
	for i := range m.plan.Actions {
		a := &m.plan.Actions[i]
		same := a.AccountID == w.id
		if w.kind == plans.Create {
			same = strings.EqualFold(a.Email, w.email)
		}
		if a.Product == w.product && a.Kind == w.kind && same && a.Runs() {
			return a
		}
	}
	return nil
}

// judge holds a request to write against the plan and the truth of this moment.
func (m *machine) judge(w *wish) {
	m.writes++
	a := m.action(w)
	if a == nil {
		m.complain("P3 P15: a request to %s %s in %s that no action of the plan is", w.kind, w.id+w.email, w.product)
		return
	}
	m.sent[a.ID]++
	log, err := plans.ReadJournal(m.journal)
	if state, _ := log.State(a.ID); err != nil || state != plans.Intent {
		m.complain("P5: %s was sent without a durable intent (%v)", a.ID, err)
	}
	if w.kind == plans.Create {
		return
	}
	if !m.kept[a.ID] {
		m.complain("P6: %s was sent and nothing was kept of the account", a.ID)
	}
	now := truth(m.tenant.Snapshot(), w.product, w.id)
	id := string(w.product) + " " + w.id
	// Between our reading and our write nobody can see what a person does: a PUT of
	// the whole user undoes it.
	m.raced[a.ID] = m.raced[a.ID] || m.edited[id] > m.looked[id] && m.looked[id] > 0 || m.edited[id] > 0 && m.lags()
	for _, c := range a.Relies {
		was, told := now[c.Field]
		excused := m.edited[id] > 0 && (m.edited[id] > m.looked[id] && m.looked[id] > 0 || m.lags() && m.editedAt[id].Add(slowest).After(m.lookedAt[id]))
		if told && was != c.Before && !excused {
			m.complain("P3: %s (%s) was sent although %s is %q and the plan relies on %q", a.ID, a.Kind, c.Field, was, c.Before)
		}
	}
}

func (m *machine) lags() bool { return m.bad.has("read-lag") || m.bad.has("delete-async") }

// truth are the fields of an account as the tenant holds it; empty for none.
func truth(s simulator.Scenario, p reconcile.Product, id string) map[string]string {
	state := map[bool]string{true: "active", false: "archived"}
	if p == reconcile.VCC {
		for _, u := range s.VCC.Users {
			if u.UserID == id {
				return map[string]string{plans.FieldEmail: u.Email, plans.FieldLogin: u.Username, plans.FieldName: u.Name, plans.FieldRole: u.Configuration.Role,
					plans.FieldState: state[u.Active == nil || *u.Active], plans.FieldSSOID: u.SSOExternalID}
			}
		}
		return nil
	}
	for _, u := range s.VBC.Users {
		if u.UUID == id {
			return map[string]string{plans.FieldEmail: u.Email, plans.FieldLogin: u.LoginName, plans.FieldFirstName: u.FirstName, plans.FieldLastName: u.LastName,
				plans.FieldRole: u.Role, plans.FieldState: state[u.Status == "active" || u.Status == ""], plans.FieldDepartment: u.Department}
		}
	}
	return nil
}

// person changes something in the admin portal, mostly where the plan will.
func (m *machine) person() {
	if len(m.plan.Actions) == 0 {
		return
	}
	a := &m.plan.Actions[m.rand.IntN(len(m.plan.Actions))]
	id := string(a.Product) + " " + a.AccountID
	m.edited[id], m.editedAt[id] = m.requests, time.Now()
	switch way := m.rand.IntN(8); {
	case a.Kind == plans.Create && m.taken(a):
	case a.Kind == plans.Create && a.Product == reconcile.VBC:
		m.tenant.AddVBC(simulator.VBCUser{Email: a.Email, LoginName: a.Email, FirstName: "By", LastName: "Hand", Role: "User"})
	case a.Kind == plans.Create:
		m.tenant.AddVCC(simulator.VCCUser{Username: a.Email, Email: a.Email, Name: "By Hand", Configuration: simulator.VCCConfiguration{Role: "Agent"}})
	case way == 0:
		m.tenant.Remove(string(a.Product), a.AccountID)
	case way == 1:
		m.tenant.Recycle(string(a.Product), a.AccountID)
	case a.Product == reconcile.VBC:
		m.tenant.EditVBC(a.AccountID, func(u *simulator.VBCUser) {
			switch way % 3 {
			case 0:
				u.LastName = "Edited"
			case 1:
				u.Role = "Account Administrator"
			default:
				u.Status = map[string]string{"inactive": "active"}[u.Status]
				if u.Status == "" {
					u.Status = "inactive"
				}
			}
		})
	default:
		m.tenant.EditVCC(a.AccountID, func(u *simulator.VCCUser) {
			switch way % 3 {
			case 0:
				u.Name = "Edited Name"
			case 1:
				u.Configuration.Role = "Admin"
			default:
				other := u.Active != nil && !*u.Active
				u.Active = &other
			}
		})
	}
}

// taken reports whether somebody has the address of an account to create.
func (m *machine) taken(a *plans.Action) bool {
	s := m.tenant.Snapshot()
	return a.Product == reconcile.VBC && slices.ContainsFunc(s.VBC.Users, func(u simulator.VBCUser) bool { return strings.EqualFold(u.Email, a.Email) }) ||
		a.Product == reconcile.VCC && slices.ContainsFunc(s.VCC.Users, func(u simulator.VCCUser) bool { return strings.EqualFold(u.Email, a.Email) })
}

// Append is the disk of the journal.
func (m *machine) Append(line []byte) error {
	if m.dead {
		return errDead
	}
	m.lines++
	switch {
	case slices.Contains(m.bad.torn, m.lines):
		m.journal = append(m.journal, line[:m.rand.IntN(len(line))]...)
		return m.die()
	case m.bad.full > 0 && len(m.journal)+len(line) > m.bad.full:
		m.journal = append(m.journal, line[:max(0, m.bad.full-len(m.journal))]...)
		m.bad.full = 0 // somebody makes room
		return errors.New("no space left on device")
	case m.lines == m.bad.unsynced:
		if !m.bad.lost {
			m.journal = append(m.journal, line...)
		}
		return errors.New("input/output error")
	}
	m.journal = append(m.journal, line...)
	return nil
}

// Keep is the disk of the before-images.
func (m *machine) Keep(a *plans.Action, _ apply.Image) error {
	if m.dead {
		return errDead
	}
	m.kept[a.ID] = true
	return nil
}

func wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return ctx.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// options are those of every client here.
func (m *machine) options() vonage.Options {
	return vonage.Options{Transport: m, Jitter: func() float64 { return 0.5 }}
}

// run is apply or resume, once.
func (m *machine) run() (plans.Applied, error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	m.cancel, m.dead = cancel, false
	m.runs++
	log, err := plans.ReadJournal(m.journal)
	if err != nil {
		return plans.Applied{}, fmt.Errorf("P5: the journal cannot be read back: %w", err)
	}
	m.journal = m.journal[:log.Size]
	desk, err := vonage.OpenDesk(context.Background(), m.c.tenant(), m.options())
	if err != nil {
		return plans.Applied{}, err
	}
	defer desk.Close()
	return apply.Run(ctx, apply.Job{
		Plan: m.plan, SHA256: m.sha, Log: log, Journal: m, Keep: m, Reader: desk, Writer: desk,
		Settle: settleTime, Pause: time.Second, Batch: 5, Now: time.Now, Sleep: wait, By: "ops", Tell: func(s apply.Step) { m.shown.WriteString(s.Result.Detail + s.Said + "\n") },
	})
}

// finish goes on until the journal is closed: after the third run everything has
// healed.
func (m *machine) finish() (plans.Applied, error) {
	if err := m.tenant.Misbehave(m.bad.faults...); err != nil {
		return plans.Applied{}, err
	}
	for range 12 {
		out, err := m.run()
		log, unread := plans.ReadJournal(m.journal)
		switch {
		case unread != nil:
			return out, fmt.Errorf("P5: the journal cannot be read back: %w", unread)
		case log.Started() && !log.Open() && !log.Torn && !m.dead:
			return apply.Outcome(m.plan, m.sha, log), nil
		case err != nil && strings.HasPrefix(err.Error(), "P5"):
			return out, err
		}
		time.Sleep(time.Minute)
		if m.runs == 3 {
			m.heal()
		}
	}
	return plans.Applied{}, errors.New("P18: after twelve runs the journal is still open")
}

func (m *machine) heal() {
	m.bad.people, m.bad.crashes, m.bad.signals, m.bad.torn, m.bad.full, m.bad.unsynced = 0, nil, nil, nil, 0, 0
	_ = m.tenant.Misbehave() // no fault at all cannot be wrong
}
