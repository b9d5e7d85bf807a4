package main

// The VBC refresh token in its file. Each is good for one use, and its
// successor takes its place: when is decided below vonage, how here.

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"rollcall/cmd/rollcall/internal/config"
	"rollcall/vonage"
)

// refreshFile is the file that vbc.refresh_token names.
type refreshFile struct {
	path string
	next *pending // reserved for the next token, nil while none is awaited
}

var _ vonage.RefreshStore = (*refreshFile)(nil)

// Reserve creates the file that will take the place of the present one. A
// symbolic link stays one: what it points to is replaced.
func (r *refreshFile) Reserve() error {
	path, err := filepath.EvalSymlinks(r.path)
	if err == nil {
		r.next, err = newPending(path, config.MaxSecretBytes)
	}
	if err != nil {
		return fmt.Errorf("%s cannot be replaced (%w): let this user write to its folder, and make room there", r.path, bare(err))
	}
	return nil
}

// Keep puts the next token into its place.
func (r *refreshFile) Keep(token vonage.Secret) error {
	text := token.Reveal()
	if len(text) >= config.MaxSecretBytes || strings.ContainsAny(text, "\r\n\x00") {
		return errors.New("the server's answer is not one line that fits into a secret file")
	}
	p := r.next
	r.next = nil
	if err := p.commit([]byte(text + "\n")); err != nil {
		return fmt.Errorf("%s: %w", r.path, bare(err))
	}
	return nil
}

// Release takes away what was reserved and not used.
func (r *refreshFile) Release() {
	if r.next != nil {
		r.next.discard()
		r.next = nil
	}
}
