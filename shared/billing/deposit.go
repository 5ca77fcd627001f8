package billing

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/form"
	"serviziscolastici/shared/invocation"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
)

// Deposit is money for a pupil's account that the office took, without pagoPA.
type Deposit struct {
	Guardian, Pupil string // who pays, and for whom
	Amount          money.Cents
	Day             calendar.Day // when it was paid
	Method          string       // Cash, BankTransfer or Card
	Note            string       // the office's words, for the parent
	// Seen is the Version of the account whose balance the operator saw.
	Seen int
	// Form is the one that was sent: again, it deposits nothing more.
	Form form.Form
}

// depositDescription is the causale of a deposit. It names nobody.
const depositDescription = "Servizio mensa scolastica, versamento al Comune"

// MaxDeposit is the most that the office takes at once, 3,000 euro.
const MaxDeposit money.Cents = 3000_00

// The places of the writes of a deposit whose conditions are told apart.
const (
	depositForm = iota
	depositNumber
	depositPosition
	depositEntry
)

// TakeDeposit puts money that the office took on an account. It is kept as a top-up that is paid from the beginning, so
// that certificates count it and a number names it; pagoPA never hears of it. It returns the number, the same for a form
// that was sent before. The errors are a problem.Invalid for an amount that cannot be, and ledger.ErrMoved.
func (s Store) TakeDeposit(ctx context.Context, m municipality.Municipality, d Deposit) (pagopa.NoticeNumber, error) {
	if d.Amount <= 0 || d.Amount > MaxDeposit {
		return "", problem.New(problem.Invalid, fmt.Sprintf("L'importo di un versamento va da 0,01 a %s.", MaxDeposit))
	}
	var kept pagopa.NoticeNumber
	err := s.withNumber(m, func(number pagopa.NoticeNumber) error {
		kept = number
		writes, err := s.depositWrites(ctx, m, d, number)
		if err != nil {
			return err
		}
		err = dynamo.Transact(ctx, s.Ledger.Client, writes)
		var cancelled *dynamo.Cancelled
		switch {
		case !errors.As(err, &cancelled):
			return err
		case cancelled.ConditionFailed(depositForm):
			kept, err = form.Before[pagopa.NoticeNumber](cancelled, depositForm)
			return err
		case !cancelled.ConditionFailed(depositNumber):
			return ledger.ErrMoved.Because(err)
		default:
			return errNumberTaken
		}
	})
	return kept, err
}

func (s Store) depositWrites(
	ctx context.Context, m municipality.Municipality, d Deposit, number pagopa.NoticeNumber,
) ([]types.TransactWriteItem, error) {
	parts, err := transfers(m, school.Canteen, d.Amount, depositDescription)
	if err != nil {
		return nil, err
	}
	now := s.Clock().UTC()
	position := Position{
		Creditor: m.FiscalCode, Number: number, Tenant: m.ID, Guardian: d.Guardian, Pupil: d.Pupil,
		Kind: TopUp, Service: school.Canteen, Amount: d.Amount, Description: depositDescription,
		Transfers: parts, State: Paid, Created: now, Origin: invocation.ID(ctx), Revision: 1,
		Payment: &Payment{At: d.Day.Start().UTC(), PSP: "Comune", Method: d.Method, Elsewhere: true},
	}
	once, err := form.Once(s.Ops, d.Form, number, now)
	if err != nil {
		return nil, err
	}
	named, kept, err := s.named(position)
	if err != nil {
		return nil, err
	}
	posted, err := s.Accounts.WritesOver(m.ID, d.Pupil,
		dynamo.EntryOfAdjustment(m.ID, d.Pupil, d.Day, "deposit-"+number.String()), ledger.Entry{
			Kind: ledger.Deposit, Day: d.Day, Amount: d.Amount, Note: d.Note,
			TopUp: &ledger.TopUpDetail{Notice: number.String()},
		}, d.Seen)
	return append([]types.TransactWriteItem{
		depositForm: once, depositNumber: named, depositPosition: kept,
	}, posted...), err
}
