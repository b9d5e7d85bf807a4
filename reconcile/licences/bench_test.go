package licences

import (
	"fmt"
	"testing"

	"rollcall/reconcile"
)

// BenchmarkMake counts a hundred thousand users, of whom each has a line.
func BenchmarkMake(b *testing.B) {
	c := &tenant{product: reconcile.VBC, book: book}
	for i := range 100_000 {
		a := lines(reconcile.Extension{Number: fmt.Sprint(i), ServiceType: []string{"Mobile", "Premium", ""}[i%3]})
		if i%10 == 0 {
			c.hold("leaver", a, "L01", "L06", "C01")
		} else {
			c.hold("employed", a)
		}
	}
	in := c.input()
	b.ReportAllocs()
	for b.Loop() {
		if got := len(Make(in).Of(reconcile.VBC).Groups()); got != 3 {
			b.Fatalf("%d classes", got)
		}
	}
}
