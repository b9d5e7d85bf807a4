package plans

import "io"

// WriteText writes the plan for a person to read.
func WriteText(w io.Writer, p *Plan, hash string) error { return nil }
