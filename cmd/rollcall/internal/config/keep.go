package config

// The text of a configuration as it may be kept beside the evidence of a run: a
// configuration holds references to secrets and no secret, but the arguments of a
// program may be one.

import (
	"bytes"
	"cmp"
	"errors"
	"slices"
	"strings"
)

// cutReference stands in a kept configuration for a program whose arguments were
// left out.
const cutReference = "cmd:not-kept"

// WithoutSecrets is the text of the file, with cmd: references that have arguments
// taken out; cut says that there were some. An error says that one cannot be taken
// out, because it is not written in one piece: then the text is not to be kept.
func (c *Config) WithoutSecrets() (text []byte, cut bool, err error) {
	text = bytes.Clone(c.text)
	refs := c.references()
	slices.SortFunc(refs, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) }) // one may begin like another
	for _, ref := range slices.Compact(refs) {
		program, found := strings.CutPrefix(ref, "cmd:")
		if words, _ := splitWords(program); !found || len(words) == 1 {
			continue
		}
		if !bytes.Contains(text, []byte(ref)) {
			return nil, false, errors.New("the arguments of a cmd: reference may be a secret, and cannot be left out of a copy: write the reference in one line, in single quotes or without any")
		}
		text, cut = bytes.ReplaceAll(text, []byte(ref), []byte(cutReference)), true
	}
	return text, cut, nil
}

// references are the values that may say where something is kept.
func (c *Config) references() []string {
	out := []string{string(c.SCIM.Token), string(c.Output.RedactKey)}
	if v := c.File.VBC; v != nil {
		out = append(out, v.ClientID, string(v.ClientSecret), v.Username, string(v.Password), string(v.RefreshToken),
			v.Reports.ClientID, string(v.Reports.ClientSecret), v.Reports.Username, string(v.Reports.Password))
	}
	if v := c.File.VCC; v != nil {
		out = append(out, v.ClientID, string(v.ClientSecret))
	}
	return out
}
