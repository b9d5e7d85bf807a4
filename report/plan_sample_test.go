package report

// The plan that the tests of this package print: one action of each kind, with
// every verdict in it.

import (
	"encoding/json"
	"time"

	"rollcall/reconcile"
	"rollcall/reconcile/plans"
)

var planMade = sampleStart.Add(2 * time.Minute)

func action(id string, order int, p reconcile.Product, k plans.Kind, account, name, email string) plans.Action {
	return plans.Action{
		ID: id, Order: order, Product: p, Kind: k, AccountID: account, Name: name, Email: email, Login: email, EmployeeID: "E0000" + id[len(id)-1:],
		Reason: "because of " + name, Mode: plans.Automatic, Via: plans.ByREST, Guard: plans.Allowed,
	}
}

func samplePlan() *plans.Plan {
	update := action("op-1", 1, reconcile.VCC, plans.Update, "501", "Ada Lovelace", "ada@northfold.example")
	update.Changes = []plans.Change{{Field: plans.FieldEmail, Before: "ada@northfold.example", After: "ada.lovelace@northfold.example"}, {Field: plans.FieldName, Before: "=1+1", After: "Ada Lovelace"}}
	update.Findings, update.Codes, update.Body = []string{"f-1", "f-2"}, []string{"M01", "M02"}, json.RawMessage(`{"email":"ada.lovelace@northfold.example"}`)
	update.Precondition, update.Relies = "aabbccddeeff00112233", []plans.Change{{Field: plans.FieldRole, Before: "Agent"}}
	archive := action("op-2", 2, reconcile.VCC, plans.Deactivate, "502", "Alan Turing", "alan@northfold.example")
	archive.Changes = []plans.Change{{Field: plans.FieldState, Before: "active", After: "archived"}}
	archive.Seat, archive.Cost, archive.Due = -1, &reconcile.Cost{Monthly: "-60.01", Currency: "GBP"}, "2026-01-31"
	archive.SideEffects, archive.Numbers = []string{"Their open calls end."}, []plans.Number{{Extension: "2001", Direct: []string{"+441134960001", "+441134960002"}}, {Direct: []string{"+441134960003"}}}
	create := action("op-3", 3, reconcile.VBC, plans.Create, "", "Missing Person", "missing.person@northfold.example")
	create.Mode, create.Via, create.ModeReason, create.ByHand, create.Seat = plans.Manual, plans.ByHand, "policy.allow.vbc has no create", []string{"Assign an extension."}, 1
	held := action("op-4", 4, reconcile.VBC, plans.Delete, "1004", "Root Admin", "root@northfold.example")
	held.Guard, held.GuardReason, held.Irreversible = plans.Held, "the account is protected", true
	gone := action("op-5", 5, reconcile.VBC, plans.Delete, "1002", "=cmd|' /C calc'!A0", "gone@northfold.example")
	gone.Irreversible, gone.Numbers = true, []plans.Number{{Extension: "2002"}}
	return &plans.Plan{
		Schema: plans.Schema, Run: "20260331T020000Z-1a2b3c", Tenant: "412207", TenantName: "Northfold", AsOf: "2026-03-31",
		CreatedAt: planMade, ExpiresAt: planMade.Add(plans.Lifetime), PlannedBy: "ops", Tool: "rollcall 1.0.0", Baseline: "20260330T020000Z-1a2b3c",
		Inputs:  []plans.Input{{Role: "hr", Name: "people.csv", Size: 2048, SHA256: "77"}},
		Systems: []plans.System{{Product: reconcile.VBC, Host: "api.vonage.com", AccountID: "412207", Dialect: "crud", Accounts: 9, ReadAt: planMade}},
		Blocks:  []plans.Block{{Name: "headcount", Detail: "7 people, 90 before"}},
		Limits: []plans.Limit{
			{Product: reconcile.VBC, Name: "deletes", Wanted: 1, Allowed: 0, Base: 9, Detail: "1 delete of 9 accounts, and none is allowed under 20"},
			{Product: reconcile.VCC, Name: "updates", Wanted: 1, Allowed: 2, Base: 4, OK: true, Detail: "1 update of 4 accounts"},
		},
		Seats:   []plans.Seats{{Product: reconcile.VCC, Known: true, Bought: 10, Used: 4, Free: 6, Released: 1, After: 7}, {Product: reconcile.VBC, Used: 9}},
		Notes:   []string{"Deletes come first: seats are short."},
		Actions: []plans.Action{update, archive, create, held, gone},
	}
}

// plannedSample is the sample with a plan.
func plannedSample() *Report {
	rep := sample()
	rep.Plan = samplePlan()
	rep.PlanBytes, rep.WorkList = []byte("the bytes of plan.json\n"), sampleTasks()
	rep.TieOuts = append(rep.TieOuts, plans.TieOuts(rep.Plan)...)
	rep.Findings[0].PlanOp, rep.Findings[8].PlanOp = "op-5", "op-3"
	return rep
}

func sampleTasks() []plans.Task {
	return []plans.Task{
		{Number: 1, Action: "op-3", Product: reconcile.VBC, Kind: plans.Create, Where: "Users > Add user", Do: "Add the user.", Name: "Missing Person", Email: "missing.person@northfold.example",
			EmployeeID: "E00007", Codes: []string{"J01"}, Reason: "expected to have an account", Due: "2026-04-05"},
		{Number: 2, Product: reconcile.VCC, Kind: plans.Deactivate, Where: "Numbers", Do: "=1+1", AccountID: "502", Numbers: []plans.Number{{Extension: "2001", Direct: []string{"+441134960001"}}},
			Due: "soon", Held: "apply has to archive the user first"},
	}
}
