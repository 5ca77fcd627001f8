package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/bucket"
	"serviziscolastici/shared/imports"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/web"
)

// rows is a table of what a loaded file brought, and where it is.
type rows struct{ Name, Path string }

// rowsOf are the tables that the register keeps of a record's file.
func rowsOf(r office.Record) []rows {
	if r.Load == nil {
		return nil
	}
	var list []rows
	for _, name := range r.Load.Tables {
		list = append(list, tableOf(r.Load.Import, imports.Table(name)))
	}
	return list
}

func tableOf(id string, table imports.Table) rows {
	return rows{string(table), registerPath + "/righe/" + id + "/" + table.File()}
}

// recordsOf is where the register tells of the rows that a record's file brought, "" for a record of anything else.
func recordsOf(r office.Record) string {
	if r.Action != office.FileStored {
		return ""
	}
	return askedOfLoad(r.Load.Import, "").At(registerPath, "")
}

// askedOfLoad asks for the records of a file's rows, from where a page begins.
func askedOfLoad(id, from string) web.Asked {
	return web.Asked{From: from, Choices: url.Values{"file": {id}}}
}

// loadPage is a page of the records of a file's rows.
type loadPage struct {
	web.Ways
	Groups []group
	// Tables are those of all rows of the file that are kept.
	Tables []rows
	// Taken is how many records the page's CSV has, which begins with the page; Rest is the page after them, "" for none.
	Taken int
	Rest  string
}

// ofLoad shows the records of the rows that a file brought, from where the address says.
func (h Handler) ofLoad(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	asked, id, err := loadIn(r)
	if err != nil {
		return err
	}
	var page loadPage
	var records []office.Record
	var rest string
	err = beside.Together(
		func() (err error) {
			records, rest, err = h.Audit.OfLoad(r.Context(), visit.Municipality.ID, id, asked.From)
			return err
		},
		beside.Into(&page.Tables, func() ([]rows, error) { return h.tablesOf(r.Context(), visit.Municipality.ID, id) }),
	)
	if err != nil {
		return err
	}
	page.Taken = len(records)
	next := rest
	if len(records) > office.PageRecords {
		next = records[office.PageRecords].Key()
		records = records[:office.PageRecords]
	}
	known, err := h.named(r.Context(), visit.Municipality.ID, nil, records, nil)
	if err != nil {
		return err
	}
	for i, one := range records {
		records[i].Object = known.told(one)
	}
	page.Groups, page.Ways = known.grouped(records), asked.Ways(registerPath, registerPath+"/elenco.csv", next)
	if rest != "" {
		page.Rest = asked.At(registerPath, rest)
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Righe registrate dal " + imports.Told(id), Section: "registro", Template: "loaded", Data: page,
		Crumbs: []web.Crumb{{Name: "Scrivania", Path: web.OfficeHome}, {Name: "Registro delle operazioni", Path: registerPath}},
		Lead:   "Ogni registrazione dice quali righe del file sono entrate insieme, e che cosa hanno cambiato.",
	})
}

// exportLoad sends the records of the rows that a file brought, from where the address says, as many as are read at once. The
// export is a record itself.
func (h Handler) exportLoad(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	asked, id, err := loadIn(r)
	if err != nil {
		return err
	}
	records, rest, err := h.Audit.OfLoad(r.Context(), visit.Municipality.ID, id, asked.From)
	if err != nil {
		return err
	}
	ends := ""
	if rest != "" {
		ends = fmt.Sprintf("Il CSV si ferma qui, a %d registrazioni: le altre sono nella pagina, con «vai alle registrazioni seguenti».", len(records))
	}
	since, _, _ := strings.Cut(asked.From, "#")
	return h.exportRecords(w, r, visit, web.List{Name: "registro-" + id + ".csv", About: web.About("file", id, "da", since)}, records, nil, ends)
}

// loadIn reads which file's rows an address asks for.
func loadIn(r *http.Request) (asked web.Asked, id string, err error) {
	query := r.URL.Query()
	if id = query.Get("file"); !imports.ValidID(id) {
		return asked, "", web.NotOffered("file")
	}
	return askedOfLoad(id, query.Get("da")), id, nil
}

// tablesOf are the tables of the rows that an import stored, as far as they are kept.
func (h Handler) tablesOf(ctx context.Context, tenant, id string) ([]rows, error) {
	var list []rows
	tables := []imports.Table{imports.NewRows, imports.ChangedRows}
	kept := make([]bool, len(tables))
	reads := make([]func() error, len(tables))
	for i, table := range tables {
		key, _ := table.Registered(tenant, id)
		reads[i] = beside.Into(&kept[i], func() (bool, error) { return h.kept(ctx, key) })
	}
	err := beside.Together(reads...)
	for i, table := range tables {
		if kept[i] {
			list = append(list, tableOf(id, table))
		}
	}
	return list, err
}

// kept reports whether there is an object, which the browser fetches.
func (h Handler) kept(ctx context.Context, key string) (bool, error) {
	object, err := h.Files.Open(ctx, key)
	if errors.Is(err, bucket.ErrNoObject) {
		return false, nil
	}
	if err == nil {
		_ = object.Close()
	}
	return err == nil, err
}

// loadedRows sends the browser to a table of what a file brought. The record of its loading is enough: the import itself may
// be forgotten.
func (h Handler) loadedRows(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	id := r.PathValue("id")
	table, is := imports.TableOf(r.PathValue("table"))
	key, known := table.Registered(visit.Municipality.ID, id)
	if !is || !known {
		return problem.Missing()
	}
	kept, err := h.kept(r.Context(), key)
	if err == nil && !kept {
		err = problem.Missing()
	}
	if err != nil {
		return err
	}
	link, err := h.Files.Link(r.Context(), key, string(table)+"-"+id+".csv", imports.LinkLasts)
	if err != nil {
		return err
	}
	deed := office.Deed{Action: office.RowsTaken, Object: imports.Told(id), After: "righe " + string(table), Load: &office.Load{Import: id}}
	if err := web.Note(r, visit, h.Audit, deed); err != nil {
		return err
	}
	http.Redirect(w, r, link, http.StatusSeeOther)
	return nil
}
