package vonage

// A secret that cannot be printed by accident. No file, environment or
// configuration syntax is read here.

import (
	"fmt"
	"log/slog"
)

// dots is what every way of printing a Secret shows. Its length says nothing
// about the secret.
const dots = "••••••"

// Secret is a password, client secret or token. The zero Secret is "none
// given". Every way of printing, logging or encoding one shows dots; only
// Reveal gives the text.
type Secret struct {
	// A pointer, because fmt prints unexported fields of unexported structs
	// without calling their methods: it then shows an address.
	text *string
}

// NewSecret wraps a text. The empty text is the zero Secret.
func NewSecret(text string) Secret {
	if text == "" {
		return Secret{}
	}
	return Secret{text: &text}
}

// Reveal is the text itself, empty for the zero Secret.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// IsZero reports whether no secret was given.
func (s Secret) IsZero() bool { return s.text == nil }

// String shows dots.
func (s Secret) String() string { return dots }

// GoString shows dots.
func (s Secret) GoString() string { return dots }

// Format shows dots for every verb and flag.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(dots)) }

// MarshalText shows dots.
func (s Secret) MarshalText() ([]byte, error) { return []byte(dots), nil }

// MarshalJSON shows dots.
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + dots + `"`), nil }

// LogValue shows dots.
func (s Secret) LogValue() slog.Value { return slog.StringValue(dots) }
