package trial_test

import (
	"crypto/rand"
	"fmt"
	"time"

	"serviziscolastici/infra/proof/faults/trial"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/certificate"
	"serviziscolastici/shared/money"
)

// issued is a document of the office with its notice.
type issued struct {
	number   string
	position billing.Position
	paid     bool
}

func (m *model) document() {
	number := fmt.Sprintf("2026/%d", len(m.steps))
	p, err := m.f.OpenDocument(m.t.Context(), number, m.pupil(), money.Cents(1000+m.draw.IntN(9000)))
	m.must(err)
	m.issued = append(m.issued, issued{number: number, position: p})
	m.bills.Open[p.Number.String()] = true
}

func (m *model) payDocument() {
	if len(m.issued) == 0 {
		return
	}
	d := &m.issued[m.draw.IntN(len(m.issued))]
	m.settle(d.position, 0)
	if d.paid {
		m.bills.Parked++
		return
	}
	d.paid = true
	delete(m.bills.Open, d.position.Number.String())
	m.bills.Paid[d.position.Number.String()] = true
	m.ended = append(m.ended, d.position)
}

// creditNote takes back a document: all of one that is open, whose notice is cancelled, or a part of one
// that is paid, whose notice stays so.
func (m *model) creditNote() {
	if len(m.issued) == 0 {
		return
	}
	i := m.draw.IntN(len(m.issued))
	d := m.issued[i]
	m.issued = append(m.issued[:i], m.issued[i+1:]...)
	amount := d.position.Amount
	if d.paid {
		amount /= 2
	} else {
		delete(m.bills.Open, d.position.Number.String())
		m.ended = append(m.ended, d.position)
	}
	number := fmt.Sprintf("NC/%d", len(m.steps))
	m.must(m.f.IssueCreditNote(m.t.Context(), number, d.number, d.position, amount))
}

func (m *model) certificates() certificate.Store {
	return certificate.Store{
		Ledger: m.f.Ledger.Ledger, Accounts: m.f.Ledger, Clock: calendar.Clock(m.f.Now), Random: rand.Reader,
	}
}

// refund pays credit back, on a day of its own without a meal, and says so twice.
func (m *model) refund() {
	pupil, day := m.pupil(), friday.AddDays(-100-len(m.steps))
	refund := certificate.Refund{
		ID: "x", Pupil: pupil, Day: day, Year: 2026, Amount: money.Cents(100 + m.draw.IntN(900)), Note: "Rimborso",
	}
	m.refunds[trial.Charge{Pupil: pupil, Day: day.String()}] = refund.Amount
	for _, first := range []bool{true, false} {
		posted, err := m.certificates().PostRefund(m.t.Context(), "c_x000", "G"+pupil, refund)
		if m.must(err); posted != first {
			m.t.Errorf("posted %t, want %t", posted, first)
		}
	}
}

func (m *model) certificate() {
	pupil := m.pupil()
	content := certificate.Content{Year: 2026, School: fmt.Sprint("Primaria ", m.draw.IntN(2))}
	_, err := m.certificates().Issue(m.t.Context(), "c_x000", "G"+pupil, pupil, content)
	m.must(err)
}

// endYear debits what is left and goes on a year later, with new tariffs and rosters: credit and debts,
// notices and registers are carried over as they are.
func (m *model) endYear() {
	if m.friday != friday {
		return
	}
	m.evening()
	m.friday = friday.AddDays(52 * 7)
	m.f.At(m.f.Now().Add(52 * 7 * 24 * time.Hour))
	m.must(m.f.SaveTariffs(m.t.Context()))
	for n := range m.pupils {
		m.seat(n)
	}
}
