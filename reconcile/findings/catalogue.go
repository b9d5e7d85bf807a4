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
	{"L07", "Gone from HR since last run", reconcile.SeverityMedium, "Both", "an earlier run matched the account to a person whom no HR row states now", "Ask HR; never removed automatically", RecommendInvestigate, controlRemoval},
	{"O01", "Account not in HR", reconcile.SeverityHigh, "Both", "a person-like account on a corporate domain that no HR row explains", "Identify the owner or remove the account", RecommendInvestigate, controlRemoval},
	{"O02", "External account", reconcile.SeverityMedium, "Both", "the account's mail domain is not the company's", "Record a sponsor and an end date in the exceptions file, or remove the account", RecommendOwner, controlReview},
	{"O03", "Non-person account without owner", reconcile.SeverityMedium, "Both", "looks like a service, shared, room or test account and nobody owns it", "Assign an owner in the exceptions file", RecommendOwner, controlReview},
	{"O04", "Account without email", reconcile.SeverityMedium, "Both", "the account has no usable address, so it cannot be joined to HR", "Add the address in Vonage, or an owner in the exceptions file", RecommendOwner, controlReview},
	{"O06", "Disputed match", reconcile.SeverityHigh, "Both", "several people or several accounts on one key", "Resolve by hand and confirm the link in the exceptions file", RecommendInvestigate, controlReview},
	{"O07", "Exception expired or points nowhere", reconcile.SeverityMedium, "Both", "a row of the exceptions file decided nothing in this run", "Renew or drop the row", "", controlReview},
	{"J01", "Expected account missing", reconcile.SeverityMedium, "Both", "an entitlement rule expects an account and there is none", "Create the account", "", controlReview},
	{"J02", "Pre-hire ready", reconcile.SeverityInfo, "Both", "an entitlement rule expects an account for a person who starts within 14 days", "Create the account on the first day", "", controlReview},
	{"J03", "Account before start date", reconcile.SeverityLow, "Both", "the account is active and the person has not started", "Check the start date", RecommendKeep, controlReview},
	{"J04", "Archived account, employed person", reconcile.SeverityMedium, "Both", "an employed person's account cannot be used", "Reactivate the account, or confirm that it is not needed", RecommendModify, controlReview},
	{"M01", "Email differs, same person", reconcile.SeverityMedium, "Both", "the account was linked by another key and its address is not the one in HR", "Update the address", RecommendModify, controlData},
	{"M02", "Name differs", reconcile.SeverityLow, "Both", "the account's name is not the person's name in HR", "Update the name", RecommendModify, controlData},
	{"D01", "Two accounts, one person", reconcile.SeverityMedium, "each", "a second account in the same product points to a person who already has one", "Remove the unused account by hand", RecommendInvestigate, controlReview},
	{"D02", "Duplicate account email", reconcile.SeverityMedium, "each", "one address stands on several accounts of a product", "Correct the address of the accounts that it does not belong to", RecommendModify, controlData},
	{"S01", "On leave, account active", reconcile.SeverityInfo, "Both", "the person is on leave and the account can be used", "Suspend the account if the policy says so", RecommendKeep, controlReview},
	{"S02", "Locked account", reconcile.SeverityLow, "VCC", "the account is locked", "Unlock or remove the account", RecommendModify, controlReview},
	{"S05", "HR state ambiguous", reconcile.SeverityMedium, "Both", "HR does not say whether the person is employed", "Ask HR", RecommendInvestigate, controlData},
	{"P01", "Administrator", reconcile.SeverityInfo, "where returned", "the account has an administrator role; listed for review", "Confirm the need", RecommendKeep, controlReview},
	{"P02", "Administrator not in HR", reconcile.SeverityCritical, "where returned", "an administrator whom no HR row explains", "Confirm or remove today", RecommendRemove, controlReview},
	{"P03", "Administrator has left", reconcile.SeverityCritical, "where returned", "HR says the administrator has left and the account can still be used", "Remove by hand today", RecommendRemove, controlRemoval},
	{"IN-01", "Fetch incomplete", reconcile.SeverityCritical, "each", "the product could not be read to the end, so nothing is said to be missing from it", "Remove the cause and run again", "", controlData},
	{"IN-02", "Population moved during fetch", reconcile.SeverityMedium, "each", "the number of users that the product declares changed while it was read", "Run again at a quieter time", "", controlData},
	{"IN-03", "Duplicate ids across pages", reconcile.SeverityMedium, "each", "a user or a page came more than once", "Run again; if it stays, check the page settings", "", controlData},
	{"IN-04", "Scope may be partial", reconcile.SeverityHigh, "each", "accounts that must be visible were not, so the credential may see only a part", "Use the credential of an administrator who sees every user", "", controlData},
	{"IN-05", "Unexpected shape", reconcile.SeverityHigh, "each", "the answer had a form that is not known: a missing or repeated key, an unknown value", "Check the API version; the account is never written", "", controlData},
	{"IN-06", "Tie-out failed", reconcile.SeverityCritical, "run", "two counts of the same thing differ", "Do not rely on the report", "", controlData},
}
