package main

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"serviziscolastici/shared/absence"
	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/certificate"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/report"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// What of a long list the card shows. Movements and history go on, on pages of their own; of the notices the card says
// that there are more.
const (
	cardLines   = 8  // movements, of the last cardDays
	cardDays    = 60 // days back
	cardRecords = 10 // of the history
	cardNotices = 50 // that are paid or cancelled
)

// card is all that the office knows of a pupil.
type card struct {
	school.Pupil
	Adults     []person
	Enrolments []enrolment
	Account    ledger.Statement
	// Open are the notices to pay, Closed the newest others; Unpaid adds up the open ones of documents.
	Open, Closed []shownNotice
	AllClosed    int // how many are closed, shown or not
	Unpaid       money.Cents
	Certificates []certificate.Certificate
	Reports      []report.Report
	Absences     []absence.Notice
	History      []office.Record
	Older        string // where the history goes on; "" when that is all
	May          map[string]bool
}

// person is an adult of a pupil.
type person struct {
	school.Link
	school.Guardian
	// Known says that the office has data of the person, who otherwise is a guest by a payer's grant.
	Known bool
}

// enrolment is a period with what it costs.
type enrolment struct {
	school.Enrolment
	ServiceName string
	State       string // "in corso", "finita" or "comincerà"
	Tariff      school.Tariff
	Priced      bool
}

// Movements are the last of the account.
func (c card) Movements() []movement {
	list := make([]movement, 0, cardLines)
	for _, line := range c.Account.Lines[:min(len(c.Account.Lines), cardLines)] {
		list = append(list, movement{line})
	}
	return list
}

// show is the card of a pupil.
func (h Handler) show(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	data, err := h.card(r.Context(), visit, r.PathValue("alunno"))
	if err != nil {
		return err
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: data.FullName(), Section: section, Template: "card", Data: data, Crumbs: crumbs(""),
		Notice: done(r.URL.Query().Get("esito")),
	})
}

// card reads in two steps: what stands under the pupil's code, then what the adults add to it.
func (h Handler) card(ctx context.Context, visit web.Visit, pupil string) (card, error) {
	data, links, err := h.ownCard(ctx, visit, pupil)
	if err != nil {
		return card{}, err
	}
	return data, h.family(ctx, visit, links, &data)
}

// ownCard reads what stands under the pupil's code, with the links of the adults.
func (h Handler) ownCard(ctx context.Context, visit web.Visit, pupil string) (card, []school.Link, error) {
	tenant, today := visit.Municipality.ID, visit.Today()
	data := card{May: h.mayAll(visit)}
	var links []school.Link
	var enrolments []school.Enrolment
	var tariffs []school.Tariff
	err := beside.Together(
		beside.Into(&data.Pupil, func() (school.Pupil, error) { return h.School.Pupil(ctx, tenant, pupil) }),
		beside.Into(&links, func() ([]school.Link, error) { return h.School.GuardiansOf(ctx, tenant, pupil) }),
		beside.Into(&enrolments, func() ([]school.Enrolment, error) { return h.School.Enrolments(ctx, tenant, pupil) }),
		beside.Into(&tariffs, func() ([]school.Tariff, error) { return h.School.Tariffs(ctx, tenant, today.SchoolYear()) }),
		beside.Into(&data.Account, func() (ledger.Statement, error) {
			return h.Accounts.Statement(ctx, tenant, pupil, today.AddDays(-cardDays))
		}),
		beside.Into(&data.Absences, func() ([]absence.Notice, error) {
			return h.Absences.Of(ctx, tenant, pupil, today.AddDays(-cardDays), today.AddDays(cardDays))
		}),
		func() error {
			var err error
			data.History, data.Older, err = h.records(ctx, visit, pupil, "", cardRecords)
			return err
		},
	)
	data.Enrolments = described(enrolments, tariffs, today)
	slices.Reverse(data.Absences)
	return data, links, err
}

// family adds what the adults have: their data, notices, certificates and reports, those of this pupil only.
func (h Handler) family(ctx context.Context, visit web.Visit, links []school.Link, data *card) error {
	tenant := visit.Municipality.ID
	data.Adults = make([]person, len(links))
	positions := make([][]billing.Position, len(links))
	certificates := make([][]certificate.Certificate, len(links))
	reports := make([][]report.Report, len(links))
	var reads []func() error
	for i, link := range links {
		reads = append(reads,
			beside.Into(&data.Adults[i], func() (person, error) { return h.person(ctx, link) }),
			beside.Into(&positions[i], func() ([]billing.Position, error) { return h.noticesOf(ctx, tenant, link.Guardian) }),
			beside.Into(&certificates[i], func() ([]certificate.Certificate, error) {
				return h.Certificates.IssuedTo(ctx, tenant, link.Guardian)
			}),
			func() error {
				var err error
				reports[i], _, err = h.Reports.ListOf(ctx, tenant, link.Guardian, "")
				return err
			})
	}
	if err := beside.Together(reads...); err != nil {
		return err
	}
	slices.SortStableFunc(data.Adults, func(a, b person) int { return order(a.Role) - order(b.Role) })
	data.Certificates = about(certificates, func(c certificate.Certificate) bool { return c.PupilID == data.ID })
	data.Reports = about(reports, func(r report.Report) bool { return r.Pupil == data.ID })
	slices.SortFunc(data.Reports, func(a, b report.Report) int { return b.At.Compare(a.At) })
	return data.notices(about(positions, func(p billing.Position) bool { return p.Pupil == data.ID }))
}

// notices sorts the pupil's notices into those to pay and the others.
func (c *card) notices(all []billing.Position) error {
	slices.SortFunc(all, func(a, b billing.Position) int { return b.Created.Compare(a.Created) })
	for _, position := range all {
		if position.State != billing.Open {
			c.Closed = append(c.Closed, shownNotice{position})
			continue
		}
		c.Open = append(c.Open, shownNotice{position})
		if position.Kind == billing.TopUp { // no debt, see billing.Halfway
			continue
		}
		var err error
		if c.Unpaid, err = c.Unpaid.Add(position.Amount); err != nil {
			return err
		}
	}
	c.AllClosed = len(c.Closed)
	c.Closed = c.Closed[:min(c.AllClosed, cardNotices)]
	return nil
}

// Left says that not all closed notices are shown, "" when all are.
func (c card) Left() string {
	if c.AllClosed == len(c.Closed) {
		return ""
	}
	return fmt.Sprintf("Sono i %d più recenti di %d; gli altri si trovano in %s, con il codice avviso.", len(c.Closed), c.AllClosed, title)
}

// about gathers of several lists what is about the pupil.
func about[T any](lists [][]T, wanted func(T) bool) []T {
	var all []T
	for _, list := range lists {
		for _, one := range list {
			if wanted(one) {
				all = append(all, one)
			}
		}
	}
	return all
}

func order(role school.Role) int {
	return slices.Index([]school.Role{school.Payer, school.Viewer, school.Guest}, role)
}

// person reads what the office knows of an adult. Of a guest it may be nothing but the fiscal code.
func (h Handler) person(ctx context.Context, link school.Link) (person, error) {
	known, err := h.School.Guardian(ctx, link.Tenant, link.Guardian)
	if problem.Is(err, problem.NotFound) {
		return person{Link: link, Guardian: school.Guardian{ID: link.Guardian, FiscalCode: link.GrantedTo}}, nil
	}
	return person{Link: link, Guardian: known, Known: err == nil}, err
}

// FullName is the adult's, not the pupil's.
func (p person) FullName() string {
	if name := p.Guardian.FullName(); name != "" {
		return name
	}
	return "Persona con l’accesso dato dal genitore"
}

// described puts enrolments in the order of reading: what holds first, then by first day, the newest before.
func described(all []school.Enrolment, tariffs []school.Tariff, today calendar.Day) []enrolment {
	list := make([]enrolment, 0, len(all))
	for _, one := range slices.Backward(all) {
		shown := enrolment{Enrolment: one, ServiceName: school.ServiceName(one.Service), State: "finita"}
		day := one.To
		switch {
		case one.ActiveOn(today):
			shown.State, day = "in corso", today
		case one.From.After(today):
			shown.State, day = "comincerà", one.From
		}
		shown.Tariff, shown.Priced = school.TariffFor(tariffs, one.Service, one.Band, day)
		list = append(list, shown)
	}
	slices.SortStableFunc(list, func(a, b enrolment) int { return rank(a.State) - rank(b.State) })
	return list
}

func rank(state string) int { return slices.Index([]string{"in corso", "comincerà", "finita"}, state) }

// mayAll says which buttons show, by the last part of their address.
func (h Handler) mayAll(visit web.Visit) map[string]bool {
	return map[string]bool{
		"dati": h.may(visit, correctRoute), "adulti": h.may(visit, adultsRoute), "iscrizione": h.may(visit, enrolRoute),
		"rettifica": h.may(visit, adjustRoute), "versamento": h.may(visit, depositRoute),
		"spostamento":  h.may(visit, moveRoute),
		"diete":        mayKnowDiets(visit),
		"segnalazioni": h.opens(visit, reportRoute),
		"avvisi":       h.may(visit, noticeRoute), "contatti": h.may(visit, contactRoute),
	}
}

// done is what a page says about what the operator has just done.
func done(outcome string) string {
	switch outcome {
	case "dati":
		return "Dati corretti."
	case "scambio":
		return "Scambio fatto, per tutti e due gli alunni."
	case "adulti":
		return "Adulti dell’alunno aggiornati."
	case "iscrizione":
		return "Iscrizione aggiornata."
	case "rettifica":
		return "Rettifica registrata nel conto."
	case "versamento":
		return "Versamento registrato nel conto."
	case "spostamento":
		return "Credito spostato."
	case "incasso":
		return "Pagamento registrato: l’avviso è chiuso anche su pagoPA."
	case "annullo":
		return "Avviso annullato."
	case "importo":
		return "Importo dell’avviso cambiato."
	case "sostituzione":
		return "Questo avviso prende il posto di quello annullato."
	default:
		return ""
	}
}
