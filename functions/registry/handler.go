package main

import (
	"context"
	"embed"
	"net/http"

	"serviziscolastici/shared/letterhead"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

//go:embed pages/*.html
var pages embed.FS

// School knows people, enrolments and tariffs.
type School interface {
	PupilsOf(ctx context.Context, tenant, guardian string) ([]school.Link, error)
	Guardian(ctx context.Context, tenant, guardian string) (school.Guardian, error)
	Pupil(ctx context.Context, tenant, pupil string) (school.Pupil, error)
	Enrolments(ctx context.Context, tenant, pupil string) ([]school.Enrolment, error)
	Tariffs(ctx context.Context, tenant string, year int) ([]school.Tariff, error)
	Schools(ctx context.Context, tenant string) ([]school.School, error)
	LinkOf(ctx context.Context, tenant, guardian, pupil string) (school.Link, error)
	FormersOf(ctx context.Context, tenant, guardian string) ([]school.Former, error)
	GrantsOf(ctx context.Context, tenant, pupil string) ([]school.Link, error)
	Grant(ctx context.Context, tenant, pupil, payer, adult, fiscalCode string) error
	Revoke(ctx context.Context, tenant, pupil, adult string) error
	SaveContacts(ctx context.Context, tenant, guardian string, contacts school.Contacts) error
}

// Handler serves the pages below /anagrafica.
type Handler struct {
	Site         *web.Site
	School       School
	Billing      Billing
	Certificates Certificates
	Reports      Reports
	Messages     Messages
	Looks        Looks
	Logos        letterhead.Logos
	// PortalURL is the portal's public address, where papers are verified.
	PortalURL string
	// PeopleKey turns a fiscal code into a guardian's id.
	PeopleKey []byte
}

// Routes returns the pages by address.
func (h Handler) Routes() http.Handler {
	router := h.Site.Router()
	router.Parent("GET /anagrafica", h.show)
	router.Parent("GET /anagrafica/contatti", h.contacts)
	router.Parent("POST /anagrafica/contatti", h.saveContacts)
	router.Parent("GET /anagrafica/messaggi", h.messages)
	router.Parent("POST /anagrafica/messaggi", h.chooseMessages)
	router.Parent("POST /anagrafica/messaggi/indirizzo", h.askAddress)
	router.Public("GET "+confirmation().Path, h.follow(confirmation()))
	router.Public("POST "+confirmation().Path, h.act(confirmation(), Messages.Answer))
	router.Public("GET "+unsubscription().Path, h.follow(unsubscription()))
	router.Public("POST "+unsubscription().Path, h.act(unsubscription(), Messages.Unsubscribe))
	router.Parent("GET /anagrafica/segnalazioni", h.reports)
	router.Parent("GET /anagrafica/segnalazioni/nuova", h.askReport)
	router.Form("POST /anagrafica/segnalazioni/nuova", web.Resume{
		Path: "/anagrafica/segnalazioni/nuova", Fields: []string{"figlio", "argomento", "giorno"},
	}, h.addReport)
	router.Parent("GET /anagrafica/segnalazioni/{anno}/{numero}", h.report)
	router.Parent("GET /anagrafica/attestazioni", h.certificates)
	router.Parent("GET /anagrafica/attestazioni/{anno}/tutti-i-figli", h.family)
	router.Parent("POST /anagrafica/attestazioni/{anno}/tutti-i-figli", h.issueFamily)
	router.Parent("GET /anagrafica/attestazioni/{anno}/tutti-i-figli/attestazione.pdf", h.printedFamily)
	router.Parent("GET /anagrafica/attestazioni/{anno}/{alunno}", h.certificate)
	router.Parent("POST /anagrafica/attestazioni/{anno}/{alunno}", h.issue)
	router.Parent("GET /anagrafica/attestazioni/{anno}/{alunno}/attestazione.pdf", h.printed)
	router.Parent("GET /anagrafica/attestazioni/{anno}/{alunno}/opposizione", h.opposition)
	router.Parent("POST /anagrafica/attestazioni/{anno}/{alunno}/opposizione", h.oppose)
	router.Public("GET /verifica", h.verify)
	router.Public("POST /verifica", h.compare)
	router.Parent("GET /anagrafica/accessi/{alunno}", h.accesses)
	router.Parent("POST /anagrafica/accessi/{alunno}", h.askGrant)
	router.Parent("POST /anagrafica/accessi/{alunno}/conferma", h.grant)
	router.Parent("POST /anagrafica/accessi/{alunno}/togli", h.revoke)
	return router
}
