package trial_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"strings"
	"testing"

	"serviziscolastici/infra/proof/faults/trial"
	"serviziscolastici/infra/proof/fixture"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/school"
)

// model says what the tables must hold after each step, in the plainest way.
type model struct {
	t         *testing.T
	f         *trial.Fixture
	presences *trial.Presences
	draw      *rand.Rand
	charged   map[trial.Charge]money.Cents // as of the last evening
	bills     trial.Bills
	friday    calendar.Day // of this evening
	refunds   map[trial.Charge]money.Cents
	issued    []issued // documents without a credit note
	open      []billing.Position
	ended     []billing.Position // paid or cancelled
	sent      []pagopa.ReceiptMessage
	pupils    int
	steps     []string
}

func newModel(t *testing.T, seed uint64) *model {
	f, presences := newPresences(t, "PAPPP")
	return &model{
		t: t, f: f, presences: presences, draw: rand.New(rand.NewPCG(seed, 17)), pupils: 5,
		charged: map[trial.Charge]money.Cents{}, refunds: map[trial.Charge]money.Cents{}, friday: friday,
		bills: trial.Bills{
			Credits: map[string]trial.Credit{}, Paid: map[string]bool{}, Open: map[string]bool{},
		},
	}
}

// T17. Goal: after every step of any history the tables hold what a plain model says. Method: seeded
// sequences of presences, enrolments, evenings, notices, payments of every kind, cancellations, documents,
// credit notes, refunds, certificates and ends of the school year, the functions being the shipped binaries.
func TestT17ModelAfterEveryStep(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			t.Logf("seed %d", seed)
			m := newModel(t, seed)
			for range 40 {
				m.step()
				m.compare()
				if t.Failed() {
					t.Fatalf("after %s", strings.Join(m.steps, ", "))
				}
			}
			m.evening()
			m.compare()
			if failures := m.f.Failures(); len(failures) > 0 {
				t.Errorf("%q", failures)
			}
		})
	}
}

// step draws what happens next.
func (m *model) step() {
	steps := []struct {
		name string
		do   func()
	}{
		{"mark", m.mark}, {"mark", m.mark}, {"enrol", m.enrol}, {"evening", m.evening}, {"notice", m.notice},
		{"pay", m.pay}, {"pay", m.pay}, {"pay again", m.payAgain}, {"pay wrong", m.payWrong},
		{"repeat", m.repeat}, {"cancel", m.cancel}, {"document", m.document}, {"pay document", m.payDocument},
		{"credit note", m.creditNote}, {"refund", m.refund}, {"certificate", m.certificate}, {"end of year", m.endYear},
	}
	one := steps[m.draw.IntN(len(steps))]
	m.steps = append(m.steps, one.name)
	one.do()
}

func (m *model) must(err error) {
	m.t.Helper()
	if err != nil {
		m.t.Fatalf("%v after %s", err, strings.Join(m.steps, ", "))
	}
}

func (m *model) pupil() string { return fmt.Sprintf("P%06d", m.draw.IntN(m.pupils)) }

func (m *model) mark() {
	day := m.friday.AddDays(-m.draw.IntN(4))
	mark := []school.Mark{school.Present, school.Absent, school.Plain}[m.draw.IntN(3)]
	m.must(m.presences.Mark(m.t.Context(), "C0000", day, map[string]school.Mark{m.pupil(): mark}))
}

func (m *model) enrol() {
	if m.pupils == 25 {
		return
	}
	m.seat(m.pupils)
	m.pupils++
}

// seat enters a pupil in the class of this school year.
func (m *model) seat(n int) {
	pupil, from := fmt.Sprintf("P%06d", n), m.friday.AddDays(-60)
	m.must(m.f.Core.Store(m.t.Context(), dynamo.Roster("c_x000", "C0000", pupil, from), school.RosterRow{
		Pupil: pupil, Band: string(rune('A' + n%3)), From: from, To: m.friday.AddDays(200),
	}))
}

func (m *model) evening() {
	_, err := m.f.Evenings()
	m.must(err)
	m.charged = m.presences.Charges()
}

func (m *model) notice() {
	p, err := m.f.OpenTopUp(m.t.Context(), fmt.Sprintf("f%d", len(m.steps)), m.pupil(),
		money.Cents(500+m.draw.IntN(9000)))
	m.must(err)
	m.open = append(m.open, p)
	m.bills.Open[p.Number.String()] = true
}

// take draws an open notice and ends it.
func (m *model) take() (billing.Position, bool) {
	if len(m.open) == 0 {
		return billing.Position{}, false
	}
	i := m.draw.IntN(len(m.open))
	p := m.open[i]
	m.open = append(m.open[:i], m.open[i+1:]...)
	m.ended = append(m.ended, p)
	delete(m.bills.Open, p.Number.String())
	return p, true
}

func (m *model) settle(p billing.Position, change money.Cents) {
	message := fixture.ReceiptFor(p, fmt.Sprintf("rt-%d", len(m.steps)))
	message.Receipt.Amount += change
	m.sent = append(m.sent, message)
	settle(m.t, m.f, message)
}

func (m *model) pay() {
	if p, found := m.take(); found {
		m.bills.Paid[p.Number.String()] = true
		m.bills.Credits[p.Number.String()] = trial.Credit{Pupil: p.Pupil, Amount: p.Amount}
		m.settle(p, 0)
	}
}

func (m *model) payAgain() {
	if len(m.ended) > 0 {
		m.bills.Parked++
		m.settle(m.ended[m.draw.IntN(len(m.ended))], 0)
	}
}

func (m *model) payWrong() {
	if len(m.open) > 0 {
		m.bills.Parked++
		m.settle(m.open[m.draw.IntN(len(m.open))], 1)
	}
}

func (m *model) repeat() {
	if len(m.sent) > 0 {
		settle(m.t, m.f, m.sent[m.draw.IntN(len(m.sent))])
	}
}

func (m *model) cancel() {
	if p, found := m.take(); found {
		m.must(m.f.Billing.CancelTopUp(m.t.Context(), p))
	}
}

func (m *model) compare() {
	wanted := maps.Clone(m.charged)
	maps.Copy(wanted, m.refunds) // of days without a meal
	outcome, err := m.f.CompareWith(m.t.Context(), wanted, &m.bills)
	if err != nil || !outcome.Good() {
		m.t.Errorf("%+v, %v", outcome, err)
	}
	if verdict, err := m.f.Verdict(m.t.Context()); err != nil || verdict != "clean" {
		m.t.Errorf("fsck: %s, %v", verdict, err)
	}
}
