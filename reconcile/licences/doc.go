// Package licences counts what is paid for: the seats of each product, who
// holds them, what they cost by the configured price book, and which of them
// could be given back and why. Every amount is an estimate at the configured
// price. It judges nobody: why a seat is not needed is what the findings say.
//
// amount.go is money, prices.go the price book, seats.go what is paid for, and
// waste.go why it is not needed and what that costs.
package licences
