package main

import (
	"context"
	"embed"
	"net/http"
	"time"

	"serviziscolastici/shared/bucket"
	"serviziscolastici/shared/imports"
	"serviziscolastici/shared/intake"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/web"
)

//go:embed pages/*.html
var pages embed.FS

// Files is where browsers put files and find tables.
type Files interface {
	imports.Files
	Form(ctx context.Context, upload bucket.Upload) (bucket.Form, error)
	Link(ctx context.Context, key, filename string, lasts time.Duration) (string, error)
	Origin() string
}

// Handler serves the pages of the office's files.
type Handler struct {
	Site    *web.Site
	Imports imports.Store
	Files   Files
	Queue   imports.Queue
	Audit   office.Log
	// PortalURL is where browsers come back to after an upload.
	PortalURL string
}

// home is the address of the list.
const home = "/ufficio/importazioni"

// Routes returns the pages by address.
func (h Handler) Routes() http.Handler {
	router := h.Site.Router()
	router.Operator("GET /ufficio/importazioni", h.list)
	router.Operator("POST /ufficio/importazioni", h.begin)
	router.Operator("GET /ufficio/importazioni/elenco.csv", h.exportList)
	router.Operator("GET /ufficio/importazioni/{id}", h.show)
	router.Operator("POST /ufficio/importazioni/{id}/colonne", h.tell)
	router.Operator("POST /ufficio/importazioni/{id}/conferma", h.confirm)
	router.Operator("POST /ufficio/importazioni/{id}/annulla", h.drop)
	router.Operator("POST /ufficio/importazioni/{id}/riprendi", h.resume)
	router.Operator("POST /ufficio/importazioni/{id}/scartate", h.settle)
	router.Operator("GET /ufficio/importazioni/{id}/{table}", h.download)
	return router
}

// begin keeps a new import and goes on to the form for its file.
func (h Handler) begin(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, err := web.Form(r, visit)
	if err != nil {
		return err
	}
	file := form.Get("tipo")
	if !imports.MaySend(*visit.Operator, file) {
		return h.renderList(w, r, visit, web.FieldError{Field: "tipo", Text: "Scegli che cosa contiene il file."})
	}
	i, err := h.Imports.Begin(r.Context(), visit.Municipality.ID, file, visit.Operator.ID, visit.Operator.FullName())
	if err != nil {
		return err
	}
	http.Redirect(w, r, home+"/"+i.ID, http.StatusSeeOther)
	return nil
}

// find returns the import that an address names, if it is for the operator.
func (h Handler) find(r *http.Request, visit web.Visit) (imports.Import, error) {
	i, err := h.Imports.Find(r.Context(), visit.Municipality.ID, r.PathValue("id"))
	if err == nil && !i.For(*visit.Operator) {
		err = problem.Missing()
	}
	return i, err
}

// change has a change made of the import that an address names, with a record of it, and returns to its page.
func (h Handler) change(
	w http.ResponseWriter, r *http.Request, visit web.Visit, action office.Action,
	do func(ctx context.Context, i imports.Import) (imports.Import, error),
) error {
	i, err := h.find(r, visit)
	if err != nil {
		return err
	}
	return h.changed(w, r, visit, i, action, do)
}

// changed has a change of an import made with a record of it, and returns to its page.
func (h Handler) changed(
	w http.ResponseWriter, r *http.Request, visit web.Visit, i imports.Import, action office.Action,
	do func(ctx context.Context, i imports.Import) (imports.Import, error),
) error {
	i, err := do(h.Audit.Noting(r.Context(), i.Tenant, *visit.Operator, imports.Deed(action, i)), i)
	if err != nil {
		return err
	}
	return h.goOn(w, r, i)
}

// goOn has a worker take an import further that has more to do, and returns to its page.
func (h Handler) goOn(w http.ResponseWriter, r *http.Request, i imports.Import) error {
	if i.Working() {
		if err := h.Queue.Send(r.Context(), imports.Message{Tenant: i.Tenant, ID: i.ID}); err != nil {
			return err
		}
	}
	http.Redirect(w, r, home+"/"+i.ID, http.StatusSeeOther)
	return nil
}

// tell keeps what the office says of the columns of a file.
func (h Handler) tell(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, err := web.Form(r, visit)
	if err != nil {
		return err
	}
	i, err := h.find(r, visit)
	if err != nil {
		return err
	}
	told, wrong := choices(i, form)
	if len(wrong) > 0 {
		return h.render(w, r, visit, form, wrong...)
	}
	return h.changed(w, r, visit, i, office.ColumnsTold, func(ctx context.Context, i imports.Import) (imports.Import, error) {
		return h.Imports.Tell(ctx, i, told)
	})
}

// errStale answers an old login that would load a file which wants a fresh one.
var errStale = problem.New(problem.SignIn, "Per caricare le impostazioni del Comune o i movimenti dei conti serve un accesso "+
	"recente, di non più di 10 minuti: accedi di nuovo.")

// confirm has a file stored.
func (h Handler) confirm(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, err := web.Form(r, visit)
	if err != nil {
		return err
	}
	i, err := h.find(r, visit)
	if err != nil {
		return err
	}
	kind, _ := intake.KindOf(i.File)
	if kind.Reasoned() {
		why, wrong := web.Reason(form)
		if len(wrong) > 0 {
			return h.render(w, r, visit, form, wrong...)
		}
		i.Reason = why
	}
	err = h.changed(w, r, visit, i, office.FileConfirmed, func(ctx context.Context, i imports.Import) (imports.Import, error) {
		if kind.Fresh() && !office.Fresh(*visit.Session, visit.Now) {
			return i, errStale
		}
		return h.Imports.Confirm(ctx, i, *visit.Operator, form.Get("ancora") == "si")
	})
	if problem.Is(err, problem.Conflict) {
		return h.render(w, r, visit, form, web.FieldError{Field: "conferma", Text: problem.Of(err).Text})
	}
	return err
}

// drop ends an import that is not to be stored.
func (h Handler) drop(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	if _, err := web.Form(r, visit); err != nil {
		return err
	}
	return h.change(w, r, visit, office.ImportDropped, h.Imports.Drop)
}

// settle keeps that the rows which failed are seen to, or takes that back.
func (h Handler) settle(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, err := web.Form(r, visit)
	if err != nil {
		return err
	}
	action, who := office.RowsSettled, visit.Operator.FullName()
	switch form.Get("sistemate") {
	case "si":
	case "no":
		action, who = office.RowsOpened, ""
	default:
		return problem.New(problem.Invalid, "Scegli se le righe non caricate sono sistemate.")
	}
	return h.change(w, r, visit, action, func(ctx context.Context, i imports.Import) (imports.Import, error) {
		return h.Imports.Settle(ctx, i, who)
	})
}

// resume has a worker look again at an import that does not come further.
func (h Handler) resume(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	if _, err := web.Form(r, visit); err != nil {
		return err
	}
	i, err := h.find(r, visit)
	if err != nil {
		return err
	}
	if !i.Stuck(visit.Now) { // a worker is at it
		http.Redirect(w, r, home+"/"+i.ID, http.StatusSeeOther)
		return nil
	}
	if err := web.Note(r, visit, h.Audit, imports.Deed(office.ImportResumed, i)); err != nil {
		return err
	}
	return h.goOn(w, r, i)
}

// download sends the browser to a table of an import.
func (h Handler) download(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	i, err := h.find(r, visit)
	if err != nil {
		return err
	}
	table, is := imports.TableOf(r.PathValue("table"))
	if !is || count(i, table) == 0 {
		return problem.Missing()
	}
	link, err := h.Files.Link(r.Context(), table.Object(i), string(table)+"-"+i.File, imports.LinkLasts)
	if err != nil {
		return err
	}
	deed := imports.Deed(office.RowsTaken, i)
	deed.After = "righe " + string(table)
	if err := web.Note(r, visit, h.Audit, deed); err != nil {
		return err
	}
	http.Redirect(w, r, link, http.StatusSeeOther)
	return nil
}

// count is how many rows a table of an import has.
func count(i imports.Import, t imports.Table) int {
	return map[imports.Table]int{
		imports.NewRows: i.Added, imports.ChangedRows: i.Changed, imports.UnchangedRows: i.Unchanged,
		imports.WrongRows: i.Wrong, imports.FailedRows: i.Failed,
	}[t]
}
