package e2e_test

import (
	"fmt"
	"testing"

	"serviziscolastici/infra/proof/e2e/stack"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/report"
	"serviziscolastici/shared/school"
)

// Goal: the office credits a parked receipt, attaches one to a notice and has one paid back by two people, reads the
// register and answers a report, in a real browser at 1280 px, with and without JavaScript. Method: for each walk three
// payments of notices that nobody knows, an open notice of the same amount, and a parent's report; browser/income.mjs
// drives Chromium.
func TestOfficeIncomeInBrowser(t *testing.T) {
	settings := map[string]string{}
	for walk, notice := range openNotices(t, 2) {
		settings[fmt.Sprint("notice", walk)] = notice
		for n := range 3 {
			unknown, err := pagopa.NewNoticeNumber("02", int64(7000+10*walk+n))
			if err != nil {
				t.Fatal(err)
			}
			paid := portal.Pay(t, stack.Payment{
				Notice: unknown.String(), Unknown: true, AmountCents: int64(find(t, notice).Amount),
			})
			settings[fmt.Sprintf("receipt%d%d", walk, n+1)] = paid[0]
		}
		settings[fmt.Sprint("report", walk)] = reportOf(t, "A003", fmt.Sprint("income", walk)).Number()
	}
	portal.Drain(t, "ReceiptsQueue")
	drive(t, "income.mjs", settings)
}

// reportOf has the parent of a pupil tell the office something.
func reportOf(t *testing.T, pupil, form string) report.Report {
	t.Helper()
	links, err := school.Store{Core: portal.Table("CoreTable"), Clock: stack.Now}.GuardiansOf(t.Context(), tenant, pupil)
	if err != nil || len(links) == 0 {
		t.Fatalf("the guardians of %s: %v, %v", pupil, links, err)
	}
	reports := report.Store{Core: portal.Table("CoreTable"), Ops: portal.Table("OpsTable"), Clock: stack.Now}
	told, err := reports.Add(t.Context(), municipality.Municipality{ID: tenant}, "browser", form, report.Report{
		Guardian: links[0].Guardian, Pupil: pupil, Topic: report.Topics()[3], About: calendar.NewDay(2026, 11, 18),
		Text: "Quel giorno era a casa.",
	})
	if err != nil {
		t.Fatal(err)
	}
	return told
}
