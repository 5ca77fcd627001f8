package town

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"serviziscolastici/infra/proof/fixture"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/office"
)

// Page is a page of the office with things of the town.
type Page struct {
	Pattern string // "GET /ufficio/alunni"
	Address string // with its query
	Status  int    // of the answer
}

// Pages are all of them: every route that is read has one at least. Those of the municipality's own provider, which the
// town has not, are left out.
func (t *Town) Pages() ([]Page, error) {
	rules, err := office.ReadRules()
	if err != nil {
		return nil, err
	}
	queries, parts := t.queries(), t.parts()
	var pages []Page
	for _, pattern := range rules.Patterns() {
		path, read := strings.CutPrefix(pattern, "GET ")
		if !read || strings.HasPrefix(path, "/ufficio/oidc") {
			continue
		}
		address := parts.Replace(path)
		if strings.Contains(address, "{") {
			return nil, fmt.Errorf("what does %s stand for?", address)
		}
		own := queries[path]
		if own == nil {
			own = []string{""}
		}
		for _, query := range own {
			page := Page{Pattern: pattern, Address: address, Status: http.StatusOK}
			if query != "" {
				page.Address += "?" + query
			}
			if path == "/ufficio/tablet" || strings.HasSuffix(path, "/{id}/{table}") {
				page.Status = http.StatusSeeOther
			}
			pages = append(pages, page)
		}
	}
	return pages, nil
}

// parts puts things into the variable parts of a path. An id is an operator's, a tablet's or an import's, a number a
// report's or a notice's.
func (t *Town) parts() *strings.Replacer {
	return strings.NewReplacer(
		"{alunno}", fixture.PupilName(0), "{adulto}", payerOf(0), "{classe}", fixture.ClassName(0),
		"{giorno}", t.days[1].String(), "{tabella}", "mesi", "{anno}", fmt.Sprint(fixture.Today().Year()),
		"{table}", "nuove.csv", "{azione}", "importo",
		"segnalazioni/{anno}/{numero}", fmt.Sprintf("segnalazioni/%d/1", fixture.Today().Year()),
		"avvisi/{numero}/quietanza", "avvisi/"+t.papers.cash+"/quietanza", "{numero}", t.papers.open,
		"operatori/{id}", "operatori/"+t.papers.operator, "dispositivi/{id}", "dispositivi/"+t.papers.device,
		"{id}", t.papers.ready,
	)
}

// queries are what pages are asked for, where they know more than their path.
func (t *Town) queries() map[string][]string {
	named := func(parked billing.ParkedReceipt, more ...string) string {
		query := url.Values{"giorno": {parked.PaidDay().String()}, "ricevuta": {parked.ID()}}
		for i := 0; i < len(more); i += 2 {
			query.Set(more[i], more[i+1])
		}
		return query.Encode()
	}
	search := "ricerca=" + t.papers.search
	day := closed(0).String()
	return map[string][]string{
		"/ufficio/accesso":                  {"torna_a=/ufficio/operatori"},
		"/ufficio/tablet":                   {"chiave=" + t.papers.tabletLink},
		"/ufficio/alunni":                   {"", search, search + "&pagina=5"},
		"/ufficio/alunni/elenco.csv":        {search},
		"/ufficio/registro":                 {"", "operatore=" + t.papers.operator, "alunno=" + fixture.PupilName(0), search, "file=" + t.papers.ready},
		"/ufficio/registro/elenco.csv":      {"", "file=" + t.papers.ready},
		"/ufficio/segnalazioni":             {"", "stato=tutte", search, "stato=tutte&" + search},
		"/ufficio/prospetti":                {"costo=6,50", "scuola=S00", "q=scuola"},
		"/ufficio/prospetti/debitori":       {"", "pagina=3", "scuola=S00", "oltre=20", search, "ricerca=" + t.papers.phone},
		"/ufficio/prospetti/debitori/csv":   {"", search},
		"/ufficio/entrate":                  {"", search},
		"/ufficio/entrate/rimborsi":         {"", search},
		"/ufficio/entrate/avvisi":           {"", search},
		"/ufficio/entrate/storico":          {"", search},
		"/ufficio/isee":                     {"", search},
		"/ufficio/entrate/ricevuta":         {named(t.papers.parked)},
		"/ufficio/entrate/accredita":        {named(t.papers.parked), named(t.papers.parked, "alunno", fixture.PupilName(0))},
		"/ufficio/entrate/collega":          {named(t.papers.parked), named(t.papers.parked, "avviso", t.papers.open)},
		"/ufficio/entrate/rimborsa":         {named(t.papers.parked)},
		"/ufficio/entrate/rimborsi/approva": {named(t.papers.asked)},
		"/ufficio/entrate/rimborsi/ritira":  {named(t.papers.asked)},
		"/ufficio/entrate/rimborsi/pagato":  {named(t.papers.approved)},
		"/ufficio/comunicazioni":            {"", "q=menu"},
		"/ufficio/importazioni":             {"", "q=alunni"},
		"/ufficio/tariffe":                  {"", "q=mensa"},
		"/ufficio/calendario":               {"", "q=sciopero"},
		"/ufficio/cucina":                   {"", "q=3a"},
		"/ufficio/tariffe/copia":            {""},
		"/ufficio/operatori":                {"", search},
		"/ufficio/dispositivi":              {"", search},
		"/ufficio/presenze/classe/{classe}": {"", "giorno=" + fixture.Today().String()},

		"/ufficio/presenze/classe/{classe}/mese":                {"", search},
		"/ufficio/presenze/classe/{classe}/mese.csv":            {"", search},
		"/ufficio/presenze/classe/{classe}/giorno/{giorno}":     {"", search},
		"/ufficio/presenze/classe/{classe}/giorno/{giorno}/csv": {"", search},

		"/ufficio/presenze/senza-tariffa":     {"", search},
		"/ufficio/presenze/senza-tariffa/csv": {"", search},
		"/ufficio/presenze/mai-inviati":       {"", "q=scuola"},
		"/ufficio/presenze/mai-inviati/csv":   {"", "q=scuola"},

		"/ufficio/alunni/scheda/{alunno}/conto":      {"", search},
		"/ufficio/alunni/scheda/{alunno}/conto.csv":  {"", search},
		"/ufficio/alunni/scheda/{alunno}/storia":     {"", search},
		"/ufficio/alunni/scheda/{alunno}/storia.csv": {"", search},

		"/ufficio/alunni/scheda/{alunno}/scambio": {"dato=badge&con=" + fixture.PupilName(1)},

		"/ufficio/calendario/riapri": {"per=*&dal=" + day + "&al=" + day},
	}
}
