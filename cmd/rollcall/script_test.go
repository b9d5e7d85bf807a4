package main

// The command as people use it: scripts in testdata/script run the real
// program. This file gives the scripts a tenant to read and ways to look at
// what a run left behind.

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gofrs/flock"
	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"

	"rollcall/cmd/rollcall/internal/config"
	"rollcall/reconcile"
	"rollcall/vonage/simulator"
)

// TestMain lets the heap grow: hundreds of small runs need no memory and a fifth
// less time so.
func TestMain(m *testing.M) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
	testscript.Main(m, map[string]func(){"rollcall": func() { os.Exit(start()) }})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("GORACE", "atexit_sleep_ms=0") // else each command ends a second late under -race
			env.Values[stateKey{}] = &scriptState{reached: make(chan struct{})}
			env.Defer(func() {
				if err := documentsOfSchema(env.WorkDir); err != nil {
					t.Errorf("%s: %v", filepath.Base(env.WorkDir), err)
				}
			})
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"tenant": tenantCmd, "exits": exitsCmd, "signal": signalCmd, "code": codeCmd,
			"lock": lockCmd, "xlsx": xlsxCmd, "runjson": runJSONCmd, "norun": noRunCmd,
			"samefindings": sameFindingsCmd, "nosecrets": noSecretsCmd, "lastline": lastLineCmd, "private": privateCmd,
			"asked": askedCmd, "onlyreads": onlyReadsCmd, "wrote": wroteCmd, "made": madeCmd,
			"lockfile": lockFileCmd, "review": reviewCmd,
		},
	})
}

type stateKey struct{}

// scriptState is what the commands of one script share.
type scriptState struct {
	reached chan struct{}     // closed when a hanging tenant was asked for users
	process *exec.Cmd         // that was sent a signal
	tenant  *simulator.Tenant // the last one that was served
}

func stateOf(ts *testscript.TestScript) *scriptState { return ts.Value(stateKey{}).(*scriptState) }

// tenantCmd serves the sample company and writes the folder to reconcile it:
// tenant FOLDER [dialect=D] [fault=F]... [base=N] [clock=D] [hang]
// [refresh] [tls] [writes]. A tenant that hangs answers token requests only. base is the
// number of the first VCC page, and clock is by how much the time that answers
// tell differs from ours. With refresh, VBC is signed in to with a
// refresh token. With tls, FOLDER/ca.pem has the certificate, which no system
// trusts. With writes, the policy allows everything that can be written.
func tenantCmd(ts *testscript.TestScript, _ bool, args []string) {
	served, err := sampleCompany()
	ts.Check(err)
	var opt simulator.Options
	hang, refresh, writes, clock := false, false, false, time.Duration(0)
	start := (*httptest.Server).Start
	for _, arg := range args[1:] {
		key, value, _ := strings.Cut(arg, "=")
		switch key {
		case "dialect":
			opt.Dialect = value
		case "fault":
			fault, err := simulator.ParseFault(value)
			ts.Check(err)
			opt.Faults = append(opt.Faults, fault)
		case "base":
			opt.VCCPageBase, err = strconv.Atoi(value)
			ts.Check(err)
		case "clock":
			clock, err = time.ParseDuration(value)
			ts.Check(err)
		case "hang":
			hang = true
		case "tls":
			start = (*httptest.Server).StartTLS
		case "writes":
			writes = true
		case "refresh":
			refresh = true
			served.scenario.VBC.RefreshToken = "refresh-canary-1"
		default:
			ts.Fatalf("tenant: %s is not known", arg)
		}
	}
	tenant, err := simulator.New(served.scenario, opt)
	ts.Check(err)
	stateOf(ts).tenant = tenant
	var handler http.Handler = tenant
	if clock != 0 {
		handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Date", time.Now().Add(clock).UTC().Format(http.TimeFormat))
			tenant.ServeHTTP(w, r)
		})
	}
	if hang {
		handler = hanging(tenant, stateOf(ts).reached)
	}
	server := httptest.NewUnstartedServer(handler)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	start(server)
	ts.Defer(server.Close)
	ts.Check(served.write(ts.MkAbs(args[0]), server.URL))
	if c := server.Certificate(); c != nil {
		ts.Check(writeWhole(ts.MkAbs(args[0]), "ca.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})))
	}
	if writes {
		ts.Check(allowWrites(ts.MkAbs(args[0])))
	}
	if refresh {
		useRefreshToken(ts, ts.MkAbs(args[0]), served.scenario.VBC)
	}
}

// useRefreshToken puts the tenant's refresh token in place of its user name and
// password.
func useRefreshToken(ts *testscript.TestScript, folder string, vbc *simulator.VBC) {
	path, secrets := filepath.Join(folder, defaultConfig), filepath.Join(folder, "secrets")
	text := ts.ReadFile(path)
	user := fmt.Sprintf("  username: %q\n  password: file:secrets/vbc_password\n", vbc.Username)
	if !strings.Contains(text, user) {
		ts.Fatalf("no user name and password in\n%s", text)
	}
	text = strings.Replace(text, user, "  refresh_token: file:secrets/vbc_refresh_token\n", 1)
	ts.Check(writeWhole(folder, defaultConfig, []byte(text)))
	ts.Check(writeWhole(secrets, "vbc_refresh_token", []byte(vbc.RefreshToken+"\n")))
	ts.Check(os.Remove(filepath.Join(secrets, "vbc_password")))
}

// hanging answers token requests and keeps every other caller waiting until it
// gives up.
func hanging(tenant http.Handler, reached chan struct{}) http.Handler {
	first := make(chan struct{}, 1)
	first <- struct{}{}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			tenant.ServeHTTP(w, r)
			return
		}
		select {
		case <-first:
			close(reached)
		default:
		}
		<-r.Context().Done()
	})
}

// askedCmd counts what the last tenant was asked for: asked vbc|vcc
// tokens|requests N. requests are all, and may be "at most N".
func askedCmd(ts *testscript.TestScript, _ bool, args []string) {
	got := 0
	for _, r := range stateOf(ts).tenant.Log() {
		if strings.EqualFold(r.Product, args[0]) && (args[1] == "requests" || r.Token) {
			got++
		}
	}
	want, err := strconv.Atoi(args[len(args)-1])
	ts.Check(err)
	if got > want || got < want && len(args) == 3 {
		ts.Fatalf("%s was sent %d %s, want %s", args[0], got, args[1], strings.Join(args[2:], " "))
	}
}

// onlyReadsCmd says that the last tenant was sent nothing but reads and
// sign-ins, and at least one.
func onlyReadsCmd(ts *testscript.TestScript, _ bool, _ []string) {
	log := stateOf(ts).tenant.Log()
	for _, r := range log {
		if r.Write || r.Token != (r.Method == http.MethodPost) {
			ts.Fatalf("%s %s was sent", r.Method, r.Path)
		}
	}
	if len(log) == 0 {
		ts.Fatalf("nothing was sent")
	}
}

// wroteCmd says how many writes the last tenant was sent: wrote N.
func wroteCmd(ts *testscript.TestScript, _ bool, args []string) {
	n := 0
	for _, r := range stateOf(ts).tenant.Log() {
		if r.Write {
			n++
		}
	}
	if strconv.Itoa(n) != args[0] {
		ts.Fatalf("%d writes, want %s", n, args[0])
	}
}

// madeCmd puts the run folder that the last command named on its last line into a
// variable: made VARIABLE.
func madeCmd(ts *testscript.TestScript, _ bool, args []string) {
	lines := strings.Split(strings.TrimSuffix(ts.ReadFile("stdout"), "\n"), "\n")
	ts.Setenv(args[0], lines[len(lines)-1])
}

// exitsCmd runs a command that must end with a code: exits CODE COMMAND...
func exitsCmd(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	var exit *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
	if schema := printedBy(args[1:]); schema != "" {
		ts.Check(ofSchema(schema, []byte(ts.ReadFile("stdout"))))
	}
}

// signalCmd sends a signal to the background command as soon as it has asked
// the hanging tenant for users: signal INT|TERM.
func signalCmd(ts *testscript.TestScript, _ bool, args []string) {
	state := stateOf(ts)
	<-state.reached
	state.process = ts.BackgroundCmds()[0]
	ts.Check(state.process.Process.Signal(map[string]os.Signal{"INT": syscall.SIGINT, "TERM": syscall.SIGTERM}[args[0]]))
}

// codeCmd checks the exit code of the command that was sent a signal, after
// wait: code CODE.
func codeCmd(ts *testscript.TestScript, _ bool, args []string) {
	if got := strconv.Itoa(stateOf(ts).process.ProcessState.ExitCode()); got != args[0] {
		ts.Fatalf("exit code %s, want %s", got, args[0])
	}
}

// lockCmd holds the lock of a tenant's folder until the script ends: lock FOLDER.
func lockCmd(ts *testscript.TestScript, _ bool, args []string) {
	c, err := config.Load(ts.MkAbs(filepath.Join(args[0], defaultConfig)))
	ts.Check(err)
	_, key := tenantOf(c)
	release, err := takeLock(c.InFolder(c.Output.Dir), key)
	ts.Check(err)
	ts.Defer(release)
}

// lockFileCmd holds a lock file until the script ends: lockfile FILE.
func lockFileCmd(ts *testscript.TestScript, _ bool, args []string) {
	lock := flock.New(ts.MkAbs(args[0]))
	held, err := lock.TryLock()
	ts.Check(err)
	if !held {
		ts.Fatalf("%s is held already", args[0])
	}
	ts.Defer(func() { _ = lock.Close() })
}

// xlsxCmd writes a CSV file as a workbook: xlsx IN.csv OUT.xlsx.
func xlsxCmd(ts *testscript.TestScript, _ bool, args []string) {
	book := excelize.NewFile()
	defer func() { _ = book.Close() }()
	for i, line := range strings.Split(strings.TrimSuffix(strings.ReplaceAll(ts.ReadFile(args[0]), "\r\n", "\n"), "\n"), "\n") {
		for j, cell := range splitLine(line) {
			name, err := excelize.CoordinatesToCellName(j+1, i+1)
			ts.Check(err)
			ts.Check(book.SetCellStr("Sheet1", name, cell))
		}
	}
	ts.Check(book.SaveAs(ts.MkAbs(args[1])))
}

// splitLine splits a CSV line; unlike a CSV reader it keeps ragged lines.
func splitLine(line string) []string {
	var cells []string
	var cell strings.Builder
	quoted := false
	for _, r := range strings.TrimPrefix(line, "\ufeff") {
		switch {
		case r == '"':
			quoted = !quoted
		case r == ',' && !quoted:
			cells = append(cells, cell.String())
			cell.Reset()
		default:
			cell.WriteRune(r)
		}
	}
	return append(cells, cell.String())
}

// onlyRun finds the one sealed run folder in a folder.
func onlyRun(ts *testscript.TestScript, folder string) string {
	found := runFolders(ts, folder)
	if len(found) != 1 {
		ts.Fatalf("%s holds %d run folders, want one: %v", folder, len(found), found)
	}
	return found[0]
}

func runFolders(ts *testscript.TestScript, folder string) []string {
	entries, err := os.ReadDir(ts.MkAbs(folder))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	ts.Check(err)
	var found []string
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".partial") {
			ts.Fatalf("a half-written folder was left: %s", e.Name())
		}
		if strings.HasPrefix(e.Name(), "2") && e.IsDir() {
			found = append(found, filepath.Join(ts.MkAbs(folder), e.Name()))
		}
	}
	return found
}

// runJSONCmd looks for a pattern in the run.json of the one run in a folder:
// runjson FOLDER PATTERN.
func runJSONCmd(ts *testscript.TestScript, neg bool, args []string) {
	text, err := os.ReadFile(filepath.Join(onlyRun(ts, args[0]), "run.json"))
	ts.Check(err)
	if regexp.MustCompile(args[1]).Match(text) == neg {
		ts.Fatalf("run.json (match %v) against %s:\n%s", !neg, args[1], text)
	}
}

// noRunCmd says that nothing was left in a folder, whole or half: norun FOLDER.
func noRunCmd(ts *testscript.TestScript, _ bool, args []string) {
	if found := runFolders(ts, args[0]); len(found) > 0 {
		ts.Fatalf("left behind: %v", found)
	}
}

// comparable is what two runs over the same people agree on, whatever the form
// of the HR file and the dialect of VBC, which has its own ids.
type comparable struct {
	Code    reconcile.Code
	Product reconcile.Product
	Email   string
	Person  reconcile.PersonKey
	Field   string
}

// sameFindingsCmd compares the findings of two runs: samefindings A B [ignored
// codes...]. An ignored code is CODE, CODE/PRODUCT or CODE/PRODUCT/LOGIN.
func sameFindingsCmd(ts *testscript.TestScript, _ bool, args []string) {
	a, b := findingsOf(ts, args[0], args[2:]), findingsOf(ts, args[1], args[2:])
	if len(a) == 0 {
		ts.Fatalf("%s has no findings", args[0])
	}
	if !slices.Equal(a, b) {
		ts.Fatalf("%s and %s differ:\n%s\n\n%s", args[0], args[1], strings.Join(missing(a, b), "\n"), strings.Join(missing(b, a), "\n"))
	}
}

func missing(from, in []string) []string {
	return slices.DeleteFunc(slices.Clone(from), func(s string) bool { return slices.Contains(in, s) })
}

func findingsOf(ts *testscript.TestScript, folder string, ignored []string) []string {
	text, err := os.ReadFile(filepath.Join(onlyRun(ts, folder), "findings.json"))
	ts.Check(err)
	var document struct{ Findings []reconcile.Finding }
	ts.Check(json.Unmarshal(text, &document))
	var out []string
	for _, f := range document.Findings {
		ofProduct := fmt.Sprintf("%s/%s", f.Code, f.Product)
		if slices.Contains(ignored, string(f.Code)) || slices.Contains(ignored, ofProduct) || slices.Contains(ignored, ofProduct+"/"+f.Account.Login) {
			continue
		}
		out = append(out, fmt.Sprintf("%+v", comparable{f.Code, f.Product, f.Account.Email, f.Person.Key, f.Field}))
	}
	slices.Sort(out)
	return out
}

// noSecretsCmd looks for the secrets of a tenant in what the last command
// printed and in every file of its runs: nosecrets FOLDER [RUNS].
func noSecretsCmd(ts *testscript.TestScript, _ bool, args []string) {
	runsFolder := filepath.Join(args[0], "runs")
	if len(args) > 1 {
		runsFolder = args[1]
	}
	outputs := map[string][]byte{"standard output": []byte(ts.ReadFile("stdout")), "standard error": []byte(ts.ReadFile("stderr"))}
	ts.Check(filepath.WalkDir(ts.MkAbs(runsFolder), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		outputs[path], err = readUnpacked(path)
		return err
	}))
	if len(outputs) < 5 {
		ts.Fatalf("only %d outputs to look through", len(outputs))
	}
	secrets, err := filepath.Glob(filepath.Join(ts.MkAbs(args[0]), "secrets", "*"))
	ts.Check(err)
	if len(secrets) != 3 {
		ts.Fatalf("%d secrets to look for", len(secrets))
	}
	for _, file := range secrets {
		secret := bytes.TrimSpace([]byte(ts.ReadFile(file)))
		for name, text := range outputs {
			if bytes.Contains(text, secret) || bytes.Contains(text, []byte("access_token")) {
				ts.Fatalf("%s shows the secret %s", name, filepath.Base(file))
			}
		}
	}
}

func readUnpacked(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	switch filepath.Ext(path) {
	case ".gz":
		z, err := gzip.NewReader(file)
		if err != nil {
			return nil, err
		}
		return io.ReadAll(z)
	case ".xlsx":
		return unpackWorkbook(file)
	default:
		return io.ReadAll(file)
	}
}

func unpackWorkbook(file *os.File) ([]byte, error) {
	book, err := excelize.OpenReader(file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = book.Close() }()
	var all bytes.Buffer
	for _, sheet := range book.GetSheetList() {
		rows, err := book.GetRows(sheet)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			all.WriteString(strings.Join(row, "\t") + "\n")
		}
	}
	return all.Bytes(), nil
}

// lastLineCmd says that the last line on standard output is the run folder:
// lastline FOLDER.
func lastLineCmd(ts *testscript.TestScript, _ bool, args []string) {
	lines := strings.Split(strings.TrimSuffix(ts.ReadFile("stdout"), "\n"), "\n")
	if last, want := lines[len(lines)-1], onlyRun(ts, args[0]); last != want {
		ts.Fatalf("the last line is %q, want %q", last, want)
	}
}

// privateCmd says that nobody else can read a folder and what is in it.
func privateCmd(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(filepath.WalkDir(ts.MkAbs(args[0]), func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			return fmt.Errorf("%s has mode %04o", path, info.Mode().Perm())
		}
		return err
	}))
}
