package report

// Reading back what an earlier run wrote, so that a finding keeps its age.

import (
	"encoding/json"
	"fmt"

	"rollcall/reconcile"
	"rollcall/reconcile/findings"
)

// Earlier reads the text of a findings.json: what that run had seen, by finding
// id.
func Earlier(text []byte) (map[string]findings.Seen, error) {
	var file struct {
		Schema   string `json:"schema"`
		Findings []struct {
			ID        string         `json:"id"`
			FirstSeen reconcile.Date `json:"first_seen"`
			RunsSeen  int            `json:"runs_seen"`
		} `json:"findings"`
	}
	if err := json.Unmarshal(text, &file); err != nil {
		return nil, fmt.Errorf("%s is damaged: %v", FileFindings, err)
	}
	if file.Schema != FindingsSchema {
		return nil, fmt.Errorf("%s has schema %q, expected %q", FileFindings, file.Schema, FindingsSchema)
	}
	seen := make(map[string]findings.Seen, len(file.Findings))
	for _, f := range file.Findings {
		seen[f.ID] = findings.Seen{First: f.FirstSeen, Runs: f.RunsSeen}
	}
	return seen, nil
}
