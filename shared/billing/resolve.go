package billing

import (
	"context"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/problem"
)

// Own is what of a parked receipt's amount is the municipality's: all of it, or its part of another creditor's notice.
func (p ParkedReceipt) Own(m municipality.Municipality) money.Cents {
	if p.Receipt.CreditorFiscalCode == m.FiscalCode {
		return p.Receipt.Amount
	}
	var own money.Cents
	for _, part := range p.Receipt.Transfers {
		if part.FiscalCode == m.FiscalCode {
			own += part.Amount
		}
	}
	return own
}

var errNothingOwn = problem.New(problem.Conflict, "Di questo pagamento nessuna parte è arrivata al Comune.")

// CreditParked puts the money of a parked receipt on a pupil's account: entry, balance and receipt in one transaction,
// once. The same again is no error; problem.Conflict when the receipt was dealt with in another way.
func (s Store) CreditParked(ctx context.Context, m municipality.Municipality, parked ParkedReceipt, pupil string) error {
	own, today := parked.Own(m), s.Clock.Today()
	if own <= 0 {
		return errNothingOwn
	}
	handled := Handled{Way: Credited, Day: today, Pupil: pupil}
	if parked.Handled != nil {
		return already(parked, handled)
	}
	credit, err := s.Accounts.Writes(m.ID, pupil, dynamo.EntryOfReceipt(m.ID, pupil, today, parked.ID()), ledger.Entry{
		Kind: ledger.Credit, Day: today, Amount: own,
		Note:  "Pagamento pagoPA del " + parked.PaidDay().Italian() + " accreditato dal Comune",
		TopUp: &ledger.TopUpDetail{Receipt: parked.ID(), Notice: parked.Receipt.NoticeNumber.String()},
	})
	if err != nil {
		return err
	}
	return s.deal(ctx, m.ID, parked, step{to: &handled, also: credit})
}

// already answers for a receipt that is dealt with: no error for the same way on whichever day.
func already(parked ParkedReceipt, wanted Handled) error {
	wanted.Day = parked.Handled.Day
	if *parked.Handled == wanted {
		return nil
	}
	return errHandledOtherwise
}

// The reasons for which a receipt pays no notice.
var (
	errAlteredReceipt = problem.New(problem.Conflict, "Questa ricevuta ha lo stesso codice di un'altra con dati diversi: "+
		"non può pagare un avviso. Accreditala o rimborsala.")
	errNoticeOfOthers = problem.New(problem.Conflict,
		"Questo pagamento è di un altro ente: non può pagare un avviso del Comune. Accreditalo o rimborsalo.")
	errNoticePaid      = problem.New(problem.Conflict, "Questo avviso è già pagato.")
	errNoticeCancelled = problem.New(problem.Conflict, "Questo avviso è annullato: non può più essere pagato.")
	errNoticeVerified  = problem.New(problem.Conflict, "Per questo avviso un pagamento è in verifica. Riprova tra mezz'ora.")
)

// Attachable returns why a parked receipt does not pay a notice, or nil: it has to be the notice's amount, to the cent.
func (s Store) Attachable(m municipality.Municipality, parked ParkedReceipt, position Position) error {
	switch {
	case parked.Reason == AlteredReceipt:
		return errAlteredReceipt
	case parked.Receipt.CreditorFiscalCode != m.FiscalCode || position.Creditor != m.FiscalCode:
		return errNoticeOfOthers
	case position.State == Paid:
		return errNoticePaid
	case position.State == Cancelled:
		return errNoticeCancelled
	case position.Amount != parked.Receipt.Amount:
		return problem.New(problem.Conflict, "L'importo non corrisponde: l'avviso è di "+position.Amount.String()+
			", il pagamento di "+parked.Receipt.Amount.String()+".")
	case position.InVerification(s.Clock()):
		return errNoticeVerified
	default:
		return nil
	}
}

// AttachParked lets a parked receipt pay an open notice: the notice, for a top-up the entry and the balance, and the
// receipt in one transaction, once. The archive is told, because pagoPA knows of no payment of that notice. The
// error is that of Attachable, or problem.Conflict when something changed meanwhile.
func (s Store) AttachParked(
	ctx context.Context, m municipality.Municipality, parked ParkedReceipt, position Position,
) error {
	handled := Handled{Way: Attached, Day: s.Clock.Today(), Notice: position.Number}
	if parked.Handled != nil {
		return already(parked, handled)
	}
	if err := s.Attachable(m, parked, position); err != nil {
		return err
	}
	receipt, paidAt := parked.Receipt, parked.paidAt()
	what := revision{
		set: "#state = :new, #payment = :payment", onlyIdle: true,
		values: map[string]any{":new": Paid, ":payment": Payment{
			Receipt: receipt.ReceiptID, At: paidAt, PSP: receipt.PSPName, Method: receipt.PaymentMethod, Attached: true,
		}},
	}
	if extra := position.extra(parked.ID()); extra >= 0 { // one update for both: a transaction takes one for each item
		what.set += ", " + extraPath(extra) + " = :handled"
		what.values[":handled"] = handled.told()
	}
	writes, err := s.revisionWrites(ctx, position, what)
	if err != nil {
		return err
	}
	if position.Kind == TopUp {
		day := calendar.DayOf(paidAt)
		credit, err := s.Accounts.Writes(m.ID, position.Pupil,
			dynamo.EntryOfReceipt(m.ID, position.Pupil, day, receipt.ReceiptID),
			topUpEntry(day, receipt, position.Number))
		if err != nil {
			return err
		}
		writes = append(writes, credit...)
	}
	return s.deal(ctx, m.ID, parked, step{to: &handled, also: writes, paid: position.Number})
}

// topUpEntry is the entry of a top-up's notice that a receipt pays.
func topUpEntry(day calendar.Day, receipt pagopa.Receipt, notice pagopa.NoticeNumber) ledger.Entry {
	return ledger.Entry{
		Kind: ledger.TopUp, Day: day, Amount: receipt.Amount,
		TopUp: &ledger.TopUpDetail{Receipt: receipt.ReceiptID, Notice: notice.String()},
	}
}
