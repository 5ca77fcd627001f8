package main

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"serviziscolastici/shared/beside"
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
	// Found are the pupils whose name begins with what was typed; More says that there are others.
	Found []school.Found
	More  bool
	// Pupil is the chosen one; the zero Pupil while none is.
	Pupil school.Pupil
	// Before and After are the pupil's balances.
	Before, After money.Cents
}

// askCredit asks for the pupil, and for confirmation once there is one.
func (h Handler) askCredit(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	return h.showCredit(w, r, visit, r.URL.Query(), crediting{}, nil)
}

// mostFound is how many pupils a search shows: for more, more letters are needed.
const mostFound = 20

// search looks for a pupil by code or name. It is a form, because names do not belong into addresses.
func (h Handler) search(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, err := web.Form(r, visit)
	if err != nil {
		return err
	}
	typed := strings.TrimSpace(form.Get("cerca"))
	if code := strings.ToUpper(typed); school.ValidCode(code) {
		_, err := h.School.Pupil(r.Context(), visit.Municipality.ID, code)
		if err == nil {
			form.Set("alunno", code)
			return h.showCredit(w, r, visit, form, crediting{}, nil)
		}
		if !problem.Is(err, problem.NotFound) {
			return err
		}
	}
	found, more, err := h.School.Search(r.Context(), visit.Municipality.ID, typed)
	if problem.Is(err, problem.Invalid) {
		wrong := []web.FieldError{{Field: "cerca", Text: problem.Of(err).Text}}
		return h.showCredit(w, r, visit, form, crediting{}, wrong)
	}
	if err != nil {
		return err
	}
	found = slices.DeleteFunc(found, func(f school.Found) bool { return f.Adult })
	if len(found) == 0 {
		wrong := []web.FieldError{{Field: "cerca", Text: "Nessun alunno ha questo codice o un nome che inizia così."}}
		return h.showCredit(w, r, visit, form, crediting{}, wrong)
	}
	list := crediting{Found: found[:min(len(found), mostFound)], More: more || len(found) > mostFound}
	return h.showCredit(w, r, visit, form, list, nil)
}

// showCredit shows the page with the errors of a form that was sent.
func (h Handler) showCredit(
	w http.ResponseWriter, r *http.Request, visit web.Visit, values url.Values, data crediting, wrong []web.FieldError,
) error {
	code := pupilCode(values)
	var parked billing.ParkedReceipt
	var pupil school.Pupil
	var accounts map[string]ledger.Account
	err := beside.Together(
		beside.Into(&parked, func() (billing.ParkedReceipt, error) { return h.parked(r, visit, values) }),
		func() (err error) {
			if code == "" {
				return nil
			}
			pupil, err = h.School.Pupil(r.Context(), visit.Municipality.ID, code)
			if problem.Is(err, problem.NotFound) {
				wrong = append(wrong, web.FieldError{Field: "cerca", Text: "Nessun alunno ha il codice " + code + "."})
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
	data.row, data.Pupil = rowOf(parked, visit.Municipality, visit.Today()), pupil
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
	why, wrong := web.Reason(form)
	code := pupilCode(form)
	if code == "" {
		wrong = append(wrong, web.FieldError{Field: "cerca", Text: "Scrivi il codice dell'alunno."})
	}
	if len(wrong) > 0 {
		return h.showCredit(w, r, visit, form, crediting{}, wrong)
	}
	if _, err := h.School.Pupil(r.Context(), visit.Municipality.ID, code); problem.Is(err, problem.NotFound) {
		return h.showCredit(w, r, visit, form, crediting{}, nil)
	} else if err != nil {
		return err
	}
	ctx := h.noting(r, visit, office.Deed{
		Action: office.PaymentCredited, Object: "ricevuta " + parked.ID(), Pupil: code, Reason: why,
		Before: "da sistemare", After: parked.Own(visit.Municipality).Plain() + " euro accreditati",
	})
	if err := h.Billing.CreditParked(ctx, visit.Municipality, parked, code); err != nil {
		return err
	}
	return done(w, r, incomePath, "accreditato")
}
