package intake

import (
	"context"
	"slices"
	"strings"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/problem"
)

func changeColumns() []column[billing.Change] {
	type change = billing.Change
	return []column[change]{
		{"documento", must, cell(func(c *change) *string { return &c.Document }, documentNumber)},
		{"operazione", must, cell(func(c *change) *billing.Action { return &c.Action }, action)},
		{"importo", may, cell(func(c *change) *money.Cents { return &c.Amount }, price)},
		{"data", may, cell(func(c *change) *calendar.Day { return &c.Day }, day)},
		{"modo", may, cell(func(c *change) *string { return &c.Method }, method)},
	}
}

// changes loads variazioni.csv: what became of the notices of documents that were issued before.
func (l *load) changes(ctx context.Context, s *sheet) error {
	rows, err := readRows(l, s, changeColumns(), changeKey)
	if err != nil {
		return err
	}
	m, err := l.Municipalities.ByID(ctx, l.tenant)
	if err != nil {
		return err
	}
	compare := func(ctx context.Context, c billing.Change) ([]difference, error) {
		notice, err := l.Documents.NoticeOf(ctx, m, c.Document)
		return changes(notice, c), err
	}
	return saveOver(ctx, l, rows, compare, func(ctx context.Context, c billing.Change) (bool, error) {
		if err := checkChange(c, l.School.Clock.Today()); err != nil {
			return false, err
		}
		changed, err := l.Documents.ChangeDocument(ctx, m, c)
		if problem.Is(err, problem.NotFound) {
			return false, complain("documento", "Nessun documento ha questo numero.")
		}
		return changed, err
	})
}

// changes are what a row changes in a notice.
func changes(notice billing.Position, c billing.Change) []difference {
	state := func(to billing.State) difference { return difference{"avviso", stateName(notice.State), stateName(to)} }
	switch c.Action {
	case billing.Reprice:
		return []difference{{"importo", written(notice.Amount), written(c.Amount)}}
	case billing.Withdraw:
		return []difference{state(billing.Cancelled)}
	default:
		return []difference{state(billing.Paid), {"data", "", written(c.Day)}, {"modo", "", methodName(c.Method)}}
	}
}

func stateName(s billing.State) string {
	return map[billing.State]string{billing.Open: "da pagare", billing.Paid: "pagato", billing.Cancelled: "annullato"}[s]
}

// checkChange checks that a row tells what its operation needs.
func checkChange(c billing.Change, today calendar.Day) error {
	switch {
	case c.Action == billing.Reprice && c.Amount == 0:
		return complain("importo", "Serve il nuovo importo, maggiore di zero.")
	case c.Action == billing.Reprice && c.Amount > pagopa.MaxSlip:
		return tooDear()
	case c.Action == billing.PayElsewhere && c.Day.IsZero():
		return complain("data", "Serve il giorno in cui è stato pagato.")
	case c.Action == billing.PayElsewhere && !billing.PaidOn(c.Day, today):
		return complain("data", "Il giorno del pagamento va da un anno fa a oggi.")
	case c.Action == billing.PayElsewhere && c.Method == "":
		return complain("modo", "Serve il modo: contanti, bonifico oppure carta.")
	}
	return nil
}

func action(cell string) (billing.Action, error) {
	value := billing.Action(strings.ToLower(cell))
	if !slices.Contains([]billing.Action{billing.Reprice, billing.Withdraw, billing.PayElsewhere}, value) {
		return "", complain("", "L'operazione è importo, annullo oppure incasso.")
	}
	return value, nil
}

// method reads how the office was paid.
func method(cell string) (string, error) {
	for _, known := range []string{billing.Cash, billing.BankTransfer, billing.Card} {
		if methodName(known) == strings.ToLower(cell) {
			return known, nil
		}
	}
	return "", complain("", "Il modo è contanti, bonifico oppure carta.")
}

// methodName is how a file calls a method.
func methodName(method string) string {
	return map[string]string{billing.Cash: "contanti", billing.BankTransfer: "bonifico", billing.Card: "carta"}[method]
}
