package main

// What only a process has: signals, the terminal, the environment, the clock
// and the source of randomness. Everything behind it gets them as arguments.

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
	_ "time/tzdata" // hr.timezone must be known on machines without a zone database

	"golang.org/x/term"
)

// start runs the command of this process and returns its exit code.
func start() int {
	protect()
	stop := make(chan os.Signal, 2)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(stop)
	ctx, cancel := stopOn(context.Background(), stop, os.Stderr, os.Exit)
	defer cancel()
	return run(ctx, os.Args[1:], surroundings{
		env: os.LookupEnv, now: time.Now, random: rand.Reader,
		in: os.Stdin, out: os.Stdout, err: os.Stderr,
		outTerminal: term.IsTerminal(int(os.Stdout.Fd())),
		errTerminal: term.IsTerminal(int(os.Stderr.Fd())),
	})
}

// surroundings are what a run gets from outside.
type surroundings struct {
	env    func(string) (string, bool)
	now    func() time.Time
	random io.Reader

	in       io.Reader
	out, err io.Writer
	// outTerminal and errTerminal say that a person is looking.
	outTerminal, errTerminal bool
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
	if s.signal == os.Interrupt {
		return "SIGINT"
	}
	return "SIGTERM"
}

// exitCode is 128 and the number of the signal, as shells have it.
func (s stopped) exitCode() int {
	if s.signal == os.Interrupt {
		return exitInterrupted
	}
	return exitTerminated
}

// stopOn ends the context at the first signal, so that the run can say what it
// has, and the process at the second.
func stopOn(parent context.Context, signals <-chan os.Signal, messages io.Writer, exit func(int)) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(parent)
	ended := make(chan struct{})
	go func() {
		select {
		case s := <-signals:
			fmt.Fprintln(messages, "rollcall: stopping. A second signal ends at once.")
			cancel(stopped{s})
		case <-ended:
			return
		}
		select {
		case s := <-signals:
			exit(stopped{s}.exitCode())
		case <-ended:
		}
	}()
	return ctx, func() { close(ended); cancel(nil) }
}
