package simulator

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

func with(form url.Values, pairs ...string) url.Values {
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			form.Del(pairs[i])
		} else {
			form.Set(pairs[i], pairs[i+1])
		}
	}
	return form
}

func TestTokenRequests(t *testing.T) {
	for _, tc := range []struct {
		name, path string
		form       url.Values
		status     int
		want       string
	}{
		{"password", vbcTokenPath, passwordForm(), 200, `"scope":"openid"`},
		{"no scope", vbcTokenPath, with(passwordForm(), "scope", ""), 200, `"scope":"default"`},
		{"client credentials", vbcTokenPath, with(passwordForm(), "grant_type", "client_credentials"), 200, `"expires_in":86400`},
		{"wrong password", vbcTokenPath, with(passwordForm(), "password", "guess"), 400, "17002"},
		{"login without suffix", vbcTokenPath, with(passwordForm(), "username", "svc_hr_412207"), 400, "17002"},
		{"wrong secret", vbcTokenPath, with(passwordForm(), "client_secret", "guess"), 401, "invalid_client"},
		{"unknown refresh token", vbcTokenPath, with(passwordForm(), "grant_type", "refresh_token", "refresh_token", "x"), 400, "invalid_grant"},
		{"unknown grant", vbcTokenPath, with(passwordForm(), "grant_type", "implicit"), 400, "unsupported_grant_type"},
		{"read", vccTokenPath, vccForm(vccReadScope), 200, `"expires_in":7200`},
		{"read and write", vccTokenPath, vccForm(vccWriteScope), 200, `"token_type":"Bearer"`},
		{"no VCC scope", vccTokenPath, with(vccForm(""), "scope", ""), 400, "invalid_scope"},
		{"unknown scope", vccTokenPath, vccForm("users:read everything"), 400, "invalid_scope"},
		{"VCC password", vccTokenPath, with(vccForm(vccReadScope), "grant_type", "password"), 400, "unsupported_grant_type"},
		{"wrong VCC secret", vccTokenPath, with(vccForm(vccReadScope), "client_secret", "x"), 400, "invalid_client"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			b := start(t, smallCompany(), Options{})
			if r := b.token(tc.path, tc.form).want(t, tc.status); !strings.Contains(string(r.body), tc.want) {
				t.Errorf("no %s in %s", tc.want, r.body)
			}
		})
	}
}

func TestTokenRequestMustBeAForm(t *testing.T) {
	b := start(t, smallCompany(), Options{})
	b.do(http.MethodPost, vbcTokenPath, passwordForm().Encode()).want(t, 400)
	b.get(vbcTokenPath+"?"+passwordForm().Encode()).want(t, 405)
}

func TestBasicClientCredentials(t *testing.T) {
	b := start(t, smallCompany(), Options{})
	form := with(passwordForm(), "client_id", "", "client_secret", "")
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, b.server.URL+vbcTokenPath, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	req.SetBasicAuth("key", "secret")
	b.send(req).want(t, 200)
}

func TestRefreshTokensRotate(t *testing.T) {
	s := smallCompany()
	s.VBC.RefreshToken = "seeded"
	b := start(t, s, Options{})
	use := func(value string) reply {
		return b.token(vbcTokenPath, with(passwordForm(), "grant_type", "refresh_token", "refresh_token", value))
	}
	second := text(t, use("seeded").want(t, 200).object(t), "refresh_token")
	use("seeded").want(t, 400)
	third := text(t, use(second).want(t, 200).object(t), "refresh_token")
	b.clock.at = b.clock.at.Add(vbcRefreshLife)
	use(third).want(t, 400)
}

func TestRefusedLoginsLock(t *testing.T) {
	b := start(t, smallCompany(), Options{})
	wrong := func() reply { return b.token(vbcTokenPath, with(passwordForm(), "password", "guess")) }
	right := func() reply { return b.token(vbcTokenPath, passwordForm()) }
	twice := func() { wrong(); wrong() }
	twice()
	right().want(t, 200) // a good login clears the count
	twice()
	right().want(t, 200)
	twice()
	b.clock.at = b.clock.at.Add(lockTime) // and so does time
	wrong()
	right().want(t, 200)
	for range refusalsToLock {
		wrong().want(t, 400)
	}
	if r := right().want(t, 400); !strings.Contains(string(r.body), "17003") {
		t.Errorf("locked login says %s", r.body)
	}
	b.clock.at = b.clock.at.Add(lockTime - time.Second)
	right().want(t, 400) // and the half hour starts again
	b.clock.at = b.clock.at.Add(lockTime - time.Second)
	right().want(t, 400)
	b.clock.at = b.clock.at.Add(lockTime)
	right().want(t, 200)
}

func TestTokensAreChecked(t *testing.T) {
	for _, tc := range []struct{ name, token, path string }{
		{"VBC", vbcTokenPath, accountPath + "/users"}, {"VCC", vccTokenPath, vccUsers},
	} {
		t.Run(tc.name, func(t *testing.T) {
			b := start(t, smallCompany(), Options{VCCPageBase: 1})
			b.get(tc.path).want(t, 401)
			b.bearer = "invented"
			b.get(tc.path).want(t, 401)
			form := map[string]url.Values{vbcTokenPath: passwordForm(), vccTokenPath: vccForm(vccReadScope)}[tc.token]
			b.bearer = b.signIn(tc.token, form)
			b.get(tc.path).want(t, 200)
			b.clock.at = b.clock.at.Add(vbcTokenLife)
			b.get(tc.path).want(t, 401)
		})
	}
}

func TestScopesAndRights(t *testing.T) {
	b := start(t, smallCompany(), Options{})
	b.bearer = b.signIn(vccTokenPath, vccForm(vccReadScope))
	b.do("POST", vccUsers, `{"username":"x"}`).want(t, 403)
	b.bearer = b.signIn(vbcTokenPath, with(passwordForm(), "scope", ""))
	b.get(accountPath+"/users").want(t, 200)
	b.get(callsPath).want(t, 401)
	b.bearer = b.signIn(vbcTokenPath, with(passwordForm(), "grant_type", "client_credentials"))
	b.get(accountPath+"/users").want(t, 401)

	crud := startVBC(t, DialectCRUD)
	crud.bearer = crud.signIn(vbcTokenPath, with(passwordForm(), "grant_type", "client_credentials"))
	crud.get(crudPath+"/users").want(t, 200)

	s := smallCompany()
	s.VBC.Username, s.VBC.Password = "", ""
	alone := start(t, s, Options{})
	alone.bearer = alone.signIn(vbcTokenPath, with(passwordForm(), "grant_type", "client_credentials"))
	alone.get(accountPath+"/users").want(t, 200)
	alone.token(vbcTokenPath, with(passwordForm(), "username", "@vbc.prod", "password", "")).want(t, 400)
}

func TestQuota(t *testing.T) {
	b := start(t, smallCompany(), Options{RequestsPerMinute: 2}, "vbc:next-access-time", "vcc:retry-after=7")
	b.bearer = b.signIn(vbcTokenPath, passwordForm())
	path := accountPath + "/users"
	b.get(path).want(t, 200)
	b.get(path).want(t, 200)
	r := b.get(path).want(t, 429)
	if body := string(r.body); !strings.Contains(body, "900800") || !strings.Contains(body, "2026-Mar-31 09:01:00+0000 UTC") || r.header.Get("Retry-After") != "" {
		t.Errorf("throttled: %s, Retry-After %q", body, r.header.Get("Retry-After"))
	}
	other := b.bearer
	b.bearer = b.signIn(vbcTokenPath, passwordForm())
	b.get(path).want(t, 200) // the quota is per token
	b.bearer = other
	b.clock.at = b.clock.at.Add(time.Minute)
	b.get(path).want(t, 200)

	b.bearer = b.signIn(vccTokenPath, vccForm(vccReadScope))
	b.get(vccUsers).want(t, 200)
	b.get(vccUsers).want(t, 200)
	if r := b.get(vccUsers).want(t, 429); r.header.Get("Retry-After") != "7" {
		t.Errorf("Retry-After %q, want 7", r.header.Get("Retry-After"))
	}
}

func TestLogMarksWrites(t *testing.T) {
	b := startVBC(t, DialectCRUD)
	b.get(crudPath + "/users?email=x")
	b.do("POST", crudPath+"/users", `{}`)
	b.get("/elsewhere")
	log := b.tenant.Log()
	if len(log) != 4 {
		t.Fatalf("%d requests in the log, want 4", len(log))
	}
	for i, want := range []Request{
		{Product: "VBC", Method: "POST", Path: vbcTokenPath, Status: 200, Token: true},
		{Product: "VBC", Method: "GET", Path: crudPath + "/users", Query: "email=x", Status: 200},
		{Product: "VBC", Method: "POST", Path: crudPath + "/users", Status: 400, Write: true},
		{Method: "GET", Path: "/elsewhere", Status: 404},
	} {
		want.Number, want.Time = i+1, b.clock.at
		if log[i] != want {
			t.Errorf("request %d: %+v, want %+v", i, log[i], want)
		}
	}
}
