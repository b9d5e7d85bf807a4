package vonage

// What answers say beside their content: about the quota, and about the time.

import (
	"fmt"
	"strings"
	"time"
)

// A clock that differs by more is worth a note, or a problem: a token is then
// renewed too late, and a last login falls on another day.
const (
	clockNote    = 10 * time.Second
	clockProblem = 2 * time.Minute
)

// quota says what was seen of the quota.
func (c *checkup) quota(requests, throttled int) {
	seen := c.witness.Seen()
	if seen.Answers == 0 {
		return
	}
	words := []string{fmt.Sprintf("none of %s was refused for its number", counted(requests, "request"))}
	if throttled > 0 {
		words[0] = fmt.Sprintf("429 too many requests was the answer to %d of %s", throttled, counted(requests, "request"))
		if len(seen.Hints) == 0 {
			words = append(words, "no answer said when to come back")
		}
	}
	if len(seen.Hints) > 0 {
		words = append(words, "when to come back was said as "+c.redacted(seen.Hints))
	}
	if len(seen.Limits) > 0 {
		words = append(words, "headers about a limit: "+c.redacted(seen.Limits))
	}
	if p := c.opt.Pace[c.product]; p.PerMinute > 0 {
		words = append(words, fmt.Sprintf("an earlier run learned %s a minute", counted(p.PerMinute, "request")))
	}
	if throttled == 0 {
		c.ok(DiagnoseQuota, "%s", strings.Join(words, "; "))
		return
	}
	c.note(DiagnoseQuota, "such waits are normal with a small quota: set requests_per_minute to the quota of the application, or ask the Vonage account team for a higher one",
		"%s", strings.Join(words, "; "))
}

// redacted are a server's words without the secrets of any session.
func (c *checkup) redacted(said []string) string {
	words := strings.Join(said, ", ")
	for _, s := range c.sessions {
		words = s.client.Redact(words)
	}
	return words
}

// clock compares the clock of the server with ours.
func (c *checkup) clock() {
	seen := c.witness.Seen()
	if seen.Answers == 0 {
		return
	}
	if !seen.Clocked {
		c.notChecked(DiagnoseClock, "", "no answer told the time")
		return
	}
	off, side := seen.Ahead.Abs(), "behind"
	if seen.Ahead < 0 {
		side = "ahead of"
	}
	const remedy = "set the clock of this machine by a time server (NTP)"
	words := fmt.Sprintf("the clock of this machine is %s %s that of the server", roughly(off), side)
	switch {
	case off > clockProblem:
		c.say(Diagnosis{ID: DiagnoseClock, Verdict: VerdictProblem, Remedy: remedy,
			Detail: words + ": tokens are renewed at the wrong time, and a last login may fall on another day"})
	case off > clockNote:
		c.note(DiagnoseClock, remedy, "%s", words)
	case off == 0:
		c.ok(DiagnoseClock, "the clock of this machine agrees with that of the server")
	default:
		c.ok(DiagnoseClock, "%s", words)
	}
}

// counted is a number with its noun, whose plural is formed with an s.
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
