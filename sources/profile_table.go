package sources

// The table of vendor profiles, one entry each.
//
// A profile's codes are the words that the general status map does not know, or
// knows with another meaning, and those that the system uses both for people
// who have left and for people who have not. The latter are AMBIGUOUS here
// whatever becomes of the general map: a date then decides.
//
// A fingerprint's own headers stand in no other entry. Systems whose headers
// are not known well enough have none, so they are never suggested.

import "rollcall/reconcile"

// inactive is the word that most systems use for people who have left and for
// people who are away.
var inactive = map[string]reconcile.Status{"Inactive": reconcile.StatusAmbiguous}

// noAccountExpiry is what a directory writes for an account that never expires.
var noAccountExpiry = []string{"0", "9223372036854775807", "1601-01-01", "1/1/1601", "01/01/1601", "12/31/1600", "31/12/1600", "never"}

var profiles = []profile{
	{name: genericProfile, title: "no particular system"},
	{
		name: "workday", title: "Workday",
		own: []string{
			"Worker Object", "Legal Name - First Name", "Legal Name - Last Name", "Preferred Name - First Name", "Email - Primary Work",
			"Email - Primary Work or Primary Home", "Phone - Primary Home", "Worker Active", "Supervisory Organization",
			"Cost Center - ID|Cost Center - Name", "Manager Employee ID",
		},
		usual: []string{
			"Employee ID", "Worker", "User Name", "Active Status", "Employee Type", "Hire Date", "Original Hire Date", "Termination Date",
			"Last Day Of Work", "Business Title", "Job Profile",
		},
		codes: inactive,
	},
	{
		name: "bamboohr", title: "BambooHR",
		own:   []string{"employmentHistoryStatus", "bestEmail", "supervisorEId", "workPhoneExtension", "homeEmail"},
		usual: []string{"employeeNumber", "firstName", "lastName", "preferredName", "workEmail", "workPhone", "mobilePhone", "hireDate", "terminationDate", "jobTitle", "supervisor"},
		codes: inactive,
		nulls: []string{"0000-00-00"},
	},
	{
		name: "adp_wfn", title: "ADP Workforce Now",
		own: []string{
			"Associate ID", "Payroll Name", "Work Contact: Work Email", "Work Contact: Work Phone", "Personal Contact: Personal Email",
			"Personal Contact: Personal Mobile", "Position Status", "Hire/Rehire Date", "Home Department Code|Home Department Description",
			"Reports To Associate ID", "Worker Category Description",
		},
		usual: []string{
			"Position ID", "File Number|File #", "Legal First Name", "Legal Last Name", "Preferred First Name", "Hire Date", "Rehire Date",
			"Termination Date", "Location Description", "Job Title Description", "Reports To Name",
		},
		codes: map[string]reconcile.Status{
			"A": reconcile.StatusActive, "L": reconcile.StatusLeave, "T": reconcile.StatusLeaver, "Inactive": reconcile.StatusAmbiguous,
		},
		aliases: map[string]string{"file": fieldEmployeeID},
	},
	{
		name: "ukg", title: "UKG Pro, UltiPro or Ready",
		own:   []string{"Employee Status Code", "Last Hire Date", "Org Level 1|Org Level 2|Org Level 3|Org Level 4", "Alternate Email Address", "Manager 1 Name", "Employee Id&Account Id"},
		usual: []string{"Employee Number", "Person ID", "First Name", "Last Name", "Email Address", "Employee Status", "Original Hire Date", "Termination Date", "Supervisor Name", "Work Phone", "Work Phone Extension", "Primary Email", "Username"},
		codes: map[string]reconcile.Status{
			"A": reconcile.StatusActive, "L": reconcile.StatusLeave, "S": reconcile.StatusSuspended, "T": reconcile.StatusLeaver,
		},
	},
	{name: "ukg_hrsd", title: "UKG HR Service Delivery", quote: '\''},
	{
		name: "paylocity", title: "Paylocity",
		codes: map[string]reconcile.Status{"A": reconcile.StatusActive, "L": reconcile.StatusLeave, "T": reconcile.StatusLeaver},
	},
	{
		name: "successfactors", title: "SAP SuccessFactors",
		own:   []string{"USERID&USERNAME", "HR", "BIZ_PHONE", "JOBCODE", "emplStatus"},
		usual: []string{"STATUS", "FIRSTNAME", "LASTNAME", "EMAIL", "MANAGER", "DEPARTMENT", "DIVISION", "LOCATION", "HIREDATE", "EMPID", "TITLE"},
		codes: map[string]reconcile.Status{
			"A": reconcile.StatusActive, "P": reconcile.StatusLeave, "U": reconcile.StatusLeave, "S": reconcile.StatusSuspended,
			"F": reconcile.StatusSuspended, "D": reconcile.StatusDormant, "O": reconcile.StatusCancelled,
			"R": reconcile.StatusLeaver, "T": reconcile.StatusLeaver, "Inactive": reconcile.StatusAmbiguous,
		},
		aliases: map[string]string{"userid": fieldEmployeeID, "manager": "manager_id"},
		nobody:  []string{"NO_MANAGER", "NO_MGR", "NO_HR"},
		nulls:   []string{"9999-12-31"},
		labels:  true,
	},
	{
		name: "oracle_hcm", title: "Oracle HCM",
		own:   []string{"Person Number", "Assignment Number", "Assignment Status|Assignment Status Type", "Legal Employer Hire Date", "Enterprise Hire Date", "Actual Termination Date", "Manager Person Number"},
		usual: []string{"Person ID", "First Name", "Last Name", "Display Name", "Work Email", "Email Address", "Department Name", "Location Name", "Job Name"},
		// A process word says that payroll no longer runs, not that the person
		// has left: the termination date confirms it.
		codes: map[string]reconcile.Status{
			"ACTIVE_PROCESS": reconcile.StatusActive, "INACTIVE_PROCESS": reconcile.StatusAmbiguous, "Inactive": reconcile.StatusAmbiguous,
			"Inactive - Payroll Eligible": reconcile.StatusAmbiguous, "Inactive - No Payroll": reconcile.StatusAmbiguous,
		},
		nulls: []string{"4712-12-31"},
	},
	{
		name: "rippling", title: "Rippling",
		own:   []string{"Legal first name", "Legal last name", "Manager - Work email"},
		usual: []string{"Employee", "Work email", "Title", "Department", "Employment status", "Start date", "End date"},
		codes: map[string]reconcile.Status{"Hired": reconcile.StatusPreHire},
		order: orderMDY,
	},
	{
		name: "gusto", title: "Gusto",
		own:   []string{"Gusto employee ID", "Preferred first name&Personal email"},
		usual: []string{"First name", "Last name", "Work email", "Employment status", "Start date", "Termination date", "Department", "Manager", "Title"},
		codes: inactive,
	},
	{
		name: "personio", title: "Personio",
		own:   []string{"Hire date&Office&Position&Supervisor"},
		usual: []string{"First name", "Last name", "Email", "Status", "Termination date", "Department"},
		codes: inactive,
	},
	{
		name: "hibob", title: "HiBob",
		own:   []string{"Lifecycle status", "Site&Reports to"},
		usual: []string{"Display name", "Email", "First name", "Last name", "Start date", "Termination date", "Department"},
		codes: map[string]reconcile.Status{"Hired": reconcile.StatusPreHire},
	},
	{
		name: "paycom", title: "Paycom",
		own:   []string{"Employee_Code", "Legal_Firstname", "Legal_Lastname", "DOL_Status", "Most_Recent_Hire_Date", "Supervisor_Primary_Code", "Department_Desc"},
		usual: []string{"Work_Email", "Personal_Email", "Primary_Phone", "Employee_Status", "Hire_Date", "Termination_Date", "Position", "Work_Location"},
		codes: inactive,
		nulls: []string{"00/00/0000"},
	},
	{
		name: "zoho", title: "Zoho People",
		own:   []string{"EmailID", "Employeestatus", "Dateofjoining", "Dateofexit", "Reporting_To"},
		usual: []string{"EmployeeID", "FirstName", "LastName", "Department", "Designation"},
	},
	{
		name: "entra", title: "Microsoft Entra ID",
		own:     []string{"accountEnabled", "alternateEmailAddress", "objectId", "userPrincipalName&userType"},
		usual:   []string{"userPrincipalName", "displayName", "surname", "mail", "givenName", "jobTitle", "department", "telephoneNumber", "mobile"},
		aliases: map[string]string{"usertype": fieldWorkerType},
	},
	{
		name: "ad", title: "Active Directory",
		own:   []string{"SamAccountName|sAMAccountName", "AccountExpirationDate", "OfficePhone", "DistinguishedName", "Enabled&UserPrincipalName"},
		usual: []string{"UserPrincipalName", "EmailAddress", "EmployeeID", "EmployeeNumber", "Enabled", "GivenName", "Surname", "Title", "Department", "Office", "Manager"},
		nulls: noAccountExpiry,
	},
	{
		name: "google", title: "Google Workspace",
		own:   []string{"Email Address [Required]", "First Name [Required]", "Last Name [Required]", "Status [READ ONLY]", "New Status [UPLOAD ONLY]", "Org Unit Path [Required]"},
		usual: []string{"Employee ID", "Manager Email", "Department", "Cost Center"},
	},
	{
		name: "msu", title: "single letters of a university",
		codes: map[string]reconcile.Status{"D": reconcile.StatusLeaver, "R": reconcile.StatusLeaver, "T": reconcile.StatusLeaver},
	},
	{
		name: "x12", title: "X12 834",
		codes: map[string]reconcile.Status{
			"AC": reconcile.StatusActive, "FT": reconcile.StatusType, "PT": reconcile.StatusType,
			"L1": reconcile.StatusLeave, "LA": reconcile.StatusLeave, "LE": reconcile.StatusLeave, "LM": reconcile.StatusLeave,
			"LS": reconcile.StatusLeave, "AA": reconcile.StatusLeave, "AB": reconcile.StatusLeave,
			"SU": reconcile.StatusSuspended, "FA": reconcile.StatusSuspended, "FB": reconcile.StatusSuspended,
			"FC": reconcile.StatusSuspended, "FO": reconcile.StatusSuspended,
			"TE": reconcile.StatusLeaver, "RT": reconcile.StatusLeaver, "RA": reconcile.StatusLeaver, "RP": reconcile.StatusLeaver,
			"DC": reconcile.StatusLeaver, "DI": reconcile.StatusLeaver,
		},
	},
	{name: "veza", title: "Veza", codes: map[string]reconcile.Status{"hired": reconcile.StatusActive}},
}
