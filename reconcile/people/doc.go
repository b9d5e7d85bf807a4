// Package people turns the parsed rows of an HR file into people: what a
// status word means, which state a person is in on the as-of date, which rows
// state the same person, and which rows cannot be relied on.
//
// It knows no file, sheet, encoding or header: package sources hands it
// records whose cells are already text and dates, and gets back one outcome a
// record, so that every row is accounted for.
//
// status.go holds the status map, state.go the state matrix, address.go the
// rules about a person's address, group.go which rows are one person, file.go
// the rules about the file as a whole, and build.go the order of the steps.
package people
