package findings

// The catalogue: what each code means, how severe it is by default, and what
// somebody should do. Codes are permanent.

import "rollcall/reconcile"

// Recommendation is the decision that a reviewer is invited to take.
type Recommendation string

// The recommendations, from the one that wins to the one that yields.
const (
	RecommendRemove      Recommendation = "Remove"
	RecommendInvestigate Recommendation = "Investigate"
	RecommendOwner       Recommendation = "Confirm owner"
	RecommendModify      Recommendation = "Modify"
	RecommendKeep        Recommendation = "Keep"
)

// Entry is one line of the catalogue.
type Entry struct {
	Code      reconcile.Code
	Title     string
	Severity  reconcile.Severity // default; Rule says when it differs
	Scope     string             // "Both", "VBC", "VCC", "each", "run", "HR"
	Meaning   string
	Action    string
	Recommend Recommendation // empty when it is not about an account's access
	Controls  string         // control objectives it serves
}

// Controls that findings are evidence for.
const (
	controlRemoval = "SOC 2 CC6.2, ISO 27001 A.5.18, SOX access"
	controlReview  = "SOC 2 CC6.3, ISO 27001 A.5.18"
	controlAdmin   = "SOC 2 CC6.2, SOC 2 CC6.3, ISO 27001 A.5.18, SOX access"
	controlLicence = "SOC 2 CC6.3, licence cost review"
	controlData    = "PCAOB AS 1105 (information produced by the company)"
)

// Catalogue lists every code that a run can raise, in the order in which the
// Read me sheet prints them.
func Catalogue() []Entry { return catalogue }

// Lookup returns the entry of a code, HR quality codes included.
func Lookup(code reconcile.Code) (Entry, bool) {
	if i, ok := byCode[code]; ok {
		return catalogue[i], true
	}
	if q, ok := reconcile.LookupQuality(reconcile.QualityCode(code)); ok {
		return Entry{Code: code, Title: q.Title, Severity: levelSeverity[q.Level], Scope: "HR", Controls: controlData}, true
	}
	return Entry{}, false
}

var byCode = func() map[reconcile.Code]int {
	m := make(map[reconcile.Code]int, len(catalogue))
	for i, e := range catalogue {
		m[e.Code] = i
	}
	return m
}()

var catalogue = []Entry{
	{"L01", "Leaver still active", reconcile.SeverityHigh, "Both", "HR says the person has left and the account can still be used; critical after 30 days", "Remove the account", RecommendRemove, controlRemoval},
	{"L02", "Use after termination", reconcile.SeverityCritical, "Both", "the account was used after the last day employed: a login (VCC), or a call in the call logs that were read (VBC)", "Remove the account and investigate the use", RecommendRemove, controlRemoval},
	{"L03", "Leaver scheduled", reconcile.SeverityInfo, "Both", "the last day employed is today or ahead; medium within 7 days", "Prepare the removal", RecommendKeep, controlRemoval},
	{"L04", "Leaver within grace", reconcile.SeverityLow, "Both", "the person has left and the grace days are not over", "Remove by the due date", RecommendRemove, controlRemoval},
	{"L05", "Leaver without date", reconcile.SeverityMedium, "Both", "HR says the person has left but gives no date", "Get the termination date from HR", RecommendInvestigate, controlRemoval},
	{"L06", "Leaver's number still assigned", reconcile.SeverityMedium, "VBC", "the account of somebody who has left, archived or not, still has an extension or a direct number", "Reassign the number or release it, by hand", RecommendModify, controlRemoval},
	{"L07", "Gone from HR since last run", reconcile.SeverityMedium, "Both", "an earlier run matched the account to a person whom no HR row states now", "Ask HR; never removed automatically", RecommendInvestigate, controlRemoval},
	{"L08", "Leaver archived but chargeable", reconcile.SeverityMedium, "VCC", "the person has left, the account is archived, and the product still charges for it", "Release the licence", RecommendModify, controlLicence},
	{"O01", "Account not in HR", reconcile.SeverityHigh, "Both", "a person-like account on a corporate domain that no HR row explains", "Identify the owner or remove the account", RecommendInvestigate, controlRemoval},
	{"O02", "External account", reconcile.SeverityMedium, "Both", "the account's mail domain is not the company's", "Record a sponsor and an end date in the exceptions file, or remove the account", RecommendOwner, controlReview},
	{"O03", "Non-person account without owner", reconcile.SeverityMedium, "Both", "looks like a service, shared, room or test account and nobody owns it", "Assign an owner in the exceptions file", RecommendOwner, controlReview},
	{"O04", "Account without email", reconcile.SeverityMedium, "Both", "the account has no usable address, so it cannot be joined to HR", "Add the address in Vonage, or an owner in the exceptions file", RecommendOwner, controlReview},
	{"O05", "Possible match waiting", reconcile.SeverityLow, "Both", "no key links the account, and somebody in HR to whom no account is linked resembles its holder", "Decide on the sheet Possible matches", RecommendInvestigate, controlReview},
	{"O06", "Disputed match", reconcile.SeverityHigh, "Both", "several people or several accounts on one key", "Resolve by hand and confirm the link in the exceptions file", RecommendInvestigate, controlReview},
	{"O07", "Exception expired, expiring or unused", reconcile.SeverityMedium, "Both", "a row of the exceptions file decided nothing in this run; low where it still decides and ends within 14 days", "Renew or drop the row", "", controlReview},
	{"O08", "Exception too broad", reconcile.SeverityHigh, "Both", "a row of the exceptions file takes an administrator out of sight, or decides for more than five accounts", "Name single accounts by id, or drop the row", "", controlReview},
	{"O09", "Person's account looks like a non-person", reconcile.SeverityInfo, "Both", "the account is linked to a person and its name, address or role looks like that of a service, shared, room or test account", "Confirm that one person alone uses the account; it is never removed automatically", RecommendKeep, controlReview},
	{"R01", "Possible rename", reconcile.SeverityHigh, "Both", "an account that HR does not explain and a person without an account agree on an employee id, an earlier link, a local part or a name that nobody else has", "Confirm the link in the exceptions file, or name whose the account is; neither is removed or created until then", RecommendInvestigate, controlReview},
	{"J01", "Expected account missing", reconcile.SeverityMedium, "Both", "an entitlement rule expects an account and there is none", "Create the account", "", controlReview},
	{"J02", "Pre-hire ready", reconcile.SeverityInfo, "Both", "an entitlement rule expects an account for a person who starts within 14 days", "Create the account on the first day", "", controlReview},
	{"J03", "Account before start date", reconcile.SeverityLow, "Both", "the account is active and the person has not started", "Check the start date", RecommendKeep, controlReview},
	{"J04", "Archived account, employed person", reconcile.SeverityMedium, "Both", "an employed person's account cannot be used", "Reactivate the account, or confirm that it is not needed", RecommendModify, controlReview},
	{"M01", "Email differs, same person", reconcile.SeverityMedium, "Both", "the account was linked by another key and its address is not the one in HR", "Update the address", RecommendModify, controlData},
	{"M02", "Name differs", reconcile.SeverityLow, "Both", "the account's name is not the person's name in HR", "Update the name", RecommendModify, controlData},
	{"M03", "Department or location differs", reconcile.SeverityLow, "VBC", "the product returns a department or location and it is not the one in HR; compared without case and white space", "Update the field", RecommendModify, controlData},
	{"M04", "Phone or extension differs", reconcile.SeverityLow, "VBC", "none of the account's numbers is the work phone or extension in HR; phone numbers are compared by their last nine digits", "Check which side is right", RecommendModify, controlData},
	{"M05", "SSO id differs from HR", reconcile.SeverityMedium, "VCC", "the SSO id is not the person's email, user principal name or employee id: the login may fail, or let another person in", "Correct the SSO id", RecommendModify, controlReview},
	{"M06", "Role does not fit the job", reconcile.SeverityMedium, "where returned", "the configuration says who may hold the role (roles), and the account's person is not among them", "Review the role", RecommendModify, controlReview},
	{"X01", "VCC link to a missing or closed VBC user", reconcile.SeverityMedium, "VCC", "the VCC account names a VBC login that no VBC account has, or one that is archived while the VCC account can be used (half removed)", "Repair the link, or finish the removal", RecommendModify, controlReview},
	{"X02", "VCC and VBC link different people", reconcile.SeverityHigh, "Both", "the VCC account names a VBC login, and by their own keys the two accounts belong to different people", "Investigate who uses which account", RecommendInvestigate, controlReview},
	{"X03", "Product link missing", reconcile.SeverityLow, "VCC", "one person uses an account in both products and the VCC account does not name the VBC login", "Link the accounts if the link is used", RecommendModify, controlData},
	{"D01", "Two accounts, one person", reconcile.SeverityMedium, "each", "a second account in the same product points to a person who already has one", "Remove the unused account by hand", RecommendInvestigate, controlReview},
	{"D02", "Duplicate account email", reconcile.SeverityMedium, "each", "one address stands on several accounts of a product", "Correct the address of the accounts that it does not belong to", RecommendModify, controlData},
	{"S01", "On leave, account active", reconcile.SeverityInfo, "Both", "the person is on leave and the account can be used; medium where policy.leave is suspend", "Suspend the account if the policy says so", RecommendKeep, controlReview},
	{"S02", "Locked account", reconcile.SeverityLow, "VCC", "the account is locked", "Unlock or remove the account", RecommendModify, controlReview},
	{"S03", "Dormant", reconcile.SeverityLow, "Both", "no login (VCC), or no call although all call logs are known (VBC), in more than policy.idle_days days; medium if the account is chargeable", "Ask whether the account is needed, and reclaim it", RecommendInvestigate, controlLicence},
	{"S04", "Never logged in", reconcile.SeverityLow, "VCC", "our own runs have known the account for policy.idle_days days or more and it has no last login", "Ask whether the account is needed, and reclaim it", RecommendInvestigate, controlLicence},
	{"S05", "HR state ambiguous", reconcile.SeverityMedium, "Both", "HR does not say whether the person is employed", "Ask HR", RecommendInvestigate, controlData},
	{"P01", "Administrator", reconcile.SeverityInfo, "where returned", "the account has an administrator role; listed for review", "Confirm the need", RecommendKeep, controlReview},
	{"P02", "Administrator not in HR", reconcile.SeverityCritical, "where returned", "an administrator whom no HR row explains", "Confirm or remove today", RecommendRemove, controlAdmin},
	{"P03", "Administrator has left", reconcile.SeverityCritical, "where returned", "HR says the administrator has left and the account can still be used", "Remove by hand today", RecommendRemove, controlAdmin},
	{"P04", "Reviewer is the account holder", reconcile.SeverityMedium, "Both", "raised by verify: in a returned workbook somebody decided about their own account", "Have a second reviewer decide", "", controlReview},
	{"C01", "Reclaimable seat", reconcile.SeverityMedium, "Both", "the seat has a price (prices) and L01, L08, D01 or S03 says that it is not needed", "Reclaim the seat", "", controlLicence},
	{"C02", "Create would exceed licences", reconcile.SeverityHigh, "Both", "the accounts that are missing (J01) need more seats than are free of those bought (seats)", "Buy licences, or hold the accounts back", "", controlLicence},
	{"IN-01", "Fetch incomplete", reconcile.SeverityCritical, "each", "the product could not be read to the end, so nothing is said to be missing from it", "Remove the cause and run again", "", controlData},
	{"IN-02", "Population moved during fetch", reconcile.SeverityMedium, "each", "the number of users that the product declares changed while it was read", "Run again at a quieter time", "", controlData},
	{"IN-03", "Duplicate ids across pages", reconcile.SeverityMedium, "each", "a user or a page came more than once", "Run again; if it stays, check the page settings", "", controlData},
	{"IN-04", "Scope may be partial", reconcile.SeverityHigh, "each", "accounts that must be visible were not, so the credential may see only a part", "Use the credential of an administrator who sees every user", "", controlData},
	{"IN-05", "Unexpected shape", reconcile.SeverityHigh, "each", "the answer had a form that is not known: a missing or repeated key, an unknown value", "Check the API version; the account is never written", "", controlData},
	{"IN-06", "Tie-out failed", reconcile.SeverityCritical, "run", "two counts of the same thing differ", "Do not rely on the report", "", controlData},
	{"IN-07", "Limit of the plan reached", reconcile.SeverityHigh, "run", "raised by plan: it wants to remove or change more accounts than a limit allows", "Approve the number by name, or correct the input", "", controlRemoval},
	{"IN-08", "Plan is stale", reconcile.SeverityHigh, "run", "raised by apply: the account changed since the plan was made", "Plan again", "", controlRemoval},
	{"IN-09", "Applied but not verified", reconcile.SeverityHigh, "run", "raised by apply: what was written is not what reading it back gives", "Check by hand", "", controlRemoval},
}
