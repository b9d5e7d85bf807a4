package sources

// What a file is, by its content. A file's name is never asked, except to
// word the remedy.

import (
	"bytes"
	"io"
	"regexp"
	"strings"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"

	"rollcall/reconcile"
)

type fileKind uint8

const (
	kindText fileKind = iota
	kindWorkbook
)

const saveAsXLSX = "open it in Excel and save it as XLSX (Excel workbook)"

// kind decides what the file is, or refuses it with the remedy.
func (in *input) kind() (fileKind, error) {
	head := in.head
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return kindWorkbook, nil
	case bytes.HasPrefix(head, []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")):
		return kindText, in.oleRefusal()
	case bytes.HasPrefix(head, []byte("%PDF-")):
		return kindText, refuse("HQ-01", "", "this is a PDF document: export the people as CSV or XLSX")
	case bytes.HasPrefix(head, []byte("\x1f\x8b")), bytes.HasPrefix(head, []byte("7z\xbc\xaf\x27\x1c")), bytes.HasPrefix(head, []byte("Rar!\x1a\x07")):
		return kindText, refuse("HQ-01", "", "this is a packed archive (gzip, 7z or RAR): unpack it and give the CSV or XLSX file inside")
	case bytes.HasPrefix(head, []byte(`{\rtf`)):
		return kindText, refuse("HQ-01", "", "this is an RTF document: export the people as CSV or XLSX")
	}
	switch word := firstWords(head); {
	case strings.HasPrefix(word, "<?xml") && strings.Contains(word, "urn:schemas-microsoft-com:office:spreadsheet"):
		return kindText, refuse("HQ-01", "", "this is an XML spreadsheet (2003), whatever its name ends in: %s", saveAsXLSX)
	case strings.HasPrefix(word, "<html"), strings.HasPrefix(word, "<!doctype html"), strings.HasPrefix(word, "<table"),
		strings.HasPrefix(word, "<meta"), strings.HasPrefix(word, "<head"), strings.HasPrefix(word, "<style"), strings.HasPrefix(word, "<!--"),
		strings.HasPrefix(word, "mime-version:"):
		return kindText, refuse("HQ-01", "", "this is a web page (HTML), whatever its name ends in; some systems save a table so and call it .xls: %s", saveAsXLSX)
	case strings.HasPrefix(word, "<?xml"), strings.HasPrefix(word, "<workbook"):
		return kindText, refuse("HQ-01", "", "this is an XML file: export the people as CSV or XLSX")
	case jsonStart.MatchString(word):
		return kindText, refuse("HQ-01", "", "this looks like JSON and not like a table: export the people as CSV or XLSX")
	}
	return kindText, nil
}

var jsonStart = regexp.MustCompile(`^(\[\s*\{|\{\s*")`)

// firstWords is the beginning of a text in lower case, without a byte order mark
// and white space. Of UTF-16 it is what is plain ASCII.
func firstWords(head []byte) string {
	for _, mark := range []string{"\xEF\xBB\xBF", "\xFF\xFE", "\xFE\xFF"} {
		head = bytes.TrimPrefix(head, []byte(mark))
	}
	head = bytes.ReplaceAll(head, []byte{0}, nil)
	return strings.ToLower(string(bytes.TrimLeft(head, " \t\r\n")))
}

// oleRefusal tells an old workbook from a password-protected one. Both are an
// OLE container; an encrypted workbook names its streams in UTF-16.
func (in *input) oleRefusal() error {
	r, err := in.reread()
	if err != nil {
		return err
	}
	body, err := io.ReadAll(io.LimitReader(r, 64<<20))
	if err != nil {
		return refuse("HQ-01", "", "the file could not be read (%v): check the disk", plainCause(err))
	}
	if bytes.Contains(body, utf16Name("EncryptedPackage")) || bytes.Contains(body, utf16Name("EncryptionInfo")) {
		return refuse("HQ-01", "", "the workbook is protected with a password: open it in Excel, remove the password (File, Info, Protect Workbook) and save it")
	}
	return refuse("HQ-01", "", "this is an old Excel workbook (.xls, before 2007), whatever its name ends in: %s", saveAsXLSX)
}

func utf16Name(s string) []byte {
	b := make([]byte, 0, 2*len(s))
	for i := range len(s) {
		b = append(b, s[i], 0)
	}
	return b
}

// decoding is how bytes become text, and why.
type decoding struct {
	name     string
	why      string
	decoder  transform.Transformer // nil for UTF-8 without a mark
	skip     int                   // bytes of a byte order mark
	wide     int                   // of UTF-16: which of two bytes, 1 or 2, is the low one; else 0
	findings []reconcile.Quality
}

// decoding decides the encoding of a text file, or refuses it.
func (in *input) decoding() (decoding, error) {
	t, head := &in.text, in.head
	switch {
	case bytes.HasPrefix(head, []byte("\xEF\xBB\xBF")):
		return in.utf8Decoding(3, "a byte order mark says UTF-8")
	case bytes.HasPrefix(head, []byte("\xFF\xFE")):
		return in.utf16Decoding("UTF-16LE", unicode.LittleEndian, 2, "a byte order mark says UTF-16LE")
	case bytes.HasPrefix(head, []byte("\xFE\xFF")):
		return in.utf16Decoding("UTF-16BE", unicode.BigEndian, 2, "a byte order mark says UTF-16BE")
	case t.zeroOdd*10 >= in.bytes*3 && t.zeroEven*20 < in.bytes:
		return in.utf16Decoding("UTF-16LE", unicode.LittleEndian, 0, "most bytes at odd places are zero, as in UTF-16LE; there is no byte order mark")
	case t.zeroEven*10 >= in.bytes*3 && t.zeroOdd*20 < in.bytes:
		return in.utf16Decoding("UTF-16BE", unicode.BigEndian, 0, "most bytes at even places are zero, as in UTF-16BE; there is no byte order mark")
	default:
		return in.utf8Decoding(0, "all bytes are valid UTF-8")
	}
}

func (in *input) utf16Decoding(name string, order unicode.Endianness, skip int, why string) (decoding, error) {
	d := decoding{name: name, why: why, skip: skip, wide: 1, decoder: unicode.UTF16(order, unicode.IgnoreBOM).NewDecoder()}
	if order == unicode.BigEndian {
		d.wide = 2
	}
	if in.bytes%2 != 0 {
		d.findings = append(d.findings, guessed("the file ends in the middle of a character: export it again"))
	}
	return d, nil
}

func (in *input) utf8Decoding(skip int, why string) (decoding, error) {
	t := &in.text
	if t.zeroEven+t.zeroOdd > 0 {
		return decoding{}, refuse("HQ-01", "", "the file holds NUL bytes, which no text has: it is damaged or not a text file; export it again as CSV (UTF-8) or XLSX")
	}
	switch {
	case t.validUTF8:
		return decoding{name: "UTF-8", why: why, skip: skip}, nil
	case t.cutRune:
		return decoding{name: "UTF-8", why: "all bytes but the last are valid UTF-8", skip: skip, decoder: runes.ReplaceIllFormed(),
			findings: []reconcile.Quality{guessed("the file ends in the middle of a character: export it again")}}, nil
	case skip > 0:
		return decoding{}, refuse("HQ-01", "", "a byte order mark says UTF-8, and byte %d is not: the file is damaged; export it again as CSV (UTF-8) or XLSX", t.firstBad+1)
	default:
		return decoding{name: "Windows-1252", why: "there is no byte order mark and not all bytes are valid UTF-8", decoder: charmap.Windows1252.NewDecoder(),
			findings: []reconcile.Quality{guessed("the encoding was guessed as Windows-1252, because the file is not UTF-8: check names with accents, and export as CSV (UTF-8) or XLSX")}}, nil
	}
}

func guessed(message string) reconcile.Quality {
	return reconcile.Quality{Code: "HQ-27", Level: reconcile.LevelWarn, Message: message}
}
