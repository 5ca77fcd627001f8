package main

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/fiscalcode"
	"serviziscolastici/shared/letters"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// maxTyped is the longest text to search, in characters.
const maxTyped = 80

// results is what the page of the search shows.
type results struct {
	web.Paged[match]

	Asked string // what was typed; "" before the first search
	All   int
	More  bool // there are more than are listed
	CSV   string
}

// match is somebody who was found, with the pupils of an adult.
type match struct {
	school.Found
	Pupils []school.Link
}

// PupilNames are the names of the adult's pupils.
func (m match) PupilNames() []string {
	names := make([]string, 0, len(m.Pupils))
	for _, link := range m.Pupils {
		names = append(names, link.FullName())
	}
	return names
}

// matches are those who were found.
func matches(found []school.Found) []match {
	all := make([]match, 0, len(found))
	for _, one := range found {
		all = append(all, match{Found: one})
	}
	return all
}

// withPupils reads the pupils of the adults side by side.
func (h Handler) withPupils(r *http.Request, visit web.Visit, found []match) error {
	reads := beside.New()
	for i, one := range found {
		if one.Adult {
			reads.Go(func() (err error) {
				found[i].Pupils, err = h.School.PupilsOf(r.Context(), visit.Municipality.ID, one.ID)
				return err
			})
		}
	}
	return reads.Wait()
}

// list is the page of the search, with what was found.
func (h Handler) list(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	found, err := h.found(r, visit)
	page := web.Page{Title: title, Section: section, Template: "list", Crumbs: deskOnly()}
	var wrong *problem.Error
	if known := problem.Of(err); err != nil && known.Code == problem.Invalid {
		wrong, err = known, nil
	}
	if err != nil {
		return err
	}
	page.Data, page.Form = found, url.Values{"cerca": {found.Asked}}
	if wrong != nil {
		page.Errors, page.Status = []web.FieldError{{Field: "cerca", Text: wrong.Text}}, http.StatusBadRequest
	}
	return h.Site.Render(w, r, visit, page)
}

func deskOnly() []web.Crumb { return []web.Crumb{{Name: "Scrivania", Path: web.OfficeHome}} }

// found reads the kept search, then who is found.
func (h Handler) found(r *http.Request, visit web.Visit) (results, error) {
	sought, err := web.KeptSearch(r, visit, h.Searches)
	data := results{Asked: sought.Words}
	if err != nil || data.Asked == "" {
		return data, err
	}
	everybody, more, err := h.everybody(r, visit, sought)
	if err != nil {
		return data, err
	}
	asked := web.Asked{Sought: sought}
	data.All, data.More = len(everybody), more
	data.Paged = web.Paginate(matches(everybody), web.PageNumber(r.URL.Query()), listPath, asked.Query())
	data.CSV = asked.At(listPath+"/elenco.csv", "")
	return data, h.withPupils(r, visit, data.Rows)
}

// everybody is whose names begin with what is sought. When nobody's do, or it has a digit, it is who has the name in one
// word, and the others in the row: "ferrari 3A".
func (h Handler) everybody(r *http.Request, visit web.Visit, sought web.Sought) (list []school.Found, more bool, err error) {
	list, more, err = h.School.Search(r.Context(), visit.Municipality.ID, sought.Words)
	words, whole := strings.Fields(sought.Words), len(list) > 0 && !strings.ContainsAny(sought.Words, "0123456789")
	if err != nil || whole || len(words) == 1 {
		return list, more, err
	}
	list, words = nil, words[:min(len(words), web.MostNames)]
	found, cut, err := web.SearchEach(r.Context(), h.School, visit.Municipality.ID, words)
	for _, one := range slices.Concat(found...) {
		if !slices.Contains(list, one) && sought.Fits(one.ListName(), one.ID, one.SchoolName, one.ClassName, one.Badge) {
			list = append(list, one)
		}
	}
	slices.SortStableFunc(list, func(a, b school.Found) int { return strings.Compare(a.ListName(), b.ListName()) })
	return list, slices.Contains(cut, true), err
}

// search takes what was typed: a code leads straight to its card or notice, a name to the list.
func (h Handler) search(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, key, err := web.KeyedForm(r, visit)
	if err != nil {
		return err
	}
	typed := letters.Tidy(form.Get("cerca"))
	to, missing, err := h.codeAddress(r, visit, typed)
	switch {
	case err != nil:
		return err
	case missing == "" && utf8.RuneCountInString(typed) > maxTyped:
		missing = "Il testo è troppo lungo: bastano cognome e nome."
	case missing == "" && to == "" && len(strings.Join(letters.Words(typed), "")) < 2:
		missing = "Scrivi almeno due lettere del cognome o del nome, oppure un codice."
	}
	if missing != "" {
		return h.Site.Render(w, r, visit, web.Page{
			Title: title, Section: section, Template: "list", Crumbs: deskOnly(), Form: form, Data: results{},
			Errors: []web.FieldError{{Field: "cerca", Text: missing}}, Status: http.StatusBadRequest,
		})
	}
	if to == "" {
		if err := h.Searches.KeepSearch(r.Context(), *visit.Session, key, typed); err != nil {
			return err
		}
		to = web.Asked{Sought: web.Kept(key)}.At(listPath, "")
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// codeAddress returns where a code leads: a notice number, a fiscal code, or a pupil's code or badge. Both texts are ""
// for what is a name; missing says that nobody has the code.
func (h Handler) codeAddress(r *http.Request, visit web.Visit, typed string) (to, missing string, err error) {
	if number, wrong := pagopa.ParseNoticeNumber(typed); wrong == nil {
		return h.noticeAddress(r, visit, number)
	}
	if code, wrong := fiscalcode.ParseAny(letters.Code(typed)); wrong == nil {
		id := school.GuardianID(h.PeopleKey, code.String())
		people, err := h.School.SearchPerson(r.Context(), visit.Municipality.ID, id)
		if err != nil || len(people) > 0 {
			return addressOf(people), "", err
		}
		return "", "Nessuno ha questo codice fiscale.", nil
	}
	if strings.ContainsAny(typed, " '’") || !strings.ContainsAny(typed, "0123456789") {
		return "", "", nil
	}
	return h.pupilAddress(r, visit, typed)
}

// noticeAddress looks a notice up, so that a wrong number is said at once.
func (h Handler) noticeAddress(r *http.Request, visit web.Visit, number pagopa.NoticeNumber) (to, missing string, err error) {
	found, err := h.Billing.Locate(r.Context(), visit.Municipality.FiscalCode, number)
	if problem.Is(err, problem.NotFound) || err == nil && found.Tenant != visit.Municipality.ID {
		return "", "Nessun avviso ha questo numero.", nil
	}
	return noticePath + number.String(), "", err
}

// pupilAddress looks for the pupil with a code of the office, as it is typed and then in capital letters, or with a badge.
func (h Handler) pupilAddress(r *http.Request, visit web.Visit, code string) (to, missing string, err error) {
	tenant := visit.Municipality.ID
	var pupil school.Pupil
	var badges []school.Found
	err = beside.Together(
		beside.Into(&badges, func() ([]school.Found, error) { return h.School.SearchBadge(r.Context(), tenant, code) }),
		func() error {
			var err error
			for _, typed := range slices.Compact([]string{code, strings.ToUpper(code)}) {
				pupil, err = h.School.Pupil(r.Context(), tenant, typed)
				if !problem.Is(err, problem.NotFound) {
					return err
				}
			}
			return nil
		})
	switch {
	case err != nil:
		return "", "", err
	case pupil.ID != "":
		return cardAddress(pupil.ID), "", nil
	case len(badges) > 0:
		return addressOf(badges), "", nil
	default:
		return "", "Nessun alunno ha questo codice o questo badge.", nil
	}
}

// addressOf is the page of the first of those who were found by a code, pupils before adults; "" for nobody.
func addressOf(people []school.Found) string {
	to := ""
	for _, one := range people {
		if !one.Adult {
			return cardAddress(one.ID)
		}
		to = adultPath + url.PathEscape(one.ID)
	}
	return to
}

// export is the list as a file.
func (h Handler) export(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	sought, err := web.KeptSearch(r, visit, h.Searches)
	if err != nil {
		return err
	}
	if sought.Words == "" {
		return problem.Missing()
	}
	people, _, err := h.everybody(r, visit, sought)
	if err != nil {
		return err
	}
	found, rows := matches(people), make([][]string, len(people))
	return web.Export(w, r, visit, h.Audit, web.List{
		Name: "alunni-e-adulti.csv", About: web.Asked{Sought: sought}.About(), Header: []string{
			"tipo", "codice", "cognome", "nome", "data_nascita", "scuola", "classe", "badge", "alunni_dell_adulto",
		}, Rows: rows, Fill: func() error {
			err := h.withPupils(r, visit, found)
			for i, one := range found {
				kind, id := "alunno", one.ID
				if one.Adult {
					kind, id = "adulto", ""
				}
				rows[i] = []string{
					kind, id, one.FamilyName, one.Name, one.BirthDate.Italian(), one.SchoolName, one.ClassName, one.Badge,
					strings.Join(one.PupilNames(), ", "),
				}
			}
			return err
		},
	})
}
