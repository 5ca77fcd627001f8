package main

import (
	"net/http"
	"slices"
	"strconv"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/presence"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// kitchenPage is what the operator's kitchens cook on a day.
type kitchenPage struct {
	Cooks    bool // the page may load itself again
	Day      calendar.Day
	Today    bool
	Next     calendar.Day // the next day with meals
	NextName string       // "Domani", "Lunedì 30/11/2026"
	Kitchens []presence.Kitchen
	Export   string
	// Auto is whether the page loads itself again, without a script too.
	Auto bool
}

// Address is the page of its day, with or without loading itself again.
func (k kitchenPage) Address(auto bool) string {
	address := kitchenPath + "?giorno=" + k.Day.String()
	if auto {
		address += "&auto=1"
	}
	return address
}

// refreshEvery is after how many seconds the page is loaded again.
const refreshEvery = 60

// aheadDays is how far ahead meals can be looked at.
const aheadDays = 14

// readKitchens reads the day that an address asks for: today, or one of the next days.
func (h Handler) readKitchens(r *http.Request, visit web.Visit) (kitchenPage, error) {
	today := visit.Today()
	page := kitchenPage{Day: today, Cooks: onlyCooks(visit)}
	page.Auto = page.Cooks && r.URL.Query().Get("auto") != ""
	if asked, err := calendar.ParseDay(r.URL.Query().Get("giorno")); err == nil &&
		asked.Within(today, today.AddDays(aheadDays)) {
		page.Day = asked
	}
	page.Today = page.Day == today
	page.Export = kitchenPath + "/pasti.csv?giorno=" + page.Day.String()
	err := web.Together(
		web.Into(&page.Kitchens, func() ([]presence.Kitchen, error) {
			return h.Sheets.Kitchens(r.Context(), visit.Municipality, page.Day, visit.Now)
		}),
		web.Into(&page.Next, func() (calendar.Day, error) {
			return h.Sheets.NextMeal(r.Context(), visit.Municipality, today, visit.Now, func(s school.School) bool {
				return visit.Operator.SeesKitchen(s.CookedBy())
			})
		}),
	)
	page.Kitchens = slices.DeleteFunc(page.Kitchens, func(k presence.Kitchen) bool {
		return !visit.Operator.SeesKitchen(k.Code)
	})
	page.NextName = "Domani"
	if page.Next != today.AddDays(1) {
		page.NextName = calendar.WeekdayName(page.Next.Weekday()) + " " + page.Next.Italian()
	}
	return page, err
}

// onlyCooks reports whether the page may load itself again: that keeps a session open all day.
func onlyCooks(visit web.Visit) bool {
	return !slices.ContainsFunc(visit.Operator.Roles, func(r office.Role) bool { return r != office.Kitchen })
}

// kitchens shows what to cook.
func (h Handler) kitchens(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	data, err := h.readKitchens(r, visit)
	if err != nil {
		return err
	}
	if data.Auto {
		w.Header().Set("Refresh", strconv.Itoa(refreshEvery))
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Cucina", Section: "cucina", Template: "kitchen", Data: data,
		Crumbs: []web.Crumb{{Name: "Scrivania", Path: web.OfficeHome}}, Lead: headed(data.Day),
	})
}

// exportKitchens is the counts as a file, a row a class.
func (h Handler) exportKitchens(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	data, err := h.readKitchens(r, visit)
	if err != nil {
		return err
	}
	var rows [][]string
	for _, kitchen := range data.Kitchens {
		for _, at := range kitchen.Schools {
			for _, class := range at.Classes {
				rows = append(rows, kitchenRow(data.Day, kitchen, at, class))
			}
		}
	}
	return web.Export(w, r, visit, h.Audit, web.List{Name: "pasti-" + data.Day.String() + ".csv", Header: []string{
		"giorno", "cucina", "scuola", "classe", "registro", "pasti", "in_bianco", "differenza", "differenza_in_bianco",
	}, Rows: rows})
}

func kitchenRow(
	day calendar.Day, kitchen presence.Kitchen, at presence.SchoolCount, class presence.ClassCount,
) []string {
	arrived := "manca"
	if !class.Missing() {
		arrived = calendar.ItalianTime(class.Arrived)
	}
	change := class.Change()
	return []string{
		day.Italian(), kitchen.Code, at.School.Name, class.Class.Name, arrived, strconv.Itoa(class.Counted.Normal),
		strconv.Itoa(class.Counted.Plain), strconv.Itoa(change.Normal), strconv.Itoa(change.Plain),
	}
}
