package reconcile

import (
	"fmt"
	"strings"
)

// Product names one of the two systems that hold accounts. It is written in
// upper case in every output and in lower case in configuration. The zero
// value means "no product": an HR or run-level fact.
type Product string

// The products Rollcall reads.
const (
	VBC Product = "VBC" // Vonage Business Communications: phone lines
	VCC Product = "VCC" // Vonage Contact Center: agents and supervisors
)

// Products lists the products in the order in which they are always printed.
func Products() []Product { return []Product{VBC, VCC} }

// ParseProduct reads a product in any case. The error names what is accepted.
func ParseProduct(s string) (Product, error) {
	p := Product(strings.ToUpper(strings.TrimSpace(s)))
	if p == VBC || p == VCC {
		return p, nil
	}
	return "", fmt.Errorf("product %q is not known: use vbc or vcc", s)
}

// Long is the product's full name, for text that people read.
func (p Product) Long() string {
	switch p {
	case VBC:
		return "Vonage Business Communications"
	case VCC:
		return "Vonage Contact Center"
	default:
		return string(p)
	}
}
