package sources

// A look at a workbook's archive before anything is unpacked. The sizes that
// the archive states are checked here, and the unpacker holds it to them: an
// entry that unpacks to more than it states is an error.

import (
	"archive/zip"
	"bytes"
	"io"
	"regexp"
	"strings"
)

// Limits of a workbook. A sheet of a hundred thousand people unpacks to about
// 70 MiB; what is larger goes as CSV, which is read without holding it.
const (
	maxEntries     = 2000
	maxUnpacked    = 256 << 20
	maxRatio       = 200
	ratioFromBytes = 1 << 20  // smaller entries may repeat as they like
	prologBytes    = 64 << 10 // of an XML part, in which its root must begin
)

// scanArchive refuses an archive that is no workbook, or one that no
// spreadsheet program writes.
func scanArchive(data []byte) error {
	zr, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return refuse("HQ-01", "", "the file begins like a workbook and is damaged or cut short (%v): copy or export it again", err)
	}
	if len(zr.File) > maxEntries {
		return refuse("HQ-01", "", "the workbook has %d parts and at most %d are read: copy the sheet into a new workbook and save it as XLSX", len(zr.File), maxEntries)
	}
	if err := checkKind(zr.File); err != nil {
		return err
	}
	if err := checkEntries(zr.File); err != nil {
		return err
	}
	for _, f := range zr.File {
		if err := checkProlog(f); err != nil {
			return err
		}
	}
	return nil
}

// checkKind tells a workbook from the other things that are zip archives.
func checkKind(files []*zip.File) error {
	has := make(map[string]bool, len(files))
	for _, f := range files {
		has[entryName(f)] = true
	}
	switch {
	case has["xl/workbook.xml"]:
		return nil
	case has["xl/workbook.bin"]:
		return refuse("HQ-01", "", "this is a binary workbook (.xlsb): %s", saveAsXLSX)
	case has["word/document.xml"]:
		return refuse("HQ-01", "", "this is a Word document: export the people as CSV or XLSX")
	case has["content.xml"] && has["mimetype"]:
		return refuse("HQ-01", "", "this is an OpenDocument file (.ods): save it as XLSX or CSV")
	default:
		return refuse("HQ-01", "", "this is a zip archive and not a workbook: unpack it and give the CSV or XLSX file inside")
	}
}

// entryName is the name of an entry as it is compared.
func entryName(f *zip.File) string { return strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/")) }

func checkEntries(files []*zip.File) error {
	seen := make(map[string]bool, len(files))
	var total uint64
	for _, f := range files {
		name := entryName(f)
		total += f.UncompressedSize64
		switch {
		case strings.HasPrefix(name, "/"), strings.Contains("/"+name+"/", "/../"), strings.ContainsAny(name, ":\x00"):
			return refuse("HQ-01", "", "the workbook has a part with a path outside of it: it was not made by a spreadsheet program; copy the sheet into a new workbook")
		case seen[name]:
			return refuse("HQ-01", "", "the workbook holds part %q twice: it was not made by a spreadsheet program; copy the sheet into a new workbook", name)
		case f.Flags&1 != 0:
			return refuse("HQ-01", "", "the workbook is an encrypted archive: save it without a password")
		case strings.HasSuffix(name, "vbaproject.bin"):
			return refuse("HQ-01", "", "the workbook holds macros: save it as XLSX (Excel workbook without macros)")
		case f.UncompressedSize64 > ratioFromBytes && f.UncompressedSize64/max(f.CompressedSize64, 1) > maxRatio:
			return refuse("HQ-01", "", "part %q of the workbook unpacks to more than %d times its size, as in a zip bomb: copy the people into a new workbook", name, maxRatio)
		case f.UncompressedSize64 > maxUnpacked, total > maxUnpacked:
			return refuse("HQ-01", "", "the workbook unpacks to more than %d MiB: export only the columns that are needed, or export as CSV", maxUnpacked>>20)
		}
		seen[name] = true
	}
	return nil
}

var (
	rootElement = regexp.MustCompile(`<[A-Za-z_]`)
	declaration = regexp.MustCompile(`(?i)<!(doctype|entity)`)
)

// checkProlog refuses a document type declaration, which no spreadsheet
// program writes, in any XML part.
func checkProlog(f *zip.File) error {
	name := entryName(f)
	if !strings.HasSuffix(name, ".xml") && !strings.HasSuffix(name, ".rels") {
		return nil
	}
	rc, err := f.Open()
	if err != nil {
		return damagedPart(name, err)
	}
	defer func() { _ = rc.Close() }()
	prolog, err := io.ReadAll(io.LimitReader(rc, prologBytes))
	if err != nil {
		return damagedPart(name, err)
	}
	root := rootElement.FindIndex(prolog)
	if root == nil && len(prolog) == prologBytes {
		return refuse("HQ-01", "", "part %q of the workbook does not begin like one: copy the sheet into a new workbook", name)
	}
	if root != nil {
		prolog = prolog[:root[0]]
	}
	if declaration.Match(prolog) {
		return refuse("HQ-01", "", "part %q of the workbook declares a document type, which no spreadsheet program does: copy the sheet into a new workbook", name)
	}
	return nil
}

func damagedPart(name string, err error) error {
	return refuse("HQ-01", "", "part %q of the workbook is damaged (%v): copy or export the file again", name, err)
}
