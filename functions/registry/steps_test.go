package main

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
	"serviziscolastici/shared/web/webtest"
)

// Goal: a page asks the tables in few steps one after the other. Method: every read takes one second of
// a clock that only moves while all wait. The session is one more step.
func TestSteps(t *testing.T) {
	for path, want := range map[string]time.Duration{
		"/anagrafica": 2, "/anagrafica/attestazioni": 1, "/anagrafica/attestazioni/2026/A001": 1,
	} {
		synctest.Test(t, func(t *testing.T) {
			parsed, err := web.NewPages(pages, "pages/*.html")
			if err != nil {
				t.Fatal(err)
			}
			h := Handler{Site: webtest.Site(parsed), School: slow{}, Billing: slow{}, Certificates: slow{}}.Routes()
			begun := time.Now()
			webtest.Get(h, path).Expect(t, http.StatusOK)
			if took := time.Since(begun); took != want*time.Second {
				t.Errorf("%s: %s, want %d steps", path, took, want)
			}
		})
	}
}

// slow is an office that takes a second for everything that hangs on something else.
type slow struct{ office }

func (s slow) PupilsOf(ctx context.Context, tenant, guardian string) ([]school.Link, error) {
	time.Sleep(time.Second)
	return s.office.PupilsOf(ctx, tenant, guardian)
}

func (s slow) Pupil(ctx context.Context, tenant, pupil string) (school.Pupil, error) {
	time.Sleep(time.Second)
	return s.office.Pupil(ctx, tenant, pupil)
}

func (s slow) Enrolments(ctx context.Context, tenant, pupil string) ([]school.Enrolment, error) {
	time.Sleep(time.Second)
	return s.office.Enrolments(ctx, tenant, pupil)
}

func (s slow) Tariffs(ctx context.Context, tenant string, year int) ([]school.Tariff, error) {
	time.Sleep(time.Second)
	return s.office.Tariffs(ctx, tenant, year)
}

func (s slow) AllOf(ctx context.Context, tenant, guardian string) ([]billing.Position, error) {
	time.Sleep(time.Second)
	return s.office.AllOf(ctx, tenant, guardian)
}
