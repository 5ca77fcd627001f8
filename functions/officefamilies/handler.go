package main

import (
	"context"
	"embed"
	"net/http"
	"net/url"

	"serviziscolastici/shared/absence"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/certificate"
	"serviziscolastici/shared/debit"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/report"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/transfer"
	"serviziscolastici/shared/web"
)

//go:embed pages/*.html
var pages embed.FS

// Handler serves the office's pages below /ufficio/alunni.
type Handler struct {
	Site         *web.Site
	Searches     office.Store
	School       school.Store
	Accounts     ledger.Store
	Billing      billing.Store
	Certificates certificate.Store
	Reports      report.Store
	Absences     absence.Store
	Transfers    transfer.Store
	// Preview says what new prices of past meals come to.
	Preview debit.Preview
	Audit   office.Log
	// PeopleKey turns a fiscal code into the id of a person.
	PeopleKey []byte
}

// The addresses.
const (
	listPath   = "/ufficio/alunni"
	cardPath   = listPath + "/scheda/"
	adultPath  = listPath + "/adulti/"
	noticePath = listPath + "/avvisi/"

	section = "alunni"
	title   = "Alunni e famiglie"
)

// The patterns of what can be changed; whether a button shows is the rule of its pattern.
const (
	correctRoute = "/ufficio/alunni/scheda/{alunno}/dati"
	swapRoute    = "/ufficio/alunni/scheda/{alunno}/scambio"
	adultsRoute  = "/ufficio/alunni/scheda/{alunno}/adulti"
	enrolRoute   = "/ufficio/alunni/scheda/{alunno}/iscrizione"
	adjustRoute  = "/ufficio/alunni/scheda/{alunno}/rettifica"
	depositRoute = "/ufficio/alunni/scheda/{alunno}/versamento"
	moveRoute    = "/ufficio/alunni/scheda/{alunno}/spostamento"
	contactRoute = "/ufficio/alunni/adulti/{adulto}/dati"
	noticeRoute  = "/ufficio/alunni/avvisi/{numero}/{azione}"
	reportRoute  = "GET /ufficio/segnalazioni/{anno}/{numero}" // the desk's
)

// Routes returns the pages by address.
func (h Handler) Routes() http.Handler {
	router := h.Site.Router()
	router.Operator("GET /ufficio/alunni", h.list)
	router.Operator("POST /ufficio/alunni", h.search)
	router.Operator("GET /ufficio/alunni/elenco.csv", h.export)
	router.Operator("GET /ufficio/alunni/scheda/{alunno}", h.show)
	router.Operator("GET /ufficio/alunni/scheda/{alunno}/scheda.csv", h.exportCard)
	router.Operator("GET /ufficio/alunni/scheda/{alunno}/conto", h.account)
	router.Operator("GET /ufficio/alunni/scheda/{alunno}/conto.csv", h.exportAccount)
	router.Operator("GET /ufficio/alunni/scheda/{alunno}/storia", h.history)
	router.Operator("GET /ufficio/alunni/scheda/{alunno}/storia.csv", h.exportHistory)
	router.Operator("GET /ufficio/alunni/adulti/{adulto}", h.adult)
	router.Operator("GET /ufficio/alunni/adulti/{adulto}/scheda.csv", h.exportAdult)
	router.Operator("GET /ufficio/alunni/avvisi/{numero}", h.notice)
	router.Operator("GET /ufficio/alunni/avvisi/{numero}/quietanza", h.quittance)
	router.Operator("GET "+correctRoute, h.askCorrection)
	router.Operator("POST "+correctRoute, h.correct)
	router.Operator("GET "+swapRoute, h.askSwap)
	router.Operator("POST "+swapRoute, h.swap)
	router.Operator("GET "+contactRoute, h.askContacts)
	router.Operator("POST "+contactRoute, h.saveContacts)
	router.Operator("GET "+adultsRoute, h.askAdults)
	router.Operator("POST "+adultsRoute, h.changeAdults)
	router.Operator("GET "+enrolRoute, h.askEnrolment)
	router.Operator("POST "+enrolRoute, h.changeEnrolment)
	router.Operator("GET "+adjustRoute, h.askAdjustment)
	router.Operator("POST "+adjustRoute, h.adjust)
	router.Operator("GET "+depositRoute, h.askDeposit)
	router.Operator("POST "+depositRoute, h.deposit)
	router.Operator("GET "+moveRoute, h.askMove)
	router.Operator("POST "+moveRoute, h.move)
	router.Operator("GET "+noticeRoute, h.askSettle)
	router.Operator("POST "+noticeRoute, h.settle)
	return router
}

// crumbs lead to a page below a pupil's card, or to the card itself without a pupil.
func crumbs(pupil string) []web.Crumb {
	way := []web.Crumb{{Name: "Scrivania", Path: web.OfficeHome}, {Name: title, Path: listPath}}
	if pupil != "" {
		way = append(way, web.Crumb{Name: "Scheda dell’alunno", Path: cardAddress(pupil)})
	}
	return way
}

func cardAddress(pupil string) string { return cardPath + url.PathEscape(pupil) }

// may reports whether the operator of a visit may do what a pattern does.
func (h Handler) may(visit web.Visit, pattern string) bool { return h.opens(visit, "POST "+pattern) }

// opens reports whether a route opens for the operator.
func (h Handler) opens(visit web.Visit, route string) bool {
	rule, known := h.Site.Office.Rules[route]
	return known && rule.Opens(*visit.Operator)
}

// noting returns a context under which a change is stored together with who did it.
func (h Handler) noting(ctx context.Context, visit web.Visit, deed office.Deed) context.Context {
	return h.Audit.Noting(ctx, visit.Municipality.ID, *visit.Operator, deed)
}
