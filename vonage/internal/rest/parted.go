package rest

// Errors in two parts, for whoever prints them apart.

import (
	"errors"
	"strings"
)

// Parted gives what an error says in two parts: what happened, and what to do
// about it. An error that is not of this package has no second part.
func Parted(err error) (what, remedy string) {
	var (
		auth      *AuthError
		shape     *ShapeError
		status    *StatusError
		network   *NetworkError
		redirect  *RedirectError
		throttled *ThrottledError
		outage    *OutageError
	)
	switch {
	case errors.As(err, &outage):
		what, _ = Parted(outage.Err)
		return what + "; too many requests failed, so no more are repeated", "run again later"
	case errors.As(err, &auth):
		return without(*auth, func(e *AuthError) { e.Remedy = "" }), auth.Remedy
	case errors.As(err, &shape):
		return without(*shape, func(e *ShapeError) { e.Remedy = "" }), shape.Remedy
	case errors.As(err, &status):
		return without(*status, func(e *StatusError) { e.Remedy = "" }), status.Remedy
	case errors.As(err, &network):
		return network.What, network.Remedy
	case errors.As(err, &redirect), errors.As(err, &throttled):
		what, remedy, _ = strings.Cut(err.Error(), ": ")
		return what, remedy
	}
	return err.Error(), ""
}

// without is the message of a copy that was changed.
func without[T any, E interface {
	*T
	error
}](e T, change func(E)) string {
	change(&e)
	return E(&e).Error()
}
