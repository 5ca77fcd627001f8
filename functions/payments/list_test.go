package main

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
	"serviziscolastici/shared/web/webtest"
)

const choosing = "/pagamenti/scelta"

// Goal: open notices only, those that expire first on top, each with its state. Method: five in all states.
func TestList(t *testing.T) {
	late, later := calendar.NewDay(2026, 11, 10), calendar.NewDay(2026, 12, 31)
	all := []billing.Position{
		notice(1, 8600, later), attempted(notice(2, 2000, calendar.Day{}), 5*time.Minute), notice(3, 1234, late),
		inState(notice(4, 700, late), billing.Paid), attempted(notice(5, 500, calendar.Day{}), 31*time.Minute),
	}
	page := webtest.Get(serve(t, &books{positions: all}, closed(t)), "/pagamenti")
	page.Expect(t, http.StatusOK, "Scaduto", "10/11/2026", "31/12/2026", "In verifica",
		"Un pagamento è in verifica", "AVVIA PAGAMENTO", "Anna Bianchi", "Totale scelto 103,34 €", "12,34 €")
	if got := ticked(page, all); !slices.Equal(got, []bool{true, false, true, false, true}) {
		t.Errorf("ticked %v", got)
	}
	all = append(all, attempted(notice(6, 100, calendar.Day{}), time.Minute))
	webtest.Get(serve(t, &books{positions: all}, closed(t)), "/pagamenti").
		Expect(t, http.StatusOK, "2 pagamenti sono in verifica")
	first := strings.Index(page.Body, all[2].Number.String())
	second := strings.Index(page.Body, all[0].Number.String())
	if first < 0 || first > second || strings.Contains(page.Body, all[3].Number.String()) {
		t.Error("the order is wrong, or a paid notice is there")
	}
}

// Goal: an expired notice is shown and cannot be chosen, and a payment that fits no notice is shown with
// its reason for a year. Method: one of each beside an open notice; the expired one chosen by hand.
func TestListOfExpiredAndExtra(t *testing.T) {
	expired := notice(2, 2000, calendar.NewDay(2026, 11, 10))
	expired.Strict = true
	twice := inState(notice(3, 700, calendar.Day{}), billing.Paid)
	twice.Extras = []billing.Extra{
		{Amount: 712, Reason: billing.AlreadyPaid, At: webtest.Now().AddDate(0, -1, 0)},
		{Amount: 999, Reason: billing.AlreadyPaid, At: webtest.Now().AddDate(-1, -1, 0)},
	}
	bills := &books{positions: []billing.Position{notice(1, 8600, calendar.Day{}), expired, twice}}
	page := webtest.Get(serve(t, bills, closed(t)), "/pagamenti")
	page.Expect(t, http.StatusOK, "Scaduto, non pagabile", "Chiedi al Comune", "Totale scelto 86,00 €",
		"7,12 €", "l'avviso era già pagato", "L'ufficio li controlla")
	if strings.Contains(page.Body, "9,99") || strings.Contains(page.Body, expired.Number.String()+".pdf") {
		t.Error("an old extra payment is shown, or an expired notice can be printed")
	}
	webtest.Get(serve(t, bills, closed(t)), "/pagamenti/avvisi/"+expired.Number.String()+".pdf").
		Expect(t, http.StatusConflict, "è scaduto")
}

// Goal: evidence of a payment of another amount keeps the notice from being paid: not ticked, not in the
// total, not printed, not in a payment that was chosen before, and the words fit too little as well as too
// much. Method: one such notice beside an open one.
func TestHeldNoticeIsNotPayable(t *testing.T) {
	held := notice(2, 2500, calendar.Day{})
	held.Extras = []billing.Extra{{Amount: 2000, Reason: billing.OtherAmount, At: webtest.Now()}}
	bills := &books{positions: []billing.Position{notice(1, 8600, calendar.Day{}), held}}
	server := serve(t, bills, closed(t))
	page := webtest.Get(server, "/pagamenti?avviso="+held.Number.String())
	page.Expect(t, http.StatusOK, "In controllo al Comune", "Totale scelto 0,00 €", "l'importo non è quello dell'avviso",
		"ti dice quanto manca")
	for _, path := range []string{"/pagamenti/avvisi/" + held.Number.String() + ".pdf", choosing + "/" + cartID} {
		webtest.Get(server, path).Expect(t, http.StatusConflict, "che non corrisponde")
	}
}

// Goal: a parent reads what the office did with a payment too many, and that nothing waits any more. Method:
// one refunded and one credited.
func TestListOfHandledExtras(t *testing.T) {
	twice := inState(notice(3, 700, calendar.Day{}), billing.Paid)
	twice.Extras = []billing.Extra{{Amount: 712, Reason: billing.AlreadyPaid, At: webtest.Now().AddDate(0, -1, 0),
		Handled: &billing.Handled{Way: billing.Refunded, Day: calendar.NewDay(2026, 11, 3)},
	}, {Amount: 713, Reason: billing.OtherAmount, At: webtest.Now().AddDate(0, -1, 0),
		Handled: &billing.Handled{Way: billing.Credited, Day: calendar.NewDay(2026, 11, 4)},
	}}
	page := webtest.Get(serve(t, &books{positions: []billing.Position{twice}}, closed(t)), "/pagamenti")
	page.Expect(t, http.StatusOK, "Pagamenti che il Comune ha controllato", "rimborsato il 03/11/2026",
		"accreditato sul conto il 04/11/2026")
	if strings.Contains(page.Body, "L'ufficio li controlla") {
		t.Error("the page says that the office still checks")
	}
}

// Goal: a top-up that is not paid is no debt: it stands apart, is never ticked by itself, and can be taken up again or let
// go. Kind: what is promised counts as owed. Method: one beside a notice, alone, by its own address, one that is being paid.
func TestTopUpsAreNeverTicked(t *testing.T) {
	topUp, under := notice(2, 2000, calendar.Day{}), notice(3, 3330, calendar.Day{})
	topUp.Kind, topUp.Pupil = billing.TopUp, "A001"
	under.Kind, under.Attempted = billing.TopUp, webtest.Now().Add(-10*time.Minute)
	cancel := `href="/ricariche/annulla/` + topUp.Number.String() + `"`
	for name, c := range map[string]struct {
		path  string
		all   []billing.Position
		total string
	}{
		"beside a notice": {"/pagamenti", []billing.Position{topUp, notice(1, 8600, calendar.Day{}), under}, "Totale scelto 86,00 €"},
		"alone":           {"/pagamenti", []billing.Position{topUp, under}, "Non hai avvisi da pagare"},
		"named":           {"/pagamenti?avviso=" + topUp.Number.String(), []billing.Position{topUp}, "Totale scelto 20,00 €"},
	} {
		page := webtest.Get(serve(t, &books{positions: c.all}, closed(t)), c.path)
		page.Expect(t, http.StatusOK, "Ricariche lasciate a metà", "Riprendi la ricarica di 20,00 € per Anna Bianchi", c.total)
		if strings.Count(page.Body, "/ricariche/annulla/") != 1 || !strings.Contains(page.Body, cancel) {
			t.Errorf("%s: not exactly the top-up that waits can be cancelled", name)
		}
		if text := page.Text(); len(c.all) > 1 && (!strings.Contains(text, "In verifica fino alle 18:20") ||
			strings.Index(text, "33,30") > strings.Index(text, "Ricariche lasciate a metà")) {
			t.Errorf("%s: it is not said until when a payment is verified, or it is said to be left halfway", name)
		}
	}
}

// Goal: a top-up that is being paid cannot be chosen again meanwhile, by page or by form, and the page says why; once its
// time is over it can. A notice that is being paid is a debt, and can. Method: each by its address and its form.
func TestTopUpInVerificationIsNotChosen(t *testing.T) {
	const why = "Non si possono scegliere, per non pagarle due volte"
	for name, c := range map[string]struct {
		kind  billing.Kind
		since time.Duration
		free  bool
	}{
		"being paid": {billing.TopUp, 10 * time.Minute, false}, "given up": {billing.TopUp, 30 * time.Minute, true},
		"a debt": {billing.ForDocument, 10 * time.Minute, true},
	} {
		one := notice(3, 3330, calendar.Day{})
		one.Kind, one.Attempted = c.kind, webtest.Now().Add(-c.since)
		bills := &books{positions: []billing.Position{one}}
		h := serve(t, bills, closed(t))
		page := webtest.Get(h, "/pagamenti?avviso="+one.Number.String())
		if got := ticked(page, bills.positions)[0]; got != c.free || strings.Contains(page.Body, " disabled") == c.free ||
			strings.Contains(page.Text(), why) == c.free {
			t.Errorf("%s: ticked %t", name, got)
		}
		answer := webtest.Post(h, choosing, url.Values{"avviso": {one.Number.String()}})
		if c.free {
			answer.Expect(t, http.StatusSeeOther)
		} else {
			answer.Expect(t, http.StatusBadRequest, "Una ricarica scelta è in verifica", why)
		}
		if (len(bills.carts) == 1) != c.free {
			t.Errorf("%s: %d carts", name, len(bills.carts))
		}
	}
}

// Goal: the page proposes a choice that can be paid. Method: seven notices, none named, then one named.
func TestListProposes(t *testing.T) {
	all := notices(7)
	h := serve(t, &books{positions: all}, closed(t))
	got := ticked(webtest.Get(h, "/pagamenti"), all)
	if !slices.Equal(got, []bool{true, true, true, true, true, false, false}) {
		t.Errorf("ticked %v", got)
	}
	named := ticked(webtest.Get(h, "/pagamenti?avviso="+all[6].Number.String()), all)
	if !slices.Equal(named, []bool{false, false, false, false, false, false, true}) {
		t.Errorf("ticked %v", named)
	}
}

// Goal: who owes nothing reads so, and is sent to the top-ups only if these are for them. Method: only a paid
// notice, looked at by who pays and by another adult.
func TestListEmpty(t *testing.T) {
	paid := inState(notice(1, 700, calendar.Day{}), billing.Paid)
	for role, offered := range map[school.Role]bool{school.Payer: true, school.Viewer: false} {
		h := serveTo(t, family{role: role}, &books{positions: []billing.Position{paid}}, closed(t))
		page := webtest.Get(h, "/pagamenti")
		page.Expect(t, http.StatusOK, "Non hai avvisi da pagare")
		if got := strings.Contains(page.Body, "Per aggiungere credito"); got != offered {
			t.Errorf("%s: top-ups offered %v", role, got)
		}
	}
}

// Goal: Case 53, AVVIA PAGAMENTO keeps the choice, each notice once. Method: two of three, one sent twice.
func TestChoose(t *testing.T) {
	all := notices(3)
	bills := &books{positions: all}
	sent := url.Values{"avviso": {all[2].Number.String(), all[0].Number.String(), all[2].Number.String()}}
	answer := webtest.Post(serve(t, bills, closed(t)), choosing, sent)
	if answer.Status != http.StatusSeeOther || answer.Header.Get("Location") != "/pagamenti/scelta/"+cartID {
		t.Fatalf("%d to %q", answer.Status, answer.Header.Get("Location"))
	}
	want := numbers([]billing.Position{all[0], all[2]})
	if got := numbers(bills.carts[0]); !slices.Equal(got, want) {
		t.Errorf("cart %v", got)
	}
}

// Goal: Case 53, a choice that cannot be paid, six notices or none, changes nothing and stays ticked.
// Method: send both.
func TestChooseRefusesCounts(t *testing.T) {
	all := notices(6)
	for text, sent := range map[string][]string{
		"Scegli almeno un avviso": nil, "al massimo cinque avvisi": numbers(all),
	} {
		bills := &books{positions: all}
		page := webtest.Post(serve(t, bills, closed(t)), choosing, url.Values{"avviso": sent})
		page.Expect(t, http.StatusBadRequest, "Controlla gli avvisi scelti", text)
		changed := slices.Contains(ticked(page, all), len(sent) == 0)
		if changed || !strings.Contains(page.Body, `id="avvisi-errore"`) {
			t.Errorf("%s: no error at the list, or ticks changed", text)
		}
		bills.expectNothing(t)
	}
}

// Goal: nobody pays another's notice or a paid one. Method: an unknown number, junk, one paid meanwhile.
func TestChooseRefusesNotices(t *testing.T) {
	all := notices(2)
	all[1].State = billing.Paid
	for number, status := range map[string]int{
		notice(99, 1, calendar.Day{}).Number.String(): http.StatusNotFound,
		"abc":                  http.StatusNotFound,
		all[1].Number.String(): http.StatusConflict,
	} {
		bills := &books{positions: all}
		form := url.Values{"avviso": {all[0].Number.String(), number}}
		page := webtest.Post(serve(t, bills, closed(t)), choosing, form)
		if page.Status != status {
			t.Errorf("%s: status %d, want %d", number, page.Status, status)
		}
		bills.expectNothing(t)
	}
}

// Goal: every form is the portal's own, small and sent by POST. Method: no token, 64 KB, no session, GET.
func TestFormsAreGuarded(t *testing.T) {
	for _, path := range []string{choosing, "/pagamenti/avvia/" + cartID} {
		all := notices(1)
		bills := &books{positions: all}
		h, form := serve(t, bills, closed(t)), url.Values{"csrf": {""}, "avviso": numbers(all)}
		webtest.Post(h, path, form).Expect(t, http.StatusForbidden, "Il modulo non è più valido")
		webtest.Post(h, path, url.Values{"avviso": {strings.Repeat("3", 64<<10)}}).
			Expect(t, http.StatusRequestEntityTooLarge)
		anonymous := webtest.Request(http.MethodPost, path, form)
		anonymous.Header.Del("Cookie")
		webtest.Do(h, anonymous).Expect(t, http.StatusUnauthorized, "La sessione è scaduta")
		bills.expectNothing(t)
	}
	for _, path := range []string{choosing, "/pagamenti/avvia/" + cartID} {
		webtest.Get(serve(t, &books{}, closed(t)), path).
			Expect(t, http.StatusMethodNotAllowed, "Operazione non prevista")
	}
}

// Goal: without script a button works out the total of the ticked notices, none included; nothing is begun.
// Method: press it; follow where it leads.
func TestTotalWithoutScript(t *testing.T) {
	bills := &books{positions: notices(3)}
	bills.positions[0].Issued = 4100
	h := serve(t, bills, closed(t))
	done := webtest.Post(h, "/pagamenti/scelta", url.Values{
		"azione": {"totale"}, "avviso": {bills.positions[0].Number.String()},
	})
	if done.Status != http.StatusSeeOther {
		t.Fatalf("status %d", done.Status)
	}
	webtest.Get(h, done.Header.Get("Location")).Expect(t, http.StatusOK, "Totale scelto 10,00 €", "prima 41,00 €")
	none := webtest.Post(h, "/pagamenti/scelta", url.Values{"azione": {"totale"}})
	webtest.Get(h, none.Header.Get("Location")).Expect(t, http.StatusOK, "Totale scelto 0,00 €")
	bills.expectNothing(t)
}

// Goal: the page of open notices has an end, says how many more there are, and keeps what is ticked. Kind: pages that
// grow with what one client sends. Method: more open notices than a page has room for, the last one ticked.
func TestOpenNoticesEnd(t *testing.T) {
	all := notices(web.RowsPerPage + 30)
	last := all[len(all)-1].Number.String()
	page := webtest.Get(serve(t, &books{positions: all}, closed(t)), "/pagamenti?avviso="+last)
	page.Expect(t, http.StatusOK, "Ci sono altri 29 avvisi da pagare", "Totale scelto 10,00 €")
	if rows := strings.Count(page.Body, `name="avviso"`); rows != web.RowsPerPage+1 || !strings.Contains(page.Body, `value="`+last+`"`) {
		t.Errorf("%d rows", rows)
	}
	few := webtest.Get(serve(t, &books{positions: notices(web.RowsPerPage)}, closed(t)), "/pagamenti")
	if strings.Contains(few.Text(), "Ci sono altri") {
		t.Error("more than all")
	}
}
