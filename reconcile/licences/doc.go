// Package licences counts what is paid for: the seats of each product, who
// holds them, what they cost by the configured price book, and which of them
// could be given back and why. Every amount is an estimate at the configured
// price. It judges nobody: why a seat is not needed is what the findings say.
package licences
