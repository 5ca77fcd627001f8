package e2e_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"serviziscolastici/infra/proof/e2e/visitor"
)

// italianWords are frequent in Italian and no words of English, with letters that English has not.
var italianWords = regexp.MustCompile(`(?i)[àèéìòù]|\b(il|lo|la|gli|le|un|una|uno|di|del|dell|della|dei|degli|delle|che|con|` +
	`non|sono|alla|alle|al|nel|nella|dal|dalla|fino|questo|questa|tuo|tua|tuoi|puoi|hai|gli|ogni|anche|oppure|avviso|avvisi|` +
	`pasto|pasti|mensa|ricarica|ricariche|figlio|figli|alunno|pagamento|pagamenti|scegli|scrivi|torna|vedi|presenze|giorno|giorni|` +
	`importo|credito|fascia|saldo|presente|assente|oggi|domani|gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|` +
	`ottobre|novembre|dicembre|sabato|domenica)\b| (e|o|ma|se) `)

// italianNames stay as they are in an English text: names of offices, pages elsewhere, people, schools and places, and
// official words that stand in parentheses behind their translation.
var italianNames = regexp.MustCompile(`Agenzia delle Entrate|Garante per la protezione dei dati personali|Entra con (SPID|CIE)|` +
	`Comune di Vallechiara|Piazza del Municipio|Ministero dell’Interno|Scuola (primaria|dell'infanzia|secondaria) [\w ]+|` +
	`Via (dei|delle|dell'|della|del) ?\w+|Carta nazionale dei servizi|Carta d’identità elettronica|Gestore di prova|the canteen is closed \([^)]*\)|art\. 5 della Tabella|` +
	`\((codice fiscale|codice avviso|avviso di pagamento(, in Italian)?|avviso|pasto in bianco|scadenza|tariffa|causale|pagamento (immediato|differito)|imposta di bollo[^)]*|` +
	`ISEE|fascia|fuori campo IVA|nota di credito)\)`)

// english opens the portal in English.
func english(v *visitor.Visitor) { v.Open("/lingua/en") }

// allEnglish looks at pages: each has to be English but for what is marked as Italian.
func allEnglish(t *testing.T) func(visitor.Page) {
	told := map[string]bool{}
	return func(page visitor.Page) {
		if !page.IsHTML() || !strings.HasPrefix(page.URL.String(), portal.PortalURL) {
			return
		}
		if page.Lang != "en" {
			t.Errorf("%s is in %q", page.URL, page.Lang)
		}
		said := italianNames.ReplaceAllString(page.TextIn("en"), "")
		for _, at := range italianWords.FindAllStringIndex(said, -1) {
			from, to := max(0, at[0]-60), min(len(said), at[1]+60)
			if words := said[at[0]:at[1]]; !told[said[at[0]:to]] && len(told) < 200 {
				told[said[at[0]:to]] = true
				t.Errorf("%s: %q in …%s…", page.URL, words, strings.ToValidUTF8(said[from:to], ""))
			}
		}
	}
}

// Goal: who reads English finds no Italian left, but for what others wrote, which is marked. Method: follow every link
// of every page in English, for a parent who pays, one who may only look, and nobody; look for frequent Italian words.
func TestAllPagesInEnglish(t *testing.T) {
	for name, who := range map[string]string{"pays": paolo, "has a document": maria, "looks": davide} {
		t.Run(name, func(t *testing.T) {
			p := logIn(t, who)
			english(p.Visitor)
			seen := walk(t, p.Visitor, "/riepilogo", allEnglish(t))
			if seen["/conto"] == 0 || seen["/aiuto"] == 0 || len(seen) < 12 {
				t.Errorf("the walk saw only %v", seen)
			}
		})
	}
	t.Run("nobody", func(t *testing.T) {
		v := guest(t)
		english(v)
		walk(t, v, "/", allEnglish(t))
	})
}

// Goal: what a parent did wrong, and what came of it, is told in English too. Method: forms with mistakes and without.
func TestAnswersInEnglish(t *testing.T) {
	p := logIn(t, paolo)
	english(p.Visitor)
	look := allEnglish(t)
	p.Check = func(page visitor.Page) { expectProper(t, page); look(page) }
	for _, amount := range []string{"", "abc", "0", "-5", "1", "99999", "20.000", "99999999999"} {
		p.Open("/ricariche").Press("ADD TOP-UP", url.Values{"alunno": {"A003"}, "importo": {amount}}).Expect(http.StatusBadRequest)
	}
	p.Open("/ricariche").Press("ADD TOP-UP", url.Values{"importo": {"20"}}).Expect(http.StatusBadRequest, "Choose which child")
	p.Open("/ricariche").Press("ADD TOP-UP", url.Values{"alunno": {"A003"}, "importo": {"20"}}).Expect(200, "Top-up added for Elena")
	p.Open("/ricariche").Press("ADD TOP-UP", url.Values{"alunno": {"A003"}, "importo": {"25"}}).Expect(200, "replaced: 20,00 € → 25,00 €")
	p.Open("/ricariche").Press("ADD TOP-UP", url.Values{"alunno": {"A004"}, "importo": {"20"}}).Expect(200, "for Elena and Marco")
	ways := p.Open("/ricariche").Press("CONFIRM", nil).Expect(200, "Pay later", "online")
	ways.Press("online", nil).Expect(200)
	p.Open("/ricariche/storico")
	p.Open("/pagamenti").Press("START PAYMENT", url.Values{"avviso": nil}).Expect(http.StatusBadRequest)
	p.Open("/anagrafica/contatti").Press("Save", url.Values{"email": {"x"}, "telefono": {"x"}}).Expect(http.StatusBadRequest)
	p.Open("/anagrafica/messaggi").Press("Save", url.Values{"soglia": {"x"}}).Expect(http.StatusBadRequest)
	p.Open("/anagrafica/messaggi").Press("Save", nil).Expect(200, "Choices saved")
	p.Open("/anagrafica/segnalazioni/nuova").Press("Send", nil).Expect(http.StatusBadRequest)
	p.Open("/anagrafica/segnalazioni/nuova?argomento=Altro").Press("Send", url.Values{"testo": {"Wrong address"}}).Expect(200, "Report sent")
	p.Open("/anagrafica/accessi/A003").Press("Continue", url.Values{"codice": {"x"}}).Expect(http.StatusBadRequest)
	p.Open("/anagrafica/accessi/A003").Press("Continue", url.Values{"codice": {verdi}}).Expect(200, "Check and confirm")
	for _, day := range []string{"", "1/1/2020", "7/12/2026", "1/8/2027", "28/11/2026", "6/6/2027"} {
		p.Open("/refezione/assenze").Press("Send", url.Values{"figlio": {"A003"}, "tipo": {"A"}, "dal": {day}})
	}
	p.Open("/refezione/assenze").Press("Send", url.Values{"dal": {"1/12/2026"}}).Expect(http.StatusBadRequest)
	p.Open("/refezione/assenze").Press("Send", url.Values{"figlio": {"A003"}, "tipo": {"B"}, "dal": {"1/12/2026"}, "al": {"3/12/2026"}})
	p.Open("/refezione?mese=2026-12")
	p.Open("/conto?dal=31/2/2026&al=x&tipo=x")
	p.Open("/conto?dal=31/12/2026&al=1/1/2026")
	p.Open("/documenti?anno=x&stato=x")
	for _, path := range []string{"/altro", "/conto?figlio=A999", "/pagamenti/esito/x", "/verifica?codice=x", "/verifica?codice=ABCDABCDABCDABCD",
		"/anagrafica/segnalazioni/nuova?figlio=A999", "/ricariche/storico?anno=x", "/refezione?mese=x", "/documenti/x", "/esci"} {
		p.Open(path)
	}
	p.Send("/ricariche/aggiungi", url.Values{"importo": {"20"}}).Expect(http.StatusForbidden)
	p.Send("/riepilogo", nil).Expect(http.StatusMethodNotAllowed)
	p.Open("/esci").Press("Log out from this device", nil).Expect(200, "You have logged out")
	p.Send("/ricariche/aggiungi", url.Values{"alunno": {"A003"}, "importo": {"20"}}).Expect(http.StatusUnauthorized, "Your session has expired")
}

// Goal: the choice leads back to the page, lasts over the login, and can be taken back. Method: a guest who asks for a
// page, changes the language at the login, logs in, and goes back to Italian.
func TestLanguageIsKept(t *testing.T) {
	v := guest(t)
	asked := v.Open("/conto?figlio=A003")
	inEnglish := asked.Follow("English").Expect(200, "Log in to school services")
	if inEnglish.URL.RequestURI() != asked.URL.RequestURI() {
		t.Errorf("the choice leads from %s to %s", asked.URL, inEnglish.URL)
	}
	account := identify(inEnglish, paolo).Expect(200, "Virtual account", "Transactions of Elena")
	italian := account.Follow("Italiano").Expect(200, "Conto corrente virtuale")
	if italian.URL.RequestURI() != "/conto?figlio=A003" || italian.Lang != "it" {
		t.Errorf("back in %s at %s", italian.Lang, italian.URL)
	}
}
