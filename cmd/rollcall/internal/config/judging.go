package config

// What the configuration says about how findings are judged: severities, roles,
// seats and prices. validate.go walks the file and calls what is here.

import (
	"strings"

	"rollcall/cmd/rollcall/internal/spelling"
	"rollcall/reconcile"
	"rollcall/reconcile/findings"
	"rollcall/reconcile/licences"
)

// checkSeverities checks policy.severity: a code of the catalogue, and a
// severity that it may have.
func checkSeverities(k *checker, wanted map[string]string) map[reconcile.Code]reconcile.Severity {
	var out map[reconcile.Code]reconcile.Severity
	severities := make([]string, 0, len(reconcile.Severities()))
	for _, s := range reconcile.Severities() {
		severities = append(severities, string(s))
	}
	for text, severity := range sortedPairs(wanted) {
		key, code, to := "policy.severity."+text, reconcile.Code(text), reconcile.Severity(severity)
		if !k.code(key, text) {
			continue
		}
		if to.Rank() == len(severities) {
			k.oneOf(key, severity, severities...)
			continue
		}
		if why, ok := findings.Allows(code, to); !ok {
			entry, _ := findings.Lookup(code)
			k.refuse(key, "%s is %s and may not be lowered: %s", text, entry.Severity, why)
			continue
		}
		if out == nil {
			out = map[reconcile.Code]reconcile.Severity{}
		}
		out[code] = to
	}
	return out
}

// code refuses what is not a code whose severity can be set.
func (k *checker) code(key, text string) bool {
	var codes []string
	for _, e := range findings.Catalogue() {
		if string(e.Code) == text {
			return true
		}
		codes = append(codes, string(e.Code))
	}
	_, known := findings.Lookup(reconcile.Code(text))
	switch near := spelling.Nearest(text, codes); {
	case known:
		k.refuse(key, "%s is about the HR file: its severity follows from how far the finding reaches, and cannot be set", text)
	case near != "":
		k.refuse(key, "%q is not a finding code: did you mean %s?", text, near)
	default:
		k.refuse(key, "%q is not a finding code: the sheet Read me of every report lists them, such as S01", text)
	}
	return false
}

func checkRole(k *checker, key string, r Role) findings.RoleRule {
	product, err := reconcile.ParseProduct(r.Product)
	if err != nil {
		k.refuse(key+".product", "%s", err)
	}
	role := strings.TrimSpace(r.Role)
	if role == "" {
		k.refuse(key+".role", "no role: write it as the product does, such as Admin")
	}
	return findings.RoleRule{Product: product, Role: role, When: checkWhen(k, key+".when", r.When)}
}

// checkSeats leaves out what is not known.
func checkSeats(k *checker, s Seats) map[reconcile.Product]int {
	k.atLeast("seats.vbc", s.VBC, 0)
	k.atLeast("seats.vcc", s.VCC, 0)
	var out map[reconcile.Product]int
	for product, n := range map[reconcile.Product]int{reconcile.VBC: s.VBC, reconcile.VCC: s.VCC} {
		if n > 0 {
			if out == nil {
				out = map[reconcile.Product]int{}
			}
			out[product] = n
		}
	}
	return out
}

func checkPrice(k *checker, key string, p Price) licences.Price {
	product, err := reconcile.ParseProduct(p.Product)
	if err != nil {
		k.refuse(key+".product", "%s", err)
	}
	if !isCurrency(p.Currency) {
		k.refuse(key+".currency", "%q is not a currency: write three capital letters (ISO 4217), such as GBP", p.Currency)
	}
	if _, err := licences.ParseAmount(p.Monthly); err != nil {
		k.refuse(key+".monthly", "%s", err)
	}
	k.date(key+".valid_from", p.ValidFrom)
	k.date(key+".renewal", p.Renewal)
	from, _ := reconcile.ParseDate(p.ValidFrom) // reported above
	renewal, _ := reconcile.ParseDate(p.Renewal)
	return licences.Price{Product: product, Tier: p.Tier, Contract: p.Contract, Currency: p.Currency, Monthly: p.Monthly, ValidFrom: from, Renewal: renewal}
}

func isCurrency(s string) bool {
	return len(s) == 3 && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}
