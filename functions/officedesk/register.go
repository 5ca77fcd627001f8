package main

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// registerPage is a page of what operators did.
type registerPage struct {
	web.Ways
	Groups []group
	Filter office.Filter
	// Pupil is whom it is filtered by, with the name; "" for everybody. Seek are the addresses without that.
	Pupil string
	Seek  web.Ways
	// Months are those that can be chosen, the newest first, Days the days until which.
	Months    []calendar.Month
	Days      []string
	Operators []office.Operator
	Actions   []office.Action
}

// group is what one request did: often one record, sometimes several of one kind. It has fields of its own, because the
// template would look for those of a record by name, a hundred times each.
type group struct {
	At                   time.Time
	Name, Object, Reason string
	Action               office.Action
	Roles                []office.Role
	// Difference is what the record changed, piece by piece: what stayed, what went and what came.
	Difference []part
	// Rows are the tables of what a loaded file brought.
	Rows []rows
	// Each is where the records of these rows are; "" for none.
	Each string
	// More are the request's other records.
	More []office.Record

	first office.Record
}

func (n persons) newGroup(r office.Record) group {
	g := group{
		At: r.At, Name: r.Name, Action: r.Action, Object: r.Object, Reason: r.Reason, Roles: r.Roles,
		Difference: difference(r), Rows: rowsOf(r), Each: recordsOf(r), first: r,
	}
	if ofSheet(r) {
		for i, one := range g.Difference {
			g.Difference[i].Text = n.mark(one.Text)
		}
	}
	return g
}

// grouped folds records of one request that follow one another.
func (n persons) grouped(records []office.Record) []group {
	var groups []group
	for _, record := range records {
		if last := len(groups) - 1; last >= 0 && sameRequest(groups[last].first, record) {
			if ofSheet(record) {
				record.After = n.marked(record.After)
			}
			groups[last].More = append(groups[last].More, record)
			continue
		}
		groups = append(groups, n.newGroup(record))
	}
	return groups
}

func sameRequest(a, b office.Record) bool {
	if a.OfRows() { // a worker stores many rows in one request
		return a.Mark != "" && a.Mark == b.Mark
	}
	return a.Operator == b.Operator && (a.Request != "" && a.Request == b.Request || a.Mark != "" && a.Mark == b.Mark)
}

// monthsBack is how many months the page offers: the law wants at least six of administrators' accesses.
const monthsBack = 24

// register shows what operators did in a month, or of whom it can be filtered by when somebody was sought.
func (h Handler) register(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	query := r.URL.Query()
	if query.Has("file") {
		return h.ofLoad(w, r, visit)
	}
	filter, err := readFilter(query, visit.Today())
	if err != nil {
		return err
	}
	page := registerPage{Filter: filter, Actions: actionsOf(filter.Pupil), Days: daysOfMonth()}
	asked := web.Asked{From: query.Get("da"), Choices: filterQuery(filter)}
	anybody := filter
	anybody.Pupil = ""
	if !slices.Contains(actionsOf(""), anybody.Action) {
		anybody.Action = ""
	}
	page.Seek = web.Asked{Sought: web.KeptIn(query), Choices: filterQuery(anybody)}.Ways(registerPath, "", "")
	if page.Seek.Sought.Key() != "" {
		return h.choosePupil(w, r, visit, page.Seek)
	}
	var records []office.Record
	var next string
	err = beside.Together(
		func() (err error) {
			records, next, err = h.Audit.Find(r.Context(), visit.Municipality.ID, filter, asked.From)
			return err
		},
		beside.Into(&page.Operators, func() ([]office.Operator, error) {
			return h.Operators.Operators(r.Context(), visit.Municipality.ID)
		}),
	)
	if err != nil {
		return err
	}
	known, err := h.named(r.Context(), visit.Municipality.ID, append(markedPupils(records), filter.Pupil), records, page.Operators)
	if err != nil {
		return err
	}
	for i, one := range records {
		records[i].Object = known.told(one)
	}
	page.Pupil, page.Groups = known.pupil(filter.Pupil), known.grouped(records)
	for month := visit.Today().Month(); len(page.Months) < monthsBack; month = month.Previous() {
		page.Months = append(page.Months, month)
	}
	slices.SortFunc(page.Operators, func(a, b office.Operator) int { return strings.Compare(a.FullName(), b.FullName()) })
	page.Ways = asked.Ways(registerPath, "", next)
	page.CSV = web.Asked{Choices: asked.Choices}.At(registerPath+"/elenco.csv", "") // of the whole month
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Registro delle operazioni", Section: "registro", Template: "register", Data: page,
		Crumbs: []web.Crumb{{Name: "Scrivania", Path: web.OfficeHome}},
		Lead:   "Chi ha fatto che cosa e quando. Il registro si può solo leggere: nessuna riga cambia o sparisce.",
	})
}

// readFilter reads what an address asks for; without a month it is the present one.
func readFilter(query url.Values, today calendar.Day) (office.Filter, error) {
	filter := office.Filter{Operator: query.Get("operatore"), Pupil: query.Get("alunno")}
	var err error
	if filter.Month, err = web.ChosenMonth(query, today); err != nil {
		return filter, err
	}
	if filter.Pupil != "" && !school.ValidCode(filter.Pupil) {
		return filter, web.NotOffered("alunno")
	}
	if filter.Action, err = web.Chosen(query, "azione", actionsOf(filter.Pupil)); err != nil {
		return filter, err
	}
	day, err := web.Chosen(query, "fino", daysOfMonth())
	if number, _ := strconv.Atoi(day); number > 0 && number < filter.Month.Last().OfMonth() {
		filter.Until = filter.Month.First().AddDays(number - 1)
	}
	return filter, err
}

// daysOfMonth are the days that a month can have, as a form has them.
func daysOfMonth() []string {
	days := make([]string, 31)
	for i := range days {
		days[i] = strconv.Itoa(i + 1)
	}
	return days
}

// actionsOf are what one can choose of the records of a pupil, or of all, "". Rows of a file are not among those of a month,
// but with the file and the pupil.
func actionsOf(pupil string) []office.Action {
	return slices.DeleteFunc(office.Actions(), func(a office.Action) bool { return a == office.RowsStored && pupil == "" })
}

func filterQuery(f office.Filter) url.Values {
	query := url.Values{"mese": {f.Month.Key()}}
	if !f.Until.IsZero() {
		query.Set("fino", strconv.Itoa(f.Until.OfMonth()))
	}
	for name, value := range map[string]string{"operatore": f.Operator, "azione": string(f.Action), "alunno": f.Pupil} {
		if value != "" {
			query.Set(name, value)
		}
	}
	return query
}

// The limits of a file, in bytes. A function answers 6 MB.
const (
	mostBytes  = 4 << 20 // of all rows
	leastBytes = 300     // of a row beside what its record says: who, when, names
)

// fitting are the first records that one file can have, whole days if it can, and how the file ends: a last row says how the
// others are had. It is "" when all fit.
func fitting(records []office.Record) (some []office.Record, ends string) {
	size := 0
	for i, r := range records {
		size += len(r.Object) + len(r.Before) + len(r.After) + len(r.Reason) + leastBytes
		if size <= mostBytes {
			continue
		}
		cut := calendar.DayOf(r.At)
		whole := slices.IndexFunc(records, func(r office.Record) bool { return calendar.DayOf(r.At) == cut })
		if whole == 0 {
			return records[:i], "Il file si ferma qui, a una parte del " + cut.Italian() + ": per avere le altre righe scegli un operatore o un'operazione."
		}
		return records[:whole], fmt.Sprintf("Il file si ferma qui: per avere le righe dei giorni prima scegli «Fino al giorno %d».", cut.OfMonth())
	}
	return records, ""
}

// exportRegister sends what the filter leaves of a month. The export is a record itself.
func (h Handler) exportRegister(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	if r.URL.Query().Has("file") {
		return h.exportLoad(w, r, visit)
	}
	tenant := visit.Municipality.ID
	filter, err := readFilter(r.URL.Query(), visit.Today())
	if err != nil {
		return err
	}
	var records []office.Record
	var operators []office.Operator
	err = beside.Together(
		beside.Into(&records, func() ([]office.Record, error) {
			return h.Audit.All(r.Context(), tenant, filter, mostBytes/leastBytes+1)
		}),
		beside.Into(&operators, func() ([]office.Operator, error) { return h.Operators.Operators(r.Context(), tenant) }),
	)
	if err != nil {
		return err
	}
	records, ends := fitting(records)
	return h.exportRecords(w, r, visit, web.List{Name: "registro-" + filter.Month.Key() + ".csv", About: about(filter)}, records, operators, ends)
}

// exportRecords sends records as a file, with names. A file that has not all ends with a row that says so: somebody may take it
// for the whole.
func (h Handler) exportRecords(
	w http.ResponseWriter, r *http.Request, visit web.Visit, list web.List, records []office.Record, operators []office.Operator,
	ends string,
) error {
	list.Header = []string{
		"giorno", "ora", "operatore", "ruoli", "operazione", "oggetto", "prima", "dopo", "motivo", "alunno", "richiesta",
		"importazione", "valore_tecnico",
	}
	list.Rows = make([][]string, len(records), len(records)+1)
	list.Fill = func() error {
		known, err := h.named(r.Context(), visit.Municipality.ID, nil, records, operators)
		for i, one := range records {
			one.Object = known.told(one)
			list.Rows[i] = recordCells(one)
		}
		return err
	}
	if ends != "" {
		last := make([]string, len(list.Header))
		last[4] = ends
		list.Rows = append(list.Rows, last)
	}
	return web.Export(w, r, visit, h.Audit, list)
}

// about says what of a month was taken, for the record of the export; "" for all of it.
func about(f office.Filter) string {
	one := ""
	if f.Operator != "" {
		one = "uno solo"
	}
	until := ""
	if !f.Until.IsZero() {
		until = f.Until.Italian()
	}
	return web.About("fino al", until, "operatore", one, "alunno", f.Pupil, "operazione", string(f.Action))
}

func recordCells(r office.Record) []string {
	roles := make([]string, 0, len(r.Roles))
	for _, role := range r.Roles {
		roles = append(roles, string(role))
	}
	loaded := ""
	if r.Load != nil {
		loaded = r.Load.Import
	}
	return []string{
		calendar.DayOf(r.At).Italian(), calendar.ItalianTime(r.At), r.Name, strings.Join(roles, " "), string(r.Action), r.Object,
		r.Before, r.After, r.Reason, r.Pupil, r.Request,
		loaded, r.Proof,
	}
}
