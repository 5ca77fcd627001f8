package paper

import (
	"io"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/pagopa"
)

// The limits of a creditor's texts on a notice (AVVISI), in characters. Longer ones are cut, and show it.
const (
	MaxName     = 50
	MaxOffice   = 50
	MaxContacts = 100
)

// Notice is a payment notice (avviso di pagamento) with one amount. Texts longer than pagoPA's
// limits are cut, and show it; the comment of each gives the limit in characters.
type Notice struct {
	Creditor  Creditor
	Recipient Person // name 35, fiscal code 16, address 140
	Subject   string // 90, "Ricarica mensa scolastica"
	Number    pagopa.NoticeNumber
	Amount    money.Cents
	DueDate   calendar.Day // zero: nothing on the notice speaks of a date
	IssuedOn  calendar.Day // date of the file
}

// Creditor is the Comune as its papers show it. One with a postal account has
// Poste's slip on its notices, which must not be there without.
type Creditor struct {
	municipality.Municipality
	Logo *Logo // nil: a neutral emblem
}

// Fixed texts of AVVISI, which must not be altered.
const (
	textNotice    = "Avviso di pagamento"
	textCreditor  = "Ente Creditore"
	textRecipient = "Destinatario"
	textHowMuch   = "Quanto pagare?"
	textWhen      = "Quanto e quando pagare?"
	textBy        = "entro il "
	textWhere     = "Dove pagare?"
	textLegal     = "In fase di pagamento, se previsto dall'ente, l'importo potrebbe essere aggiornato " +
		"automaticamente e subire variazioni in diminuzione (per sgravi, note di credito) o in aumento " +
		"(per sanzioni, interessi, ecc.)."
	textPlaces = "presso Banche e Sportelli ATM, negli Uffici Postali e Punti Postali, nei Bar, Edicole, " +
		"Ricevitorie, Supermercati, Tabaccherie e altri Esercenti Convenzionati."
	textOnline  = "PAGA CON L'APP IO"
	textNearby  = "PAGA SUL TERRITORIO"
	textData    = "Dati per il pagamento"
	textPortion = "Utilizza la porzione di avviso relativa al canale di pagamento che preferisci."
)

// onlineText is the first way to pay; the portal takes payments, so it names the Comune's site.
func (c Creditor) onlineText() string {
	return "oppure sul sito di " + cut(c.Name, MaxName) + ", dal tuo Home Banking, con la tua app di " +
		"pagamento o con gli altri canali abilitati."
}

// WriteNotice draws a notice as a PDF of one page. Errors are ErrSymbol and pagopa.ErrPayload for
// a number, creditor or amount that pagoPA's codes cannot carry, and errors of w.
func WriteNotice(w io.Writer, n Notice) error {
	s, err := newSheet(textNotice+" "+n.Number.Grouped(), n.Creditor.Name, n.IssuedOn)
	if err != nil {
		return err
	}
	if err := s.noticeHeader(n); err != nil {
		return err
	}
	s.noticeParties(n)
	s.noticeAmount(n)
	s.noticeWhere(n)
	if err := s.noticeBank(n); err != nil {
		return err
	}
	if n.Creditor.PostalAccount != "" {
		if err := s.noticeSlip(n); err != nil {
			return err
		}
	}
	return s.close(w)
}
