package main

// What only a process has: signals, the terminal, the environment, the clock
// and the source of randomness. Everything behind it gets them as arguments.

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"time"
	_ "time/tzdata" // hr.timezone must be known on machines without a zone database

	"golang.org/x/term"

	"rollcall/report"
)

// start runs the command of this process and returns its exit code.
func start() int {
	protect()
	stop := make(chan os.Signal, 2)
	for _, s := range endings(signal.Ignored) {
		signal.Notify(stop, s)
	}
	defer signal.Stop(stop)
	ctx, cancel := stopOn(context.Background(), stop, os.Stderr, ending{exit: os.Exit, echo: signalEcho})
	defer cancel()
	return run(ctx, os.Args[1:], surroundings{
		env: os.LookupEnv, now: time.Now, random: rand.Reader, operator: thisOperator(),
		in: os.Stdin, out: os.Stdout, err: os.Stderr,
		inTerminal:  term.IsTerminal(int(os.Stdin.Fd())),
		outTerminal: term.IsTerminal(int(os.Stdout.Fd())),
		errTerminal: term.IsTerminal(int(os.Stderr.Fd())),
	})
}

// thisOperator is the person and the machine, as far as the system tells.
func thisOperator() report.Operator {
	host, _ := os.Hostname() // empty where it has none
	return report.Operator{User: whoRuns(), Host: host}
}

// endings are the signals that end a run: those that nobody asked to be
// ignored, as nohup(1) does with a hang-up.
func endings(ignored func(os.Signal) bool) []os.Signal {
	return slices.DeleteFunc([]os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP}, ignored)
}

// surroundings are what a run gets from outside.
type surroundings struct {
	env    func(string) (string, bool)
	now    func() time.Time
	random io.Reader
	// operator is who runs the program, and where.
	operator report.Operator

	// transport replaces the network to the products; nil means our own.
	transport http.RoundTripper

	in       io.Reader
	out, err io.Writer
	// outTerminal and errTerminal say that a person is looking, and inTerminal that
	// one can answer.
	outTerminal, errTerminal, inTerminal bool
}

// colour reports whether standard output may be coloured (https://no-color.org).
func (s *surroundings) colour() bool {
	noColour, _ := s.env("NO_COLOR")
	kind, _ := s.env("TERM")
	return s.outTerminal && noColour == "" && kind != "dumb"
}

// stopped is the cause of a context that a signal ended.
type stopped struct{ signal os.Signal }

func (s stopped) Error() string { return "stopped by " + s.name() }

func (s stopped) name() string {
	switch s.signal {
	case os.Interrupt:
		return "SIGINT"
	case syscall.SIGHUP:
		return "SIGHUP"
	default:
		return "SIGTERM"
	}
}

// exitCode is 128 and the number of the signal, as shells have it.
func (s stopped) exitCode() int {
	if s.signal == os.Interrupt {
		return exitInterrupted
	}
	return exitTerminated
}

// signalEcho is how long after a signal another one counts as the same: some
// programs that stop others, timeout(1) among them, signal the process and its
// group.
const signalEcho = 200 * time.Millisecond

// ending is how a second signal ends the process.
type ending struct {
	exit func(code int)
	echo time.Duration
}

// stopOn ends the context at the first signal, so that the run can say what it
// has, and the process at the second.
func stopOn(parent context.Context, signals <-chan os.Signal, messages io.Writer, second ending) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(parent)
	ended := make(chan struct{})
	go func() {
		var first time.Time
		for {
			select {
			case s := <-signals:
				switch now := time.Now(); {
				case first.IsZero():
					first = now
					fmt.Fprintln(messages, "rollcall: stopping. A second signal ends at once.")
					cancel(stopped{s})
				case now.Sub(first) >= second.echo:
					second.exit(stopped{s}.exitCode())
				}
			case <-ended:
				return
			}
		}
	}()
	return ctx, func() { close(ended); cancel(nil) }
}
