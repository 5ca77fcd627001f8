package main

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// pastTopUp is a line of the history.
type pastTopUp struct {
	billing.Position
	Name string // of the pupil
	Wait bool   // a payment is under way
}

// archive is the history: of one school year, or of all when Year is 0.
type archive struct {
	Years []int // with a top-up, newest first
	Year  int
	Count int
	web.Paged[pastTopUp]
}

// history lists the top-ups of a parent, newest first.
func (h Handler) history(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	query := r.URL.Query()
	year, page, err := askedPast(query)
	if err != nil {
		return err
	}
	tenant, guardian := visit.Municipality.ID, visit.Session.Guardian
	var links []school.Link
	var positions []billing.Position
	err = beside.Together(
		beside.Into(&links, func() ([]school.Link, error) {
			return h.School.PupilsOf(r.Context(), tenant, guardian)
		}),
		beside.Into(&positions, func() ([]billing.Position, error) {
			return h.Billing.ListOf(r.Context(), tenant, guardian)
		}),
	)
	if err != nil {
		return err
	}
	done := ""
	if query.Get("esito") == "annullata" {
		done = "Ricarica annullata."
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Ricariche fatte", Section: "ricariche", Template: "history",
		Data: newArchive(positions, links, visit, year, page),
		Lead: "Le ricariche che hai confermato, dalla più recente.", Notice: done,
		Crumbs: []web.Crumb{{Name: "Ricariche con pagoPA", Path: "/ricariche"}},
	})
}

// askedPast reads school year (0 for all) and page of an address.
func askedPast(query url.Values) (int, int, error) {
	year := 0
	if text := query.Get("anno"); text != "" {
		var err error
		if year, err = calendar.ParseYear(text); err != nil {
			return 0, 0, problem.New(problem.Invalid, "L'anno non è valido. Scegli un anno dall'elenco.").Because(err)
		}
	}
	return year, web.PageNumber(query), nil
}

func newArchive(positions []billing.Position, links []school.Link, visit web.Visit, year, page int) archive {
	data := archive{Year: year}
	var chosen []pastTopUp
	for _, position := range positions {
		if position.Kind != billing.TopUp {
			continue
		}
		made := position.CreatedDay().SchoolYear()
		if !slices.Contains(data.Years, made) {
			data.Years = append(data.Years, made)
		}
		if year == 0 || year == made {
			chosen = append(chosen, pastTopUp{
				Position: position, Name: school.NameOf(links, position.Pupil),
				Wait: position.InVerification(visit.Now) || position.Held(),
			})
		}
	}
	slices.SortStableFunc(chosen, func(a, b pastTopUp) int { return b.Created.Compare(a.Created) })
	data.Count = len(chosen)
	query := url.Values{}
	if year != 0 {
		query.Set("anno", strconv.Itoa(year))
	}
	data.Paged = web.Paginate(chosen, page, "/ricariche/storico", query)
	return data
}
