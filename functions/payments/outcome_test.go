package main

import (
	"net/http"
	"strings"
	"testing"

	"serviziscolastici/shared/billing"
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
		title    string
		reloads  bool
		mentions string
	}{
		{states{open, open}, "?da=ok", "Pagamento in verifica", true, "Non pagare di nuovo"},
		{states{open, open}, "?da=attesa", "Pagamento in verifica", true, "In attesa di conferma"},
		{states{open, open}, "?da=annullato", "Pagamento annullato", false, "Riprova il pagamento"},
		{states{open, open}, "?da=errore", "Pagamento non riuscito", true, "se vedi l'addebito, aspetta"},
		{states{open, open}, "", "Pagamento da fare", false, "Scegli come pagare"},
		{states{open, open}, "?da=%3Cscript%3E", "Pagamento da fare", false, "Non hai ancora pagato"},
		{states{paid, open}, "?da=ok", "Pagamento in verifica", true, "In attesa di conferma"},
		{states{paid, open}, "?da=annullato", "Pagamento ricevuto in parte", true, "che cosa resta da pagare"},
		{states{paid, open}, "", "Pagamento ricevuto in parte", true, "Da pagare"},
		{states{paid, paid}, "?da=errore", "Pagamento riuscito", false, "Hai pagato 20,00 €"},
		{states{paid, paid}, "?da=annullato", "Pagamento riuscito", false, "Non devi fare altro"},
		{states{paid, cancelled}, "?da=ok", "Pagamento concluso", false, "pagati o annullati"},
	} {
		bills := &books{positions: notices(2)}
		for i := range bills.positions {
			bills.positions[i].State = c.notices[i]
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

// Goal: a parent who gave up sees the notices as open again. Method: only the open one of two is freed.
func TestGiveUp(t *testing.T) {
	all := notices(2)
	all[0].State = billing.Paid
	bills := &books{positions: all}
	answer := webtest.Post(serve(t, bills, closed(t)), "/pagamenti/rinuncia/"+cartID, nil)
	if answer.Status != http.StatusSeeOther || answer.Header.Get("Location") != "/pagamenti" {
		t.Errorf("%d to %q", answer.Status, answer.Header.Get("Location"))
	}
	if len(bills.ended) != 1 || bills.ended[0].Number != all[1].Number {
		t.Errorf("freed %v", numbers(bills.ended))
	}
}
