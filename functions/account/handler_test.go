package main

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
	"serviziscolastici/shared/web/webtest"
)

// fixture is what the fakes know: two children of the parent, one account with movements.
type fixture struct {
	links     []school.Link
	accounts  map[string]ledger.Account
	lines     []ledger.Line // newest first, of anna
	positions []billing.Position
	asked     []string // the pupils whose statements were read
	mu        sync.Mutex
	failure   error
}

func (w *fixture) PupilsOf(_ context.Context, tenant, guardian string) ([]school.Link, error) {
	if tenant != webtest.Tenant || guardian != webtest.Guardian {
		return nil, fmt.Errorf("asked for %s of %s", guardian, tenant)
	}
	return w.links, w.failure
}

func (w *fixture) Enrolments(_ context.Context, _, pupil string) ([]school.Enrolment, error) {
	return []school.Enrolment{{
		Pupil: pupil, Year: 2026, Service: school.Canteen, Band: "B", Reason: "ISEE presentato",
		From: calendar.NewDay(2026, time.September, 14), To: calendar.NewDay(2027, time.June, 8),
	}}, nil
}

func (w *fixture) Tariffs(context.Context, string, int) ([]school.Tariff, error) {
	return []school.Tariff{{
		Year: 2026, Service: school.Canteen, Band: "B", Price: 460, From: calendar.NewDay(2026, time.September, 14),
	}}, nil
}

// Statement does what the store does: the lines from a day on, and the balance before them.
func (w *fixture) Statement(_ context.Context, _, pupil string, from calendar.Day) (ledger.Statement, error) {
	w.mu.Lock()
	w.asked = append(w.asked, pupil)
	w.mu.Unlock()
	statement := ledger.Statement{Account: w.accounts[pupil], Before: w.accounts[pupil].Balance}
	if pupil != "anna" {
		return statement, nil
	}
	for _, line := range w.lines {
		if line.Day.Before(from) {
			break
		}
		statement.Lines = append(statement.Lines, line)
		statement.Before = line.Balance - line.Amount
	}
	return statement, nil
}

func (w *fixture) ListOf(context.Context, string, string) ([]billing.Position, error) {
	return w.positions, nil
}

func newFixture() *fixture {
	w := &fixture{
		links: []school.Link{
			{Pupil: "anna", Role: school.Payer, Name: "Anna", FamilyName: "Bianchi", Class: "PRI-3A",
				ClassName: "3A", SchoolName: "Primaria Rodari", Badge: "B-0001"},
			{Pupil: "luca", Role: school.Payer, Name: "Luca", FamilyName: "Bianchi", Class: "SEC-1B",
				ClassName: "1B", SchoolName: "Secondaria Galilei", Badge: "B-0002"},
		},
		accounts: map[string]ledger.Account{"luca": {}},
	}
	november := func(day int) calendar.Day { return calendar.NewDay(2026, time.November, day) }
	meal := &ledger.MealDetail{Class: "PRI-3A", Mark: "P", Band: "B", Price: 460}
	absent := &ledger.MealDetail{Class: "PRI-3A", Mark: "A", Band: "B", Price: 460}
	june := calendar.NewDay(2026, time.June, 30)
	w.post(ledger.Entry{Kind: ledger.Opening, Day: june, Amount: 1000, Note: "Residuo 2025/2026"})
	w.post(ledger.Entry{Kind: ledger.TopUp, Day: november(9), Amount: 3000,
		TopUp: &ledger.TopUpDetail{Receipt: "R1", Notice: "302000000000123456"}})
	w.post(ledger.Entry{Kind: ledger.Meal, Day: november(18), Amount: -460, Meal: meal})
	w.post(ledger.Entry{Kind: ledger.Correction, Day: november(18), Amount: 460, Meal: absent})
	w.post(ledger.Entry{Kind: ledger.Meal, Day: november(20), Amount: -460, Meal: meal})
	return w
}

// post adds a movement of Anna's account.
func (w *fixture) post(entry ledger.Entry) {
	account := w.accounts["anna"]
	account.Balance, account.Version, account.Updated = account.Balance+entry.Amount, account.Version+1, webtest.Now()
	w.accounts["anna"] = account
	w.lines = append([]ledger.Line{{Entry: entry, Balance: account.Balance}}, w.lines...)
}

func (w *fixture) routes(t *testing.T) http.Handler {
	t.Helper()
	parsed, err := web.NewPages(pages, "pages/*.html")
	if err != nil {
		t.Fatal(err)
	}
	return Handler{Site: webtest.Site(parsed), School: w, Ledger: w, Billing: w}.Routes()
}

// amounts lets a test say what the page should show in the portal's own form.
func amounts(cents ...money.Cents) []string {
	var texts []string
	for _, c := range cents {
		texts = append(texts, c.String())
	}
	return texts
}
