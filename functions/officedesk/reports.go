package main

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/message"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/report"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// Reports are what parents told the office, and its answers.
type Reports interface {
	Waiting(ctx context.Context, tenant string) (report.Waiting, error)
	Open(ctx context.Context, tenant, after string, limit int) (page []report.Report, next string, err error)
	Newest(ctx context.Context, tenant, from string, limit int) (page []report.Report, next string, err error)
	Get(ctx context.Context, tenant, number string) (report.Report, error)
	Take(ctx context.Context, tenant string, read report.Report, operator string) (report.Report, error)
	Answer(ctx context.Context, tenant string, read report.Report, operator, answer string) (report.Report, error)
}

// People knows who told, and of whom.
type People interface {
	web.Names
	Guardian(ctx context.Context, tenant, guardian string) (school.Guardian, error)
	Pupil(ctx context.Context, tenant, pupil string) (school.Pupil, error)
	PupilsByID(ctx context.Context, tenant string, ids []string) (map[string]school.Pupil, error)
	Names(ctx context.Context, tenant string, pupils, guardians []string) (map[string]string, error)
}

// Looks asks the messenger to look at a parent.
type Looks interface {
	Send(ctx context.Context, look message.Look) error
}

// The choices of the list: what is not answered yet, the oldest first, or a state of all, the newest first.
const (
	choiceOpen     = ""
	choiceNew      = "nuove"
	choiceTaken    = "in-lavorazione"
	choiceAnswered = "risposte"
	choiceAll      = "tutte"
)

func choices() []string { return []string{choiceNew, choiceTaken, choiceAnswered, choiceAll} }

// reportRow is a report with its page.
type reportRow struct{ report.Report }

// Path is the report's own address.
func (r reportRow) Path() string { return fmt.Sprintf("%s/%d/%d", reportsPath, r.Day.Year(), r.Serial) }

// Lines are the lines of a text that have something in them.
func (reportRow) Lines(text string) []string {
	return slices.DeleteFunc(strings.Split(text, "\n"), func(line string) bool { return strings.TrimSpace(line) == "" })
}

// listed is a report in the list. It has no methods and no fields of others, in which a template would look for the
// name of each cell.
type listed struct {
	Path, Number, Topic, Pupil, Class string
	Day, About                        calendar.Day
	State                             report.State
	TakenAt, AnsweredAt               time.Time
}

// reportList is a page of reports.
type reportList struct {
	web.Ways
	Reports       []report.Report
	Rows          []listed // of the same reports, on the page
	Choice, Topic string
	Topics        []string
}

// reports lists what parents told.
func (h Handler) reports(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	list, err := h.readReports(r, visit)
	if err != nil {
		return err
	}
	if list.Rows, err = h.rowsOf(r.Context(), visit.Municipality.ID, list.Reports); err != nil {
		return err
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Segnalazioni dei genitori", Section: "segnalazioni", Template: "reports", Data: list,
		Crumbs: []web.Crumb{{Name: "Scrivania", Path: web.OfficeHome}},
	})
}

// readReports reads a page and picks what was chosen and is sought. What is sought is read beside the page.
func (h Handler) readReports(r *http.Request, visit web.Visit) (reportList, error) {
	asked := web.AskedIn(r.URL.Query(), "stato", "argomento")
	for name, offered := range map[string][]string{"stato": choices(), "argomento": report.Topics()} {
		if _, err := web.Chosen(asked.Choices, name, offered); err != nil {
			return reportList{}, err
		}
	}
	list := reportList{Choice: asked.Choices.Get("stato"), Topic: asked.Choices.Get("argomento"), Topics: report.Topics()}
	read := h.Reports.Newest
	if list.Choice == choiceOpen || list.Choice == choiceNew || list.Choice == choiceTaken {
		read = h.Reports.Open
	}
	var sought web.SoughtPeople
	var found []report.Report
	var next string
	err := beside.Together(
		beside.Into(&sought, func() (web.SoughtPeople, error) { return web.KeptPeople(r, visit, h.Searches, h.People) }),
		func() (err error) {
			found, next, err = read(r.Context(), visit.Municipality.ID, asked.From, web.KeptIn(r.URL.Query()).Most())
			return err
		},
	)
	asked.Sought = sought.Sought
	list.Ways = asked.Ways(reportsPath, reportsPath+"/elenco.csv", next)
	for _, one := range found {
		if list.shows(one) && sought.Fits(one.Pupil, one.Guardian, one.Number(), one.Pupil, one.Topic, one.Text) {
			list.Reports = append(list.Reports, one)
		}
	}
	return list, err
}

// rowsOf reads the names and classes of the pupils; one who is not there any more stays a code.
func (h Handler) rowsOf(ctx context.Context, tenant string, reports []report.Report) ([]listed, error) {
	ids := make([]string, 0, len(reports))
	for _, one := range reports {
		ids = append(ids, one.Pupil)
	}
	slices.Sort(ids)
	pupils, err := h.People.PupilsByID(ctx, tenant, slices.Compact(ids))
	rows := make([]listed, 0, len(reports))
	for _, one := range reports {
		row := listed{
			Path: reportRow{one}.Path(), Number: one.Number(), Topic: one.Topic, Pupil: one.Pupil, Day: one.Day,
			About: one.About, State: one.State, TakenAt: one.TakenAt, AnsweredAt: one.AnsweredAt,
		}
		if pupil, known := pupils[one.Pupil]; known {
			row.Pupil, row.Class = pupil.ListName(), pupil.ClassName
		}
		rows = append(rows, row)
	}
	return rows, err
}

// shows reports whether a report is among those that were chosen.
func (l reportList) shows(one report.Report) bool {
	wanted := map[string]report.State{
		choiceNew: report.New, choiceTaken: report.Taken, choiceAnswered: report.Answered,
	}[l.Choice]
	return (wanted == "" || one.State == wanted) && (l.Topic == "" || one.Topic == l.Topic)
}

// about says which reports were chosen, for the record.
func (l reportList) about() string {
	return l.Asked.About("stato", cmp.Or(l.Choice, "senza risposta"), "argomento", l.Topic)
}

// exportReports sends the rows of the page as a file.
func (h Handler) exportReports(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	list, err := h.readReports(r, visit)
	if err != nil {
		return err
	}
	rows := make([][]string, 0, len(list.Reports))
	for _, one := range list.Reports {
		about := ""
		if !one.About.IsZero() {
			about = one.About.Italian()
		}
		rows = append(rows, []string{
			one.Number(), one.Day.Italian(), one.Topic, about, one.Pupil, "", "", one.State.Name(), one.Text, one.Answer,
		})
	}
	return web.Export(w, r, visit, h.Audit, web.List{Name: "segnalazioni.csv", About: list.about(), Header: []string{
		"numero", "inviata_il", "argomento", "giorno", "alunno", "cognome_e_nome", "classe", "stato", "testo", "risposta",
	}, Rows: rows, Fill: func() error {
		named, err := h.rowsOf(r.Context(), visit.Municipality.ID, list.Reports)
		for i, one := range named {
			if one.Pupil != list.Reports[i].Pupil { // known by name
				rows[i][5], rows[i][6] = one.Pupil, one.Class
			}
		}
		return err
	}})
}

// reportPage is one report with who told it.
type reportPage struct {
	reportRow
	Guardian school.Guardian
	Child    school.Pupil
	// Acts is whether the operator may answer; Cards whether the pupils' cards open.
	Acts, Cards bool
	Most        int // characters of an answer
}

// report shows one report with its answer, or the form for it.
func (h Handler) report(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	one, err := h.reportOf(r, visit)
	if err != nil {
		return err
	}
	return h.showReport(w, r, visit, one, web.Page{Notice: map[string]string{
		"presa": "Segnalazione presa in carico: il genitore legge che è in lavorazione.",
		"fatta": "Risposta inviata: il genitore la legge sul portale.",
	}[r.URL.Query().Get("esito")]})
}

func (h Handler) showReport(
	w http.ResponseWriter, r *http.Request, visit web.Visit, one report.Report, page web.Page,
) error {
	data := reportPage{
		reportRow: reportRow{one}, Most: report.MaxAnswer, Acts: visit.Operator.Has(office.Clerk, office.Administrator),
		Cards: h.Rules.Sees(*visit.Operator, pupilsPath),
	}
	tenant := visit.Municipality.ID
	err := beside.Together(
		func() (err error) {
			data.Guardian, err = h.People.Guardian(r.Context(), tenant, one.Guardian)
			if problem.Is(err, problem.NotFound) {
				return nil // the office's files name this parent no more
			}
			return err
		},
		func() (err error) {
			if one.Pupil == "" {
				return nil
			}
			data.Child, err = h.People.Pupil(r.Context(), tenant, one.Pupil)
			if problem.Is(err, problem.NotFound) {
				return nil
			}
			return err
		},
	)
	if err != nil {
		return err
	}
	page.Title, page.Section, page.Template, page.Data = "Segnalazione "+one.Number(), "segnalazioni", "report", data
	page.Crumbs = []web.Crumb{{Name: "Scrivania", Path: web.OfficeHome}, {Name: "Segnalazioni", Path: reportsPath}}
	return h.Site.Render(w, r, visit, page)
}

// reportOf returns the report that an address names.
func (h Handler) reportOf(r *http.Request, visit web.Visit) (report.Report, error) {
	number := r.PathValue("numero") + "/" + r.PathValue("anno")
	return h.Reports.Get(r.Context(), visit.Municipality.ID, number)
}

// take notes that the operator works on a report.
func (h Handler) take(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, one, err := h.reportForm(r, visit)
	if err != nil {
		return err
	}
	ctx := h.noting(r, visit, office.ReportTaken, one, report.Taken)
	if one.Version, err = strconv.Atoi(form.Get("versione")); err != nil {
		return problem.Missing().Because(err)
	}
	if one, err = h.Reports.Take(ctx, visit.Municipality.ID, one, visit.Operator.ID); err != nil {
		return err
	}
	http.Redirect(w, r, reportRow{one}.Path()+"?esito=presa", http.StatusSeeOther)
	return nil
}

// answer answers a report and has the parent told, which a form that is sent again does again. What was typed is shown when
// somebody else was faster, or it cannot be sent.
func (h Handler) answer(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, one, err := h.reportForm(r, visit)
	if err != nil {
		return err
	}
	ctx, read := h.noting(r, visit, office.ReportAnswered, one, report.Answered), one
	if read.Version, err = strconv.Atoi(form.Get("versione")); err != nil {
		return problem.Missing().Because(err)
	}
	answered, err := h.Reports.Answer(ctx, visit.Municipality.ID, read, visit.Operator.ID, form.Get("risposta"))
	if problem.Is(err, problem.Invalid) || problem.Is(err, problem.Conflict) {
		return h.showReport(w, r, visit, one, web.Page{
			Status: problem.Of(err).Code.Status(), Form: form, Refused: "La risposta non è partita",
			Errors: []web.FieldError{{Field: "risposta", Text: problem.Of(err).Text}},
		})
	}
	if err != nil {
		return err
	}
	if err := h.tell(r.Context(), visit.Municipality.ID, answered.Guardian); err != nil {
		return err // the form sent again asks again
	}
	http.Redirect(w, r, reportRow{answered}.Path()+"?esito=fatta", http.StatusSeeOther)
	return nil
}

func (h Handler) reportForm(r *http.Request, visit web.Visit) (url.Values, report.Report, error) {
	form, err := web.Form(r, visit)
	if err != nil {
		return nil, report.Report{}, err
	}
	one, err := h.reportOf(r, visit)
	return form, one, err
}

// tell has the parent told of the answer. The messenger tells it once, however often it is asked, and finds it by itself
// when it looks at the family for another reason.
func (h Handler) tell(ctx context.Context, tenant, guardian string) error {
	return h.Looks.Send(ctx, message.Look{Version: message.LookVersion, Municipality: tenant, Guardian: guardian})
}

// noting puts the record of a step beside it.
func (h Handler) noting(
	r *http.Request, visit web.Visit, action office.Action, one report.Report, to report.State,
) context.Context {
	return h.Audit.Noting(r.Context(), visit.Municipality.ID, *visit.Operator, office.Deed{
		Action: action, Object: "segnalazione " + one.Number(), Pupil: one.Pupil,
		Before: one.State.Name(), After: to.Name(),
	})
}
