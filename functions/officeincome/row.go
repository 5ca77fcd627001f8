package main

import (
	"cmp"
	"context"
	"net/url"
	"slices"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/web"
)

// row is a parked receipt in the office's words.
type row struct {
	billing.ParkedReceipt
	// Own is what of the amount is the municipality's.
	Own money.Cents
	// Days is for how long it has waited.
	Days int
	// Name is that of the pupil to whom it was credited; "" for none, or one whom nobody knows any more.
	Name string
}

func rowOf(parked billing.ParkedReceipt, m municipality.Municipality, today calendar.Day) row {
	return row{ParkedReceipt: parked, Own: parked.Own(m), Days: max(parked.PaidDay().DaysUntil(today), 0)}
}

// rowsOf are those of the receipts that are sought.
func rowsOf(list []billing.ParkedReceipt, visit web.Visit, sought web.Sought) []row {
	rows := make([]row, 0, len(list))
	for _, parked := range list {
		one := rowOf(parked, visit.Municipality, visit.Today())
		if sought.Fits(one.texts()...) {
			rows = append(rows, one)
		}
	}
	return rows
}

// names are the names of pupils by code; "" is none.
func (h Handler) names(ctx context.Context, visit web.Visit, pupils []string) (map[string]string, error) {
	known := slices.Clone(pupils)
	slices.Sort(known)
	known = slices.DeleteFunc(slices.Compact(known), func(pupil string) bool { return pupil == "" })
	if len(known) == 0 {
		return nil, nil
	}
	return h.School.Names(ctx, visit.Municipality.ID, known, nil)
}

// name gives rows the names of the pupils to whom they were credited.
func (h Handler) name(ctx context.Context, visit web.Visit, rows ...*row) error {
	var pupils []string
	for _, one := range rows {
		if one.Handled != nil {
			pupils = append(pupils, one.Handled.Pupil)
		}
	}
	names, err := h.names(ctx, visit, pupils)
	for _, one := range rows {
		if one.Handled != nil {
			one.Name = names[one.Handled.Pupil]
		}
	}
	return err
}

// texts are what a search finds a receipt by: who paid, owed or gets the money back, the amount, the notice, the receipt,
// and the days.
func (r row) texts() []string {
	texts := []string{
		r.Own.Plain(), r.Receipt.Amount.Plain(), r.Receipt.NoticeNumber.String(), r.ID(), r.Receipt.ReceiptID, r.PaidDay().Italian(),
	}
	for _, who := range []*pagopa.Subject{r.Receipt.Payer, r.Receipt.Debtor} {
		if who != nil {
			texts = append(texts, who.FullName, who.FiscalCode)
		}
	}
	if r.Handled != nil {
		texts = append(texts, r.When().Italian())
	}
	if r.Refund != nil {
		texts = append(texts, r.Refund.Name, r.Refund.FiscalCode)
	}
	return texts
}

// named names a receipt in an address.
func named(parked billing.ParkedReceipt) url.Values {
	return url.Values{"giorno": {parked.PaidDay().String()}, "ricevuta": {parked.ID()}}
}

// Age says for how long it has waited.
func (r row) Age() string {
	switch r.Days {
	case 0:
		return "da oggi"
	case 1:
		return "da ieri"
	default:
		return "da " + web.Plural(r.Days, "giorno", "giorni")
	}
}

// Payer is who paid, as far as pagoPA told.
func (r row) Payer() string {
	switch {
	case r.Receipt.Payer != nil:
		return cmp.Or(r.Receipt.Payer.FullName, r.Receipt.Payer.FiscalCode)
	case r.Receipt.Debtor != nil && r.Receipt.Debtor.FiscalCode != anonymous:
		return "non indicato (avviso intestato a " + cmp.Or(r.Receipt.Debtor.FullName, r.Receipt.Debtor.FiscalCode) + ")"
	default:
		return "non indicato"
	}
}

// anonymous is pagoPA's word for a person of whom nobody told anything.
const anonymous = "ANONIMO"

// payee is who gets the money back unless the operator says otherwise: who paid, else who owed.
func payee(parked billing.ParkedReceipt) billing.Payee {
	who := cmp.Or(parked.Receipt.Payer, parked.Receipt.Debtor)
	if who == nil || who.FiscalCode == anonymous {
		return billing.Payee{}
	}
	return billing.Payee{Name: who.FullName, FiscalCode: who.FiscalCode}
}

// Why says in plain words why the receipt is kept.
func (r row) Why() string {
	switch r.Reason {
	case billing.UnknownNotice:
		return "Nessun avviso del Comune ha questo codice"
	case billing.CancelledNotice:
		return "L'avviso era annullato quando è arrivato il pagamento"
	case billing.AlreadyPaid:
		return "L'avviso era già pagato: è un secondo pagamento"
	case billing.OtherAmount:
		return "L'importo pagato non è quello dell'avviso, che resta sospeso"
	case billing.AlteredReceipt:
		return "Ha lo stesso codice di un'altra ricevuta, con dati diversi"
	default:
		return "Non corrisponde a un avviso da pagare"
	}
}

// What says what was done with the money; "" while it waits.
func (r row) What() string {
	done := r.Handled
	switch {
	case done == nil:
		return ""
	case done.Way == billing.Credited && r.Name != "":
		return "Accreditato a " + r.Name + ", " + done.Pupil
	case done.Way == billing.Credited && done.Pupil != "":
		return "Accreditato all'alunno " + done.Pupil
	case done.Way == billing.Credited:
		return "Accreditato con un movimento"
	case done.Way == billing.Attached:
		return "Collegato all'avviso " + done.Notice.String()
	case done.Way == billing.Refunding && r.Refund != nil && r.Refund.State == billing.RefundApproved:
		return "Rimborso approvato, da pagare"
	case done.Way == billing.Refunding:
		return "Rimborso da approvare"
	case r.Refund != nil:
		return "Rimborsato con il mandato " + r.Refund.Order
	default:
		return "Rimborsato"
	}
}

// When is the day of what What says; zero while it waits.
func (r row) When() calendar.Day {
	switch {
	case r.Handled == nil:
		return calendar.Day{}
	case r.Refund != nil && r.Refund.State == billing.RefundApproved:
		return calendar.DayOf(r.Refund.Approved.At)
	default:
		return r.Handled.Day
	}
}

// Row is the row itself, for pages that hand it on.
func (r row) Row() row { return r }
