package main

import (
	"context"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// movementDays is how far back Riepilogo looks for the latest movements.
const movementDays = 60

// family is all that Riepilogo reads. pupils, accounts and enrolments have the
// same order.
type family struct {
	pupils     []school.Link
	accounts   []ledger.Statement
	enrolments [][]school.Enrolment
	tariffs    []school.Tariff
	notices    []billing.Position
	news       []school.News
}

// collect reads a family in two steps, each with its calls side by side. With
// the session before, a page waits for three answers of the database.
func (h Handler) collect(ctx context.Context, visit web.Visit) (summary, error) {
	tenant, guardian, today := visit.Municipality.ID, visit.Session.Guardian, visit.Today()
	var found family
	err := beside.Together(
		beside.Into(&found.pupils, func() ([]school.Link, error) { return h.School.PupilsOf(ctx, tenant, guardian) }),
		beside.Into(&found.tariffs, func() ([]school.Tariff, error) {
			return h.School.Tariffs(ctx, tenant, today.SchoolYear())
		}),
		beside.Into(&found.notices, func() ([]billing.Position, error) { return h.Billing.ListOf(ctx, tenant, guardian) }),
		beside.Into(&found.news, func() ([]school.News, error) { return h.School.News(ctx, tenant) }),
	)
	if err != nil {
		return summary{}, err
	}
	if err := h.readPupils(ctx, tenant, today, &found); err != nil {
		return summary{}, err
	}
	return summarise(found, visit)
}

func (h Handler) readPupils(ctx context.Context, tenant string, today calendar.Day, found *family) error {
	found.accounts = make([]ledger.Statement, len(found.pupils))
	found.enrolments = make([][]school.Enrolment, len(found.pupils))
	var calls []func() error
	for i, link := range found.pupils {
		calls = append(calls,
			beside.Into(&found.accounts[i], func() (ledger.Statement, error) {
				return h.Accounts.Statement(ctx, tenant, link.Pupil, today.AddDays(-movementDays))
			}),
			beside.Into(&found.enrolments[i], func() ([]school.Enrolment, error) {
				return h.School.Enrolments(ctx, tenant, link.Pupil)
			}))
	}
	return beside.Together(calls...)
}
