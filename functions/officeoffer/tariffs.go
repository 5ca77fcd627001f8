package main

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

const tariffsPath = "/ufficio/tariffe"

// priceList is the tariffs of a school year.
type priceList struct {
	Year     int
	Years    []int
	Services []serviceTariffs
	Count    int
	Writes   bool
	Sought   web.Sought
	// CSV is the address of what is on screen, Load that of the same as tariffe.csv, which can be loaded again.
	CSV, Load string
}

// askedTariffs reads which tariffs an address asks for, and of which school year.
func askedTariffs(r *http.Request, visit web.Visit) (web.Asked, int, error) {
	year, err := yearOf(r.URL.Query(), visit)
	asked := web.AskedIn(r.URL.Query())
	asked.Choices.Set("anno", strconv.Itoa(year))
	return asked, year, err
}

// serviceTariffs are the versions of a service's tariffs, by band and first day.
type serviceTariffs struct {
	Name     string
	Versions []version
}

// version is a tariff, and until when it really holds: a later version of the band may take its place before To.
type version struct {
	school.Tariff
	Until calendar.Day
	// State is "now", "past" or "future".
	State string
}

// tariffs shows the tariffs of a school year.
func (h Handler) tariffs(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	asked, year, err := askedTariffs(r, visit)
	if err != nil {
		return err
	}
	data := priceList{
		Year: year, Years: yearsOf(visit), Sought: asked.Sought, CSV: asked.At(tariffsPath+"/csv", ""),
		Load: asked.At(tariffsPath+"/tariffe.csv", ""), Writes: h.writes(visit, tariffsPath+"/nuova"),
	}
	versions, err := h.versions(r, visit, asked, year)
	if err != nil {
		return err
	}
	data.Count = len(versions)
	for _, service := range school.Services() {
		of := slices.DeleteFunc(slices.Clone(versions), func(v version) bool { return v.Service != service })
		if len(of) > 0 {
			data.Services = append(data.Services, serviceTariffs{school.ServiceName(service), of})
		}
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Tariffe", Section: "tariffe", Template: "tariffs", Data: data, Notice: tariffNotice(r.URL.Query().Get("esito")),
		Lead:   "Quanto costa ogni servizio, per fascia. Una tariffa non si modifica: se ne aggiunge una che vale da un giorno.",
		Crumbs: []web.Crumb{{Name: "Scrivania", Path: web.OfficeHome}},
	})
}

func tariffNotice(outcome string) string {
	switch outcome {
	case "aggiunta":
		return "Tariffa aggiunta."
	case "copiate":
		return "Tariffe copiate."
	default:
		return ""
	}
}

// fits reports whether a tariff is sought.
func fits(sought web.Sought, t school.Tariff) bool {
	return sought.Fits(t.Band, t.Description, school.ServiceName(t.Service), t.Price.Plain())
}

// versions reads a school year's tariffs and picks what is sought. Until when one holds others decide, sought or not.
func (h Handler) versions(r *http.Request, visit web.Visit, asked web.Asked, year int) ([]version, error) {
	found, err := h.School.Tariffs(r.Context(), visit.Municipality.ID, year)
	return slices.DeleteFunc(versionsOf(found, visit.Today()), func(v version) bool { return !fits(asked.Sought, v.Tariff) }), err
}

// StateName is the state in words.
func (v version) StateName() string {
	return map[string]string{"now": "In vigore", "future": "Non ancora", "past": "Superata"}[v.State]
}

// versionsOf says of each tariff until when it holds.
func versionsOf(tariffs []school.Tariff, today calendar.Day) []version {
	tariffs = slices.Clone(tariffs)
	school.SortTariffs(tariffs)
	versions := make([]version, 0, len(tariffs))
	for i, t := range tariffs {
		one := version{Tariff: t, Until: t.To, State: "now"}
		if i+1 < len(tariffs) {
			next := tariffs[i+1]
			if next.Service == t.Service && next.Band == t.Band && (t.To.IsZero() || !next.From.After(t.To)) {
				one.Until = next.From.AddDays(-1)
			}
		}
		switch {
		case t.From.After(today):
			one.State = "future"
		case !one.Until.IsZero() && one.Until.Before(today):
			one.State = "past"
		}
		versions = append(versions, one)
	}
	return versions
}

// tariffsFile sends the tariffs of the page.
func (h Handler) tariffsFile(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	return h.exportTariffs(w, r, visit, web.List{
		Header: []string{"servizio", "fascia", "descrizione", "importo", "vale_dal", "vale_fino_al", "stato"},
	}, func(v version) []string {
		return []string{
			school.ServiceName(v.Service), v.Band, v.Description, v.Price.Plain(), v.From.Italian(), v.Until.Italian(), v.StateName(),
		}
	})
}

// tariffsToLoad sends the same tariffs as tariffe.csv, the file in which they are loaded.
func (h Handler) tariffsToLoad(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	return h.exportTariffs(w, r, visit, web.List{
		Name:   "tariffe.csv",
		Header: []string{"anno", "servizio", "fascia", "descrizione", "importo", "valida_dal", "valida_al"},
	}, func(v version) []string {
		return []string{
			calendar.SchoolYear(v.Year), v.Service, v.Band, v.Description, v.Price.Plain(), v.From.Italian(), v.To.Italian(),
		}
	})
}

// exportTariffs sends the tariffs that an address asks for as a list, with a row for each; a list without a name has the
// year's.
func (h Handler) exportTariffs(
	w http.ResponseWriter, r *http.Request, visit web.Visit, list web.List, row func(version) []string,
) error {
	asked, year, err := askedTariffs(r, visit)
	if err != nil {
		return err
	}
	versions, err := h.versions(r, visit, asked, year)
	if err != nil {
		return err
	}
	for _, v := range versions {
		list.Rows = append(list.Rows, row(v))
	}
	list.Name = cmp.Or(list.Name, "tariffe-"+strconv.Itoa(year)+".csv")
	list.About = asked.About("anno", strconv.Itoa(year))
	return web.Export(w, r, visit, h.Audit, list)
}
