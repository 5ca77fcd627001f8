package paper

import (
	"io"
	"strconv"
	"strings"

	"serviziscolastici/shared/money"
)

// FamilyCertificate is the yearly certificate of what one payer paid for several pupils. Of Certificate it has what
// is common to all; Children have pupil, school, payments, refunds and what is untraceable of each.
type FamilyCertificate struct {
	Certificate
	Children []Certificate
}

// WriteFamilyCertificate draws a certificate for several pupils as a PDF: what each comes to and the sum of all, then
// the payments of each. Errors are those of WriteCertificate.
func WriteFamilyCertificate(w io.Writer, f FamilyCertificate) error {
	all, each, err := f.sums()
	if err != nil {
		return err
	}
	year := strconv.Itoa(f.Year)
	title := "Attestazione unica dei pagamenti " + year
	s, err := newSheet(title+" n. "+f.Number, f.Creditor.Name, f.Issued)
	if err != nil {
		return err
	}
	number := "n. " + f.Number + " del " + f.Issued.Italian()
	y, err := s.letterhead(f.Creditor, "Attestazione", number, title)
	if err != nil {
		return err
	}
	y = s.parties(y, "Chi ha pagato", f.Payer, "Per i servizi di", Person{Name: f.names()})
	y = s.highlight(y, fact{"Totale pagato nel " + year + ", tolti i rimborsi", all.net.String()}, fact{})
	y = s.note(y, f.Creditor.Name+" attesta che nell'anno "+year+" "+f.Payer.Name+
		" ha pagato per i servizi scolastici degli alunni elencati gli importi che seguono, ciascuno alla data del "+
		"pagamento. Le ricariche sono spese alla data in cui sono pagate.")
	y = s.perChild(y+3, f, all, each)
	for i, child := range f.Children {
		child.Year = f.Year
		y = s.facts(y+5, child.Pupil.Name, fact{"Codice fiscale", child.Pupil.FiscalCode}, fact{"Scuola", child.School},
			fact{"Spesa del " + year, each[i].net.String()})
		y = s.certifiedPayments(y+4, child, each[i].paid)
		y = s.certifiedRefunds(y, child, each[i].refunded)
	}
	y = s.certificateWords(y+3, f.common())
	if err := s.verification(y+2, f.Certificate); err != nil {
		return err
	}
	s.numberPages()
	return s.close(w)
}

// sums are those of all children and of each.
func (f FamilyCertificate) sums() (totals, []totals, error) {
	var all totals
	var each []totals
	for _, child := range f.Children {
		one, err := child.totals()
		if err != nil {
			return all, nil, err
		}
		each = append(each, one)
		for _, sum := range []struct {
			into *money.Cents
			of   money.Cents
		}{{&all.paid, one.paid}, {&all.refunded, one.refunded}, {&all.net, one.net}} {
			if *sum.into, err = sum.into.Add(sum.of); err != nil {
				return all, nil, err
			}
		}
	}
	return all, each, nil
}

// names are those of the pupils.
func (f FamilyCertificate) names() string {
	var names []string
	for _, child := range f.Children {
		names = append(names, child.Pupil.Name)
	}
	return strings.Join(names, ", ")
}

// perChild is the table of what each child comes to.
func (s *sheet) perChild(y float64, f FamilyCertificate, all totals, each []totals) float64 {
	y = s.subtitle(y, "Riepilogo per alunno")
	row := func(name, fiscalCode string, t totals) []string {
		return []string{name, fiscalCode, t.paid.String(), (-t.refunded).String(), t.net.String()}
	}
	var rows [][]string
	for i, child := range f.Children {
		rows = append(rows, row(child.Pupil.Name, child.Pupil.FiscalCode, each[i]))
	}
	rows = append(rows, row("Totale", "", all))
	return s.table(y, []heading{
		{title: "Alunno", width: 58, naming: true}, {title: "Codice fiscale", width: 40},
		{title: "Pagato", width: 28, amount: true}, {title: "Rimborsi", width: 28, amount: true},
		{title: "Spesa", width: 28, amount: true},
	}, rows, 1)
}

// common has what the words at the end are about, of all children.
func (f FamilyCertificate) common() Certificate {
	c := f.Certificate
	for _, child := range f.Children {
		c.Payments = append(c.Payments, child.Payments...)
		c.Untraceable += child.Untraceable
		c.Elsewhere = c.Elsewhere || child.Elsewhere
	}
	return c
}
