package report

// VBC accounts and VCC accounts: each population as it was fetched.

import (
	"iter"
	"slices"
	"strings"

	"rollcall/reconcile"
)

const (
	sheetVBC = "VBC accounts"
	sheetVCC = "VCC accounts"
)

// sheetAccounts names the sheet of a product's accounts, and accountsName the
// column of their ids for formulas.
func sheetAccounts(p reconcile.Product) string {
	if p == reconcile.VCC {
		return sheetVCC
	}
	return sheetVBC
}

func accountsName(p reconcile.Product) string {
	if p == reconcile.VCC {
		return "vc_ID"
	}
	return "vb_ID"
}

// widthAccountID takes a UUID, which VCC and one form of VBC have.
const widthAccountID = 38

var colFirstSeen = column{title: "First seen", csv: "first_seen", format: formatDate, width: 12, note: "As-of date of the first run of this tenant that had the account; Unknown when the last run cannot be read."}

const (
	noteReturned = "Only where the product returned it."
	noteLastCall = "VBC: start of the last call made or answered in the call logs that were read. None seen is not the same as no use: Evidence says which period is known."
)

// The words of what is read only where the configuration asks for it.
const (
	wordNotAsked = "Not read"
	wordNoneSeen = "None seen"
)

var fetchedColumns = []column{
	{title: "Fetched at (UTC)", csv: "fetched_at", format: formatTime, width: 19, note: "When the page with the account was read."},
	{title: "Page", csv: "page", format: formatCount, width: 8, note: "As the server numbers its pages."},
	{title: "Raw hash", csv: "raw_hash", format: formatID, width: 14, note: "First 12 hex digits of the SHA-256 of the user object as received."},
	{title: "Odd", csv: "odd", width: 30, wrap: true, note: "What was unexpected in the object. Such an account is reported and never written."},
}

var vbcColumns = slices.Concat([]column{
	{title: "Account id", csv: "account_id", format: formatID, width: widthAccountID, name: "vb_ID", note: noteAsFetched},
	{title: "Email", csv: "email", width: 36, note: noteAsFetched},
	{title: "Login name", csv: "login_name", format: formatID, width: 24, note: noteAsFetched},
	{title: "First name", csv: "first_name", width: 16, note: noteAsFetched},
	{title: "Last name", csv: "last_name", width: 18, note: noteAsFetched},
	{title: "Contact numbers", csv: "contact_numbers", format: formatID, width: 28, wrap: true, note: noteAsFetched},
	{title: "Extensions", csv: "extensions", format: formatID, width: 16, note: noteAsFetched},
	{title: "DIDs", csv: "dids", format: formatID, width: 22, wrap: true, note: "Direct numbers on the extensions."},
	{title: "Status", csv: "status", width: 13, note: noteReturned},
	{title: "Role", csv: "role", width: 22, note: noteReturned},
	{title: "Location", csv: "location", width: 18, note: noteReturned},
	{title: "Department", csv: "department", width: 18, note: noteReturned},
}, fetchedColumns, []column{
	{title: "Service types", csv: "service_types", width: 18, note: "Of the extensions, each once: the nearest thing VBC has to a plan. Read only where vbc.service_types asks for it."},
	{title: "Last call (UTC)", csv: "last_call", format: formatTime, width: 19, note: noteLastCall},
	{title: "Calls", csv: "calls", format: formatCount, width: 9, note: "Made or answered, in the call logs that were read."}, colFirstSeen,
})

var vccColumns = slices.Concat([]column{
	{title: "userId", csv: "user_id", format: formatID, width: widthAccountID, name: "vc_ID", note: noteAsFetched},
	{title: "username", csv: "username", format: formatID, width: 28, note: noteAsFetched},
	{title: "name", csv: "name", width: 24, note: noteAsFetched},
	{title: "email", csv: "email", width: 36, note: noteAsFetched},
	{title: "active", csv: "active", width: 10, note: "No: archived."},
	{title: "locked", csv: "locked", width: 13, note: noteAsFetched},
	{title: "ssoExternalId", csv: "sso_external_id", format: formatID, width: 28, note: noteAsFetched},
	{title: "lastLoginTime (UTC)", csv: "last_login", format: formatTime, width: 19, note: "Last login to any Vonage Contact Center account."},
	{title: "role", csv: "role", width: 18, note: noteAsFetched},
	{title: "chargeable", csv: "chargeable", width: 13, note: noteAsFetched},
	{title: "actAsAgent", csv: "act_as_agent", width: 13, note: noteAsFetched},
	{title: "agentDisplayId", csv: "agent_display_id", format: formatID, width: 16, note: noteAsFetched},
	{title: "location", csv: "location", width: 14, note: "Dialling country of the agent."},
	{title: "telephonyExtension", csv: "telephony_extension", format: formatID, width: 18, note: noteAsFetched},
	{title: "associated VBC usernames", csv: "associated_vbc_usernames", format: formatID, width: 28, wrap: true, note: "Users of VBC that the contact centre links with this one."},
}, fetchedColumns, []column{
	{title: "Product licences", csv: "licences", width: 30, wrap: true, note: "Read only where vcc.licences asks for it, and not of archived users."}, colFirstSeen,
})

func accountsTable(x *index, px *productIndex) *table {
	t := &table{grain: "one account, as fetched", freeze: 2, size: len(px.pop.Accounts), empty: x.nothing(px.pop.Product)}
	if !px.pop.Complete() {
		t.empty += ". That does not mean that there is none: see Evidence."
	}
	cells, detail := vccCells, px.licenceCells
	t.sheet, t.excel, t.cols = sheetVCC, "tblVCC", vccColumns
	if px.pop.Product == reconcile.VBC {
		cells, detail = vbcCells, px.useCells
		t.sheet, t.excel, t.cols = sheetVBC, "tblVBC", vbcColumns
	}
	t.rows = x.accountRows(px.pop, len(t.cols), cells, detail)
	return t
}

// accountCells appends cells of one account to a row.
type accountCells func([]value, *reconcile.Account) []value

func (x *index) accountRows(pop *reconcile.Population, width int, cells, detail accountCells) iter.Seq[[]value] {
	return func(yield func([]value) bool) {
		row := make([]value, 0, width)
		for i := range pop.Accounts {
			a := &pop.Accounts[i]
			row = cells(row[:0], a)
			row = append(row, instant(a.FetchedAt, wordUnknown), number(a.Page), text(a.RawHash), text(strings.Join(a.Odd, "; ")))
			row = append(detail(row, a), x.firstSeen(a))
			if !yield(row) {
				return
			}
		}
	}
}

func vbcCells(row []value, a *reconcile.Account) []value {
	var phones, extensions, dids []string
	for _, p := range a.Phones {
		phones = append(phones, strings.TrimSpace(p.Type+" "+p.Number))
	}
	for _, e := range a.Extensions {
		extensions = append(extensions, e.Number)
		dids = append(dids, e.DIDs...)
	}
	return append(row,
		text(a.ID), accountEmail(a), text(a.Login), field(a.FirstName), field(a.LastName),
		list(phones), list(extensions), list(dids), text(fetchedState(a)),
		field(a.Role), field(a.Location), field(a.Department))
}

// useCells are what a VBC account is, and is used, for.
func (px *productIndex) useCells(row []value, a *reconcile.Account) []value {
	var types []string
	for _, e := range a.Extensions {
		if e.ServiceType != "" && !slices.Contains(types, e.ServiceType) {
			types = append(types, e.ServiceType)
		}
	}
	slices.Sort(types)
	calls := text(wordNotAsked)
	if px.sawCalls() {
		calls = number(a.Calls)
	}
	service := list(types)
	if len(types) == 0 {
		service = text(wordNotAvailable)
	}
	return append(row, service, px.lastCall(a), calls)
}

// sawCalls reports whether call logs were read, be it in part.
func (px *productIndex) sawCalls() bool {
	c := px.pop.Calls
	return c != nil && (c.Calls > 0 || !c.CoveredTo.IsZero())
}

// lastCall is the last call of an account, or why there is none.
func (px *productIndex) lastCall(a *reconcile.Account) value {
	switch {
	case a.Product != reconcile.VBC:
		return text(wordNotAvailable)
	case !px.sawCalls():
		return text(wordNotAsked)
	}
	return instant(a.LastCall, wordNoneSeen)
}

// licenceCells are the product licences of a VCC user.
func (px *productIndex) licenceCells(row []value, a *reconcile.Account) []value {
	held := make([]string, 0, len(a.Licences))
	for _, l := range a.Licences {
		held = append(held, l.Name+": "+l.Capability)
	}
	switch {
	case a.Licences == nil:
		return append(row, text(wordNotAsked))
	case len(held) == 0:
		return append(row, text(wordNone))
	}
	return append(row, list(held))
}

// fetchedState is the state as the product gave it: not available is not
// active, although it counts as usable.
func fetchedState(a *reconcile.Account) string {
	if a.State == reconcile.AccountUnknown {
		return wordNotAvailable
	}
	return accountStateWord(a)
}

func vccCells(row []value, a *reconcile.Account) []value {
	active := wordYes
	switch a.State {
	case reconcile.AccountArchived:
		active = wordNo
	case reconcile.AccountUnknown:
		active = wordNotAvailable
	}
	return append(row,
		text(a.ID), text(a.Login), field(a.DisplayName), accountEmail(a), text(active), returned(a.Locked), field(a.SSOID),
		instant(a.LastLogin, wordUnknown), field(a.Role), returned(a.Chargeable), returned(a.ActAsAgent), field(a.AgentID),
		field(a.Country), field(a.VCCNumber), list(a.LinkedVBC))
}
