package main

import (
	"net/http"
	"testing"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/web/webtest"
)

// Goal: the page says what an amount is worth in meals to come, and which child eats nowhere today. Method: one
// child with a price, with credit and below zero, one without an enrolment.
func TestMealsOfAnAmount(t *testing.T) {
	bills := &books{draft: billing.Draft{TopUps: []billing.PupilAmount{{Pupil: "A001", Amount: 5000}}}}
	webtest.Get(serve(t, bills), "/ricariche").Expect(t, http.StatusOK, "un pasto costa 4,60 €", "circa 10 pasti",
		"nessuna iscrizione alla mensa attiva")
	below := serveWith(t, children(), bills, credits{"A001": -4080})
	webtest.Get(below, "/ricariche").Expect(t, http.StatusOK, "circa 2 pasti", "9,20 €")
}
