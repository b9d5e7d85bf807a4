package config

// Secrets are never written into the configuration. A Reference says where one
// is kept; resolving it is the only place that reads the environment, a secret
// file or the output of a program. No message shows a secret, nor what a person
// wrote by mistake in its place.

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"

	"rollcall/vonage"
)

// Reference says where a secret is kept: "env:NAME", "file:/path" or
// "cmd:program and its arguments". The empty Reference is "no secret".
type Reference string

const (
	// MaxSecretBytes bounds a secret with its line end.
	MaxSecretBytes = 64 << 10
	// programTime bounds a secret program: a password manager that waits for
	// somebody to unlock it would otherwise hold a nightly run for ever.
	programTime = 30 * time.Second
)

const referenceForms = "a reference, never the secret itself: env:NAME (an environment variable), file:/path (a file that only you can read) or cmd:program (its output)"

// problem says what is wrong with the form of the reference, or is empty.
func (r Reference) problem() string {
	kind, rest, found := strings.Cut(string(r), ":")
	switch {
	case r == "":
		return ""
	case !found || (kind != "env" && kind != "file" && kind != "cmd"):
		return "expected " + referenceForms
	case strings.TrimSpace(rest) == "":
		return "nothing follows " + kind + ": expected " + referenceForms
	case kind == "env" && strings.ContainsAny(rest, "= \t"):
		return "an environment variable has no blank and no equals sign in its name: write env:NAME"
	}
	return ""
}

// resolver reads references.
type resolver struct {
	env    func(string) (string, bool)
	folder string // relative file: paths start here
}

func (r resolver) resolve(ctx context.Context, ref Reference) (vonage.Secret, error) {
	if ref == "" {
		return vonage.Secret{}, nil
	}
	kind, rest, _ := strings.Cut(string(ref), ":")
	var text string
	var err error
	switch kind {
	case "env":
		text, err = r.variable(rest)
	case "file":
		text, err = r.file(rest)
	default:
		text, err = program(ctx, rest)
	}
	if err != nil {
		return vonage.Secret{}, err
	}
	return vonage.NewSecret(text), nil
}

func (r resolver) variable(name string) (string, error) {
	text, ok := r.env(name)
	switch {
	case !ok:
		return "", fmt.Errorf("the environment variable %s is not set: set it, or name another source (file:/path, cmd:program)", name)
	case text == "":
		return "", fmt.Errorf("the environment variable %s is empty: set it to the secret", name)
	}
	return text, nil
}

func (r resolver) file(path string) (string, error) {
	c := Config{folder: r.folder}
	path = c.InFolder(path)
	f, err := openPlain(path)
	if err != nil {
		return "", fmt.Errorf("the secret file %s cannot be opened: %w", path, bare(err))
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return "", fmt.Errorf("the secret file %s cannot be opened: %w", path, bare(err))
	}
	if !info.Mode().IsRegular() {
		return "", fmt.Errorf("the secret %s is not a plain file: give the path of a file that holds the secret and nothing else", path)
	}
	if reason := tooOpen(info); reason != "" {
		return "", fmt.Errorf("the secret file %s %s: make it yours alone (chmod 600 %s)", path, reason, path)
	}
	text, err := io.ReadAll(io.LimitReader(f, MaxSecretBytes+1))
	if err != nil {
		return "", fmt.Errorf("the secret file %s cannot be read: %w", path, bare(err))
	}
	return secretText(text, "the secret file "+path)
}

// bare is the reason of a file error without its path, which the message
// around it already names.
func bare(err error) error {
	var p *os.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// program runs a command without a shell. What it writes to standard error is
// not shown: programs print secrets there.
func program(ctx context.Context, line string) (string, error) {
	argv, err := splitWords(line)
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, programTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.WaitDelay = time.Second // a grandchild that holds the pipe must not hold us
	var out bytes.Buffer
	cmd.Stdout = &boundedBuffer{buf: &out}
	if err := cmd.Run(); err != nil {
		return "", programError(ctx, argv[0], err)
	}
	return secretText(out.Bytes(), "the secret program "+argv[0])
}

func programError(ctx context.Context, name string, err error) error {
	var exit *exec.ExitError
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return fmt.Errorf("the secret program %s did not end within %s: run it by hand to see what it waits for", name, programTime)
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, exec.ErrNotFound):
		return fmt.Errorf("the secret program %s is not on the PATH: give its full path", name)
	case errors.As(err, &exit):
		return fmt.Errorf("the secret program %s ended with %s: run it by hand to see why", name, exit.ProcessState)
	default:
		return fmt.Errorf("the secret program %s cannot be run: %w", name, bare(err))
	}
}

// secretText takes one newline off the end, as editors and programs add it.
func secretText(text []byte, source string) (string, error) {
	if len(text) > MaxSecretBytes {
		return "", fmt.Errorf("%s gives more than %d bytes: it must give the secret and nothing else", source, MaxSecretBytes)
	}
	s := strings.TrimSuffix(strings.TrimSuffix(string(text), "\n"), "\r")
	if s == "" {
		return "", fmt.Errorf("%s gives nothing: it must give the secret", source)
	}
	if strings.ContainsAny(s, "\r\n\x00") {
		return "", fmt.Errorf("%s gives several lines: it must give the secret and nothing else", source)
	}
	return s, nil
}

// boundedBuffer takes a little more than a secret may have, and drops the rest.
type boundedBuffer struct{ buf *bytes.Buffer }

func (b *boundedBuffer) Write(p []byte) (int, error) {
	if room := MaxSecretBytes + 1 - b.buf.Len(); room > 0 {
		b.buf.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}

// splitWords splits a command line at blanks; quotes keep blanks together.
// There is no shell: no variables, no pipes.
func splitWords(line string) ([]string, error) {
	var words []string
	var word strings.Builder
	var quote rune
	inWord := false
	for _, r := range line {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(r)
		case r == '"' || r == '\'':
			quote, inWord = r, true
		case r == ' ' || r == '\t':
			if inWord {
				words = append(words, word.String())
				word.Reset()
			}
			inWord = false
		default:
			word.WriteRune(r)
			inWord = true
		}
	}
	if quote != 0 {
		return nil, errors.New("a quote in the cmd: line is not closed: write cmd:program argument \"argument with blanks\"")
	}
	if inWord {
		words = append(words, word.String())
	}
	if len(words) == 0 || words[0] == "" {
		return nil, errors.New("the cmd: line names no program: write cmd:program and its arguments")
	}
	return words, nil
}
