package main

import (
	"net/http"
	"slices"
	"strconv"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/figures"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/web"
)

// unsentPath lists the registers that never came.
const unsentPath = sheetsPath + "/mai-inviati"

// unsentPage is the registers of the last days that nobody sent, without those that came since the morning.
type unsentPage struct {
	web.Ways
	Made   calendar.Day // the day of the figures; zero when there are none
	Sheets []figures.UnsentSheet
	// All is how many there are in all, Others how many of them the page does not know by name.
	All, Others int
	Back        int
	Corrects    bool
	today       calendar.Day
}

// Address is where a register is completed, or looked at.
func (p unsentPage) Address(one figures.UnsentSheet) string {
	if p.Corrects {
		return dayPath(one.Class, one.Day) + "/correzione"
	}
	return dayPath(one.Class, one.Day)
}

// Age is for how many days a register has been missing.
func (p unsentPage) Age(day calendar.Day) int { return day.DaysUntil(p.today) }

// readUnsent reads which registers never came, and looks which have come since.
func (h Handler) readUnsent(r *http.Request, visit web.Visit) (unsentPage, error) {
	asked := web.AskedIn(r.URL.Query())
	data := unsentPage{
		Ways: asked.Ways(unsentPath, unsentPath+"/csv", ""), Back: ledger.LookBackDays, Corrects: corrects(visit), today: visit.Today(),
	}
	debts, err := h.Debts.Debts(r.Context(), visit.Municipality.ID)
	if err != nil {
		return data, err
	}
	left, err := debts.Unsent.Still(r.Context(), visit.Municipality.ID, h.Offer)
	data.Made, data.All, data.Others = debts.Day, left.Count, left.Count-len(left.Sheets)
	data.Sheets = slices.DeleteFunc(slices.Clone(left.Sheets), func(one figures.UnsentSheet) bool {
		return !asked.Sought.Fits(one.Name, one.Class, one.Day.Italian())
	})
	return data, err
}

// unsent shows which registers never came, with the way to complete each.
func (h Handler) unsent(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	data, err := h.readUnsent(r, visit)
	if err != nil {
		return err
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Registri mai inviati", Section: "presenze", Template: "unsent", Data: data, Crumbs: crumbs(),
		Lead: "Giorni di mensa senza registro: i pasti non si addebitano finché qualcuno non lo compila.",
	})
}

// exportUnsent is the list as a file.
func (h Handler) exportUnsent(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	data, err := h.readUnsent(r, visit)
	if err != nil {
		return err
	}
	rows := make([][]string, 0, len(data.Sheets))
	for _, one := range data.Sheets {
		rows = append(rows, []string{one.Day.Italian(), one.Class, one.Name, strconv.Itoa(data.Age(one.Day))})
	}
	return web.Export(w, r, visit, h.Audit, web.List{
		Name: "registri-mai-inviati-" + visit.Today().String() + ".csv", About: data.About(),
		Header: []string{"giorno", "codice_classe", "classe", "giorni_passati"}, Rows: rows,
	})
}
