package e2e_test

import "testing"

// Goal: the office finds a pupil, reads the card, adjusts the account and takes a payment, at a desk and on a phone,
// with and without JavaScript. Method: browser/families.mjs drives Chromium; its screenshots are in .local/screenshots.
func TestFamiliesInBrowser(t *testing.T) {
	drive(t, "families.mjs", map[string]string{
		"typed": "prest alb", "name": "Lo Presti Alberto", "child": "Alberto Lo Presti", "payer": "Barbara Dell'Acqua", "code": "100513",
	})
}
