// Package suggest says which person an account might belong to that no key
// links: rules S1 to S6, ordered by points, at most three people an account. A
// suggestion is a question for a person. No plan is ever made from one.
//
// Accounts are those that nobody is linked to and that are not behind an
// exception or taken for a thing; archived ones too, because they hold a name
// that somebody may look for. People are those without an account in the
// product, whatever HR says of them: a leaver's account is found here as well.
// A disputed account keeps the people of its dispute to itself: that choice is
// shown where the dispute is.
//
// The rules, in order; a pair is named by the first that holds:
//
//	S1  the addresses are the same without a plus tag. An address on a foreign
//	    domain that both sides have counts too: no key links on one
//	S2  the addresses are one edit apart on the same domain (a letter more, less
//	    or another, or two neighbours changed over; local parts of four letters
//	    or more), and the last names agree, or half of a double one
//	S3  the same local part on another domain: both the company's own, or one of
//	    them and the last names agree. A login without a domain is the company's
//	S4  the full names are the same, in any order of the words, and no other of
//	    these accounts and people has that name
//	S5  the last names agree, and the first names are equal, short forms of one
//	    name, or close (Jaro-Winkler of at least 0.92)
//	S6  a phone number or an extension is the same
//
// Rejected: comparing everybody with everybody (keys are hashed, and those that
// too many share are passed over and counted), and a score in percent: nobody
// has measured what it would mean, so the points only order, and what agrees and
// what does not is said in words.
package suggest
