// Package planted lets the tests put a fault into the safety code, to see that
// the suite notices. In every build without the tag "planted" On is false and
// costs nothing: no program that is shipped can be made to leave a check out.
package planted
