package main

import (
	"net/http"

	"serviziscolastici/shared/office"
	"serviziscolastici/shared/web"
)

// helpPage is what the help says that other places know.
type helpPage struct {
	Roles []office.Role
	// Purposes say what the pages of the menu are for, by address.
	Purposes map[string]string
	Minutes  int // how old a login may be for what wants a fresh one

	opens func(path string) bool
}

// Opens reports whether the page at a path, of which a question is, opens for who asks. Who is not in yet may ask of each.
func (p helpPage) Opens(path string) bool { return p.opens(path) }

// help answers the commonest questions of operators, also of those who do not get in.
func (h Handler) help(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	opens := func(path string) bool { return visit.Operator == nil || h.Rules.Sees(*visit.Operator, path) }
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Aiuto", Section: "aiuto", Template: "help", Lead: "A che cosa servono le pagine, e le domande più comuni di chi ci lavora.",
		Data: helpPage{office.Roles(), purposes(), office.FreshMinutes, opens},
	})
}

func purposes() map[string]string {
	return map[string]string{
		web.OfficeHome:           "che cosa aspetta qualcuno, da quando, e dove si risolve. Si comincia da qui, al mattino",
		web.TabletHome:           "il registro di ogni classe: oggi lo segna la scuola, i giorni passati li corregge l’ufficio",
		"/ufficio/cucina":        "quanti pasti preparare, oggi e nel prossimo giorno di mensa, e quali registri mancano",
		"/ufficio/alunni":        "la scheda di un alunno, con adulti, iscrizioni, conto e avvisi, e tutto quello che se ne può cambiare",
		"/ufficio/tariffe":       "i prezzi per anno e fascia; un prezzo nuovo vale dal giorno che scrivi",
		"/ufficio/calendario":    "i giorni senza servizio: sospendere (sciopero, neve) e riaprire",
		"/ufficio/comunicazioni": "i messaggi alle famiglie di tutte le scuole, di una scuola o di una classe",
		"/ufficio/entrate":       "i pagamenti che non corrispondono a nessun avviso, i rimborsi, gli avvisi rifiutati da pagoPA",
		"/ufficio/segnalazioni":  "gli errori segnalati dai genitori, e le risposte",
		"/ufficio/prospetti":     "pasti, ricavi, copertura del costo, crediti e debiti, aggiornati ogni mattina",
		"/ufficio/importazioni":  "caricare un elenco da un file CSV, dopo aver visto che cosa cambierebbe",
		"/ufficio/operatori":     "chi può entrare, e con quali ruoli",
		"/ufficio/dispositivi":   "i link dei tablet delle scuole: crearli e revocarli",
		"/ufficio/registro":      "chi ha fatto che cosa, quando e perché",
	}
}
