package e2e_test

import (
	"errors"
	"net/url"
	"sync"
	"testing"

	"serviziscolastici/shared/money"
)

// schoolDay is one of the last days with meals before the tests' Sunday. The demo's nights have
// debited it, also for the child whose presence a test corrects.
const (
	schoolDay    = "2026-11-19"
	presenceHead = "giorno;classe;alunno;stato\n19/11/2026;PRI-3A;A011;"
)

// plan is what the planner reports.
type plan struct {
	Classes  int `json:"classes"`
	Messages int `json:"messages"`
	Done     int `json:"done"`
}

// planMeals plans the debits of a day again and waits until they are posted.
func planMeals(t *testing.T) plan {
	t.Helper()
	var report plan
	portal.Invoke(t, "MealPlannerFunction", map[string]string{"date": schoolDay}, &report)
	portal.Drain(t, "MealsQueue")
	return report
}

// Goal: planning a debited day again debits nothing again.
// Method: invoke the planner twice, compare the credit.
func TestNightRepeated(t *testing.T) {
	p := logIn(t, maria)
	before := p.credits("A001", "A002")
	for range 2 {
		if report := planMeals(t); report.Messages != 0 || report.Done == 0 || report.Done != report.Classes {
			t.Errorf("planned again: %+v", report)
		}
	}
	expectCredits(t, p, before)
}

// Goal: a presence that the office corrects after the debit posts the difference, once, and the
// parent sees it. Method: turn a presence into an absence and back, with two planners at once.
func TestNightCorrected(t *testing.T) {
	p := logIn(t, giuseppe)
	before := p.credit("A011")
	correctPresence(t, "A")
	if twoPlanners(t) == 0 {
		t.Error("the corrected class was not planned")
	}
	if back := p.credit("A011") - before; back <= 0 {
		t.Fatalf("the absence gave back %s", back)
	}
	p.Open("/conto?figlio=A011").Expect(200, "Storno", "Presenza corretta: assente")

	correctPresence(t, "P")
	twoPlanners(t)
	expectCredits(t, p, map[string]money.Cents{"A011": before})
	if report := planMeals(t); report.Messages != 0 {
		t.Errorf("planned once more: %+v", report)
	}
}

// Goal: a day that the office suspends after it was debited is given back, however long ago it was and whatever a file says
// of its reason before the evening, and debited again once the office opens it; the functions have the rights for both.
// Method: a class's day of October.
func TestNightClosed(t *testing.T) {
	evening := func() {
		portal.Invoke(t, "MealPlannerFunction", map[string]string{}, nil)
		portal.Drain(t, "MealsQueue")
	}
	evening()
	p := logIn(t, giuseppe)
	before := p.credit("A011")
	_, asked := enterOffice(t, operatorOf(t, "ufficio"), "/ufficio/calendario/sospendi?giorno=2026-10-12")
	asked.Expect(200, "Sospendi un servizio").
		Press("Mostra che cosa succede", url.Values{"per": {"PRI/PRI-3A"}, "servizio": {"mensa"}, "motivo": {"Neve"}}).
		Expect(200, "stasera si riaccreditano").Press("Conferma la sospensione", nil).Expect(200)
	load(t, "calendario.csv", "giorno;scuola;motivo;classe;servizio\n12/10/2026;PRI;Nevicata straordinaria;PRI-3A;mensa\n")
	evening()
	if back := p.credit("A011") - before; back <= 0 {
		t.Errorf("the closed day gave back %s", back)
	}
	_, asked = enterOffice(t, operatorOf(t, "ufficio"), "/ufficio/calendario/riapri?dal=2026-10-12&al=2026-10-12&per=PRI%2FPRI-3A&servizio=mensa")
	asked.Expect(200, "Nevicata straordinaria").Press("Togli la sospensione", url.Values{"motivo": {"Data sbagliata"}}).Expect(200)
	evening()
	expectCredits(t, p, map[string]money.Cents{"A011": before})
}

// Goal: a malformed message of the night reaches the dead letters alone.
// Method: put it into the queue beside the message of a class that is done already.
func TestNightMalformed(t *testing.T) {
	p := logIn(t, giuseppe)
	before := p.credit("A011")
	good := `{"version":1,"municipality":"c_x000","class":"PRI-3A","day":"` + schoolDay + `"}`
	portal.Send(t, "MealsQueue", good, `{"version":1}`, good)
	expectDead(t, "MealsDeadLetters", `{"version":1}`)
	portal.Drain(t, "MealsQueue")
	expectCredits(t, p, map[string]money.Cents{"A011": before})
}

// correctPresence loads the office's file with another mark for the child A011.
func correctPresence(t *testing.T, mark string) {
	t.Helper()
	var report struct {
		Written  int `json:"written"`
		Rejected int `json:"rejected"`
	}
	portal.Invoke(t, "IntakeFunction", map[string]string{
		"municipality": tenant, "file": "presenze.csv", "content": presenceHead + mark + "\n",
	}, &report)
	if report.Written != 1 || report.Rejected != 0 {
		t.Fatalf("the office's correction: %+v", report)
	}
}

// twoPlanners runs two planners at the same moment, waits for the debits and returns how many
// messages the two queued.
func twoPlanners(t *testing.T) int {
	t.Helper()
	var reports [2]plan
	var faults [2]error
	var both sync.WaitGroup
	for i := range reports {
		both.Go(func() {
			faults[i] = portal.TryInvoke("MealPlannerFunction", map[string]string{"date": schoolDay}, &reports[i])
		})
	}
	both.Wait()
	if err := errors.Join(faults[:]...); err != nil {
		t.Fatal(err)
	}
	portal.Drain(t, "MealsQueue")
	return reports[0].Messages + reports[1].Messages
}
