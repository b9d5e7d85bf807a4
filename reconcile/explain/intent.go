package explain

// What the plan of the run would do about an account or a person. The plan has
// decided; here its actions become sentences.

import (
	"strings"

	"rollcall/reconcile/plans"
)

// asked are the kinds of action in a sentence.
var asked = map[plans.Kind]string{
	plans.Create: "A plan asks for a new account", plans.Update: "A plan asks to change this account", plans.Deactivate: "A plan asks to deactivate this account",
	plans.Reactivate: "A plan asks to reactivate this account", plans.Delete: "A plan asks to delete this account",
}

// intent is what the plan makes of the actions that are picked.
func (in *Input) intent(picked func(*plans.Action) bool) []string {
	if in.Plan == nil {
		return []string{upper(in.NoPlan) + "."}
	}
	var out []string
	for i := range in.Plan.Actions {
		if a := &in.Plan.Actions[i]; picked(a) {
			out = append(out, sentences(a)...)
		}
	}
	if len(out) == 0 {
		return []string{"Nothing is asked for."}
	}
	return out
}

// sentences are an action: what it is, who would do it, and what holds it.
func sentences(a *plans.Action) []string {
	what := asked[a.Kind]
	if len(a.Codes) > 0 {
		what += " (" + strings.Join(a.Codes, ", ") + ")"
	}
	out := []string{what + "."}
	switch {
	case a.Mode == plans.Manual:
		out = append(out, "It is left to a person: "+a.ModeReason+".")
	case a.Runs():
		out = append(out, "apply would carry it out.")
	}
	if a.Guard == plans.Held {
		out = append(out, "It is held: "+a.GuardReason+".")
	}
	return out
}

// upper begins a sentence.
func upper(s string) string {
	first := min(1, len(s))
	return strings.ToUpper(s[:first]) + s[first:]
}
