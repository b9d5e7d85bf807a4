// Package sources turns the bytes of an HR file, CSV or XLSX, into a Roster in
// which every physical row is accounted for, and reads the exceptions file.
//
// It knows files, encodings, sheets, headers and cells. It holds no rule about
// a person: what a status means, who is a leaver and which rows are one person
// is package people. It knows no product and never writes anything.
//
// The way of a file: file.go opens it once and hashes it, sniff.go decides by
// content what it is, text.go or workbook.go makes a stream of physical rows,
// table.go finds the header (header.go, layout.go, alias.go), which may show the
// HR system that wrote it (profile.go), and sorts the rows (classify.go),
// pipeline.go spreads them over the cores, cells.go maps them with gocsv, keep.go
// makes records of them (present.go: one cell), choose.go decides per column,
// dates.go per date column, assembly.go puts the tables of a file together,
// several.go has people made of the rows of all files, and load.go strings the
// steps together. guard.go stops cells and rows that are too large; manifest.go
// holds a file against the manifest beside it.
package sources
