package main

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/figures"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// debtorList is the list of debtors of the schools that were asked for.
type debtorList struct {
	asked
	Ways    web.Ways
	Schools []school.School
	// Over is how far below zero those who are listed are at least; Cards is whether the operator opens their cards.
	Over  money.Cents
	Cards bool
	Wrong []web.FieldError
	Rows  web.Paged[debtor]
	Sum   figures.Sum
	Built time.Time
}

// debtor is a pupil below zero, with the name and who pays.
type debtor struct {
	figures.Debtor
	Name, SchoolName, ClassName string
	Age                         string
	Guardian                    school.Guardian // who pays; the zero Guardian when nobody does
}

// debtors shows who is below zero, the deepest first. Reading it is noted.
func (h Handler) debtors(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	data, all, err := h.readDebtors(r, visit)
	if err != nil {
		return err
	}
	data.Rows = web.Paginate(all, web.PageNumber(r.URL.Query()), debtorsPath, data.Ways.Query())
	err = beside.Together(
		func() error { return h.name(r, visit, data.Rows.Rows) },
		func() error {
			return web.Note(r, visit, h.Audit, office.Deed{
				Action: office.DebtorsRead, Object: cmp.Or(data.about(), "tutte le scuole"),
				After: web.Plural(data.Sum.Pupils, "alunno", "alunni"),
			})
		},
	)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if len(data.Wrong) > 0 {
		status = http.StatusBadRequest
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Elenco dei debitori", Section: "prospetti", Template: "debtors", Data: data,
		Form: r.URL.Query(), Errors: data.Wrong, Status: status,
		Lead:   "Chi ha il conto sotto zero, a partire dal debito più alto. La lettura di questo elenco resta nel registro.",
		Crumbs: []web.Crumb{{Name: "Scrivania", Path: web.OfficeHome}, {Name: "Prospetti", Path: figuresPath}},
	})
}

// debtorsFile sends the whole list.
func (h Handler) debtorsFile(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	data, all, err := h.readDebtors(r, visit)
	if err != nil {
		return err
	}
	if len(data.Wrong) > 0 {
		return problem.New(problem.Invalid, data.Wrong[0].Text)
	}
	rows := make([][]string, len(all))
	return web.Export(w, r, visit, h.Audit, web.List{
		Name: "debitori.csv", About: data.about(), Header: []string{
			"codice", "alunno", "scuola", "classe", "saldo", "sotto_zero_dal", "da_quanto", "chi_paga", "telefono", "email",
		}, Rows: rows, Fill: func() error {
			err := h.name(r, visit, all)
			for i, d := range all {
				rows[i] = []string{
					d.Pupil, d.Name, d.SchoolName, d.ClassName, d.Balance.Plain(), d.Since.Italian(), d.Age,
					d.Guardian.FullName(), d.Guardian.Phone, d.Guardian.Email,
				}
			}
			return err
		},
	})
}

// about says which debtors were asked for, for the record.
func (d debtorList) about() string {
	over := ""
	if d.Over > 0 {
		over = d.Over.String()
	}
	return d.Ways.About("scuola", d.School, "oltre", over)
}

// readDebtors reads the lists, without names of pupils, and picks what is sought.
func (h Handler) readDebtors(r *http.Request, visit web.Visit) (debtorList, []debtor, error) {
	ctx, tenant, wanted := r.Context(), visit.Municipality.ID, r.URL.Query().Get("scuola")
	var data debtorList
	var lists []figures.Debtors
	var classes []school.Class
	asked := web.AskedIn(r.URL.Query(), "scuola", "oltre")
	var sought web.SoughtPeople
	err := beside.Together(
		beside.Into(&data.Schools, func() ([]school.School, error) { return h.School.Schools(ctx, tenant) }),
		beside.Into(&classes, func() ([]school.Class, error) { return h.School.Classes(ctx, tenant) }),
		beside.Into(&lists, func() ([]figures.Debtors, error) { return h.Figures.Debtors(ctx, tenant, wanted) }),
		beside.Into(&sought, func() (web.SoughtPeople, error) { return web.KeptPeople(r, visit, h.Searches, h.School) }),
	)
	if err != nil {
		return data, nil, err
	}
	if data.asked, _ = read(r, visit.Today().SchoolYear(), data.Schools); data.School != wanted {
		return data, nil, problem.Missing() // no school of this Comune: its list is not that of all
	}
	asked.Sought = sought.Sought
	data.Ways = asked.Ways(debtorsPath, debtorsPath+"/csv", "")
	data.Cards = h.Site.Office.Rules.Sees(*visit.Operator, pupilsPath)
	if typed := strings.TrimSpace(r.URL.Query().Get("oltre")); typed != "" {
		if data.Over, err = money.Parse(typed); err != nil || data.Over < 0 {
			data.Over, data.Wrong = 0, []web.FieldError{{Field: "oltre", Text: "Scrivi quanti euro, per esempio 20 o 20,50."}}
		}
	}
	reached, err := h.reached(r, visit, sought.Words, lists)
	if err != nil {
		return data, nil, err
	}
	classNames := make(map[string]string, len(classes))
	for _, class := range classes {
		classNames[class.ID] = class.Name
	}
	names := board{Schools: data.Schools}
	var all []debtor
	for _, list := range lists {
		if list.Built.After(data.Built) {
			data.Built = list.Built
		}
		schoolName := names.SchoolName(list.School)
		for _, one := range list.List {
			class := cmp.Or(classNames[one.Class], one.Class)
			fits := reached[one.Payer] || sought.Fits(one.Pupil, one.Payer, one.Pupil, schoolName, class, one.Balance.Plain())
			if one.Balance >= -data.Over || !fits {
				continue
			}
			all = append(all, debtor{
				Debtor: one, SchoolName: schoolName, ClassName: class,
				Age: one.Age(visit.Today()).Name(),
			})
			if err := data.Sum.Add(1, -one.Balance); err != nil {
				return data, nil, err
			}
		}
	}
	slices.SortStableFunc(all, func(a, b debtor) int { return cmp.Compare(a.Balance, b.Balance) })
	return data, all, nil
}

// reached are those who pay for debtors and have the telephone number that was typed. The lists know no numbers: who pays is
// read when one is sought, and else not.
func (h Handler) reached(r *http.Request, visit web.Visit, typed string, lists []figures.Debtors) (map[string]bool, error) {
	if !school.ValidPhone(typed) {
		return nil, nil
	}
	var payers []string
	for _, list := range lists {
		for _, one := range list.List {
			payers = append(payers, one.Payer)
		}
	}
	guardians, err := h.payers(r, visit, payers)
	found := make(map[string]bool, len(guardians))
	for id, guardian := range guardians {
		found[id] = school.SamePhone(guardian.Phone, typed)
	}
	return found, err
}

// payers reads those who pay, by id. An id may be there several times, and "" is nobody.
func (h Handler) payers(r *http.Request, visit web.Visit, ids []string) (map[string]school.Guardian, error) {
	slices.Sort(ids)
	ids = slices.DeleteFunc(slices.Compact(ids), func(id string) bool { return id == "" })
	return h.School.GuardiansByID(r.Context(), visit.Municipality.ID, ids)
}

// name gives the rows the names of their pupils, and who pays.
func (h Handler) name(r *http.Request, visit web.Visit, rows []debtor) error {
	ids, payers := make([]string, 0, len(rows)), make([]string, 0, len(rows))
	for _, row := range rows {
		ids, payers = append(ids, row.Pupil), append(payers, row.Payer)
	}
	var pupils map[string]school.Pupil
	var guardians map[string]school.Guardian
	err := beside.Together(
		beside.Into(&pupils, func() (map[string]school.Pupil, error) {
			return h.School.PupilsByID(r.Context(), visit.Municipality.ID, ids)
		}),
		beside.Into(&guardians, func() (map[string]school.Guardian, error) { return h.payers(r, visit, payers) }),
	)
	for i, row := range rows {
		rows[i].Name = cmp.Or(pupils[row.Pupil].ListName(), row.Pupil)
		rows[i].Guardian = guardians[row.Payer]
	}
	return err
}
