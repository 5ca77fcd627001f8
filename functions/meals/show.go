package main

import (
	"net/http"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/web"
)

// view is what the page of a month knows.
type view struct {
	request
	month
	Previous string // addresses of the neighbouring months
	Next     string // "" when it has not begun
	Export   string
}

// show is a child's month at the canteen.
func (h Handler) show(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	asked, err := h.asked(r, visit)
	if err != nil {
		return err
	}
	data := view{request: asked}
	page := web.Page{
		Title: "Refezione scolastica", Section: "refezione", Template: "month",
		Lead: "Presenze e assenze in mensa, giorno per giorno, con il relativo addebito.",
	}
	if len(asked.Children) > 0 {
		if data.month, err = h.month(r, visit, asked); err != nil {
			return err
		}
		data.Previous = address("/refezione", asked, asked.Month.Previous())
		if next := asked.Month.Next(); !next.First().After(visit.Today()) {
			data.Next = address("/refezione", asked, next)
		}
		data.Export = address("/refezione/presenze.csv", asked, asked.Month)
	}
	page.Data = data
	return h.Site.Render(w, r, visit, page)
}

func (h Handler) month(r *http.Request, visit web.Visit, asked request) (month, error) {
	found, err := h.read(r.Context(), visit.Municipality.ID, asked)
	if err != nil {
		return month{}, err
	}
	return found.lines(asked, asked.Child.Pupil, visit.Today())
}

func address(path string, asked request, month calendar.Month) string {
	return path + "?figlio=" + asked.Child.Pupil + "&mese=" + month.Key()
}

// export sends the month as a file for spreadsheets.
func (h Handler) export(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	asked, err := h.asked(r, visit)
	if err != nil {
		return err
	}
	var rows [][]string
	if len(asked.Children) > 0 {
		found, err := h.month(r, visit, asked)
		if err != nil {
			return err
		}
		for _, one := range found.Lines {
			if !asked.Child.Pays() {
				one.Band = "" // the other adult's file says no more than the page
			}
			rows = append(rows, []string{
				one.Day.Italian(), asked.Child.FullName(), one.stateAndWhy(), one.Band, one.Debit.Plain(), one.Fix.Plain(),
			})
		}
	}
	header := []string{"Data", "Alunno", "Stato", "Fascia", "Addebito", "Rettifiche"}
	return web.WriteCSV(w, "presenze-"+asked.Month.Key()+".csv", header, rows)
}

// stateAndWhy is the state with its reason, for a file.
func (l line) stateAndWhy() string {
	if l.Why == "" {
		return l.State
	}
	return l.State + ": " + l.Why
}
