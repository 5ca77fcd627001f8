package main

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"serviziscolastici/shared/office"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/session"
	"serviziscolastici/shared/web/webtest"
)

const newCode = "VLLSRA92H61A794C"

// person is the form of a new operator.
func person(more url.Values) url.Values {
	form := url.Values{
		"codice_fiscale": {"vllsra92h61a794c"}, "cognome": {" Villa "}, "nome": {"Sara"}, "ruolo": {"scuola", "lettura"}, "scuola": {"SEC"},
	}
	for name, values := range more {
		form[name] = values
	}
	return form
}

// Goal: an administrator adds an operator, who is found by the fiscal code, changes roles and places, removes and
// restores; each has its record, and no address or record names a fiscal code. Method: the forms of the pages.
func TestManageOperators(t *testing.T) {
	f := newFixture(t)
	f.hire("admin", office.Administrator)
	f.login("admin")
	f.get("/ufficio/operatori/nuovo").Expect(t, http.StatusOK, "Nuovo operatore", "Secondaria Alta Valle")
	added := f.post("/ufficio/operatori/nuovo", person(nil))
	added.Expect(t, http.StatusSeeOther)
	id := school.GuardianID(f.PeopleKey, newCode)
	o := f.stored(id)
	if o.FiscalCode != newCode || o.FullName() != "Sara Villa" || o.Summary() != "scuola lettura SEC" || o.By != "Giulia admin" {
		t.Fatalf("%+v", o)
	}
	f.get(added.Header.Get("Location")).Expect(t, http.StatusOK, "Operatore aggiunto", "Villa Sara", "scuola, lettura", "mai")
	f.get("/ufficio/operatori/"+id).Expect(t, http.StatusOK, "Sara Villa", newCode)
	f.post("/ufficio/operatori/"+id, url.Values{"versione": {"1"}, "ruolo": {"cucina"}, "cucina": {"NORD", "CENTRO", "SUD"}}).
		Expect(t, http.StatusSeeOther)
	if o = f.stored(id); o.Summary() != "cucina CENTRO NORD" || o.Version != 2 {
		t.Errorf("%+v", o)
	}
	f.get("/ufficio/operatori/"+id+"/togli").Expect(t, http.StatusOK, "Togliere Sara Villa?")
	f.post("/ufficio/operatori/"+id+"/togli", url.Values{"versione": {"2"}}).Expect(t, http.StatusSeeOther)
	if f.stored(id).Active() {
		t.Error("removed, and active")
	}
	f.get("/ufficio/operatori/"+id).Expect(t, http.StatusOK, "non può entrare", "Ripristina")
	f.post("/ufficio/operatori/"+id+"/ripristina", url.Values{"versione": {"3"}}).Expect(t, http.StatusSeeOther)
	if !f.stored(id).Active() {
		t.Error("restored, and not active")
	}
	var actions []string
	for _, deed := range f.deeds() {
		actions = append(actions, string(deed.Action))
		if deed.Operator != "admin" || deed.Colleague != id || strings.Contains(deed.Object+deed.Before+deed.After, newCode) {
			t.Errorf("%+v", deed)
		}
	}
	if got := strings.Join(actions, ", "); len(actions) != 4 || !strings.HasPrefix(got, "Operatore ripristinato, Operatore tolto") {
		t.Errorf("the log has %s", got)
	}
}

// Goal: a form that is not right says what to mend, keeps what was typed, and stores nothing. Method: one mistake each.
func TestOperatorFormsAreChecked(t *testing.T) {
	f := newFixture(t)
	f.hire("admin", office.Administrator)
	f.login("admin")
	for name, test := range map[string]struct {
		form url.Values
		says string
	}{
		"code":         {url.Values{"codice_fiscale": {"VLLSRA92H61A794X"}}, "Il codice fiscale non è valido"},
		"name":         {url.Values{"nome": {" "}}, "Scrivi il nome"},
		"long name":    {url.Values{"cognome": {strings.Repeat("x", 61)}}, "al massimo 60 caratteri"},
		"no role":      {url.Values{"ruolo": nil}, "Scegli almeno un ruolo"},
		"unknown role": {url.Values{"ruolo": {"capo"}}, "Scegli almeno un ruolo"},
		"no school":    {url.Values{"scuola": nil}, "vuole almeno una scuola"},
		"no such":      {url.Values{"scuola": {"XXX"}}, "vuole almeno una scuola"},
		"no kitchen":   {url.Values{"ruolo": {"cucina"}}, "vuole almeno una cucina"},
		"no such one":  {url.Values{"ruolo": {"cucina"}, "cucina": {"SUD"}}, "vuole almeno una cucina"},
	} {
		answer := f.post("/ufficio/operatori/nuovo", person(test.form))
		answer.Expect(t, http.StatusUnprocessableEntity, test.says)
		if name != "name" && !strings.Contains(answer.Body, `value="Sara"`) {
			t.Errorf("%s: the name that was typed is gone", name)
		}
	}
	all, err := f.store.Operators(t.Context(), webtest.Tenant)
	if err != nil || len(all) != 1 || len(f.deeds()) != 0 {
		t.Errorf("%d operators, %d records, %v", len(all), len(f.deeds()), err)
	}
	f.post("/ufficio/operatori/nuovo", person(nil)).Expect(t, http.StatusSeeOther)
	f.post("/ufficio/operatori/nuovo", person(nil)).Expect(t, http.StatusUnprocessableEntity, "già tra gli operatori")
	f.post("/ufficio/operatori/nobody", url.Values{"versione": {"1"}}).Expect(t, http.StatusNotFound)
	f.post("/ufficio/operatori/admin", url.Values{"ruolo": {"amministratore"}}).Expect(t, http.StatusBadRequest, "riapri la pagina")
}

// noSchools is a Comune that has none yet.
type noSchools struct{}

// Schools returns none.
func (noSchools) Schools(context.Context, string) ([]school.School, error) { return nil, nil }

// Goal: kitchens are ticked, those that cook for a school and those that the operator has; only where there are none their
// codes are typed. Method: the form for a new operator and for one of a kitchen that cooks no more, then without schools.
func TestKitchensAreChosen(t *testing.T) {
	f := newFixture(t)
	f.hire("admin", office.Administrator)
	f.login("admin")
	page := f.get("/ufficio/operatori/nuovo")
	page.Expect(t, http.StatusOK, "CENTRO: Primaria Bosco Verde", "NORD: Secondaria Alta Valle")
	if strings.Contains(page.Text(), "separati da spazi") {
		t.Error("codes of kitchens are typed")
	}
	if err := f.store.Save(t.Context(), webtest.Tenant, office.Operator{
		ID: "cook", Name: "Lucia", Roles: []office.Role{office.Kitchen}, Kitchens: []string{"VECCHIA"},
	}); err != nil {
		t.Fatal(err)
	}
	if page = f.get("/ufficio/operatori/cook"); !strings.Contains(page.Body, `value="VECCHIA" checked`) {
		t.Error("the operator's own kitchen is not ticked")
	}
	f.School = noSchools{}
	f.routes = f.Routes()
	f.get("/ufficio/operatori/nuovo").Expect(t, http.StatusOK, "I codici, separati da spazi")
	cook := url.Values{"ruolo": {"cucina"}, "scuola": nil, "cucina": {"a/b"}}
	f.post("/ufficio/operatori/nuovo", person(cook)).Expect(t, http.StatusUnprocessableEntity, "Il codice di una cucina")
	cook.Set("cucina", "UNA ALTRA")
	f.post("/ufficio/operatori/nuovo", person(cook)).Expect(t, http.StatusSeeOther)
	if o := f.stored(school.GuardianID(f.PeopleKey, newCode)); o.Summary() != "cucina UNA ALTRA" {
		t.Error(o.Summary())
	}
}

// Goal: two administrators with the same page do not overwrite one another. Method: the second form has an old version.
func TestOperatorChangedMeanwhile(t *testing.T) {
	f := newFixture(t)
	f.hire("admin", office.Administrator)
	f.hire("other", office.Clerk)
	f.login("admin")
	f.post("/ufficio/operatori/other", url.Values{"versione": {"1"}, "ruolo": {"lettura"}}).Expect(t, http.StatusSeeOther)
	f.post("/ufficio/operatori/other", url.Values{"versione": {"1"}, "ruolo": {"amministratore"}}).
		Expect(t, http.StatusConflict, "Qualcun altro ha appena cambiato questo operatore")
	f.post("/ufficio/operatori/other/togli", url.Values{"versione": {"1"}}).Expect(t, http.StatusConflict)
	if o := f.stored("other"); o.Summary() != "lettura" || len(f.deeds()) != 1 {
		t.Errorf("%s, %d records", o.Summary(), len(f.deeds()))
	}
}

// Goal: nobody takes the own role away or removes themselves. Method: both forms of the only administrator and of one
// of two.
func TestNobodyRemovesThemselves(t *testing.T) {
	f := newFixture(t)
	f.hire("admin", office.Administrator)
	f.login("admin")
	for _, second := range []string{"", "second"} {
		if second != "" {
			f.hire(second, office.Administrator)
		}
		f.post("/ufficio/operatori/admin/togli", url.Values{"versione": {"1"}}).Expect(t, http.StatusBadRequest, "Non puoi togliere te stesso")
		f.post("/ufficio/operatori/admin", url.Values{"versione": {"1"}, "ruolo": {"ufficio"}}).
			Expect(t, http.StatusBadRequest, "Non puoi togliere te stesso")
	}
	if !f.stored("admin").Has(office.Administrator) || len(f.deeds()) != 0 {
		t.Errorf("%+v, %d records", f.stored("admin"), len(f.deeds()))
	}
	f.get("/ufficio/operatori/admin").Expect(t, http.StatusOK, "Non puoi togliere te stesso: lo può fare un altro amministratore")
}

// Goal: a card that is saved as it was stores nothing, ends no session and leaves no record. Method: an operator at work whose
// boxes are ticked as they are, in another order; then one box more.
func TestSavingWithoutAChange(t *testing.T) {
	f := newFixture(t)
	f.hire("admin", office.Clerk, office.Administrator)
	f.login("admin")
	same := url.Values{"versione": {"1"}, "ruolo": {"ufficio", "amministratore"}}
	same["scuola"], same["cucina"] = f.stored("admin").Schools, f.stored("admin").Kitchens
	done := f.post("/ufficio/operatori/admin", same)
	done.Expect(t, http.StatusSeeOther)
	f.get(done.Header.Get("Location")).Expect(t, http.StatusOK, "Nessuna modifica")
	if o := f.stored("admin"); o.Version != 1 || len(f.deeds()) != 0 {
		t.Errorf("%+v, %d records", o, len(f.deeds()))
	}
	same.Add("ruolo", "lettura")
	f.post("/ufficio/operatori/admin", same).Expect(t, http.StatusSeeOther)
	if o := f.stored("admin"); !o.Has(office.Reader) || len(f.deeds()) != 1 {
		t.Errorf("%+v, %d records", o, len(f.deeds()))
	}
}

// Goal: changes of operators want a login of the last ten minutes, and the way to one comes back. Method: a session of
// eleven minutes, at a page, a form and the login page.
func TestChangesWantAFreshLogin(t *testing.T) {
	f := newFixture(t)
	f.hire("admin", office.Administrator)
	f.hire("other", office.Clerk)
	f.login("admin")
	f.at = f.at.Add(11 * time.Minute)
	f.get("/ufficio/operatori").Expect(t, http.StatusOK, "other")
	page := f.get("/ufficio/operatori/other")
	page.Expect(t, http.StatusSeeOther)
	login := page.Header.Get("Location")
	if login != "/ufficio/accesso?torna_a="+url.QueryEscape("/ufficio/operatori/other") {
		t.Fatalf("leads to %s", login)
	}
	f.get(login).Expect(t, http.StatusOK, "Serve un accesso recente", "meno di 10 minuti", "Entra con SPID, CIE o CNS")
	f.post("/ufficio/operatori/other/togli", url.Values{"versione": {"1"}}).
		Expect(t, http.StatusUnauthorized, "serve un accesso recente", "non abbiamo registrato nulla", "Accedi di nuovo")
	if !f.stored("other").Active() || len(f.deeds()) != 0 {
		t.Error("removed without a fresh login")
	}
}

// Goal: whoever is removed or gets other roles while at work is stopped at the next step, with a clear page and nothing
// done. Method: change the operator under an open form.
func TestRolesChangeInMidForm(t *testing.T) {
	f := newFixture(t)
	f.hire("admin", office.Administrator)
	f.hire("other", office.Clerk)
	f.login("admin")
	admin := f.stored("admin")
	admin.Roles = []office.Role{office.Reader}
	if err := f.store.Save(t.Context(), webtest.Tenant, admin); err != nil {
		t.Fatal(err)
	}
	change := url.Values{"versione": {"1"}, "ruolo": {"amministratore"}}
	f.get("/ufficio/operatori").Expect(t, http.StatusUnauthorized, "i tuoi ruoli sono cambiati", "Accedi di nuovo")
	f.post("/ufficio/operatori/other", change).Expect(t, http.StatusUnauthorized, "i tuoi ruoli sono cambiati", "Accedi di nuovo",
		"non abbiamo registrato nulla", "Ruolo amministratore")
	admin = f.stored("admin")
	admin.Removed = f.at
	if err := f.store.Save(t.Context(), webtest.Tenant, admin); err != nil {
		t.Fatal(err)
	}
	f.post("/ufficio/operatori/other", change).Expect(t, http.StatusUnauthorized, "Non risulti più tra gli operatori")
	gone := f.get("/ufficio/operatori")
	gone.Expect(t, http.StatusUnauthorized, "Non risulti più tra gli operatori", "Accedi di nuovo")
	if strings.Contains(gone.Text(), "registrato nulla") {
		t.Error("a link is answered as a form")
	}
	admin = f.stored("admin")
	admin.Roles, admin.Removed = []office.Role{office.Administrator}, time.Time{}
	if err := f.store.Save(t.Context(), webtest.Tenant, admin); err != nil {
		t.Fatal(err)
	}
	f.post("/ufficio/operatori/other", change).Expect(t, http.StatusUnauthorized, "Accedi di nuovo") // restored
	if o := f.stored("other"); o.Has(office.Administrator) || len(f.deeds()) != 0 {
		t.Errorf("%+v", o)
	}
}

// Goal: a session that ended in mid-form shows a clear page, also when a parent's cookie is there, and does nothing.
// Method: a form after sixteen idle minutes, with a parent's session beside the operator's.
func TestSessionOverInMidForm(t *testing.T) {
	f := newFixture(t)
	f.hire("admin", office.Administrator)
	f.hire("other", office.Clerk)
	f.login("admin")
	open, _, err := f.store.Enter(t.Context(), webtest.Tenant, f.token)
	if err != nil {
		t.Fatal(err)
	}
	f.at = f.at.Add(16 * time.Minute)
	parent := []*http.Cookie{{Name: "__Host-sessione", Value: webtest.Token}}
	form := withToken(url.Values{"versione": {"1"}}, open)
	f.do(http.MethodPost, "/ufficio/operatori/other/togli", form, parent).
		Expect(t, http.StatusUnauthorized, "La sessione si chiude da sola dopo 15 minuti", "Accedi di nuovo")
	f.token = ""
	f.do(http.MethodPost, "/ufficio/operatori/other/togli", form, parent).Expect(t, http.StatusUnauthorized, "serve un accesso all'ufficio")
	f.do(http.MethodGet, "/ufficio/operatori", nil, parent).Expect(t, http.StatusSeeOther)
	if !f.stored("other").Active() {
		t.Error("removed")
	}
}

// Goal: only administrators see operators, the office and administrators see devices. Method: every role at every page.
func TestWhoMayManage(t *testing.T) {
	f := newFixture(t)
	for _, role := range office.Roles() {
		f.hire(string(role), role)
	}
	for _, role := range office.Roles() {
		f.login(string(role))
		for path, open := range map[string]bool{
			"/ufficio/operatori":             role == office.Administrator,
			"/ufficio/operatori/elenco.csv":  role == office.Administrator,
			"/ufficio/operatori/nuovo":       role == office.Administrator,
			"/ufficio/operatori/ufficio":     role == office.Administrator,
			"/ufficio/dispositivi":           role == office.Administrator || role == office.Clerk,
			"/ufficio/dispositivi/x/revoca":  false, // there is none
			"/ufficio/operatori/x/y":         false,
			"/ufficio/operatori/admin/togli": false,
		} {
			if got := f.get(path).Status; (got == http.StatusOK) != open || !open && got != http.StatusForbidden && got != http.StatusNotFound {
				t.Errorf("%s at %s: %d", role, path, got)
			}
		}
	}
}

// Goal: the list shows whom the filter leaves, and the file has the same rows and is noted. Method: operators of two
// roles, one of them removed.
func TestListOfOperators(t *testing.T) {
	f := newFixture(t)
	f.hire("admin", office.Administrator)
	f.hire("clerk", office.Clerk)
	gone := f.hire("gone", office.Clerk)
	gone.Removed = f.at
	if err := f.store.Save(t.Context(), webtest.Tenant, gone); err != nil {
		t.Fatal(err)
	}
	f.login("admin")
	for query, want := range map[string]string{
		"": "admin clerk", "ruolo=ufficio": "clerk", "ruolo=ufficio&tolti=1": "clerk gone", "tolti=1": "admin clerk gone",
	} {
		page, file := f.get("/ufficio/operatori?"+query), f.get("/ufficio/operatori/elenco.csv?"+query)
		for _, id := range []string{"admin", "clerk", "gone"} {
			shown := strings.Contains(" "+want+" ", " "+id+" ")
			if strings.Contains(page.Body, `href="/ufficio/operatori/`+id+`"`) != shown ||
				strings.Contains(file.Body, "\r\n"+id+";Giulia;") != shown {
				t.Errorf("%q: %s", query, id)
			}
		}
	}
	for _, path := range []string{"/ufficio/operatori", "/ufficio/operatori/elenco.csv"} { // no role, and not all of them
		f.get(path+"?tolti=1&ruolo=capo").Expect(t, http.StatusBadRequest, "scegli di nuovo")
	}
	f.get("/ufficio/operatori").Expect(t, http.StatusOK, "2 operatori possono entrare")
	deeds := f.deeds()
	objects := ""
	for _, deed := range deeds {
		objects += deed.Object + "\n"
	}
	if !strings.Contains(objects, ".csv: ruolo ufficio, tolti compresi\n") || !strings.Contains(objects, ".csv\n") {
		t.Errorf("files without what was asked for: %s", objects)
	}
	if len(deeds) != 4 || deeds[0].Action != "Esportazione" || deeds[0].Operator != "admin" {
		t.Errorf("%+v", deeds)
	}
}

// Goal: logging out ends the session on the server and takes the cookie. Method: the menu's form, then the old token.
func TestLeave(t *testing.T) {
	f := newFixture(t)
	f.hire("admin", office.Administrator)
	f.login("admin")
	answer := f.post("/ufficio/esci", nil)
	answer.Expect(t, http.StatusSeeOther)
	if c := cookie(answer, "__Secure-ufficio"); c == nil || c.MaxAge >= 0 || c.Path != "/ufficio" {
		t.Errorf("%+v", c)
	}
	f.get("/ufficio/operatori").Expect(t, http.StatusSeeOther)
	f.get(answer.Header.Get("Location")).Expect(t, http.StatusOK, "Sei uscito")
	f.login("admin")
	f.do(http.MethodPost, "/ufficio/esci", url.Values{"csrf": {"x"}}, nil).Expect(t, http.StatusForbidden)
	if _, _, err := f.store.Enter(t.Context(), webtest.Tenant, f.token); err != nil {
		t.Errorf("another site's form ended it: %v", err)
	}
}

// Goal: a person who is parent and operator has two sessions, of which each ends by itself. Method: both for one id.
func TestParentAndOperator(t *testing.T) {
	f := newFixture(t)
	f.hire(webtest.Guardian, office.Administrator)
	parents := session.Store{Table: f.store.Ops, Clock: f.store.Clock}
	parent, err := parents.Start(t.Context(), session.Session{Tenant: webtest.Tenant, Guardian: webtest.Guardian})
	if err != nil {
		t.Fatal(err)
	}
	f.login(webtest.Guardian)
	f.post("/ufficio/esci", nil).Expect(t, http.StatusSeeOther)
	if _, err := parents.Find(t.Context(), parent); err != nil {
		t.Errorf("the parent's session has ended: %v", err)
	}
	f.token = parent // as the office's cookie
	f.get("/ufficio/operatori").Expect(t, http.StatusSeeOther)
}
