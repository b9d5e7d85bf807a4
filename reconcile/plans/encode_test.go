package plans

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"rollcall/reconcile"
)

// busy is a plan with an action of every kind.
func busy(t testing.TB) Plan {
	s := newScene(60).hard()
	s.people[1].LastName = `Married <&> "x"`
	s.vcc[2].State = reconcile.AccountArchived
	s.leave(0)
	s.people = append(s.people, person(90))
	s.expectAll()
	s.remember()
	s.src.Blocks = nil
	s.src.Policy.Protected = []string{"p0010@n.example"}
	s.leave(10)
	return s.build(t)
}

func encoded(t testing.TB, p *Plan) []byte {
	t.Helper()
	text, err := p.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestAPlanComesBackAsItWasWritten(t *testing.T) {
	p := busy(t)
	text := encoded(t, &p)
	back, err := Decode(text)
	if err != nil || !reflect.DeepEqual(back, p) {
		t.Fatalf("%v\n%+v\nwant\n%+v", err, back, p)
	}
	if !bytes.HasSuffix(text, []byte("}\n")) || !bytes.Contains(text, []byte(`<&>`)) || bytes.Contains(text, []byte("null,\n    \"")) || bytes.Contains(text, []byte(`s": null`)) {
		t.Errorf("%s", text)
	}
	var empty Plan
	empty.Schema, empty.CreatedAt, empty.ExpiresAt = Schema, made, made.Add(Lifetime)
	text = encoded(t, &empty)
	if !bytes.Contains(text, []byte(`"actions": []`)) || bytes.Contains(text, []byte("null")) {
		t.Errorf("%s", text)
	}
	if _, err := Decode(text); err != nil {
		t.Error(err)
	}
}

// No byte of a plan can be changed unseen: either it does not read, or it is
// another plan with another hash.
func TestEveryByteCounts(t *testing.T) {
	p := busy(t)
	text := encoded(t, &p)
	for i := 0; i < len(text); i += 31 {
		for _, to := range []byte{text[i] ^ 1, ' ', '"', 0} {
			changed := bytes.Clone(text)
			changed[i] = to
			if bytes.Equal(changed, text) {
				continue
			}
			back, err := Decode(changed)
			if err == nil && reflect.DeepEqual(back, p) {
				t.Fatalf("byte %d, %q for %q: reads as the same plan", i, to, text[i])
			}
			if Hash(changed) == Hash(text) {
				t.Fatal("one hash for two texts")
			}
		}
		if _, err := Decode(text[:i]); err == nil {
			t.Fatalf("cut off at %d it reads", i)
		}
	}
}

func TestWhatIsNoPlan(t *testing.T) {
	p := busy(t)
	text := string(encoded(t, &p))
	for why, change := range map[string]func(string) string{
		"unknown field":        func(s string) string { return strings.Replace(s, `"run":`, `"force": true, "run":`, 1) },
		"of another version":   func(s string) string { return strings.Replace(s, `"rollcall/plan/1"`, `"rollcall/plan/2"`, 1) },
		"something follows":    func(s string) string { return s + "{}" },
		"not in the form":      func(s string) string { return strings.Replace(s, `"run":`, `"Run":`, 1) },
		"does not expire":      func(s string) string { return strings.Replace(s, `"expires_at": "2026`, `"expires_at": "2027`, 1) },
		"in the form in which": func(s string) string { return strings.Replace(s, `"tenant":`, `"tenant": "other", "tenant":`, 1) },
		"the kind":             func(s string) string { return strings.Replace(s, `"kind": "update"`, `"kind": "promote"`, 1) },
		"the product": func(s string) string {
			return strings.Replace(s, `"product": "VBC",`+"\n"+`      "kind"`, `"product": "HR",`+"\n"+`      "kind"`, 1)
		},
		"does not have the hash":    func(s string) string { return strings.Replace(s, `"before": "User"`, `"before": "Boss"`, 1) },
		"it is number 1 and says 2": func(s string) string { return strings.Replace(s, `"order": 1,`, `"order": 2,`, 1) },
	} {
		changed := change(text)
		if changed == text {
			t.Fatalf("%s: nothing was changed", why)
		}
		if _, err := Decode([]byte(changed)); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%v, want %q", err, why)
		}
	}
	for why, change := range map[string]func(*Action){
		"stands there twice":            func(a *Action) { a.ID = p.Actions[1].ID },
		"guard and its reason":          func(a *Action) { a.Guard = Held },
		"guard and its reason do":       func(a *Action) { a.GuardReason = "x" },
		"the mode, its way":             func(a *Action) { a.Mode = Manual },
		"the mode, its way and":         func(a *Action) { a.Via = ByHand },
		"something to send":             func(a *Action) { a.Mode, a.Via, a.ModeReason = Manual, ByHand, "x" },
		"cannot be taken back":          func(a *Action) { a.Irreversible = true },
		"names no account":              func(a *Action) { a.AccountID = "" },
		"the way":                       func(a *Action) { a.Via = "fax" },
		"SCIM only":                     func(a *Action) { a.Via = BySCIM },
		"a create relies on no account": func(a *Action) { a.Kind = Create },
		"a VCC user cannot be":          func(a *Action) { a.Product, a.Kind, a.Irreversible = reconcile.VCC, Delete, true },
	} {
		var c Plan
		if err := json.Unmarshal([]byte(text), &c); err != nil {
			t.Fatal(err)
		}
		change(&c.Actions[0])
		if _, err := Decode(encoded(t, &c)); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%v, want %q", err, why)
		}
	}
}
