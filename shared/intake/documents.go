package intake

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/pattern"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/tax"
)

// maxCausale is the longest description that a payment notice shows.
const maxCausale = 140

// invoice is a row of documenti.csv: a document and its debtor's fiscal code.
type invoice struct {
	billing.Document
	debtor string
}

func documentColumns() []column[invoice] {
	columns := []column[invoice]{
		{"numero", must, cell(func(d *invoice) *string { return &d.Number }, documentNumber)},
		{"data", must, cell(func(d *invoice) *calendar.Day { return &d.Issued }, day)},
		{"servizio", must, cell(func(d *invoice) *string { return &d.Service }, service)},
		{"periodo", may, cell(func(d *invoice) *string { return &d.Period }, text)},
		{"alunno", must, cell(func(d *invoice) *string { return &d.Pupil }, code)},
		{"genitore", must, cell(func(d *invoice) *string { return &d.debtor }, person)},
		{"descrizione", must, cell(func(d *invoice) *string { return &d.Description }, causale)},
		{"importo", must, cell(func(d *invoice) *money.Cents { return &d.Amount }, price)},
		{"iva", may, cell(func(d *invoice) *billing.Tax { return &d.Tax }, vat)},
		{"bollo", may, cell(func(d *invoice) *money.Cents { return &d.Stamp }, price)},
		{"storna", may, cell(func(d *invoice) *string { return &d.Corrects }, documentNumber)},
		{"scadenza", may, cell(func(d *invoice) *calendar.Day { return &d.Due }, day)},
		{"pagabile_dopo_scadenza", may, access[invoice]{
			read: func(d *invoice, text string) error {
				late, err := yesNo(text)
				d.Strict = err == nil && !late
				return err
			},
			write: func(d *invoice) string { return written(!d.Strict) },
		}},
	}
	for n := range billing.MaxShares {
		columns = append(columns, shareColumns(n)...)
	}
	return columns
}

// shareColumns are those of the n-th share of another creditor, quota1_ente and so on. A share that is
// left empty is none.
func shareColumns(n int) []column[invoice] {
	name := func(part string) string { return fmt.Sprintf("quota%d_%s", n+1, part) }
	share := func(d *invoice) *billing.Share {
		for len(d.Shares) <= n {
			d.Shares = append(d.Shares, billing.Share{})
		}
		return &d.Shares[n]
	}
	return []column[invoice]{
		{name("ente"), may, cell(func(d *invoice) *string { return &share(d).FiscalCode }, creditorCode)},
		{name("nome"), may, cell(func(d *invoice) *string { return &share(d).Name }, upTo(140, "pagoPA"))},
		{name("iban"), may, cell(func(d *invoice) *string { return &share(d).IBAN }, italianIBAN)},
		{name("tassonomia"), may, cell(func(d *invoice) *string { return &share(d).Category }, taxonomyCode)},
		{name("importo"), may, cell(func(d *invoice) *money.Cents { return &share(d).Amount }, price)},
	}
}

// requireWholeShares refuses a share of which a part is missing.
func requireWholeShares(shares []billing.Share) error {
	for n, s := range shares {
		if s.FiscalCode == "" || s.Name == "" || s.IBAN == "" || s.Category == "" || s.Amount == 0 {
			return complain(fmt.Sprintf("quota%d_ente", n+1),
				"Di una quota servono ente, nome, iban, tassonomia e importo, e nessuna quota prima è vuota.")
		}
	}
	return nil
}

// documents loads documenti.csv and opens a payment notice for each document. A row
// with "storna" is a credit note, which has no notice and cancels that of the
// document that it names.
func (l *load) documents(ctx context.Context, s *sheet) error {
	rows, err := readRows(l, s, documentColumns(), func(d invoice) string { return d.ID() })
	if err != nil {
		return err
	}
	m, err := l.Municipalities.ByID(ctx, l.tenant)
	if err != nil {
		return err
	}
	issue := func(ctx context.Context, d invoice) (bool, error) {
		if err := l.checkDocument(ctx, &d); err != nil {
			return false, err
		}
		if d.Corrects != "" {
			return l.Documents.IssueCreditNote(ctx, m, d.Document)
		}
		return l.Documents.IssueDocument(ctx, m, d.Document)
	}
	// Rows are saved side by side: what a note takes back has to be there before.
	isNote := func(r row[invoice]) bool { return r.value.Corrects != "" }
	notes := slices.DeleteFunc(slices.Clone(rows), func(r row[invoice]) bool { return !isNote(r) })
	if err := saveEach(ctx, l, slices.DeleteFunc(rows, isNote), issue); err != nil {
		return err
	}
	return saveEach(ctx, l, notes, issue)
}

// tooDear is the complaint about an amount that the postal slip of a notice cannot carry.
func tooDear() *complaint {
	return complain("importo", "L'importo supera "+pagopa.MaxSlip.String()+", il massimo di un avviso.")
}

// checkDocument checks what the document refers to and finds its debtor.
func (l *load) checkDocument(ctx context.Context, d *invoice) error {
	if c := l.toCome("data", d.Issued); c != nil {
		return c
	}
	if d.Amount == 0 {
		return complain("importo", "L'importo deve essere maggiore di zero.")
	}
	if d.Amount > pagopa.MaxSlip {
		return tooDear()
	}
	if d.Stamp != 0 && (d.Stamp != tax.StampDuty || !d.StampAllowed()) {
		return complain("bollo", "Il bollo è di 2,00 euro, compreso nell'importo, e solo per documenti senza IVA oltre "+
			"77,47 euro.")
	}
	if d.Corrects != "" && !d.Due.IsZero() {
		return complain("scadenza", "Una nota di credito non ha scadenza.")
	}
	if backwards(d.Issued, d.Due) {
		return complain("scadenza", "La scadenza viene prima della data del documento.")
	}
	if d.Strict && d.Due.IsZero() {
		return complain("scadenza", "Serve una scadenza, se dopo non si può più pagare.")
	}
	if err := requireWholeShares(d.Shares); err != nil {
		return err
	}
	pupil, err := l.knownPupil(ctx, d.Pupil)
	if err != nil {
		return err
	}
	debtor, err := l.guardian(ctx, d.debtor, "genitore")
	if err != nil {
		return err
	}
	d.Guardian = debtor.ID
	if mentions(d.Description, pupil.Name, pupil.FamilyName, pupil.FiscalCode) ||
		mentions(d.Description, debtor.Name, debtor.FamilyName, debtor.FiscalCode) {
		return complain("descrizione", "La descrizione compare su pagoPA: non deve contenere il nome o il codice "+
			"fiscale dell'alunno o del genitore.")
	}
	return l.checkDebtor(ctx, d)
}

// checkDebtor checks that the debtor pays for the pupil. Who owes a document goes on owing it when somebody else
// pays: a row that repeats it, or a credit note that takes it back, is held to the document and not to who pays today.
func (l *load) checkDebtor(ctx context.Context, d *invoice) error {
	link, err := l.School.LinkOf(ctx, l.tenant, d.Guardian, d.Pupil)
	if err == nil && link.Pays() || err != nil && !problem.Is(err, problem.NotFound) {
		return err
	}
	issued := billing.Document{Number: cmp.Or(d.Corrects, d.Number)}
	_, err = l.Documents.DocumentOf(ctx, l.tenant, d.Guardian, issued.ID())
	if problem.Is(err, problem.NotFound) {
		return complain("genitore", "Il genitore "+mask(d.debtor)+" non è il pagante di questo alunno.")
	}
	return err
}

var documentNumbers = pattern.Of(`^[A-Za-z0-9][A-Za-z0-9/._-]{0,29}$`)

func documentNumber(cell string) (string, error) {
	if !documentNumbers.Matches(cell) {
		return "", complain("", "Il numero del documento si scrive come 2026/123.")
	}
	return cell, nil
}

// vat reads a VAT rate in per cent, or the words that say why there is none.
func vat(cell string) (billing.Tax, error) {
	rate, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(cell), "%"))
	switch {
	case err == nil && slices.Contains([]int{4, 5, 10, 22}, rate):
		return billing.Tax{Rate: rate}, nil
	case err == nil:
		return billing.Tax{}, complain("", "L'aliquota IVA è 4, 5, 10 o 22; senza IVA scrivi perché: esente art. 10, "+
			"fuori campo.")
	case utf8.RuneCountInString(cell) > 60:
		return billing.Tax{}, complain("", "Il titolo di esenzione supera 60 caratteri.")
	default:
		words, err := text(cell)
		return billing.Tax{Exempt: words}, err
	}
}

// causale reads the description that pagoPA and banks show to anybody who pays.
func causale(cell string) (string, error) {
	if utf8.RuneCountInString(cell) > maxCausale {
		return "", complain("", "La descrizione supera 140 caratteri.")
	}
	if holdsFiscalCode(cell) {
		return "", complain("", "La descrizione compare su pagoPA: non deve contenere un codice fiscale.")
	}
	return text(cell)
}
