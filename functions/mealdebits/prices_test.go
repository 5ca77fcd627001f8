package main

import (
	"testing"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/school"
)

// has checks a balance.
func (c fixture) has(n int, want money.Cents) {
	c.t.Helper()
	statement, err := c.ledger.Statement(c.t.Context(), tenant, pupil(n), today)
	if err != nil || statement.Account.Balance != want {
		c.t.Errorf("%s: balance %d, %v, want %d", pupil(n), statement.Account.Balance, err, want)
	}
}

// costs gives a band a price from the first day of the year.
func (c fixture) costs(band string, price money.Cents) {
	c.t.Helper()
	_, err := c.school.SaveTariff(c.t.Context(), tenant, school.Tariff{
		Year: 2026, Service: school.Canteen, Band: band, Price: price, From: calendar.NewDay(2026, 9, 14),
	})
	if err != nil {
		c.t.Fatal(err)
	}
}

// rebanded puts the first pupil into another band from the first day of the year.
func (c fixture) rebanded(band string) {
	c.enrol(pupil(0), band, calendar.NewDay(2026, 9, 14), calendar.NewDay(2027, 6, 30))
}

// reprice has the class debited anew.
func (c fixture) reprice(who string) {
	c.t.Helper()
	message := request
	message.Body = `{"version":1,"municipality":"` + tenant + `","class":"` + class + `","day":"` + today.String() +
		`","reprice":"` + who + `"}`
	if err := c.handler.debitOne(c.t.Context(), message); err != nil {
		c.t.Fatal(err)
	}
}

// covered checks that the marker says what the accounts say.
func (c fixture) covered(version int, total money.Cents) {
	c.t.Helper()
	if batch := c.marker(); !batch.Covers(version, false) || batch.Total != total {
		c.t.Errorf("marker %+v, want version %d and %d cents", batch, version, total)
	}
}

// Goal: a debit keeps its price when band or tariff changed for its day, whoever goes over the class again and why.
// Method: a debit at 4,50; the pupil's band becomes one of 2,00; the message again, and another pupil's correction.
func TestADebitKeepsItsPrice(t *testing.T) {
	c := newFixture(t)
	c.register("PP")
	c.debit(false)
	c.costs("Z", 200)
	c.rebanded("Z")
	c.debit(true)
	c.has(0, -450)
	c.register("BA")
	c.debit(false)
	c.has(0, -450)
	c.has(1, 0)
	c.covered(2, 450)
}

// Goal: also a meal that cost nothing keeps its price, of which no entry tells. Method: a free band, debited; then a
// band of 4,50, and another pupil's correction.
func TestAFreeMealStaysFree(t *testing.T) {
	c := newFixture(t)
	c.costs("F", 0)
	c.rebanded("F")
	c.register("PP")
	c.debit(false)
	c.rebanded("B")
	c.register("PA")
	c.debit(false)
	c.debit(true)
	c.has(0, 0)
	c.covered(2, 0)
}

// Goal: a corrected presence is priced by the band and the tariff of the day as they are known then. Method: absent,
// then present with another band; present, then absent, then present with another band.
func TestACorrectionHasTheTariffOfItsDay(t *testing.T) {
	c := newFixture(t)
	c.costs("Z", 200)
	c.register("AP")
	c.debit(false)
	c.rebanded("Z")
	c.register("PP")
	c.debit(false)
	c.has(0, -200)
	c.register("AP")
	c.debit(false)
	c.has(0, 0)
	c.rebanded("B")
	c.register("PP")
	c.debit(false)
	c.has(0, -450)
	c.covered(4, 900)
}

// Goal: asked for new prices, the evening posts the difference once, for the pupil or for all. Method: a band that
// became cheaper, one that became free, and one that was free; each asked twice, then a pass that nobody asked.
func TestNewPricesAreAsked(t *testing.T) {
	c := newFixture(t)
	c.costs("Z", 200)
	c.costs("F", 0)
	c.register("PP")
	c.debit(false)
	c.rebanded("Z")
	c.reprice(pupil(1))
	c.has(0, -450)
	for _, step := range []struct {
		band string
		want money.Cents
	}{{"Z", -200}, {"F", 0}, {"B", -450}} {
		c.rebanded(step.band)
		c.reprice(ledger.Everybody)
		c.has(0, step.want)
		c.reprice(pupil(0))
		c.rebanded("Z")
		c.debit(true)
		c.has(0, step.want)
		c.covered(1, 450-step.want)
	}
}

// Goal: neither who left early nor who was not served is debited, and a debit of theirs is given back. Method: both
// marks at once, and as a correction.
func TestMarksThatAreNotCharged(t *testing.T) {
	c := newFixture(t)
	c.register("UNPP")
	c.debit(false)
	c.owes("AAPP")
	c.register("PPUN")
	c.debit(false)
	c.owes("PPAA")
	c.covered(2, 900)
}
