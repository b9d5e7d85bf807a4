package vonage

// The regions of Vonage Contact Center and their hosts, as the VCC API
// documentation lists them ("Request URLs", "How to authenticate").

import (
	"maps"
	"slices"
	"strings"
)

type region struct{ api, token string }

var regions = map[string]region{
	"emea": {"https://emea.api.newvoicemedia.com", "https://emea.cc.vonage.com/Auth/connect/token"},
	"nam":  {"https://nam.api.newvoicemedia.com", "https://nam.cc.vonage.com/Auth/connect/token"},
	"apac": {"https://apac.api.newvoicemedia.com", "https://apac.cc.vonage.com/Auth/connect/token"},
}

// regionNames lists the regions for an error message.
func regionNames() string {
	return strings.Join(slices.Sorted(maps.Keys(regions)), ", ")
}
