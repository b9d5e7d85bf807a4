package match

// LoginKey is a login in the form in which logins are compared everywhere: as an
// address when it is one, else in lower case.
func LoginKey(login string) string { return loginKey(login) }
