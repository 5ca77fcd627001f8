package operations_test

import (
	"context"
	"errors"
	"slices"
	"time"

	"serviziscolastici/infra/proof/fixture"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/school"
)

const (
	tenant = fixture.Tenant
	payer  = "G1"
)

// friday is a day at school.
var friday = calendar.NewDay(2026, time.November, 20)

func pupil() school.Pupil {
	return school.Pupil{ID: "P1", Name: "Anna", FamilyName: "Bianchi", Badge: "1"}
}

func guardian() school.Guardian {
	return school.Guardian{ID: payer, Name: "Maria", FamilyName: "Bianchi"}
}

func enrolment() school.Enrolment {
	return school.Enrolment{
		Year: 2026, Service: school.Canteen, Class: "1A", ClassName: "1A", School: "S1", Band: "A",
		From: calendar.NewDay(2026, time.September, 14), To: calendar.NewDay(2027, time.June, 30),
	}
}

func tariff() school.Tariff {
	e := enrolment()
	return school.Tariff{Year: e.Year, Service: e.Service, Band: e.Band, Price: 450, From: e.From, To: e.To}
}

// found saves a municipality with a tariff and a pupil.
func (o office) found(ctx context.Context) error {
	_, first := o.municipalities.Save(ctx, fixture.Municipality())
	_, second := o.school.SaveTariff(ctx, tenant, tariff())
	_, third := o.school.SaveGuardian(ctx, tenant, guardian())
	payers := []school.Guardianship{{Guardian: payer, Role: school.Payer}}
	_, fourth := o.school.SavePupil(ctx, tenant, pupil(), payers)
	_, fifth := o.school.SaveEnrolments(ctx, tenant, "P1", []school.Enrolment{enrolment()})
	return errors.Join(first, second, third, fourth, fifth)
}

// operations lists all that is tried.
func operations() []operation {
	return slices.Concat(notices(), documents(), receipts(), publications(), accounts(), certificates(),
		people(), offer(), officeSchool(), voices(), messages(), sessions(), operators(), logins(),
		resolutions(), refunds(), counter(), morning())
}

// plainly is an operation that needs nothing beforehand.
func plainly(act func(context.Context, office) error) func(context.Context, office) (
	func(context.Context, office) error, error,
) {
	return func(context.Context, office) (func(context.Context, office) error, error) { return act, nil }
}

// after is an operation that comes after another.
func after(before, act func(context.Context, office) error) func(context.Context, office) (
	func(context.Context, office) error, error,
) {
	return func(ctx context.Context, o office) (func(context.Context, office) error, error) {
		return act, before(ctx, o)
	}
}
