package vonage

// From the description of a tenant to its accesses: that of VBC's Provisioning
// API, that of its Reports suite, which may have addresses and an application of
// its own, and that of VCC.

import (
	"net/url"
	"strings"

	"rollcall/reconcile"
	"rollcall/vonage/internal/rest"
	"rollcall/vonage/vcc"
)

// access is the access to the Provisioning API.
func (c VBC) access() access {
	c = c.withDefaults()
	return access{product: reconcile.VBC, base: c.BaseURL, accept: "application/json", workers: c.Workers,
		perMinute: c.RequestsPerMinute, signIn: c.signIn()}
}

// reportsAccess is the access to the Reports suite: what is empty there is as
// in the VBC. It is shared where the client of the Provisioning API can serve
// both: same host, same sign-in. The refresh token goes with the VBC's own
// application and user only, and is never in two clients; Validate sees to that.
func (c VBC) reportsAccess() access {
	suite, own := c.withDefaults(), c.access()
	r := c.Reports
	suite.BaseURL, suite.TokenURL = or(r.BaseURL, suite.BaseURL), or(r.TokenURL, suite.TokenURL)
	if r.ClientID != "" && r.ClientID != c.ClientID {
		suite.RefreshToken = Secret{}
	}
	if r.ClientID != "" {
		suite.ClientID, suite.ClientSecret = r.ClientID, r.ClientSecret
	}
	if r.Username != "" {
		suite.Username, suite.Password, suite.RefreshToken = r.Username, r.Password, Secret{}
	}
	a := suite.access()
	a.shared = sameHost(a.base, own.base) && a.signIn == own.signIn
	return a
}

// access is the access to the User Admin API.
func (c VCC) access() access {
	c = c.withDefaults()
	return access{product: reconcile.VCC, base: c.BaseURL, accept: vcc.Accept, workers: c.Workers, perMinute: c.RequestsPerMinute,
		signIn: rest.SignIn{TokenURL: c.TokenURL, ClientID: c.ClientID, ClientSecret: c.ClientSecret.Reveal(),
			Scope: scopeVCC, Basic: c.ClientAuth == "basic"}}
}

// signIn is the sign-in that the credentials lead to.
func (c VBC) signIn() rest.SignIn {
	login := c.Username
	if login != "" && !strings.Contains(login, "@") {
		login += c.suffix()
	}
	return rest.SignIn{TokenURL: c.TokenURL, ClientID: c.ClientID, ClientSecret: c.ClientSecret.Reveal(),
		Username: login, Password: c.Password.Reveal(), RefreshToken: c.RefreshToken.Reveal(),
		Scope: scopeVBC, Basic: c.ClientAuth == "basic"}
}

// Logins are the names of the users that sign in, each with and without what a
// user name is completed with. It is empty where only the application signs in,
// or where a refresh token stands for a user.
func (c VBC) Logins() []string {
	var out []string
	for _, user := range []string{c.Username, c.Reports.Username} {
		if user == "" {
			continue
		}
		bare := strings.TrimSuffix(user, c.suffix())
		out = append(out, bare)
		if suffix := c.suffix(); suffix != "" && !strings.Contains(bare, "@") {
			out = append(out, bare+suffix)
		}
	}
	return out
}

// suffix is what a user name without "@" is completed with.
func (c VBC) suffix() string {
	if c.LoginSuffix == noSuffix {
		return ""
	}
	return or(c.LoginSuffix, defaultLoginSuffix)
}

// sameHost reports whether two addresses are of one host and port, whatever
// their paths.
func sameHost(a, b string) bool {
	x, err := url.Parse(a)
	if err != nil {
		return false
	}
	y, err := url.Parse(b)
	return err == nil && x.Scheme == y.Scheme && strings.EqualFold(x.Host, y.Host)
}
