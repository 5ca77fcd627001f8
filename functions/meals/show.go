package main

import (
	"cmp"
	"net/http"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/letters"
	"serviziscolastici/shared/web"
)

// view is what the page of a month knows.
type view struct {
	request
	month
	Months   []calendar.Month // to choose from
	Previous string           // address of the month before; "" before the first enrolment
	Next     string           // address of the month after; "" when it has not begun
	Export   string
	Calendar sheet
	// List says that the parent asked for the list in place of the calendar; Other is
	// the address of the other of the two.
	List  bool
	Other string
}

// show is a child's month at the canteen.
func (h Handler) show(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	data, err := h.view(r, visit)
	if err != nil {
		return err
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Refezione scolastica", Section: "refezione", Template: "month", Data: data,
		Lead: "Presenze e assenze in mensa, giorno per giorno, con il relativo addebito.",
	})
}

// view puts a month together; without children there is none.
func (h Handler) view(r *http.Request, visit web.Visit) (view, error) {
	asked, err := h.asked(r, visit)
	if err != nil || len(asked.Children) == 0 {
		return view{request: asked}, err
	}
	found, err := h.read(r.Context(), visit.Municipality.ID, asked)
	if err != nil {
		return view{}, err
	}
	told, err := found.month(asked, visit.Today())
	if err != nil {
		return view{}, err
	}
	weeks, err := found.calendar(asked, visit.Today())
	if err != nil {
		return view{}, err
	}
	data := view{
		request: asked, month: told, Months: found.months(visit.Today()), Calendar: weeks, List: asked.list,
		Other:  asked.other(),
		Export: asked.address("/refezione/presenze.csv", asked.Month),
	}
	if last := len(data.Months) - 1; last >= 0 {
		switch first := data.Months[last]; {
		case first.Before(asked.Month):
			data.Previous = asked.address("/refezione", asked.Month.Previous())
		case asked.Month.Before(first):
			data.Months = append(data.Months, asked.Month) // so that the choice shows where the parent is
		}
	}
	if next := asked.Month.Next(); !next.First().After(visit.Today()) {
		data.Next = asked.address("/refezione", next)
	}
	return data, nil
}

func (a request) address(path string, month calendar.Month) string {
	address := path + "?figlio=" + a.Child.Pupil + "&mese=" + month.Key()
	if a.list {
		address += "&vista=" + listView
	}
	return address
}

// other is the address of the same month in the other way of showing it.
func (a request) other() string {
	a.list = !a.list
	return a.address("/refezione", a.Month)
}

// export sends the month as a file for spreadsheets.
func (h Handler) export(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	data, err := h.view(r, visit)
	if err != nil {
		return err
	}
	var rows [][]string
	header := []string{"Data", "Alunno", "Stato", "Comunicato", "Fascia", "Motivo della fascia", "Addebito", "Rettifiche", "Da stornare"}
	if data.Child.Pupil != "" && !data.Child.Pays() { // Band and amounts tell the other household's ISEE.
		header = header[:4]
	}
	for _, one := range data.Lines {
		row := []string{
			one.Day.Italian(), data.Child.FullName(), one.stateAndWhy(), one.Told, one.Band, one.Reason,
			one.Debit.Plain(), one.Fix.Plain(), one.Back.Plain(),
		}
		rows = append(rows, row[:len(header)])
	}
	return web.WriteCSV(w, letters.FileName("presenze", data.Child.Name, data.Month.Key())+".csv", header, rows)
}

// stateAndWhy is the state with its reason, for a file.
func (l line) stateAndWhy() string {
	why := cmp.Or(l.Why, l.Closed)
	if why == "" {
		return l.State
	}
	return l.State + ": " + why
}
