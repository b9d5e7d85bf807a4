// Package parts does one piece of work in parts, side by side where the machine
// can. Which part is done when and by whom nobody knows, so no part may need
// another: each fills places of its own, and whoever asked puts them together in
// their order.
package parts
