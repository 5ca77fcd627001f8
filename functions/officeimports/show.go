package main

import (
	"cmp"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"serviziscolastici/shared/bucket"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/imports"
	"serviziscolastici/shared/intake"
	"serviziscolastici/shared/web"
)

// listData is what the list shows.
type listData struct {
	Kinds   []intake.Kind
	Chosen  string
	Imports []described
	web.Ways
}

// described is an import with words for its kind and state.
type described struct {
	imports.Import
	kind         intake.Kind
	Title        string
	Badge, Words string
}

func describe(i imports.Import) described {
	kind, _ := intake.KindOf(i.File)
	state := states()[i.State]
	switch {
	case i.Same():
		state = [2]string{"off", "Niente da caricare"}
	case i.State == imports.Done && i.Open():
		state = [2]string{"due", "Caricato in parte"}
	}
	return described{i, kind, cmp.Or(kind.Title, i.File), state[0], state[1]}
}

// states are the kind of badge and the words of each state.
func states() map[imports.State][2]string {
	return map[imports.State][2]string{
		imports.Waiting: {"wait", "Aspetta il file"}, imports.Reading: {"wait", "In lettura"},
		imports.Asking: {"due", "Colonne da abbinare"}, imports.Checking: {"wait", "In controllo"},
		imports.Ready: {"due", "Da confermare"}, imports.Storing: {"wait", "Caricamento in corso"},
		imports.Done: {"ok", "Caricato"}, imports.Refused: {"bad", "Rifiutato"}, imports.Dropped: {"off", "Annullato"},
	}
}

func (h Handler) list(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	return h.renderList(w, r, visit)
}

// renderList shows the form for a new import and those before, with what is wrong with the form.
func (h Handler) renderList(w http.ResponseWriter, r *http.Request, visit web.Visit, wrong ...web.FieldError) error {
	data, err := h.readList(r, visit)
	if err != nil {
		return err
	}
	page := web.Page{
		Title: "Importazioni", Section: "importazioni", Template: "list", Data: data, Errors: wrong,
		Crumbs: []web.Crumb{{Name: "Scrivania", Path: web.OfficeHome}},
	}
	if len(wrong) > 0 {
		page.Status = http.StatusBadRequest
	}
	return h.Site.Render(w, r, visit, page)
}

func (h Handler) readList(r *http.Request, visit web.Visit) (listData, error) {
	query := r.URL.Query()
	asked := web.AskedIn(query)
	found, next, err := h.Imports.List(r.Context(), visit.Municipality.ID, asked.From, asked.Sought.Most())
	data := listData{Kinds: imports.Kinds(*visit.Operator), Chosen: query.Get("tipo"), Ways: asked.Ways(home, home+"/elenco.csv", next)}
	for _, i := range found {
		one := describe(i)
		if i.For(*visit.Operator) && data.Sought.Fits(one.Title, i.File, i.Name, one.Who, one.Words) {
			data.Imports = append(data.Imports, one)
		}
	}
	return data, err
}

// exportList sends the imports of the page as a file.
func (h Handler) exportList(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	data, err := h.readList(r, visit)
	if err != nil {
		return err
	}
	rows := make([][]string, 0, len(data.Imports))
	for _, i := range data.Imports {
		rows = append(rows, []string{
			calendar.DayOf(i.At).Italian(), calendar.ItalianTime(i.At), i.Title, i.Name, i.Who, i.Words,
			strconv.Itoa(i.Added), strconv.Itoa(i.Changed), strconv.Itoa(i.Unchanged), strconv.Itoa(i.Wrong), strconv.Itoa(i.Failed),
		})
	}
	return web.Export(w, r, visit, h.Audit, web.List{Name: "importazioni.csv", About: data.About(), Header: []string{
		"giorno", "ora", "contenuto", "file", "operatore", "stato", "nuove", "cambiate", "uguali", "errate", "non_riuscite",
	}, Rows: rows})
}

// showData is what the page of one import shows.
type showData struct {
	described
	Form    bucket.Form // to upload the file
	Arrived bool        // the browser has just sent it
	Another bool        // what the browser has just sent is not the import's file
	Columns []columnChoice
	Ours    []intake.Column
	Heads   []head // of the tables' columns
	Missing string // the titles of the columns that nobody has found in the file
	// MaxBytes is how large the file may be.
	MaxBytes int64
	// Must are the names of the columns that a file of the kind needs, May of those that it can have besides.
	Must, May string
	// Help are all columns with how their cells are written.
	Help   []columnHelp
	Tables []tableData
	Stuck  bool
	// Reasoned asks for a reason: the file changes money, or presences of the past.
	Reasoned bool
	// Again asks whether the same file is really to be stored again.
	Again bool
}

// tableData is a table of an import with its first rows.
type tableData struct {
	Name    imports.Table
	Title   string
	IsWrong bool // its rows have a reason
	Changes bool // its rows say what they change
	Count   int
	Rows    []imports.FirstRow
}

// Cells are the cells of a row, each with the head of its column for narrow screens. There are hundreds, for which a template
// takes several times as long.
func (d showData) Cells(row imports.FirstRow) template.HTML {
	var cells strings.Builder
	for i, cell := range row.Cells {
		cells.WriteString(`<td data-etichetta="` + template.HTMLEscapeString(cmp.Or(d.Heads[i].Name, "–")) + `">` +
			template.HTMLEscapeString(cell) + `</td>`)
	}
	return template.HTML(cells.String())
}

func (h Handler) show(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	return h.render(w, r, visit, nil)
}

// render shows an import as it stands, with the form that was sent and what is wrong with it.
func (h Handler) render(
	w http.ResponseWriter, r *http.Request, visit web.Visit, form url.Values, wrong ...web.FieldError,
) error {
	i, err := h.find(r, visit)
	if err != nil {
		return err
	}
	again := slices.ContainsFunc(wrong, func(e web.FieldError) bool { return e.Field == "conferma" })
	data := showData{
		described: describe(i), Arrived: r.URL.Query().Has("inviato"), Stuck: i.Stuck(visit.Now), Again: i.Earlier != nil || again,
	}
	data.Ours, data.Reasoned = data.kind.Columns, data.kind.Reasoned()
	sent := bucket.StoredTag(r.URL.Query())
	data.Another = sent != "" && i.Tag != "" && sent != i.Tag
	page := web.Page{
		Title: "Importazione: " + data.Title, Section: "importazioni", Template: "show", Errors: wrong, Form: form,
		Refused: "Non è stato possibile", Crumbs: []web.Crumb{
			{Name: "Scrivania", Path: web.OfficeHome}, {Name: "Importazioni", Path: home},
		},
	}
	switch {
	case len(wrong) > 0 && wrong[0].Field == "motivo":
		page.Status = http.StatusBadRequest
	case len(wrong) > 0:
		page.Status = http.StatusConflict
	}
	switch {
	case i.State == imports.Waiting && !data.Arrived:
		data.MaxBytes = imports.MaxBytes
		data.Must, data.May = columnNames(data.kind, true), columnNames(data.kind, false)
		data.Help = columnsHelp(data.kind)
		data.Form, err = h.Files.Form(r.Context(), bucket.Upload{
			Key: i.Key, Kind: "text/csv", MaxBytes: imports.MaxBytes, Lasts: imports.UploadLasts,
			Redirect: visit.Municipality.PortalURL(h.PortalURL) + home + "/" + i.ID + "?inviato=1",
		})
		page.FormOrigins = []string{h.Files.Origin()}
	case i.State == imports.Waiting || i.Working():
		page.Refresh = 5
		if i.State == imports.Waiting { // the worker has not yet heard of it
			data.Badge, data.Words = states()[imports.Reading][0], states()[imports.Reading][1]
		}
	case i.State == imports.Asking:
		data.Columns, data.Missing = columnChoices(i, form), missingColumns(i)
	default:
		data.Columns, data.Heads = columnChoices(i, form), heads(i)
		data.Tables, err = h.tables(r, i)
	}
	if err != nil {
		return err
	}
	page.Data = data
	return h.Site.Render(w, r, visit, page)
}

// tables are the tables of an import that have rows, what needs mending first.
func (h Handler) tables(r *http.Request, i imports.Import) ([]tableData, error) {
	first, err := imports.FirstRows(r.Context(), h.Files, i)
	if err != nil {
		return nil, err
	}
	var list []tableData
	for _, t := range []tableData{
		{Name: imports.FailedRows, Title: "Righe scartate al caricamento", IsWrong: true}, {Name: imports.WrongRows, Title: "Righe errate", IsWrong: true},
		{Name: imports.NewRows, Title: "Righe nuove"}, {Name: imports.ChangedRows, Title: "Righe che cambiano"},
		{Name: imports.UnchangedRows, Title: "Righe già uguali"},
	} {
		if t.Count = count(i, t.Name); t.Count > 0 {
			t.Rows = first.Tables[t.Name]
			t.Changes = slices.ContainsFunc(t.Rows, func(r imports.FirstRow) bool { return r.Change != "" })
			list = append(list, t)
		}
	}
	return list, nil
}
