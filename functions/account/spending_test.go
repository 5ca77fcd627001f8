package main

import (
	"net/http"
	"strings"
	"testing"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/chart"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web/webtest"
)

// Goal: a parent reads what the meals cost by month, corrections included and top-ups not, as a table and a
// drawing; who does not pay reads no amount. Method: the fixture's account, both adults.
func TestSpending(t *testing.T) {
	page := webtest.Get(newFixture().routes(t), "/conto/spesa")
	page.Expect(t, http.StatusOK, "Anno scolastico 2026/2027", "settembre 2026 0,00 €", "novembre 2026 4,60 €",
		"Totale 4,60 €")
	if !strings.Contains(page.Body, `class="figlio-1"`) || strings.Contains(page.Text(), "30,00") {
		t.Error("no bar, or a top-up among the meals")
	}
	webtest.Get(newFixture().routes(t), "/conto/spesa?anno=prima").Expect(t, http.StatusOK, "Anno scolastico 2025/2026")
	w := newFixture()
	for i := range w.links {
		w.links[i].Role = school.Viewer
	}
	other := webtest.Get(w.routes(t), "/conto/spesa")
	other.Expect(t, http.StatusOK, "Gli importi li vede solo chi paga")
	if strings.Contains(other.Body, "€") {
		t.Error("a second adult reads an amount")
	}
}

// Goal: bars stand side by side within their month, as high as the amounts, and none hangs below the line. Method:
// three children in a school year, with a month that gave back more than it cost.
func TestBars(t *testing.T) {
	day := func(month int) calendar.Day { return calendar.NewDay(2026, 8, 10).AddDays(31 * month) }
	meal := func(month int, amount money.Cents) ledger.Line {
		return ledger.Line{Entry: ledger.Entry{Kind: ledger.Correction, Day: day(month), Amount: amount}}
	}
	s := spending{Year: 2026, Children: make([]school.Link, 3)}
	accounts := []ledger.Statement{
		{Lines: []ledger.Line{meal(1, -9000), meal(2, -4500)}}, {Lines: []ledger.Line{meal(1, -1), meal(2, 450)}}, {},
	}
	if err := s.add(accounts, calendar.NewDay(2027, 8, 31)); err != nil {
		t.Fatal(err)
	}
	if len(s.Months) != 12 || s.Total != 13051 || s.Sums[1] != -449 {
		t.Fatalf("%d months, %d, %v", len(s.Months), s.Total, s.Sums)
	}
	right := 0
	for _, month := range s.Months {
		for _, b := range month.Bars {
			if b.X < right || b.Width < 1 || b.Height < 0 || b.Y+b.Height != chart.Bottom {
				t.Errorf("%s: %+v after %d", month.Month.String(), b, right)
			}
			right = b.X + b.Width
		}
	}
	if right > chart.Width || s.Months[0].Bars[0].Height != chart.Highest || s.Months[1].Bars[0].Height != chart.Highest/2 ||
		s.Months[1].Bars[1].Height != 0 {
		t.Errorf("up to %d: %+v", right, s.Months[:2])
	}
}
