package main

import (
	"context"
	"embed"
	"net/http"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

//go:embed pages/*.html
var pages embed.FS

// School is what Riepilogo asks of the school: whose children, in which
// services, at what price.
type School interface {
	PupilsOf(ctx context.Context, tenant, guardian string) ([]school.Link, error)
	Enrolments(ctx context.Context, tenant, pupil string) ([]school.Enrolment, error)
	Tariffs(ctx context.Context, tenant string, year int) ([]school.Tariff, error)
	News(ctx context.Context, tenant string) ([]school.News, error)
}

// Accounts reads the credit and the movements of a pupil.
type Accounts interface {
	Statement(ctx context.Context, tenant, pupil string, from calendar.Day) (ledger.Statement, error)
}

// Billing reads a parent's payment notices.
type Billing interface {
	ListOf(ctx context.Context, tenant, guardian string) ([]billing.Position, error)
}

// Logos knows the municipalities' coats of arms, as letterhead.Logos does: home draws no papers, and
// would link all that draws them.
type Logos interface {
	Logo(ctx context.Context, tenant string) (municipality.Logo, error)
}

// Handler answers the pages of home.
type Handler struct {
	Site     *web.Site
	School   School
	Accounts Accounts
	Billing  Billing
	Logos    Logos
}

// Routes returns the pages by address. All that is not here is not found.
func (h Handler) Routes() http.Handler {
	router := h.Site.Router()
	router.Public("GET /{$}", h.landing)
	router.Public("GET /stemma/{file}", h.logo)
	router.Parent("GET /riepilogo", h.summary)
	router.Parent("GET /messaggi", h.messages)
	router.Public("GET /lingua/{codice}", h.Site.ChooseLanguage)
	router.Public("GET /contatti", h.text("contacts", "Contatti", "A chi chiedere dei servizi scolastici."))
	router.Public("GET /aiuto", h.text("help", "Aiuto", "Le risposte alle domande più comuni."))
	router.Public("GET /privacy", h.text("privacy", "Informativa privacy",
		"Quali dati usa il portale, perché e per quanto tempo."))
	router.Public("GET /note-legali", h.text("legal", "Note legali", ""))
	router.Public("GET /accessibilita", h.text("accessibility", "Accessibilità",
		"Il portale vuole essere usabile da tutti."))
	return router
}

// landing welcomes who is not logged in; a parent goes straight to Riepilogo.
func (h Handler) landing(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	if visit.Session != nil {
		http.Redirect(w, r, web.Home, http.StatusSeeOther)
		return nil
	}
	page := web.Page{
		Title: "Servizi scolastici", Template: "landing",
		Lead: "Segui e paga la mensa e gli altri servizi scolastici dei tuoi figli.",
	}
	if r.URL.Query().Get("uscita") != "" {
		page.Notice = "Sei uscito dal portale. Su un computer condiviso chiudi anche il browser."
	}
	return h.Site.Render(w, r, visit, page)
}

// text returns the handler of a page that says the same to everybody.
func (h Handler) text(template, title, lead string) web.Handler {
	return func(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
		return h.Site.Render(w, r, visit, web.Page{Title: title, Lead: lead, Template: template})
	}
}

// summary is Riepilogo: credit and what is due first.
func (h Handler) summary(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	data, err := h.collect(r.Context(), visit)
	if err != nil {
		return err
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Riepilogo", Section: "riepilogo", Template: "summary", Data: data,
		Lead: "Anno scolastico " + calendar.SchoolYear(visit.Today().SchoolYear()) +
			". Dati aggiornati al " + visit.Today().Italian() + ", ore\u00a0" + calendar.ItalianTime(visit.Now) + ".",
	})
}
