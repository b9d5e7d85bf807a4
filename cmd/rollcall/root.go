package main

// The command line as a whole: the verbs, their help, and what is printed when
// something goes wrong before or in a verb.

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"rollcall/cmd/rollcall/internal/spelling"
)

// app is one invocation of the command.
type app struct {
	surroundings
	args []string
	// started says that a verb is running: errors before are the caller's slips.
	started bool
	code    int // of the verb, when it ended without an error
}

// run executes the command line and returns the exit code.
func run(ctx context.Context, args []string, s surroundings) (code int) {
	a := &app{surroundings: s, args: args}
	defer func() {
		if r := recover(); r != nil {
			code = a.fail(ctx, &exitError{exitFailure, fmt.Errorf("unexpected failure: %v\n%s", r, debug.Stack())}, nil)
		}
	}()
	root := a.root()
	root.SetArgs(args)
	root.SetIn(s.in)
	root.SetOut(s.out)
	root.SetErr(s.err)
	cmd, err := root.ExecuteContextC(ctx)
	if err == nil {
		return a.code
	}
	if !a.started {
		err = &exitError{exitUsage, err}
	}
	return a.fail(ctx, err, cmd)
}

// fail prints an error, as JSON where that was asked for, and returns its code.
func (a *app) fail(ctx context.Context, err error, cmd *cobra.Command) int {
	code := codeOf(ctx, err)
	if a.wantsJSON() {
		failure := struct {
			Status    string `json:"status"`
			ExitCode  int    `json:"exit_code"`
			ExitCodes []int  `json:"exit_codes"`
			Error     string `json:"error"`
		}{"failed", code, []int{code}, err.Error()}
		if a.printJSON(failure) == nil {
			return code
		}
	}
	fmt.Fprintf(a.err, "rollcall: %s\n", err)
	if !a.started && cmd != nil {
		fmt.Fprintf(a.err, "See %s --help.\n", cmd.CommandPath())
	}
	return code
}

// wantsJSON looks at the words themselves, because the flags may be what is
// wrong.
func (a *app) wantsJSON() bool {
	return slices.Contains(a.args, "--json") || slices.Contains(a.args, "--json=true")
}

func (a *app) printJSON(v any) error {
	enc := json.NewEncoder(a.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

const rootHelp = `Rollcall calls the roll: it holds an HR file against every user of Vonage
Business Communications (VBC) and Vonage Contact Center (VCC), and reports who
has an account without a place in HR, who has left and can still sign in, and
who should have an account and has none. It plans the repair, and carries a plan
out where you say so: only apply and resume change anything in Vonage.

Start here:
  rollcall demo         a made-up company, without configuration or network
  rollcall doctor       how your HR file is read, whether the tenant can be, what to correct
  rollcall init         write a rollcall.yaml with a comment for every key
  rollcall reconcile    make the report
  rollcall explain WHO  one person or account through every step

Then, to repair what was found (every kind of write is off until policy.allow
names it):
  rollcall plan         the report and a plan, to be looked at
  rollcall apply RUN    carry that plan out (--dry-run: say what would happen)
  rollcall resume RUN   go on after an interruption
  rollcall undo RUN     plan the way back

For whoever has to rely on a report:
  rollcall verify RUN   whether a run folder is what its run left, and follows from what was read

Exit codes (details: rollcall help exit-codes):
`

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:           "rollcall",
		Short:         "hold an HR file against the users of Vonage VBC and VCC",
		Long:          rootHelp + exitTable(),
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetFlagErrorFunc(flagError)
	root.Version = version
	root.AddCommand(
		a.demoCommand(), a.reconcileCommand(), a.planCommand(), a.applyCommand(), a.resumeCommand(), a.undoCommand(), a.verifyCommand(), a.compareCommand(), a.explainCommand(), a.doctorCommand(), a.simulateCommand(),
		a.exceptionsCommand(), a.schemaCommand(), a.initCommand(), a.versionCommand(), exitCodesTopic(),
	)
	return root
}

// verb makes a command that takes flags and no arguments.
func (a *app) verb(use, short, long string, codes []int, do func(cmd *cobra.Command) error) *cobra.Command {
	return &cobra.Command{
		Use: use, Short: short,
		Long: strings.TrimSpace(long) + "\n\nExit codes:\n" + exitTable(codes...),
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			a.started = true
			return do(cmd)
		},
	}
}

func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	hint := ""
	if cmd.Flags().Lookup("hr") != nil {
		hint = " (the HR file is given as --hr FILE)"
	}
	return fmt.Errorf("%s takes flags only, and %q is none%s", cmd.CommandPath(), args[0], hint)
}

var unknownFlag = regexp.MustCompile(`^unknown flag: --(.*)$`)

// flagError adds the nearest flag, and never repeats what was typed after an
// unknown one-letter flag: it may be a secret.
func flagError(cmd *cobra.Command, err error) error {
	message := err.Error()
	if before, _, found := strings.Cut(message, " in -"); found && strings.HasPrefix(message, "unknown shorthand flag") {
		return errors.New(before + ": flags have long names here, such as --config")
	}
	m := unknownFlag.FindStringSubmatch(message)
	if m == nil {
		return err
	}
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	if near := spelling.Nearest(m[1], names); near != "" {
		return fmt.Errorf("unknown flag --%s: did you mean --%s?", m[1], near)
	}
	return fmt.Errorf("unknown flag --%s", m[1])
}

// exitCodesTopic is a help page: a command that does nothing.
func exitCodesTopic() *cobra.Command {
	var b strings.Builder
	b.WriteString("What rollcall ends with, and what to do then.\n\n")
	for _, e := range exitCodes {
		fmt.Fprintf(&b, "  %3d  %s\n", e.Code, e.Meaning)
		if e.Remedy != "" {
			fmt.Fprintf(&b, "       %s\n", e.Remedy)
		}
	}
	words := make([]string, 0, len(precedence))
	for _, code := range precedence {
		words = append(words, fmt.Sprint(code))
	}
	b.WriteString("\nWhen several apply, the first of these wins, and --json lists them all:\n  " + strings.Join(words, ", ") + "\n")
	return &cobra.Command{Use: "exit-codes", Short: "what rollcall ends with", Long: b.String()}
}
