package paper

import (
	"errors"
	"io"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/money"
)

// ErrBalance says that a statement's entries do not lead from its opening to its closing balance.
var ErrBalance = errors.New("paper: the balances of a statement do not agree")

// Statement is what happened on a pupil's virtual account in a period (estratto conto).
type Statement struct {
	Creditor Creditor
	Parent   Person // who asks for it
	Pupil    Person
	Badge    string // may be empty
	From, To calendar.Day
	Issued   calendar.Day
	Opening  money.Cents // balance before the first entry
	Entries  []Movement  // oldest first
	// Only names the one kind of movement that Entries holds, "Ricariche". Balances are then left
	// out: the entries do not lead from one to the other. Empty for all movements.
	Only    string
	Closing money.Cents // balance after the last one
}

// Movement is an entry of the account.
type Movement struct {
	Day         calendar.Day
	Description string      // "Pasto", "Ricarica", with what else the parent should know
	Amount      money.Cents // negative for a debit
}

// WriteStatement draws a statement as a PDF of as many pages as it takes. Errors are ErrBalance when
// the entries do not add up, money.ErrOverflow, and those of w.
func WriteStatement(w io.Writer, st Statement) error {
	rows, total, err := st.rows()
	if err != nil {
		return err
	}
	const title = "Estratto del conto corrente virtuale"
	period := "dal " + st.From.Italian() + " al " + st.To.Italian()
	s, err := newSheet(title+" "+period, st.Creditor.Name, st.Issued)
	if err != nil {
		return err
	}
	y, err := s.letterhead(st.Creditor, "Estratto conto", period, title)
	if err != nil {
		return err
	}
	pupil := st.Pupil
	pupil.Address = prefixed("Badge ", st.Badge)
	y = s.parties(y, "Richiesto da", st.Parent, "Conto di", pupil)
	if st.Only == "" {
		y = s.highlight(y, fact{"Credito al " + st.To.Italian(), st.Closing.String()},
			fact{"Credito iniziale", st.Opening.String()})
	}
	y = s.facts(y, "Riepilogo del periodo", fact{"Totale accreditato", total.in.Signed()},
		fact{"Totale addebitato", total.out.Signed()}) + 4 // first, so that no page has totals alone
	y = s.subtitle(y, st.contents())
	y = s.table(y, []heading{
		{title: "Data", width: 22, naming: true}, {title: "Descrizione", width: 100},
		{title: "Importo", width: 30, amount: true}, {title: "Credito", width: 30, amount: true},
	}[:st.columns()], rows, st.totals())
	if len(st.Entries) == 0 {
		s.note(y+2, "Nel periodo non ci sono movimenti.")
	}
	s.numberPages()
	return s.close(w)
}

// contents is the title of the table.
func (st Statement) contents() string {
	if st.Only == "" {
		return "Movimenti"
	}
	return "Movimenti: " + st.Only
}

// columns is how many of the table's columns there are: the last is the balance.
func (st Statement) columns() int {
	if st.Only == "" {
		return 4
	}
	return 3
}

// totals is how many of the table's last rows are totals: the closing balance.
func (st Statement) totals() int { return st.columns() - 3 }

// sums are what came in and what went out.
type sums struct{ in, out money.Cents }

// rows are the lines of the table, each with the balance after it, and what they add up to.
func (st Statement) rows() ([][]string, sums, error) {
	var total sums
	var err error
	balance := st.Opening
	rows := [][]string{{st.From.Italian(), "Credito iniziale", "", balance.String()}}
	for _, e := range st.Entries {
		if balance, err = balance.Add(e.Amount); err != nil {
			return nil, sums{}, err
		}
		side := &total.out
		if e.Amount > 0 {
			side = &total.in
		}
		if *side, err = side.Add(e.Amount); err != nil {
			return nil, sums{}, err
		}
		cells := []string{e.Day.Italian(), e.Description, e.Amount.Signed(), balance.String()}
		rows = append(rows, cells[:st.columns()])
	}
	if st.Only != "" {
		return rows[1:], total, nil
	}
	if balance != st.Closing {
		return nil, sums{}, ErrBalance
	}
	return append(rows, []string{st.To.Italian(), "Credito finale", "", balance.String()}), total, nil
}
