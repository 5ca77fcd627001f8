package main

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/waiting"
	"serviziscolastici/shared/web"
)

// refundLists are the refunds on their way.
type refundLists struct {
	web.Ways
	// Asked wait for a second person, Approved for the treasury: the oldest of each.
	Asked, Approved []row
	// MoreAsked and MoreApproved say that there are others.
	MoreAsked, MoreApproved   bool
	TotalAsked, TotalApproved money.Cents
	// Me is the operator, who cannot approve the own ones.
	Me   billing.Hand
	Acts bool
}

// readRefunds reads both lists side by side.
func (h Handler) readRefunds(r *http.Request, visit web.Visit) (refundLists, error) {
	asked, err := h.asked(r, visit)
	if err != nil {
		return refundLists{}, err
	}
	asked.From = "" // both lists are shown from their starts
	lists := refundLists{
		Ways: asked.Ways(refundsPath, refundsPath+".csv", ""), Me: hand(visit), Acts: acts(visit),
	}
	part := func(kind waiting.Kind, rows *[]row, total *money.Cents, more *bool) func() error {
		return func() error {
			found, next, err := h.waits(r, visit, kind, asked)
			*rows, *total, *more = found, totalOf(found), next != ""
			return err
		}
	}
	return lists, beside.Together(
		part(waiting.Approval, &lists.Asked, &lists.TotalAsked, &lists.MoreAsked),
		part(waiting.Payout, &lists.Approved, &lists.TotalApproved, &lists.MoreApproved),
	)
}

// refunds shows what is to approve and what is to pay.
func (h Handler) refunds(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	lists, err := h.readRefunds(r, visit)
	if err != nil {
		return err
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Rimborsi", Section: section, Template: "refunds", Data: lists, Crumbs: crumbs(),
		Notice: notice(r.URL.Query().Get("esito")),
		Lead:   "Chi chiede un rimborso non può approvarlo. " + whatOfRefunds(visit),
	})
}

// whatOfRefunds says who goes on with a refund.
func whatOfRefunds(visit web.Visit) string {
	if acts(visit) {
		return "Quando la tesoreria ha pagato, registra data e numero del mandato."
	}
	return "Ad approvarlo e a registrare il mandato è la ragioneria."
}

// exportRefunds sends the rows of both lists as a file.
func (h Handler) exportRefunds(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	lists, err := h.readRefunds(r, visit)
	if err != nil {
		return err
	}
	var rows [][]string
	for _, one := range slices.Concat(lists.Asked, lists.Approved) {
		refund := one.Refund
		if refund == nil { // taken back just now
			continue
		}
		approver := ""
		if refund.Approved != nil {
			approver = refund.Approved.Name
		}
		rows = append(rows, []string{
			one.What(), refund.Name, refund.FiscalCode, refund.IBAN, refund.Amount.Plain(), refund.Reason,
			refund.Asked.Name, calendar.DayOf(refund.Asked.At).Italian(), approver, one.ID(),
		})
	}
	return web.Export(w, r, visit, h.Audit, web.List{Name: "rimborsi.csv", About: lists.About(), Header: []string{
		"stato", "beneficiario", "codice_fiscale", "iban", "importo", "motivo", "chiesto_da", "chiesto_il", "approvato_da", "ricevuta",
	}, Rows: rows})
}

// mostOrders is how many approved refunds are read at once for the treasury's file.
const mostOrders = 500

// listedAtOnce is how many refunds are noted as listed side by side.
const listedAtOnce = 20

// orders sends the approved refunds as the file from which the accounting makes its orders, once each is noted as being in
// it: from then on it may be paid any moment. It is a form, because a link of another site must not list them. The columns
// capitolo and impegno are the accounting's to fill.
func (h Handler) orders(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	if _, err := web.Form(r, visit); err != nil {
		return err
	}
	var found []billing.ParkedReceipt
	for from, more := "", true; more; more = from != "" {
		page, next, err := h.Billing.Waiting(r.Context(), visit.Municipality.ID, waiting.Payout, from, mostOrders)
		if err != nil {
			return err
		}
		found, from = append(found, page...), next
	}
	listed := make([]bool, len(found))
	for from := 0; from < len(found); from += listedAtOnce {
		var notes []func() error
		for i := from; i < min(len(found), from+listedAtOnce); i++ {
			notes = append(notes, beside.Into(&listed[i], func() (bool, error) {
				ctx := h.noting(r, visit, refundDeed(office.RefundListed, found[i], "nell'elenco", ""))
				return h.Billing.ListRefund(ctx, visit.Municipality.ID, found[i])
			}))
		}
		if err := beside.Together(notes...); err != nil {
			return err
		}
	}
	rows := make([][]string, 0, len(found))
	for i, parked := range found {
		if !listed[i] {
			continue // taken back just now
		}
		refund := parked.Refund
		rows = append(rows, []string{
			refund.Name, refund.FiscalCode, refund.IBAN, refund.Amount.Plain(),
			"Rimborso del pagamento pagoPA del " + parked.PaidDay().Italian() + ", ricevuta " + parked.Receipt.ReceiptID,
			"", "", strconv.Itoa(parked.PaidDay().Year()),
		})
	}
	return web.Export(w, r, visit, h.Audit, web.List{Name: "mandati.csv", Header: []string{
		"beneficiario", "codice_fiscale", "iban", "importo", "causale", "capitolo", "impegno", "anno_spesa",
	}, Rows: rows})
}

// refusal is a notice that pagoPA's archive does not take, in words.
type refusal struct {
	Number, Pupil, Name string
	Since               string // "18/11/2026"
	// Answer is what the archive said, Meaning what that is and what the office does about it.
	Answer, Meaning string
}

// answerOf is what the archive said of a notice, without what our own call says of every one.
func answerOf(notice billing.Unpublished) string {
	answer := strings.TrimPrefix(notice.Refusal, pagopa.ErrArchiveRefused.Error()+": ")
	if status, only := strings.CutPrefix(answer, "status "); only {
		return "errore " + status
	}
	return answer
}

// meaningOf says what an answer of the archive means for the office.
func meaningOf(answer string) string {
	status, _, _ := strings.Cut(strings.TrimPrefix(answer, "errore "), ":")
	switch status {
	case "400", "422":
		return "I dati dell’avviso non passano i controlli di pagoPA. Controlla nome e codice fiscale di chi paga, IBAN e tassonomia; quando " +
			"sono corretti l’avviso si può comunicare di nuovo."
	case "404":
		return "L’archivio non trova il Comune o l’avviso. Di solito è la configurazione su pagoPA: segnalalo a chi la segue, poi l’avviso si può " +
			"comunicare di nuovo."
	case "409":
		return "L’archivio ha già un avviso con questo codice, che non si può cambiare: forse è già pagato. Apri l’avviso e controlla; se risulta " +
			"ancora da pagare, ritiralo e riemettilo."
	default:
		return "L’archivio non accetta l’avviso com’è. Controlla i dati di chi paga; se sono giusti, segnala la risposta all’assistenza."
	}
}

// refusedList is a page of them.
type refusedList struct {
	web.Ways
	Rows []refusal
	Acts bool
}

// readRefused reads a page and picks what is sought.
func (h Handler) readRefused(r *http.Request, visit web.Visit) (refusedList, error) {
	asked, err := h.asked(r, visit)
	if err != nil {
		return refusedList{}, err
	}
	marks, next, err := h.Billing.Refusals(r.Context(), visit.Municipality.ID, asked.From, asked.Sought.Most())
	list := refusedList{Ways: asked.Ways(refusedPath, refusedPath+".csv", next), Acts: acts(visit)}
	if err != nil {
		return list, err
	}
	pupils := make([]string, 0, len(marks))
	for _, mark := range marks {
		pupils = append(pupils, mark.Pupil)
	}
	var found []billing.Unpublished
	var names map[string]string
	err = beside.Together(
		beside.Into(&found, func() ([]billing.Unpublished, error) {
			return h.Billing.RefusalsOf(r.Context(), visit.Municipality.ID, marks)
		}),
		beside.Into(&names, func() (map[string]string, error) { return h.names(r.Context(), visit, pupils) }),
	)
	for _, notice := range found {
		one := refusal{
			Number: notice.Number.String(), Pupil: notice.Pupil, Name: names[notice.Pupil], Since: calendar.DayOf(notice.Since).Italian(),
			Answer: answerOf(notice),
		}
		one.Meaning = meaningOf(one.Answer)
		if asked.Sought.Fits(one.Number, one.Pupil, one.Name, one.Since, one.Answer) {
			list.Rows = append(list.Rows, one)
		}
	}
	return list, err
}

// refused shows notices that pagoPA's archive does not take.
func (h Handler) refused(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	data, err := h.readRefused(r, visit)
	if err != nil {
		return err
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Avvisi rifiutati", Section: section, Template: "refused", Crumbs: crumbs(),
		Data: data, Notice: notice(r.URL.Query().Get("esito")),
		Lead: "Avvisi che l'archivio di pagoPA non ha accettato: si pagano lo stesso dal portale, ma non si trovano " +
			"nelle app di banche e IO.",
	})
}

// exportRefused sends the rows of the page as a file.
func (h Handler) exportRefused(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	data, err := h.readRefused(r, visit)
	if err != nil {
		return err
	}
	rows := make([][]string, 0, len(data.Rows))
	for _, one := range data.Rows {
		rows = append(rows, []string{one.Number, one.Pupil, one.Since, one.Answer, one.Name, one.Meaning})
	}
	return web.Export(w, r, visit, h.Audit, web.List{
		Name: "avvisi-rifiutati.csv", About: data.About(), Header: []string{
			"codice_avviso", "alunno", "rifiutato_il", "risposta", "nome_alunno", "che_cosa_significa",
		}, Rows: rows,
	})
}
