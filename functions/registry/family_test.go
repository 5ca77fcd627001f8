package main

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/certificate"
	"serviziscolastici/shared/paper/pdf/pdftest"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
	"serviziscolastici/shared/web/webtest"
)

// familyBills is what the parent paid for two children in 2026, and for one alone in 2025.
type familyBills struct{ office }

func (b familyBills) AllOf(ctx context.Context, tenant, guardian string) ([]billing.Position, error) {
	list, err := b.office.AllOf(ctx, tenant, guardian)
	second := list[0]
	second.Pupil, second.Amount = "A002", 3000
	second.Payment = &billing.Payment{Receipt: "RT9", At: time.Date(2026, 3, 2, 9, 0, 0, 0, calendar.Rome())}
	return append(list, second), err
}

// familyPages are the pages of a parent who pays for both children.
func familyPages(t *testing.T, o office) http.Handler {
	t.Helper()
	parsed, err := web.NewPages(pages, "pages/*.html")
	if err != nil {
		t.Fatal(err)
	}
	o.links = []school.Link{
		{Tenant: webtest.Tenant, Pupil: "A001", Role: school.Payer, Name: "Anna"}, {Tenant: webtest.Tenant, Pupil: "A002", Role: school.Payer, Name: "Luca"},
	}
	return Handler{
		Site: webtest.Site(parsed), School: o, Billing: familyBills{o}, Certificates: o, PortalURL: "https://servizi.example.it",
	}.Routes()
}

// Goal: one certificate of all children has the sum of each and of all, less refunds, shows the opposition of each, and is
// offered for years with several children alone. Method: the list, the page, the form, the paper, the verification.
func TestFamilyCertificate(t *testing.T) {
	o := office{asked: &wishes{opposed: "x"}}
	h, path := familyPages(t, o), "/anagrafica/attestazioni/2026/tutti-i-figli"
	list := webtest.Get(h, "/anagrafica/attestazioni")
	list.Expect(t, http.StatusOK, "Attestazione unica per tutti i figli, 2026")
	if strings.Contains(list.Body, "/2025/tutti-i-figli") {
		t.Error("offered for a year with one child")
	}
	webtest.Get(h, path).Expect(t, http.StatusOK, "Attestazione unica del 2026", "ha speso 130,00 €", "2 figli",
		"Anna 106,50 € −6,50 € 100,00 € opposizione registrata", "Luca 30,00 € nessuno 30,00 € nessuna opposizione",
		"Totale 136,50 € −6,50 € 130,00 €", "non ancora assegnato")
	webtest.Get(h, path+"/attestazione.pdf").Expect(t, http.StatusNotFound)
	done := webtest.Post(h, path, url.Values{})
	if done.Status != http.StatusSeeOther || done.Header.Get("Location") != path+"/attestazione.pdf" {
		t.Fatalf("%d to %s", done.Status, done.Header.Get("Location"))
	}
	if c := o.asked.issued; c.PupilID != certificate.Everybody || c.Total != 13000 || c.Refunded != 650 || c.Count() != 3 ||
		c.Children[1].Pupil.FiscalCode != "DNGLEI18B28F839K" || c.Children[0].Level != "primaria" {
		t.Errorf("issued %+v", c)
	}
	file, err := pdftest.Read([]byte(webtest.Get(h, path+"/attestazione.pdf").Body))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"Attestazione unica dei pagamenti 2026", "Riepilogo per alunno", "136,50 € −6,50 € 130,00 €", "RT9"} {
		if !strings.Contains(file.Words(), part) {
			t.Errorf("the paper has no %q:\n%s", part, file.Words())
		}
	}
}

// Goal: without an own payment in the year there is no certificate of all children. Method: other years, no years.
func TestFamilyCertificateOfAnother(t *testing.T) {
	h := familyPages(t, office{asked: &wishes{}})
	for _, year := range []string{"2024", "0", "x", "20260"} {
		webtest.Get(h, "/anagrafica/attestazioni/"+year+"/tutti-i-figli").Expect(t, http.StatusNotFound)
		webtest.Post(h, "/anagrafica/attestazioni/"+year+"/tutti-i-figli", nil).Expect(t, http.StatusNotFound)
	}
}
