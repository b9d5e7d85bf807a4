package reconcile

// The text fields of a person, packed into one string. A file of a million
// people has some thirty of them a row, most of them blank: kept as strings of
// their own they would take ten times the bytes of the file.

import (
	"encoding/binary"
	"math/bits"
)

// TextField numbers a text field of an HR row.
type TextField uint8

// The text fields. Those from TextMixedEmail on are of a row only: they decide
// about a person and are no part of one.
const (
	TextEmployeeID TextField = iota
	TextEmail                // the cell as written
	TextEmailKey             // only where it is not the same as TextEmail
	TextPersonID
	TextUPN
	TextUPNKey // only where it is not the same as TextUPN
	TextLogin
	TextFirstName
	TextLastName
	TextPreferredName
	TextDisplayName
	TextStatus
	TextWorkerType
	TextDepartment
	TextLocation
	TextJobTitle
	TextCostCenter
	TextManagerName
	TextManagerEmail
	TextManagerID
	TextWorkPhone
	TextExtension
	TextMobile
	TextMixedEmail
	TextOnLeave
	TextPrimaryPosition
	NumTexts
)

// Texts are the text fields of one row.
type Texts [NumTexts]string

// Packed is Texts in one string: which fields are filled, the length of each of
// them, and their bytes. Before the employee id stands "id:" and before the
// address "email:", so that the key of a person is a part of it too.
type Packed string

const (
	idPrefix    = "id:"
	emailPrefix = "email:"
)

func prefixOf(f TextField) string {
	switch f {
	case TextEmployeeID:
		return idPrefix
	case TextEmail:
		return emailPrefix
	default:
		return ""
	}
}

// Append packs the fields behind buf.
func (t *Texts) Append(buf []byte) []byte {
	at := len(buf)
	buf = append(buf, 0, 0, 0, 0)
	var filled uint32
	for f := range t {
		if n := len(t[f]); n > 0 {
			filled |= 1 << f
			if n < 0x80 {
				buf = append(buf, byte(n))
			} else {
				buf = binary.AppendUvarint(buf, uint64(n))
			}
		}
	}
	binary.LittleEndian.PutUint32(buf[at:], filled)
	for left := filled; left != 0; left &= left - 1 {
		f := TextField(bits.TrailingZeros32(left))
		if f <= TextEmail {
			buf = append(buf, prefixOf(f)...)
		}
		buf = append(buf, t[f]...)
	}
	return buf
}

// filled is the set of fields that are not blank, and what follows it.
func (p Packed) filled() (uint32, string) {
	if len(p) < 4 {
		return 0, ""
	}
	return uint32(p[0]) | uint32(p[1])<<8 | uint32(p[2])<<16 | uint32(p[3])<<24, string(p[4:])
}

// length reads a length and returns what follows it.
func length(s string) (int, string) {
	if s[0] < 0x80 {
		return int(s[0]), s[1:]
	}
	n, shift := 0, 0
	for i := 0; ; i++ {
		n |= int(s[i]&0x7f) << shift
		if s[i] < 0x80 {
			return n, s[i+1:]
		}
		shift += 7
	}
}

// Unpack sets every field.
func (p Packed) Unpack(t *Texts) {
	*t = Texts{}
	filled, s := p.filled()
	var lengths [NumTexts]int
	for left := filled; left != 0; left &= left - 1 {
		lengths[bits.TrailingZeros32(left)], s = length(s)
	}
	for left := filled; left != 0; left &= left - 1 {
		f := TextField(bits.TrailingZeros32(left))
		s = s[len(prefixOf(f)):]
		t[f], s = s[:lengths[f]], s[lengths[f]:]
	}
}

// Get is one field.
func (p Packed) Get(f TextField) string {
	s, _ := p.find(f)
	return s
}

// IDKey is the person key that the employee id gives, empty where there is none.
func (p Packed) IDKey() PersonKey {
	_, s := p.find(TextEmployeeID)
	return PersonKey(s)
}

// EmailKey is the person key that the address gives, empty where there is none.
func (p Packed) EmailKey() PersonKey {
	if key := p.Get(TextEmailKey); key != "" {
		return PersonKey(emailPrefix + key)
	}
	_, s := p.find(TextEmail)
	return PersonKey(s)
}

func (p Packed) find(f TextField) (plain, prefixed string) {
	filled, s := p.filled()
	if filled&(1<<f) == 0 {
		return "", ""
	}
	before, size := 0, 0
	for left := filled; left != 0; left &= left - 1 {
		g := TextField(bits.TrailingZeros32(left))
		var n int
		n, s = length(s)
		switch {
		case g < f:
			before += n + len(prefixOf(g))
		case g == f:
			size = n
		}
	}
	prefixed = s[before : before+len(prefixOf(f))+size]
	return prefixed[len(prefixOf(f)):], prefixed
}
