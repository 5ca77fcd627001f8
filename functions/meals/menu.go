package main

import (
	"net/http"
	"slices"
	"time"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

const menuPath = "/refezione/menu"

// menuDays is how many days from today the menu can be asked for.
const menuDays = 400

// menuWeek is what the page of the menu knows.
type menuWeek struct {
	Children []school.Link
	Child    school.Link
	From, To calendar.Day // Monday to Sunday
	Days     []menuDay
	Previous string // addresses of the weeks beside
	Next     string
}

// menuDay is a day of the week with what is served: the common menu, then the others.
type menuDay struct {
	Day    calendar.Day
	Today  bool
	Closed string // the reason why nothing is served, or ""
	Common school.Menu
	Others []school.Menu
}

// menu is the week's menu of a child's school, with that of today on top. Kinds of diet
// are all there, and none is chosen: an address must not tell what a child may eat.
func (h Handler) menu(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	query, tenant, today := r.URL.Query(), visit.Municipality.ID, visit.Today()
	links, err := h.School.PupilsOf(r.Context(), tenant, visit.Session.Guardian)
	if err != nil {
		return err
	}
	asked, err := request{Children: links}.of(query.Get("figlio"))
	if err != nil {
		return err
	}
	day, err := calendar.ParseDay(query.Get("giorno"))
	if err != nil || !day.Within(today.AddDays(-menuDays), today.AddDays(menuDays)) {
		day = today
	}
	week := weekOf(day)
	week.Children, week.Child = links, asked.Child
	if week.Child.School != "" {
		if err := h.readMenus(r, visit, &week); err != nil {
			return err
		}
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Menù della mensa", Section: "refezione", Template: "menu", Data: week,
		Lead:   "Che cosa si mangia nella scuola di tuo figlio, con gli allergeni.",
		Crumbs: []web.Crumb{{Name: "Refezione scolastica", Path: "/refezione"}},
	})
}

// weekOf returns the week that a day lies in.
func weekOf(day calendar.Day) menuWeek {
	from := day
	for from.Weekday() != time.Monday {
		from = from.AddDays(-1)
	}
	return menuWeek{From: from, To: from.AddDays(6)}
}

// readMenus reads what the child's school serves; what is for every school holds where
// the school has nothing of its own.
func (h Handler) readMenus(r *http.Request, visit web.Visit, week *menuWeek) error {
	ctx, tenant := r.Context(), visit.Municipality.ID
	var own, common []school.Menu
	var closures []school.Closure
	var classes []school.Class
	err := beside.Together(
		beside.Into(&own, func() ([]school.Menu, error) {
			return h.School.Menus(ctx, tenant, week.Child.School, week.From, week.To)
		}),
		beside.Into(&common, func() ([]school.Menu, error) {
			return h.School.Menus(ctx, tenant, school.EverySchool, week.From, week.To)
		}),
		beside.Into(&closures, func() ([]school.Closure, error) {
			return h.School.Closures(ctx, tenant, week.From, week.To)
		}),
		beside.Into(&classes, func() ([]school.Class, error) { return h.School.Classes(ctx, tenant) }),
	)
	if err != nil {
		return err
	}
	class := school.Class{ID: week.Child.Class, School: week.Child.School}
	if at := slices.IndexFunc(classes, func(c school.Class) bool { return c.ID == class.ID }); at >= 0 {
		class = classes[at]
	}
	for day := week.From; !day.After(week.To); day = day.AddDays(1) {
		one := menuDay{Day: day, Today: day == visit.Today()}
		served := menusOn(own, day)
		if len(served) == 0 {
			served = menusOn(common, day)
		}
		if closure, closed := school.Suspension(closures, class, day, len(served) > 0); closed {
			one.Closed = closure.Reason
		}
		for _, menu := range served {
			if menu.Diet == "" {
				one.Common = menu
			} else {
				one.Others = append(one.Others, menu)
			}
		}
		if len(served) > 0 || one.Closed != "" {
			week.Days = append(week.Days, one)
		}
	}
	address := func(day calendar.Day) string {
		return menuPath + "?figlio=" + week.Child.Pupil + "&giorno=" + day.String()
	}
	week.Previous, week.Next = address(week.From.AddDays(-7)), address(week.From.AddDays(7))
	return nil
}

func menusOn(menus []school.Menu, day calendar.Day) []school.Menu {
	return slices.DeleteFunc(slices.Clone(menus), func(m school.Menu) bool { return m.Day != day })
}
