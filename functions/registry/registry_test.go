package main

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/certificate"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/report"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
	"serviziscolastici/shared/web/webtest"
)

// office answers for school: one child who pays by band, one whom the parent may only see.
type office struct {
	unknown bool
	asked   *wishes
	// links are in place of the usual ones, formers whom the parent paid for once.
	links   []school.Link
	formers []school.Former
	// fell is when grants for the children ended.
	fell calendar.Day
}

// wishes are the changes that school was asked for.
type wishes struct {
	grant, revoke, opposed string
	issued                 certificate.Certificate
	contacts               school.Contacts
	report                 report.Report
}

func (o office) PupilsOf(context.Context, string, string) ([]school.Link, error) {
	if o.links != nil {
		return o.links, nil
	}
	return []school.Link{
		{Tenant: webtest.Tenant, Pupil: "A001", Role: school.Payer}, {Tenant: webtest.Tenant, Pupil: "A002", Role: school.Viewer},
	}, nil
}

func (o office) Guardian(context.Context, string, string) (school.Guardian, error) {
	if o.unknown {
		return school.Guardian{}, problem.Missing()
	}
	return school.Guardian{Email: "maria@example.com", Phone: "333 000 0000", Address: "Via Roma 1", City: "Vallechiara"}, nil
}

func (o office) FormersOf(context.Context, string, string) ([]school.Former, error) {
	return o.formers, nil
}

func (o office) Pupil(_ context.Context, _, pupil string) (school.Pupil, error) {
	return school.Pupil{
		ID: pupil, Name: "Niccolò", FamilyName: "D'Angelo " + pupil, FiscalCode: "DNGLEI18B28F839K",
		BirthDate: calendar.NewDay(2018, 2, 28), School: "BV", SchoolName: "Primaria Bosco Verde", ClassName: "3A", Diet: pupil == "A001",
		GrantsEnded: o.fell,
	}, nil
}

func (office) Enrolments(_ context.Context, _, pupil string) ([]school.Enrolment, error) {
	start, end := calendar.NewDay(2026, 9, 14), calendar.NewDay(2027, 6, 30)
	return []school.Enrolment{
		{Pupil: pupil, Year: 2026, Service: school.Canteen, Band: "B2", Reason: "ISEE presentato", From: start, To: end},
		{Pupil: pupil, Year: 2026, Service: school.Bus, Band: "U", From: calendar.NewDay(2027, 1, 7), To: end},
		{Pupil: pupil, Year: 2025, Service: school.AfterClass, Band: "OLD", From: start, To: end},
	}, nil
}

func (office) Tariffs(context.Context, string, int) ([]school.Tariff, error) {
	return []school.Tariff{{
		Service: school.Canteen, Band: "B2", Description: "Seconda fascia ISEE", Price: 450,
		From: calendar.NewDay(2026, 9, 14), To: calendar.NewDay(2027, 6, 30),
	}}, nil
}

func (office) Schools(context.Context, string) ([]school.School, error) {
	return []school.School{{ID: "BV", Name: "Primaria Bosco Verde", Level: "primaria"}}, nil
}

func (office) LinkOf(_ context.Context, _, _, pupil string) (school.Link, error) {
	switch pupil {
	case "A001":
		return school.Link{Pupil: pupil, Role: school.Payer, Name: "Niccolò", FamilyName: "D'Angelo"}, nil
	case "A002":
		return school.Link{Pupil: pupil, Role: school.Viewer}, nil
	default:
		return school.Link{}, problem.Missing()
	}
}

func (office) GrantsOf(context.Context, string, string) ([]school.Link, error) {
	return []school.Link{{
		Guardian: "granted", Role: school.Guest, GrantedTo: "RSSGPP79L04F205X", Until: calendar.NewDay(2027, 6, 30),
	}}, nil
}

func (o office) Grant(_ context.Context, _, pupil, payer, adult, fiscalCode string) error {
	o.asked.grant = pupil + " " + payer + " " + adult + " " + fiscalCode
	return nil
}

func (o office) Revoke(_ context.Context, _, pupil, guardian string) error {
	o.asked.revoke = pupil + " " + guardian
	return nil
}

func newHandler(t *testing.T, o office) http.Handler {
	t.Helper()
	parsed, err := web.NewPages(pages, "pages/*.html")
	if err != nil {
		t.Fatal(err)
	}
	return Handler{Site: webtest.Site(parsed), School: o, Billing: o, Certificates: o, Reports: reportList{o}, PeopleKey: []byte("key")}.Routes()
}

// Goal: the card tells who, where, which services and at what price, with the reason. Method: read it.
func TestCard(t *testing.T) {
	answer := webtest.Get(newHandler(t, office{}), "/anagrafica")
	if answer.Status != http.StatusOK {
		t.Fatalf("status %d", answer.Status)
	}
	for _, text := range []string{
		"Maria Bianchi", "BNCMRA85A41A794Y", "maria@example.com", "28/02/2018", "Refezione scolastica",
		"Seconda fascia ISEE", "ISEE presentato", "valida fino al 30/06/2027", "Inizia più avanti", "Dieta speciale",
	} {
		if !strings.Contains(answer.Body, text) {
			t.Errorf("the card lacks %q", text)
		}
	}
	if strings.Contains(answer.Body, "OLD") {
		t.Error("the card shows last year's enrolment")
	}
}

// Goal: another adult sees a child's services, never the band and its reason. Method: count them.
func TestViewerSeesNoBand(t *testing.T) {
	answer := webtest.Get(newHandler(t, office{}), "/anagrafica")
	_, viewed, found := strings.Cut(answer.Body, `id="alunno-A002"`)
	if !found || strings.Contains(viewed, "Seconda fascia") || strings.Contains(viewed, "ISEE presentato") {
		t.Error("the second adult's part is missing, or shows the band")
	}
}

// Goal: a parent of whom the office has no contacts still gets the card. Method: an unknown guardian.
func TestUnknownGuardian(t *testing.T) {
	answer := webtest.Get(newHandler(t, office{unknown: true}), "/anagrafica")
	if answer.Status != http.StatusOK || strings.Contains(answer.Body, "maria@example.com") {
		t.Errorf("status %d", answer.Status)
	}
}
