package plans

import (
	"errors"
	"fmt"

	"rollcall/reconcile"
)

// NotReadError says that a product was not read completely, so that nothing can
// be planned.
type NotReadError struct {
	Product reconcile.Product
	Reason  string
}

// Error names the product and why.
func (e *NotReadError) Error() string {
	return fmt.Sprintf("%s was not read completely, so there is no plan: %s", e.Product, e.Reason)
}

// Build makes the plan.
func Build(src Source) (Plan, error) { return Plan{}, errors.New("not built yet") }

// Undo makes the plan that takes back what was done.
func Undo(src Source, original *Plan, applied *Applied) (Plan, error) {
	return Plan{}, errors.New("not built yet")
}
