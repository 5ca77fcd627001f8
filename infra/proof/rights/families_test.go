package rights_test

import (
	"errors"
	"testing"

	"serviziscolastici/infra/local/template"
	"serviziscolastici/shared/absence"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/debit"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/form"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/report"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/session"
	"serviziscolastici/shared/transfer"
)

// Goal: what the office does with families it has the rights for, each together with the record of who did it. Method:
// each change with the stores and the rights of officefamilies.
func TestOfficeChangesFamilies(t *testing.T) {
	declared, err := template.ReadFile(templateFile)
	if err != nil {
		t.Fatal(err)
	}
	w := prepare(t, declared)
	must := func(what string, errs ...error) {
		t.Helper()
		if err := errors.Join(errs...); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	town := municipality.Municipality{
		ID: "c_x000", Name: "Comune di Prova", FiscalCode: "77777777777", Segregation: "02",
		IBAN: "IT60X0542811101000000123456", TaxonomyMeals: "9/0107101TS/", Hosts: []string{"a.example"},
	}
	day := calendar.DayOf(noon)
	files, desk := w.part("intake", noon), w.part("officefamilies", noon)
	_, first := files.school.SavePupil(t.Context(), town.ID, school.Pupil{ID: "p1", Name: "Anna", FamilyName: "Verdi", Badge: "b1"},
		[]school.Guardianship{{Guardian: "g1", Role: school.Payer}, {Guardian: "g2", Role: school.Viewer}})
	_, second := files.school.SavePupil(t.Context(), town.ID, school.Pupil{ID: "p2", Name: "Bruno", FamilyName: "Verdi"},
		[]school.Guardianship{{Guardian: "g1", Role: school.Payer}})
	_, third := files.school.SaveGuardian(t.Context(), town.ID, school.Guardian{ID: "g1", Name: "Maria", FamilyName: "Verdi"})
	_, issued := files.bills.IssueDocument(t.Context(), town, billing.Document{
		Number: "2026/1", Issued: day, Service: school.Bus, Pupil: "p1", Guardian: "g1", Amount: 5000, Description: "Trasporto",
	})
	_, classed := files.school.SaveClass(t.Context(), town.ID, school.Class{ID: "3A", Name: "3A", School: "PRI"})
	must("a family", first, second, third, issued, classed)

	table := func(name string) dynamo.Table {
		return dynamo.Table{Client: client(w.proxy, "officefamilies"), Name: w.names[name]}
	}
	log := office.Log{Table: table("Audit"), Clock: calendar.Fixed(noon)}
	clerk := office.Operator{ID: "o1", Name: "Giulia", Roles: []office.Role{office.Clerk}}
	ctx := log.Noting(t.Context(), town.ID, clerk, office.Deed{Action: office.AccountAdjusted, Object: "alunno p1", Pupil: "p1", Reason: "prova"})

	pupil, version, read := desk.school.PupilVersion(ctx, town.ID, "p1")
	pupil.Name, pupil.Badge = "Anita", "b2"
	must("other data", read, desk.school.CorrectPupil(ctx, town.ID, version, pupil))
	known, read := desk.school.Guardian(ctx, town.ID, "g1")
	other := known
	other.Email = "maria@example.it"
	must("other contacts", read, desk.school.CorrectGuardian(ctx, town.ID, known, other))
	_, added := desk.school.SaveGuardian(ctx, town.ID, school.Guardian{ID: "g3", Name: "Ugo", FamilyName: "Neri"})
	must("adults", added, desk.school.LinkAdult(ctx, town.ID, "p1", version+1, "g3", school.Payer),
		desk.school.UnlinkAdult(ctx, town.ID, "p1", version+2, "g1"), desk.school.LinkAdult(ctx, town.ID, "p1", version+3, "g1", school.Payer))
	in3A := school.Enrolment{Pupil: "p1", Year: 2026, Service: school.Canteen, Class: "3A", From: calendar.NewDay(2026, 9, 1), To: day}
	in3B := in3A
	in3B.Class = "3B"
	must("enrolments", desk.school.Reenrol(ctx, town.ID, "p1", version+4, []school.Enrolment{in3A}),
		desk.school.Reenrol(ctx, town.ID, "p1", version+5, []school.Enrolment{in3B}, school.Repricing{Pupil: "p1", From: day, To: day}))
	_, marked := files.school.SaveMarks(t.Context(), town.ID, "3A", day, map[string]school.Mark{"p1": school.Present})
	changes, supposed := debit.Preview{
		Accounts: debit.Accounts{School: desk.school, Ledger: desk.accounts}, Offer: desk.school, Done: desk.accounts,
	}.Supposed(ctx, town.ID, school.Repricing{Class: "3A", Pupil: "p1", From: day, To: day},
		[]school.RosterRow{{Pupil: "p1", Band: "B", From: day, To: day}},
		[]school.Tariff{{Year: day.SchoolYear(), Service: school.Canteen, Band: "B", Price: 450, From: day}})
	must("new prices", marked, supposed)
	if len(changes) != 1 || !changes[0].First {
		t.Errorf("of a meal that is not debited: %+v", changes)
	}

	_, posted := desk.accounts.PostAdjustment(ctx, town.ID, "p1", ledger.Adjustment{ID: "f1", Day: day, Amount: 700, Reason: "prova"})
	_, taken := desk.bills.TakeDeposit(ctx, town, billing.Deposit{
		Guardian: "g1", Pupil: "p1", Amount: 2000, Day: day, Method: billing.Cash, Note: "prova", Seen: 1,
		Form: form.Form{Purpose: dynamo.ToDeposit, Holder: "s", Key: "f"},
	})
	_, moved := transfer.Store{Accounts: desk.accounts, Ops: table("Ops"), Clock: calendar.Fixed(noon)}.Make(ctx, transfer.Order{
		Tenant: town.ID, From: "p1", To: "p2", Amount: 100, By: clerk.ID, Note: "prova",
		Form: form.Form{Purpose: dynamo.ToMove, Holder: "s", Key: "f"},
	})
	must("money", posted, taken, moved)
	document, read := files.bills.DocumentOf(t.Context(), town.ID, "g1", "2026-1")
	position, found := desk.bills.Find(ctx, town.FiscalCode, document.Notice)
	_, again := desk.bills.Reissue(ctx, town, position, day.AddDays(30))
	_, repriced := desk.bills.ChangeDocument(ctx, town, billing.Change{Document: "2026/1", Action: billing.Reprice, Amount: 4000})
	_, paid := desk.bills.ChangeDocument(ctx, town, billing.Change{
		Document: "2026/1", Action: billing.PayElsewhere, Day: day, Method: billing.Card,
	})
	must("a notice", read, found, again, repriced, paid)
	_, opened := w.part("topups", noon).bills.OpenTopUps(t.Context(), billing.Order{
		Municipality: town, Guardian: "g1", Session: "s", Form: "f", TopUps: []billing.PupilAmount{{Pupil: "p1", Amount: 500}},
	})
	must("a top-up is taken back", opened, desk.bills.EndTopUps(ctx, town.ID, "g1", "p1"))

	operators := office.Store{Core: table("Core"), Ops: table("Ops"), Clock: calendar.Fixed(noon)}
	open := session.Session{ID: "s1"}
	_, searched := operators.SearchOf(ctx, open, "f")
	_, _, byName := desk.school.Search(ctx, town.ID, "verdi")
	_, byBadge := desk.school.SearchBadge(ctx, town.ID, "b2")
	_, balances := desk.accounts.Accounts(ctx, town.ID, []string{"p1", "p2"})
	_, certified := desk.papers.IssuedTo(ctx, town.ID, "g1")
	_, _, reported := report.Store{Core: table("Core")}.ListOf(ctx, town.ID, "g1", "")
	_, told := absence.Store{Presence: table("Presence")}.Of(ctx, town.ID, "p1", day, day)
	records, _, logged := log.OfPupil(ctx, town.ID, "p1", "", 50)
	must("reading", operators.KeepSearch(t.Context(), open, "f", "verdi"), searched, byName, byBadge, balances, certified, reported, told, logged)
	if len(records) < 12 {
		t.Errorf("%d records of what was done to the pupil", len(records))
	}
}
