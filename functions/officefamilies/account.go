package main

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// accountPage is the account of a pupil in a school year.
type accountPage struct {
	web.Paged[movement]

	Ways    web.Ways
	Pupil   school.Pupil
	Account ledger.Account
	Year    int
	Years   []int // with the one shown, newest first
	In, Out money.Cents
	May     map[string]bool
}

// OfYear is the address of another school year, with the same search.
func (a accountPage) OfYear(year int) string {
	return web.Asked{Sought: a.Ways.Sought, Choices: url.Values{"anno": {strconv.Itoa(year)}}}.At(a.Ways.Path, "")
}

// account is the page of all movements of a school year.
func (h Handler) account(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	data, lines, err := h.readAccount(r, visit)
	if err != nil {
		return err
	}
	data.Paged = web.Paginate(lines, web.PageNumber(r.URL.Query()), data.Ways.Path, data.Ways.Query())
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Conto dell’alunno", Section: section, Template: "account", Data: data, Crumbs: crumbs(data.Pupil.ID),
	})
}

// exportAccount sends all movements of a school year as a file.
func (h Handler) exportAccount(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	data, lines, err := h.readAccount(r, visit)
	if err != nil {
		return err
	}
	rows := make([][]string, 0, len(lines))
	for _, line := range lines {
		class, band := line.eaten()
		rows = append(rows, []string{
			line.Day.Italian(), line.Name(), class, band, line.Note, line.notice(), line.Amount.Plain(), line.Balance.Plain(),
		})
	}
	return web.Export(w, r, visit, h.Audit, web.List{
		Name: "conto-" + data.Pupil.ID + "-" + strconv.Itoa(data.Year) + ".csv", About: data.Ways.About(), Rows: rows,
		Header: []string{"giorno", "movimento", "classe", "fascia", "nota", "avviso", "importo", "saldo"},
	})
}

// readAccount reads a pupil's account, and its movements in the school year that an address asks for, the newest first,
// as far as they are sought.
func (h Handler) readAccount(r *http.Request, visit web.Visit) (accountPage, []movement, error) {
	tenant, pupil := visit.Municipality.ID, r.PathValue("alunno")
	data := accountPage{Years: web.SchoolYears(visit, ledger.ShownYears, 0), May: h.mayAll(visit)}
	var err error
	if data.Year, err = web.ChosenYear(r.URL.Query(), visit, data.Years); err != nil {
		return data, nil, err
	}
	var statement ledger.Statement
	var asked web.Asked
	err = beside.Together(
		beside.Into(&data.Pupil, func() (school.Pupil, error) { return h.School.Pupil(r.Context(), tenant, pupil) }),
		beside.Into(&statement, func() (ledger.Statement, error) {
			return h.Accounts.Statement(r.Context(), tenant, pupil, calendar.NewDay(data.Year, time.September, 1))
		}),
		beside.Into(&asked, func() (web.Asked, error) { return web.AskedOf(r, visit, h.Searches) }),
	)
	if err != nil {
		return data, nil, err
	}
	data.Account = statement.Account
	asked.Choices.Set("anno", strconv.Itoa(data.Year))
	data.Ways = asked.Ways(cardAddress(pupil)+"/conto", cardAddress(pupil)+"/conto.csv", "")
	var lines []movement
	for _, line := range statement.Lines {
		one := movement{line}
		if line.Day.SchoolYear() != data.Year || !asked.Sought.Fits(one.texts()...) {
			continue
		}
		lines = append(lines, one)
		side := &data.In
		if line.Amount < 0 {
			side = &data.Out
		}
		if *side, err = side.Add(line.Amount); err != nil {
			return data, nil, err
		}
	}
	return data, lines, nil
}

// movement is a line of an account in the office's words.
type movement struct{ ledger.Line }

// notice is the number of the notice that brought the money, "" for none.
func (m movement) notice() string {
	if m.TopUp == nil {
		return ""
	}
	return m.TopUp.Notice
}

// eaten are class and tariff band of a meal, "" of what is none.
func (m movement) eaten() (class, band string) {
	if m.Meal == nil {
		return "", ""
	}
	return m.Meal.Class, m.Meal.Band
}

// texts are what a search finds the movement by.
func (m movement) texts() []string {
	class, band := m.eaten()
	return []string{
		m.Name(), labelled("classe ", class), labelled("fascia ", band), m.Note, m.notice(), m.Day.Italian(), m.Day.Long(), m.Amount.Plain(),
	}
}

// Name is what the office calls the movement.
func (m movement) Name() string {
	switch m.Kind {
	case ledger.Meal:
		return "Pasto"
	case ledger.TopUp:
		return "Ricarica pagoPA"
	case ledger.Deposit:
		return "Versamento al Comune"
	case ledger.Correction:
		switch {
		case m.Repriced():
			return "Prezzo corretto di un pasto"
		case m.Amount > 0:
			return "Storno di un pasto"
		default:
			return "Rettifica di un pasto"
		}
	case ledger.Adjusted:
		return "Rettifica dell’ufficio"
	case ledger.Opening:
		return "Saldo iniziale"
	case ledger.Refund:
		return "Rimborso"
	case ledger.Credit:
		return "Accredito di un pagamento"
	case ledger.Transfer:
		return "Spostamento di credito"
	default:
		return "Movimento"
	}
}

// historyPage is what operators did that is about a pupil.
type historyPage struct {
	web.Ways
	Pupil   school.Pupil
	Records []office.Record
}

// history is the page of all changes of a pupil.
func (h Handler) history(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	data, err := h.readHistory(r, visit)
	if err != nil {
		return err
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Modifiche fatte dal Comune", Section: section, Template: "history", Data: data, Crumbs: crumbs(data.Pupil.ID),
	})
}

// exportHistory sends the changes of the page as a file.
func (h Handler) exportHistory(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	data, err := h.readHistory(r, visit)
	if err != nil {
		return err
	}
	rows := make([][]string, 0, len(data.Records))
	for _, one := range data.Records {
		rows = append(rows, []string{
			calendar.DayOf(one.At).Italian(), calendar.ItalianTime(one.At), one.Name, string(one.Action), one.Object, one.Before, one.After, one.Reason,
		})
	}
	return web.Export(w, r, visit, h.Audit, web.List{
		Name: "modifiche-" + data.Pupil.ID + ".csv", About: data.About(), Rows: rows,
		Header: []string{"giorno", "ora", "operatore", "operazione", "oggetto", "prima", "dopo", "motivo"},
	})
}

// readHistory reads a page of the changes and picks what is sought, of what the operator may read.
func (h Handler) readHistory(r *http.Request, visit web.Visit) (historyPage, error) {
	tenant, pupil := visit.Municipality.ID, r.PathValue("alunno")
	var data historyPage
	asked, err := web.AskedOf(r, visit, h.Searches)
	if err != nil {
		return data, err
	}
	next := ""
	err = beside.Together(
		beside.Into(&data.Pupil, func() (school.Pupil, error) { return h.School.Pupil(r.Context(), tenant, pupil) }),
		func() error {
			var err error
			data.Records, next, err = h.records(r.Context(), visit, pupil, asked.From, asked.Sought.Most())
			return err
		})
	data.Ways = asked.Ways(cardAddress(pupil)+"/storia", cardAddress(pupil)+"/storia.csv", next)
	data.Records = slices.DeleteFunc(data.Records, func(one office.Record) bool {
		return !asked.Sought.Fits(one.Name, string(one.Action), one.Object, one.Before, one.After, one.Reason, calendar.DayOf(one.At).Italian())
	})
	return data, err
}
