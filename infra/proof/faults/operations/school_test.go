package operations_test

import (
	"context"
	"time"

	"serviziscolastici/infra/proof/fixture"
	"serviziscolastici/shared/absence"
	"serviziscolastici/shared/certificate"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/form"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/rating"
	"serviziscolastici/shared/report"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/transfer"
)

// saved drops what a store says beside the error.
func saved[T any](do func(context.Context, office) (T, error)) func(context.Context, office) error {
	return func(ctx context.Context, o office) error {
		_, err := do(ctx, o)
		return err
	}
}

// present is the register of a class in which the pupil ate.
func present(ctx context.Context, o office) (int, error) {
	return o.school.SaveMarks(ctx, tenant, "1A", friday, map[string]school.Mark{"P1": school.Present})
}

func meal() ledger.MealDetail {
	return ledger.MealDetail{
		Class: "1A", Mark: "P", Band: "A", Price: tariff().Price, Version: "2026/mensa/A/2026-09-14", Presence: 1,
	}
}

func eaten(ctx context.Context, o office) (bool, error) {
	return o.accounts.PostMeal(ctx, tenant, "P1", friday, meal())
}

// accounts are the postings to a pupil's account.
func accounts() []operation {
	batch := ledger.Batch{Class: "1A", Day: friday, Presence: 1, Meals: 1, Total: tariff().Price}
	return []operation{
		{
			name: "opening balance", covers: []string{"ledger.Store.PostOpening"},
			begin: plainly(saved(credited)),
		},
		{
			name: "debit a meal", covers: []string{"ledger.Store.PostMeal"},
			begin: after(saved(present), saved(eaten)),
		},
		{
			name: "correct a meal", covers: []string{"ledger.Store.PostCorrection"},
			begin: after(saved(func(ctx context.Context, o office) (bool, error) {
				if _, err := present(ctx, o); err != nil {
					return false, err
				}
				return eaten(ctx, o)
			}), saved(func(ctx context.Context, o office) (bool, error) {
				detail := meal()
				detail.Mark, detail.Presence = "A", 2
				return o.accounts.PostCorrection(ctx, tenant, "P1", friday, 1, detail.Price, detail)
			})),
		},
		{
			name: "finish a class", covers: []string{"ledger.Store.SaveBatch"},
			begin: after(saved(func(ctx context.Context, o office) (bool, error) {
				if _, err := present(ctx, o); err != nil {
					return false, err
				}
				return eaten(ctx, o)
			}), saved(func(ctx context.Context, o office) (bool, error) {
				return o.accounts.SaveBatch(ctx, tenant, ledger.Batch{}, batch)
			})),
		},
		{
			name: "move credit", covers: []string{"transfer.Store.Make"},
			begin: after(saved(credited), saved(moved)),
		},
		{
			name: "move credit back", covers: []string{"transfer.Store.TakeBack"},
			begin: after(func(ctx context.Context, o office) error {
				if _, err := credited(ctx, o); err != nil {
					return err
				}
				_, err := moved(ctx, o)
				return err
			}, saved(func(ctx context.Context, o office) (bool, error) {
				account, err := o.accounts.Statement(ctx, tenant, "P1", clock.Today())
				if err != nil {
					return false, err
				}
				return o.transfers.TakeBack(ctx, tenant, transfer.From("P1", account)[0], payer, 0)
			})),
		},
	}
}

// reported is what a parent told the office.
func reported(ctx context.Context, o office) (report.Report, error) {
	return o.reports.Add(ctx, municipality.Municipality{ID: tenant}, "s", "f", report.Report{
		Guardian: payer, Pupil: "P1", Topic: report.Topics()[0], Text: "Il nome è un altro.",
	})
}

// credited is credit to move.
func credited(ctx context.Context, o office) (bool, error) {
	return o.accounts.PostOpening(ctx, tenant, "P1", friday, "1", 3000, "Saldo iniziale")
}

// moved is some of it on another account.
func moved(ctx context.Context, o office) (string, error) {
	return o.transfers.Make(ctx, transfer.Order{
		Tenant: tenant, From: "P1", To: "P2", Amount: 1000, By: payer,
		Form:  form.Form{Purpose: dynamo.ToMove, Holder: "s", Key: "f"},
		Limit: form.Limit{Purpose: dynamo.ToMove, Max: 10, What: "%d"},
	})
}

// certificates are what the tax return needs.
func certificates() []operation {
	return []operation{
		{
			name: "issue a certificate", covers: []string{"certificate.Store.Issue"},
			begin: plainly(saved(func(ctx context.Context, o office) (certificate.Certificate, error) {
				return o.certificates.Issue(ctx, tenant, payer, "P1", certificate.Content{
					Year: 2026, Expense: certificate.Expense{Paid: 1000, Total: 1000},
				})
			})),
		},
		{
			name: "oppose", covers: []string{"certificate.Store.Oppose"},
			begin: plainly(func(ctx context.Context, o office) error {
				return o.certificates.Oppose(ctx, tenant, payer, 2026, "P1", true)
			}),
		},
		{
			name: "refund", covers: []string{"certificate.Store.PostRefund"},
			begin: plainly(saved(func(ctx context.Context, o office) (bool, error) {
				return o.certificates.PostRefund(ctx, tenant, payer, certificate.Refund{
					ID: "1", Pupil: "P1", Day: friday, Year: 2026, Amount: 700,
				})
			})),
		},
	}
}

// told is that a pupil will not eat, as it was read at a revision.
func told(revision int) []absence.Notice {
	until := friday.At(9*60 + 30)
	return []absence.Notice{{
		Pupil: "P1", Day: friday, Class: "1A", Mark: school.Absent, Number: "000000000001", Guardian: payer,
		At: until.Add(-time.Hour).UTC(), Until: until.UTC(), Revision: revision,
	}}
}

func grant(ctx context.Context, o office) error {
	return o.school.Grant(ctx, tenant, "P1", payer, "G2", "RSSMRA80A01H501U")
}

// people are changes of pupils, parents and presences.
func people() []operation {
	return []operation{
		{
			name: "save a parent", covers: []string{"school.Store.SaveGuardian", "school.Store.MergeGuardian"},
			begin: plainly(saved(func(ctx context.Context, o office) (bool, error) {
				g := guardian()
				g.City = "Vallechiara"
				return o.school.SaveGuardian(ctx, tenant, g)
			})),
		},
		{
			name: "save a pupil", covers: []string{"school.Store.SavePupil", "school.Store.MergePupil"},
			begin: plainly(saved(func(ctx context.Context, o office) (bool, error) {
				p := pupil()
				p.Name = "Annalisa"
				return o.school.SavePupil(ctx, tenant, p, []school.Guardianship{
					{Guardian: "G3", Role: school.Payer}, {Guardian: payer, Role: school.Viewer},
				})
			})),
		},
		{
			name: "enrol a pupil", covers: []string{"school.Store.SaveEnrolments", "school.Store.MergeEnrolments"},
			begin: plainly(saved(func(ctx context.Context, o office) (bool, error) {
				e := enrolment()
				e.Class, e.Band = "1B", "B"
				return o.school.SaveEnrolments(ctx, tenant, "P1", []school.Enrolment{e})
			})),
		},
		{name: "enter presences", covers: []string{"school.Store.SaveMarks"}, begin: plainly(saved(present))},
		{
			name: "correct presences", covers: []string{"school.Store.SaveMarks"},
			begin: after(saved(present), saved(func(ctx context.Context, o office) (int, error) {
				return o.school.SaveMarks(ctx, tenant, "1A", friday, map[string]school.Mark{"P1": school.Absent})
			})),
		},
		{
			name: "tell an absence", covers: []string{"absence.Store.Tell"},
			begin: plainly(func(ctx context.Context, o office) error {
				return o.absences.Tell(ctx, tenant, told(0))
			}),
		},
		{
			name: "tell something else", covers: []string{"absence.Store.Tell"},
			begin: after(func(ctx context.Context, o office) error {
				return o.absences.Tell(ctx, tenant, told(0))
			}, func(ctx context.Context, o office) error {
				plain := told(1)
				plain[0].Mark, plain[0].Number = school.Plain, "000000000002"
				return o.absences.Tell(ctx, tenant, plain)
			}),
		},
		{
			name: "take an absence back", covers: []string{"absence.Store.Withdraw"},
			begin: after(func(ctx context.Context, o office) error {
				return o.absences.Tell(ctx, tenant, told(0))
			}, func(ctx context.Context, o office) error {
				return o.absences.Withdraw(ctx, tenant, told(1), told(1)[0].Until)
			}),
		},
		{
			name: "give contacts", covers: []string{"school.Store.SaveContacts"},
			begin: plainly(func(ctx context.Context, o office) error {
				return o.school.SaveContacts(ctx, tenant, payer, school.Contacts{Phone: "035 000 0000"})
			}),
		},
		{
			name: "let an adult in", covers: []string{"school.Store.Grant"}, begin: plainly(grant),
		},
		{
			name: "shut an adult out", covers: []string{"school.Store.Revoke"}, undone: []problem.Code{problem.NotFound},
			begin: after(grant, func(ctx context.Context, o office) error {
				return o.school.Revoke(ctx, tenant, "P1", "G2")
			}),
		},
	}
}

// offer is what the office says of itself, its schools and prices.
func offer() []operation {
	file := func(name, method string, do func(context.Context, office) (bool, error)) operation {
		return operation{name: name, covers: []string{method}, begin: plainly(saved(do))}
	}
	return []operation{
		file("save a school", "school.Store.SaveSchool", func(ctx context.Context, o office) (bool, error) {
			return o.school.SaveSchool(ctx, tenant, school.School{ID: "S1", Name: "Primaria"})
		}),
		file("save a class", "school.Store.SaveClass", func(ctx context.Context, o office) (bool, error) {
			return o.school.SaveClass(ctx, tenant, school.Class{ID: "1A", Name: "1A", School: "S1"})
		}),
		file("save a closure", "school.Store.SaveClosure", func(ctx context.Context, o office) (bool, error) {
			return o.school.SaveClosure(ctx, tenant, school.Closure{Day: friday, School: school.EverySchool})
		}),
		file("save a menu", "school.Store.SaveMenu", func(ctx context.Context, o office) (bool, error) {
			return o.school.SaveMenu(ctx, tenant, school.Menu{Day: friday, School: "S1", Dishes: []school.Dish{{Name: "Riso"}}})
		}),
		file("save a tariff", "school.Store.SaveTariff", func(ctx context.Context, o office) (bool, error) {
			t := tariff()
			t.Band, t.Price = "B", 310
			return o.school.SaveTariff(ctx, tenant, t)
		}),
		file("publish a message", "school.Store.SaveNews", func(ctx context.Context, o office) (bool, error) {
			return o.school.SaveNews(ctx, tenant, school.News{ID: "1", School: school.EverySchool, From: friday})
		}),
		file("save the municipality", "municipality.Store.Save", func(ctx context.Context, o office) (bool, error) {
			m := fixture.Municipality()
			m.Hosts = []string{"nuovo.example.it"}
			return o.municipalities.Save(ctx, m)
		}),
		file("save the logo", "municipality.Store.SaveLogo", func(ctx context.Context, o office) (bool, error) {
			return o.municipalities.SaveLogo(ctx, tenant, municipality.NewLogo([]byte("<svg/>")))
		}),
	}
}

// voices are what parents tell the office.
func voices() []operation {
	rate := func(ctx context.Context, o office) error {
		return o.ratings.Add(ctx, tenant, rating.Given{
			ID: "form", Service: "pagamento", Stars: 4, Creditor: fixture.Creditor, Notice: "302000000000000000",
		})
	}
	return []operation{
		{
			name: "report", covers: []string{"report.Store.Add"},
			begin: plainly(saved(reported)),
		},
		{
			name: "take up a report", covers: []string{"report.Store.Take"}, undone: []problem.Code{problem.Conflict},
			begin: withReport(func(ctx context.Context, o office, read report.Report) error {
				_, err := o.reports.Take(ctx, tenant, read, "op1")
				return err
			}),
		},
		{
			name: "answer a report", covers: []string{"report.Store.Answer"}, undone: []problem.Code{problem.Conflict},
			begin: withReport(func(ctx context.Context, o office, read report.Report) error {
				_, err := o.reports.Answer(ctx, tenant, read, "op1", "Corretto.")
				return err
			}),
		},
		{name: "rate", covers: []string{"rating.Store.Add"}, begin: plainly(rate)},
		{
			name: "explain a rating", covers: []string{"rating.Store.Explain"},
			begin: after(rate, func(ctx context.Context, o office) error {
				return o.ratings.Explain(ctx, tenant, "form", nil, "Tutto bene")
			}),
		},
	}
}

// withReport is what the office does with a report as it was when the page was opened.
func withReport(act func(context.Context, office, report.Report) error) func(context.Context, office) (
	func(context.Context, office) error, error) {
	return func(ctx context.Context, o office) (func(context.Context, office) error, error) {
		if err := saved(reported)(ctx, o); err != nil {
			return nil, err
		}
		read, err := o.reports.Get(ctx, tenant, "1/2026")
		return func(ctx context.Context, o office) error { return act(ctx, o, read) }, err
	}
}
