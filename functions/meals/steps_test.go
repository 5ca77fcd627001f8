package main

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web/webtest"
)

// Goal: a page asks the tables in few steps one after the other. Method: every read takes one second of a
// clock that only moves while all wait. The session is one more step.
func TestSteps(t *testing.T) {
	for path, want := range map[string]time.Duration{
		"/refezione?figlio=A001&mese=2026-11": 2, "/refezione?figlio=A001&mese=2026-10": 2,
		"/refezione/menu?figlio=A001": 2, absencesPath: 2,
		"/refezione?mese=2026-12": 3, // unnamed, and the class changed in this very month
	} {
		synctest.Test(t, func(t *testing.T) {
			h := Handler{Site: newSite(t), School: slow{}, Ledger: slow{}, Notices: slow{}}.Routes()
			begun := time.Now()
			webtest.Get(h, path).Expect(t, http.StatusOK)
			if took := time.Since(begun); took != want*time.Second {
				t.Errorf("%s: %s, want %d steps", path, took, want)
			}
		})
	}
}

// slow is a fixture that takes a second for everything.
type slow struct{ fixture }

func (s slow) PupilsOf(ctx context.Context, tenant, guardian string) ([]school.Link, error) {
	time.Sleep(time.Second)
	return s.fixture.PupilsOf(ctx, tenant, guardian)
}

func (s slow) Enrolments(ctx context.Context, tenant, pupil string) ([]school.Enrolment, error) {
	time.Sleep(time.Second)
	return s.fixture.Enrolments(ctx, tenant, pupil)
}

func (s slow) ClassDays(
	ctx context.Context, tenant, class string, month calendar.Month,
) ([]school.ClassDay, error) {
	time.Sleep(time.Second)
	return s.fixture.ClassDays(ctx, tenant, class, month)
}

func (s slow) MealsOfDays(
	ctx context.Context, tenant, pupil string, from, to calendar.Day,
) (map[calendar.Day][]ledger.Entry, error) {
	time.Sleep(time.Second)
	return s.fixture.MealsOfDays(ctx, tenant, pupil, from, to)
}
