package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/cmd/rollcall/internal/config"
	"rollcall/report/runs"
	"rollcall/sources"
)

func TestDecide(t *testing.T) {
	for _, test := range []struct{ in, want []int }{
		{nil, []int{0}},
		{[]int{0}, []int{0}},
		{[]int{2}, []int{2}},
		{[]int{2, 5}, []int{5, 2}},
		{[]int{5, 5, 8}, []int{8, 5}},
		{[]int{1, 2, 10, 11, 6, 5, 4, 9, 7, 8}, []int{8, 7, 9, 4, 5, 6, 11, 10, 1, 2}},
		{[]int{5, 130}, []int{130, 5}},
		{[]int{8, 143, 0}, []int{143, 8}},
	} {
		if diff := cmp.Diff(test.want, decide(test.in)); diff != "" {
			t.Errorf("decide(%v): %s", test.in, diff)
		}
	}
}

// Every code of the table has a place in the order, and the other way round.
func TestExitTable(t *testing.T) {
	var codes []int
	for _, e := range exitCodes {
		codes = append(codes, e.Code)
		if e.Meaning == "" || (e.Remedy == "" && e.Code != exitDone) {
			t.Errorf("code %d lacks a meaning or a remedy", e.Code)
		}
		if !strings.Contains(exitTable(), fmt.Sprintf("%5d  %s\n", e.Code, e.Meaning)) {
			t.Errorf("code %d is not printed", e.Code)
		}
	}
	ordered := slices.Sorted(slices.Values(precedence))
	if diff := cmp.Diff(codes, ordered); diff != "" {
		t.Errorf("the table and the order differ: %s", diff)
	}
	if lookupExit(exitAuth).Code != exitAuth {
		t.Error("a code is not found")
	}
}

func TestCodeOf(t *testing.T) {
	background := context.Background()
	signalled := func(s os.Signal) context.Context {
		ctx, cancel := context.WithCancelCause(background)
		cancel(stopped{s})
		return ctx
	}
	for name, test := range map[string]struct {
		ctx  context.Context
		err  error
		want int
	}{
		"none":          {background, nil, 0},
		"anything":      {background, errors.New("x"), exitFailure},
		"known":         {background, fmt.Errorf("x: %w", usagef("y")), exitUsage},
		"configuration": {background, errors.Join(&config.Error{}), exitUsage},
		"HR file":       {background, fmt.Errorf("x: %w", &sources.RejectedError{}), exitHR},
		"output":        {background, fmt.Errorf("x: %w", &runs.OutputError{Err: errors.New("full")}), exitOutput},
		"interrupted":   {signalled(os.Interrupt), context.Canceled, exitInterrupted},
		"terminated":    {signalled(syscall.SIGTERM), context.Canceled, exitTerminated},
	} {
		if got := codeOf(test.ctx, test.err); got != test.want {
			t.Errorf("%s: code %d, want %d", name, got, test.want)
		}
	}
}

// One table: what the README promises is what the command prints.
func TestReadmeHasTheExitCodes(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	var want strings.Builder
	for _, e := range exitCodes {
		fmt.Fprintf(&want, "| %d | %s |\n", e.Code, e.Meaning)
	}
	if !strings.Contains(string(readme), want.String()) {
		t.Errorf("README.md does not hold this table:\n%s", want.String())
	}
}
