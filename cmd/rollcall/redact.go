package main

// --redact: a run folder for people outside the company. Everything is judged on
// the real values; the report is redacted as a whole just before it is written.
// What cannot be redacted, the pages of the products, is not kept.

import (
	"context"
	"fmt"
	"io"

	"rollcall/cmd/rollcall/internal/config"
	"rollcall/report"
)

// redactJob makes a job one whose report is redacted. Without a configured key
// one is made that nobody keeps.
func (a *app) redactJob(ctx context.Context, j *job, c *config.Config, env config.Environment) error {
	secret, err := c.RedactKey(ctx, env, report.RedactKeyBytes)
	if err != nil {
		return err
	}
	key := report.RedactKey{Bytes: []byte(secret.Reveal()), Kept: !secret.IsZero()}
	if !key.Kept {
		key.Bytes = make([]byte, 2*report.RedactKeyBytes)
		if _, err := io.ReadFull(a.random, key.Bytes); err != nil {
			return fmt.Errorf("the system gives no random numbers for the key of the pseudonyms: %w", err)
		}
	}
	j.redact, j.keepRaw = &key, false
	return nil
}
