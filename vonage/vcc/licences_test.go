package vcc

import (
	"maps"
	"strings"
	"testing"
)

func TestLicences(t *testing.T) {
	for name, tt := range map[string]struct {
		body  string
		want  map[string]string
		words string
	}{
		"as documented":    {`{"licenseTypes":{"analytics":"creator","krispnoisecancellation":"none"}}`, map[string]string{"analytics": "creator", "krispnoisecancellation": "none"}, ""},
		"none, and more":   {`{"other":[1],"licenseTypes":{}}`, map[string]string{}, ""},
		"null":             {`{"licenseTypes":{"analytics":null}}`, map[string]string{"analytics": ""}, ""},
		"missing":          {`{"page":1}`, nil, "licenseTypes is missing"},
		"a list":           {`{"licenseTypes":[]}`, nil, "licenseTypes is missing"},
		"not a text":       {`{"licenseTypes":{"analytics":{"level":1}}}`, nil, "a licence is not a text"},
		"said twice":       {`{"licenseTypes":{"analytics":"creator","analytics":"none"}}`, nil, "comes twice"},
		"an array":         {`[]`, nil, "not an object"},
		"fault with a 200": {`{"message":"no"}`, nil, "an error was answered"},
	} {
		s := &script{body: tt.body}
		got, err := New(s, "", 10).Licences(t.Context(), "u-1")
		if (err != nil) != (tt.words != "") || tt.words != "" && !strings.Contains(err.Error(), tt.words) || tt.words == "" && !maps.Equal(got, tt.want) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
		if s.asked.Path != "/useradmin/users/u-1/licenses" || s.asked.Kind != "licenses" {
			t.Errorf("asked %+v", s.asked)
		}
	}
}
