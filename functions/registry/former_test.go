package main

import (
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"serviziscolastici/shared/certificate"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web/webtest"
)

// Goal: what a parent paid once shows what stood then, never the child of today, on every page and paper that a
// payment opens; of a parent who may look at the child the name is the one of today, and no more.
// Method: parents who pay no more, with and without a certificate from before, read and issue; the school, the
// fiscal code and the name of today are looked for.
func TestPastPaymentShowsThePast(t *testing.T) {
	const path = "/anagrafica/attestazioni/2026/A001"
	former := []school.Former{{Pupil: "A001", Name: "Nicola", FamilyName: "Di Prima", FiscalCode: "DPRNCL18B28F839X"}}
	issued := certificate.Certificate{
		Serial: 7, Content: certificate.Content{
			Pupil:  certificate.Person{FullName: "Nicola Di Prima", FiscalCode: "DPRNCL18B28F839X"},
			School: "Scuola di prima", Level: "infanzia",
		},
	}
	viewer := []school.Link{{Pupil: "A001", Role: school.Viewer, Name: "Niccolò", FamilyName: "D'Angelo A001"}}
	for name, c := range map[string]struct {
		links   []school.Link
		formers []school.Former
		issued  certificate.Certificate
		shows   string // of the child, on the certificate
		name    bool   // the parent may read the name of today
	}{
		"removed":                {formers: former, shows: "Nicola Di Prima, codice fiscale DPRNCL18B28F839X"},
		"removed, and unknown":   {shows: "alunno A001"},
		"removed, and was given": {formers: former, issued: issued, shows: "Scuola di prima (infanzia)"},
		"may only look":          {links: viewer, formers: former, shows: "Nicola Di Prima", name: true},
	} {
		t.Run(name, func(t *testing.T) {
			o := office{links: append([]school.Link{}, c.links...), formers: c.formers, asked: &wishes{issued: c.issued}}
			h := newHandler(t, o)
			shown := webtest.Get(h, path)
			shown.Expect(t, http.StatusOK, c.shows)
			pages := shown.Body + webtest.Get(h, "/anagrafica/attestazioni").Body + webtest.Get(h, path+"/opposizione").Body
			if done := webtest.Post(h, path, url.Values{}); done.Status != http.StatusSeeOther {
				t.Fatalf("issuing: %d", done.Status)
			}
			about := o.asked.issued.Content
			paper := strings.Join([]string{about.Pupil.FullName, about.Pupil.FiscalCode, about.School, about.Level}, " ")
			for _, today := range []string{"D'Angelo", "DNGLEI18B28F839K", "Bosco Verde", "primaria", "3A"} {
				if strings.Contains(paper, today) {
					t.Errorf("the paper says %q", today)
				}
				if strings.Contains(html.UnescapeString(pages), today) && !(c.name && today == "D'Angelo") {
					t.Errorf("a page says %q", today)
				}
			}
		})
	}
}
