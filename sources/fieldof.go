package sources

// What a header means, for a caller that has a header and no file.

// FieldOf is the field that a header means whatever the vendor, "" when the
// header is not known or is known as one that is not read.
func FieldOf(header string) string {
	meaning, ok := aliases[newHeading(header).word]
	if !ok || meaning.field == fieldSensitive {
		return ""
	}
	return meaning.field
}
