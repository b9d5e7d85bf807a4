package main

// The flags of the verbs that make a report. They are parsed and refused here,
// before anything is read; the table of flags_test.go lists what is refused.

import (
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rollcall/cmd/rollcall/internal/config"
	"rollcall/reconcile"
)

const defaultConfig = "rollcall.yaml"

// outputFlags are the flags about what is printed.
type outputFlags struct {
	json, detailed, quiet, noProgress bool
	logFormat                         string
}

func (f *outputFlags) register(cmd *cobra.Command) {
	f.registerForm(cmd)
	cmd.Flags().BoolVar(&f.detailed, "detailed-exitcode", false, "end with 2 when there are findings, or planned changes")
}

// registerForm registers those about the form alone.
func (f *outputFlags) registerForm(cmd *cobra.Command) {
	fs := cmd.Flags()
	fs.BoolVar(&f.json, "json", false, "print one JSON object on standard output and nothing else there")
	fs.StringVar(&f.logFormat, "log-format", "text", "`FORM` of the log lines on standard error: text or json")
	fs.BoolVar(&f.quiet, "quiet", false, "no progress and no log lines; errors are still printed")
	fs.BoolVar(&f.noProgress, "no-progress", false, "log lines instead of progress bars")
}

func (f *outputFlags) check() error {
	if f.logFormat != "text" && f.logFormat != "json" {
		return usagef("--log-format %q is not known: use text or json", f.logFormat)
	}
	return nil
}

// reconcileFlags are the flags of reconcile as they were typed.
type reconcileFlags struct {
	output    outputFlags
	config    string
	hr, out   string
	asOf      string
	products  string
	sheet     string
	allSheets bool
	dateOrder string
	noRaw     bool
	redact    bool
	from      string
	acceptHR  string
	reason    string

	deadline   string
	retryLogin bool
	twoWalks   bool
}

func (f *reconcileFlags) register(cmd *cobra.Command) {
	f.registerReading(cmd)
	fs := cmd.Flags()
	fs.StringVar(&f.out, "out", "", "`FOLDER` that the run folder goes into (overrides output.dir)")
	fs.StringVar(&f.products, "product", "", "`PRODUCTS` to read: vbc, vcc or vbc,vcc (default all that are configured)")
	fs.StringVar(&f.acceptHR, "accept-hr", "", "accept the HR file whose SHA-256 begins with these 12 `DIGITS`, although a guard between runs holds it back (needs --reason)")
	fs.StringVar(&f.reason, "reason", "", "`TEXT` that says why, for the report (with --accept-hr)")
	fs.StringVar(&f.from, "from", "", "read the products again from the raw pages of an earlier `RUN` (its folder, or its name), and ask nobody")
	fs.StringVar(&f.deadline, "deadline", "", "`TIME` after which reading ends and the report is INCOMPLETE, such as 90m, 23h or 2d (overrides network.deadline)")
	fs.BoolVar(&f.retryLogin, "retry-login", false, "sign in although a sign-in was refused in the last 30 minutes; the credentials have been corrected")
	fs.BoolVar(&f.noRaw, "no-raw", false, "do not keep the API pages in the run folder")
	fs.BoolVar(&f.redact, "redact", false, "replace names and addresses by pseudonyms, for a copy that leaves the company (with output.redact_key the same ones in every copy; usually with --from)")
	fs.BoolVar(&f.twoWalks, "two-walks", false, "read every list twice and accept it only if both readings agree (a plan that removes will always do so)")
}

// registerReading registers the flags about the HR file and how it is read,
// which doctor has too.
func (f *reconcileFlags) registerReading(cmd *cobra.Command) {
	fs := cmd.Flags()
	fs.StringVar(&f.config, "config", defaultConfig, "configuration `FILE`")
	fs.StringVar(&f.hr, "hr", "", "HR `FILE`, CSV or XLSX (overrides hr.file)")
	fs.StringVar(&f.asOf, "as-of", "", "the `DAY` that people are judged on, YYYY-MM-DD (default today)")
	fs.StringVar(&f.sheet, "sheet", "", "`SHEET` of the HR workbook (overrides hr.sheet)")
	fs.BoolVar(&f.allSheets, "all-sheets", false, "read every visible sheet that looks like a list of people")
	fs.StringVar(&f.dateOrder, "date-order", "", "`ORDER` of dates like 03/04/2026 that the file cannot tell: dmy or mdy")
	f.output.register(cmd)
}

// reconcileOptions are the flags of reconcile, understood.
type reconcileOptions struct {
	output    outputFlags
	config    string
	hr, out   string // empty: as configured
	asOf      reconcile.Date
	products  []reconcile.Product // nil: all that are configured
	sheet     string
	allSheets bool
	dateOrder string
	noRaw     bool
	redact    bool
	from      string // empty: ask the products
	past      *past  // an earlier run that is read again, where it is open already
	accept    acceptance

	deadline   time.Duration // 0: as configured
	retryLogin bool
	twoWalks   bool
}

// parse understands the flags or says which one is wrong and what is right. It
// touches no file.
func (f *reconcileFlags) parse(cmd *cobra.Command) (reconcileOptions, error) {
	opt := reconcileOptions{
		output: f.output, config: f.config,
		hr: f.hr, out: f.out, sheet: f.sheet, allSheets: f.allSheets, dateOrder: f.dateOrder, noRaw: f.noRaw, redact: f.redact, from: f.from,
		retryLogin: f.retryLogin, twoWalks: f.twoWalks,
	}
	if err := f.output.check(); err != nil {
		return opt, err
	}
	for _, name := range []string{"config", "hr", "out", "as-of", "product", "sheet", "date-order", "from", "accept-hr", "reason", "deadline"} {
		if flag := cmd.Flags().Lookup(name); flag != nil && flag.Changed && strings.TrimSpace(flag.Value.String()) == "" {
			return opt, usagef("--%s is empty: give it a value or leave it out", name)
		}
	}
	var err error
	if opt.asOf, err = reconcile.ParseDate(f.asOf); err != nil {
		return opt, usagef("--as-of: %w", err)
	}
	if opt.products, err = parseProducts(f.products); err != nil {
		return opt, usagef("--product: %w", err)
	}
	if f.dateOrder != "" && f.dateOrder != "dmy" && f.dateOrder != "mdy" {
		return opt, usagef("--date-order %q is not known: use dmy (day first) or mdy (month first)", f.dateOrder)
	}
	if f.deadline != "" {
		if opt.deadline, err = config.ParseDeadline(f.deadline); err != nil {
			return opt, usagef("--deadline: %w", err)
		}
	}
	if opt.accept, err = parseAcceptance(f.acceptHR, f.reason); err != nil {
		return opt, err
	}
	if f.sheet != "" && f.allSheets {
		return opt, usagef("--sheet names one sheet and --all-sheets asks for all: give one of them")
	}
	return opt, nil
}

// parseProducts reads "vbc,vcc" in any order; the empty text is nil.
func parseProducts(text string) ([]reconcile.Product, error) {
	if text == "" {
		return nil, nil
	}
	asked := map[reconcile.Product]bool{}
	for word := range strings.SplitSeq(text, ",") {
		p, err := reconcile.ParseProduct(word)
		if err != nil {
			return nil, err
		}
		asked[p] = true
	}
	var out []reconcile.Product
	for _, p := range reconcile.Products() {
		if asked[p] {
			out = append(out, p)
		}
	}
	return out, nil
}
