package intake

import (
	"maps"
	"slices"
	"testing"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/school"
)

// Goal: a file without one of the optional columns changes what its columns say and leaves the rest as it is: no diet, no second
// adult, no allergen is lost because a program does not export them. Method: load each kind with all columns, then another
// name without any optional one, and read what is stored.
func TestFileWithoutOptionalColumns(t *testing.T) {
	h := newSmall(t)
	for _, f := range [][2]string{
		{"scuole.csv", "codice;nome;livello;indirizzo;limite_assenze;cucina\nPRI;Primaria;primaria;Via Po 1;9:00;CU1\n"},
		{"scuole.csv", "codice;nome;livello\nPRI;Primaria Po;primaria\n"},
		{"classi.csv", "codice;nome;scuola\n1A;Prima A;PRI\n"},
		{"genitori.csv", "codice_fiscale;cognome;nome;email;telefono;indirizzo;cap;comune;provincia\n" +
			"RSSMRA80A01H501U;Rossi;Mario;m@example.com;0350000;Via Po 2;24060;Bergamo;BG\n"},
		{"genitori.csv", "codice_fiscale;cognome;nome;telefono\nRSSMRA80A01H501U;Rossi;Mario Luigi;\n"},
		{"alunni.csv", "codice;codice_fiscale;cognome;nome;data_nascita;badge;dieta_speciale;genitore_pagante;altri_genitori\n" +
			"A1;FOXDAA16P54L219N;Fo;Ada;14/09/2016;B1;sì;RSSMRA80A01H501U;VRDFNC85A41H501G\n"},
		{"alunni.csv", "codice;codice_fiscale;cognome;nome;data_nascita;genitore_pagante\n" +
			"A1;FOXDAA16P54L219N;Fo;Adele;14/09/2016;RSSMRA80A01H501U\n"},
		{"tariffe.csv", "anno;servizio;fascia;descrizione;importo;valida_dal;valida_al\n" +
			"2026/2027;trasporto;T1;Bus;30,00;14/09/2026;31/12/2026\n"},
		{"iscrizioni.csv", "alunno;anno;servizio;classe;fascia;dal;al\nA1;2026/2027;mensa;1B;P1;14/09/2026;08/06/2027\n"},
		{"menu.csv", "giorno;scuola;portata;piatto;allergeni\n23/11/2026;*;Primo;Pasta;glutine\n23/11/2026;*;Frutta;Mela;\n"},
		{"menu.csv", "giorno;scuola;portata;piatto\n23/11/2026;*;Primo;Pasta\n23/11/2026;*;Frutta;Pera\n"},
		{"messaggi.csv", "codice;scuola;dal;al;titolo;testo\nM1;*;20/11/2026;30/11/2026;Festa;Festa.\n"},
		{"messaggi.csv", "codice;scuola;dal;titolo;testo\nM1;*;20/11/2026;Festa;Grande festa.\n"},
		{"operatori.csv", "codice_fiscale;cognome;nome;ruoli;scuole;cucine\nVRDFNC85A41H501G;Verdi;Francesca;scuola cucina;PRI;CU1\n"},
		{"operatori.csv", "codice_fiscale;cognome;nome;ruoli\nVRDFNC85A41H501G;Verdi;Franca;scuola cucina\n"},
	} {
		if r := h.mustLoad(t, f[0], f[1]); r.Rejected != 0 || r.Written == 0 {
			t.Fatalf("%s: %+v", f[0], r)
		}
	}
	var place school.School
	var class school.Class
	var guardian school.Guardian
	var menu school.Menu
	var news school.News
	day := calendar.NewDay(2026, 11, 23)
	for key, out := range map[dynamo.Key]any{
		dynamo.School(tenant, "PRI"): &place, dynamo.Class(tenant, "1A"): &class,
		dynamo.Guardian(school.GuardianID(peopleKey, "RSSMRA80A01H501U"), tenant): &guardian,
		dynamo.Menu(tenant, school.EverySchool, day, ""):                          &menu, dynamo.News(tenant, "M1"): &news,
	} {
		if err := h.School.Core.Stored(t.Context(), key, out); err != nil {
			t.Fatal(key, err)
		}
	}
	if place.Name != "Primaria Po" || place.Address != "Via Po 1" || place.Kitchen != "CU1" || place.AbsenceLimit == 0 {
		t.Errorf("%+v", place)
	}
	if class.Name != "Prima A" || !slices.Equal(class.Weekdays, []time.Weekday{time.Monday, time.Tuesday, time.Thursday}) {
		t.Errorf("%+v", class)
	}
	if guardian.Name != "Mario Luigi" || guardian.Email != "m@example.com" || guardian.City != "Bergamo" || guardian.Phone != "" {
		t.Errorf("a cell that is there and empty empties, the others stay: %+v", guardian)
	}
	if len(menu.Dishes) != 2 || !slices.Equal(menu.Dishes[0].Allergens, []string{"glutine"}) || menu.Dishes[1].Allergens != nil {
		t.Errorf("%+v", menu)
	}
	if news.Text != "Grande festa." || news.To != calendar.NewDay(2026, 11, 30) {
		t.Errorf("%+v", news)
	}
	pupil, err := h.School.Pupil(t.Context(), tenant, "A1")
	links, linked := h.School.GuardiansOf(t.Context(), tenant, "A1")
	if err != nil || linked != nil || pupil.Name != "Adele" || pupil.Badge != "B1" || !pupil.Diet || len(links) != 2 {
		t.Errorf("%+v, %+v, %v, %v", pupil, links, err, linked)
	}
	enrolments, err := h.School.Enrolments(t.Context(), tenant, "A1")
	if err != nil || len(enrolments) != 1 || enrolments[0].Class != "1B" || enrolments[0].Reason != "ISEE" {
		t.Errorf("%+v, %v", enrolments, err)
	}
	operator, err := h.Operators.(office.Store).Operator(t.Context(), tenant, school.GuardianID(peopleKey, "VRDFNC85A41H501G"))
	if err != nil || operator.Name != "Franca" || !slices.Equal(operator.Schools, []string{"PRI"}) || !slices.Equal(operator.Kitchens, []string{"CU1"}) {
		t.Errorf("%+v, %v", operator, err)
	}
	again := h.mustLoad(t, "tariffe.csv", "anno;servizio;fascia;descrizione;importo;valida_dal\n2026/2027;trasporto;T1;Bus;30,00;14/09/2026\n")
	if again.Unchanged != 1 {
		t.Errorf("a price without its end: %+v", again)
	}
}

// Goal: without the column of the other adults, who pays no longer stays one of them, as on the office's page, and the other
// one who pays now is not named twice; with the column it says who they are. Method: change who pays to and fro.
func TestPayersWithoutTheColumnOfOthers(t *testing.T) {
	h := newSmall(t)
	const head = "codice;codice_fiscale;cognome;nome;data_nascita;genitore_pagante"
	const pupil, rossi, verdi = "A1;FOXDAA16P54L219N;Fo;Ada;14/09/2016;", "RSSMRA80A01H501U", "VRDFNC85A41H501G"
	for _, c := range []struct {
		content string
		roles   map[string]school.Role
	}{
		{head + "\n" + pupil + verdi + "\n", map[string]school.Role{verdi: school.Payer, rossi: school.Viewer}},
		{head + "\n" + pupil + rossi + "\n", map[string]school.Role{rossi: school.Payer, verdi: school.Viewer}},
		{head + ";altri_genitori\n" + pupil + verdi + ";\n", map[string]school.Role{verdi: school.Payer}},
	} {
		h.takes(t, "alunni.csv", c.content, true)
		links, err := h.School.GuardiansOf(t.Context(), tenant, "A1")
		roles := map[string]school.Role{}
		for _, link := range links {
			roles[link.Guardian] = link.Role
		}
		want := map[string]school.Role{}
		for code, role := range c.roles {
			want[school.GuardianID(peopleKey, code)] = role
		}
		if err != nil || !maps.Equal(roles, want) {
			t.Errorf("%s: %v, %v", c.content, roles, err)
		}
	}
}

// Goal: a file of operators does not bring back one whom an administrator has removed. Method: load, remove, load again.
func TestRemovedOperatorsStayRemoved(t *testing.T) {
	h := newSmall(t)
	const content = "codice_fiscale;cognome;nome;ruoli\nVRDFNC85A41H501G;Verdi;Franca;ufficio\n"
	h.takes(t, "operatori.csv", content, true)
	operators := h.Operators.(office.Store)
	one, err := operators.Operator(t.Context(), tenant, school.GuardianID(peopleKey, "VRDFNC85A41H501G"))
	one.Removed = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	if err != nil || operators.Save(t.Context(), tenant, one) != nil {
		t.Fatal(err)
	}
	expectMessages(t, h.mustLoad(t, "operatori.csv", content), []string{"2 codice_fiscale: Questo operatore è stato tolto"})
}
