package main

import (
	"context"
	"embed"
	"net/http"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/waiting"
	"serviziscolastici/shared/web"
)

//go:embed pages/*.html
var pages embed.FS

// Billing has the receipts that fit no open notice and does what the office says with them.
type Billing interface {
	Waiting(ctx context.Context, tenant string, kind waiting.Kind, from string, limit int) (
		page []billing.ParkedReceipt, next string, err error)
	DealtWith(ctx context.Context, tenant, from string, limit int) (page []billing.ParkedReceipt, next string, err error)
	Parked(ctx context.Context, tenant string, day calendar.Day, id string) (billing.ParkedReceipt, error)
	Find(ctx context.Context, creditor string, number pagopa.NoticeNumber) (billing.Position, error)

	CreditParked(ctx context.Context, m municipality.Municipality, parked billing.ParkedReceipt, pupil string) error
	Attachable(m municipality.Municipality, parked billing.ParkedReceipt, position billing.Position) error
	AttachParked(
		ctx context.Context, m municipality.Municipality, parked billing.ParkedReceipt, position billing.Position) error
	AskRefund(ctx context.Context, m municipality.Municipality, parked billing.ParkedReceipt, to billing.Payee,
		reason string, by billing.Hand) error
	ApproveRefund(ctx context.Context, tenant string, parked billing.ParkedReceipt, seen string, by billing.Hand) error
	ListRefund(ctx context.Context, tenant string, parked billing.ParkedReceipt) (bool, error)
	WithdrawRefund(ctx context.Context, tenant string, parked billing.ParkedReceipt, seen string, by billing.Hand) error
	PayRefund(ctx context.Context, tenant string, parked billing.ParkedReceipt, seen string, on calendar.Day,
		order string) error

	Refusals(ctx context.Context, tenant, from string, limit int) (page []waiting.Mark, next string, err error)
	RefusalsOf(ctx context.Context, tenant string, marks []waiting.Mark) ([]billing.Unpublished, error)
	Again(ctx context.Context, creditor string, number pagopa.NoticeNumber) error
}

// School knows the pupils.
type School interface {
	Pupil(ctx context.Context, tenant, pupil string) (school.Pupil, error)
	Names(ctx context.Context, tenant string, pupils, guardians []string) (map[string]string, error)
	Search(ctx context.Context, tenant, typed string) (found []school.Found, more bool, err error)
}

// Accounts knows the credit.
type Accounts interface {
	Accounts(ctx context.Context, tenant string, pupils []string) (map[string]ledger.Account, error)
}

// Audit keeps what operators do.
type Audit interface {
	Noting(ctx context.Context, tenant string, who office.Operator, deed office.Deed) context.Context
	Note(ctx context.Context, tenant string, who office.Operator, deed office.Deed) error
}

// Handler serves the pages below /ufficio/entrate.
type Handler struct {
	Site     *web.Site
	Billing  Billing
	School   School
	Accounts Accounts
	Audit    Audit
	// Searches has what operators looked for.
	Searches web.Searches
}

// Routes returns the pages by address.
func (h Handler) Routes() http.Handler {
	router := h.Site.Router()
	router.Operator("GET /ufficio/entrate", h.list)
	router.Operator("GET /ufficio/entrate/elenco.csv", h.exportList)
	router.Operator("GET /ufficio/entrate/ricevuta", h.receipt)
	router.Operator("GET /ufficio/entrate/accredita", h.askCredit)
	router.Operator("POST /ufficio/entrate/accredita", h.credit)
	router.Operator("POST /ufficio/entrate/accredita/cerca", h.search)
	router.Operator("GET /ufficio/entrate/collega", h.askAttach)
	router.Operator("POST /ufficio/entrate/collega", h.attach)
	router.Operator("GET /ufficio/entrate/rimborsa", h.askRefund)
	router.Operator("POST /ufficio/entrate/rimborsa", h.refund)
	router.Operator("GET /ufficio/entrate/rimborsi", h.refunds)
	router.Operator("GET /ufficio/entrate/rimborsi.csv", h.exportRefunds)
	router.Operator("POST /ufficio/entrate/rimborsi/mandati.csv", h.orders)
	router.Operator("GET /ufficio/entrate/rimborsi/approva", h.askApproval)
	router.Operator("POST /ufficio/entrate/rimborsi/approva", h.approve)
	router.Operator("GET /ufficio/entrate/rimborsi/ritira", h.askWithdrawal)
	router.Operator("POST /ufficio/entrate/rimborsi/ritira", h.withdraw)
	router.Operator("GET /ufficio/entrate/rimborsi/pagato", h.askPaid)
	router.Operator("POST /ufficio/entrate/rimborsi/pagato", h.paid)
	router.Operator("GET /ufficio/entrate/avvisi", h.refused)
	router.Operator("GET /ufficio/entrate/avvisi.csv", h.exportRefused)
	router.Operator("POST /ufficio/entrate/avvisi", h.again)
	router.Operator("GET /ufficio/entrate/storico", h.history)
	router.Operator("GET /ufficio/entrate/storico.csv", h.exportHistory)
	return router
}

const (
	section     = "entrate"
	incomePath  = "/ufficio/entrate"
	refundsPath = "/ufficio/entrate/rimborsi"
	refusedPath = "/ufficio/entrate/avvisi"
	historyPath = "/ufficio/entrate/storico"
)

// crumbs are the pages on the way to one of this area.
func crumbs(more ...web.Crumb) []web.Crumb {
	return append([]web.Crumb{{Name: "Scrivania", Path: web.OfficeHome}, {Name: "Entrate da sistemare", Path: incomePath}},
		more...)
}

// acts reports whether the operator may deal with money, or only looks.
func acts(visit web.Visit) bool { return visit.Operator.Has(office.Accounting, office.Administrator) }

// hand is the operator as a refund remembers who took a step.
func hand(visit web.Visit) billing.Hand {
	return billing.Hand{By: visit.Operator.ID, Name: visit.Operator.FullName()}
}

// noting puts the record of a deed beside what ctx changes.
func (h Handler) noting(r *http.Request, visit web.Visit, deed office.Deed) context.Context {
	return h.Audit.Noting(r.Context(), visit.Municipality.ID, *visit.Operator, deed)
}
