package simulator

// Word lists for made-up companies, and how an address is made from a name.
// Every telephone number lies in a range that is kept free for fiction: Ofcom's
// 020 7946 0xxx for London, 555-01xx in North America.

import (
	"fmt"
	"strings"
)

// domain is the mail domain of every generated company. The top-level domain
// "example" is reserved by RFC 2606.
const domain = "northfold.example"

var firstNames = []string{
	"Amara", "Oliver", "Priya", "Mateusz", "Chloe", "Kwame", "Ingrid", "Rashid", "Sofia", "Daniel",
	"Mei", "Callum", "Fatima", "Tomás", "Hannah", "Arjun", "Freya", "Luca", "Nadia", "George",
	"Aisha", "Søren", "Beatriz", "Jamal", "Erin", "Hiroshi", "Zofia", "Marcus", "Leila", "Patrick",
	"Ananya", "Jonas", "Grace", "Emeka", "Camille", "Owen", "Yuki", "Renée", "Samuel", "Dina",
	"Viktor", "Isla", "Farid", "Rosa", "Henry", "Thandiwe", "Niklas", "Alice", "Wei", "Declan",
	"Salma", "Pedro", "Matilda", "Rohan", "Elena", "Kofi", "Bridget", "Jin", "Oscar", "Noor",
	"Agnes", "Diego", "Harriet", "Sanjay", "Milan", "Esther", "Tariq", "Julia", "Liam", "Xiulan",
	"Anton", "Megan", "Babak", "Lucia", "Theo", "Ngozi", "Klara", "Imran", "Ruth", "Stefan",
}

var lastNames = []string{
	"Okafor", "Bennett", "Sharma", "Kowalski", "Hughes", "Mensah", "Larsen", "Hussain", "Rossi", "Clarke",
	"Chen", "MacLeod", "Haddad", "Navarro", "Fischer", "Patel", "Lindqvist", "Romano", "Petrov", "Whitfield",
	"Abdi", "Sørensen", "Carvalho", "Brooks", "Gallagher", "Tanaka", "Nowak", "Grant", "Rahimi", "Doyle",
	"Iyer", "Weber", "Ashworth", "Eze", "Lefèvre", "Pritchard", "Sato", "Dubois", "Goldberg", "Mansour",
	"Novák", "Fraser", "Aziz", "Delgado", "Thornton", "Dlamini", "Berg", "Marsh", "Zhang", "Byrne",
	"Khalil", "Almeida", "Sutton", "Mehta", "Ivanova", "Boateng", "Walsh", "Park", "Jensen", "Qureshi",
	"Holm", "Vargas", "Langley", "Reddy", "Horvat", "Cohen", "Malik", "Schneider", "Murphy", "Wong",
	"Keller", "Barlow", "Farahani", "Moretti", "Stone", "Adeyemi", "Vogel", "Siddiqui", "Turner", "Popescu",
	"Ellison", "O'Connor", "Van Dijk", "García", "Ostrowski", "Lloyd", "Nakamura", "Achebe", "Svensson", "Harper",
}

// office is where people work and what their numbers look like.
type office struct {
	name string
	id   int64
	us   bool
	at   VBCAddress
}

var offices = []office{
	{"London", 327910, false, VBCAddress{Address1: "14 Tallow Yard", Country: "GB", City: "London", PostalCode: "EC1A 1AA", TimeZone: "Europe/London"}},
	{"Leeds", 327911, false, VBCAddress{Address1: "3 Weaver Street", Country: "GB", City: "Leeds", PostalCode: "LS1 1AA", TimeZone: "Europe/London"}},
	{"Austin", 327912, true, VBCAddress{Address1: "500 Pecan Row", Address2: "Suite 210", Country: "US", State: "TX", City: "Austin", PostalCode: "78701", TimeZone: "America/Chicago"}},
	{"Singapore", 327913, false, VBCAddress{Address1: "8 Lantern Quay", Country: "SG", City: "Singapore", PostalCode: "018900", TimeZone: "Asia/Singapore"}},
}

// department is a part of the company with its share of the people, in percent.
type department struct {
	name   string
	share  int
	titles []string
}

var departments = []department{
	{"Sales", 26, []string{"Account Executive", "Sales Manager", "Business Development Representative"}},
	{"Support", 26, []string{"Support Specialist", "Senior Support Specialist", "Support Team Lead"}},
	{"Engineering", 22, []string{"Software Engineer", "Senior Software Engineer", "Test Engineer"}},
	{"Finance", 9, []string{"Accountant", "Financial Analyst", "Payroll Specialist"}},
	{"Operations", 10, []string{"Operations Analyst", "Logistics Coordinator", "Facilities Manager"}},
	{"People", 7, []string{"People Partner", "Recruiter", "Learning Specialist"}},
}

var asciiLetters = strings.NewReplacer(
	"á", "a", "è", "e", "é", "e", "í", "i", "ø", "o", "ö", "o", "ü", "u", "ñ", "n", "'", "", " ", "",
)

// mailbox is the part of an address before the "@" for a name.
func mailbox(first, last string) string {
	return asciiLetters.Replace(strings.ToLower(first)) + "." + asciiLetters.Replace(strings.ToLower(last))
}

// areaCodes are North American areas whose 555-01xx numbers are handed out.
var areaCodes = []string{"512", "212", "312", "415", "617", "206", "303", "702", "305", "404"}

const (
	londonNumbers  = 1000
	numbersPerArea = 100
)

// fictionalNumber is the nth direct number of a country, digits only, or ""
// when the range is used up.
func fictionalNumber(us bool, n int) string {
	switch {
	case !us && n < londonNumbers:
		return fmt.Sprintf("442079460%03d", n)
	case us && n < numbersPerArea*len(areaCodes):
		return fmt.Sprintf("1%s55501%02d", areaCodes[n/numbersPerArea], n%numbersPerArea)
	default:
		return ""
	}
}

// printedNumber is a direct number as an HR system prints it.
func printedNumber(did string) string {
	switch {
	case strings.HasPrefix(did, "4420"):
		return "+44 20 " + did[4:8] + " " + did[8:]
	case len(did) == 11:
		return "+1 " + did[1:4] + "-" + did[4:7] + "-" + did[7:]
	default:
		return did
	}
}
