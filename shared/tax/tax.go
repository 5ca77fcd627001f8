// Package tax has the arithmetic of the taxes that a document bears, VAT and stamp duty: what is
// stored and what is printed must not round in two ways.
package tax

import "serviziscolastici/shared/money"

// The stamp duty (imposta di bollo) on a document without VAT (DPR 642/72, art. 13 of the tariff).
const (
	StampDuty      money.Cents = 2_00
	StampThreshold money.Cents = 77_47 // it is due on more than this
)

// Split divides an amount that includes VAT at a rate in per cent into what is taxed, rounded to the
// cent, and the tax. At rate 0, and below, there is no tax.
func Split(amount money.Cents, rate int) (money.Cents, money.Cents) {
	whole := money.Cents(100 + max(rate, 0))
	net := amount/whole*100 + (2*(amount%whole)*100+whole)/(2*whole)
	return net, amount - net
}
