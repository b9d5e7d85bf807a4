package report

// The lower end of the Summary: what the report cannot see.

import (
	"strings"
)

func (p *page) blindSpots() {
	p.heading("What this report cannot see")
	for _, l := range p.b.rep.Limitations {
		p.wide(p.b.styles.plain, "• "+strings.TrimSpace(l), summaryLast, summaryFit)
	}
}
