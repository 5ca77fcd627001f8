package main

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/certificate"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// Billing knows the parent's own notices, and so what the parent paid.
type Billing interface {
	AllOf(ctx context.Context, tenant, guardian string) ([]billing.Position, error)
}

const certificatesPath = "/anagrafica/attestazioni"

// yearly is a row of the list of certificates.
type yearly struct {
	certificate.Yearly
	Name string // the pupil's
	// Pays says that the parent pays for the pupil today. If not, Known is who the
	// pupil was when the parent did.
	Pays  bool
	Known certificate.Person
	// Open says that the year is not over: more payments may follow.
	Open bool
	// Choice is the parent's last word about the tax return; zero when there is none.
	Choice certificate.Choice
	// Ends is the last day on which the Comune takes another one.
	Ends  calendar.Day
	Today calendar.Day
}

// Path is the address of the certificate.
func (y yearly) Path() string { return fmt.Sprintf("%s/%d/%s", certificatesPath, y.Year, y.Pupil) }

// MayChoose reports whether the Comune still takes the choice about the tax return.
func (y yearly) MayChoose() bool { return !y.Today.After(y.Ends) }

// newYearly tells the pupil's name as it is while the pupil is linked to the parent,
// then as the parent knew it.
func newYearly(
	one certificate.Yearly, links []school.Link, formers []school.Former, choices []certificate.Opposition,
	today calendar.Day,
) yearly {
	row := yearly{
		Yearly: one, Known: certificate.Person{FullName: "alunno " + one.Pupil}, Open: one.Year >= today.Year(),
		Ends: certificate.OppositionEnds(one.Year), Today: today,
	}
	at := slices.IndexFunc(formers, func(f school.Former) bool { return f.Pupil == one.Pupil })
	if at >= 0 {
		row.Known = certificate.Person{FullName: formers[at].FullName(), FiscalCode: formers[at].FiscalCode}
	}
	row.Name = row.Known.FullName
	at = slices.IndexFunc(links, func(l school.Link) bool { return l.Pupil == one.Pupil })
	if at >= 0 {
		row.Name, row.Pays = links[at].FullName(), links[at].Pays()
	}
	at = slices.IndexFunc(choices, func(o certificate.Opposition) bool {
		return o.Year == one.Year && o.Pupil == one.Pupil
	})
	if at >= 0 {
		row.Choice = choices[at].Last()
	}
	return row
}

// archive is the list of certificates: of one year, or of all when Year is 0.
type archive struct {
	Years []int // with a payment, newest first
	Year  int
	Rows  []yearly
	Total money.Cents
	// Whole are the years of Rows in which the parent paid for several children.
	Whole []int
}

// WholePath is the address of a year's certificate of all children.
func (archive) WholePath(year int) string { return familyPath(year) }

// certificates lists what the parent paid by year and pupil. What somebody else
// paid for the same pupil is on somebody else's list.
func (h Handler) certificates(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	year, err := asked(r.URL.Query().Get("anno"))
	if err != nil {
		return err
	}
	rows, err := h.yearlies(r.Context(), visit)
	if err != nil {
		return err
	}
	data, err := newArchive(rows, year)
	if err != nil {
		return err
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Attestazioni dei pagamenti", Section: "anagrafica", Template: "certificates", Data: data,
		Lead:   "Quanto hai pagato per i servizi scolastici, anno per anno, per la dichiarazione dei redditi.",
		Crumbs: []web.Crumb{{Name: "Scheda anagrafica", Path: "/anagrafica"}},
	})
}

// yearlies reads in one step what the parent paid, got back and chose.
func (h Handler) yearlies(ctx context.Context, visit web.Visit) ([]yearly, error) {
	tenant, guardian := visit.Municipality.ID, visit.Session.Guardian
	var positions []billing.Position
	var refunds []certificate.Refund
	var choices []certificate.Opposition
	var links []school.Link
	var formers []school.Former
	err := beside.Together(
		beside.Into(&positions, func() ([]billing.Position, error) { return h.Billing.AllOf(ctx, tenant, guardian) }),
		beside.Into(&refunds, func() ([]certificate.Refund, error) {
			return h.Certificates.RefundsOf(ctx, tenant, guardian)
		}),
		beside.Into(&choices, func() ([]certificate.Opposition, error) {
			return h.Certificates.OppositionsOf(ctx, tenant, guardian)
		}),
		beside.Into(&links, func() ([]school.Link, error) { return h.School.PupilsOf(ctx, tenant, guardian) }),
		beside.Into(&formers, func() ([]school.Former, error) { return h.School.FormersOf(ctx, tenant, guardian) }),
	)
	if err != nil {
		return nil, err
	}
	found, err := certificate.Expenses(positions, refunds)
	if err != nil {
		return nil, err
	}
	rows := make([]yearly, 0, len(found))
	for _, one := range found {
		rows = append(rows, newYearly(one, links, formers, choices, visit.Today()))
	}
	return rows, nil
}

// asked reads the year of an address; "" is all of them, 0.
func asked(text string) (int, error) {
	if text == "" {
		return 0, nil
	}
	year, err := calendar.ParseYear(text)
	if err != nil {
		return 0, problem.New(problem.Invalid, "L'anno non è valido. Scegli un anno dall'elenco.").Because(err)
	}
	return year, nil
}

func newArchive(rows []yearly, year int) (archive, error) {
	data := archive{Year: year}
	for _, row := range rows {
		if !slices.Contains(data.Years, row.Year) {
			data.Years = append(data.Years, row.Year)
		}
		if year != 0 && row.Year != year {
			continue
		}
		if last := len(data.Rows) - 1; last >= 0 && data.Rows[last].Year == row.Year && !slices.Contains(data.Whole, row.Year) {
			data.Whole = append(data.Whole, row.Year) // the rows come by year
		}
		data.Rows = append(data.Rows, row)
		var err error
		if data.Total, err = data.Total.Add(row.Total); err != nil {
			return archive{}, err
		}
	}
	return data, nil
}
