package config

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const secretValue = "s3cret-canary"

func newResolver(t *testing.T, files map[string]os.FileMode) resolver {
	t.Helper()
	folder := t.TempDir()
	for name, mode := range files {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(secretValue+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
	}
	env := map[string]string{"SET": secretValue, "EMPTY": ""}
	return resolver{folder: folder, env: func(name string) (string, bool) { v, ok := env[name]; return v, ok }}
}

func TestReferences(t *testing.T) {
	r := newResolver(t, map[string]os.FileMode{"mine": 0o600, "readonly": 0o400})
	crlf := filepath.Join(r.folder, "crlf")
	if err := os.WriteFile(crlf, []byte(secretValue+"\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, ref := range []Reference{
		"env:SET", "file:mine", "file:readonly", Reference("file:" + crlf),
		Reference("cmd:cat '" + filepath.Join(r.folder, "mine") + "'"),
	} {
		got, err := r.resolve(context.Background(), ref)
		if err != nil {
			t.Errorf("%s: %v", ref, err)
		} else if got.Reveal() != secretValue {
			t.Errorf("%s gives another text", ref)
		}
	}
	if got, err := r.resolve(context.Background(), ""); err != nil || !got.IsZero() {
		t.Errorf("no reference gives a secret, or %v", err)
	}
}

func TestUnusableReferences(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("file modes are Unix's")
	}
	r := newResolver(t, map[string]os.FileMode{"group": 0o640, "world": 0o644, "exec": 0o700})
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(r.folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("blank", "\n")
	write("lines", secretValue+"\nmore\n")
	write("huge", strings.Repeat("x", MaxSecretBytes+1))
	for ref, want := range map[Reference]string{
		"env:UNSET":                       "is not set",
		"env:EMPTY":                       "is empty",
		"file:none":                       "no such file",
		"file:.":                          "is not a plain file",
		"file:group":                      "mode 0640, expected 0600 or 0400",
		"file:world":                      "chmod 600",
		"file:exec":                       "mode 0700",
		"file:blank":                      "gives nothing",
		"file:lines":                      "several lines",
		"file:huge":                       "more than",
		"cmd:no-such-program-here":        "not on the PATH",
		"cmd:sh -c 'echo " + "x; exit 3'": "exit status 3",
		"cmd:true":                        "gives nothing",
		"cmd:printf 'a":                   "not closed",
	} {
		_, err := r.resolve(context.Background(), ref)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want a message with %q", ref, err, want)
		} else if strings.Contains(err.Error(), secretValue) {
			t.Errorf("%s: the message shows the secret", ref)
		}
	}
}

// What a failing program prints may be the secret itself.
func TestProgramOutputStaysHidden(t *testing.T) {
	_, err := resolver{}.resolve(context.Background(), "cmd:sh -c 'echo "+secretValue+" >&2; echo "+secretValue+"; exit 1'")
	if err == nil || strings.Contains(err.Error(), secretValue) {
		t.Errorf("got %v", err)
	}
}

func TestProgramIsStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := (resolver{}).resolve(ctx, "cmd:sleep 60"); err == nil {
		t.Error("a stopped run still waited for the program")
	}
}

func TestSplitWords(t *testing.T) {
	for line, want := range map[string][]string{
		"pass show vonage/secret":         {"pass", "show", "vonage/secret"},
		`op read "op://IT dept/vbc" -n`:   {"op", "read", "op://IT dept/vbc", "-n"},
		`a '' b`:                          {"a", "", "b"},
		`vault kv get -field='a b'"c"  x`: {"vault", "kv", "get", "-field=a bc", "x"},
		`echo $HOME | cat`:                {"echo", "$HOME", "|", "cat"},
	} {
		got, err := splitWords(line)
		if err != nil {
			t.Errorf("%s: %v", line, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", line, diff)
		}
	}
}

// A tenant is checked as a whole: every missing secret at once, at its line.
func TestTenantProblems(t *testing.T) {
	c := parse(t, "vbc:\n  account_id: '1'\n  client_id: id\n  client_secret: env:NOPE\n  username: u\n  password: file:none\n")
	_, err := c.VBCTenant(context.Background(), func(string) (string, bool) { return "", false })
	if err == nil {
		t.Fatal("accepted")
	}
	lines := strings.Split(err.Error(), "\n")
	if len(lines) != 2 || !strings.Contains(lines[0], "rollcall.yaml:4:3: vbc.client_secret: the environment variable NOPE is not set") ||
		!strings.Contains(lines[1], "rollcall.yaml:6:3: vbc.password: the secret file /etc/rollcall/none cannot be opened") {
		t.Errorf("got\n%v", err)
	}
	c = parse(t, "vbc:\n  base_url: http://vonage.example\n  client_id: id\n  client_secret: env:SET\n")
	_, err = c.VBCTenant(context.Background(), newResolver(t, nil).env)
	if err == nil || !strings.Contains(err.Error(), "rollcall.yaml:2:3: vbc.base_url must start with https://") ||
		!strings.Contains(err.Error(), "rollcall.yaml:1:1: vbc.account_id is missing") {
		t.Errorf("got\n%v", err)
	}
}
