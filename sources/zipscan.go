package sources

// A look at a workbook's archive before anything of it is held in memory: how
// many parts it has, where they say they lie, what they unpack to, and what is
// in those that excelize decodes as a whole.
//
// The sizes that the archive states are checked here. excelize passes over an
// error while it unpacks and goes on with what it has got, so checkUnpacked
// holds what it has unpacked to the stated size and checksum afterwards.

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"hash/crc32"
	"io"
	"path"
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

	// A part that is decoded as a whole becomes many times its size: an empty
	// tag of five bytes may become a structure of hundreds.
	maxWholeBytes = 32 << 20
	maxWholeTags  = 1 << 20
)

// scanArchive refuses an archive that is no workbook, or one that no
// spreadsheet program writes. It returns what the archive lists.
func scanArchive(data []byte) ([]*zip.File, error) {
	// archive/zip makes an entry of every record it finds, and the number that
	// the archive states is no limit for it. Without a record's mark there is none.
	if n := bytes.Count(data, []byte("PK\x01\x02")); n > maxEntries {
		return nil, tooManyParts(n)
	}
	zr, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, refuse("HQ-01", "", "the file begins like a workbook and is damaged or cut short (%v): copy or export it again", err)
	}
	if err := checkKind(zr.File); err != nil {
		return nil, err
	}
	if err := checkEntries(zr.File, uint64(len(data))); err != nil {
		return nil, err
	}
	for _, f := range zr.File {
		if err := checkPart(f); err != nil {
			return nil, err
		}
	}
	return zr.File, nil
}

func tooManyParts(n int) error {
	return refuse("HQ-01", "", "the workbook has %d parts and at most %d are read: copy the sheet into a new workbook and save it as XLSX", n, maxEntries)
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
	case has["ppt/presentation.xml"]:
		return refuse("HQ-01", "", "this is a PowerPoint presentation: export the people as CSV or XLSX")
	case has["content.xml"] && has["mimetype"]:
		return refuse("HQ-01", "", "this is an OpenDocument file (.ods): save it as XLSX or CSV")
	default:
		return refuse("HQ-01", "", "this is a zip archive and not a workbook: unpack it and give the CSV or XLSX file inside")
	}
}

// entryName is the name of an entry as it is compared.
func entryName(f *zip.File) string { return strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/")) }

// checkEntries checks what the archive states about its entries. No sum can
// overflow: each entry is held to the limit before it counts.
func checkEntries(files []*zip.File, size uint64) error {
	seen := make(map[string]bool, len(files))
	var packed, unpacked uint64
	for _, f := range files {
		name := entryName(f)
		if err := checkName(f, name, seen); err != nil {
			return err
		}
		seen[name] = true
		if f.UncompressedSize64 > ratioFromBytes && f.UncompressedSize64/max(f.CompressedSize64, 1) > maxRatio {
			return refuse("HQ-01", "", "part %q of the workbook unpacks to more than %d times its size, as in a zip bomb: copy the people into a new workbook", name, maxRatio)
		}
		if f.CompressedSize64 > size || f.UncompressedSize64 > maxUnpacked {
			return tooLargeUnpacked()
		}
		packed += f.CompressedSize64
		unpacked += f.UncompressedSize64
	}
	switch {
	case unpacked > maxUnpacked:
		return tooLargeUnpacked()
	case packed > size:
		return refuse("HQ-01", "", "the parts of the workbook lie on top of each other, as in a zip bomb: copy the people into a new workbook")
	}
	return nil
}

func tooLargeUnpacked() error {
	return refuse("HQ-01", "", "the workbook unpacks to more than %d MiB: export only the columns that are needed, or export as CSV", maxUnpacked>>20)
}

// activeParts are folders of parts that act or hold documents of their own.
var activeParts = []string{"xl/macrosheets/", "xl/activex/", "xl/embeddings/"}

func checkName(f *zip.File, name string, seen map[string]bool) error {
	switch {
	case strings.HasPrefix(name, "/"), strings.Contains("/"+name+"/", "/../"), strings.ContainsAny(name, ":\x00"):
		return refuse("HQ-01", "", "the workbook has a part with a path outside of it: it was not made by a spreadsheet program; copy the sheet into a new workbook")
	case seen[name]:
		return refuse("HQ-01", "", "the workbook holds part %q twice: it was not made by a spreadsheet program; copy the sheet into a new workbook", name)
	case f.Flags&1 != 0:
		return refuse("HQ-01", "", "the workbook is an encrypted archive: save it without a password")
	case strings.HasSuffix(name, "vbaproject.bin"), strings.HasPrefix(name, activeParts[0]):
		return refuse("HQ-01", "", "the workbook holds macros: save it as XLSX (Excel workbook without macros)")
	case strings.HasPrefix(name, activeParts[1]), strings.HasPrefix(name, activeParts[2]):
		return refuse("HQ-01", "", "the workbook holds embedded objects or controls (part %q): copy the people into a new workbook", name)
	}
	return nil
}

// decodedWhole reports the parts that excelize decodes into structures, each at
// once. The shared texts are left to checkTexts, because they are as large as
// the people are many.
func decodedWhole(name string) bool {
	switch name {
	case "[content_types].xml", "_rels/.rels", "xl/styles.xml", "xl/theme/theme1.xml", "xl/calcchain.xml":
		return true
	}
	return strings.HasPrefix(name, "xl/workbook") || strings.HasPrefix(name, "xl/_rels/")
}

// checkPart looks into an XML part: at the beginning of a large one, at all of
// one that is decoded whole.
func checkPart(f *zip.File) error {
	name := entryName(f)
	if !strings.HasSuffix(name, ".xml") && !strings.HasSuffix(name, ".rels") {
		return nil
	}
	rc, err := f.Open()
	if err != nil {
		return damagedPart(name, err)
	}
	defer func() { _ = rc.Close() }()
	most := int64(prologBytes)
	if decodedWhole(name) {
		most = maxWholeBytes + 1
	}
	text, err := io.ReadAll(io.LimitReader(rc, most))
	if err != nil {
		return damagedPart(name, err)
	}
	if err := checkProlog(name, text[:min(len(text), prologBytes)]); err != nil || !decodedWhole(name) {
		return err
	}
	if err := checkWhole(name, text); err != nil || name != "_rels/.rels" {
		return err
	}
	return checkRoot(text)
}

// checkRoot refuses an archive whose workbook is not where it was looked for:
// excelize would take another part for it.
func checkRoot(text []byte) error {
	var rels struct {
		List []relationship `xml:"Relationship"`
	}
	if err := xml.Unmarshal(text, &rels); err != nil {
		return damagedPart("_rels/.rels", err)
	}
	for _, r := range rels.List {
		if strings.HasSuffix(r.Type, "/officeDocument") && path.Join("/", r.Target) != "/xl/workbook.xml" {
			return refuse("HQ-01", "", "the workbook says that it lies in part %q: it was not made by a spreadsheet program; copy the sheet into a new workbook", r.Target)
		}
	}
	return nil
}

var (
	rootElement = regexp.MustCompile(`<[A-Za-z_]`)
	declaration = regexp.MustCompile(`(?i)<!(doctype|entity)`)
)

// checkProlog refuses a document type declaration, which no spreadsheet
// program writes.
func checkProlog(name string, prolog []byte) error {
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

// checkWhole bounds what a part becomes when it is decoded. Sheets are compared
// with relationships one by one, so neither may be more than the parts.
func checkWhole(name string, text []byte) error {
	if len(text) > maxWholeBytes {
		return overgrown(name)
	}
	s := sheetScanner{b: text}
	count := make(map[string]int)
	for tags := 0; ; {
		t, more, err := s.tag()
		switch {
		case err != nil:
			return damagedPart(name, err)
		case !more:
			return nil
		case !t.open:
			continue
		}
		if tags++; tags > maxWholeTags {
			return overgrown(name)
		}
		if string(t.name) == "sheet" || string(t.name) == "Relationship" {
			if count[string(t.name)]++; count[string(t.name)] > maxEntries {
				return overgrown(name)
			}
		}
	}
}

func overgrown(name string) error {
	return refuse("HQ-01", "", "part %q of the workbook is far larger than a list of people needs: copy the values of the sheet into a new workbook and save it as XLSX", name)
}

func damagedPart(name string, err error) error {
	return refuse("HQ-01", "", "part %q of the workbook is damaged (%v): copy or export the file again", name, err)
}

// checkUnpacked refuses a workbook of which a part was not unpacked to what the
// archive states.
func checkUnpacked(files []*zip.File, part func(name string) []byte) error {
	for _, f := range files {
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		data := part(storedName(f))
		if uint64(len(data)) != f.UncompressedSize64 || crc32.ChecksumIEEE(data) != f.CRC32 {
			return refuse("HQ-01", "", "part %q of the workbook is damaged (it does not unpack to the %d bytes that were packed): copy or export the file again", entryName(f), f.UncompressedSize64)
		}
	}
	return nil
}

// storedName is the name under which excelize keeps a part.
func storedName(f *zip.File) string {
	switch name := strings.ReplaceAll(f.Name, `\`, "/"); strings.ToLower(name) {
	case "[content_types].xml":
		return "[Content_Types].xml"
	case "xl/sharedstrings.xml":
		return sharedTexts
	default:
		return name
	}
}
