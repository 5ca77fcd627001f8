package main

import (
	"net/http"
	"testing"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/web/webtest"
)

// Goal: the page says what an amount is worth in meals, and which child eats nowhere today. Method: one
// child with a price, one without an enrolment.
func TestMealsOfAnAmount(t *testing.T) {
	bills := &books{draft: billing.Draft{TopUps: []billing.PupilAmount{{Pupil: "A001", Amount: 5000}}}}
	webtest.Get(serve(t, bills), "/ricariche").Expect(t, http.StatusOK, "un pasto costa 4,60 €", "circa 10 pasti",
		"nessuna iscrizione alla mensa attiva")
}
