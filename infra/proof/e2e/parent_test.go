package e2e_test

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"serviziscolastici/infra/proof/e2e/visitor"
	"serviziscolastici/shared/money"
)

// The parents of the demo, by fiscal code. Each test has its own, so that none disturbs another.
const (
	maria    = "BNCMRA85A41A794Y" // A001 and A002, pays for both
	paolo    = "CLMPLA82E17F205U" // A003, A004, A005
	chiara   = "RNLCHR87P63A794I" // A006, pays
	davide   = "MRTDVD84B08L219P" // A006, may only look
	youssef  = "LDRYSF80S30Z330X" // A007 and A008, three notices of documents
	anna     = "DNGNNA90C52H501U" // A009
	verdi    = "VRDFNC85A41H501G" // A010, no notice
	giuseppe = "RSSGPP79L04F20RP" // A011
	elena    = "GRCLNE88T42L219E" // no child enrolled
)

// parent is somebody who has logged in.
type parent struct {
	*visitor.Visitor
	t *testing.T
}

// guest returns a browser that nobody has logged in with. Every page of the portal that it sees has
// to be a proper one.
func guest(t *testing.T) *visitor.Visitor {
	t.Helper()
	v := visitor.New(t, portal.PortalURL)
	v.Check = func(page visitor.Page) { expectProper(t, page) }
	return v
}

// logIn lets a parent of the demo in with SPID.
func logIn(t *testing.T, fiscalCode string) parent {
	t.Helper()
	v := guest(t)
	arrived := identify(v.Open("/accesso"), fiscalCode)
	arrived.Expect(200)
	if arrived.URL.Path != "/riepilogo" {
		t.Fatalf("the login ends at %s: %s", arrived.URL, arrived.Text)
	}
	return parent{v, t}
}

// identify chooses the simulated provider on the page of the ways in, then a person there.
func identify(ways visitor.Page, fiscalCode string) visitor.Page {
	chosen := ways.Expect(200, "SPID").Follow("Gestore di prova").Expect(200)
	return chosen.Press(fiscalCode, nil).Expect(200).Press("Continua", nil)
}

// credit reads the credit of a child off the parent's account page.
func (p parent) credit(pupil string) money.Cents {
	p.t.Helper()
	page := p.Open("/conto?figlio="+pupil).Expect(200, "Conto corrente virtuale")
	shown := regexp.MustCompile(`(?s)id="conto-` + pupil + `".*?cifra[^>]*>([^<]+)<`)
	found := shown.FindStringSubmatch(page.Body)
	if found == nil {
		p.t.Fatalf("no credit of %s:\n%s", pupil, page.Text)
	}
	return euro(p.t, found[1])
}

// credits reads the credit of several children.
func (p parent) credits(pupils ...string) map[string]money.Cents {
	p.t.Helper()
	found := map[string]money.Cents{}
	for _, pupil := range pupils {
		found[pupil] = p.credit(pupil)
	}
	return found
}

// topUp orders top-ups, one child after the other, up to the mask of the payment.
func (p parent) topUp(amounts map[string]string) visitor.Page {
	p.t.Helper()
	page := p.Open("/ricariche").Expect(200)
	for _, pupil := range sortedKeys(amounts) {
		page = page.Press("AGGIUNGI RICARICA", url.Values{"alunno": {pupil}, "importo": {amounts[pupil]}})
		page.Expect(200, "Ricarica aggiunta")
	}
	return page.Press("CONFERMA", nil).Expect(200, "Pagamento immediato", "Pagamento differito")
}

// payNow pays a mask's notices on Checkout and returns the portal's page after it.
func payNow(mask visitor.Page) visitor.Page {
	return toCheckout(mask).Press("Paga", nil).Expect(200)
}

// toCheckout goes from the mask of the payment to pagoPA's page.
func toCheckout(mask visitor.Page) visitor.Page {
	leaving := mask.Press("online", nil).Expect(200, "pagoPA")
	return leaving.Follow("Continua su pagoPA").Expect(200, "Totale")
}

// noticesOf are the numbers of the notices that a page lets one download.
func noticesOf(page visitor.Page) []string {
	var numbers []string
	for _, link := range page.Links {
		if number, isNotice := strings.CutPrefix(link.Address, "/pagamenti/avvisi/"); isNotice {
			numbers = append(numbers, strings.TrimSuffix(number, ".pdf"))
		}
	}
	return numbers
}

// euro reads an amount as the pages write it, "1.234,56 €" or "−4,60 €".
func euro(t testing.TB, text string) money.Cents {
	t.Helper()
	digits := strings.NewReplacer("€", "", "\u00a0", "", " ", "", "\u2212", "-").Replace(text)
	amount, err := money.Parse(digits)
	if err != nil {
		t.Fatalf("%q is no amount: %v", text, err)
	}
	return amount
}

func sortedKeys(amounts map[string]string) []string {
	var keys []string
	for key := range amounts {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
