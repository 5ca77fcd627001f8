package main

import (
	"fmt"
	"html"
	"net/http"
	"slices"
	"strings"
	"testing"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/web/webtest"
)

// Goal: the four lists are searched by name, amount, notice with or without blanks, receipt and day; their total and their file
// are of what was found; neither address nor record has what was sought. Method: the receipt that waits, then with its refund asked
// for, approved and paid, and a refused notice; each with what fits and what does not,
// such as the middle of a number.
func TestSearch(t *testing.T) {
	d := newDesk(t)
	d.must(d.bills.Refused(t.Context(), d.open, "status 422: fullName"))
	number := d.second.Receipt.NoticeNumber.String()
	everything := []string{number, number[:4] + " " + number[4:8] + " " + number[8:], "r2", "22/11/2026", "bianchi maria", "25,00", "25.00", "€ 25", "25,00 bianchi"}
	pages, boss := d.as("", office.Accounting), d.as("-2", office.Accounting)
	webtest.Get(pages, incomePath+"?q=nobody").Expect(t, http.StatusOK, "1 pagamento") // a name does not belong there
	check := func(path, file, name, want string, fits ...string) {
		t.Helper()
		for _, typed := range fits {
			q := d.seek(typed)
			page := webtest.Get(pages, path+q)
			page.Expect(t, http.StatusOK, want)
			if link := file + q; !strings.Contains(html.UnescapeString(page.Body), `href="`+link+`"`) {
				t.Errorf("%s: the file of what is on screen is not at %s", path, link)
			}
			if rows := strings.Count(webtest.Get(pages, file+q).Body, "\n"); rows != 2 {
				t.Errorf("%s: the file has %d lines for %q", path, rows, typed)
			}
			if !slices.ContainsFunc(d.records(), func(r office.Record) bool {
				return strings.HasPrefix(r.Object, name) && strings.HasSuffix(r.Object, ".csv: ricerca di parole non riportate") && r.After == "1\u00a0riga"
			}) {
				t.Errorf("%s: not on record with %q", path, typed)
			}
		}
		q := d.seek("23/11/2026")
		none := webtest.Get(pages, path+q)
		none.Expect(t, http.StatusOK, "Nessun risultato per «23/11/2026»", "Mostra tutto")
		if strings.Contains(none.Text(), want) || strings.Count(webtest.Get(pages, file+q).Body, "\n") != 1 {
			t.Errorf("%s shows what is not sought: %s", path, none.Text())
		}
	}
	check(incomePath, incomePath+"/elenco.csv", "entrate-da-sistemare", "1 pagamento, dal più vecchio: in tutto 25,00 €", everything...)
	for _, part := range []string{number[4:], "5,00", "5"} { // of the notice's number and of the amount
		webtest.Get(pages, incomePath+d.seek(part)).Expect(t, http.StatusOK, "Nessun risultato")
	}
	check(refusedPath, refusedPath+".csv", "avvisi-rifiutati", "1 avviso rifiutato", d.open.Number.String(), "22/11/2026", "fullname")
	to := billing.Payee{Name: "Anna Neri", FiscalCode: "BNCMRA85A41A794Y", IBAN: "IT60X0542811101000000123456"}
	d.must(d.bills.AskRefund(t.Context(), webtest.Municipality(), d.second, to, "Pagato due volte", billing.Hand{By: "x", Name: "X"}))
	const refundFile = refundsPath + ".csv"
	check(refundsPath, refundFile, "rimborsi", "1 rimborso da approvare: in tutto 25,00 €", everything...)
	if file := webtest.Get(pages, refundFile); !strings.Contains(file.Body, "Rimborso da approvare;Anna Neri;") {
		t.Errorf("file:\n%s", file.Body)
	}
	webtest.Post(boss, refundsPath+"/approva", d.names("versione", d.now().Refund.Revision))
	check(refundsPath, refundFile, "rimborsi", "1 rimborso da pagare: in tutto 25,00 €", everything...)
	webtest.Post(boss, refundsPath+"/pagato", d.names("versione", d.now().Refund.Revision, "data", "2026-11-22", "mandato", "7"))
	check(historyPath, historyPath+".csv", "entrate-trattate", "1 pagamento, dal più recente: in tutto 25,00 €", everything...)
}

// Goal: a search finds what is beyond the page and says when it has not looked through everything; the way on keeps what is
// sought. Method: more receipts than it looks through, of which the oldest, one beyond a page and the newest are sought.
func TestSearchOfManyPages(t *testing.T) {
	d := newDesk(t)
	var settle []func() error
	for n := range 505 {
		id := fmt.Sprintf("many%03d", n)
		if n == 60 || n == 504 {
			id += "-sought"
		}
		message := paid(d.open, id)
		message.Receipt.NoticeNumber, _ = pagopa.NewNoticeNumber("03", int64(n+1))
		message.Receipt.Amount = money.Cents(100 + n)
		message.Receipt.PaidAt = webtest.Now().AddDate(0, 0, -1)
		settle = append(settle, func() error {
			_, err := d.bills.Settle(t.Context(), webtest.Tenant, message)
			return err
		})
	}
	for some := range slices.Chunk(settle, 10) {
		d.must(beside.Together(some...))
	}
	pages := d.as("", office.Accounting)
	first := webtest.Get(pages, incomePath+d.seek("sought"))
	first.Expect(t, http.StatusOK, "1 pagamento", "1,60 €", "La ricerca guarda 500 righe alla volta")
	last := follow(t, pages, first, "Pagina successiva")
	last.Expect(t, http.StatusOK, "1 pagamento", "6,04 €", "Torna all’inizio")
	if strings.Contains(last.Text(), "500 righe") {
		t.Error(last.Text())
	}
	empty := webtest.Get(pages, incomePath+d.seek(calendar.DayOf(webtest.Now()).Italian()))
	empty.Expect(t, http.StatusOK, "Nessun risultato", "La ricerca guarda 500 righe alla volta")
	follow(t, pages, empty, "Pagina successiva").Expect(t, http.StatusOK, "1 pagamento", "25,00 €")
}
