package config

// From the sections to the products' own configuration, with the secrets read.

import (
	"context"
	"errors"
	"iter"
	"maps"
	"regexp"
	"slices"
	"strings"

	"rollcall/vonage"
)

// Environment looks up an environment variable, as os.LookupEnv does.
type Environment func(string) (string, bool)

// VBCTenant reads the secrets of the vbc section and returns what the client
// needs. It must be called only when the section exists. An *Error lists
// everything that is missing or wrong.
func (c *Config) VBCTenant(ctx context.Context, env Environment) (vonage.VBC, error) {
	v := c.File.VBC
	s := c.secrets(ctx, env)
	pace, _ := parsePace(v.RequestsPerMinute)
	size, _ := parsePageSize(v.PageSize)
	tenant := vonage.VBC{
		AccountID: v.AccountID, BaseURL: v.BaseURL, TokenURL: v.TokenURL, Dialect: v.Dialect,
		ClientID:     s.optional("vbc.client_id", v.ClientID),
		ClientSecret: s.secret("vbc.client_secret", v.ClientSecret),
		Username:     s.optional("vbc.username", v.Username),
		Password:     s.secret("vbc.password", v.Password),
		RefreshToken: s.secret("vbc.refresh_token", v.RefreshToken),
		LoginSuffix:  v.LoginSuffix, ClientAuth: v.ClientAuth,
		RequestsPerMinute: pace, Workers: v.Workers, PageSize: size,
		MinUsers: v.MinUsers, Canaries: v.Canaries,
		ServiceTypes: v.ServiceTypes, CallLogDays: v.CallLogDays,
		Reports: vonage.Suite{
			BaseURL: v.Reports.BaseURL, TokenURL: v.Reports.TokenURL,
			ClientID:     s.optional("vbc.reports.client_id", v.Reports.ClientID),
			ClientSecret: s.secret("vbc.reports.client_secret", v.Reports.ClientSecret),
			Username:     s.optional("vbc.reports.username", v.Reports.Username),
			Password:     s.secret("vbc.reports.password", v.Reports.Password),
		},
	}
	return tenant, s.verdict(tenant.Validate)
}

// RefreshTokenFile is the file that vbc.refresh_token names, empty where there
// is none. The next token is to be stored in its place.
func (c *Config) RefreshTokenFile() string {
	if c.File.VBC == nil {
		return ""
	}
	return c.InFolder(strings.TrimPrefix(string(c.File.VBC.RefreshToken), "file:"))
}

// VCCTenant is VBCTenant for the vcc section.
func (c *Config) VCCTenant(ctx context.Context, env Environment) (vonage.VCC, error) {
	v := c.File.VCC
	s := c.secrets(ctx, env)
	pace, _ := parsePace(v.RequestsPerMinute)
	size, _ := parsePageSize(v.PageSize)
	tenant := vonage.VCC{
		Region: v.Region, BaseURL: v.BaseURL, TokenURL: v.TokenURL,
		ClientID:     s.optional("vcc.client_id", v.ClientID),
		ClientSecret: s.secret("vcc.client_secret", v.ClientSecret),
		ClientAuth:   v.ClientAuth, RequestsPerMinute: pace,
		Workers: v.Workers, PageSize: size, MinUsers: v.MinUsers, Canaries: v.Canaries, Licences: v.Licences,
		EmployeeIDField: v.EmployeeIDField,
	}
	return tenant, s.verdict(tenant.Validate)
}

// SCIMTenant is VBCTenant for the scim section.
func (c *Config) SCIMTenant(ctx context.Context, env Environment) (vonage.SCIM, error) {
	s := c.secrets(ctx, env)
	tenant := vonage.SCIM{BaseURL: c.File.SCIM.BaseURL, Token: s.secret("scim.token", c.File.SCIM.Token)}
	return tenant, s.verdict(tenant.Validate)
}

// RedactKey reads output.redact_key; the zero Secret where there is none. A key
// must have at least so many bytes.
func (c *Config) RedactKey(ctx context.Context, env Environment, least int) (vonage.Secret, error) {
	s := c.secrets(ctx, env)
	key := s.secret("output.redact_key", c.Output.RedactKey)
	if n := len(key.Reveal()); len(s.check.problems) == 0 && !key.IsZero() && n < least {
		s.check.refuse("output.redact_key", "the key has %d bytes and needs %d: a short one can be found by trying", n, least)
	}
	return key, s.verdict(func() error { return nil })
}

// secretReader resolves the references of one section and keeps the problems.
type secretReader struct {
	ctx   context.Context
	path  string
	from  resolver
	check checker
}

func (c *Config) secrets(ctx context.Context, env Environment) *secretReader {
	return &secretReader{
		ctx: ctx, path: c.path,
		from:  resolver{env: env, folder: c.folder},
		check: checker{at: c.positions},
	}
}

func (s *secretReader) secret(key string, ref Reference) vonage.Secret {
	value, err := s.from.resolve(s.ctx, ref)
	if err != nil {
		s.check.refuse(key, "%s", err)
	}
	return value
}

// optional is for names that are no secrets: they may be written out or be a
// reference.
func (s *secretReader) optional(key, text string) string {
	if ref := Reference(text); text == "" || ref.problem() != "" {
		return text
	}
	return s.secret(key, Reference(text)).Reveal()
}

// leadingKey finds the key that a message of package vonage begins with.
var leadingKey = regexp.MustCompile(`^(?:vbc|vcc|scim)\.[a-z_.]+`)

// verdict adds what the client's own check says, once every secret was read:
// before that it would only repeat that they are missing.
func (s *secretReader) verdict(validate func() error) error {
	problems := s.check.problems
	if len(problems) == 0 {
		for _, err := range joined(validate()) {
			line, column := s.check.at.of(leadingKey.FindString(err.Error()))
			problems = append(problems, Problem{Line: line, Column: column, Message: err.Error()})
		}
	}
	if len(problems) == 0 {
		return nil
	}
	return newError(s.path, problems)
}

// joined takes errors.Join apart.
func joined(err error) []error {
	if err == nil {
		return nil
	}
	var many interface{ Unwrap() []error }
	if errors.As(err, &many) {
		return many.Unwrap()
	}
	return []error{err}
}

// sortedPairs walks a map in the order of its keys.
func sortedPairs[V any](m map[string]V) iter.Seq2[string, V] {
	return func(yield func(string, V) bool) {
		for _, key := range slices.Sorted(maps.Keys(m)) {
			if !yield(key, m[key]) {
				return
			}
		}
	}
}
