package config

// What may be kept of a configuration: everything but the arguments of programs.

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

const keptConfig = `hr: {file: people.csv}
vbc:
  account_id: "1"
  base_url: https://vbc.example/t/vbc.prod
  token_url: https://vbc.example/token
  client_id: %CLIENT%
  client_secret: %SECRET%
  username: cmd:program-alone
  password: env:PASSWORD # comments stay
`

func keepable(t *testing.T, client, secret string) *Config {
	t.Helper()
	c, err := Parse("c.yaml", []byte(strings.NewReplacer("%CLIENT%", client, "%SECRET%", secret).Replace(keptConfig)))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestWithoutSecretsIsTheFile(t *testing.T) {
	c := keepable(t, "env:ID", "file:secrets/vbc")
	text, cut, err := c.WithoutSecrets()
	if err != nil || cut || hashed(t, string(text)) != c.SHA256 {
		t.Errorf("%v, cut %v, %s", err, cut, text)
	}
}

// hashed is the hash of a text as that of a configuration.
func hashed(t *testing.T, text string) string {
	t.Helper()
	c, err := Parse("c.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return c.SHA256
}

func TestWithoutSecretsCutsArguments(t *testing.T) {
	for _, ref := range []string{"cmd:vault --token s3cret-canary", "'cmd:vault \"s3cret-canary\"'"} {
		longer := strings.Replace(ref, "canary", "canary --more s3cret-canary", 1)
		for _, c := range []*Config{keepable(t, "env:ID", ref), keepable(t, ref, "env:SECRET"), keepable(t, ref, ref), keepable(t, ref, longer)} {
			text, cut, err := c.WithoutSecrets()
			if err != nil || !cut || strings.Contains(string(text), "canary") || !strings.Contains(string(text), "cmd:program-alone") {
				t.Errorf("%s: %v, cut %v\n%s", ref, err, cut, text)
			}
			hashed(t, string(text)) // it is a configuration still
		}
	}
}

// TestWithoutSecretsRefuses a reference that does not stand in the text as it is
// understood: it cannot be found to be taken out.
func TestWithoutSecretsRefuses(t *testing.T) {
	for _, ref := range []string{`"cmd:vault \x73ecret-canary"`, "\"cmd:vault\n    s3cret-canary\"", "'cmd:vault ''s3cret-canary'''"} {
		if text, _, err := keepable(t, "env:ID", ref).WithoutSecrets(); err == nil {
			t.Errorf("%s is kept:\n%s", ref, text)
		}
	}
}

// TestEveryReferenceIsKnown fills every place of a configuration that takes a
// reference: one that is not looked at would be kept with what it holds.
func TestEveryReferenceIsKnown(t *testing.T) {
	c := &Config{File: File{VBC: &VBC{}, VCC: &VCC{}}}
	var fill func(at string, v reflect.Value)
	fill = func(at string, v reflect.Value) {
		switch {
		case v.Type() == reflect.TypeFor[Reference]():
			v.SetString("cmd:program " + at)
			if !slices.Contains(c.references(), v.String()) {
				t.Errorf("%s may hold a secret and is not looked at", at)
			}
		case v.Kind() == reflect.Pointer && !v.IsNil():
			fill(at, v.Elem())
		case v.Kind() == reflect.Struct:
			for i := range v.NumField() {
				if f := v.Type().Field(i); f.IsExported() {
					fill(at+"."+f.Name, v.Field(i))
				}
			}
		}
	}
	fill("File", reflect.ValueOf(&c.File).Elem())
}
