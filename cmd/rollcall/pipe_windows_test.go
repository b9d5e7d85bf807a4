package main

import "errors"

// pipe says that there are none by a name in a folder.
func pipe(string) error { return errors.ErrUnsupported }
