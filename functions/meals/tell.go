package main

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"serviziscolastici/shared/absence"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// telling is what a form tells.
type telling struct {
	named    []string
	mark     school.Mark
	from, to calendar.Day
}

// readTelling reads the form, or says what is wrong with it. Without a last day it is
// one day.
func readTelling(form url.Values, today calendar.Day) (telling, []web.FieldError) {
	var wrong []web.FieldError
	t := telling{named: slices.Clone(form["figlio"]), mark: school.Mark(form.Get("tipo"))}
	slices.Sort(t.named)
	if t.named = slices.Compact(t.named); len(t.named) == 0 {
		wrong = append(wrong, web.FieldError{Field: "figlio", Text: "Scegli per chi."})
	}
	if t.mark != school.Absent && t.mark != school.Plain {
		wrong = append(wrong, web.FieldError{Field: "tipo", Text: "Scegli se è assente o se mangia in bianco."})
	}
	var err error
	if t.from, err = calendar.ParseTypedDay(form.Get("dal")); err != nil {
		wrong = append(wrong, web.WrongDay("dal", "Primo giorno", today))
	}
	t.to = t.from
	if text := strings.TrimSpace(form.Get("al")); text != "" {
		if t.to, err = calendar.ParseTypedDay(text); err != nil {
			wrong = append(wrong, web.WrongDay("al", "Ultimo giorno", today))
		}
	}
	return t, wrong
}

// tell keeps what a parent tells of one or more children's meals, all or nothing.
func (h Handler) tell(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, key, err := web.KeyedForm(r, visit)
	if err != nil {
		return err
	}
	asked, wrong := readTelling(form, visit.Today())
	unknown := func(pupil string) bool { return !school.ValidCode(pupil) }
	if len(asked.named) > maxDiners || slices.ContainsFunc(asked.named, unknown) {
		return problem.Missing()
	}
	if len(wrong) > 0 {
		return h.refuse(w, r, visit, form, wrong)
	}
	diners, err := h.family(r.Context(), visit, asked.named)
	if err != nil {
		return err
	}
	number := absence.NumberOf(visit.Session.ID, key, strings.Join(asked.named, " "), string(asked.mark),
		asked.from.String(), asked.to.String())
	if slices.ContainsFunc(diners, func(d diner) bool { return d.toldBy(number) }) { // The form was sent before.
		http.Redirect(w, r, absencesPath+"?numero="+number, http.StatusSeeOther)
		return nil
	}
	notices, shown, wrong := asked.notices(diners, number, visit)
	if len(wrong) > 0 {
		return h.refuse(w, r, visit, form, wrong)
	}
	err = h.Notices.Tell(r.Context(), visit.Municipality.ID, notices)
	if problem.Is(err, problem.Invalid) {
		return h.refuse(w, r, visit, form, []web.FieldError{{Field: "dal", Text: problem.Of(err).Text}})
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, absencesPath+"?numero="+shown, http.StatusSeeOther)
	return nil
}

// notices are what is to be kept, and the number to show. What was told already is not
// told again: when nothing is new, the number is that of what holds.
func (t telling) notices(diners []diner, number string, visit web.Visit) ([]absence.Notice, string, []web.FieldError) {
	var notices []absence.Notice
	var wrong []web.FieldError
	shown := ""
	for _, d := range diners {
		meals, err := d.Between(t.from, t.to, visit.Now)
		if err != nil {
			wrong = append(wrong, web.FieldError{Field: "dal", Text: d.Name + ": " + problem.Of(err).Text})
			continue
		}
		for _, meal := range meals {
			before := d.notice(meal.Day)
			if before.Holds() && before.Mark == t.mark {
				shown = before.Number
				continue
			}
			notices = append(notices, absence.Notice{
				Pupil: d.Pupil, Day: meal.Day, Class: meal.Class, Mark: t.mark, Number: number,
				Guardian: visit.Session.Guardian, At: visit.Now.UTC(), Until: meal.Until.UTC(),
				Revision: before.Revision,
			})
		}
	}
	if len(notices) > 0 {
		shown = number
	}
	return notices, shown, wrong
}

// refuse shows the form again; nothing was kept.
func (h Handler) refuse(
	w http.ResponseWriter, r *http.Request, visit web.Visit, form url.Values, wrong []web.FieldError,
) error {
	diners, err := h.family(r.Context(), visit, nil)
	if err != nil {
		return err
	}
	return h.showAbsences(w, r, visit, diners, web.Page{
		Status: http.StatusBadRequest, Form: form, Errors: wrong, Refused: "Non abbiamo registrato nulla",
	})
}

// withdraw takes back what a form told of a child: of one day, or of all that are not
// too late when the form names none.
func (h Handler) withdraw(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, err := web.Form(r, visit)
	if err != nil {
		return err
	}
	pupil, number, day := form.Get("figlio"), form.Get("numero"), form.Get("giorno")
	if !school.ValidCode(pupil) || !numbers.Matches(number) {
		return problem.Missing()
	}
	diners, err := h.family(r.Context(), visit, []string{pupil})
	if err != nil {
		return err
	}
	var notices []absence.Notice
	for _, n := range diners[0].Told {
		if n.Number == number && (n.Day.String() == day || day == "" && n.Open(visit.Now)) {
			notices = append(notices, n)
		}
	}
	if len(notices) == 0 {
		return problem.Missing()
	}
	err = h.Notices.Withdraw(r.Context(), visit.Municipality.ID, notices, visit.Now)
	if problem.Is(err, problem.Invalid) {
		return h.refuse(w, r, visit, nil, []web.FieldError{{Field: "comunicate", Text: problem.Of(err).Text}})
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, absencesPath+"?numero="+number, http.StatusSeeOther)
	return nil
}
