package sources

// One file per HR system, small and shaped as that system writes it, with
// invented people: what profile its headers suggest, where its header is, which
// columns are read, and what becomes of each person.

import (
	"fmt"
	"strings"
	"testing"

	"rollcall/reconcile"
	"rollcall/reconcile/people"
)

// vendorFile is a file and what it must come to.
type vendorFile struct {
	name    string
	content string
	opt     Options // besides the defaults

	profile, suggested string
	why                []string // headers that the reason names
	header             int
	columns            string   // field=header of each column that is read
	people             []string // id, name, state, end, held, codes
	codes              string   // of the file
	classes            string   // of the rows that are neither data nor the header
	evidence           []string
}

func textOf(list ...string) string { return strings.Join(list, "\n") + "\n" }

func (v *vendorFile) options() Options {
	o := v.opt
	o.AsOf, o.CorporateDomains = today, defaults.CorporateDomains
	return o
}

// personLine is a person as "E1 Ann Lee: leaver 2026-01-31 held HQ-11".
func personLine(p *reconcile.Person) string {
	words := []string{p.EmployeeID, p.Name() + ":", string(p.State), p.TerminationDate.String()}
	if p.Held {
		words = append(words, "held")
	}
	for _, c := range p.Codes {
		words = append(words, string(c))
	}
	return strings.Join(strings.Fields(strings.Join(words, " ")), " ")
}

func personLines(r *reconcile.Roster) []string {
	var out []string
	for i := range r.People.Len() {
		out = append(out, personLine(r.People.At(i)))
	}
	return out
}

func columnsRead(s *reconcile.Source) string {
	var out []string
	for _, c := range s.Columns {
		if c.Field != "" {
			out = append(out, c.Field+"="+strings.Join(strings.Fields(c.Header), " "))
		}
	}
	return strings.Join(out, "; ")
}

func otherClasses(r *reconcile.Roster) string {
	var out []string
	for i := range r.Rows.Len() {
		if row := r.Rows.At(i); row.Class != reconcile.RowData && row.Class != reconcile.RowHeader {
			out = append(out, fmt.Sprintf("%d %s", row.Number, row.Class))
		}
	}
	return strings.Join(out, "; ")
}

var vendorFiles = []vendorFile{
	{
		name: "workday",
		content: "\ufeff" + textOf(
			"All Workers,,,,,,,,,,,", "As of,2026-03-31,,,,,,,,,,", // banner
			"Worker,,,Name,,Contact,Employment,,,,Organization,", // group band
			"Employee ID,Worker,Worker Object,Legal Name - First Name,Legal Name - Last Name,Email - Primary Work,Active Status,Hire Date,Original Hire Date,Termination Date,Supervisory Organization,Manager Employee ID",
			"21001,Jane Doe [C],Jane Doe [C],Jane,Doe,jane.doe@n.example,Yes,2024-02-05,2024-02-05,,Field Sales,21009",
			"21002,Bo Lund (On Leave),Bo Lund (On Leave),Bo,Lund,bo.lund@n.example,Yes,2019-05-06,2019-05-06,,Care,21009",
			"21003,Cy Moe (Terminated),Cy Moe,Cy,Moe,cy.moe@n.example,No,2018-01-08,2018-01-08,2021-06-30,Care,21009",
			"21003,Cy Moe,Cy Moe,Cy,Moe,cy.moe@n.example,Yes,2025-09-01,2018-01-08,,Care,21009",
			"21004,Di Poe,Di Poe,Di,Poe,di.poe@n.example,No,2018-01-08,2018-01-08,2026-02-27,Care,21009",
			"21005,Ed Roe,Ed Roe,Ed,Roe,ed.roe@n.example,No,2018-01-08,2018-01-08,,Care,21009",
		),
		profile: "workday", suggested: "workday", why: []string{`"Worker Object"`, `"Email - Primary Work"`, `"Supervisory Organization"`}, header: 4,
		classes: "1 banner; 2 banner; 3 banner",
		columns: "employee_id=Employee ID; display_name=Worker; first_name=Legal Name - First Name; last_name=Legal Name - Last Name; email=Email - Primary Work; status=Active Status; hire_date=Hire Date; termination_date=Termination Date; department=Supervisory Organization; manager_id=Manager Employee ID",
		people: []string{
			"21001 Jane Doe [C]: employed",
			"21002 Bo Lund (On Leave): employed",
			"21003 Cy Moe: employed HQ-09",
			"21004 Di Poe: leaver 2026-02-27",
			"21005 Ed Roe: ambiguous held HQ-11",
		},
	},
	{
		name: "bamboohr",
		content: textOf(
			"employeeNumber,firstName,lastName,workEmail,homeEmail,bestEmail,status,employmentHistoryStatus,hireDate,terminationDate,department,supervisor,supervisorEId",
			`101,Jane,Doe,jane@n.example,jd@mail.example,jane@n.example,Active,Full-Time,2020-01-06,0000-00-00,Sales,"Boss, Al",100`,
			`102,Bo,Lund,bo@n.example,,bo@n.example,Inactive,Terminated,2019-01-07,2026-02-13,Sales,"Boss, Al",100`,
			`103,Cy,Moe,,cm@mail.example,cm@mail.example,Active,Part-Time,2021-03-01,0000-00-00,Plant,"Boss, Al",100`,
			`104,Di,Poe,di@n.example,,di@n.example,Inactive,Contractor,2021-03-01,0000-00-00,Plant,"Boss, Al",100`,
			`105,Ed,Roe,ed@n.example,,ed@n.example,Active,Full-Time,2021-03-01,0000-00-00,Plant,"Boss, Al",100`,
		),
		profile: "bamboohr", suggested: "bamboohr", why: []string{`"employmentHistoryStatus"`, `"supervisorEId"`, `"bestEmail"`}, header: 1,
		columns: "employee_id=employeeNumber; first_name=firstName; last_name=lastName; email=workEmail; mixed_email=bestEmail; status=status; hire_date=hireDate; termination_date=terminationDate; department=department; manager_name=supervisor; manager_id=supervisorEId",
		people: []string{
			"101 Jane Doe: employed",
			"102 Bo Lund: leaver 2026-02-13",
			"103 Cy Moe: employed held HQ-04",
			"104 Di Poe: ambiguous held HQ-11",
			"105 Ed Roe: employed",
		},
		codes: "HQ-26",
	},
	{
		name: "bamboohr, as the screen exports it",
		content: textOf(
			"Employee #,\"Last Name, First Name\",First Name,Last Name,Work Email,Status,Hire Date,Termination Date",
			`101,"Doe, Jane",Jane,Doe,jane@n.example,Active,2020-01-06,0000-00-00`,
			`102,"Lund, Bo",Bo,Lund,bo@n.example,Inactive,2019-01-07,2026-02-13`,
		),
		opt:     Options{Reading: Reading{Profile: "bamboohr"}},
		profile: "bamboohr", header: 1,
		columns: "employee_id=Employee #; first_name=First Name; last_name=Last Name; email=Work Email; status=Status; hire_date=Hire Date; termination_date=Termination Date",
		people: []string{
			"101 Jane Doe: employed",
			"102 Bo Lund: leaver 2026-02-13",
		},
	},
	{
		name: "adp_wfn",
		content: textOf(
			"Associate ID,File #,Position ID,Payroll Name,Legal First Name,Legal Last Name,Work Contact: Work Email (Personal Profile),Personal Contact: Personal Email,Position Status,Hire Date,Hire/Rehire Date,Termination Date,Home Department Description,Job Title Description,Job Title Description1,Reports To Associate ID",
			`AB12CD,000123,1,"Doe, Jane",Jane,Doe,jane@n.example,,A,01/15/2018,01/15/2018,,Sales,Rep,Rep,ZZ1`,
			`AB13CD,000124,1,"Lund, Bo",Bo,Lund,bo@n.example,,L,01/15/2018,01/15/2018,,Sales,Rep,Rep,ZZ1`,
			`AB14CD,000125,1,"Moe, Cy",Cy,Moe,cy@n.example,,T,01/15/2018,01/15/2018,02/27/2026,Sales,Rep,Rep,ZZ1`,
			`AB15CD,000126,1,"Poe, Di",Di,Poe,di@n.example,,A,01/15/2012,03/01/2024,06/30/2020,Sales,Rep,Rep,ZZ1`,
			`AB16CD,000127,1,"Roe, Ed",Ed,Roe,ed@n.example,,Inactive,01/15/2012,01/15/2012,,Sales,Rep,Rep,ZZ1`,
			`AB17CD,000128,1,"Soe, Fi",Fi,Soe,fi@n.example,,T,01/15/2012,01/15/2012,,Sales,"VP, Investor Relationsuser1@example.com",Rep,ZZ1`,
		),
		profile: "adp_wfn", suggested: "adp_wfn", why: []string{`"Associate ID"`, `"Payroll Name"`, `"Work Contact: Work Email"`, `"Position Status"`}, header: 1,
		columns: "employee_id=Associate ID; display_name=Payroll Name; first_name=Legal First Name; last_name=Legal Last Name; email=Work Contact: Work Email (Personal Profile); status=Position Status; hire_date=Hire Date; last_hire_date=Hire/Rehire Date; termination_date=Termination Date; department=Home Department Description; job_title=Job Title Description; manager_id=Reports To Associate ID",
		people: []string{
			"AB12CD Doe, Jane: employed",
			"AB13CD Lund, Bo: leave",
			"AB14CD Moe, Cy: leaver 2026-02-27",
			"AB15CD Poe, Di: employed 2020-06-30 HQ-12",
			"AB16CD Roe, Ed: ambiguous held HQ-11",
			"AB17CD Soe, Fi: leaver",
		},
		codes: "HQ-02",
	},
	{
		name: "adp_wfn, not proof enough",
		content: textOf(
			"Associate ID,First Name,Last Name,Work Email,Position Status,Hire Date,Rehire Date,Termination Date",
			`AB12CD,Jane,Doe,jane@n.example,A,01/15/2018,,`, `AB14CD,Cy,Moe,cy@n.example,T,01/15/2018,,02/27/2026`,
			`AB15CD,Di,Poe,di@n.example,A,01/15/2012,03/01/2024,06/30/2020`,
		),
		profile: "adp_wfn", suggested: "adp_wfn", why: []string{`"Associate ID"`, `"Position Status"`}, header: 1,
		evidence: []string{"its codes for having left (T) are not used before hr.profile says adp_wfn"},
		columns:  "employee_id=Associate ID; first_name=First Name; last_name=Last Name; email=Work Email; status=Position Status; hire_date=Hire Date; last_hire_date=Rehire Date; termination_date=Termination Date",
		people: []string{
			"AB12CD Jane Doe: employed",
			"AB14CD Cy Moe: ambiguous 2026-02-27 held HQ-10 HQ-12",
			"AB15CD Di Poe: employed 2020-06-30 HQ-12",
		},
		codes: "HQ-10",
	},
	{
		name: "ukg",
		content: textOf(
			"Employee Number,Person ID,First Name,Last Name,Email Address,Alternate Email Address,Employee Status,Employee Status Code,Original Hire Date,Last Hire Date,Termination Date,Org Level 1,Org Level 2,Supervisor Name",
			"5001,P1,Jane,Doe,jane@n.example,jd@mail.example,Active,A,2018-01-15,2018-01-15,,Sales,East,Al Boss",
			"5002,P2,Bo,Lund,bo@n.example,,Terminated,T,2018-01-15,2018-01-15,2026-03-31,Sales,East,Al Boss",
			"5003,P3,Cy,Moe,cy@n.example,,Terminated,T,2018-01-15,2018-01-15,2026-04-01,Sales,East,Al Boss",
			"5004,P4,Di,Poe,di@n.example,,Leave of Absence,L,2018-01-15,2018-01-15,,Sales,East,Al Boss",
			"5005,P5,Ed,Roe,ed@n.example,,Suspended,S,2018-01-15,2018-01-15,,Sales,East,Al Boss",
		),
		profile: "ukg", suggested: "ukg", why: []string{`"Employee Status Code"`, `"Last Hire Date"`, `"Org Level 1"`}, header: 1,
		columns: "employee_id=Employee Number; person_id=Person ID; first_name=First Name; last_name=Last Name; email=Email Address; status=Employee Status; hire_date=Original Hire Date; last_hire_date=Last Hire Date; termination_date=Termination Date; department=Org Level 1; manager_name=Supervisor Name",
		people: []string{
			"5001 Jane Doe: employed",
			"5002 Bo Lund: leaver 2026-03-31",
			"5003 Cy Moe: notice 2026-04-01",
			"5004 Di Poe: leave",
			"5005 Ed Roe: leave",
		},
	},
	{
		name: "ukg, codes only",
		content: textOf(
			"Employee Number,Person ID,First Name,Last Name,Email Address,Employee Status Code,Original Hire Date,Last Hire Date,Termination Date,Org Level 1,Supervisor Name",
			"5001,P1,Jane,Doe,jane@n.example,A,2018-01-15,2018-01-15,,Sales,Al Boss",
			"5002,P2,Bo,Lund,bo@n.example,T,2018-01-15,2018-01-15,2026-03-31,Sales,Al Boss",
			"5006,P6,Fi,Soe,fi@n.example,T,2018-01-15,2018-01-15,,Sales,Al Boss",
		),
		profile: "ukg", suggested: "ukg", why: []string{`"Employee Status Code"`}, header: 1,
		columns: "employee_id=Employee Number; person_id=Person ID; first_name=First Name; last_name=Last Name; email=Email Address; status=Employee Status Code; hire_date=Original Hire Date; last_hire_date=Last Hire Date; termination_date=Termination Date; department=Org Level 1; manager_name=Supervisor Name",
		people: []string{
			"5001 Jane Doe: employed",
			"5002 Bo Lund: leaver 2026-03-31",
			"5006 Fi Soe: leaver",
		},
	},
	{
		name: "ukg_hrsd",
		content: textOf(
			"'Employee ID';'First Name';'Last Name';'Work Email';'Employee Status';'Termination Date'",
			"'E1';'John';'O''Neil; Jr';'john@n.example';'Active';''",
			"'E2';'Ann';'Say \"hi\"';'ann@n.example';'Terminated';'2026-01-31'",
		),
		opt:     Options{Reading: Reading{Profile: "ukg_hrsd"}},
		profile: "ukg_hrsd", header: 1,
		columns: "employee_id=Employee ID; first_name=First Name; last_name=Last Name; email=Work Email; status=Employee Status; termination_date=Termination Date",
		people: []string{
			"E1 John O'Neil; Jr: employed",
			`E2 Ann Say "hi": leaver 2026-01-31`,
		},
	},
	{
		name: "successfactors",
		content: textOf(
			"STATUS,USERID,USERNAME,FIRSTNAME,LASTNAME,EMAIL,MANAGER,HR,DEPARTMENT,JOBCODE,LOCATION,HIREDATE,EMPID,TITLE,BIZ_PHONE",
			"Status,User ID,Username,First Name,Last Name,Email,Manager,Human Resource,Department,Job Code,Location,Hire Date,Employee Id,Title,Business Phone",
			"Active,u1,jane,Jane,Doe,jane@n.example,NO_MANAGER,NO_HR,Sales,J1,Bonn,2018-01-15,7001,Head,",
			"Inactive,u2,bo,Bo,Lund,bo@n.example,u1,NO_HR,Sales,J1,Bonn,2018-01-15,7002,Rep,",
			"T,u3,cy,Cy,Moe,cy@n.example,u1,NO_HR,Sales,J1,Bonn,2018-01-15,7003,Rep,",
			"U,u4,di,Di,Poe,di@n.example,u1,NO_HR,Sales,J1,Bonn,2018-01-15,7004,Rep,",
			"D,u5,ed,Ed,Roe,ed@n.example,u1,NO_HR,Sales,J1,Bonn,2018-01-15,7005,Rep,",
			"O,u6,fi,Fi,Soe,fi@n.example,u1,NO_HR,Sales,J1,Bonn,2018-01-15,7006,Rep,",
			"F,u7,gi,Gi,Toe,gi@n.example,u1,NO_HR,Sales,J1,Bonn,2018-01-15,7007,Rep,",
			"R,u8,hi,Hi,Uoe,hi@n.example,u1,NO_HR,Sales,J1,Bonn,2018-01-15,7008,Rep,",
		),
		profile: "successfactors", suggested: "successfactors", why: []string{`"USERID"`, `"HR"`, `"BIZ_PHONE"`, `"JOBCODE"`}, header: 1,
		classes: "2 label",
		columns: "status=STATUS; upn=USERNAME; first_name=FIRSTNAME; last_name=LASTNAME; email=EMAIL; manager_id=MANAGER; department=DEPARTMENT; location=LOCATION; hire_date=HIREDATE; employee_id=EMPID; job_title=TITLE; work_phone=BIZ_PHONE",
		people: []string{
			"7001 Jane Doe: employed",
			"7002 Bo Lund: ambiguous held HQ-11",
			"7003 Cy Moe: leaver",
			"7004 Di Poe: leave",
			"7005 Ed Roe: ambiguous",
			"7006 Fi Soe: ambiguous",
			"7007 Gi Toe: leave",
			"7008 Hi Uoe: leaver",
		},
	},
	{
		name: "successfactors, labels above the keys and in another language",
		content: textOf(
			"Stand,Benutzer,Anmeldung,Vor,Nach,Post,Chef,Personal,Abt,Schl,Ort,Tag,Nr,Funk,Tel",
			"STATUS,USERID,USERNAME,FIRSTNAME,LASTNAME,EMAIL,MANAGER,HR,DEPARTMENT,JOBCODE,LOCATION,HIREDATE,EMPID,TITLE,BIZ_PHONE",
			"A,u1,jane,Jane,Doe,jane@n.example,NO_MANAGER,NO_HR,Sales,J1,Bonn,2018-01-15,7001,Head,",
			"T,u3,cy,Cy,Moe,cy@n.example,u1,NO_HR,Sales,J1,Bonn,2018-01-15,7003,Rep,",
		),
		profile: "successfactors", suggested: "successfactors", why: []string{`"JOBCODE"`}, header: 2,
		classes: "1 banner",
		columns: "status=STATUS; upn=USERNAME; first_name=FIRSTNAME; last_name=LASTNAME; email=EMAIL; manager_id=MANAGER; department=DEPARTMENT; location=LOCATION; hire_date=HIREDATE; employee_id=EMPID; job_title=TITLE; work_phone=BIZ_PHONE",
		people: []string{
			"7001 Jane Doe: employed",
			"7003 Cy Moe: leaver",
		},
	},
	{
		name: "successfactors, keys below their labels",
		content: textOf(
			"Status,User ID,User,First Name,Last Name,Email,Supervisor Number,HR,Dept,Job Code,Place,Start of Work,Employee Id,Title,Business Phone",
			"STATUS,USERID,USERNAME,FIRSTNAME,LASTNAME,EMAIL,MANAGER,HR,DEPARTMENT,JOBCODE,LOCATION,HIREDATE,EMPID,TITLE,BIZ_PHONE",
			"A,u1,jane,Jane,Doe,jane@n.example,NO_MANAGER,NO_HR,Sales,J1,Bonn,2018-01-15,7001,Head,",
			"R,u3,cy,Cy,Moe,cy@n.example,u1,NO_HR,Sales,J1,Bonn,2018-01-15,7003,Rep,",
		),
		profile: "successfactors", suggested: "successfactors", why: []string{`"JOBCODE"`}, header: 2,
		classes: "1 label",
		columns: "status=STATUS; upn=USERNAME; first_name=FIRSTNAME; last_name=LASTNAME; email=EMAIL; manager_id=MANAGER; department=DEPARTMENT; location=LOCATION; hire_date=HIREDATE; employee_id=EMPID; job_title=TITLE; work_phone=BIZ_PHONE",
		people: []string{
			"7001 Jane Doe: employed",
			"7003 Cy Moe: leaver",
		},
	},
	{
		name: "successfactors, labels in another language and no dates",
		content: textOf(
			"STATUS,USERID,USERNAME,FIRSTNAME,LASTNAME,EMAIL,MANAGER,HR,JOBCODE,BIZ_PHONE",
			"Stand,Kennung,Anmeldename,Rufname vorn,Name hinten,Dienstpost,Chef,Personal,Schlüssel,Telefon",
			"Active,u1,jane,Jane,Doe,jane@n.example,NO_MGR,NO_HR,J1,",
			"T,u3,cy,Cy,Moe,cy@n.example,u1,NO_HR,J1,",
		),
		profile: "successfactors", suggested: "successfactors", why: []string{`"JOBCODE"`}, header: 1,
		classes: "2 label",
		columns: "status=STATUS; employee_id=USERID; upn=USERNAME; first_name=FIRSTNAME; last_name=LASTNAME; email=EMAIL; manager_id=MANAGER; work_phone=BIZ_PHONE",
		people: []string{
			"u1 Jane Doe: employed",
			"u3 Cy Moe: leaver",
		},
	},
	{
		name: "oracle_hcm",
		content: textOf(
			"Person Number,Assignment Number,First Name,Last Name,Work Email,Assignment Status,Legal Employer Hire Date,Actual Termination Date,Department Name,Job Name,Manager Person Number",
			"300100,E300100,Jane,Doe,jane@n.example,Active - Payroll Eligible,2018-01-15,4712-12-31,Sales,Rep,300999",
			"300100,E300100-2,Jane,Doe,jane@n.example,Inactive - Payroll Eligible,2016-01-15,2017-12-31,Care,Rep,300999",
			"300101,E300101,Bo,Lund,bo@n.example,INACTIVE_PROCESS,2018-01-15,2026-02-27,Sales,Rep,300999",
			"300102,E300102,Cy,Moe,cy@n.example,INACTIVE_PROCESS,2018-01-15,,Sales,Rep,300999",
			"300103,E300103,Di,Poe,di@n.example,Suspended - Payroll Eligible,2018-01-15,,Sales,Rep,300999",
			"300104,E300104,Ed,Roe,ed@n.example,Active - No Payroll,2026-05-01,,Sales,Rep,300999",
			"300105,E300105,Fi,Soe,fi@n.example,Inactive - No Payroll,2018-01-15,2026-03-30,Sales,Rep,300999",
		),
		profile: "oracle_hcm", suggested: "oracle_hcm", why: []string{`"Person Number"`, `"Assignment Status"`, `"Actual Termination Date"`}, header: 1,
		columns: "person_id=Person Number; first_name=First Name; last_name=Last Name; email=Work Email; status=Assignment Status; hire_date=Legal Employer Hire Date; termination_date=Actual Termination Date; department=Department Name; job_title=Job Name; manager_id=Manager Person Number",
		people: []string{
			"Jane Doe: employed HQ-09",
			"Bo Lund: leaver 2026-02-27",
			"Cy Moe: ambiguous held HQ-11",
			"Di Poe: leave",
			"Ed Roe: pre_hire",
			"Fi Soe: leaver 2026-03-30",
		},
	},
	{
		name: "rippling",
		content: textOf(
			"Employee,Legal first name,Legal last name,Work email,Title,Department,Manager - Work email,Employment status,Start date,End date",
			"Jane Doe,Jane,Doe,jane@n.example,Rep,Sales,boss@n.example,Active,03/04/2020,",
			"Bo Lund,Bo,Lund,bo@n.example,Rep,Sales,boss@n.example,Terminated,03/04/2020,03/02/2026",
			"Cy Moe,Cy,Moe,cy@n.example,Rep,Sales,boss@n.example,Hired,03/04/2026,",
			"Di Poe,Di,Poe,di@n.example,Rep,Sales,boss@n.example,Accepted,05/04/2026,",
			"Ed Roe,Ed,Roe,ed@n.example,Rep,Sales,boss@n.example,Terminated,03/04/2020,03/02/26",
		),
		profile: "rippling", suggested: "rippling", why: []string{`"Legal first name"`, `"Manager - Work email"`}, header: 1,
		columns: "display_name=Employee; first_name=Legal first name; last_name=Legal last name; email=Work email; job_title=Title; department=Department; manager_email=Manager - Work email; status=Employment status; hire_date=Start date; termination_date=End date",
		people: []string{
			"Jane Doe: employed",
			"Bo Lund: leaver 2026-03-02",
			"Cy Moe: pre_hire",
			"Di Poe: pre_hire",
			"Ed Roe: ambiguous held HQ-15",
		},
	},
	{
		name: "gusto",
		content: textOf(
			"Employee summary", "Company: Northfold,,", "Active employees,3", "", // a summary section on top
			"First name,Last name,Preferred first name,Work email,Personal email,Gusto employee ID,Employment status,Start date,Termination date,Department,Manager,Title",
			"Jane,Doe,,jane@n.example,jd@mail.example,g-1,full_time,2020-01-06,,Sales,Al Boss,Rep",
			"Bo,Lund,,bo@n.example,,g-2,part_time_under_twenty_hours,2020-01-06,2026-01-30,Sales,Al Boss,Rep",
			"Cy,Moe,,cy@n.example,,g-3,variable,2020-01-06,,Sales,Al Boss,Rep",
			"Di,Poe,,di@n.example,,g-4,seasonal,2020-01-06,2026-05-29,Sales,Al Boss,Rep",
			"Total employees,4",
		),
		profile: "gusto", suggested: "gusto", why: []string{`"Gusto employee ID"`}, header: 5,
		classes: "1 banner; 2 banner; 3 banner; 4 blank; 10 footer",
		columns: "first_name=First name; last_name=Last name; preferred_name=Preferred first name; email=Work email; employee_id=Gusto employee ID; worker_type=Employment status; hire_date=Start date; termination_date=Termination date; department=Department; manager_name=Manager; job_title=Title",
		people: []string{
			"g-1 Jane Doe: employed",
			"g-2 Bo Lund: leaver 2026-01-30",
			"g-3 Cy Moe: employed",
			"g-4 Di Poe: notice 2026-05-29",
		},
	},
	{
		name: "personio",
		content: textOf(
			"First name,Last name,Email,Status,Hire date,Termination date,Position,Department,Office,Supervisor",
			"Jane,Doe,jane@n.example,active,2020-01-06,,Rep,Sales,Bonn,Al Boss",
			"Bo,Lund,bo@n.example,onboarding,2026-05-04,,Rep,Sales,Bonn,Al Boss",
			"Cy,Moe,cy@n.example,leave,2020-01-06,,Rep,Sales,Bonn,Al Boss",
			"Di,Poe,di@n.example,inactive,2020-01-06,2026-02-27,Rep,Sales,Bonn,Al Boss",
			"Ed,Roe,ed@n.example,inactive,2020-01-06,,Rep,Sales,Bonn,Al Boss",
		),
		profile: "personio", suggested: "personio", why: []string{`"Office"`, `"Position"`}, header: 1,
		columns: "first_name=First name; last_name=Last name; email=Email; status=Status; hire_date=Hire date; termination_date=Termination date; job_title=Position; department=Department; location=Office; manager_name=Supervisor",
		people: []string{
			"Jane Doe: employed",
			"Bo Lund: pre_hire",
			"Cy Moe: leave",
			"Di Poe: leaver 2026-02-27",
			"Ed Roe: ambiguous held HQ-11",
		},
	},
	{
		name: "hibob",
		content: textOf(
			"Display name,Email,First name,Last name,Lifecycle status,Start date,Termination date,Site,Department,Reports to",
			"Jane Doe,jane@n.example,Jane,Doe,Employed,2020-01-06,,Bonn,Sales,Al Boss",
			"Bo Lund,bo@n.example,Bo,Lund,Hired,2026-05-04,,Bonn,Sales,Al Boss",
			"Cy Moe,cy@n.example,Cy,Moe,Garden leave,2020-01-06,2026-06-30,Bonn,Sales,Al Boss",
			"Di Poe,di@n.example,Di,Poe,Terminated,2020-01-06,2026-02-27,Bonn,Sales,Al Boss",
			"Ed Roe,ed@n.example,Ed,Roe,Parental leave,2020-01-06,,Bonn,Sales,Al Boss",
		),
		profile: "hibob", suggested: "hibob", why: []string{`"Lifecycle status"`, `"Reports to"`}, header: 1,
		columns: "display_name=Display name; email=Email; first_name=First name; last_name=Last name; status=Lifecycle status; hire_date=Start date; termination_date=Termination date; location=Site; department=Department; manager_name=Reports to",
		people: []string{
			"Jane Doe: employed",
			"Bo Lund: pre_hire",
			"Cy Moe: notice 2026-06-30",
			"Di Poe: leaver 2026-02-27",
			"Ed Roe: leave",
		},
	},
	{
		name: "paycom",
		content: textOf(
			"Employee_Code,Legal_Firstname,Legal_Lastname,Work_Email,Personal_Email,Employee_Status,DOL_Status,Hire_Date_(MM/DD/YYYY),Most_Recent_Hire_Date_(MM/DD/YYYY),Termination_Date_(MM/DD/YYYY),Department_Desc,Position,Work_Location,Supervisor_Primary_Code,Birth_Date_(MM/DD/YYYY)",
			"0001,Jane,Doe,jane@n.example,,Active,Full Time,01/05/2020,01/05/2020,00/00/0000,Sales,Rep,Austin,0009,01/01/1990",
			"0002,Bo,Lund,bo@n.example,,Terminated,Full Time,01/05/2020,01/05/2020,02/03/2026,Sales,Rep,Austin,0009,01/01/1990",
			"0003,Cy,Moe,cy@n.example,,Inactive,Full Time,01/05/2020,01/05/2020,00/00/0000,Sales,Rep,Austin,0009,01/01/1990",
			"0004,Di,Poe,di@n.example,,Active,Full Time,01/05/2012,02/06/2024,05/04/2019,Sales,Rep,Austin,0009,01/01/1990",
		),
		profile: "paycom", suggested: "paycom", why: []string{`"Employee_Code"`, `"DOL_Status"`, `"Supervisor_Primary_Code"`}, header: 1,
		columns: "employee_id=Employee_Code; first_name=Legal_Firstname; last_name=Legal_Lastname; email=Work_Email; status=Employee_Status; hire_date=Hire_Date_(MM/DD/YYYY); last_hire_date=Most_Recent_Hire_Date_(MM/DD/YYYY); termination_date=Termination_Date_(MM/DD/YYYY); department=Department_Desc; job_title=Position; location=Work_Location; manager_id=Supervisor_Primary_Code",
		people: []string{
			"0001 Jane Doe: employed",
			"0002 Bo Lund: leaver 2026-02-03",
			"0003 Cy Moe: ambiguous held HQ-11",
			"0004 Di Poe: employed 2019-05-04 HQ-12",
		},
		codes: "HQ-28",
	},
	{
		name: "zoho",
		content: textOf(
			"EmployeeID,EmailID,FirstName,LastName,Department,Designation,Employeestatus,Dateofjoining,Dateofexit,Reporting_To",
			"Z1,jane@n.example,Jane,Doe,Sales,Rep,Active,05-Jan-2024,,Al Boss",
			"Z2,bo@n.example,Bo,Lund,Sales,Rep,Resigned,05-Jan-2024,27-Feb-2026,Al Boss",
			"Z3,cy@n.example,Cy,Moe,Sales,Rep,Resigned,05-Jan-2024,29-May-2026,Al Boss",
			"Z4,di@n.example,Di,Poe,Sales,Rep,Terminated,05-Jan-2024,,Al Boss",
		),
		profile: "zoho", suggested: "zoho", why: []string{`"Employeestatus"`, `"Dateofexit"`}, header: 1,
		columns: "employee_id=EmployeeID; email=EmailID; first_name=FirstName; last_name=LastName; department=Department; job_title=Designation; status=Employeestatus; hire_date=Dateofjoining; termination_date=Dateofexit; manager_name=Reporting_To",
		people: []string{
			"Z1 Jane Doe: employed",
			"Z2 Bo Lund: leaver 2026-02-27",
			"Z3 Cy Moe: notice 2026-05-29",
			"Z4 Di Poe: leaver",
		},
	},
	{
		name: "entra",
		content: textOf(
			"userPrincipalName,displayName,surname,mail,givenName,objectId,userType,jobTitle,department,accountEnabled,telephoneNumber,mobile,alternateEmailAddress",
			"jane@n.example,Jane Doe,Doe,jane@n.example,Jane,0a1,Member,Rep,Sales,True,,,jd@mail.example",
			"bo@n.example,Bo Lund,Lund,bo@n.example,Bo,0a2,Member,Rep,Sales,False,,,",
			"cy_partner#EXT#@n.example,Cy Moe,Moe,cy@partner.example,Cy,0a3,Guest,,,True,,,",
		),
		profile: "entra", suggested: "entra", why: []string{`"accountEnabled"`, `"objectId"`}, header: 1,
		columns: "upn=userPrincipalName; display_name=displayName; last_name=surname; email=mail; first_name=givenName; person_id=objectId; worker_type=userType; job_title=jobTitle; department=department; status=accountEnabled; work_phone=telephoneNumber; mobile=mobile",
		people: []string{
			"Jane Doe: employed",
			"Bo Lund: ambiguous held HQ-11",
			"Cy Moe: employed held HQ-19",
		},
		codes: "HQ-18",
	},
	{
		name: "ad",
		content: textOf(
			"#TYPE Selected.Microsoft.ActiveDirectory.Management.ADUser",
			`"SamAccountName","UserPrincipalName","EmailAddress","EmployeeID","GivenName","Surname","Enabled","AccountExpirationDate","Title","Department","Office","OfficePhone","Manager"`,
			`"jdoe","jdoe@n.example","jane@n.example","1001","Jane","Doe","True","","Rep","Sales","Bonn","","CN=Al Boss,OU=Staff,DC=n,DC=example"`,
			`"blund","blund@n.example","bo@n.example","1002","Bo","Lund","False","1/1/1601 1:00:00 AM","Rep","Sales","Bonn","",""`,
		),
		profile: "ad", suggested: "ad", why: []string{`"SamAccountName"`, `"AccountExpirationDate"`}, header: 2,
		classes: "1 banner",
		columns: "upn=UserPrincipalName; email=EmailAddress; employee_id=EmployeeID; first_name=GivenName; last_name=Surname; status=Enabled; job_title=Title; department=Department; location=Office; work_phone=OfficePhone; manager_name=Manager",
		people: []string{
			"1001 Jane Doe: employed",
			"1002 Bo Lund: ambiguous held HQ-11",
		},
		codes: "HQ-18",
	},
	{
		name: "google",
		content: textOf(
			"First Name [Required],Last Name [Required],Email Address [Required],Status [READ ONLY],Employee ID,Manager Email,Department,New Status [UPLOAD ONLY]",
			"Jane,Doe,jane@n.example,Active,G1,boss@n.example,Sales,",
			"Bo,Lund,bo@n.example,Suspended,G2,boss@n.example,Sales,",
		),
		profile: "google", suggested: "google", why: []string{`"Email Address [Required]"`, `"Status [READ ONLY]"`}, header: 1,
		columns: "first_name=First Name [Required]; last_name=Last Name [Required]; email=Email Address [Required]; status=Status [READ ONLY]; employee_id=Employee ID; manager_email=Manager Email; department=Department",
		people: []string{
			"G1 Jane Doe: employed",
			"G2 Bo Lund: leave",
		},
		codes: "HQ-18",
	},
	{
		name: "german payroll",
		content: "\ufeff" + strings.ReplaceAll(textOf(
			"DATEV LODAS;;;;;;;;;", "Mandant 4711;Northfold GmbH;;;;;;;;",
			"Personalnummer;Nachname;Vorname;E-Mail;Mobil;Abteilung;Eintritt;Austritt;Kostenstelle;Stunden",
			"1001;Müller;Jana;jana@n.example;;Vertrieb;06.01.2020;;4711;38,5",
			"1002;Groß;Bo;bo@n.example;;Vertrieb;06.01.2020;27.02.2026;4711;38,5",
			"1003.0;Möller;Cy;cy@n.example;;Lager;06.01.2020;30.06.2026;4711;20,0",
			"Anzahl;3;;;;;;;;",
		), "\n", "\r\n"),
		profile: "generic", header: 3,
		classes: "1 banner; 2 banner; 7 footer",
		columns: "employee_id=Personalnummer; last_name=Nachname; first_name=Vorname; email=E-Mail; mobile=Mobil; department=Abteilung; hire_date=Eintritt; termination_date=Austritt; cost_center=Kostenstelle",
		people: []string{
			"1001 Jana Müller: employed",
			"1002 Bo Groß: leaver 2026-02-27",
			"1003.0 Cy Möller: notice 2026-06-30 HQ-29",
		},
	},
}

func TestVendorFiles(t *testing.T) {
	for i := range vendorFiles {
		v := &vendorFiles[i]
		t.Run(v.name, func(t *testing.T) {
			r := mustLoad(t, file(t, "people.csv", []byte(v.content)), v.options())
			s := &r.Sources[0]
			if s.Profile != v.profile || s.Suggested != v.suggested || s.HeaderRow != v.header {
				t.Errorf("profile %s, suggested %q, header in row %d; want %s, %q, %d", s.Profile, s.Suggested, s.HeaderRow, v.profile, v.suggested, v.header)
			}
			evidence := strings.Join(s.Evidence, "\n")
			for _, h := range v.why {
				if !strings.Contains(s.SuggestedWhy, h) || !strings.Contains(evidence, s.SuggestedWhy) {
					t.Errorf("%s does not speak for the suggestion, or the evidence does not say so: %s", h, s.SuggestedWhy)
				}
			}
			for _, e := range v.evidence {
				if !strings.Contains(evidence, e) {
					t.Errorf("no evidence says %q:\n%s", e, evidence)
				}
			}
			same(t, strings.Split(columnsRead(s), "; "), strings.Split(v.columns, "; "))
			same(t, personLines(&r), v.people)
			if codesOf(r.Quality) != v.codes || otherClasses(&r) != v.classes {
				t.Errorf("codes %q and rows %q; want %q and %q", codesOf(r.Quality), otherClasses(&r), v.codes, v.classes)
			}
			checkRows(t, &r)
		})
	}
}

// Without a profile no code of one or two letters makes a leaver.
func TestVendorCodesNeedAProfile(t *testing.T) {
	held := 0
	for i := range vendorFiles {
		v := &vendorFiles[i]
		opt := v.options()
		opt.Profile = genericProfile
		if v.profile == "ukg_hrsd" {
			opt.Quote = "'"
		}
		r := mustLoad(t, file(t, "people.csv", []byte(v.content)), opt)
		if s := &r.Sources[0]; s.Profile != genericProfile || s.Suggested != v.suggested {
			t.Errorf("%s: profile %s, suggested %q", v.name, s.Profile, s.Suggested)
		}
		for n := range r.People.Len() {
			p := r.People.At(n)
			if n := len(p.StatusText); n == 0 || n > 2 || people.ParseFlag(p.StatusText).Known() {
				continue
			}
			if p.State == reconcile.StateLeaver || p.Status != reconcile.StatusUnknown {
				t.Errorf("%s: %q is %s, and %s", v.name, p.StatusText, p.Status, personLine(p))
			}
			held++
		}
	}
	if held < 15 {
		t.Errorf("only %d people with a code: the files do not show what the test is for", held)
	}
}
