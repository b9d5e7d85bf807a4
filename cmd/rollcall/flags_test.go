package main

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"

	"rollcall/reconcile"
)

// parseArgs gives the words to the flags of reconcile, and to nothing else.
func parseArgs(args ...string) (reconcileOptions, error) {
	var flags reconcileFlags
	cmd := &cobra.Command{Use: "reconcile"}
	flags.register(cmd)
	if err := cmd.ParseFlags(args); err != nil {
		return reconcileOptions{}, flagError(cmd, err)
	}
	return flags.parse(cmd)
}

func TestReconcileFlags(t *testing.T) {
	plain := func(change func(*reconcileOptions)) reconcileOptions {
		opt := reconcileOptions{output: outputFlags{logFormat: "text"}, config: "rollcall.yaml"}
		change(&opt)
		return opt
	}
	for args, want := range map[string]reconcileOptions{
		"":                                   plain(func(*reconcileOptions) {}),
		"--config a.yaml":                    plain(func(o *reconcileOptions) { o.config = "a.yaml" }),
		"--hr p.csv --out o":                 plain(func(o *reconcileOptions) { o.hr, o.out = "p.csv", "o" }),
		"--as-of 2026-03-31":                 plain(func(o *reconcileOptions) { o.asOf = reconcile.NewDate(2026, 3, 31) }),
		"--product vcc":                      plain(func(o *reconcileOptions) { o.products = []reconcile.Product{reconcile.VCC} }),
		"--product VCC,vbc,vbc":              plain(func(o *reconcileOptions) { o.products = reconcile.Products() }),
		"--sheet People --date-order mdy":    plain(func(o *reconcileOptions) { o.sheet, o.dateOrder = "People", "mdy" }),
		"--redact":                           plain(func(o *reconcileOptions) { o.redact = true }),
		"--all-sheets --no-raw":              plain(func(o *reconcileOptions) { o.allSheets, o.noRaw = true, true }),
		"--json --quiet --detailed-exitcode": plain(func(o *reconcileOptions) { o.output.json, o.output.quiet, o.output.detailed = true, true, true }),
		"--two-walks":                        plain(func(o *reconcileOptions) { o.twoWalks = true }),
		"--log-format json --no-progress":    plain(func(o *reconcileOptions) { o.output.logFormat, o.output.noProgress = "json", true }),
		"--retry-login":                      plain(func(o *reconcileOptions) { o.retryLogin = true }),
		"--deadline 90m":                     plain(func(o *reconcileOptions) { o.deadline = 90 * time.Minute }),
		"--deadline 2d":                      plain(func(o *reconcileOptions) { o.deadline = 48 * time.Hour }),
		"--accept-hr 0123ABcdef45 --reason closed": plain(func(o *reconcileOptions) {
			o.accept = acceptance{hash: "0123abcdef45", reason: "closed"}
		}),
	} {
		got, err := parseArgs(strings.Fields(args)...)
		if err != nil {
			t.Errorf("%s: %v", args, err)
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(reconcileOptions{}, outputFlags{}, acceptance{}, reconcile.Date{})); diff != "" {
			t.Errorf("%s: %s", args, diff)
		}
	}
}

func TestReconcileFlagsRefused(t *testing.T) {
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"--as-of", "31.3.2026"}, `--as-of: "31.3.2026" is not a date: write it as YYYY-MM-DD`},
		{[]string{"--as-of", "2026-02-30"}, "is not a date"},
		{[]string{"--as-of="}, "--as-of is empty"},
		{[]string{"--product", "zoom"}, `--product: product "zoom" is not known: use vbc or vcc`},
		{[]string{"--product", "vbc,"}, `product "" is not known`},
		{[]string{"--product="}, "--product is empty"},
		{[]string{"--date-order", "ymd"}, `--date-order "ymd" is not known`},
		{[]string{"--sheet", "A", "--all-sheets"}, "give one of them"},
		{[]string{"--sheet", " "}, "--sheet is empty"},
		{[]string{"--hr", ""}, "--hr is empty"},
		{[]string{"--out", ""}, "--out is empty"},
		{[]string{"--config", ""}, "--config is empty"},
		{[]string{"--log-format", "xml"}, `--log-format "xml" is not known: use text or json`},
		{[]string{"--deadline", "soon"}, `--deadline: "soon" is not a time: write minutes, hours or days, such as 90m, 23h or 2d`},
		{[]string{"--deadline", "0h"}, "is not a time"},
		{[]string{"--deadline", "99999999d"}, "is not a time"},
		{[]string{"--deadline="}, "--deadline is empty"},
		{[]string{"--retry-login=perhaps"}, "invalid argument"},
		{[]string{"--accept-hr", "0123456789ab"}, "--accept-hr needs --reason TEXT"},
		{[]string{"--reason", "site closed"}, "give --accept-hr too"},
		{[]string{"--accept-hr", "0123456789a", "--reason", "x"}, "is not the first 12 digits of a SHA-256"},
		{[]string{"--accept-hr", "0123456789abc", "--reason", "x"}, "is not the first 12 digits of a SHA-256"},
		{[]string{"--accept-hr", "0123456789ag", "--reason", "x"}, "is not the first 12 digits of a SHA-256"},
		{[]string{"--accept-hr=", "--reason", "x"}, "--accept-hr is empty"},
		{[]string{"--accept-hr", "0123456789ab", "--reason", " "}, "--reason is empty"},
		{[]string{"--shet", "A"}, "unknown flag --shet: did you mean --sheet?"},
		{[]string{"--password", "x"}, "unknown flag --password"},
		{[]string{"--json=perhaps"}, "invalid argument"},
	} {
		_, err := parseArgs(test.args...)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q: got %v, want a message with %q", test.args, err, test.want)
		}
	}
}

// No flag of any verb takes a secret.
func TestNoSecretFlags(t *testing.T) {
	a := &app{}
	for _, cmd := range a.root().Commands() {
		for _, name := range []string{"secret", "password", "token", "client-secret", "key"} {
			if cmd.Flags().Lookup(name) != nil {
				t.Errorf("%s has a flag --%s", cmd.Name(), name)
			}
		}
	}
}
