package main

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestSignals(t *testing.T) {
	signals := make(chan os.Signal)
	exited := make(chan int, 1)
	var messages strings.Builder
	ctx, cancel := stopOn(context.Background(), signals, &messages, ending{exit: func(code int) { exited <- code }})
	defer cancel()
	signals <- syscall.SIGTERM
	<-ctx.Done()
	var cause stopped
	if !errors.As(context.Cause(ctx), &cause) || cause.exitCode() != exitTerminated {
		t.Errorf("the cause is %v", context.Cause(ctx))
	}
	signals <- os.Interrupt
	if code := <-exited; code != exitInterrupted {
		t.Errorf("the second signal ends with %d", code)
	}
	if !strings.Contains(messages.String(), "second signal") {
		t.Errorf("nobody is told: %q", messages.String())
	}
}

// timeout(1) signals a process and its group, so the same end may come twice.
func TestASignalAndItsEchoAreOne(t *testing.T) {
	signals := make(chan os.Signal)
	ctx, cancel := stopOn(context.Background(), signals, io.Discard, ending{exit: func(int) { t.Error("the echo of a signal ended the process") }, echo: time.Hour})
	defer cancel()
	signals <- syscall.SIGHUP
	<-ctx.Done()
	signals <- syscall.SIGHUP
	signals <- syscall.SIGHUP // taken only after the one before was judged
	var cause stopped
	if !errors.As(context.Cause(ctx), &cause) || cause.Error() != "stopped by SIGHUP" || cause.exitCode() != exitTerminated {
		t.Errorf("the cause is %v", context.Cause(ctx))
	}
}

func TestAnIgnoredHangUpStaysIgnored(t *testing.T) {
	none := endings(func(os.Signal) bool { return false })
	if !slices.Equal(none, []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP}) {
		t.Errorf("endings are %v", none)
	}
	if nohup := endings(func(s os.Signal) bool { return s == syscall.SIGHUP }); slices.Contains(nohup, os.Signal(syscall.SIGHUP)) || len(nohup) != 2 {
		t.Errorf("under nohup the endings are %v", nohup)
	}
}

func TestColour(t *testing.T) {
	env := map[string]string{}
	s := surroundings{outTerminal: true, env: func(name string) (string, bool) { v, ok := env[name]; return v, ok }}
	if !s.colour() {
		t.Error("no colour on a terminal")
	}
	env["NO_COLOR"] = "1"
	if s.colour() {
		t.Error("NO_COLOR is not honoured")
	}
	env = map[string]string{"TERM": "dumb"}
	if s.colour() {
		t.Error("colour on a dumb terminal")
	}
	env, s.outTerminal = map[string]string{}, false
	if s.colour() {
		t.Error("colour in a file")
	}
}
