package intake

import (
	"slices"
	"strings"
	"testing"

	"serviziscolastici/shared/municipality"
)

// Goal: the office sets until when and how far ahead parents tell absences, a school its own. Method: good and bad
// hours and numbers, and what is stored.
func TestAbsenceLimits(t *testing.T) {
	h := newSmall(t)
	r := h.mustLoad(t, "comune.csv", "chiave;valore\nlimite_assenze;9.30\ngiorni_assenze;15\n")
	expectMessages(t, r, []string{})
	r = h.mustLoad(t, "comune.csv", "chiave;valore\nlimite_assenze;2:30\ngiorni_assenze;90\n")
	expectMessages(t, r, []string{
		"2 valore: L'ora si scrive come 9:30 e va dalle 6:00 alle 14:00.", "3 valore: I giorni vanno da 1 a 60.",
	})
	m, err := h.Municipalities.ByID(t.Context(), tenant)
	if err != nil || m.AbsenceLimit.String() != "9:30" || m.AbsencesAhead() != 15 {
		t.Errorf("%s, %d, %v", m.AbsenceLimit, m.AbsencesAhead(), err)
	}
	r = h.mustLoad(t, "scuole.csv", "codice;nome;livello;limite_assenze\nPRI;Primaria;primaria;8:30\nSEC;Media;secondaria;\n"+
		"INF;Infanzia;infanzia;alle otto\n")
	expectMessages(t, r, []string{"4 limite_assenze: L'ora si scrive come 9:30 e va dalle 6:00 alle 14:00."})
	schools, err := h.School.Schools(t.Context(), tenant)
	if err != nil || len(schools) != 2 || schools[0].AbsenceLimit.String() != "8:30" || schools[1].AbsenceLimit != 0 {
		t.Errorf("%+v, %v", schools, err)
	}
}

// Goal: the office says in a sentence whether a child below zero still eats; else the usual sentence stands. Method: good,
// too long, none.
func TestBelowZeroSentence(t *testing.T) {
	h := newSmall(t)
	m, err := h.Municipalities.ByID(t.Context(), tenant)
	if err != nil || m.BelowZero() != "Il pasto viene servito anche con il credito sotto zero." {
		t.Errorf("%q, %v", m.BelowZero(), err)
	}
	r := h.mustLoad(t, "comune.csv", "chiave;valore\ncredito_sotto_zero;Sotto i 50 € chiama l'ufficio.\n")
	expectMessages(t, r, []string{})
	r = h.mustLoad(t, "comune.csv", "chiave;valore\ncredito_sotto_zero;"+strings.Repeat("a", 201)+"\n")
	if r.Rejected != 1 {
		t.Errorf("%+v", r)
	}
	if m, err = h.Municipalities.ByID(t.Context(), tenant); err != nil || m.BelowZero() != "Sotto i 50 € chiama l'ufficio." {
		t.Errorf("%q, %v", m.BelowZero(), err)
	}
}

// Goal: the office says how much of a pupil a causale names, by default nothing, and never a name. Method: the choices,
// however they are written, and what is none.
func TestCausale(t *testing.T) {
	h := newSmall(t)
	for cell, want := range map[string]string{
		"badge": "badge 100107", " Badge  e Iniziali": "badge 100107, G.F.", "no": "", "": "",
	} {
		expectMessages(t, h.mustLoad(t, "comune.csv", "chiave;valore\ncausale_alunno;"+cell+"\n"), []string{})
		m, err := h.Municipalities.ByID(t.Context(), tenant)
		if got := m.Mark("100107", "Giulia", "Ferrari"); err != nil || got != want || m.Mark("", "Giulia", "Ferrari") != "" {
			t.Errorf("%q: %q, %v", cell, got, err)
		}
	}
	if r := h.mustLoad(t, "comune.csv", "chiave;valore\ncausale_alunno;nome\n"); r.Rejected != 1 {
		t.Errorf("%+v", r)
	}
}

// Goal: a municipality's portal is found by names that a browser can ask for, each once. Method: good names, one twice, and
// what is none: an address, a star, too many.
func TestHosts(t *testing.T) {
	h := newSmall(t)
	h.Portal = "https://scuola.example.it"
	r := h.mustLoad(t, "comune.csv", "chiave;valore\ndomini;Scuola.example.it:443, scuola.example.it xn--citt-0na.example.it. 127.0.0.1\n")
	expectMessages(t, r, []string{})
	want := []string{"scuola.example.it", "xn--citt-0na.example.it", "127.0.0.1"}
	if m, err := h.Municipalities.ByID(t.Context(), tenant); err != nil || !slices.Equal(m.Hosts, want) {
		t.Errorf("%q, %v", m.Hosts, err)
	}
	for _, cell := range []string{
		"https://scuola.example.it", "scuola.example.it/pagina", "*", "*.example.it", "a..it", "-a.it", "città.example.it", "a@b.it",
		"a b c d e f g h i j k l m n o p q r s t u", ",",
	} {
		if r := h.mustLoad(t, "comune.csv", "chiave;valore\ndomini;"+cell+"\n"); r.Rejected != 1 {
			t.Errorf("%q: %+v", cell, r)
		}
	}
	if m, err := h.Municipalities.ByID(t.Context(), tenant); err != nil || !slices.Equal(m.Hosts, want) {
		t.Errorf("%q, %v", m.Hosts, err)
	}
}

// Goal: no comune.csv takes the portal from under the office: the host in use stays, by which logins go, and the next one
// has led there before; the installation's own is good at once. A row that is refused says so and holds up no other.
// Method: a move from one host to another in all orders, on an installation of another Comune and on one's own.
func TestPortalHostStays(t *testing.T) {
	for _, c := range []struct {
		portal, before, after string
		refused               string // the host that is named as in use
	}{
		{"https://b.it", "a.it", "c.it", "a.it"},
		{"https://b.it", "a.it c.it", "c.it", "a.it"},
		{"https://b.it", "a.it", "c.it a.it", "a.it"},
		{"https://b.it", "a.it", "a.it c.it", ""},
		{"https://b.it", "a.it c.it", "c.it a.it", ""},
		{"https://b.it", "c.it a.it", "c.it", ""},
		{"https://b.it", "a.it", "b.it", ""},
		{"https://B.it:443", "b.it a.it", "A.it", "b.it"},
		{"https://b.it", "a.it b.it", "b.it", ""},
		{"https://b.it", "a.it b.it", "a.it c.it", "b.it"},
	} {
		h := newLoader(t)
		h.Portal = c.portal
		first := strings.Replace(demoFile(t, "comune.csv"), "localhost, 127.0.0.1", c.before, 1)
		expectMessages(t, h.mustLoad(t, "comune.csv", first), []string{})
		r := h.mustLoad(t, "comune.csv", "chiave;valore\ndomini;"+c.after+"\nufficio;Ufficio Nuovo\n")
		want := c.after
		if c.refused == "" {
			expectMessages(t, r, []string{})
		} else {
			want = c.before
			expectMessages(t, r, []string{"2 valore: L'indirizzo in uso è " + c.refused + ": senza, nessuno"})
		}
		m, err := h.Municipalities.Stored(t.Context(), tenant)
		if got := strings.Join(m.Hosts, " "); err != nil || !strings.EqualFold(got, want) || m.Office != "Ufficio Nuovo" {
			t.Errorf("%+v: %q, %q, %v", c, got, m.Office, err)
		}
	}
}

// Goal: the provider that says who works at the office is an https address and nothing more, and pages of the Comune carry
// no password. Method: each part that an address can have, alone; http on the local stack only.
func TestAddresses(t *testing.T) {
	h := newSmall(t)
	own := "oidc_client;portale\noidc_gruppi;Scuola=ufficio\n"
	for _, c := range []struct {
		address             string
		issuer, page, local bool // good as an issuer, as a page, as an issuer on the local stack
	}{
		{"https://login.example.it", true, true, true},
		{"https://login.example.it/7f3a/v2.0/", true, true, true},
		{"https://login.example.it:8443/a", true, true, true},
		{"http://localhost:9000", false, false, true},
		{"https://login.example.it/?a=b", false, true, false},
		{"https://login.example.it/#a", false, true, false},
		{"https://login.example.it/?", false, true, false},
		{"https://login.example.it/#", false, true, false},
		{"https://città.example.it/uffici", false, false, false},
		{"https://xn--citt-3na.example.it/uffici", true, true, true},
		{"https://[::1]/", false, false, false},
		{"https://utente:segreto@login.example.it", false, false, false},
		{"https://utente@login.example.it", false, false, false},
		{"https://@login.example.it", false, false, false},
		{"https://login.example.it:", false, false, false},
		{"https://login.example.it:0", false, false, false},
		{"https://login.example.it:65536", false, false, false},
		{"https://login.example.it:porta", false, false, false},
		{"https://", false, false, false},
		{"https://:443", false, false, false},
		{"https:login.example.it", false, false, false},
		{"https:///login.example.it", false, false, false},
		{"//login.example.it", false, false, false},
		{"login.example.it", false, false, false},
		{"HTTPS://login.example.it", false, true, false},
		{"ftp://login.example.it", false, false, false},
		{"javascript:alert(1)", false, false, false},
		{"https://login.example.it\\@altro.example.it", false, false, false},
		{"https://*.example.it", false, false, false},
	} {
		for _, tried := range []struct {
			row         string
			local, want bool
		}{
			{"oidc_emittente", false, c.issuer}, {"oidc_emittente", true, c.local}, {"privacy", false, c.page},
		} {
			h.LocalHTTP = tried.local
			h.takes(t, "comune.csv", "chiave;valore\n"+own+tried.row+";\""+c.address+"\"\n", tried.want)
		}
	}
}

// Goal: settings are judged, and kept, as they are stored and not as a function remembers them. Method: another function
// changes them between two files.
func TestSettingsAreReadAnew(t *testing.T) {
	h := newSmall(t)
	other := tested{h.Loader}
	other.Municipalities = &municipality.Store{Core: h.Municipalities.Core, Clock: h.Municipalities.Clock}
	if _, err := h.Municipalities.ByID(t.Context(), tenant); err != nil {
		t.Fatal(err)
	}
	other.mustLoad(t, "comune.csv", "chiave;valore\ntelefono;035 111\n")
	h.mustLoad(t, "comune.csv", "chiave;valore\nemail;scuola@example.it\n")
	if m, err := h.Municipalities.Stored(t.Context(), tenant); err != nil || m.Phone != "035 111" || m.Email != "scuola@example.it" {
		t.Errorf("%q, %q, %v", m.Phone, m.Email, err)
	}
}

// Goal: the office sets for how many days an unpaid top-up stays open. Method: good and bad numbers, and none.
func TestTopUpDays(t *testing.T) {
	h := newSmall(t)
	m, err := h.Municipalities.ByID(t.Context(), tenant)
	if err != nil || m.TopUpLasts() != 30 {
		t.Errorf("%d, %v", m.TopUpLasts(), err)
	}
	expectMessages(t, h.mustLoad(t, "comune.csv", "chiave;valore\ngiorni_ricarica;7\n"), []string{})
	for _, cell := range []string{"0", "366", "una settimana", "-1"} {
		if r := h.mustLoad(t, "comune.csv", "chiave;valore\ngiorni_ricarica;"+cell+"\n"); r.Rejected != 1 {
			t.Errorf("%q: %+v", cell, r)
		}
	}
	if m, err = h.Municipalities.ByID(t.Context(), tenant); err != nil || m.TopUpLasts() != 7 {
		t.Errorf("%d, %v", m.TopUpLasts(), err)
	}
}

// Goal: the office sets the hours in which no parent is told anything, by day and by night as that makes sense. Method:
// good and bad hours, and the hours around them.
func TestQuietHours(t *testing.T) {
	h := newSmall(t)
	quiet := func() (hours []int) {
		m, err := h.Municipalities.ByID(t.Context(), tenant)
		if err != nil {
			t.Fatal(err)
		}
		for hour := range 24 {
			if !m.Quiet(hour) {
				hours = append(hours, hour)
			}
		}
		return hours
	}
	if usual := quiet(); len(usual) != 12 || usual[0] != 8 {
		t.Errorf("told at %v", usual)
	}
	r := h.mustLoad(t, "comune.csv", "chiave;valore\nsilenzio_dalle;19\nsilenzio_alle;10\n")
	expectMessages(t, r, []string{})
	r = h.mustLoad(t, "comune.csv", "chiave;valore\nsilenzio_dalle;8\nsilenzio_alle;8:30\n")
	expectMessages(t, r, []string{"2 valore: L'ora va da 17 a 23, senza minuti.", "3 valore: L'ora va da 6 a 11, senza minuti."})
	if own := quiet(); len(own) != 9 || own[0] != 10 {
		t.Errorf("told at %v", own)
	}
}

// Goal: the office sets how much one parent may do in a day, within reason. Method: good and bad numbers.
func TestDailyLimits(t *testing.T) {
	h := newSmall(t)
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
