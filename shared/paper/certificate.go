package paper

import (
	"io"
	"strconv"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/money"
)

// Certificate is the yearly certificate of the payments that one payer made for one pupil
// (attestazione, circ. Agenzia delle Entrate 18/E 2016, 2.1). What counts is the day of payment.
type Certificate struct {
	Creditor Creditor
	Officer  string // who answers for it, "Dott.ssa Anna Neri, responsabile dell'Ufficio Scuola"
	Number   string // progressive, "2027/15"
	Issued   calendar.Day
	Year     int // calendar year of the payments
	Payer    Person
	Pupil    Person
	School   string // name and level
	// Payments are those by traceable means only; Untraceable is the sum of the others, which the
	// certificate names and does not count.
	Payments    []CertifiedPayment
	Untraceable money.Cents
	// Provisional says that the year was not over on the day of issue: more payments may follow.
	Provisional bool
	// Elsewhere says that the Comune took some of the payments itself, by traceable means.
	Elsewhere bool
	Refunds   []CertifiedRefund
	Check     Verification
}

// CertifiedPayment is a payment of the year. A payment for two services is two of these.
type CertifiedPayment struct {
	Day     calendar.Day
	Service string // "Refezione scolastica"
	IUV     string // creditor reference
	Receipt string // pagoPA's receiptId
	Amount  money.Cents
}

// CertifiedRefund is money given back in the year. Amount is positive.
type CertifiedRefund struct {
	Day     calendar.Day
	Service string
	Year    int // of the payment that it gives back
	Amount  money.Cents
}

// Verification is how anybody can see that the paper is genuine.
type Verification struct {
	Code string // as printed, "7KQ2-M9XD-41TB"
	Page string // where to type it, "https://scuola.comune.example/verifica"
	Link string // what the QR code opens; empty for no QR code
}

// totals is what was paid, what was given back, and what is left.
type totals struct{ paid, refunded, net money.Cents }

// totals adds up payments and refunds; the error is money.ErrOverflow.
func (c Certificate) totals() (totals, error) {
	var t totals
	var err error
	for _, p := range c.Payments {
		if t.paid, err = t.paid.Add(p.Amount); err != nil {
			return t, err
		}
	}
	for _, r := range c.Refunds {
		if t.refunded, err = t.refunded.Add(r.Amount); err != nil {
			return t, err
		}
	}
	t.net, err = t.paid.Add(-t.refunded)
	return t, err
}

// WriteCertificate draws a yearly payment certificate as a PDF. Errors are money.ErrOverflow, ErrSymbol
// for a link too long for a QR code, and those of w.
func WriteCertificate(w io.Writer, c Certificate) error {
	sums, err := c.totals()
	if err != nil {
		return err
	}
	year := strconv.Itoa(c.Year)
	title := "Attestazione dei pagamenti " + year
	s, err := newSheet(title+" n. "+c.Number, c.Creditor.Name, c.Issued)
	if err != nil {
		return err
	}
	number := "n. " + c.Number + " del " + c.Issued.Italian()
	y, err := s.letterhead(c.Creditor, "Attestazione", number, title)
	if err != nil {
		return err
	}
	pupil := c.Pupil
	if c.School != "" {
		pupil.Address = c.School
	}
	y = s.parties(y, "Chi ha pagato", c.Payer, "Per i servizi di", pupil)
	y = s.highlight(y, fact{"Totale pagato nel " + year + ", tolti i rimborsi", sums.net.String()}, fact{})
	y = s.note(y, c.Creditor.Name+" attesta che nell'anno "+year+" "+c.Payer.Name+
		" ha pagato per i servizi scolastici di "+c.Pupil.Name+" gli importi elencati qui sotto, ciascuno alla data del "+
		"pagamento. Le ricariche sono spese alla data in cui sono pagate.")
	y = s.certifiedPayments(y+3, c, sums.paid)
	y = s.certifiedRefunds(y, c, sums.refunded)
	y = s.certificateWords(y+3, c)
	if err := s.verification(y+2, c); err != nil {
		return err
	}
	s.numberPages()
	return s.close(w)
}

// certifiedPayments lists the payments, and what each service comes to.
func (s *sheet) certifiedPayments(y float64, c Certificate, paid money.Cents) float64 {
	y = s.subtitle(y, "Pagamenti")
	var rows [][]string
	for _, p := range c.Payments {
		rows = append(rows, []string{p.Day.Italian(), p.Service, p.IUV, p.Receipt, p.Amount.String()})
	}
	services := byService(c.Payments)
	for _, sum := range services {
		rows = append(rows, []string{"Totale", sum.Service, "", "", sum.Amount.String()})
	}
	rows = append(rows, []string{"Totale", "Tutti i servizi", "", "", paid.String()})
	return s.table(y, []heading{
		{title: "Data", width: 23, naming: true}, {title: "Servizio", width: 37}, {title: "IUV", width: 36},
		{title: "Ricevuta pagoPA", width: 60}, {title: "Importo", width: 26, amount: true},
	}, rows, 1+len(services))
}

// certifiedRefunds lists what was given back, if anything was.
func (s *sheet) certifiedRefunds(y float64, c Certificate, refunded money.Cents) float64 {
	if len(c.Refunds) == 0 {
		return s.note(y+3, "Nel "+strconv.Itoa(c.Year)+" non ci sono rimborsi.")
	}
	y = s.subtitle(y+5, "Rimborsi")
	var rows [][]string
	for _, r := range c.Refunds {
		rows = append(rows, []string{r.Day.Italian(), r.Service, strconv.Itoa(r.Year), (-r.Amount).String()})
	}
	rows = append(rows, []string{"Totale", "Tutti i servizi", "", (-refunded).String()})
	return s.table(y, []heading{
		{title: "Data", width: 23, naming: true}, {title: "Servizio", width: 82},
		{title: "Anno della spesa rimborsata", width: 51}, {title: "Importo", width: 26, amount: true},
	}, rows, 1)
}

// certificateWords are the statements that the tax rules ask for.
func (s *sheet) certificateWords(y float64, c Certificate) float64 {
	if len(c.Payments) > 0 {
		means := "tramite pagoPA."
		if c.Elsewhere {
			means = "tramite pagoPA o registrati dal Comune."
		}
		y = s.note(y, "Gli importi elencati sono pagati con strumenti tracciabili "+means)
	}
	if c.Provisional {
		y = s.note(y, "Attestazione provvisoria: l'anno non è finito, gli importi sono quelli ricevuti fino al "+
			c.Issued.Italian()+".")
	}
	if c.Untraceable > 0 {
		y = s.note(y, "Altri pagamenti dell'anno, per "+c.Untraceable.String()+
			", non risultano fatti con strumenti tracciabili e non sono compresi nel totale.")
	}
	return s.note(y, "Documento rilasciato per gli usi fiscali consentiti dalla legge (art. 15, comma 1, lettera e-bis, "+
		"TUIR), esente da bollo ai sensi dell'art. 5, comma 1, della Tabella allegata al DPR 642/1972.")
}

// verification is the end of the certificate: who signs, and how to check that it is genuine.
func (s *sheet) verification(y float64, c Certificate) error {
	const height, size, quiet = 36.0, 26.0, 4.0 // quiet is what a QR code wants free around it
	y = s.room(y+quiet+2, height)
	s.rule(marginLeft, y-quiet, width)
	officer := c.Officer
	if officer == "" {
		officer = c.Creditor.Office
	}
	small := style{size: 9, ink: grey}
	strong := style{size: 11, bold: true, ink: black}
	low := s.text(rightColumn, y, column, small, "Firmato da")
	low = s.paragraph(rightColumn, low, column, 2, strong, officer)
	s.paragraph(rightColumn, low, column, 3, small, "Firma autografa sostituita a mezzo stampa ai sensi dell'art. 3, "+
		"comma 2, del D.Lgs. 39/1993.")
	if c.Check.Code == "" {
		return nil
	}
	x := marginLeft
	if c.Check.Link != "" {
		place := square{x, y, size}
		if err := s.anyQR(place, "Codice QR che apre la verifica di questa attestazione", c.Check.Link); err != nil {
			return err
		}
		x += size + 4
	}
	room := rightColumn - x - 4
	low = s.text(x, y, room, small, "Codice di verifica")
	low = s.text(x, low, room, strong, c.Check.Code)
	low = s.paragraph(x, low+1, room, 2, small, "Per verificare che l'attestazione è autentica:")
	s.paragraph(x, low, room, 3, style{size: 8, ink: black}, c.Check.Page)
	return nil
}

// byService adds up payments by service, in the order in which services first come. Sums fit: totals
// has been checked. With one service there is nothing to add up.
func byService(payments []CertifiedPayment) []CertifiedPayment {
	var sums []CertifiedPayment
	for _, p := range payments {
		found := false
		for i := range sums {
			if sums[i].Service == p.Service {
				sums[i].Amount += p.Amount
				found = true
			}
		}
		if !found {
			sums = append(sums, CertifiedPayment{Service: p.Service, Amount: p.Amount})
		}
	}
	if len(sums) == 1 {
		return nil
	}
	return sums
}
