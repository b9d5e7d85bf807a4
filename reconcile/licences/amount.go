package licences

// Money, exactly. Nothing here rounds, and nothing adds one currency to another.

import (
	"fmt"
	"strconv"
	"strings"
)

// Amount is money in ten-thousandths of a currency's unit, so that every price
// that can be configured, and every sum of them, is a whole number.
type Amount int64

const (
	places   = 4 // decimals of an Amount
	unit     = 10_000
	maxWhole = 8 // digits in front of the point; nine million seats of such a price still fit
)

// ParseAmount reads a price: a decimal number with a point, of at most eight
// digits in front of it and four behind.
func ParseAmount(text string) (Amount, error) {
	whole, fraction, err := split(text)
	if err != nil {
		return 0, err
	}
	if len(whole) > maxWhole || len(fraction) > places {
		return 0, fmt.Errorf("%q is not a price: at most %d digits in front of the point and %d behind it count", text, maxWhole, places)
	}
	return ReadAmount(text)
}

// ReadAmount reads what String writes: a sum is larger than any price.
func ReadAmount(text string) (Amount, error) {
	whole, fraction, err := split(text)
	if err != nil {
		return 0, err
	}
	if len(fraction) > places {
		return 0, fmt.Errorf("%q is not an amount: it has more than %d decimals", text, places)
	}
	n, err := strconv.ParseInt("0"+whole+fraction+strings.Repeat("0", places-len(fraction)), 10, 64)
	return Amount(n), err
}

// split gives the digits on both sides of the point, without zeros that count for
// nothing.
func split(text string) (whole, fraction string, err error) {
	whole, fraction, point := strings.Cut(text, ".")
	digits := func(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
	if !digits(whole) || point && !digits(fraction) {
		return "", "", fmt.Errorf("%q is not an amount: write a decimal number with a point, such as 19.90", text)
	}
	return strings.TrimLeft(whole, "0"), strings.TrimRight(fraction, "0"), nil
}

// String is the amount with two decimals, or with as many more as it has.
func (a Amount) String() string {
	sign := ""
	if a < 0 {
		sign, a = "-", -a
	}
	fraction := fmt.Sprintf("%0*d", places, a%unit)
	return sign + strconv.FormatInt(int64(a/unit), 10) + "." + fraction[:2] + strings.TrimRight(fraction[2:], "0")
}

// Float is the number that stands nearest to the amount, for cells of a
// workbook. Nothing is added up with it.
func (a Amount) Float() float64 { return float64(a) / unit }

// Times is the amount so many times.
func (a Amount) Times(n int) Amount { return a * Amount(n) }
