package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/web/webtest"
)

const outcomePath = "/pagamenti/esito/" + cartID

// Goal: Cases 54 to 57, the page tells what the portal knows, before the receipt and after it, and
// coming back from Checkout by any door, or never, changes nothing.
// Method: states by doors.
func TestOutcome(t *testing.T) {
	const open, paid, cancelled = billing.Open, billing.Paid, billing.Cancelled
	type states = [2]billing.State
	for _, c := range []struct {
		notices  states
		door     string
		minutes  int // since the parent left for Checkout; 0 for never
		title    string
		reloads  bool
		mentions string
	}{
		{states{open, open}, "?da=ok", 1, "Pagamento in verifica", true, "Non pagare di nuovo"},
		{states{open, open}, "?da=attesa", 1, "Pagamento in verifica", true, "Se non arriva entro le 18:29"},
		{states{open, open}, "?da=annullato", 0, "Pagamento annullato", false, "Riprova il pagamento"},
		{states{open, open}, "?da=errore", 1, "Pagamento in verifica", true, "in verifica fino alle 18:29, poi torna da pagare"},
		{states{open, open}, "", 1, "Pagamento in verifica", true, "Non pagare di nuovo"},
		{states{open, open}, "?da=ok", 31, "Pagamento non confermato", false, "sono di nuovo da pagare"},
		{states{open, open}, "?da=errore", 31, "Pagamento non confermato", false, "sono di nuovo da pagare"},
		{states{open, open}, "", 31, "Pagamento da fare", false, "Non hai ancora pagato"},
		{states{open, open}, "", 0, "Pagamento da fare", false, "Scegli come pagare"},
		{states{open, open}, "?da=%3Cscript%3E", 0, "Pagamento da fare", false, "Non hai ancora pagato"},
		{states{paid, open}, "?da=ok", 1, "Pagamento in verifica", true, "In verifica"},
		{states{paid, open}, "?da=annullato", 0, "Pagamento ricevuto in parte", true, "che cosa resta da pagare"},
		{states{paid, open}, "", 0, "Pagamento ricevuto in parte", true, "Da pagare"},
		{states{paid, paid}, "?da=errore", 1, "Pagamento riuscito", false, "Hai pagato 20,00 €"},
		{states{paid, paid}, "?da=annullato", 1, "Pagamento riuscito", false, "Non devi fare altro"},
		{states{paid, cancelled}, "?da=ok", 1, "Pagamento concluso", false, "pagati o annullati"},
	} {
		bills := &books{positions: notices(2)}
		for i := range bills.positions {
			bills.positions[i].State = c.notices[i]
			if c.minutes > 0 {
				bills.positions[i].Attempted = webtest.Now().Add(-time.Duration(c.minutes) * time.Minute)
			}
		}
		page := webtest.Get(serve(t, bills, closed(t)), outcomePath+c.door)
		page.Expect(t, http.StatusOK, c.mentions)
		if !strings.Contains(page.Body, "<h1>"+c.title+"</h1>") {
			t.Errorf("%v from %q: the title is not %q", c.notices, c.door, c.title)
		}
		if strings.Contains(page.Body, "data-aggiorna") != c.reloads {
			t.Errorf("%v from %q: reloads itself: %v", c.notices, c.door, !c.reloads)
		}
		if c.reloads && !strings.Contains(page.Body, `href="`+outcomePath+c.door+`"`) {
			t.Errorf("%v from %q: no link that does the same without JavaScript", c.notices, c.door)
		}
		bills.expectNothing(t)
	}
}

// Goal: a paid cart shows what the bank took on top of all its notices, to the cent. Kind: a fee counted twice or forgotten.
// Method: one fee for the cart, one for each notice, none, and a notice that was paid at the office.
func TestOutcomeShowsTheFee(t *testing.T) {
	const atOffice = -1
	for want, fees := range map[string][]money.Cents{
		"Hai pagato 30,00 € e 1,05 € di commissione a chi ha gestito il pagamento. I": {105, 0, 0},
		"Hai pagato 30,00 € e 3,15 € di commissione a chi ha gestito il pagamento. I": {105, 105, 105},
		"Hai pagato 30,00 € e 0,50 € di commissione a chi ha gestito il pagamento. I": {atOffice, 50, 0},
		"Hai pagato 30,00 € . I": {0, 0, 0},
	} {
		bills := &books{positions: notices(3), fees: map[pagopa.NoticeNumber]money.Cents{}}
		for i := range bills.positions {
			notice := &bills.positions[i]
			notice.State, notice.Payment = billing.Paid, &billing.Payment{Receipt: "1", Elsewhere: fees[i] == atOffice}
			bills.fees[notice.Number] = fees[i]
		}
		webtest.Get(serve(t, bills, closed(t)), outcomePath).Expect(t, http.StatusOK, want)
	}
}

// Goal: who gives a payment up has the notices free at once, on every page; an address of an earlier attempt, one that says
// nothing or another door frees nothing. Kind: pages that contradict one another. Method: doors and times of one attempt.
func TestGivenUpIsFreeAtOnce(t *testing.T) {
	begun := webtest.Now().Add(-3 * time.Minute)
	at := func(left time.Time) string { return fmt.Sprintf("&uscita=%d", left.Unix()) }
	for door, c := range map[string]struct {
		frees bool
		title string
	}{
		"?da=annullato" + at(begun):                     {true, "Pagamento annullato"},
		"?da=annullato" + at(begun.Add(-5*time.Second)): {true, "Pagamento annullato"}, // Checkout was slow
		"?da=annullato" + at(begun.Add(-2*time.Minute)): {false, "Pagamento in verifica"},
		"?da=annullato" + at(begun.Add(time.Minute)):    {false, "Pagamento in verifica"},
		"?da=annullato":          {false, "Pagamento in verifica"},
		"?da=annullato&uscita=x": {false, "Pagamento in verifica"},
		"?da=annullato&uscita=99999999999999999999999999999": {false, "Pagamento in verifica"},
		"?da=errore" + at(begun):                             {false, "Pagamento in verifica"},
		"?da=ok" + at(begun):                                 {false, "Pagamento in verifica"},
		"?x=1" + at(begun):                                   {false, "Pagamento in verifica"},
	} {
		all := notices(3)
		all[0].State = billing.Paid
		all[1].Attempted, all[2].Attempted = begun, begun
		bills := &books{positions: all}
		page := webtest.Get(serve(t, bills, closed(t)), outcomePath+door)
		want := 0
		if c.frees {
			want, c.title = 2, "Pagamento ricevuto in parte" // one of the three is paid
		}
		if len(bills.ended) != want {
			t.Errorf("%s frees %d", door, len(bills.ended))
		}
		if !strings.Contains(page.Body, "<h1>"+c.title+"</h1>") {
			t.Errorf("%s: the title is not %q", door, c.title)
		}
	}
}

// Goal: who gives one cart up does not free the notices that have left with another. Method: the same moment of leaving, the
// cart of the page and another one.
func TestAnotherCartIsNotGivenUp(t *testing.T) {
	begun := webtest.Now().Add(-3 * time.Minute)
	own := strings.TrimPrefix(outcomePath, "/pagamenti/esito/")
	for cart, want := range map[string]int{own: 3, "another": 0} {
		bills := &books{positions: notices(3)}
		for i := range bills.positions {
			bills.positions[i].Attempted, bills.positions[i].AttemptedBy = begun, cart
		}
		h := serve(t, bills, closed(t))
		path := fmt.Sprintf("%s?da=annullato&uscita=%d", outcomePath, begun.Unix())
		if webtest.Do(h, webtest.Request(http.MethodHead, path, nil)); len(bills.ended) != 0 {
			t.Errorf("a HEAD frees %d", len(bills.ended))
		}
		if webtest.Get(h, path); len(bills.ended) != want {
			t.Errorf("%s: %d are free, want %d", cart, len(bills.ended), want)
		}
	}
}

// Goal: fees are not called credit, nor top-ups fees. Kind: words of another kind of notice. Method: each kind and both,
// paid, in verification and about to be paid.
func TestWordsByKind(t *testing.T) {
	for name, c := range map[string]struct {
		kinds          []billing.Kind
		credit, papers bool
	}{
		"fees":    {[]billing.Kind{billing.ForDocument, billing.ForDocument}, false, true},
		"top-ups": {[]billing.Kind{billing.TopUp, billing.TopUp}, true, false},
		"both":    {[]billing.Kind{billing.ForDocument, billing.TopUp}, true, true},
	} {
		bills := &books{positions: notices(2)}
		for i, kind := range c.kinds {
			bills.positions[i].Kind, bills.positions[i].Description = kind, "Servizio"
		}
		h := serve(t, bills, closed(t))
		said := func(path string) string {
			text := webtest.Get(h, path).Text()
			_, text, _ = strings.Cut(text, "Scelta e conferma")
			text, _, _ = strings.Cut(text, "Gli avvisi di questo pagamento")
			return text
		}
		ways := webtest.Get(h, "/pagamenti/scelta/"+cartID).Text()
		if strings.Contains(ways, "Il credito si aggiorna da solo") != (c.credit && !c.papers) {
			t.Errorf("%s about to be paid: %s", name, ways)
		}
		for i := range bills.positions {
			bills.positions[i].Attempted = webtest.Now().Add(-time.Minute)
		}
		if waiting := said(outcomePath); strings.Contains(waiting, "credito") != c.credit || strings.Contains(waiting, "avvisi") != c.papers {
			t.Errorf("%s in verification: %s", name, waiting)
		}
		for i := range bills.positions {
			bills.positions[i].State = billing.Paid
		}
		if paid := said(outcomePath); strings.Contains(paid, "credito") != c.credit ||
			strings.Contains(paid, "Documenti contabili") != c.papers {
			t.Errorf("%s paid: %s", name, paid)
		}
	}
}
