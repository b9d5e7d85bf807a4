package sources

// Which header means which field. Headers are compared squashed, letters and
// digits in lower case, and exactly: "contains" would take "Manager - Work
// email" for a person's address.

import (
	"strings"

	"rollcall/reconcile/people"
)

// The field names that configuration and reports use.
const (
	fieldEmail       = "email"
	fieldUPN         = "upn"
	fieldMixed       = "mixed_email"
	fieldPersonal    = "personal_email"
	fieldEmployeeID  = "employee_id"
	fieldPersonID    = "person_id"
	fieldFirst       = "first_name"
	fieldLast        = "last_name"
	fieldPreferred   = "preferred_name"
	fieldDisplay     = "display_name"
	fieldStatus      = "status"
	fieldOnLeave     = "on_leave"
	fieldHire        = "hire_date"
	fieldLastHire    = "last_hire_date"
	fieldTermination = "termination_date"
	fieldLastDay     = "last_day"
	fieldWorkerType  = "worker_type"
	fieldSensitive   = "sensitive" // recognised so that it is not read
)

// aliasTable lists, per field, the squashed headers that mean it, the best
// first.
var aliasTable = []struct {
	field   string
	aliases string
}{
	{fieldEmail, `workemail emailprimarywork primaryworkemail workcontactworkemail businessemail businessemailaddress companyemail
		corporateemail officialemail emailwork workemailaddress emailaddresswork employeeworkemail workeremail primaryemail
		primaryemailaddress emailprimary emailaddress emailaddressrequired email emailid employeeemail employeeemailid mail
		emailaddr dienstlicheemail geschaeftlicheemail geschäftlicheemail emailprofessionnel courriel correoelectronico
		correoelectrónico correocorporativo zakelijkemail`},
	{fieldUPN, `userprincipalname upn ssousername login loginname username networkid samaccountname`},
	{fieldMixed, `bestemail emailprimaryworkorprimaryhome preferredemail contactemail notificationemail`},
	{fieldPersonal, `personalemail homeemail personalcontactpersonalemail privateemail alternateemail alternateemailaddress
		secondaryemail emailhome emailpersonal emailprivate emailaddresspersonal emailaddresshome recoveryemail
		privateemailadresse`},
	{fieldEmployeeID, `employeeid employeenumber employeeno empid empno empnum employeecode eecode eeid workerid associateid
		filenumber fileno personnelnumber personnelno staffid staffnumber badgenumber payrollid payrollnumber
		gustoemployeeid externalid externalemployeeid personalnummer mitarbeiternummer matricule numeroempleado
		númeroempleado personeelsnummer`},
	{fieldPersonID, `personnumber personid personidexternal workdayid wid associateoid aoid globalid objectid`},
	{fieldFirst, `firstname legalfirstname legalnamefirstname givenname fname forename employeefirstname vorname prenom prénom
		nombre voornaam`},
	{fieldLast, `lastname legallastname legalnamelastname surname familyname lname sn employeelastname nachname familienname nom
		apellidos achternaam`},
	{fieldPreferred, `preferredname preferredfirstname preferrednamefirstname nickname knownas goesby chosenname rufname`},
	{fieldDisplay, `displayname fullname name employeename worker workername workerobject employee associate payrollname
		legalname preferredfullname eename`},
	{fieldStatus, `employmentstatus workerstatus positionstatus employeestatus employeestatuscode statuscode emplstatus
		lifecyclestatus assignmentstatus assignmentstatustype workrelationshipstatus currentstatus hrstatus status
		accountstatus beschaeftigungsstatus beschäftigungsstatus statut active isactive activestatus workeractive enabled
		accountenabled activeemployee inactive terminated disabled empstatus currentemploymentstatus employmentstatusdescription
		employeestatusdescription statusdescription employmentstate workstatus staffstatus jobstatus personstatus eestatus
		employeeactivestatus activeinactive mitarbeiterstatus estatus isterminated isinactive isdisabled`},
	{fieldOnLeave, `onleave leave isonleave leavestatus`},
	{fieldHire, `hiredate originalhiredate legalemployerhiredate enterprisehiredate startdate dateofhire datehired dateofjoining
		dateofjoin doj joiningdate joindate joineddate employmentstartdate contractstartdate firstday eintritt
		eintrittsdatum dateentree dateentrée fechaalta`},
	{fieldLastHire, `rehiredate lasthiredate mostrecenthiredate hirerehiredate latesthiredate recenthiredate`},
	{fieldTermination, `terminationdate termdate dateterminated dateoftermination actualterminationdate enddate
		employmentenddate separationdate exitdate dateofexit leavedate leavingdate leaverdate contractenddate austritt
		austrittsdatum datesortie fechabaja`},
	{fieldLastDay, `lastdayofwork lastdayworked lastworkingday lastday`},
	{fieldWorkerType, `workertype employeetype employmenttype emptype workercategory workercategorydescription employeeclass
		contracttype persontype`},
	{"department", `department departmentname departmentdescription departmentdesc dept deptname homedepartment
		homedepartmentdescription supervisoryorganization costcentername team orglevel1 division businessunit abteilung
		bereich departamento afdeling`},
	{"location", `location locationname locationdescription worklocation primaryworklocation office site officelocation
		physicaldeliveryofficename baselocation workcity standort buero büro sitio`},
	{"job_title", `jobtitle jobtitledescription businesstitle positiontitle title designation role position jobname jobprofile
		stelle funktion puesto`},
	{"cost_center", `costcenter costcentre costcenterid costcenternumber costcentercode kostenstelle`},
	{"manager_name", `manager managername supervisor supervisorname reportsto reportingto reportstoname manager1name
		linemanager vorgesetzter`},
	{"manager_email", `manageremail manageremailaddress managerworkemail supervisoremail reportstoemail managerupn`},
	{"manager_id", `managerid manageremployeeid managerpersonnumber reportstoassociateid supervisorid supervisoreid
		supervisorprimarycode`},
	{"work_phone", `workphone workcontactworkphone businessphone bizphone officephone telephonenumber phonework phone
		primaryworkphone directdial durchwahl`},
	{"extension", `extension ext workphoneextension phoneextension telephonyextension nebenstelle`},
	{"mobile", `mobile mobilephone workmobile workcontactworkmobile cellphone cell mobil`},
	{"primary_position", `primaryposition primaryjob isprimary primaryassignment primaryflag`},
	{fieldSensitive, `ssn socialsecuritynumber socialsecurity taxid taxidssn nationalid birthdate dateofbirth dob salary
		annualsalary payrate bankaccount iban gender ethnicity race maritalstatus`},
}

// flagForms are the status headers that hold yes and no.
var flagForms = map[string]people.Form{
	"active": people.FormActive, "isactive": people.FormActive, "activestatus": people.FormActive,
	"workeractive": people.FormActive, "enabled": people.FormActive, "accountenabled": people.FormActive,
	"activeemployee": people.FormActive, "inactive": people.FormInactive, "disabled": people.FormInactive,
	"terminated": people.FormTerminated, "isterminated": people.FormTerminated,
	"isinactive": people.FormInactive, "isdisabled": people.FormInactive, "employeeactivestatus": people.FormActive,
}

// flagParts are parts of a header that say which way round a yes/no column is,
// for a column that a person named as the status. The first that fits holds.
var flagParts = []struct {
	part string
	form people.Form
}{
	{"inactive", people.FormInactive}, {"disabled", people.FormInactive}, {"terminated", people.FormTerminated}, {"leaver", people.FormTerminated},
	{"left", people.FormTerminated}, {"active", people.FormActive}, {"enabled", people.FormActive}, {"employed", people.FormActive},
}

// formNamed is how a column that a person named as the status is written.
func formNamed(word string) people.Form {
	if form, ok := flagForms[word]; ok {
		return form
	}
	for _, w := range flagParts {
		if strings.Contains(word, w.part) {
			return w.form
		}
	}
	return people.FormWord
}

// weakAliases are known headers that may well mean something else.
var weakAliases = []string{"contractenddate", "leavedate", "role", "phone", "samaccountname", "service"}

// leaveBeside is a part of the headers beside which a leave date is the first
// day of a leave, and not the last day employed.
const leaveBeside = "return"

// besideOthers are headers that mean a field only in the company of others of
// their language: "Service" is a department in a French file, and a length of
// service or a product elsewhere.
var besideOthers = map[string]struct {
	field string
	words []string
}{
	"service": {"department", []string{"prenom", "prénom", "nom", "matricule", "courriel", "emailprofessionnel", "dateentree", "dateentrée", "datesortie"}},
}

// keyFields are the fields for which two equally good columns are an error:
// the wrong one would decide who somebody is or whether they have left.
var keyFields = []string{fieldEmail, fieldUPN, fieldEmployeeID, fieldPersonID, fieldStatus, fieldHire, fieldLastHire, fieldTermination, fieldLastDay}

// nameFields are the fields that say how somebody is called.
var nameFields = []string{fieldFirst, fieldLast, fieldPreferred, fieldDisplay}

// alias is what a header means.
type alias struct {
	field string
	rank  int // 0 is the best
	form  people.Form
}

var aliases = func() map[string]alias {
	m := make(map[string]alias)
	for _, t := range aliasTable {
		for rank, word := range strings.Fields(t.aliases) {
			a := alias{field: t.field, rank: rank}
			if t.field == fieldStatus {
				a.form = people.FormWord
				if form, ok := flagForms[word]; ok {
					a.form = form
				}
			}
			m[word] = a
		}
	}
	return m
}()

// lookUp returns what a squashed header means in a vendor's files.
func lookUp(word string, p *profile) (alias, bool) {
	if field, ok := p.aliases[word]; ok {
		return alias{field: field, rank: len(aliases)}, true
	}
	a, ok := aliases[word]
	return a, ok
}

// elsewhere names the profile under which a header would be known, and as what.
func elsewhere(word string) (profile, field string) {
	for i := range profiles {
		if field, ok := profiles[i].aliases[word]; ok {
			return profiles[i].name, field
		}
	}
	return "", ""
}

func knownField(name string) bool {
	for _, t := range aliasTable {
		if t.field == name && name != fieldSensitive {
			return true
		}
	}
	return false
}

func fieldList() string {
	var names []string
	for _, t := range aliasTable {
		if t.field != fieldSensitive {
			names = append(names, t.field)
		}
	}
	return strings.Join(names, ", ")
}

// nearest returns the alias that a header is closest to, or "" when none is
// close: at most a quarter of its letters may differ.
func nearest(word string) string {
	best, bestAt := "", len(word)/4+1
	if len(word) < 4 {
		return ""
	}
	for _, t := range aliasTable {
		for candidate := range strings.FieldsSeq(t.aliases) {
			if t.field == fieldSensitive || max(len(candidate)-len(word), len(word)-len(candidate)) >= bestAt {
				continue
			}
			if d := edits(word, candidate); d < bestAt {
				best, bestAt = candidate, d
			}
		}
	}
	return best
}

// edits is the Levenshtein distance of two words in bytes.
func edits(a, b string) int {
	line := make([]int, len(b)+1)
	for j := range line {
		line[j] = j
	}
	for i := range len(a) {
		diagonal := line[0]
		line[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			next := min(line[j+1]+1, line[j]+1, diagonal+cost)
			diagonal, line[j+1] = line[j+1], next
		}
	}
	return line[len(b)]
}
