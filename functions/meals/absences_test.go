package main

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"serviziscolastici/infra/local/rights/rightstest"
	"serviziscolastici/shared/absence"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web/webtest"
)

// table is a town whose children eat, with a clock that a test moves.
type table struct {
	t       *testing.T
	now     time.Time
	people  school.Store
	notices absence.Store
	pages   http.Handler
}

func newTable(t *testing.T) *table {
	t.Helper()
	w := &table{t: t, now: november(25).At(18 * 60)}
	clock := calendar.Clock(func() time.Time { return w.now })
	tables := rightstest.Tables(t)
	w.people = school.Store{Core: tables.Core, Presence: tables.Presence, Clock: clock}
	w.notices = absence.Store{Presence: tables.Presence}
	site := newSite(t)
	site.Clock = clock
	enrol(t, w.people, "A001", webtest.Guardian)
	enrol(t, w.people, "A002", webtest.Guardian)
	enrol(t, w.people, "B999", "another parent")
	limited := school.School{ID: "PRI", Name: "Primaria", AbsenceLimit: 9*60 + 30}
	if _, err := w.people.SaveSchool(t.Context(), webtest.Tenant, limited); err != nil {
		t.Fatal(err)
	}
	w.pages = handlerOn(tables.As(t, "meals"), site).Routes()
	return w
}

// tell sends the form.
func (w *table) tell(from, to string, pupils ...string) webtest.Answer {
	w.t.Helper()
	return webtest.Post(w.pages, absencesPath, url.Values{"figlio": pupils, "tipo": {"A"}, "dal": {from}, "al": {to}})
}

// held lists the days that hold for a pupil.
func (w *table) held(pupil string) string {
	w.t.Helper()
	found, err := w.notices.Of(w.t.Context(), webtest.Tenant, pupil, november(1), november(1).AddDays(400))
	if err != nil {
		w.t.Fatal(err)
	}
	var days []string
	for _, n := range found {
		if n.Holds() {
			days = append(days, n.Day.String())
		}
	}
	return strings.Join(days, " ")
}

// Goal: a parent tells of several children's days at once and reads number and time as proof; the same form twice
// tells once; it can be taken back until the last moment. Method: the form, again, the page, then undo.
func TestAbsenceIsTold(t *testing.T) {
	w := newTable(t)
	webtest.Get(w.pages, "/refezione").Expect(t, http.StatusOK, "Assenza o pasto in bianco")
	webtest.Get(w.pages, absencesPath).Expect(t, http.StatusOK,
		"giovedì 26/11/2026, entro le 9:30 Assente domani: Anna , 26/11/2026", "Non hai comunicato nulla")
	of := webtest.Get(w.pages, absencesPath+"?figlio=A002").Body // the child of the link comes first
	if first, second := strings.Index(of, `id="prossimo-A002"`), strings.Index(of, `id="prossimo-A001"`); first < 0 || first > second {
		t.Errorf("A002 at %d, A001 at %d", first, second)
	}
	form := url.Values{
		"figlio": {"A001", "A002"}, "tipo": {"A"}, "dal": {"26/11/2026"}, "al": {"30/11/2026"},
		"form_id": {strings.Repeat("0", 32)},
	}
	var proofs []string
	for range 2 {
		answer := webtest.Post(w.pages, absencesPath, form)
		answer.Expect(t, http.StatusSeeOther)
		proofs = append(proofs, answer.Header.Get("Location"))
	}
	if proofs[0] != proofs[1] || !regexp.MustCompile(`^/refezione/assenze\?numero=[0-9]{12}$`).MatchString(proofs[0]) {
		t.Fatalf("%q", proofs)
	}
	for _, pupil := range []string{"A001", "A002"} {
		if held := w.held(pupil); held != "2026-11-26 2026-11-27 2026-11-30" {
			t.Errorf("%s: %s", pupil, held)
		}
	}
	_, number, _ := strings.Cut(proofs[0], "=")
	webtest.Get(w.pages, proofs[0]).Expect(t, http.StatusOK,
		"Comunicazione ricevuta: numero "+number[:4], "alle 18:00 del 25/11/2026, per 6 pasti",
		"Comunicato domani 26/11/2026: assente", "Anna: assente 3 giorni, dal 26/11/2026 al 30/11/2026", "Annulla tutti e 3 i giorni")
	undo := url.Values{"figlio": {"A001"}, "numero": {number}, "giorno": {"2026-11-26"}}
	w.now = november(26).At(9*60 + 30)
	webtest.Post(w.pages, absencesPath+"/annulla", undo).Expect(t, http.StatusSeeOther)
	webtest.Post(w.pages, absencesPath+"/annulla", url.Values{"figlio": {"A002"}, "numero": {number}}).Expect(t, http.StatusSeeOther)
	if held := w.held("A001") + ", " + w.held("A002"); held != "2026-11-27 2026-11-30, " {
		t.Errorf("after taking back: %s", held)
	}
	w.now = november(27).At(9*60 + 30).Add(time.Second)
	undo["giorno"] = []string{"2026-11-27"}
	webtest.Post(w.pages, absencesPath+"/annulla", undo).Expect(t, http.StatusBadRequest, "il termine era alle 9:30")
	if held := w.held("A001"); held != "2026-11-27 2026-11-30" {
		t.Errorf("a second late: %s", held)
	}
	webtest.Get(w.pages, absencesPath).Expect(t, http.StatusOK, "Per oggi il termine era alle 9:30", "Assente lunedì: Anna , 30/11/2026")
}

// Goal: what cannot be told is refused with the reason, and nothing is kept, not even of the other child of the
// form. Method: every kind of refusal, then a look at the table.
func TestAbsenceIsRefused(t *testing.T) {
	w := newTable(t)
	last := november(26).At(9*60 + 30)
	for _, c := range []struct {
		name     string
		now      time.Time
		from, to string
		pupils   []string
		status   int
		text     string
	}{
		{"another parent's child", w.now, "26/11/2026", "", []string{"B999"}, 404, "non c'è"},
		{"another parent's child beside one's own", w.now, "26/11/2026", "", []string{"A001", "B999"}, 404, "non c'è"},
		{"an invented child", w.now, "26/11/2026", "", []string{"Z000"}, 404, "non c'è"},
		{"no code at all", w.now, "26/11/2026", "", []string{"A#1"}, 404, "non c'è"},
		{"nobody", w.now, "26/11/2026", "", nil, 400, "Scegli per chi"},
		{"a day that is past", w.now, "24/11/2026", "", []string{"A001"}, 400, "è passato"},
		{"a day without canteen", w.now, "28/11/2026", "", []string{"A001"}, 400, "la classe non mangia"},
		{"a day that is closed", november(10).At(600), "13/11/2026", "", []string{"A001"}, 400, "sospesa (Sciopero)"},
		{"after the school year", calendar.NewDay(2027, 6, 25).At(600), "01/07/2027", "", []string{"A001"}, 400, "iscrizione"},
		{"a second after the limit", last.Add(time.Second), "26/11/2026", "", []string{"A001", "A002"}, 400,
			"Il primo giorno che puoi comunicare è venerdì 27/11/2026"},
		{"a day that is none", w.now, "31/11/2026", "", []string{"A001"}, 400, "Primo giorno: scrivi una data che esiste, con giorno, mese e anno"},
		{"a last day without a year", w.now, "26/11/2026", "27/11", []string{"A001"}, 400, "Ultimo giorno: scrivi una data che esiste"},
		{"too far", w.now, "26/11/2026", "26/12/2026", []string{"A001"}, 400, "troppo lontano"},
	} {
		w.now = c.now
		answer := w.tell(c.from, c.to, c.pupils...)
		answer.Expect(t, c.status, c.text)
		if held := w.held("A001") + w.held("A002") + w.held("B999"); held != "" {
			t.Fatalf("%s: %s is kept", c.name, held)
		}
	}
	w.now = last
	w.tell("26/11/2026", "", "A001").Expect(t, http.StatusSeeOther)
	_, number, _ := strings.Cut(w.tell("26/11/2026", "", "A001").Header.Get("Location"), "=")
	undo := url.Values{"figlio": {"B999"}, "numero": {number}, "giorno": {"2026-11-26"}}
	webtest.Post(w.pages, absencesPath+"/annulla", undo).Expect(t, http.StatusNotFound)
	if held := w.held("A001"); held != "2026-11-26" {
		t.Errorf("held: %q", held)
	}
}

// Goal: whom a payer let in cannot leave a child without a meal. Method: a guest's page and form.
func TestGuestsTellNothing(t *testing.T) {
	h := newHandler(t, school.Guest)
	webtest.Get(h, absencesPath).Expect(t, http.StatusOK, "Qui comunica le assenze chi segue")
	webtest.Post(h, absencesPath, url.Values{"figlio": {"A001"}, "tipo": {"A"}, "dal": {"23/11/2026"}}).
		Expect(t, http.StatusNotFound)
	if page := webtest.Get(h, "/refezione"); strings.Contains(page.Body, absencesPath) {
		t.Error("a guest is sent where nothing can be done")
	}
}

// Goal: an absence costs three calls one after the other, the session's included. Method: as TestSteps.
func TestStepsOfAnAbsence(t *testing.T) {
	form := url.Values{"figlio": {"A001"}, "tipo": {"A"}, "dal": {"23/11/2026"}}
	undo := url.Values{"figlio": {"A001"}, "numero": {"482190375512"}, "giorno": {"2026-11-16"}}
	for path, form := range map[string]url.Values{absencesPath: form, absencesPath + "/annulla": undo} {
		synctest.Test(t, func(t *testing.T) {
			h := Handler{Site: newSite(t), School: slow{}, Ledger: slow{}, Notices: slow{}}.Routes()
			begun := time.Now()
			webtest.Post(h, path, form).Expect(t, http.StatusSeeOther)
			if took := time.Since(begun); took != 2*time.Second {
				t.Errorf("%s: %s, want 2 steps", path, took)
			}
		})
	}
}

func (s slow) Schools(ctx context.Context, tenant string) ([]school.School, error) {
	time.Sleep(time.Second)
	return s.fixture.Schools(ctx, tenant)
}

func (s slow) Menus(ctx context.Context, tenant, of string, from, to calendar.Day) ([]school.Menu, error) {
	time.Sleep(time.Second)
	return s.fixture.Menus(ctx, tenant, of, from, to)
}

func (s slow) Of(ctx context.Context, tenant, pupil string, from, to calendar.Day) ([]absence.Notice, error) {
	time.Sleep(time.Second)
	return s.fixture.Of(ctx, tenant, pupil, from, to)
}

func (s slow) Tell(ctx context.Context, tenant string, notices []absence.Notice) error {
	time.Sleep(time.Second)
	return s.fixture.Tell(ctx, tenant, notices)
}

func (s slow) Withdraw(ctx context.Context, tenant string, notices []absence.Notice, now time.Time) error {
	time.Sleep(time.Second)
	return s.fixture.Withdraw(ctx, tenant, notices, now)
}
