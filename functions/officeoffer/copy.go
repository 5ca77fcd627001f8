package main

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// copyView is the copy of a year's tariffs into the next one.
type copyView struct {
	Year, Next int
	Rows       []copyRow
	// There are the bands that the next year has already.
	There   int
	Preview bool
	Changed int
}

// copyRow is a tariff as it will be, and what it is called in the form.
type copyRow struct {
	school.Tariff
	Field string
	Typed string
	Old   school.Tariff
}

// ServiceName names the service.
func (c copyRow) ServiceName() string { return school.ServiceName(c.Service) }

// priced is what the log keeps of a price that changes.
func (c copyRow) priced() office.Piece {
	band := c.ServiceName() + ", fascia " + c.Band + " "
	return office.Piece{Before: band + c.Old.Price.String(), After: band + c.Price.String()}
}

// copyForm shows the tariffs of a year with fields for the amounts of the next one.
func (h Handler) copyForm(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	year, err := yearOf(r.URL.Query(), visit)
	if err != nil {
		return err
	}
	form := url.Values{
		"anno": {strconv.Itoa(year)}, "dal": {firstDay(year + 1).Italian()}, "al": {lastDay(year + 1).Italian()},
	}
	data, _, err := h.toCopy(r, visit, year, form)
	if err != nil {
		return err
	}
	return h.showCopy(w, r, visit, data, web.Page{Form: form})
}

func (h Handler) showCopy(w http.ResponseWriter, r *http.Request, visit web.Visit, data copyView, page web.Page) error {
	page.Title, page.Section, page.Template, page.Data = "Copia le tariffe nel "+calendar.SchoolYear(data.Next), "tariffe", "copy", data
	page.Lead = "Le tariffe di fine anno diventano quelle dell'anno dopo. Cambia gli importi che cambiano, poi controlla e conferma."
	page.Crumbs = []web.Crumb{{Name: "Scrivania", Path: web.OfficeHome}, {Name: "Tariffe", Path: tariffsPath}}
	return h.Site.Render(w, r, visit, page)
}

// copyYear shows the next year's tariffs, or keeps them once they are confirmed.
func (h Handler) copyYear(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	ctx, tenant := r.Context(), visit.Municipality.ID
	form, err := web.Form(r, visit)
	if err != nil {
		return err
	}
	year, err := yearOf(form, visit)
	if err != nil {
		return err
	}
	data, wrong, err := h.toCopy(r, visit, year, form)
	if err != nil {
		return err
	}
	if len(wrong) > 0 {
		return h.showCopy(w, r, visit, data, web.Page{Status: http.StatusBadRequest, Form: form, Errors: wrong})
	}
	data.Preview = true
	if !confirmed(form) {
		return h.showCopy(w, r, visit, data, web.Page{Form: form})
	}
	why, wrong := web.Reason(form)
	if len(wrong) > 0 {
		return h.showCopy(w, r, visit, data, web.Page{Status: http.StatusBadRequest, Form: form, Errors: wrong})
	}
	for rows := range slices.Chunk(data.Rows, school.MaxTariffs) {
		tariffs, pieces := make([]school.Tariff, 0, len(rows)), []office.Piece{}
		for _, row := range rows {
			tariffs = append(tariffs, row.Tariff)
			if row.Price != row.Old.Price {
				pieces = append(pieces, row.priced())
			}
		}
		pieces = append(pieces, office.Piece{After: web.Plural(len(rows), "tariffa", "tariffe") + ", " +
			web.Plural(len(pieces), "importo cambiato", "importi cambiati")})
		noted := h.Audit.Noting(ctx, tenant, *visit.Operator, office.Deed{
			Action: office.TariffsCopied, Object: "dal " + calendar.SchoolYear(data.Year) + " al " + calendar.SchoolYear(data.Next),
			Reason: why,
		}.Changing(pieces...))
		if err := h.School.SaveTariffs(noted, tenant, tariffs); err != nil {
			return err
		}
	}
	http.Redirect(w, r, tariffsPath+"?esito=copiate&anno="+strconv.Itoa(data.Next), http.StatusSeeOther)
	return nil
}

// toCopy reads both years' tariffs and makes the next one's of them, with the days and amounts that were typed.
func (h Handler) toCopy(r *http.Request, visit web.Visit, year int, form url.Values) (copyView, []web.FieldError, error) {
	ctx, tenant := r.Context(), visit.Municipality.ID
	data := copyView{Year: year, Next: year + 1}
	var old, next []school.Tariff
	err := beside.Together(
		beside.Into(&old, func() ([]school.Tariff, error) { return h.School.Tariffs(ctx, tenant, year) }),
		beside.Into(&next, func() ([]school.Tariff, error) { return h.School.Tariffs(ctx, tenant, year+1) }),
	)
	if err != nil {
		return data, nil, err
	}
	if len(old) == 0 || data.Next > visit.Today().SchoolYear()+yearsAhead {
		return data, nil, problem.New(problem.NotFound, "Nel "+calendar.SchoolYear(year)+" non ci sono tariffe da copiare nell'anno dopo.")
	}
	from, to, wrong := readDays(form, data.Next)
	was := school.CopyTariffs(old, nil, data.Next, from, to)
	rows := school.CopyTariffs(old, next, data.Next, from, to)
	data.There = len(was) - len(rows)
	for _, t := range rows {
		row := copyRow{Tariff: t, Old: t, Field: "importo-" + t.Service + "-" + t.Band, Typed: t.Price.Plain()}
		if form.Has(row.Field) {
			row.Typed = form.Get(row.Field)
			if row.Price, err = price(row.Typed); err != nil {
				wrong = append(wrong, web.FieldError{Field: row.Field, Text: row.ServiceName() + ", fascia " + row.Band + ": " + problem.Of(err).Text})
			}
		}
		if row.Price != row.Old.Price {
			data.Changed++
		}
		data.Rows = append(data.Rows, row)
	}
	return data, wrong, nil
}

// readDays reads the first and the last day of tariffs.
func readDays(form url.Values, year int) (from, to calendar.Day, wrong []web.FieldError) {
	var err error
	if from, err = calendar.ParseTypedDay(strings.TrimSpace(form.Get("dal"))); err != nil || !from.Within(firstDay(year), lastDay(year)) {
		wrong = append(wrong, web.FieldError{Field: "dal", Text: "Scrivi il primo giorno, dell'anno scolastico " + calendar.SchoolYear(year) + "."})
	}
	if to, err = calendar.ParseTypedDay(strings.TrimSpace(form.Get("al"))); err != nil || to.After(lastDay(year)) || to.Before(from) {
		wrong = append(wrong, web.FieldError{Field: "al", Text: "Scrivi l'ultimo giorno: non prima del primo, e al massimo il " + lastDay(year).Italian() + "."})
	}
	return from, to, wrong
}
