package plans

// A line of the work list: what a person has to do in the admin portal.

import "rollcall/reconcile"

// Task is one line of the work list.
type Task struct {
	Number  int // from 1, in the order in which it is to be done
	Product reconcile.Product
	Where   string // in the portal
	What    string
	Who     string
	Why     string
	Numbers string // what stays behind
	Due     string
	Action  string // id of the action that it belongs to
}
