package tax_test

import (
	"testing"

	"serviziscolastici/shared/money"
	"serviziscolastici/shared/tax"
)

// Goal: an amount splits into net and tax to the cent, whatever its size.
// Method: a table of half cents, of no tax, and of the largest amount there is.
func TestSplit(t *testing.T) {
	for _, c := range []struct {
		rate             int
		amount, net, tax money.Cents
	}{
		{4, 2500, 2404, 96}, {10, 7500, 6818, 682}, {22, 1, 1, 0}, {22, 122, 100, 22}, {4, 13, 13, 0}, {4, 52, 50, 2},
		{0, 2500, 2500, 0}, {-1, 2500, 2500, 0}, {22, money.Max, 81967213114, 18032786885},
	} {
		net, vat := tax.Split(c.amount, c.rate)
		if net != c.net || vat != c.tax {
			t.Errorf("%d at %d%%: %d + %d, want %d + %d", c.amount, c.rate, net, vat, c.net, c.tax)
		}
	}
}
