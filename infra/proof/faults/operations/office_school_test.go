package operations_test

import (
	"context"
	"errors"
	"slices"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/presence"
	"serviziscolastici/shared/school"
)

// suspended are two days that a form of the office suspends.
func suspended(form string) []school.Closure {
	first := school.Closure{Day: friday, School: school.EverySchool, Reason: "Neve", Entry: form}
	second := school.Closure{
		Day: friday.AddDays(3), School: "S1", Class: "1A", Service: school.Canteen, Reason: "Gita", Entry: form,
	}
	return []school.Closure{first, second}
}

func closed(ctx context.Context, o office) error { return o.school.Close(ctx, tenant, suspended("f1")) }

func reopened(ctx context.Context, o office) error {
	return o.school.Reopen(ctx, tenant, suspended("f2"))
}

// news is a message of the office's pages.
func news() school.News {
	return school.News{
		ID: "2026-11-20-f", School: "S1", Class: "1A", From: friday, To: friday.AddDays(7), Title: "Gita", Text: "Venerdì.",
		Send: true,
	}
}

func announced(ctx context.Context, o office) error { return o.school.Publish(ctx, tenant, news()) }

// prices are tariffs of one form.
func prices() []school.Tariff {
	second, third := tariff(), tariff()
	second.Band, second.Price, third.Band, third.Price = "B", 310, "C", 150
	return []school.Tariff{second, third}
}

// officeOffer are the pages on which the office suspends days, publishes and sets prices.
func officeOffer() []operation {
	priced := func(ctx context.Context, o office) error { return o.school.SaveTariffs(ctx, tenant, prices()) }
	return []operation{
		{name: "suspend days", covers: []string{"school.Store.Close"}, begin: plainly(closed)},
		{name: "reopen days", covers: []string{"school.Store.Reopen"}, begin: after(closed, reopened)},
		{
			// The items of the first form are there, withdrawn: they are neither in the way nor this form's own.
			name: "suspend days once reopened", covers: []string{"school.Store.Close"},
			begin: after(func(ctx context.Context, o office) error {
				if err := closed(ctx, o); err != nil {
					return err
				}
				return reopened(ctx, o)
			}, func(ctx context.Context, o office) error {
				return o.school.Close(ctx, tenant, suspended("f3"))
			}),
		},
		{name: "publish on a page", covers: []string{"school.Store.Publish"}, begin: plainly(announced)},
		{
			name: "withdraw a message", covers: []string{"school.Store.Withdraw"},
			begin: after(announced, saved(func(ctx context.Context, o office) (bool, error) {
				return o.school.Withdraw(ctx, tenant, news().ID)
			})),
		},
		{name: "set prices", covers: []string{"school.Store.SaveTariffs"}, begin: plainly(priced)},
		{
			// The first attempt finds one in its way, so that only the others are written in the second.
			name: "set prices of which one is set", covers: []string{"school.Store.SaveTariffs"},
			begin: after(saved(func(ctx context.Context, o office) (bool, error) {
				return o.school.SaveTariff(ctx, tenant, prices()[0])
			}), priced),
		},
	}
}

// amended is a change of a pupil on a page that showed the pupil as it is before.
func amended(act func(context.Context, office, int) error) func(context.Context, office) (
	func(context.Context, office) error, error,
) {
	return func(ctx context.Context, o office) (func(context.Context, office) error, error) {
		_, version, err := o.school.PupilVersion(ctx, tenant, "P1")
		return func(ctx context.Context, o office) error { return act(ctx, o, version) }, err
	}
}

// onceAmended is an amended pupil who was amended before.
func onceAmended(before, act func(context.Context, office, int) error) func(context.Context, office) (
	func(context.Context, office) error, error,
) {
	return func(ctx context.Context, o office) (func(context.Context, office) error, error) {
		prepare, err := amended(before)(ctx, o)
		if err != nil {
			return nil, err
		}
		if err := prepare(ctx, o); err != nil {
			return nil, err
		}
		return amended(act)(ctx, o)
	}
}

func looksOn(ctx context.Context, o office, version int) error {
	return o.school.LinkAdult(ctx, tenant, "P1", version, "G2", school.Viewer)
}

// officeFamilies are the pages on which the office changes one family.
func officeFamilies() []operation {
	return []operation{
		{
			// Another address takes the place of the parent's own too.
			name: "correct a parent", covers: []string{"school.Store.CorrectGuardian"},
			begin: func(ctx context.Context, o office) (func(context.Context, office) error, error) {
				err := o.school.SaveContacts(ctx, tenant, payer, school.Contacts{Phone: "035 000 0000"})
				if err != nil {
					return nil, err
				}
				was, err := o.school.Guardian(ctx, tenant, payer)
				now := was
				now.FamilyName, now.Email = "Rossi", "maria@example.it"
				return func(ctx context.Context, o office) error {
					return o.school.CorrectGuardian(ctx, tenant, was, now)
				}, err
			},
		},
		{
			name: "correct a pupil", covers: []string{"school.Store.CorrectPupil"},
			begin: amended(func(ctx context.Context, o office, version int) error {
				p := pupil()
				p.Name, p.Diet = "Annalisa", true
				return o.school.CorrectPupil(ctx, tenant, version, p)
			}),
		},
		{
			// Two pupils whose badges change hands, in one transaction; the form sent again finds them so.
			name: "correct two pupils", covers: []string{"school.Store.CorrectPupils"},
			begin: func(ctx context.Context, o office) (func(context.Context, office) error, error) {
				other := school.Pupil{ID: "P7", Name: "Pia", FamilyName: "Rossi", Badge: "B7"}
				_, err := o.school.SavePupil(ctx, tenant, other, nil)
				if err != nil {
					return nil, err
				}
				own, version, err := o.school.PupilVersion(ctx, tenant, "P1")
				own.Badge, other.Badge = other.Badge, own.Badge
				return func(ctx context.Context, o office) error {
					return o.school.CorrectPupils(ctx, tenant, school.Correction{Pupil: own, Version: version}, school.Correction{Pupil: other, Version: 1})
				}, err
			},
		},
		{name: "link an adult", covers: []string{"school.Store.LinkAdult"}, begin: amended(looksOn)},
		{
			// The grant of who paid falls in the same transaction, and must not make the form look like a new one.
			name: "let another adult pay", covers: []string{"school.Store.LinkAdult"},
			begin: onceAmended(func(ctx context.Context, o office, version int) error {
				if err := looksOn(ctx, o, version); err != nil {
					return err
				}
				return o.school.Grant(ctx, tenant, "P1", payer, "G3", "RSSMRA80A01H501U")
			}, func(ctx context.Context, o office, version int) error {
				return o.school.LinkAdult(ctx, tenant, "P1", version, "G2", school.Payer)
			}),
		},
		{
			// As the office's page does it: the change first, which may be refused, then the top-ups.
			name: "let another adult pay while top-ups are open", covers: []string{
				"school.Store.LinkAdult", "billing.Store.EndTopUps",
			},
			begin: onceAmended(func(ctx context.Context, o office, version int) error {
				return errors.Join(looksOn(ctx, o, version), inTurn(confirm, more)(ctx, o))
			}, func(ctx context.Context, o office, version int) error {
				if err := o.school.LinkAdult(ctx, tenant, "P1", version, "G2", school.Payer); err != nil {
					return err
				}
				return o.billing.EndTopUps(ctx, tenant, payer, "P1")
			}),
		},
		{
			name: "unlink an adult", covers: []string{"school.Store.UnlinkAdult"},
			begin: onceAmended(looksOn, func(ctx context.Context, o office, version int) error {
				return o.school.UnlinkAdult(ctx, tenant, "P1", version, "G2")
			}),
		},
		{
			name: "change a band from a day on", covers: []string{"school.Store.Reenrol"},
			begin: amended(func(ctx context.Context, o office, version int) error {
				from := calendar.NewDay(2026, time.November, 9)
				old, next := enrolment(), enrolment()
				old.To, next.From, next.Band = from.AddDays(-1), from, "B"
				return o.school.Reenrol(ctx, tenant, "P1", version, []school.Enrolment{old, next}, asked())
			}),
		},
	}
}

// asked asks for new prices.
func asked() school.Repricing {
	return school.Repricing{Class: "1A", Pupil: "P1", From: calendar.NewDay(2026, time.November, 9), To: friday}
}

func repriced(ctx context.Context, o office) error { return o.school.Reprice(ctx, tenant, asked()) }

// sent sends a sheet of a day from a page that showed a version.
func sent(day calendar.Day, read int, form string, mark school.Mark) func(context.Context, office) error {
	return func(ctx context.Context, o office) error {
		now, err := o.school.ClassDay(ctx, tenant, "1A", day)
		if err != nil {
			return err
		}
		_, err = o.school.SendSheet(ctx, tenant, now, school.Sheet{
			Read: read, Entries: map[string]school.Entry{"P1": {Mark: mark}}, By: "Segreteria", Form: form, Reason: "Errore",
		})
		return err
	}
}

// officeSheets are the pages on which registers are sent and corrected, and what the evening does about it.
func officeSheets() []operation {
	today := clock.Today()
	first := sent(friday, 0, "f1", school.Present)
	return []operation{
		{
			name: "enter presences with reasons", covers: []string{"school.Store.SaveEntries"},
			begin: after(saved(present), saved(func(ctx context.Context, o office) (int, error) {
				return o.school.SaveEntries(ctx, tenant, "1A", friday, map[string]school.Entry{
					"P1": {Mark: school.Unserved, Reason: school.MealLate},
				}, map[string]string{"P1": "D1"}, false)
			})),
		},
		{
			name: "enter presences of a debited day", covers: []string{"school.Store.SaveEntries"},
			begin: after(saved(present), saved(func(ctx context.Context, o office) (int, error) {
				return o.school.SaveEntries(ctx, tenant, "1A", friday, map[string]school.Entry{"P1": {Mark: school.Absent}}, nil, true)
			})),
		},
		{
			name: "send the sheet of today", covers: []string{"school.Store.SendSheet"},
			begin: plainly(sent(today, 0, "f1", school.Present)),
		},
		{
			name: "correct the sheet of a past day", covers: []string{"school.Store.SendSheet"},
			begin: after(first, sent(friday, 1, "f2", school.Absent)),
		},
		{
			name: "keep a kitchen's count", covers: []string{"presence.CountStore.Keep"},
			begin: plainly(func(ctx context.Context, o office) error {
				_, err := presence.CountStore{Ops: o.billing.Ops}.Keep(ctx, tenant, friday, presence.Count{
					School: "PRI", At: friday.Start(), Classes: map[string]school.Portions{"1A": {All: school.Meals{Normal: 20}}},
				})
				return err
			}),
		},
		{
			name: "settle a corrected day", covers: []string{"school.Store.Settle"},
			begin: func(ctx context.Context, o office) (func(context.Context, office) error, error) {
				if err := first(ctx, o); err != nil {
					return nil, err
				}
				marked, err := o.school.CorrectedDays(ctx, tenant)
				return func(ctx context.Context, o office) error {
					return o.school.Settle(ctx, tenant, marked[0])
				}, err
			},
		},
		{
			// Asked again it is asked twice, and the evening does the same twice.
			name: "ask for new prices", covers: []string{"school.Store.Reprice"}, begin: plainly(repriced),
			leaves: []string{"T#" + tenant + "#AGAIN PRICE#"},
		},
		{
			name: "take a repricing away", covers: []string{"school.Store.Queued"},
			begin: func(ctx context.Context, o office) (func(context.Context, office) error, error) {
				if err := repriced(ctx, o); err != nil {
					return nil, err
				}
				asks, err := o.school.Repricings(ctx, tenant)
				return func(ctx context.Context, o office) error {
					return o.school.Queued(ctx, tenant, asks[0])
				}, err
			},
		},
	}
}

// officeSchool is what the office does on its pages for schools and families.
func officeSchool() []operation {
	return slices.Concat(officeOffer(), officeFamilies(), officeSheets())
}
