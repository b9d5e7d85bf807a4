package rest

// Finding the page size: the most that is legal is asked for first, and the
// answer is the first page, so that a server that grants it costs nothing. A
// server that refuses is asked for the normal size instead. One that quietly
// falls to a small size of its own is asked for the normal size too, and the
// size that gave more stands. So finding it takes at most two requests more than
// knowing it.
//
// The answer that is used is always the last one to the question for the first
// page: that is what the stored pages are read by.

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// SizeError is the failure of a request that may have failed for the number of
// items it asked for.
type SizeError struct{ Err error }

func (e *SizeError) Error() string { return e.Err.Error() }

// Unwrap gives the failure itself.
func (e *SizeError) Unwrap() error { return e.Err }

// sizes is how the page size was found. The zero sizes is one that was given.
type sizes struct {
	normal int    // what any server is taken to grant, 0 where the size was given
	words  string // what was asked for and granted
}

// sure is the most items that a server which was asked for so many is sure to
// put on a page.
func (s *sizes) sure(asked int) int {
	if s.normal > 0 {
		return min(asked, s.normal)
	}
	return asked
}

// openList reads the first page. The first time it finds the page size as well,
// where that is open.
func openList[T any](ctx context.Context, src *Source[T], s *sizes) (Page[T], error) {
	most, normal := src.Asked, src.Fallback
	if src.Fallback = 0; normal == 0 || normal >= most {
		return src.First(ctx)
	}
	s.normal = normal
	src.Resize(most, true)
	page, err := src.First(ctx)
	var refused *SizeError
	switch {
	case errors.As(err, &refused):
		s.words = fmt.Sprintf("%d refused (%s), ", most, refusal(refused.Err))
		return askFor(ctx, src, s, normal)
	case err != nil:
		return page, err
	}
	src.Resize(most, false)
	s.words = askedAndGranted(most, page)
	if granted(page, most) >= normal || everything(page) {
		return page, nil
	}
	s.words += ", "
	less := granted(page, most)
	page, err = askFor(ctx, src, s, normal)
	if err == nil && granted(page, normal) >= less {
		return page, nil
	}
	s.words += ", "
	return askFor(ctx, src, s, most)
}

// askFor asks for the first page at a size that then stands.
func askFor[T any](ctx context.Context, src *Source[T], s *sizes, size int) (Page[T], error) {
	src.Resize(size, false)
	src.Asked = size
	page, err := src.First(ctx)
	if err == nil {
		s.words += askedAndGranted(size, page)
	} else {
		s.words += fmt.Sprintf("%d asked for", size)
	}
	return page, err
}

// everything reports whether the first page is all there is.
func everything[T any](first Page[T]) bool {
	switch {
	case first.Total != nil:
		return *first.Total <= len(first.Items)
	case first.Pages != nil:
		return *first.Pages <= 1
	}
	return false
}

func askedAndGranted[T any](asked int, first Page[T]) string {
	return fmt.Sprintf("%d asked for and %d granted", asked, granted(first, asked))
}

// refusal says in few words how a page size was refused.
func refusal(err error) string {
	var status *StatusError
	var shape *ShapeError
	switch {
	case errors.As(err, &status):
		return fmt.Sprintf("status %d", status.Status)
	case errors.As(err, &shape):
		return shape.What
	}
	return "no whole answer came"
}

// try is Get for a page of a size that the server need not grant. A failure that
// may come from the size is not met with another attempt, which would only ask
// the same again: it comes back at once, as a SizeError. A sign-in that fails, a
// connection that is not made and a refusal for numbers say nothing about the
// size, and are treated as ever.
func (c *Client) try(ctx context.Context, r Request, t *tries) (*Answer, error) {
	if _, err := c.tokens.Token(ctx); err != nil {
		return nil, err
	}
	for {
		t.kept = false
		a, err := c.attempt(ctx, r, t)
		var again *retry
		var network *NetworkError
		switch {
		case !errors.As(err, &again):
			if mayBeSize(err) {
				err = &SizeError{err}
			}
			return a, err
		case again.free:
		case errors.As(again.err, &network) && network.Unsent:
			return c.repeat(ctx, r, t)
		default:
			return nil, &SizeError{again.err}
		}
	}
}

// mayBeSize reports whether an error that no other attempt can mend may come
// from the number of items that were asked for.
func mayBeSize(err error) bool {
	var status *StatusError
	var shape *ShapeError
	switch {
	case errors.As(err, &status):
		return true
	case errors.As(err, &shape):
		return strings.HasPrefix(shape.What, errTooLarge.Error())
	}
	return false
}
