package e2e_test

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"serviziscolastici/infra/proof/e2e/stack"
	"serviziscolastici/infra/proof/e2e/visitor"
	"serviziscolastici/shared/cns"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/identity"
)

// withCard returns a browser that has a card of the demo at hand, by file name; "" for none.
func withCard(t *testing.T, name string) *visitor.Visitor {
	t.Helper()
	var card tls.Certificate
	if name != "" {
		file := filepath.Join(portal.CnsCards, name)
		var err error
		if card, err = tls.LoadX509KeyPair(file+".pem", file+".key"); err != nil {
			t.Fatal(err)
		}
	}
	trusted, err := os.ReadFile(portal.CnsCertificate)
	if err != nil {
		t.Fatal(err)
	}
	authorities := x509.NewCertPool()
	authorities.AppendCertsFromPEM(trusted)
	v := guest(t)
	v.ShowCard(card, authorities)
	return v
}

// toDoor goes from the page of the ways in to the page with the link to the door of cards.
func toDoor(v *visitor.Visitor, address string) visitor.Page {
	return v.Open(address).Expect(200, "Carta nazionale dei servizi").Follow("Entra con CNS").Expect(200, "PIN")
}

// Goal: a parent comes in with a card over a real TLS connection, to the page that was asked for, and out
// again. Method: the whole way from a page that needs a login; then the logout.
func TestCardLogin(t *testing.T) {
	v := withCard(t, maria)
	arrived := toDoor(v, "/conto?figlio=A001").Follow("Continua con la CNS").Expect(200, "Conto corrente virtuale")
	if got := arrived.URL.String(); got != portal.PortalURL+"/conto?figlio=A001" {
		t.Errorf("the login ends at %s", got)
	}
	v.Open("/riepilogo").Expect(200, "Riepilogo", "Giulia", "Maria").Press("Esci", nil).Expect(200)
	if page := v.Open("/riepilogo"); page.URL.Path != "/accesso" {
		t.Errorf("after the logout %s opens", page.URL)
	}
}

// Goal: every card that has to be refused is, with its own words, and opens nothing; a ticket that was
// shown is used up. Method: the cards of the local stack, and no card at all.
func TestCardRefused(t *testing.T) {
	for card, says := range map[string]string{
		"": "nessuna carta", "scaduta": "scaduta", "non-ancora-valida": "non è ancora valida",
		"revocata": "revocata o sospesa", "altro-ente": "non è di un ente", "senza-policy": "non è quello di accesso",
		"firma": "non è quello di accesso", "minorenne": "18 anni",
	} {
		v := withCard(t, card)
		refused := toDoor(v, "/accesso").Follow("Continua con la CNS").Expect(403, "Accesso non riuscito", says)
		v.Open(refused.URL.String()).Expect(403, "è già stato usato")
		if page := v.Open("/riepilogo"); page.URL.Path != "/accesso" {
			t.Errorf("%q reaches %s", card, page.URL)
		}
	}
}

// Goal: nobody can log somebody else in, or take over what another's card opened.
// Method: the link to the door goes to another browser, which has a good card.
func TestCardSwappedBrowser(t *testing.T) {
	attacker, victim := withCard(t, verdi), withCard(t, anna)
	lured := toDoor(attacker, "/accesso")
	link := ""
	for _, one := range lured.Links {
		if strings.HasPrefix(one.Address, portal.CnsURL) {
			link = one.Address
		}
	}
	victim.Open(link).Expect(403, "è iniziato in un altro browser")
	lured.Follow("Continua con la CNS").Expect(403, "scaduto")
	for _, v := range []*visitor.Visitor{attacker, victim} {
		if page := v.Open("/riepilogo"); page.URL.Path != "/accesso" {
			t.Errorf("somebody is in at %s", page.URL)
		}
	}
}

// Goal: a certificate counts only where the gateway asks for it. Method: the door's address at the
// portal's host, and the door's function with an event of the portal's host that holds a good card.
func TestCardAtTheWrongDoor(t *testing.T) {
	withCard(t, maria).Open(cns.DoorPath+"?richiesta="+strings.Repeat("A", 43)).Expect(404, "Pagina non trovata")
	card, err := os.ReadFile(filepath.Join(portal.CnsCards, maria+".pem"))
	if err != nil {
		t.Fatal(err)
	}
	event := events.APIGatewayV2HTTPRequest{RawPath: cns.DoorPath, RawQueryString: "richiesta=x"}
	event.RequestContext.DomainName, event.RequestContext.HTTP.Method = "127.0.0.1", http.MethodGet
	event.RequestContext.HTTP.Path = event.RawPath
	event.RequestContext.Authentication.ClientCert.ClientCertPem = string(card)
	var answer events.APIGatewayV2HTTPResponse
	portal.Invoke(t, "CnsFunction", event, &answer)
	if answer.StatusCode != http.StatusNotFound {
		t.Errorf("status %d: %s", answer.StatusCode, answer.Body)
	}
}

// Goal: a login with a card is in the register, with the certificate. Method: read the day's records.
func TestCardRegistered(t *testing.T) {
	toDoor(withCard(t, chiara), "/accesso").Follow("Continua con la CNS").Expect(200, "Riepilogo")
	day := dynamo.IdentityRecord("c_x000", stack.Now(), "", "")
	records, err := dynamo.Query[identity.Record](t.Context(), portal.Table("IdentityLogTable"), dynamo.Range{PK: day.PK})
	if err != nil {
		t.Fatal(err)
	}
	for _, record := range records {
		if record.Method != cns.Method || record.Outcome != "accepted" {
			continue
		}
		certificate, err := x509.ParseCertificate(record.Response)
		if err != nil || record.ResponseID != certificate.SerialNumber.Text(16) || record.Guardian == "" {
			t.Errorf("%+v, %v", record, err)
		}
		return
	}
	t.Errorf("none of %d records is of a card", len(records))
}
