package main

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// Billing knows the parent's own notices, and so what the parent paid.
type Billing interface {
	ListOf(ctx context.Context, tenant, guardian string) ([]billing.Position, error)
}

const certificatesPath = "/anagrafica/attestazioni"

// yearly is a row of the list of certificates.
type yearly struct {
	expense
	Name string // the pupil's
	// Open says that the year is not over: more payments may follow.
	Open bool
}

// Path is the address of the certificate.
func (y yearly) Path() string { return fmt.Sprintf("%s/%d/%s", certificatesPath, y.Year, y.Pupil) }

// archive is the list of certificates: of one year, or of all when Year is 0.
type archive struct {
	Years []int // with a payment, newest first
	Year  int
	Rows  []yearly
	Total money.Cents
}

// certificates lists what the parent paid by year and pupil. What somebody else
// paid for the same pupil is on somebody else's list.
func (h Handler) certificates(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	tenant, guardian := visit.Municipality.ID, visit.Session.Guardian
	year, err := asked(r.URL.Query().Get("anno"))
	if err != nil {
		return err
	}
	var positions []billing.Position
	var links []school.Link
	err = web.Together(
		func() (err error) {
			positions, err = h.Billing.ListOf(r.Context(), tenant, guardian)
			return err
		},
		func() (err error) {
			links, err = h.School.PupilsOf(r.Context(), tenant, guardian)
			return err
		},
	)
	if err != nil {
		return err
	}
	found, err := expenses(positions)
	if err != nil {
		return err
	}
	data, err := newArchive(found, links, year, visit.Today())
	if err != nil {
		return err
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Attestazioni dei pagamenti", Section: "anagrafica", Template: "certificates", Data: data,
		Lead:   "Quanto hai pagato per i servizi scolastici, anno per anno, per la dichiarazione dei redditi.",
		Crumbs: []web.Crumb{{Name: "Scheda anagrafica", Path: "/anagrafica"}},
	})
}

// asked reads the year of an address; "" is all of them, 0.
func asked(text string) (int, error) {
	if text == "" {
		return 0, nil
	}
	year, err := strconv.Atoi(text)
	if err != nil || year < 2000 || year > 2100 {
		return 0, problem.New(problem.Invalid, "L'anno non è valido. Scegli un anno dall'elenco.")
	}
	return year, nil
}

func newArchive(found []expense, links []school.Link, year int, today calendar.Day) (archive, error) {
	data := archive{Year: year}
	for _, one := range found {
		if !slices.Contains(data.Years, one.Year) {
			data.Years = append(data.Years, one.Year)
		}
		if year != 0 && one.Year != year {
			continue
		}
		row := yearly{expense: one, Name: "alunno " + one.Pupil, Open: one.Year >= today.Year()}
		at := slices.IndexFunc(links, func(l school.Link) bool { return l.Pupil == one.Pupil })
		if at >= 0 {
			row.Name = links[at].FullName()
		}
		data.Rows = append(data.Rows, row)
		var err error
		if data.Total, err = data.Total.Add(one.Total); err != nil {
			return archive{}, err
		}
	}
	return data, nil
}
