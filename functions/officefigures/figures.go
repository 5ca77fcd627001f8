package main

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"time"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/figures"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// board is all that the page shows: of what is sought alone.
type board struct {
	asked
	Sought  web.Sought
	Years   []int
	Schools []school.School
	// Built is when the newest of it was made; zero when nothing is there yet.
	Built  time.Time
	Months []monthRow
	Bands  []figures.Row
	// ByBand are the bands of all schools together.
	ByBand []figures.Row
	Places []placeRow
	Debts  []debtRow
	Day    calendar.Day // of the debts
	// Sum is all meals of the year, and Whole the same with their cost; Credit is what families have in hand, and Debt what they owe.
	Sum          figures.Row
	Whole        placeRow
	Credit, Debt aged
	Names        bool // the operator may read the list of debtors
}

// monthRow is a month's meals.
type monthRow struct {
	figures.Row
	Month calendar.Month
}

// placeRow is a school with what its meals cost the municipality.
type placeRow struct {
	figures.Row
	Cost money.Cents
}

// price sets the cost of the meals, of which one costs so much.
func (p *placeRow) price(meal money.Cents) error {
	var err error
	p.Cost, err = meal.Times(p.Meals)
	return err
}

// Cover is how many percent of the cost the families pay, with one decimal, "63,5"; "" when the cost is not known.
func (p placeRow) Cover() string {
	if p.Cost == 0 {
		return ""
	}
	tenths := p.tenths()
	return strconv.FormatInt(tenths/10, 10) + "," + strconv.FormatInt(tenths%10, 10)
}

// tenths is the cover in tenths of a percent, rounded half up; 0 when the cost is not known.
func (p placeRow) tenths() int64 {
	if p.Cost == 0 {
		return 0
	}
	return (int64(p.Total)*2000 + int64(p.Cost)) / (2 * int64(p.Cost))
}

// figures shows everything on one page.
func (h Handler) figures(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	data, wrong, err := h.read(r, visit)
	if err != nil {
		return err
	}
	page := web.Page{
		Title: "Prospetti", Section: "prospetti", Template: "figures", Data: &data, Errors: wrong,
		Lead:   "Pasti e ricavi, copertura del costo, crediti e debiti delle famiglie. I dati si aggiornano ogni mattina.",
		Crumbs: []web.Crumb{{Name: "Scrivania", Path: web.OfficeHome}},
	}
	if len(wrong) > 0 {
		page.Status = http.StatusBadRequest
	}
	return h.Site.Render(w, r, visit, page)
}

// read reads the figures side by side and adds up what was asked for.
func (h Handler) read(r *http.Request, visit web.Visit) (board, []web.FieldError, error) {
	ctx, tenant := r.Context(), visit.Municipality.ID
	data := board{Sought: web.SoughtIn(r.URL.Query()), Years: web.SchoolYears(visit, yearsBack, 0), Names: h.Site.Office.Rules.Sees(*visit.Operator, debtorsPath)}
	year, err := web.ChosenYear(r.URL.Query(), visit, data.Years)
	if err != nil {
		return data, nil, err
	}
	wanted := asked{Year: year} // the school is known with the schools
	var months []figures.Month
	var debts figures.Debts
	err = beside.Together(
		beside.Into(&data.Schools, func() ([]school.School, error) { return h.School.Schools(ctx, tenant) }),
		beside.Into(&months, func() ([]figures.Month, error) {
			return h.Figures.Months(ctx, tenant, wanted.first(), wanted.last())
		}),
		beside.Into(&debts, func() (figures.Debts, error) { return h.Figures.Debts(ctx, tenant) }),
	)
	if err != nil {
		return data, nil, err
	}
	var wrong []web.FieldError
	data.asked, wrong = read(r, year, data.Schools)
	if data.School != r.URL.Query().Get("scuola") {
		return data, nil, web.NotOffered("scuola")
	}
	if err := data.addMonths(months); err != nil {
		return data, nil, err
	}
	return data, wrong, data.addDebts(debts)
}

// File is the address of a table's file.
func (b *board) File(table string) string {
	query := b.query()
	b.Sought.In(query)
	return figuresPath + "/" + table + "/csv?" + query.Encode()
}

// wants reports whether a row was asked for, by its school and what else a search finds it by.
func (b *board) wants(id string, texts ...string) bool {
	if b.School != "" && b.School != id {
		return false
	}
	return b.Sought.Words == "" || b.Sought.Fits(append(texts, b.SchoolName(id))...)
}

// SchoolName names a school.
func (b *board) SchoolName(id string) string {
	if at := slices.IndexFunc(b.Schools, func(s school.School) bool { return s.ID == id }); at >= 0 {
		return b.Schools[at].Name
	}
	return cmp.Or(id, "Scuola non più presente")
}

// addMonths adds the months up by month, by school and band, and by school.
func (b *board) addMonths(months []figures.Month) error {
	for _, m := range months {
		month, err := calendar.ParseMonth(m.Month)
		if err != nil {
			return err
		}
		if m.Built.After(b.Built) {
			b.Built = m.Built
		}
		row := monthRow{Month: month}
		for _, one := range m.Rows {
			if !b.wants(one.School, "fascia "+one.Band, month.String()) {
				continue
			}
			for _, sum := range []*figures.Row{
				&row.Row, &b.Sum, rowOf(&b.Bands, one.School, one.Band), rowOf(&b.ByBand, "", one.Band), b.place(one.School),
			} {
				if err := sum.Add(one); err != nil {
					return err
				}
			}
		}
		if row.Meals > 0 {
			b.Months = append(b.Months, row)
		}
	}
	for _, rows := range [][]figures.Row{b.Bands, b.ByBand} {
		slices.SortFunc(rows, func(x, y figures.Row) int {
			return cmp.Or(cmp.Compare(x.School, y.School), cmp.Compare(x.Band, y.Band))
		})
	}
	for i := range b.Places {
		if err := b.Places[i].price(b.Cost); err != nil {
			return err
		}
	}
	b.Whole = placeRow{Row: b.Sum}
	return b.Whole.price(b.Cost)
}

// rowOf is the row of a school and a band, which is added where there is none.
func rowOf(rows *[]figures.Row, id, band string) *figures.Row {
	at := slices.IndexFunc(*rows, func(r figures.Row) bool { return r.School == id && r.Band == band })
	if at < 0 {
		at, *rows = len(*rows), append(*rows, figures.Row{School: id, Band: band})
	}
	return &(*rows)[at]
}

func (b *board) place(id string) *figures.Row {
	at := slices.IndexFunc(b.Places, func(p placeRow) bool { return p.School == id })
	if at < 0 {
		at, b.Places = len(b.Places), append(b.Places, placeRow{Row: figures.Row{School: id}})
	}
	return &b.Places[at].Row
}

// file sends one of the page's tables.
func (h Handler) file(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	data, wrong, err := h.read(r, visit)
	if err != nil {
		return err
	}
	if len(wrong) > 0 {
		return problem.New(problem.Invalid, wrong[0].Text)
	}
	table := r.PathValue("tabella")
	var header []string
	var rows [][]string
	switch table {
	case "mesi":
		header = []string{"Mese", "Pasti", "Importo"}
		for _, m := range data.Months {
			rows = append(rows, []string{m.Month.Key(), strconv.Itoa(m.Meals), m.Total.Plain()})
		}
	case "fasce":
		header = []string{"Scuola", "Fascia", "Pasti", "Importo"}
		for _, b := range data.Bands {
			rows = append(rows, []string{data.SchoolName(b.School), b.Band, strconv.Itoa(b.Meals), b.Total.Plain()})
		}
	case "copertura":
		header = []string{"Scuola", "Pasti", "Importo delle famiglie", "Costo", "Copertura %"}
		for _, p := range data.Places {
			rows = append(rows, []string{data.SchoolName(p.School), strconv.Itoa(p.Meals), p.Total.Plain(), p.Cost.Plain(), p.Cover()})
		}
	case "debiti":
		header, rows = debtsTable(data)
	default:
		return problem.Missing()
	}
	return web.Export(w, r, visit, h.Audit, web.List{
		Name: table + "-" + strconv.Itoa(data.Year) + ".csv", About: web.About(
			"scuola", data.School, "costo del pasto", data.Typed, "ricerca", data.Sought.About(),
		), Header: header, Rows: rows,
	})
}
