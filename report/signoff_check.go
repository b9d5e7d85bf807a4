package report

import (
	"errors"

	"rollcall/reconcile/plans"
)

var errNoPlanSheet = errors.New("there is no sheet Plan")

// Check holds a sign-off against the plan that is to be applied, whose plan.json
// has the SHA-256 sha. It returns who approved, each name once, and every
// problem in words; the plan is approved when there is none.
func (s *SignOff) Check(p *plans.Plan, sha string) (approvers []string, problems []string) {
	return nil, []string{"not read"}
}
