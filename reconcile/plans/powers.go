package plans

// What a tenant can be made to do. A power that is missing is a sentence that
// the plan prints, and never something that is tried all the same.

import "rollcall/reconcile"

// Tenant is what decides about the powers of a tenant.
type Tenant struct {
	Dialect   string // VBC: published or crud, as it was read; empty is not known
	VBCWrites string // policy.vbc_writes: none, rest or scim
	SCIM      bool   // scim is configured
	VCCRole   string // provision.vcc.role
	HasVBC    bool
	HasVCC    bool
}

// DialectCRUD is the form of the VBC API that can be written to.
const DialectCRUD = "crud"

// The words of policy.vbc_writes.
const (
	writesREST = "rest"
	writesSCIM = "scim"
)

// PowersOf says by which way each kind of change reaches each product of a
// tenant, and why a kind without a way is done by hand.
func PowersOf(t Tenant) map[reconcile.Product]Power {
	out := map[reconcile.Product]Power{}
	if t.HasVBC {
		out[reconcile.VBC] = t.vbc()
	}
	if t.HasVCC {
		out[reconcile.VCC] = t.vcc()
	}
	return out
}

func (t Tenant) vbc() Power {
	p := Power{By: map[Kind]Way{}, Why: map[Kind]string{}}
	for _, k := range []Kind{Create, Update, Delete} {
		if why := t.noREST(); why != "" {
			p.Why[k] = why
			continue
		}
		p.By[k] = ByREST
	}
	for _, k := range []Kind{Deactivate, Reactivate} {
		if why := t.noSCIM(); why != "" {
			p.Why[k] = why
			continue
		}
		p.By[k] = BySCIM
	}
	return p
}

// noREST says why VBC is not written through its own API.
func (t Tenant) noREST() string {
	switch {
	case t.VBCWrites != writesREST:
		return "policy.vbc_writes does not say rest, so the VBC API is not written to"
	case t.Dialect != DialectCRUD:
		return "this tenant speaks the published form of the VBC API, which only reads"
	}
	return ""
}

// noSCIM says why VBC users are not deactivated and reactivated through SCIM.
func (t Tenant) noSCIM() string {
	switch {
	case !t.SCIM:
		return "scim is not configured, and the VBC API has no other way to deactivate or reactivate a user"
	case t.VBCWrites != writesREST && t.VBCWrites != writesSCIM:
		return "policy.vbc_writes says none, so SCIM is not used"
	}
	return ""
}

func (t Tenant) vcc() Power {
	p := Power{
		By:  map[Kind]Way{Update: ByREST, Deactivate: ByREST, Reactivate: ByREST},
		Why: map[Kind]string{Delete: "the VCC API deletes no user: it archives"},
	}
	if t.VCCRole == "" {
		p.Why[Create] = "provision.vcc.role does not say which role a new user gets"
		return p
	}
	p.By[Create] = ByREST
	return p
}
