package main

import (
	"errors"
	"net/http"

	"serviziscolastici/shared/bucket"
	"serviziscolastici/shared/calendar"
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
		list = append(list, rows{name, registerPath + "/righe/" + r.Load.Import + "/" + imports.Table(name).File()})
	}
	return list
}

// recordsOf is where the register tells of the rows that a record's file brought, "" for a record of anything else.
func recordsOf(r office.Record) string {
	if r.Action != office.FileStored {
		return ""
	}
	return registerPath + "?" + filterQuery(office.Filter{Month: calendar.DayOf(r.At).Month(), Load: r.Load.Import}).Encode()
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
	object, err := h.Files.Open(r.Context(), key)
	if errors.Is(err, bucket.ErrNoObject) {
		return problem.Missing()
	}
	if err != nil {
		return err
	}
	_ = object.Close() // it is there, which is all that is asked: the browser fetches it
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
