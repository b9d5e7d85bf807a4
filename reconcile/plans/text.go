package plans

// What `rollcall plan` prints: the changes like a diff, then what they cost and
// what stands in their way. Plain text, no wider than a terminal.

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// width is how many characters a line has at most; a single word may be longer.
const width = 100

// signs stand in front of each kind.
var signs = map[Kind]string{Create: "+ ", Update: "~ ", Deactivate: "- ", Reactivate: "^ ", Delete: "-/"}

// WriteText writes the plan for a person to read; hash is that of its bytes.
func WriteText(w io.Writer, p *Plan, hash string) error {
	buffered := bufio.NewWriter(w)
	t := &text{w: buffered}
	t.head(p)
	for i := range p.Actions {
		t.action(&p.Actions[i])
	}
	t.seats(p.Seats)
	t.limits(p, hash)
	t.sums(p)
	t.foot(p, hash)
	return buffered.Flush()
}

// text writes wrapped lines. What fails to be written the last Flush reports.
type text struct{ w io.Writer }

// line writes words behind an indent; where they are too long, further lines are
// indented by two more.
func (t *text) line(indent int, words string) {
	room := width - indent
	prefix := strings.Repeat(" ", indent)
	for _, part := range wrap(clean(words), room, room-2) {
		fmt.Fprintln(t.w, strings.TrimRight(prefix+part, " "))
		prefix = strings.Repeat(" ", indent+2)
	}
}

func (t *text) blank() { fmt.Fprintln(t.w) }

// wrap breaks words into a first line and further ones.
func wrap(words string, first, rest int) []string {
	var out []string
	now, room := "", first
	for _, word := range strings.Split(words, " ") {
		if now != "" && len([]rune(now))+1+len([]rune(word)) > room {
			out, now, room = append(out, now), word, rest
			continue
		}
		if now != "" {
			now += " "
		}
		now += word
	}
	return append(out, now)
}

// clean leaves nothing in a text of others that acts on a terminal.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 {
			return '?'
		}
		return r
	}, s)
}

func (t *text) head(p *Plan) {
	name := p.Tenant
	if p.TenantName != "" {
		name = p.TenantName + " (" + p.Tenant + ")"
	}
	t.line(0, fmt.Sprintf("Plan of run %s for %s, as of %s", p.Run, name, p.AsOf))
	if p.UndoOf != "" {
		t.line(0, "It takes back what run "+p.UndoOf+" did.")
	}
	for _, n := range p.Notes {
		t.line(0, "Note: "+n)
	}
	for _, b := range p.Blocks {
		t.line(0, "Blocked: "+b.Name+": "+b.Detail)
	}
	t.blank()
	if len(p.Actions) == 0 {
		t.line(0, "Nothing is to be changed.")
		t.blank()
	}
}

func (t *text) action(a *Action) {
	t.line(0, signs[a.Kind]+" "+a.title())
	for _, c := range a.Changes {
		if a.Kind == Create {
			t.line(5, c.Field+": "+quoted(c.After))
			continue
		}
		t.line(5, c.Field+": "+quoted(c.Before)+" -> "+quoted(c.After))
	}
	t.line(5, "why: "+strings.TrimPrefix(strings.Join(a.Codes, ", ")+": "+a.Reason, ": "))
	for _, s := range a.SideEffects {
		t.line(5, "also: "+s)
	}
	if a.Cost != nil {
		t.line(5, "cost: "+a.Cost.Monthly+" "+a.Cost.Currency+" a month, at the least price known")
	}
	for _, s := range a.ByHand {
		t.line(5, "by hand besides: "+s)
	}
	if a.Mode == Manual {
		t.line(5, "by hand: "+a.ModeReason)
	}
	if a.Guard == Held {
		t.line(5, "HELD: "+a.GuardReason)
	}
	t.blank()
}

// title is the first line of an action: kind, product and whose account.
func (a *Action) title() string {
	parts := []string{string(a.Kind), string(a.Product)}
	for _, s := range []string{a.Email, a.Name} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	var more []string
	if a.AccountID != "" {
		more = append(more, "id "+a.AccountID)
	}
	if a.Login != "" && a.Login != a.Email {
		more = append(more, "login "+a.Login)
	}
	if a.EmployeeID != "" {
		more = append(more, "employee "+a.EmployeeID)
	}
	title := strings.Join(parts, " ")
	if len(more) > 0 {
		title += " (" + strings.Join(more, ", ") + ")"
	}
	return title
}

func (t *text) seats(seats []Seats) {
	for _, s := range seats {
		words := fmt.Sprintf("Seats of %s: %d used, and how many are bought is not known; %d given back, %d taken", s.Product, s.Used, s.Released, s.Taken)
		if s.Known {
			words = fmt.Sprintf("Seats of %s: %d bought, %d used, %d free; %d given back, %d taken, %d free afterwards",
				s.Product, s.Bought, s.Used, s.Free, s.Released, s.Taken, s.After)
		}
		t.line(0, words)
	}
}

func (t *text) limits(p *Plan, hash string) {
	idle := 0
	for _, l := range p.Limits {
		if l.OK && l.Wanted == 0 {
			idle++
			continue
		}
		word := "ok"
		if !l.OK {
			word = "OVER"
		}
		t.line(0, fmt.Sprintf("Limit %-4s %s: %s", word, l, l.Detail))
	}
	if idle > 0 {
		t.line(0, fmt.Sprintf("Nothing is wanted of %s.", many(idle, "other limit")))
	}
	over := Over(p.Limits)
	if len(over) == 0 {
		return
	}
	t.blank()
	t.line(0, fmt.Sprintf("apply refuses this plan: %s over. Whoever has looked at every line above may lift them for this plan alone:", areOver(len(over))))
	for _, l := range over {
		fmt.Fprintf(t.w, "  %s --reason TEXT\n", Override(hash, l, over...))
	}
}

func areOver(n int) string {
	if n == 1 {
		return "1 limit is"
	}
	return many(n, "limit") + " are"
}

func (t *text) sums(p *Plan) {
	var runs, held, manual int
	byKind := map[Kind]int{}
	for i := range p.Actions {
		a := &p.Actions[i]
		switch {
		case a.Guard == Held:
			held++
		case a.Mode == Manual:
			manual++
		default:
			runs++
			byKind[a.Kind]++
		}
	}
	var kinds []string
	for _, k := range Kinds() {
		if byKind[k] > 0 {
			kinds = append(kinds, fmt.Sprintf("%d %s", byKind[k], k))
		}
	}
	t.blank()
	words := fmt.Sprintf("%s: %d to apply", many(len(p.Actions), "action"), runs)
	if len(kinds) > 0 {
		words += " (" + strings.Join(kinds, ", ") + ")"
	}
	t.line(0, words+fmt.Sprintf(", %d by hand, %d held", manual, held))
	for _, b := range p.Blocks {
		t.line(0, "Everything waits for "+b.Name+", see above.")
	}
	if runs > 0 {
		t.line(0, "Next: rollcall apply "+p.Run+" --dry-run")
	}
}

func (t *text) foot(p *Plan, hash string) {
	const minute = "2006-01-02 15:04 UTC"
	t.line(0, "Made "+p.CreatedAt.UTC().Format(minute)+"; may be applied until "+p.ExpiresAt.UTC().Format(minute)+", once.")
	fmt.Fprintln(t.w, "Plan SHA-256: "+hash)
}
