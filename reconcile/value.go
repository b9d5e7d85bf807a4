package reconcile

// A field that an API did not return is not an empty field. The types in this
// file keep the two apart, so that "not supplied" can never become a mismatch
// and can never be written back as a blank.

// Value is one text field as a system returned it. The zero Value is "not
// supplied".
type Value struct {
	text     string
	supplied bool
}

// Supplied returns a Value that the system did return, possibly empty.
func Supplied(text string) Value { return Value{text: text, supplied: true} }

// Known reports whether the system returned the field at all.
func (v Value) Known() bool { return v.supplied }

// Text is the field's text, empty when the field was not supplied.
func (v Value) Text() string { return v.text }

// Or returns the text, or the given word when the field was not supplied.
func (v Value) Or(word string) string {
	if !v.supplied {
		return word
	}
	return v.text
}

// Flag is a yes/no field that may not have been supplied. The zero Flag is
// "not supplied".
type Flag uint8

// The three states of a Flag.
const (
	FlagUnknown Flag = iota
	FlagNo
	FlagYes
)

// FlagOf turns a bool that was supplied into a Flag.
func FlagOf(b bool) Flag {
	if b {
		return FlagYes
	}
	return FlagNo
}

// Yes reports whether the flag was supplied and set.
func (f Flag) Yes() bool { return f == FlagYes }

// Known reports whether the flag was supplied.
func (f Flag) Known() bool { return f != FlagUnknown }

// String is "Yes", "No" or "" when not supplied.
func (f Flag) String() string {
	switch f {
	case FlagYes:
		return "Yes"
	case FlagNo:
		return "No"
	default:
		return ""
	}
}
