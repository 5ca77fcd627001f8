package main

import (
	"context"
	"net/http"
	"strings"

	"serviziscolastici/shared/office"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/session"
	"serviziscolastici/shared/web"
)

// Operators knows who works for the municipality, and opens their sessions.
type Operators interface {
	Operator(ctx context.Context, tenant, id string) (office.Operator, error)
	// First keeps a municipality's first administrator.
	First(ctx context.Context, tenant string, o office.Operator) (office.Operator, error)
	Start(ctx context.Context, open session.Session) (string, error)
}

// Audit keeps what operators do together with what it changes.
type Audit interface {
	Noting(ctx context.Context, tenant string, who office.Operator, deed office.Deed) context.Context
}

// admitOperator gives an operator of this municipality a session of the office. A session that the same person has
// as a parent stays as it is, and opens nothing there.
func (h Handler) admitOperator(w http.ResponseWriter, r *http.Request, visit web.Visit, a admission) error {
	tenant := visit.Municipality.ID
	operator, err := h.operator(r.Context(), tenant, a)
	if problem.Is(err, problem.NotFound) || err == nil && !operator.Active() {
		return h.Site.Render(w, r, visit, web.Page{
			Title: "Non risulti tra gli operatori", Template: "nooperator", Data: a.person, Status: http.StatusForbidden,
		})
	}
	if err != nil {
		return err
	}
	ctx := h.Audit.Noting(r.Context(), tenant, operator, office.Deed{Action: office.LoggedIn, Object: strings.ToUpper(a.method)})
	token, err := h.Operators.Start(ctx, session.Session{
		Tenant: tenant, Guardian: operator.ID, Method: a.method, Assertion: a.entry, Subject: a.subject,
		Name: operator.Name, FamilyName: operator.FamilyName,
	})
	if err != nil {
		return err
	}
	h.Site.StartOffice(w, token)
	http.Redirect(w, r, a.returnTo, http.StatusSeeOther)
	return nil
}

// operator returns the one that a citizen is. The first administrator, whom the template's parameter names, becomes
// one by coming in.
func (h Handler) operator(ctx context.Context, tenant string, a admission) (office.Operator, error) {
	operator, err := h.Operators.Operator(ctx, tenant, a.guardian)
	if !problem.Is(err, problem.NotFound) {
		return operator, err
	}
	for _, first := range h.FirstAdministrators {
		if strings.EqualFold(first, tenant+"="+a.person.FiscalCode.String()) {
			operator = office.Operator{
				ID: a.guardian, FiscalCode: a.person.FiscalCode.String(), Roles: []office.Role{office.Administrator},
				Name: a.person.Name, FamilyName: a.person.FamilyName,
			}
			ctx = h.Audit.Noting(ctx, tenant, operator, office.Deed{
				Action: office.OperatorAdded, Colleague: operator.ID, After: string(office.Administrator),
				Reason: "primo amministratore, dal modello dell'installazione",
			})
			return h.Operators.First(ctx, tenant, operator)
		}
	}
	return operator, err
}
