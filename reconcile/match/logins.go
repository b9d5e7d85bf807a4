package match

// How logins are compared, and which accounts of VBC have one that VCC names.

import (
	"strings"

	"rollcall/reconcile"
)

// LoginKey is a login in the form in which logins are compared everywhere: as an
// address when it is one, else in lower case.
func LoginKey(login string) string { return loginKey(login) }

// vbcSuffix ends a login where it is typed at the sign-in of VBC; the user
// object is without it.
const vbcSuffix = "@vbc.prod"

// LinkKey is what logins of the two products are compared by. Most are in that
// form already.
func LinkKey(login string) string {
	if isLinkKey(login) {
		return login
	}
	return loginKey(strings.TrimSuffix(loginKey(login), vbcSuffix))
}

// isLinkKey reports whether a login has no letter but those that stay as they are
// in the form in which it is compared.
func isLinkKey(login string) bool {
	for i := range len(login) {
		if c := login[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '.' && c != '-' && c != '_' {
			return false
		}
	}
	return true
}

// loginHashes is room for the hashes of the logins of every account, 0 for none; nil
// where nobody asks for them.
func (j *join) loginHashes() []uint32 {
	if j.links.logins == nil {
		return nil
	}
	return make([]uint32, len(j.pop.Accounts))
}

// noteLogins keeps where the logins are.
func (pl *ProductLinks) noteLogins(hashes []uint32) {
	for i, hash := range hashes {
		if hash != 0 && pl.logins.putNew(hash, i) {
			continue
		}
		if key := LinkKey(pl.accounts[i].Login); key != "" {
			pl.logins.put(key, hash, i)
		}
	}
}

// WithLogin are the accounts of VBC that have a login, given as its LinkKey: one,
// or several in their order. Of none, one is -1. Nothing is found where no other
// product was joined.
func (pl *ProductLinks) WithLogin(key string) (one int, several []int) {
	if pl.logins == nil || key == "" {
		return -1, nil
	}
	hash, _ := hashOf(key)
	return pl.logins.find(key, hash)
}

// Expect says whose links will be looked up next. The accounts of VBC that they
// name stand all over the memory: asked for together, they are waited for
// together. What it returns is of no meaning; it keeps the reading from being left
// out.
func (pl *ProductLinks) Expect(vcc []reconcile.Account) (touched uint8) {
	if pl == nil || pl.logins == nil {
		return 0
	}
	var at [batch]int32
	for ; len(vcc) > 0; vcc = vcc[min(batch, len(vcc)):] {
		some := vcc[:min(batch, len(vcc))]
		for k := range some {
			at[k] = -1
			if len(some[k].LinkedVBC) > 0 {
				hash, _ := hashOf(LinkKey(some[k].LinkedVBC[0]))
				at[k] = pl.logins.guess(hash)
			}
		}
		for _, i := range at[:len(some)] {
			if i >= 0 {
				touched += uint8(len(pl.accounts[i].Login) + len(pl.accounts[i].State) + len(pl.Placements[i].Result))
			}
		}
		for _, i := range at[:len(some)] {
			if i >= 0 && pl.accounts[i].Login != "" {
				touched += pl.accounts[i].Login[0]
			}
		}
	}
	return touched
}

// onlyWith is the one account of VBC with a login, -1 where there is none or there
// are several.
func (pl *ProductLinks) onlyWith(login string) int {
	key, found := loginKey(login), -1
	one, several := pl.WithLogin(LinkKey(login))
	if one >= 0 {
		several = []int{one}
	}
	for _, i := range several {
		switch {
		case loginKey(pl.accounts[i].Login) != key:
		case found >= 0:
			return -1
		default:
			found = i
		}
	}
	return found
}
