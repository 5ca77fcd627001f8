package main

import (
	"slices"
	"time"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/pagopa"
)

// extra is a payment that fits no open notice, as the parent reads it.
type extra struct {
	billing.Extra
	Number pagopa.NoticeNumber
}

// Why says what is the matter with the payment.
func (e extra) Why() string {
	switch e.Reason {
	case billing.AlreadyPaid:
		return "l'avviso era già pagato"
	case billing.CancelledNotice:
		return "l'avviso era annullato"
	case billing.OtherAmount:
		return "l'importo non è quello dell'avviso"
	default:
		return "non corrisponde all'avviso"
	}
}

// What says what became of the payment; "" while the office checks.
func (e extra) What() string {
	switch {
	case e.Handled == nil:
		return ""
	case e.Handled.Way == billing.Credited:
		return "accreditato sul conto il " + e.Handled.Day.Italian()
	case e.Handled.Way == billing.Attached:
		return "usato dal Comune per pagare un avviso il " + e.Handled.Day.Italian()
	case e.Handled.Way == billing.Refunding:
		return "il Comune lo sta rimborsando"
	default:
		return "rimborsato il " + e.Handled.Day.Italian()
	}
}

// checking reports whether the office has still to deal with one of them.
func checking(extras []extra) bool {
	return slices.ContainsFunc(extras, func(e extra) bool { return e.Handled == nil })
}

// extrasOf returns the payments of the last year that fit no notice.
func extrasOf(positions []billing.Position, now time.Time) []extra {
	var extras []extra
	for _, position := range positions {
		for _, one := range position.Extras {
			if one.At.After(now.AddDate(-1, 0, 0)) {
				extras = append(extras, extra{one, position.Number})
			}
		}
	}
	return extras
}
