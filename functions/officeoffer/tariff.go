package main

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// tariffView is the form of one tariff, and what it changes once that is known.
type tariffView struct {
	Year     int
	Services map[string]string
	// Known are the bands of the year, to choose from.
	Known []string
	// New is what was asked for; Before is what holds until then, and Late says that its first day is not in the future.
	New *school.Tariff
	// Today is what the band costs today; nil when it has no price today, or no band is chosen yet.
	Today  *school.Tariff
	Before *school.Tariff
	Late   bool
	// FromToday is whether it is today.
	FromToday bool
	// Debited are the meals that keep the price of before, unless somebody asks for another.
	Debited ledger.Served
}

// Fields are the names of the form's fields.
func (tariffView) Fields() []string {
	return []string{"anno", "servizio", "fascia", "descrizione", "importo", "dal", "al"}
}

// maxPrice is the highest price: a year of the dearest service.
const maxPrice money.Cents = 500_000

// tariffForm asks for a new tariff. An address may name the band.
func (h Handler) tariffForm(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	query := r.URL.Query()
	year, err := yearOf(query, visit)
	if err != nil {
		return err
	}
	data := tariffView{Year: year}
	found, err := h.School.Tariffs(r.Context(), visit.Municipality.ID, data.Year)
	if err != nil {
		return err
	}
	form := url.Values{
		"anno": {strconv.Itoa(data.Year)}, "servizio": {school.Canteen}, "al": {lastDay(data.Year).Italian()},
	}
	for _, version := range versionsOf(found, visit.Today()) {
		if version.Service == query.Get("servizio") && version.Band == query.Get("fascia") {
			form.Set("servizio", version.Service)
			form.Set("fascia", version.Band)
			form.Set("descrizione", version.Description)
			form.Set("al", version.To.Italian())
		}
	}
	return h.showTariff(w, r, visit, data, found, web.Page{Form: form})
}

func (h Handler) showTariff(
	w http.ResponseWriter, r *http.Request, visit web.Visit, data tariffView, found []school.Tariff, page web.Page,
) error {
	data.Services = services()
	for _, t := range found {
		if !slices.Contains(data.Known, t.Band) {
			data.Known = append(data.Known, t.Band)
		}
	}
	if today, holds := school.TariffFor(found, page.Form.Get("servizio"), page.Form.Get("fascia"), visit.Today()); holds {
		data.Today = &today
	}
	page.Title, page.Section, page.Template, page.Data = "Nuova tariffa", "tariffe", "tariff", data
	page.Lead = "Vale dal giorno che scrivi; fino al giorno prima resta quella di adesso."
	page.Crumbs = []web.Crumb{{Name: "Scrivania", Path: web.OfficeHome}, {Name: "Tariffe", Path: tariffsPath}}
	return h.Site.Render(w, r, visit, page)
}

// addTariff shows what a new tariff changes, or keeps it once that is confirmed.
func (h Handler) addTariff(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	ctx, tenant := r.Context(), visit.Municipality.ID
	form, err := web.Form(r, visit)
	if err != nil {
		return err
	}
	year, err := yearOf(form, visit)
	if err != nil {
		return err
	}
	data := tariffView{Year: year}
	found, err := h.School.Tariffs(ctx, tenant, data.Year)
	if err != nil {
		return err
	}
	asked, wrong := readTariff(form, data.Year)
	if len(wrong) == 0 {
		wrong = taken(found, asked)
	}
	if len(wrong) > 0 {
		return h.showTariff(w, r, visit, data, found, web.Page{Status: http.StatusBadRequest, Form: form, Errors: wrong})
	}
	data.New, data.Late, data.FromToday = &asked, !asked.From.After(visit.Today()), asked.From == visit.Today()
	if before, holds := school.TariffFor(found, asked.Service, asked.Band, asked.From); holds {
		data.Before = &before
	}
	why := ""
	if data.Late && confirmed(form) {
		why, wrong = web.Reason(form)
	}
	if !confirmed(form) || len(wrong) > 0 {
		return h.proposeTariff(w, r, visit, data, found, web.Page{Form: form, Errors: wrong})
	}
	deed := office.Deed{
		Object: serviceName(asked.Service) + ", fascia " + asked.Band + ", dal " + asked.From.Italian(),
		Action: office.TariffAdded, Reason: why,
	}.Changing(replaced(data.Before, asked)...)
	if err := h.School.SaveTariffs(h.Audit.Noting(ctx, tenant, *visit.Operator, deed), tenant, []school.Tariff{asked}); err != nil {
		return err
	}
	http.Redirect(w, r, tariffsPath+"?esito=aggiunta&anno="+strconv.Itoa(data.Year), http.StatusSeeOther)
	return nil
}

// proposeTariff shows what a new tariff changes, with what was debited already when its first day is not in the future.
func (h Handler) proposeTariff(
	w http.ResponseWriter, r *http.Request, visit web.Visit, data tariffView, found []school.Tariff, page web.Page,
) error {
	if data.Late && data.New.Service == school.Canteen {
		last := visit.Today()
		if data.New.To.Before(last) {
			last = data.New.To
		}
		var err error
		data.Debited, err = h.Served.ServedIn(r.Context(), visit.Municipality.ID, data.New.Band, data.New.From, last)
		if err != nil {
			return err
		}
	}
	if len(page.Errors) > 0 {
		page.Status = http.StatusBadRequest
	}
	return h.showTariff(w, r, visit, data, found, page)
}

// taken refuses a first day from which the band has another price already. The same price again is no mistake: the form
// was sent twice.
func taken(found []school.Tariff, asked school.Tariff) []web.FieldError {
	at := slices.IndexFunc(found, func(t school.Tariff) bool {
		return t.Service == asked.Service && t.Band == asked.Band && t.From == asked.From
	})
	if at < 0 {
		return nil
	}
	stored := found[at]
	stored.Version = ""
	if stored == asked {
		return nil
	}
	return []web.FieldError{{Field: "dal", Text: "Questa fascia ha già una tariffa dal " + asked.From.Italian() +
		" (" + stored.Price.String() + "). Una tariffa non cambia: scegli un altro primo giorno."}}
}

// readTariff reads the form of a tariff.
func readTariff(form url.Values, year int) (school.Tariff, []web.FieldError) {
	t := school.Tariff{
		Year: year, Service: form.Get("servizio"), Band: strings.TrimSpace(form.Get("fascia")),
		Description: strings.TrimSpace(form.Get("descrizione")),
	}
	var wrong []web.FieldError
	refuse := func(field, text string) { wrong = append(wrong, web.FieldError{Field: field, Text: text}) }
	if services()[t.Service] == "" {
		refuse("servizio", "Scegli il servizio.")
	}
	if !school.ValidCode(t.Band) {
		refuse("fascia", "Scrivi il codice della fascia: lettere, cifre, punti e trattini, al massimo 30.")
	}
	if t.Description == "" || utf8.RuneCountInString(t.Description) > longDescription {
		refuse("descrizione", "Scrivi la descrizione, al massimo 120 caratteri: la leggono i genitori.")
	}
	var err error
	if t.Price, err = price(form.Get("importo")); err != nil {
		refuse("importo", problem.Of(err).Text)
	}
	if t.From, err = calendar.ParseTypedDay(strings.TrimSpace(form.Get("dal"))); err != nil || !t.From.Within(firstDay(year), lastDay(year)) {
		refuse("dal", "Scrivi il primo giorno, dell'anno scolastico "+calendar.SchoolYear(year)+", come 07/01/"+strconv.Itoa(year+1)+".")
	}
	if t.To, err = calendar.ParseTypedDay(strings.TrimSpace(form.Get("al"))); err != nil || t.To.After(lastDay(year)) || t.To.Before(t.From) {
		refuse("al", "Scrivi l'ultimo giorno: non prima del primo, e al massimo il "+lastDay(year).Italian()+".")
	}
	return t, wrong
}

// longDescription is how many letters a description may have.
const longDescription = 120

// price reads a price as somebody types it.
func price(text string) (money.Cents, error) {
	amount, err := money.Parse(strings.TrimSpace(text))
	if err != nil || amount < 0 || amount > maxPrice {
		return 0, problem.New(problem.Invalid, "Scrivi l'importo in euro, per esempio 4,70, al massimo 5.000,00.")
	}
	return amount, nil
}

// replaced is what the log keeps of a tariff in the place of another, nil for none.
func replaced(before *school.Tariff, after school.Tariff) []office.Piece {
	price, words := office.Piece{After: after.Price.String()}, office.Piece{After: after.Description}
	if before != nil {
		price.Before, words.Before = before.Price.String(), before.Description
	}
	if words.Before == words.After {
		return []office.Piece{price}
	}
	return []office.Piece{price, words}
}
