package main

import (
	"net/http"
	"slices"
	"strings"

	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// pupilChoice are the pupils of a name that was sought.
type pupilChoice struct {
	web.Ways
	Pupils []chosenPupil
}

// chosenPupil is one of them, with the address of what was done about the pupil.
type chosenPupil struct {
	school.Found
	Path string
}

// choosePupil goes on to the register of the one pupil who has a name or code that was sought. Of several it shows which.
func (h Handler) choosePupil(w http.ResponseWriter, r *http.Request, visit web.Visit, ways web.Ways) error {
	sought, err := web.KeptSearch(r, visit, h.Searches)
	if err != nil {
		return err
	}
	people, more, err := h.People.Search(r.Context(), visit.Municipality.ID, sought.Words)
	if err != nil && !problem.Is(err, problem.Invalid) { // a number, or a letter
		return err
	}
	sought.More = more
	ways.Sought = sought
	data := pupilChoice{Ways: ways}
	people = slices.DeleteFunc(people, func(one school.Found) bool { return one.Adult })
	if school.ValidCode(sought.Words) {
		codes := slices.Compact([]string{sought.Words, strings.ToUpper(sought.Words)})
		found, err := h.People.PupilsByID(r.Context(), visit.Municipality.ID, codes)
		if err != nil {
			return err
		}
		for _, one := range found {
			people = append(people, school.Found{ID: one.ID, FamilyName: one.FamilyName, Name: one.Name, ClassName: one.ClassName})
		}
	}
	for _, one := range people {
		query := ways.Query()
		web.Kept("").In(query)
		query.Set("alunno", one.ID)
		data.Pupils = append(data.Pupils, chosenPupil{one, registerPath + "?" + query.Encode()})
	}
	if len(data.Pupils) == 1 {
		http.Redirect(w, r, data.Pupils[0].Path, http.StatusSeeOther)
		return nil
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Di quale alunno?", Section: "registro", Template: "pupils", Data: data,
		Crumbs: []web.Crumb{{Name: "Scrivania", Path: web.OfficeHome}, {Name: "Registro delle operazioni", Path: ways.All}},
	})
}
