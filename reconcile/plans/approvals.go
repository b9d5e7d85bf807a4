package plans

// Approvals: how a person lifts one limit for one plan. The text states the
// number and the plan again, so that nobody approves what they did not read, and
// so that it lifts nothing else tomorrow.

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"rollcall/reconcile"
)

// ApprovalDigits is how much of the plan's hash a person types.
const ApprovalDigits = 12

// approvalForm is what an approval looks like, for errors.
const approvalForm = "write it as the plan prints it, for example deletes=37@3fa9c2d01b7e"

// ParseApproval reads the text of an approval: limit=number@plan, with vbc: or
// vcc: in front where it is for one product.
func ParseApproval(text string) (Approval, error) {
	var a Approval
	rest := text
	if product, after, found := strings.Cut(rest, ":"); found {
		p, err := reconcile.ParseProduct(product)
		if err != nil {
			return a, fmt.Errorf("the approval %q: %w", text, err)
		}
		a.Product, rest = p, after
	}
	name, numbers, found := strings.Cut(rest, "=")
	number, plan, foundPlan := strings.Cut(numbers, "@")
	if !found || !foundPlan {
		return a, fmt.Errorf("the approval %q is not one: %s", text, approvalForm)
	}
	if !slices.Contains(limitNames, name) {
		return a, fmt.Errorf("the approval %q: there is no limit %q, only %s", text, name, strings.Join(limitNames, ", "))
	}
	wanted, err := strconv.Atoi(number)
	if err != nil || strconv.Itoa(wanted) != number || wanted < 1 {
		return a, fmt.Errorf("the approval %q: %q is not a number of changes: %s", text, number, approvalForm)
	}
	if len(plan) != ApprovalDigits || strings.Trim(plan, "0123456789abcdef") != "" {
		return a, fmt.Errorf("the approval %q: %q is not the first %d digits of a plan's hash: %s", text, plan, ApprovalDigits, approvalForm)
	}
	a.Limit, a.Wanted, a.Plan = name, wanted, plan
	return a, nil
}

// String is the approval as ParseApproval reads it.
func (a Approval) String() string {
	text := a.Limit + "=" + strconv.Itoa(a.Wanted) + "@" + a.Plan
	if a.Product != "" {
		text = key(a.Product) + ":" + text
	}
	return text
}

// Override is the flag that lifts a limit of a plan with the hash given. The
// product stands in front where the same limit of another product is among the
// others that are over.
func Override(hash string, l Limit, others ...Limit) string {
	a := Approval{Limit: l.Name, Wanted: l.Wanted, Plan: hash[:min(ApprovalDigits, len(hash))]}
	if slices.ContainsFunc(others, func(o Limit) bool { return !o.OK && o.Name == l.Name && o.Product != l.Product }) {
		a.Product = l.Product
	}
	return "--approve " + a.String()
}

// Lift takes the limits that the approvals lift off those that are over, and
// returns what is left. An approval that is not exactly for one limit that is
// over, for the plan with this hash, is an error that says why.
func Lift(limits []Limit, hash string, given []Approval) (left []Limit, err error) {
	over := Over(limits)
	left = slices.Clone(over)
	var wrong []error
	for _, a := range given {
		i, why := a.lifts(left, over, hash)
		if why != "" {
			wrong = append(wrong, fmt.Errorf("the approval %s %s", a, why))
			continue
		}
		left = slices.Delete(left, i, i+1)
	}
	if len(wrong) > 0 {
		return over, errors.Join(wrong...)
	}
	return left, nil
}

// Needed are those of the approvals whose limit is over. What was approved when a
// plan was begun may not be needed any more when it is gone on with.
func Needed(limits []Limit, given []Approval) []Approval {
	return slices.DeleteFunc(slices.Clone(given), func(a Approval) bool {
		return !slices.ContainsFunc(limits, func(l Limit) bool {
			return !l.OK && l.Name == a.Limit && (a.Product == "" || a.Product == l.Product)
		})
	})
}

// lifts is the limit that an approval lifts, by its index in what is left, or why
// it lifts none.
func (a Approval) lifts(left, over []Limit, hash string) (at int, why string) {
	if len(a.Plan) != ApprovalDigits || !strings.HasPrefix(hash, a.Plan) {
		return 0, "is for another plan: this one is " + hash[:min(ApprovalDigits, len(hash))]
	}
	if !slices.Contains(limitNames, a.Limit) {
		return 0, "names a limit that there is not: there are " + strings.Join(limitNames, ", ")
	}
	var found []int
	for i, l := range left {
		if l.Name == a.Limit && (a.Product == "" || a.Product == l.Product) {
			found = append(found, i)
		}
	}
	switch {
	case len(found) == 0 && slices.ContainsFunc(over, func(l Limit) bool { return l.Name == a.Limit }):
		return 0, "lifts nothing: the limit is lifted already, or is that of another product"
	case len(found) == 0:
		return 0, "lifts nothing: the limit is not over"
	case len(found) > 1:
		return 0, "could be for either product: put vbc: or vcc: in front"
	}
	if l := left[found[0]]; l.Wanted != a.Wanted {
		return 0, fmt.Sprintf("names the wrong number: %s", l)
	}
	return found[0], ""
}
