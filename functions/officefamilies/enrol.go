package main

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/letters"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// What a form asks of an enrolment.
const (
	turnChange = "cambia"
	turnEnd    = "fine"
)

// repriceField asks in a form for new prices of meals that are debited.
const repriceField = "ricalcola"

// enrolPage is the form of a change of class, band or service.
type enrolPage struct {
	subject
	Enrolments []enrolment
	Services   []string
	Classes    []school.Class
	// Bands are one of each service and band, with the price that holds on Priced.
	Bands  []serviceBands
	Priced calendar.Day

	all     []school.Enrolment
	tariffs []school.Tariff
}

// askEnrolment is the form.
func (h Handler) askEnrolment(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	data, err := h.enrolPageOf(r.Context(), visit, r.PathValue("alunno"))
	if err != nil {
		return err
	}
	return h.enrolForm(w, r, visit, data, &fields{
		form: url.Values{"dal": {visit.Today().Italian()}, "operazione": {turnChange}},
	})
}

// enrolForm shows the form, with the prices of the day that was chosen, else of today.
func (h Handler) enrolForm(w http.ResponseWriter, r *http.Request, visit web.Visit, data enrolPage, f *fields) error {
	var err error
	if data.Priced, err = calendar.ParseTypedDay(f.form.Get("dal")); err != nil {
		data.Priced = visit.Today()
	}
	data.Bands = bandsOf(data.tariffs, data.Priced)
	return h.Site.Render(w, r, visit, f.page(web.Page{
		Title: "Cambia classe, fascia o servizio", Section: section, Template: "enrol", Data: data, Crumbs: crumbs(data.ID),
	}))
}

func (h Handler) enrolPageOf(ctx context.Context, visit web.Visit, pupil string) (enrolPage, error) {
	tenant, year := visit.Municipality.ID, visit.Today().SchoolYear()
	data := enrolPage{Services: school.Services()}
	var last, current, next []school.Tariff
	err := beside.Together(
		beside.Into(&data.subject, func() (subject, error) { return h.subject(ctx, visit, pupil) }),
		beside.Into(&data.all, func() ([]school.Enrolment, error) { return h.School.Enrolments(ctx, tenant, pupil) }),
		beside.Into(&data.Classes, func() ([]school.Class, error) { return h.School.Classes(ctx, tenant) }),
		beside.Into(&current, func() ([]school.Tariff, error) { return h.School.Tariffs(ctx, tenant, year) }),
		beside.Into(&last, func() ([]school.Tariff, error) { return h.School.Tariffs(ctx, tenant, year-1) }),
		beside.Into(&next, func() ([]school.Tariff, error) { return h.School.Tariffs(ctx, tenant, year+1) }),
	)
	data.tariffs = slices.Concat(last, current, next)
	data.Enrolments = described(data.all, data.tariffs, visit.Today())
	return data, err
}

// serviceBands are the bands of a service.
type serviceBands struct {
	Name  string
	Bands []school.Tariff
}

// bandsOf lists the bands of each service by the tariff that holds on a day. A band that has none yet is there with its
// next one; a band whose last has ended is not.
func bandsOf(tariffs []school.Tariff, day calendar.Day) []serviceBands {
	var services []serviceBands
	for _, service := range school.Services() {
		bands := make(map[string]school.Tariff)
		for _, t := range tariffs {
			held, known := bands[t.Band]
			valid, holds := school.TariffFor(tariffs, service, t.Band, day)
			switch {
			case t.Service != service || t.To.Before(day):
			case holds:
				bands[t.Band] = valid
			case !known || t.From.Before(held.From):
				bands[t.Band] = t
			}
		}
		if len(bands) > 0 {
			services = append(services, serviceBands{school.ServiceName(service), slices.SortedFunc(maps.Values(bands),
				func(a, b school.Tariff) int { return strings.Compare(a.Band, b.Band) })})
		}
	}
	return services
}

// bandValue names a band in a form; two services may have a band of one name.
func bandValue(t school.Tariff) string { return t.Service + " " + t.Band }

// ServiceName names a service in the form.
func (enrolPage) ServiceName(service string) string { return school.ServiceName(service) }

// BandValue names a band in the form.
func (enrolPage) BandValue(t school.Tariff) string { return bandValue(t) }

// changeEnrolment changes class, band or service from a day on.
func (h Handler) changeEnrolment(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, err := web.Form(r, visit)
	if err != nil {
		return err
	}
	data, err := h.enrolPageOf(r.Context(), visit, r.PathValue("alunno"))
	if err != nil {
		return err
	}
	version, err := seen(form)
	if err != nil {
		return err
	}
	f := &fields{form: form}
	turn := data.readTurn(f)
	reason := f.reason()
	var after []school.Enrolment
	if turn.Ends && form.Get(repriceField) != "" {
		f.refuse(repriceField, "Un servizio che finisce non ricalcola i pasti: togli la spunta. I pasti già addebitati nei giorni senza "+
			"servizio si tolgono correggendo le presenze di quei giorni, nella pagina Presenze.")
	}
	ask := data.ask(form, turn, visit.Today())
	if len(f.wrong) == 0 {
		data.refuseOtherSheets(f, ask)
		after = data.applied(f, turn)
	}
	if f.unfinished() {
		return h.enrolForm(w, r, visit, data, f)
	}
	rows, diet := turnRows(turn, data.all, after)
	if !yes(form) {
		shown := proposal{Subject: data.FullName(), Rows: append(rows, diet, row{"Motivo", "", reason}), Button: "Cambia l’iscrizione"}
		shown.Warnings = slices.Concat(
			lostISEE(turn, data.all), goesOn(turn, after), staysBehind(turn, data.all), uncardedDiet(turn, data.Pupil),
		)
		shown.Notes, err = h.pastMeals(r.Context(), visit, data, turn, after, ask)
		if err != nil {
			return err
		}
		return h.propose(w, r, visit, form, data.ID, shown)
	}
	pieces := changed(rows)
	if !diet.Same() { // the log outlives the diet, and more people read it
		pieces = append(pieces, office.Piece{After: dietChanged})
	}
	if len(ask) > 0 {
		changes, first, err := h.repriced(r.Context(), visit, data, turn, after, ask[0])
		if err != nil {
			return err
		}
		told := "pasti dal " + ask[0].From.Italian() + " ricalcolati: " + changes.String()
		if first.meals > 0 {
			told += ", e ancora da addebitare " + first.String()
		}
		pieces = append(pieces, office.Piece{After: told})
	}
	ctx := h.noting(r.Context(), visit, office.Deed{
		Action: office.Enrolled, Object: school.ServiceName(turn.Service) + " dal " + turn.From.Italian(),
		Reason: reason, Pupil: data.ID,
	}.Changing(pieces...))
	if err := h.School.Reenrol(ctx, visit.Municipality.ID, data.ID, version, after, ask...); err != nil {
		return err
	}
	return finish(w, r, cardAddress(data.ID), "iscrizione")
}

// ask is the question for new prices of meals that are debited, if the form has it and there are past days.
func (p enrolPage) ask(form url.Values, turn school.Turn, today calendar.Day) []school.Repricing {
	if form.Get(repriceField) == "" || turn.Service != school.Canteen || turn.Ends || !turn.From.Before(today) {
		return nil
	}
	last := today.AddDays(-1)
	if held, found := turn.Held(p.all); found && held.To.Before(last) {
		last = held.To
	}
	return []school.Repricing{{Class: turn.Class.ID, Pupil: p.ID, From: turn.From, To: last}}
}

// refuseOtherSheets refuses new prices of days on which the pupil was in another class: those meals are on its sheets, and a
// pupil who has left a class is priced there no more.
func (p enrolPage) refuseOtherSheets(f *fields, asked []school.Repricing) {
	for _, ask := range asked {
		for _, e := range p.all {
			if e.Service == school.Canteen && e.Class != ask.Class && !e.To.Before(ask.From) && !e.From.After(ask.To) {
				f.refuse("classe", "I pasti dal %s sono sul registro della classe %s, e si ricalcolano solo lì: cambia la fascia da quel "+
					"giorno con il ricalcolo, e la classe da oggi in poi.", ask.From.Italian(), e.ClassName)
				return
			}
		}
	}
}

// readTurn reads the form. Class and band that are left open stay as they are.
func (p enrolPage) readTurn(f *fields) school.Turn {
	turn := school.Turn{
		Service: f.choice("servizio", "Servizio", p.Services...), From: f.day("dal", "Dal giorno"),
		Ends: f.choice("operazione", "Che cosa cambia", turnChange, turnEnd) == turnEnd,
	}
	if len(f.wrong) > 0 || turn.Ends {
		return turn
	}
	held, found := turn.Held(p.all)
	turn.Class, turn.Band, turn.Reason = p.class(held.Class), held.Band, held.Reason
	if class := f.form.Get("classe"); class != "" {
		turn.Class = p.class(class)
	}
	if turn.Class.ID == "" {
		f.refuse("classe", "Scegli la classe.")
	}
	if band := f.form.Get("fascia"); band != "" {
		service, name, _ := strings.Cut(band, " ")
		if service != turn.Service {
			f.refuse("fascia", "Questa fascia è di un altro servizio.")
		}
		turn.Band = name
	}
	if text := f.text("motivo_fascia", "Motivo della fascia", false, maxReason); text != "" || turn.Band != held.Band {
		turn.Reason = text
	}
	turn.Diet = readDiet(f, turn.Service, held.Diet)
	if f.form.Get("scadenza_isee") != "" {
		turn.ISEE = f.day("scadenza_isee", "Scadenza dell’ISEE")
	} else if turn.Band == held.Band {
		turn.ISEE = held.ISEE
	}
	if !found {
		turn.To = f.day("al", "Al giorno")
	}
	if turn.Band == "" {
		f.refuse("fascia", "Scegli la fascia.")
	} else if _, priced := school.TariffFor(p.tariffs, turn.Service, turn.Band, turn.From); !priced {
		f.refuse("fascia", "Per questa fascia non c’è una tariffa dal %s.", turn.From.Italian())
	}
	return turn
}

const dietField = "codice_dieta"

// readDiet reads the code of the special diet, which stays as it is when the field is left open.
func readDiet(f *fields, service, held string) string {
	text := letters.Tidy(f.form.Get(dietField))
	code, err := school.ReadDiet(text)
	switch {
	case text == "":
		return held
	case err != nil:
		f.refuse(dietField, "%s", problem.Of(err).Text)
	case code != "" && service != school.Canteen:
		f.refuse(dietField, "Il codice della dieta vale solo per la mensa.")
	}
	return code
}

func (p enrolPage) class(id string) school.Class {
	at := slices.IndexFunc(p.Classes, func(c school.Class) bool { return c.ID == id })
	if at < 0 {
		return school.Class{}
	}
	return p.Classes[at]
}

// applied returns the enrolments after the turn; what does not fit is a fault of the first day.
func (p enrolPage) applied(f *fields, turn school.Turn) []school.Enrolment {
	after, err := turn.Applied(p.all)
	if err != nil {
		f.refuse("dal", "%s", problem.Of(err).Text)
	}
	return after
}

// turnRows shows what holds of the service from the day on, before and after; the diet apart. Of a service that ends what was
// so far stays: all that changes are its last day and the first one without it.
func turnRows(turn school.Turn, before, after []school.Enrolment) ([]row, row) {
	held, _ := turn.Held(before)
	now, _ := turn.Held(after)
	name := school.ServiceName(turn.Service)
	diet := row{name + ", codice della dieta", held.Diet, now.Diet}
	if turn.Ends {
		last := turn.From.AddDays(-1)
		diet.After = held.Diet
		return []row{
			{name + ", classe", held.InSchool(), held.InSchool()}, {name + ", fascia", held.Band, held.Band},
			{name + ", dal", held.From.Italian(), held.From.Italian()},
			{name + ", ultimo giorno", held.To.Italian(), last.Italian()},
			{name + ", primo giorno senza", held.To.AddDays(1).Italian(), turn.From.Italian()},
		}, diet
	}
	return []row{
		{name + ", classe", cmp.Or(held.InSchool(), none), cmp.Or(now.InSchool(), none)},
		{name + ", fascia", cmp.Or(held.Band, none), cmp.Or(now.Band, none)},
		{name + ", motivo della fascia", held.Reason, now.Reason},
		{name + ", scadenza dell’ISEE", cmp.Or(held.ISEE.Italian(), none), cmp.Or(now.ISEE.Italian(), none)},
		{name + ", dal", held.From.Italian(), now.From.Italian()}, {name + ", al", held.To.Italian(), now.To.Italian()},
	}, diet
}

const none = "nessuna"
