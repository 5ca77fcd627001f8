package main

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/presence"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// kitchenPage is what the operator's kitchens cook on a day.
type kitchenPage struct {
	web.Asked
	Cooks    bool // the page may load itself again
	Day      calendar.Day
	Today    bool
	Next     calendar.Day // the next day with meals
	NextName string       // "Domani", "Lunedì 30/11/2026"
	Kitchens []presence.Kitchen
	Closed   []presence.Suspended
	// Auto is whether the page loads itself again, without a script too.
	Auto bool
}

// Address is the page of its day, with or without loading itself again. Today it names no day, so that a page left open
// shows the new day after midnight.
func (k kitchenPage) Address(auto bool) string {
	asked := k.of(k.Day)
	if k.Today {
		asked.Choices.Del(dayField)
	}
	if auto {
		asked.Choices.Set("auto", "1")
	}
	return asked.At(kitchenPath, "")
}

// of asks for a day with the same search.
func (k kitchenPage) of(day calendar.Day) web.Asked {
	return web.Asked{Sought: k.Sought, Choices: url.Values{dayField: {day.String()}}}
}

// DayAddress is the page of another day.
func (k kitchenPage) DayAddress(day calendar.Day) string { return k.of(day).At(kitchenPath, "") }

// Ways are the addresses around the page.
func (k kitchenPage) Ways() web.Ways {
	return k.of(k.Day).Ways(kitchenPath, kitchenPath+"/pasti.csv", "")
}

// sought are the classes of the kitchens that are sought.
func sought(words web.Sought, kitchens []presence.Kitchen) []presence.Kitchen {
	var some []presence.Kitchen
	for _, kitchen := range kitchens {
		schools := kitchen.Schools
		kitchen.Schools = nil
		for _, at := range schools {
			at.Classes = slices.DeleteFunc(at.Classes, func(class presence.ClassCount) bool {
				return !words.Fits("cucina "+kitchen.Code, at.School.Name, class.Class.Name)
			})
			if len(at.Classes) > 0 {
				kitchen.Schools = append(kitchen.Schools, at)
			}
		}
		if len(kitchen.Schools) > 0 {
			some = append(some, kitchen)
		}
	}
	return some
}

// All are the kitchens as one.
func (k kitchenPage) All() presence.Kitchen {
	var all presence.Kitchen
	for _, kitchen := range k.Kitchens {
		all.Schools = append(all.Schools, kitchen.Schools...)
	}
	return all
}

// dietName is what the kitchen calls a diet.
func dietName(code string) string {
	if code == school.UncodedDiet {
		return "senza codice"
	}
	return code
}

// ByDiet are counted meals by diet in words, with what they are by now where that differs: "D1: 2, D2: 0, ma ora 1, senza codice: 1". The
// code of a diet that the office told after the sheet was sent, too, is there before and after the count.
func (kitchenPage) ByDiet(counted, change school.Portions) string {
	return byDiet(counted, change, func(m school.Meals) int { return m.Normal })
}

// PlainByDiet are those that are cooked in bianco.
func (kitchenPage) PlainByDiet(counted, change school.Portions) string {
	return byDiet(counted, change, func(m school.Meals) int { return m.Plain })
}

func byDiet(counted, change school.Portions, which func(school.Meals) int) string {
	now := counted.Plus(change)
	var parts []string
	for _, code := range school.DietCodes(counted, now) {
		before, after := which(counted.Diets[code]), which(now.Diets[code])
		if before == 0 && after == 0 {
			continue
		}
		text := fmt.Sprintf("%s: %d", dietName(code), before)
		if after != before {
			text += fmt.Sprintf(", ma ora %d", after)
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, ", ")
}

// Meals are portions in words: "15 normali, 1 in bianco, 2 diete speciali"; what there is none of is left out.
func (kitchenPage) Meals(p school.Portions) string {
	return strings.Join(slices.DeleteFunc([]string{
		web.Plural(p.Normal(), "normale", "normali"), web.Plural(p.All.Plain, "in bianco", "in bianco"),
		web.Plural(p.Special(), "dieta speciale", "diete speciali"),
	}, func(part string) bool { return strings.HasPrefix(part, "0") }), ", ")
}

// Change is a difference in words, with the classes that do not eat after all: "−20 normali (1 classe sospesa: Neve)"; ""
// for none.
func (k kitchenPage) Change(d presence.Difference) string {
	words := k.Since(d.Portions)
	if d.Suspended == 0 {
		return words
	}
	why := web.Plural(d.Suspended, "classe sospesa: ", "classi sospese: ") + strings.Join(d.Closed, ", ")
	if words == "" {
		return why
	}
	return words + " (" + why + ")"
}

// Since are portions more or less in words: "−1 normale, +2 diete D1"; "" for none.
func (kitchenPage) Since(p school.Portions) string {
	var parts []string
	add := func(by int, one, many string) {
		switch by {
		case 0:
		case 1, -1:
			parts = append(parts, signed(by)+" "+one)
		default:
			parts = append(parts, signed(by)+" "+many)
		}
	}
	add(p.Normal(), "normale", "normali")
	add(p.All.Plain, "in bianco", "in bianco")
	for _, diet := range p.ByDiet() {
		add(diet.Meals, "dieta "+dietName(diet.Code), "diete "+dietName(diet.Code))
	}
	for _, diet := range p.PlainByDiet() {
		name := "in bianco con dieta " + dietName(diet.Code)
		add(diet.Meals, name, name)
	}
	return strings.Join(parts, ", ")
}

// signed is a number with its sign, the minus as amounts of money have it.
func signed(n int) string { return strings.Replace(fmt.Sprintf("%+d", n), "-", "−", 1) }

// Where says what is suspended for one reason, in words: "Scuola primaria; Scuola dell’infanzia: 3A, 3B".
func (kitchenPage) Where(s presence.Suspended) string {
	schools := make([]string, 0, len(s.Schools))
	for _, at := range s.Schools {
		name := at.Name
		if len(at.Classes) > 0 {
			name += ": " + strings.Join(at.Classes, ", ")
		}
		schools = append(schools, name)
	}
	return strings.Join(schools, "; ")
}

// Sheet is how a class's sheet is, in words: "arrivato alle 8:30, cambiato alle 10:15", "manca, numeri previsti", "sospesa: Neve".
func (kitchenPage) Sheet(class presence.ClassCount) string {
	switch {
	case class.Suspended:
		return suspended(class.Closed)
	case class.Missing():
		return "manca, numeri previsti"
	default:
		return "arrivato alle " + arrived(class)
	}
}

// arrived is when a class's sheet came, and when it changed after the count: "8:30", "8:30, cambiato alle 10:15".
func arrived(class presence.ClassCount) string {
	text := calendar.ItalianTime(class.Arrived)
	if !class.Changed.IsZero() {
		text += ", cambiato alle " + calendar.ItalianTime(class.Changed)
	}
	return text
}

// refreshEvery is after how many seconds the page is loaded again.
const refreshEvery = 60

// aheadDays is how far ahead meals can be looked at.
const aheadDays = 14

// readKitchens reads the day that an address asks for: today, or one of the next days.
func (h Handler) readKitchens(r *http.Request, visit web.Visit) (kitchenPage, error) {
	today := visit.Today()
	page := kitchenPage{Asked: web.AskedIn(r.URL.Query()), Day: today, Cooks: onlyCooks(visit)}
	page.Auto = page.Cooks && r.URL.Query().Get("auto") != ""
	if asked := r.URL.Query().Get(dayField); asked != "" {
		day, err := calendar.ParseDay(asked)
		if err != nil || !day.Within(today, today.AddDays(aheadDays)) {
			return page, web.NotOffered(dayField)
		}
		page.Day = day
	}
	page.Today = page.Day == today
	own := func(s school.School) bool { return visit.Operator.SeesKitchen(s.CookedBy()) }
	err := beside.Together(
		beside.Into(&page.Kitchens, func() ([]presence.Kitchen, error) {
			return h.Sheets.Kitchens(r.Context(), visit.Municipality, page.Day, visit.Now, own)
		}),
		beside.Into(&page.Closed, func() ([]presence.Suspended, error) {
			return h.Sheets.Suspensions(r.Context(), visit.Municipality, page.Day, own)
		}),
		beside.Into(&page.Next, func() (calendar.Day, error) {
			return h.Sheets.NextMeal(r.Context(), visit.Municipality, today, own)
		}),
	)
	page.Kitchens = sought(page.Sought, page.Kitchens)
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
	diets, rows := data.diets(), [][]string{}
	for _, kitchen := range data.Kitchens {
		for _, at := range kitchen.Schools {
			for _, class := range at.Classes {
				rows = append(rows, kitchenRow(data.Day, diets, kitchen, at, class))
			}
		}
	}
	header := []string{
		"giorno", "cucina", "scuola", "classe", "registro", "totale", "normali", "in_bianco", "differenza_normali",
		"differenza_in_bianco",
	}
	for _, diet := range diets {
		name := strings.ReplaceAll(dietName(diet), " ", "_")
		header = append(header, "dieta_"+name, "in_bianco_"+name, "differenza_"+name, "differenza_in_bianco_"+name)
	}
	return web.Export(w, r, visit, h.Audit, web.List{
		Name: "pasti-" + data.Day.String() + ".csv", About: data.About(), Header: header, Rows: rows,
	})
}

// diets are the codes of all diets of the day.
func (k kitchenPage) diets() []string {
	all := k.All()
	known := make(map[string]school.Meals)
	maps.Copy(known, all.Counted().Diets)
	for _, at := range all.Schools {
		for _, class := range at.Classes {
			maps.Copy(known, class.Now.Diets)
		}
	}
	return slices.Sorted(maps.Keys(known))
}

func kitchenRow(
	day calendar.Day, diets []string, kitchen presence.Kitchen, at presence.SchoolCount, class presence.ClassCount,
) []string {
	sheet := "manca"
	switch {
	case class.Suspended:
		sheet = suspended(class.Closed)
	case !class.Missing():
		sheet = arrived(class)
	}
	counted, change := class.Counted, class.Change()
	row := []string{day.Italian(), kitchen.Code, at.School.Name, class.Class.Name, sheet}
	figures := []int{counted.All.Total(), counted.Normal(), counted.All.Plain, change.Normal(), change.All.Plain}
	for _, diet := range diets {
		by, since := counted.Diets[diet], change.Diets[diet]
		figures = append(figures, by.Normal, by.Plain, since.Normal, since.Plain)
	}
	for _, figure := range figures {
		row = append(row, strconv.Itoa(figure))
	}
	return row
}
