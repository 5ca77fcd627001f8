package main

import (
	"net/http"
	"net/url"
	"strings"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// crediting is what the page of a credit knows.
type crediting struct {
	row
	// Pupil is the chosen one; the zero Pupil while none is.
	Pupil school.Pupil
	// Before and After are the pupil's balances.
	Before, After money.Cents
}

// Initials are enough to recognise the child whom somebody else asks for.
func (c crediting) Initials() string {
	return initial(c.Pupil.Name) + " " + initial(c.Pupil.FamilyName)
}

func initial(name string) string {
	for _, letter := range name {
		return string(letter) + "."
	}
	return ""
}

// askCredit asks for the pupil, and for confirmation once there is one.
func (h Handler) askCredit(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	return h.showCredit(w, r, visit, r.URL.Query(), nil)
}

// showCredit shows the page with the errors of a form that was sent.
func (h Handler) showCredit(
	w http.ResponseWriter, r *http.Request, visit web.Visit, values url.Values, wrong []web.FieldError,
) error {
	code := pupilCode(values)
	var parked billing.ParkedReceipt
	var pupil school.Pupil
	var accounts map[string]ledger.Account
	err := web.Together(
		web.Into(&parked, func() (billing.ParkedReceipt, error) { return h.parked(r, visit, values) }),
		func() (err error) {
			if code == "" {
				return nil
			}
			pupil, err = h.School.Pupil(r.Context(), visit.Municipality.ID, code)
			if problem.Is(err, problem.NotFound) {
				wrong = append(wrong, web.FieldError{Field: "alunno", Text: "Nessun alunno ha il codice " + code + "."})
				return nil
			}
			return err
		},
		func() (err error) {
			if code != "" {
				accounts, err = h.Accounts.Accounts(r.Context(), visit.Municipality.ID, []string{code})
			}
			return err
		},
	)
	if err != nil {
		return err
	}
	page := web.Page{
		Title: "Accredita a un alunno", Section: section, Template: "credit", Form: values, Errors: wrong,
		Crumbs: crumbs(web.Crumb{Name: "Pagamento", Path: incomePath + "/ricevuta?" + named(parked).Encode()}),
	}
	if len(wrong) > 0 {
		page.Status = http.StatusBadRequest
	}
	data := crediting{row: rowOf(parked, visit.Municipality, visit.Today()), Pupil: pupil}
	data.Before = accounts[pupil.ID].Balance
	if data.After, err = data.Before.Add(data.Own); err != nil {
		return err
	}
	page.Data = data
	return h.Site.Render(w, r, visit, page)
}

// pupilCode is the code as typed, as codes are written.
func pupilCode(values url.Values) string {
	code := strings.ToUpper(strings.TrimSpace(values.Get("alunno")))
	if !school.ValidCode(code) {
		return ""
	}
	return code
}

// credit puts the money onto the pupil's account.
func (h Handler) credit(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, err := web.Form(r, visit)
	if err != nil {
		return err
	}
	parked, err := h.parked(r, visit, form)
	if err != nil {
		return err
	}
	why, wrong := reason(form)
	code := pupilCode(form)
	if code == "" {
		wrong = append(wrong, web.FieldError{Field: "alunno", Text: "Scrivi il codice dell'alunno."})
	}
	if len(wrong) > 0 {
		return h.showCredit(w, r, visit, form, wrong)
	}
	if _, err := h.School.Pupil(r.Context(), visit.Municipality.ID, code); problem.Is(err, problem.NotFound) {
		return h.showCredit(w, r, visit, form, nil)
	} else if err != nil {
		return err
	}
	ctx := h.noting(r, visit, office.Deed{
		Action: "Pagamento accreditato", Object: "ricevuta " + parked.ID(), Pupil: code, Reason: why,
		Before: "da sistemare", After: parked.Own(visit.Municipality).Plain() + " euro all'alunno " + code,
	})
	if err := h.Billing.CreditParked(ctx, visit.Municipality, parked, code); err != nil {
		return err
	}
	return done(w, r, incomePath, "accreditato")
}
