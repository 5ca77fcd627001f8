package main

import (
	"net/http"
	"strings"
	"testing"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/web/webtest"
)

// Goal: the parent's open notice is a PDF to keep. Method: with and without a due day.
func TestNotice(t *testing.T) {
	all := []billing.Position{notice(1, 8600, calendar.NewDay(2026, 12, 31)), notice(2, 2000, calendar.Day{})}
	for _, position := range all {
		number := position.Number.String()
		name := number + ".pdf"
		called := "avviso-anna-" + position.Amount.Decimal() + "-euro-2026-11-22-" + number[14:] + ".pdf"
		file := webtest.Get(serve(t, &books{positions: all}, closed(t)), "/pagamenti/avvisi/"+name)
		if file.Status != http.StatusOK || !strings.HasPrefix(file.Body, "%PDF") {
			t.Fatalf("%d, %.40q", file.Status, file.Body)
		}
		if file.Header.Get("Content-Type") != "application/pdf" ||
			file.Header.Get("Cache-Control") != "no-store" ||
			file.Header.Get("Content-Disposition") != "attachment; filename="+called {
			t.Errorf("headers %v", file.Header)
		}
	}
}

// Goal: no paper for what is not the parent's or not to pay. Method: table of addresses.
func TestNoticeRefused(t *testing.T) {
	all := notices(3)
	all[1].State, all[2].State = billing.Paid, billing.Cancelled
	bills := &books{positions: all}
	for file, status := range map[string]int{
		notice(99, 1, calendar.Day{}).Number.String() + ".pdf": http.StatusNotFound,
		all[0].Number.String():                                 http.StatusNotFound,
		all[0].Number.String() + ".html":                       http.StatusNotFound,
		all[0].Number.String()[1:] + ".pdf":                    http.StatusNotFound,
		"abc.pdf":                                              http.StatusNotFound,
		".pdf":                                                 http.StatusNotFound,
		all[1].Number.String() + ".pdf":                        http.StatusConflict,
		all[2].Number.String() + ".pdf":                        http.StatusConflict,
	} {
		answer := webtest.Get(serve(t, bills, closed(t)), "/pagamenti/avvisi/"+file)
		if answer.Status != status || strings.HasPrefix(answer.Body, "%PDF") {
			t.Errorf("%s: status %d, want %d", file, answer.Status, status)
		}
	}
	bills.expectNothing(t)
}
