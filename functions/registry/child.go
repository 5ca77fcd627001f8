package main

import (
	"context"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// child is a pupil as the page shows it.
type child struct {
	school.Pupil
	// Pays says that the parent pays for this child; another adult sees neither
	// tariff band nor its reason.
	Pays     bool
	Services []service
}

// service is an enrolment of the current school year with its price today.
type service struct {
	school.Enrolment
	Name   string
	Active bool // today; else it ended or has yet to begin
	Coming bool // it begins later
	Tariff string
	Price  money.Cents
	Priced bool
	// Until is the last day on which this price holds.
	Until calendar.Day
}

// PerMeal reports whether the price is that of a meal; the others are of a period that their tariff names.
func (s service) PerMeal() bool { return s.Service == school.Canteen }

// toldDays is how long the payer reads that grants have ended.
const toldDays = 90

// GrantsFell reports whether grants for the child ended by themselves of late.
func (c child) GrantsFell(today calendar.Day) bool {
	return c.Pays && !c.GrantsEnded.IsZero() && !c.GrantsEnded.Before(today.AddDays(-toldDays))
}

// child reads a pupil's own data and enrolments. The link is the authorisation:
// it came from the parent's own list.
func (h Handler) child(
	ctx context.Context, visit web.Visit, link school.Link, tariffs []school.Tariff,
) (child, error) {
	one := child{Pays: link.Pays()}
	var enrolments []school.Enrolment
	err := beside.Together(
		beside.Into(&one.Pupil, func() (school.Pupil, error) {
			return h.School.Pupil(ctx, link.Tenant, link.Pupil)
		}),
		beside.Into(&enrolments, func() ([]school.Enrolment, error) {
			return h.School.Enrolments(ctx, link.Tenant, link.Pupil)
		}),
	)
	if err != nil {
		return child{}, err
	}
	today := visit.Today()
	for _, enrolment := range enrolments {
		if enrolment.Year == today.SchoolYear() {
			one.Services = append(one.Services, newService(enrolment, tariffs, today))
		}
	}
	return one, nil
}

func newService(enrolment school.Enrolment, tariffs []school.Tariff, today calendar.Day) service {
	s := service{
		Enrolment: enrolment, Name: school.ServiceName(enrolment.Service),
		Active: enrolment.ActiveOn(today), Coming: enrolment.From.After(today),
	}
	day := today
	if !s.Active { // the price of a period that is not now is the one of its first day
		day = enrolment.From
	}
	tariff, found := school.TariffFor(tariffs, enrolment.Service, enrolment.Band, day)
	if found {
		s.Tariff, s.Price, s.Priced, s.Until = tariff.Description, tariff.Price, true, tariff.To
	}
	return s
}
