package main

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/message"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/web"
)

// Messages knows how parents want to be told of things.
type Messages interface {
	Preferences(ctx context.Context, tenant, guardian string) (message.Preferences, error)
	Bounced(ctx context.Context, tenant, guardian, address string) (time.Time, error)
	Choose(ctx context.Context, tenant, guardian string, chosen message.Preferences) error
	Ask(ctx context.Context, tenant, guardian, address string) (bool, error)
	Answer(ctx context.Context, tenant, guardian, code string) error
	Unsubscribe(ctx context.Context, tenant, guardian, code string) error
}

// Looks asks the messenger to look at a parent.
type Looks interface {
	Send(ctx context.Context, look message.Look) error
}

// choices is what the page of messages knows.
type choices struct {
	message.Preferences
	Kinds   []message.Kind
	Choices []message.Choice
	// Email is the address that the office uses; Mails says that messages go there.
	Email        string
	Mails        bool
	Bounced      bool
	Asking       bool
	MinThreshold money.Cents
}

// messages is the page where a parent chooses what to be told, and how.
func (h Handler) messages(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	notice := map[string]string{
		"scelte": "Scelte salvate.", "chiesto": "Ti abbiamo scritto: apri l'e-mail e conferma l'indirizzo entro 48 ore.",
		"attendi": "Ti abbiamo già scritto poco fa. Se non trovi l'e-mail guarda nella posta indesiderata e riprova tra mezz'ora.",
	}[r.URL.Query().Get("esito")]
	return h.showMessages(w, r, visit, web.Page{Notice: notice})
}

func (h Handler) showMessages(w http.ResponseWriter, r *http.Request, visit web.Visit, page web.Page) error {
	tenant, guardian := visit.Municipality.ID, visit.Session.Guardian
	data := choices{Kinds: message.Kinds(), Choices: message.Choices()}
	known, err := h.School.Guardian(r.Context(), tenant, guardian)
	if err != nil && !problem.Is(err, problem.NotFound) {
		return err
	}
	data.Email = known.Email
	var bounced time.Time
	err = beside.Together(
		beside.Into(&data.Preferences, func() (message.Preferences, error) {
			return h.Messages.Preferences(r.Context(), tenant, guardian)
		}),
		beside.Into(&bounced, func() (time.Time, error) {
			return h.Messages.Bounced(r.Context(), tenant, guardian, data.Email)
		}),
	)
	if err != nil {
		return err
	}
	data.Bounced = bounced.After(data.ConfirmedAt)
	data.Mails = data.Email != "" && data.Confirmed == data.Email && !data.Bounced
	data.Asking = data.Preferences.Asking(visit.Now) && data.Asked == data.Email
	if page.Form == nil {
		page.Form = url.Values{}
		for _, kind := range data.Kinds {
			page.Form.Set(string(kind), string(data.Of(kind)))
		}
		if data.Threshold != 0 {
			page.Form.Set("soglia", data.Threshold.Plain())
		}
	}
	page.Title, page.Section, page.Template, page.Data = "Messaggi che ricevi", "anagrafica", "messages", data
	page.Lead = "Che cosa ti scriviamo, e dove: sull'app IO, per e-mail o in nessun modo."
	page.Crumbs = []web.Crumb{{Name: "Scheda anagrafica", Path: "/anagrafica"}}
	return h.Site.Render(w, r, visit, page)
}

// chooseMessages keeps the parent's choices, or says beside the field what is wrong.
func (h Handler) chooseMessages(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, err := web.Form(r, visit)
	if err != nil {
		return err
	}
	chosen := message.Preferences{Choices: map[message.Kind]message.Choice{}}
	for _, kind := range message.Kinds() {
		choice := message.Choice(form.Get(string(kind)))
		if !slices.Contains(message.Choices(), choice) {
			return problem.New(problem.Invalid, "Una scelta non è valida. Torna indietro e scegli di nuovo.")
		}
		chosen.Choices[kind] = choice
	}
	if text := strings.TrimSpace(form.Get("soglia")); text != "" {
		chosen.Threshold, err = money.Parse(text)
		if err != nil || chosen.Threshold <= 0 || chosen.Threshold > visit.Municipality.CreditMax {
			return h.showMessages(w, r, visit, web.Page{Status: http.StatusBadRequest, Form: form, Errors: []web.FieldError{{
				Field: "soglia", Text: "Scrivi un importo maggiore di zero e non oltre " + visit.Municipality.CreditMax.String() + ".",
			}}})
		}
	}
	if err := h.Messages.Choose(r.Context(), visit.Municipality.ID, visit.Session.Guardian, chosen); err != nil {
		return err
	}
	http.Redirect(w, r, "/anagrafica/messaggi?esito=scelte", http.StatusSeeOther)
	return nil
}

// askAddress has the messenger write to the parent's address, whose owner confirms it.
func (h Handler) askAddress(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	if _, err := web.Form(r, visit); err != nil {
		return err
	}
	tenant, guardian := visit.Municipality.ID, visit.Session.Guardian
	known, err := h.School.Guardian(r.Context(), tenant, guardian)
	if err != nil {
		return err
	}
	if known.Email == "" {
		return problem.New(problem.Invalid, "Non conosciamo il tuo indirizzo e-mail: scrivilo prima nei contatti.")
	}
	asked, err := h.Messages.Ask(r.Context(), tenant, guardian, known.Email)
	if err != nil {
		return err
	}
	outcome := "attendi"
	if asked {
		outcome = "chiesto"
		look := message.Look{Version: message.LookVersion, Municipality: tenant, Guardian: guardian}
		if err := h.Looks.Send(r.Context(), look); err != nil {
			return err // the next walk asks all the same
		}
	}
	http.Redirect(w, r, "/anagrafica/messaggi?esito="+outcome, http.StatusSeeOther)
	return nil
}
