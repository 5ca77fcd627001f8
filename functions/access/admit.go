package main

import (
	"context"
	"net/http"

	"serviziscolastici/shared/identity"
	"serviziscolastici/shared/session"
	"serviziscolastici/shared/web"
)

// admission is a citizen who has proved who they are, by whichever way in.
type admission struct {
	person   identity.Person
	guardian string
	method   string
	// entry and subject are Session.Assertion and Session.Subject.
	entry, subject string
	// previous is the session that the browser had when it left, "" for none.
	previous, returnTo string
}

// admit gives a parent of this municipality a session, and tells another citizen
// whom to ask.
func (h Handler) admit(w http.ResponseWriter, r *http.Request, visit web.Visit, a admission) error {
	if web.InOffice(a.returnTo) {
		return h.admitOperator(w, r, visit, a)
	}
	if a.previous != "" { // Whoever comes in now, the browser's old session is over.
		if err := h.Sessions.End(r.Context(), a.previous); err != nil {
			return err
		}
	}
	tenant := visit.Municipality.ID
	known, err := h.known(r.Context(), tenant, a.guardian)
	if err != nil {
		return err
	}
	if !known { // No session: there is nothing here for them.
		return h.Site.Render(w, r, visit, web.Page{
			Title: "Non risultano figli iscritti", Template: "stranger", Data: a.person,
		})
	}
	if a.person.Name == "" { // Not every card says it, and the office does.
		parent, err := h.School.Guardian(r.Context(), tenant, a.guardian)
		if err != nil {
			return err
		}
		a.person.Name, a.person.FamilyName = parent.Name, parent.FamilyName
	}
	token, err := h.Sessions.Start(r.Context(), session.Session{
		Tenant: tenant, Guardian: a.guardian, Method: a.method, Assertion: a.entry, Subject: a.subject,
		FiscalCode: a.person.FiscalCode.String(), Email: a.person.Email,
		Name: a.person.Name, FamilyName: a.person.FamilyName,
	})
	if err != nil {
		return err
	}
	h.Site.StartSession(w, token)
	http.Redirect(w, r, a.returnTo, http.StatusSeeOther)
	return nil
}

// known reports whether something here is the parent's: a pupil of today or, for who
// paid once, what was paid and what is still owed.
func (h Handler) known(ctx context.Context, tenant, guardian string) (bool, error) {
	pupils, err := h.School.PupilsOf(ctx, tenant, guardian)
	if err != nil || len(pupils) > 0 {
		return err == nil, err
	}
	formers, err := h.School.FormersOf(ctx, tenant, guardian)
	return len(formers) > 0, err
}
