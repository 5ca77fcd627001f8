// Package money holds amounts of euro as integer cents.
//
// No amount in the portal is ever a float: the type has no conversion from
// one, and every sum is checked, so a wrong total can only be an error, never
// a quietly different number.
package money

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Cents is an amount of euro in cents. A debit is negative.
type Cents int64

// Max is the largest amount the portal handles, in absolute value: the limit
// of a pagoPA amount (stAmount, 999999999.99 euro).
const Max Cents = 99_999_999_999

// ErrOverflow says that an amount is beyond Max.
var ErrOverflow = errors.New("money: amount out of range")

// ErrSyntax says that a text is not an amount of euro with at most two decimals.
var ErrSyntax = errors.New("money: not an amount")

// Add returns c + d, or ErrOverflow when the sum is beyond Max.
func (c Cents) Add(d Cents) (Cents, error) {
	if !c.InRange() || !d.InRange() {
		return 0, ErrOverflow
	}
	sum := c + d
	if !sum.InRange() {
		return 0, ErrOverflow
	}
	return sum, nil
}

// Times returns n times c, or ErrOverflow when that is beyond Max.
func (c Cents) Times(n int) (Cents, error) {
	times := Cents(n)
	if !c.InRange() || !times.InRange() {
		return 0, ErrOverflow
	}
	if c != 0 && times != 0 && max(times, -times) > Max/max(c, -c) {
		return 0, ErrOverflow
	}
	return c * times, nil
}

// InRange reports whether c is within ±Max.
func (c Cents) InRange() bool { return c >= -Max && c <= Max }

// Sum adds all amounts, or returns ErrOverflow.
func Sum(amounts ...Cents) (Cents, error) {
	var total Cents
	for _, a := range amounts {
		next, err := total.Add(a)
		if err != nil {
			return 0, err
		}
		total = next
	}
	return total, nil
}

// String returns the amount as Italians write it: "1.234,56 €", with a no-break
// space before the sign and a true minus (U+2212) before a negative amount.
func (c Cents) String() string { return c.Digits() + "\u00a0€" }

// Signed is String with the plus sign shown, as account statements want it.
func (c Cents) Signed() string {
	if c > 0 {
		return "+" + c.String()
	}
	return c.String()
}

// Digits returns the amount as "1.234,56", without the currency sign.
func (c Cents) Digits() string {
	sign, units, cents := c.split()
	text := strconv.FormatUint(units, 10)
	var b strings.Builder
	if sign {
		b.WriteString("\u2212")
	}
	for i, digit := range text {
		if i > 0 && (len(text)-i)%3 == 0 {
			b.WriteByte('.')
		}
		b.WriteRune(digit)
	}
	fmt.Fprintf(&b, ",%02d", cents)
	return b.String()
}

// Decimal returns the amount as pagoPA's schema writes it (stAmount): "1234.56".
func (c Cents) Decimal() string {
	sign, units, cents := c.split()
	if sign {
		return fmt.Sprintf("-%d.%02d", units, cents)
	}
	return fmt.Sprintf("%d.%02d", units, cents)
}

// Plain returns the amount for a form field or a CSV cell: "1234,56".
func (c Cents) Plain() string { return strings.Replace(c.Decimal(), ".", ",", 1) }

// split returns whether c is negative, its euro and its cents, without overflowing on the smallest int64.
func (c Cents) split() (bool, uint64, uint64) {
	negative, magnitude := c < 0, uint64(c)
	if negative {
		magnitude = -magnitude
	}
	return negative, magnitude / 100, magnitude % 100
}
