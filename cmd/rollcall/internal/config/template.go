package config

// The configuration that `rollcall init` writes: every key, each with a
// comment, set to its default or to an example that has to be changed.

import _ "embed"

// Template is the text of a new rollcall.yaml.
//
//go:embed template.yaml
var Template []byte
