package main

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"serviziscolastici/shared/office"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/waiting"
	"serviziscolastici/shared/web"
)

// endingDays is how many days ahead the end of an ISEE is told.
const endingDays = 30

// endingISEE counts the bands whose ISEE has ended or ends soon. Where the files tell no ends, it reminds of the day on which
// nearly all certificates end.
func (h Handler) endingISEE(ctx context.Context, visit web.Visit) ([]card, error) {
	today := visit.Today()
	list, next, err := h.School.Endings(ctx, visit.Municipality.ID, today.AddDays(endingDays), "", waiting.Most)
	c := counted("ISEE in scadenza", iseePath, "fascia", "fasce", waiting.Count{N: len(list), More: next != ""})
	switch month := today.Start().Month(); {
	case len(list) > 0 && list[0].ISEE.Before(today):
		c.Oldest = list[0].ISEE
		c.Note = "Scaduti, o che scadono entro " + strconv.Itoa(endingDays) + " giorni."
	case len(list) > 0:
		c.Note = "Entro " + strconv.Itoa(endingDays) + " giorni, il primo il " + list[0].ISEE.Italian() + "."
	case month == time.November || month == time.December:
		c.Text = fmt.Sprintf("il 31/12/%d", today.Year())
		c.Note = "Le attestazioni ISEE scadono quasi tutte quel giorno. L'elenco ha quelle di cui iscrizioni.csv, o la scheda, " +
			"dice la scadenza."
	default: // nobody knows whether all is in order
		return nil, err
	}
	return []card{c}, err
}

// endingList is a page of bands whose ISEE ends.
type endingList struct {
	web.Ways
	Rows []school.Ending
	Days int
}

// endings lists whose ISEE has ended or ends soon. Reading it is recorded.
func (h Handler) endings(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	list, err := h.readEndings(r, visit)
	if err != nil {
		return err
	}
	err = web.Note(r, visit, h.Audit, office.Deed{
		Action: office.EndingsRead, Object: strings.TrimSuffix("ISEE in scadenza, "+list.About(), ", "), After: web.Plural(len(list.Rows), "riga", "righe"),
	})
	if err != nil {
		return err
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "ISEE in scadenza", Section: "alunni", Template: "isee", Data: list,
		Crumbs: []web.Crumb{{Name: "Scrivania", Path: web.OfficeHome}},
		Lead:   "Fasce che durano oltre il loro ISEE. Una nuova fascia o una nuova scadenza, nella scheda, le toglie da qui.",
	})
}

// readEndings reads a page and picks what is sought.
func (h Handler) readEndings(r *http.Request, visit web.Visit) (endingList, error) {
	asked, err := web.AskedOf(r, visit, h.Searches)
	if err != nil {
		return endingList{}, err
	}
	found, next, err := h.School.Endings(
		r.Context(), visit.Municipality.ID, visit.Today().AddDays(endingDays), asked.From, asked.Sought.Most())
	found = slices.DeleteFunc(found, func(one school.Ending) bool {
		return !asked.Sought.Fits(one.FamilyName, one.Name, one.Pupil, one.ServiceName(), one.ClassName, one.SchoolName,
			"fascia "+one.Band, one.ISEE.Italian())
	})
	return endingList{asked.Ways(iseePath, iseePath+"/elenco.csv", next), found, endingDays}, err
}

// exportEndings sends the rows of the page as a file.
func (h Handler) exportEndings(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	list, err := h.readEndings(r, visit)
	if err != nil {
		return err
	}
	rows := make([][]string, 0, len(list.Rows))
	for _, one := range list.Rows {
		rows = append(rows, []string{
			one.ISEE.Italian(), one.Pupil, one.FamilyName, one.Name, one.ServiceName(), one.SchoolName, one.ClassName, one.Band,
			one.To.Italian(),
		})
	}
	return web.Export(w, r, visit, h.Audit, web.List{Name: "isee-in-scadenza.csv", About: list.About(), Header: []string{
		"scadenza_isee", "alunno", "cognome", "nome", "servizio", "scuola", "classe", "fascia", "al",
	}, Rows: rows})
}
