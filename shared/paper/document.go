package paper

import (
	"fmt"
	"io"
	"strconv"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/tax"
)

// Document is an accounting document (documento contabile), or a credit note when Corrects is set.
// Amounts are positive on both.
type Document struct {
	Creditor  Creditor
	Recipient Person
	Pupil     Person // whose service it is; may be empty
	Number    string // "2026/123"
	Issued    calendar.Day
	Corrects  Reference // the document that a credit note takes back, in part or in full
	Service   string    // "Refezione scolastica"
	Period    string    // "settembre–dicembre 2026"; may be empty
	Lines     []Line
	Stamp     Stamp
	Due       calendar.Day        // zero: none
	Notice    pagopa.NoticeNumber // empty: none
	Note      string              // may be empty
}

// Reference names another document.
type Reference struct {
	Number string
	Issued calendar.Day
}

// Line is what was supplied. Amount is what it costs, tax included; Price is that of one.
type Line struct {
	Description string
	Quantity    int // 0: the line has neither quantity nor price
	Price       money.Cents
	Amount      money.Cents
	VAT         VAT
}

// VAT is how a line is taxed: a rate in per cent, or the reason why there is none.
type VAT struct {
	Rate   int
	Exempt string // "Esente art. 10 n. 20 DPR 633/72", "Fuori campo IVA"; empty with a rate, or when nobody said
}

func (v VAT) String() string {
	if v.Rate == 0 {
		return v.Exempt
	}
	return strconv.Itoa(v.Rate) + "%"
}

// Total is the sum of the lines and of the stamp duty, or money.ErrOverflow.
func (d Document) Total() (money.Cents, error) {
	amounts := []money.Cents{d.Stamp.Amount}
	for _, l := range d.Lines {
		amounts = append(amounts, l.Amount)
	}
	return money.Sum(amounts...)
}

// credit reports whether the document is a credit note.
func (d Document) credit() bool { return d.Corrects.Number != "" }

// WriteDocument draws an accounting document or a credit note as a PDF. The error is
// money.ErrOverflow when the lines add up to more than an amount can be, or that of w.
func WriteDocument(w io.Writer, d Document) error {
	total, err := d.Total()
	if err != nil {
		return err
	}
	kind, sum := "Documento contabile", "Totale"
	if d.credit() {
		kind, sum = "Nota di credito", "Totale a credito"
	}
	title := kind + " n. " + d.Number
	s, err := newSheet(title, d.Creditor.Name, d.Issued)
	if err != nil {
		return err
	}
	number := "n. " + d.Number + " del " + d.Issued.Italian()
	y, err := s.letterhead(d.Creditor, kind, number, title)
	if err != nil {
		return err
	}
	y = s.parties(y, "Intestato a", d.Recipient, "Servizio per", d.Pupil)
	y = s.highlight(y, fact{sum, total.String()}, fact{"Da pagare entro il", d.Due.Italian()})
	y = s.facts(y, "Il documento",
		fact{"Numero e data", number},
		fact{"Corregge il documento", d.Corrects.text()},
		fact{"Servizio", d.Service},
		fact{"Periodo", d.Period},
		fact{"Codice avviso pagoPA", groupedNotice(d.Notice)})
	y = s.documentLines(y+5, d)
	y = s.documentTotals(y+5, d, sum, total)
	y = s.note(y+4, d.Stamp.Wording)
	s.note(y, d.Note)
	s.numberPages()
	return s.close(w)
}

func (s *sheet) documentLines(y float64, d Document) float64 {
	y = s.subtitle(y, "Voci, IVA inclusa dove dovuta")
	var rows [][]string
	for _, l := range d.Lines {
		quantity, price := "", ""
		if l.Quantity != 0 {
			quantity, price = strconv.Itoa(l.Quantity), l.Price.String()
		}
		rows = append(rows, []string{l.Description, quantity, price, l.VAT.String(), l.Amount.String()})
	}
	return s.table(y, []heading{
		{title: "Descrizione", width: 70, naming: true}, {title: "Quantità", width: 20, amount: true},
		{title: "Prezzo", width: 26, amount: true}, {title: "IVA", width: 38},
		{title: "Importo", width: 28, amount: true},
	}, rows, 0)
}

// documentTotals is the summary by tax, with the stamp duty and the total.
func (s *sheet) documentTotals(y float64, d Document, sum string, total money.Cents) float64 {
	y = s.subtitle(y, "Riepilogo")
	var rows [][]string
	for _, group := range byVAT(d.Lines) {
		net, vat := tax.Split(group.amount, group.vat.Rate)
		name := group.vat.String()
		switch {
		case group.vat.Rate > 0:
			name = "IVA " + name
		case name == "":
			name = "Importi senza indicazione dell'IVA"
		}
		rows = append(rows, []string{name, net.String(), vat.String(), group.amount.String()})
	}
	if d.Stamp.Amount != 0 {
		amount := d.Stamp.Amount.String()
		rows = append(rows, []string{"Imposta di bollo (fuori campo IVA)", amount, money.Cents(0).String(), amount})
	}
	rows = append(rows, []string{sum, "", "", total.String()})
	return s.table(y, []heading{
		{title: "Aliquota o titolo di esenzione", width: 92, naming: true},
		{title: "Imponibile", width: 30, amount: true}, {title: "Imposta", width: 30, amount: true},
		{title: "Totale", width: 30, amount: true},
	}, rows, 1)
}

// taxed is what the lines with the same tax add up to. The sum fits: Total has been checked.
type taxed struct {
	vat    VAT
	amount money.Cents
}

// byVAT adds up the lines by tax, in the order of the lines.
func byVAT(lines []Line) []taxed {
	var groups []taxed
	for _, l := range lines {
		found := false
		for i := range groups {
			if groups[i].vat == l.VAT {
				groups[i].amount += l.Amount
				found = true
			}
		}
		if !found {
			groups = append(groups, taxed{l.VAT, l.Amount})
		}
	}
	return groups
}

func (r Reference) text() string {
	if r.Number == "" {
		return ""
	}
	return fmt.Sprintf("n. %s del %s", r.Number, r.Issued.Italian())
}

func groupedNotice(number pagopa.NoticeNumber) string {
	if number == "" {
		return ""
	}
	return number.Grouped()
}
