package main

import (
	"context"
	"net/http"
	"slices"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/fiscalcode"
	"serviziscolastici/shared/letters"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// What can be done with the adults of a pupil.
const (
	addAdult    = "aggiungi"
	payAdult    = "pagante"
	removeAdult = "togli"
)

// adultsPage is the form of a pupil's adults.
type adultsPage struct {
	subject
	Adults []person
}

// askAdults is the page on which adults are added and taken away.
func (h Handler) askAdults(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	data, err := h.adultsOf(r.Context(), visit, r.PathValue("alunno"))
	if err != nil {
		return err
	}
	return h.adultsForm(w, r, visit, data, &fields{})
}

func (h Handler) adultsForm(w http.ResponseWriter, r *http.Request, visit web.Visit, data adultsPage, f *fields) error {
	return h.Site.Render(w, r, visit, f.page(web.Page{
		Title: "Adulti dell’alunno", Section: section, Template: "adults", Data: data, Crumbs: crumbs(data.ID),
	}))
}

func (h Handler) adultsOf(ctx context.Context, visit web.Visit, pupil string) (adultsPage, error) {
	tenant := visit.Municipality.ID
	data := adultsPage{}
	var links []school.Link
	err := beside.Together(
		beside.Into(&data.subject, func() (subject, error) { return h.subject(ctx, visit, pupil) }),
		beside.Into(&links, func() ([]school.Link, error) { return h.School.GuardiansOf(ctx, tenant, pupil) }))
	if err != nil {
		return data, err
	}
	data.Adults = make([]person, len(links))
	reads := make([]func() error, len(links))
	for i, link := range links {
		reads[i] = beside.Into(&data.Adults[i], func() (person, error) { return h.person(ctx, link) })
	}
	err = beside.Together(reads...)
	slices.SortStableFunc(data.Adults, func(a, b person) int { return order(a.Role) - order(b.Role) })
	return data, err
}

// payer is who pays for the pupil; false when nobody does.
func (p adultsPage) payer() (person, bool) {
	at := slices.IndexFunc(p.Adults, func(one person) bool { return one.Role == school.Payer })
	if at < 0 {
		return person{}, false
	}
	return p.Adults[at], true
}

// adultChange is what a form asks of a pupil's adults.
type adultChange struct {
	What  string
	Adult school.Guardian
	Role  school.Role
	New   bool // the office does not know the adult yet
}

// changeAdults adds an adult, makes one pay, or takes one away.
func (h Handler) changeAdults(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, err := web.Form(r, visit)
	if err != nil {
		return err
	}
	data, err := h.adultsOf(r.Context(), visit, r.PathValue("alunno"))
	if err != nil {
		return err
	}
	version, err := seen(form)
	if err != nil {
		return err
	}
	f := &fields{form: form}
	asked, err := h.readAdult(r.Context(), visit, f, data)
	if err != nil {
		return err
	}
	if f.unfinished() {
		return h.adultsForm(w, r, visit, data, f)
	}
	if !yes(form) {
		return h.propose(w, r, visit, form, data.ID, asked.proposal(data))
	}
	if err := h.applyAdult(r.Context(), visit, data, version, asked); err != nil {
		return err
	}
	return finish(w, r, cardAddress(data.ID), "adulti")
}

// readAdult reads who is to be added, to pay or to go.
func (h Handler) readAdult(ctx context.Context, visit web.Visit, f *fields, data adultsPage) (adultChange, error) {
	asked := adultChange{What: f.choice("operazione", "Operazione", addAdult, payAdult, removeAdult)}
	switch asked.What {
	case addAdult:
		return h.readNewAdult(ctx, visit, f, asked)
	case payAdult:
		asked.Role = school.Payer
	}
	at := slices.IndexFunc(data.Adults, func(p person) bool { return p.Guardian.ID == f.form.Get("adulto") })
	switch {
	case at >= 0:
		asked.Adult = data.Adults[at].Guardian
	case asked.What == removeAdult && yes(f.form): // gone already: the form was sent twice
		asked.Adult.ID = f.form.Get("adulto")
	case asked.What != "":
		return asked, problem.New(problem.Conflict, "Questa persona non è più tra gli adulti dell’alunno: riapri la pagina.")
	}
	if asked.What == payAdult && at >= 0 && !data.Adults[at].Known {
		f.refuse("codice_fiscale", "Di questa persona il Comune non ha i dati: aggiungila qui con nome e cognome.")
	}
	return asked, nil
}

// readNewAdult reads a fiscal code, and a name for whom the office does not know.
func (h Handler) readNewAdult(ctx context.Context, visit web.Visit, f *fields, asked adultChange) (adultChange, error) {
	asked.Role = school.Role(f.choice("ruolo", "Che cosa può fare", string(school.Payer), string(school.Viewer)))
	code, err := fiscalcode.Parse(letters.Code(f.form.Get("codice_fiscale")))
	if err != nil {
		f.refuse("codice_fiscale", "Il codice fiscale non è valido: controlla i 16 caratteri.")
		return asked, nil
	}
	id := school.GuardianID(h.PeopleKey, code.String())
	known, err := h.School.Guardian(ctx, visit.Municipality.ID, id)
	switch {
	case err == nil:
		asked.Adult = known
		return asked, nil
	case !problem.Is(err, problem.NotFound):
		return asked, err
	}
	asked.New = true
	asked.Adult = readGuardian(f, school.Guardian{ID: id, FiscalCode: code.String()})
	return asked, nil
}

// proposal shows what becomes of the adults.
func (c adultChange) proposal(data adultsPage) proposal {
	name := c.Adult.FullName()
	if name == "" {
		name = "la persona con codice fiscale " + c.Adult.FiscalCode
	}
	p := proposal{Subject: data.FullName(), Notes: []string{fromFiles}}
	before := "non collegato"
	for _, one := range data.Adults {
		if one.Guardian.ID == c.Adult.ID {
			before = roleName(one.Role)
		}
	}
	after := roleName(c.Role)
	switch c.What {
	case removeAdult:
		after, p.Button = "non collegato", "Togli l’adulto"
		p.Notes = append(p.Notes, "Non vedrà più presenze e conto. Gli avvisi già intestati restano suoi.")
	case payAdult:
		p.Button = "Cambia chi paga"
	default:
		p.Button = "Aggiungi l’adulto"
		if c.New {
			p.Notes = append(p.Notes, "Il Comune non conosceva questa persona: la aggiungiamo con i dati scritti.")
		}
	}
	p.Rows = []row{{name, before, after}}
	if payer, found := data.payer(); c.Role == school.Payer && found && payer.Guardian.ID != c.Adult.ID {
		p.Rows = append(p.Rows, row{payer.FullName(), roleName(school.Payer), roleName(school.Viewer)})
		p.Warnings = append(p.Warnings, "Le ricariche non ancora pagate da "+payer.FullName()+" per questo alunno si annullano, e "+
			"cadono gli accessi che ha dato ad altri. I documenti già emessi restano intestati come sono.")
	}
	return p
}

func roleName(role school.Role) string {
	switch role {
	case school.Payer:
		return "paga"
	case school.Viewer:
		return "vede"
	default:
		return "vede, con l’accesso dato da chi paga"
	}
}

// applyAdult makes the change, and then takes back the open top-ups of who pays no more: a change that is refused leaves
// them. Whoever stops in between is told so, and the form that is sent again does the rest.
func (h Handler) applyAdult(ctx context.Context, visit web.Visit, data adultsPage, version int, c adultChange) error {
	tenant := visit.Municipality.ID
	shown := c.proposal(data)
	ctx = h.noting(ctx, visit, office.Deed{
		Action: map[string]office.Action{addAdult: office.AdultAdded, payAdult: office.PayerChanged, removeAdult: office.AdultRemoved}[c.What],
		Pupil:  data.ID, Adult: c.Adult.ID,
	}.Changing(changed(shown.Rows)...))
	if c.What == removeAdult {
		if err := h.School.UnlinkAdult(ctx, tenant, data.ID, version, c.Adult.ID); err != nil {
			return err
		}
		return h.Billing.EndTopUps(ctx, tenant, c.Adult.ID, data.ID)
	}
	if c.New && version == data.Version { // another version is refused, or done already
		if _, err := h.School.SaveGuardian(ctx, tenant, c.Adult); err != nil {
			return err
		}
	}
	if err := h.School.LinkAdult(ctx, tenant, data.ID, version, c.Adult.ID, c.Role); err != nil || c.Role != school.Payer {
		return err
	}
	for _, other := range data.Adults { // all: sent again, the page does not know any more who paid
		if other.Guardian.ID == c.Adult.ID {
			continue
		}
		if err := h.Billing.EndTopUps(ctx, tenant, other.Guardian.ID, data.ID); err != nil {
			return err
		}
	}
	return nil
}
