package main

import "testing"

// Goal: the office sets how much one parent may do in a day, within reason. Method: good and bad numbers.
func TestDailyLimits(t *testing.T) {
	h := newHandler(t)
	h.small(t)
	r := h.mustLoad(t, "comune.csv", "chiave;valore\nricariche_al_giorno;40\nsegnalazioni_al_giorno;4\n")
	expectMessages(t, r, []string{"3 valore: Il numero al giorno va da 5 a 1000."})
	r = h.mustLoad(t, "comune.csv", "chiave;valore\nricariche_al_giorno;1001\nsegnalazioni_al_giorno;molte\n")
	if r.Rejected != 2 {
		t.Errorf("%+v", r)
	}
	m, err := h.Municipalities.ByID(t.Context(), tenant)
	if err != nil || m.TopUpsPerDay() != 40 || m.ReportsPerDay() != 10 {
		t.Errorf("%d, %d, %v", m.TopUpsPerDay(), m.ReportsPerDay(), err)
	}
}
