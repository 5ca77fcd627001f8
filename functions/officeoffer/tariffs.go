package main

import (
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
	CSV      string
}

// asked reads which tariffs an address asks for.
func askedTariffs(r *http.Request, visit web.Visit) (web.Asked, int) {
	year := yearOf(r.URL.Query().Get("anno"), visit)
	asked := web.AskedIn(r.URL.Query())
	asked.Choices.Set("anno", strconv.Itoa(year))
	return asked, year
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
	asked, year := askedTariffs(r, visit)
	data := priceList{
		Year: year, Sought: asked.Sought, CSV: asked.At(tariffsPath+"/csv", ""), Writes: h.writes(visit, tariffsPath+"/nuova"),
	}
	for year := visit.Today().SchoolYear() + yearsAhead; year >= visit.Today().SchoolYear()-yearsBack; year-- {
		data.Years = append(data.Years, year)
	}
	found, err := h.School.Tariffs(r.Context(), visit.Municipality.ID, data.Year)
	if err != nil {
		return err
	}
	versions := slices.DeleteFunc(versionsOf(found, visit.Today()), func(v version) bool { return !fits(asked.Sought, v.Tariff) })
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

// tariffsFile sends a school year's tariffs in the form of tariffe.csv.
func (h Handler) tariffsFile(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	asked, year := askedTariffs(r, visit)
	found, err := h.School.Tariffs(r.Context(), visit.Municipality.ID, year)
	if err != nil {
		return err
	}
	found = slices.DeleteFunc(found, func(t school.Tariff) bool { return !fits(asked.Sought, t) })
	school.SortTariffs(found)
	rows := make([][]string, 0, len(found))
	for _, t := range found {
		rows = append(rows, []string{
			calendar.SchoolYear(t.Year), t.Service, t.Band, t.Description, t.Price.Plain(), t.From.Italian(), t.To.Italian(),
		})
	}
	return web.Export(w, r, visit, h.Audit, web.List{
		Name: "tariffe-" + strconv.Itoa(year) + ".csv", About: asked.About(),
		Header: []string{"anno", "servizio", "fascia", "descrizione", "importo", "valida_dal", "valida_al"}, Rows: rows,
	})
}
