package main

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/figures"
	"serviziscolastici/shared/imports"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/waiting"
	"serviziscolastici/shared/web"
)

// The pages where things are resolved.
const (
	incomePath    = "/ufficio/entrate"
	refundsPath   = "/ufficio/entrate/rimborsi"
	refusedPath   = "/ufficio/entrate/avvisi"
	sheetsPath    = "/ufficio/presenze"
	unpricedPath  = "/ufficio/presenze/senza-tariffa"
	unsentPath    = "/ufficio/presenze/mai-inviati"
	pupilsPath    = "/ufficio/alunni"
	iseePath      = "/ufficio/isee"
	importsPath   = "/ufficio/importazioni"
	debtorsPath   = "/ufficio/prospetti/debitori"
	reportsPath   = "/ufficio/segnalazioni"
	registerPath  = "/ufficio/registro"
	importsLooked = 100 // how many of the last files are looked at
)

// overview is the desk: what waits, what is in order, and what came of the last evening.
type overview struct {
	ToDo []card
	// InOrder is what was looked at and does not wait.
	InOrder []card
	// Night is the last evening, nil for who has no business with it, or when none was kept.
	Night *evening
	// Seeks is whether the operator may look for a pupil, Sheets whether the operator reads sheets.
	Seeks, Sheets bool
}

// evening is what came of the last one, with the names of the classes in the place of their codes.
type evening struct {
	ledger.Night
	Missing, Open []string
}

// eveningOf names the classes with their schools; one that is not there any more stays a code.
func eveningOf(night ledger.Night, classes []school.Class) *evening {
	names := make(map[string]string, len(classes))
	for _, class := range classes {
		names[class.ID] = class.InSchool()
	}
	named := func(codes []string) []string {
		all := make([]string, 0, len(codes))
		for _, code := range codes {
			all = append(all, cmp.Or(names[code], code))
		}
		return all
	}
	return &evening{night, named(night.Missing), named(night.Open)}
}

// atDesk is a page of the desk, which leads on who works elsewhere.
func atDesk(page web.Handler) web.Handler {
	return func(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
		if home := visit.Operator.Home(); home != web.OfficeHome {
			http.Redirect(w, r, home, http.StatusSeeOther)
			return nil
		}
		return page(w, r, visit)
	}
}

// desk shows what waits for somebody: each card to whom the page behind it opens.
func (h Handler) desk(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	view, err := h.overview(r.Context(), visit)
	if err != nil {
		return err
	}
	return h.Site.Render(w, r, visit, web.Page{Title: "Scrivania", Template: "desk", Data: view})
}

// overview reads it all side by side.
func (h Handler) overview(ctx context.Context, visit web.Visit) (overview, error) {
	view := overview{
		Seeks: h.Rules.Sees(*visit.Operator, pupilsPath), Sheets: h.Rules.Sees(*visit.Operator, web.TabletHome),
	}
	cards := h.looks(visit)
	found := make([][]card, len(cards))
	reads := make([]func() error, 0, len(cards)+2)
	for i, look := range cards {
		reads = append(reads, beside.Into(&found[i], func() ([]card, error) { return look(ctx) }))
	}
	var night ledger.Night
	var classes []school.Class
	if visit.Operator.Has(office.Administrator, office.Clerk, office.Accounting, office.Reader) {
		reads = append(reads, beside.Into(&night, func() (ledger.Night, error) {
			return h.Nights.Last(ctx, visit.Municipality.ID)
		}), beside.Into(&classes, func() ([]school.Class, error) {
			return h.School.Classes(ctx, visit.Municipality.ID)
		}))
	}
	if err := beside.Together(reads...); err != nil {
		return view, err
	}
	if !night.Day.IsZero() {
		view.Night = eveningOf(night, classes)
	}
	for _, one := range slices.Concat(found...) {
		if one.Text == "" {
			view.InOrder = append(view.InOrder, one)
		} else {
			view.ToDo = append(view.ToDo, one)
		}
	}
	return view, nil
}

// exportDesk sends the desk as a file: what waits, what is in order, and the last evening.
func (h Handler) exportDesk(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	view, err := h.overview(r.Context(), visit)
	if err != nil {
		return err
	}
	var rows [][]string
	for _, one := range view.ToDo {
		rows = append(rows, []string{one.Name, one.Text, one.Age(visit.Today()), one.Notes()})
	}
	for _, one := range view.InOrder {
		rows = append(rows, []string{one.Name, "niente in sospeso", "", one.Data})
	}
	if night := view.Night; night != nil {
		rows = append(rows, []string{
			"Ultimo addebito dei pasti", fmt.Sprintf("%s, in tutto %s", web.Plural(night.Meals, "pasto", "pasti"), night.Total),
			"del " + night.Day.Italian(), fmt.Sprintf("Classi a mensa: %d. Senza presenze: %s. Da addebitare: %s. Sotto zero: %d, in tutto %s.",
				night.Classes, named(night.Missing), named(night.Open), night.InDebt, night.Owed),
		})
	}
	return web.Export(w, r, visit, h.Audit, web.List{
		Name: "scrivania-" + visit.Today().String() + ".csv", Header: []string{"che_cosa", "quanto", "da_quando", "nota"}, Rows: rows,
	})
}

// named counts classes and names the first, as the page does.
func named(classes []string) string {
	if len(classes) == 0 {
		return "nessuna"
	}
	return fmt.Sprintf("%d (%s)", len(classes), firstOf(classes))
}

// look reads what waits.
type look = func(ctx context.Context) ([]card, error)

// looks are the reads for the pages that open for the operator.
func (h Handler) looks(visit web.Visit) []look {
	tenant := visit.Municipality.ID
	marks := func(name, path, one, many string, kind waiting.Kind) (string, look) {
		return path, func(ctx context.Context) ([]card, error) {
			count, err := h.Waiting(ctx, tenant, kind)
			c := counted(name, path, one, many, count)
			if kind == waiting.Approval || kind == waiting.Payout {
				c.Note = "I giorni si contano da quando il pagamento è arrivato."
			}
			return []card{c}, err
		}
	}
	var looks []look
	add := func(path string, look look) {
		if h.Rules.Sees(*visit.Operator, path) {
			looks = append(looks, look)
		}
	}
	add(marks("Entrate da sistemare", incomePath, "pagamento", "pagamenti", waiting.ParkedReceipt))
	add(marks("Rimborsi da approvare", refundsPath, "rimborso", "rimborsi", waiting.Approval))
	add(marks("Rimborsi da pagare", refundsPath, "rimborso", "rimborsi", waiting.Payout))
	add(marks("Avvisi rifiutati da pagoPA", refusedPath, "avviso", "avvisi", waiting.Refusal))
	add(reportsPath, func(ctx context.Context) ([]card, error) {
		waits, err := h.Reports.Waiting(ctx, tenant)
		count := waiting.Count{N: min(waits.Count, waiting.Most), More: waits.Count > waiting.Most, Oldest: waits.Oldest}
		return []card{counted("Segnalazioni dei genitori", reportsPath, "segnalazione", "segnalazioni", count)}, err
	})
	add(sheetsPath, func(ctx context.Context) ([]card, error) { return h.missingSheets(ctx, visit) })
	if slices.ContainsFunc([]string{debtorsPath, unpricedPath, unsentPath}, func(path string) bool { return h.Rules.Sees(*visit.Operator, path) }) {
		looks = append(looks, func(ctx context.Context) ([]card, error) { return h.ofMorning(ctx, visit) })
	}
	add(iseePath, func(ctx context.Context) ([]card, error) { return h.endingISEE(ctx, visit) })
	add(importsPath, func(ctx context.Context) ([]card, error) { return h.failedImports(ctx, visit) })
	return looks
}

// ofMorning are the cards of what the morning's figures tell. Of the registers that nobody had sent then it looks which have come.
func (h Handler) ofMorning(ctx context.Context, visit web.Visit) ([]card, error) {
	debts, err := h.Debts.Debts(ctx, visit.Municipality.ID)
	if err != nil {
		return nil, err
	}
	var cards []card
	if h.Rules.Sees(*visit.Operator, unsentPath) {
		left, err := debts.Unsent.Still(ctx, visit.Municipality.ID, h.Registers)
		if err != nil {
			return nil, err
		}
		cards = append(cards, unsentSheets(left))
	}
	if h.Rules.Sees(*visit.Operator, debtorsPath) {
		cards = append(cards, deepDebts(debts, visit.Municipality.DebtWorthTelling()))
	}
	if h.Rules.Sees(*visit.Operator, unpricedPath) {
		cards = append(cards, unpricedMeals(debts.Unpriced))
	}
	for i := range cards {
		cards[i].Data = "ai dati del " + debts.Day.Italian()
		if debts.Day.IsZero() {
			cards[i].Data = "nessun dato ancora"
		}
	}
	return cards, nil
}

// unsentSheets are the registers of the last days that never came.
func unsentSheets(left figures.Unsent) card {
	c := card{Name: "Registri mai inviati", Path: unsentPath}
	if left.Count > 0 {
		c.Text, c.Oldest = web.Plural(left.Count, "registro", "registri"), left.Since
		c.Note = fmt.Sprintf("Degli ultimi %d giorni, senza oggi: finché mancano, i pasti non si addebitano.", ledger.LookBackDays)
	}
	return c
}

// deepDebts are the accounts that are further below zero than the office wants to be told.
func deepDebts(debts figures.Debts, deep money.Cents) card {
	c := card{
		Name: "Crediti molto negativi", Path: debtorsPath + "?" + url.Values{"oltre": {deep.Plain()}}.Encode(),
	}
	if debts.Deep > 0 {
		c.Text, c.Oldest = web.Plural(debts.Deep, "alunno", "alunni"), debts.DeepSince
		c.Note = "Oltre " + deep.String() + " sotto zero."
	}
	return c
}

// failedImports looks at the last files, the newest first: those that were refused, unless a later one of the kind was stored;
// those with wrong rows or rows that failed, until somebody has seen to them, which no later file tells; and those that wait for a
// confirmation or do not move.
func (h Handler) failedImports(ctx context.Context, visit web.Visit) ([]card, error) {
	list, _, err := h.Imports.List(ctx, visit.Municipality.ID, "", importsLooked)
	c := card{Name: "File da controllare", Path: importsPath}
	wrong, stored := 0, map[string]bool{} // by kind
	for _, one := range list {
		if !one.For(*visit.Operator) {
			continue
		}
		waits := one.State == imports.Ready || one.State == imports.Asking || one.Open() || one.Stuck(visit.Now)
		refused := one.State == imports.Refused && !stored[one.File] && visit.Now.Sub(one.At) < refusedImportsFor
		stored[one.File] = stored[one.File] || one.State == imports.Done && one.Stored() > 0 // of the same rows nothing was
		if waits || refused {
			wrong++
			if day := calendar.DayOf(one.At); c.Oldest.IsZero() || day.Before(c.Oldest) {
				c.Oldest = day
			}
		}
	}
	if wrong > 0 {
		c.Text = web.Plural(wrong, "file", "file")
		c.Note = "Rifiutati, con righe scartate o da confermare, tra gli ultimi " + fmt.Sprint(importsLooked) + "."
	}
	return []card{c}, err
}

// refusedImportsFor is for how long a file that was refused is told.
const refusedImportsFor = 7 * 24 * time.Hour

// unpricedMeals are those that were eaten and wait for a price, however long ago.
func unpricedMeals(waits figures.Unpriced) card {
	c := card{Name: "Pasti senza tariffa", Path: unpricedPath}
	if waits.Meals > 0 {
		c.Text, c.Oldest = web.Plural(waits.Meals, "pasto", "pasti"), waits.Since
		c.Note = "Mangiati e non addebitati: manca la tariffa della fascia, o quel giorno l'alunno non è iscritto o è sul registro di due classi. Classi: " + firstOf(waits.Classes) + "."
	}
	return c
}
