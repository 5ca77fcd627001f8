package main

import (
	"net/http"
	"net/url"
	"strconv"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/web"
)

// What can be done with an open notice; the last part of the address.
const (
	takePayment  = "incasso"
	withdraw     = "annullo"
	reprice      = "importo"
	reissue      = "sostituzione"
	noticeAction = "azione"
)

// settleForm is the form of an action on a notice.
type settleForm struct {
	noticePage
	Action string
	Today  calendar.Day
}

var errNoticeClosed = problem.New(problem.Conflict,
	"Questo avviso non è più da pagare: nel frattempo è stato pagato o annullato. Riaprilo e controlla.")

// settleTitle is the heading of an action; "" for one that is none.
func settleTitle(action string) string {
	return map[string]string{
		takePayment: "Registra il pagamento", withdraw: "Annulla l’avviso", reprice: "Cambia l’importo",
		reissue: "Ritira e riemetti l’avviso",
	}[action]
}

// askSettle is the form of an action on a notice.
func (h Handler) askSettle(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	data, err := h.settleFormOf(r, visit)
	if err != nil {
		return err
	}
	if data.State != billing.Open {
		return errNoticeClosed
	}
	return h.settlePage(w, r, visit, data, &fields{form: url.Values{
		"pagato": {visit.Today().Italian()}, seenField: {strconv.Itoa(data.Revision)},
		"scadenza": {visit.Today().AddDays(30).Italian()},
	}})
}

// settleFormOf reads the notice that an action is about. What pagoPA tops up has no document to change.
func (h Handler) settleFormOf(r *http.Request, visit web.Visit) (settleForm, error) {
	action := r.PathValue(noticeAction)
	found, err := h.noticeOf(r.Context(), visit, r.PathValue("numero"))
	if err == nil && (settleTitle(action) == "" || action != withdraw && found.Kind != billing.ForDocument) {
		err = problem.Missing()
	}
	return settleForm{found, action, visit.Today()}, err
}

func (h Handler) settlePage(w http.ResponseWriter, r *http.Request, visit web.Visit, data settleForm, f *fields) error {
	return h.Site.Render(w, r, visit, f.page(web.Page{
		Title: settleTitle(data.Action), Section: section, Template: "settle", Data: data,
		Crumbs: append(crumbs(data.Position.Pupil), web.Crumb{Name: "Avviso di pagamento", Path: noticePath + data.Number.String()}),
	}))
}

// settlement is what a form asks of a notice.
type settlement struct {
	change billing.Change
	due    calendar.Day
	reason string
}

// settle does something with a notice.
func (h Handler) settle(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, err := web.Form(r, visit)
	if err != nil {
		return err
	}
	data, err := h.settleFormOf(r, visit)
	if err != nil {
		return err
	}
	revision, err := seen(form)
	if err != nil {
		return err
	}
	f := &fields{form: form}
	asked := data.read(f, visit.Today())
	asked.change.Seen = revision + 1
	switch {
	case f.unfinished():
		return h.settlePage(w, r, visit, data, f)
	case !yes(form) && data.State != billing.Open:
		return errNoticeClosed
	case !yes(form):
		return h.propose(w, r, visit, form, data.Position.Pupil, data.proposal(asked, visit))
	}
	number, err := h.doSettle(r, visit, data, asked)
	if err != nil {
		return err
	}
	return finish(w, r, noticePath+number.String(), data.Action)
}

// read reads the form of the action.
func (s settleForm) read(f *fields, today calendar.Day) settlement {
	asked := settlement{change: billing.Change{Document: s.Position.Document, Notice: s.Number}}
	switch s.Action {
	case takePayment:
		asked.change.Action = billing.PayElsewhere
		asked.change.Method, asked.change.Day = f.method(), f.paidOn(today)
	case withdraw:
		asked.change.Action = billing.Withdraw
	case reprice:
		asked.change.Action = billing.Reprice
		asked.change.Amount = f.newAmount()
	case reissue:
		asked.due = f.day("scadenza", "Nuova scadenza")
		if !asked.due.IsZero() && asked.due.Before(today) {
			f.refuse("scadenza", "La nuova scadenza è passata.")
		}
	}
	asked.reason = f.reason()
	return asked
}

// newAmount reads what is owed from now on.
func (f *fields) newAmount() money.Cents {
	amount := f.amount("importo")
	if len(f.wrong) == 0 && (amount <= 0 || amount > pagopa.MaxSlip) {
		f.refuse("importo", "L’importo va da 0,01 a %s.", pagopa.MaxSlip)
	}
	return amount
}

// proposal shows what becomes of the notice.
func (s settleForm) proposal(asked settlement, visit web.Visit) proposal {
	p := proposal{Subject: "Avviso " + web.Groups(s.Number.String()), Button: settleTitle(s.Action)}
	open := "da pagare, " + s.Amount.String()
	switch s.Action {
	case takePayment:
		p.Rows = []row{
			{"Stato", open, "pagato al Comune, " + s.Amount.String()}, {"Pagato il", "", asked.change.Day.Italian()},
			{"Modo", "", methodName(asked.change.Method)},
		}
		p.Notes = []string{"L’avviso si chiude anche su pagoPA: chi prova a pagarlo legge che è già pagato. Un pagamento " +
			"registrato non si riapre."}
	case withdraw:
		p.Rows = []row{{"Stato", open, "annullato"}}
		p.Notes = []string{"Nessuno potrà più pagarlo. Un avviso annullato non si riapre."}
	case reprice:
		p.Rows = []row{{"Importo", s.Amount.String(), asked.change.Amount.String()}}
		p.Notes = []string{"Il codice avviso resta lo stesso: chi ha già l’avviso stampato paga il nuovo importo."}
	case reissue:
		p.Rows = []row{
			{"Avviso " + s.Number.String(), "da pagare", "annullato"}, {"Nuovo avviso", "", "da pagare, " + s.Amount.String()},
			{"Scadenza", s.Due.Italian(), asked.due.Italian()},
		}
		p.Notes = []string{"Il nuovo avviso ha un altro codice: quello già stampato non si potrà più pagare."}
	}
	p.Rows = append(p.Rows, row{"Motivo", "", asked.reason})
	if s.InVerification(visit.Now) {
		p.Warnings = []string{"Il genitore ha cominciato a pagare da poco: se il pagamento arriva lo stesso, resta tra le " +
			"entrate da sistemare. Meglio aspettare l’esito, in mezz’ora."}
	}
	if s.Held() {
		p.Warnings = append(p.Warnings, "Per questo avviso è arrivato un pagamento che non corrisponde: guarda prima tra le "+
			"entrate da sistemare.")
	}
	return p
}

// doSettle makes the one call that the action is, and returns the number of the notice to look at.
func (h Handler) doSettle(
	r *http.Request, visit web.Visit, s settleForm, asked settlement,
) (pagopa.NoticeNumber, error) {
	rows := s.proposal(asked, visit).Rows
	rows = rows[:len(rows)-1] // the last is the reason, which the record has apart
	ctx := h.noting(r.Context(), visit, office.Deed{
		Action: map[string]office.Action{
			takePayment: office.NoticePaid, withdraw: office.NoticeWithdrawn, reprice: office.NoticeRepriced, reissue: office.NoticeReissued,
		}[s.Action],
		Object: "avviso " + s.Number.String(), Reason: asked.reason, Pupil: s.Position.Pupil,
	}.Changing(changed(rows)...))
	switch {
	case s.Action == reissue:
		if s.Revision+1 != asked.change.Seen && s.State == billing.Open {
			return "", errNoticeClosed
		}
		return h.Billing.Reissue(ctx, visit.Municipality, s.Position, asked.due)
	case s.Kind == billing.ForDocument:
		_, err := h.Billing.ChangeDocument(ctx, visit.Municipality, asked.change)
		return s.Number, err
	case s.State == billing.Cancelled: // the form was sent twice
		return s.Number, nil
	default:
		return s.Number, h.Billing.CancelTopUp(ctx, s.Position)
	}
}
