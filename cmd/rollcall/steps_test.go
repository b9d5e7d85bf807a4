package main

import (
	"testing"

	"rollcall/reconcile"
)

// How far a product came when the HR file was refused is chance; that its login
// was refused is not.
func TestDropPopulationsKeepsARefusedLogin(t *testing.T) {
	r := reading{populations: []reconcile.Population{
		population(reconcile.VBC, reconcile.PopulationFailed, reconcile.CauseAuth),
		population(reconcile.VCC, reconcile.PopulationComplete, reconcile.CauseNone),
	}}
	r.populations[1].Accounts = make([]reconcile.Account, 3)
	r.dropPopulations()
	if vbc := r.populations[0]; vbc.Status != reconcile.PopulationFailed || vbc.Cause != reconcile.CauseAuth {
		t.Errorf("the refused login of VBC is lost: %+v", vbc)
	}
	if vcc := r.populations[1]; vcc.Status != reconcile.PopulationSkipped || len(vcc.Accounts) != 0 || vcc.Reason == "" {
		t.Errorf("VCC is still spoken of: %+v", vcc)
	}
}
