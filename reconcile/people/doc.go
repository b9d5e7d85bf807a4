// Package people turns the parsed rows of an HR file into people: what a
// status word means, which state a person is in on the as-of date, which rows
// state the same person, and which rows cannot be relied on.
//
// It knows no encoding or header: package sources hands it records whose cells
// are already text and dates, and gets back what became of each, so that every
// row is accounted for.
//
// The way of a record (record.go): batch.go packs it and reads its address cells
// (address.go); verdict.go judges it by itself once the columns are decided,
// with status.go for the status map, state.go for the state matrix and judge.go
// for text and dates; group.go finds the rows of one person, meet.go what is
// wrong where rows meet, file.go what is wrong with the file as a whole; and
// build.go makes the people. Batches are filled and judged independently, so
// that the caller may use every core; nothing here starts a goroutine.
package people
