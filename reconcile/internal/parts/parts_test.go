package parts

import (
	"fmt"
	"slices"
	"testing"
)

func TestEveryThingIsDoneOnce(t *testing.T) {
	for _, n := range []int{0, 1, 7, 8, 9, 100, 1000} {
		for _, size := range []int{1, 8, 2000} {
			done := make([]int, n)
			where := make([]string, Of(n, size))
			Do(n, size, func(part, first, end int) {
				where[part] = fmt.Sprint(first, end)
				for i := first; i < end; i++ {
					done[i]++
				}
			})
			if slices.ContainsFunc(done, func(times int) bool { return times != 1 }) || slices.Contains(where, "") {
				t.Errorf("%d things in parts of %d: %v, %v", n, size, done, where)
			}
		}
	}
}

func TestAPanicIsTheCallers(t *testing.T) {
	var ended [20]bool
	defer func() {
		if p := recover(); p != "part 3" {
			t.Errorf("the caller got %v", p)
		}
		for part, ok := range ended {
			if !ok && part != 3 {
				t.Errorf("part %d was left undone", part)
			}
		}
	}()
	Do(20, 1, func(part, _, _ int) {
		if part == 3 {
			panic("part 3")
		}
		ended[part] = true
	})
}
