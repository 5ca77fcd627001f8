package town

import (
	"context"
	"strings"
	"time"

	"serviziscolastici/infra/proof/fixture"
	"serviziscolastici/shared/absence"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/school"
)

// named is the name of the n-th pupil. Copies have the same, so that a search finds hundreds.
func named(n int) (name, familyName string) {
	names := strings.Fields("Anna Luca Giulia Marco Sara Paolo Chiara Davide Elena Pietro Nicolò")
	familyNames := strings.Fields("Rossi Bianchi Ferrari Colombo Ricci Marino Greco Bruno Gallo Conti Costa Giordano Mancini")
	return names[n%len(names)], familyNames[n/2%len(familyNames)]
}

// payerOf is who pays for the n-th pupil: one for two of a class.
func payerOf(n int) string { return fixture.GuardianOf(fixture.PupilName(n - n%fixture.ClassSize%2)) }

// loadClass makes the first class.
func (t *Town) loadClass(ctx context.Context) error {
	id, schoolName := schoolOf(0)
	class := school.Class{
		ID: fixture.ClassName(0), Name: className(0), School: id, SchoolName: schoolName,
		Weekdays: []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday},
	}
	if _, err := t.School.SaveClass(ctx, fixture.Tenant, class); err != nil {
		return err
	}
	for n := range fixture.ClassSize {
		if err := t.loadPupil(ctx, class, n); err != nil {
			return err
		}
	}
	for i := range t.days {
		if err := t.loadDay(ctx, class, i); err != nil {
			return err
		}
	}
	return nil
}

// loadPupil saves a pupil of the first class, with the payer, the enrolment and the account: one in five is below zero.
func (t *Town) loadPupil(ctx context.Context, class school.Class, n int) error {
	name, familyName := named(n)
	first, _ := named(n + 5)
	_, err := t.School.SaveGuardian(ctx, fixture.Tenant, school.Guardian{
		ID: payerOf(n), Name: first, FamilyName: familyName, Email: "famiglia@example.it", Phone: "333 0001023",
		Address: "Via del Mulino 49", PostCode: "24060", City: "Prova", Province: "BG",
	})
	if err != nil {
		return err
	}
	pupil := fixture.PupilName(n)
	_, err = t.School.SavePupil(ctx, fixture.Tenant, school.Pupil{
		ID: pupil, Name: name, FamilyName: familyName, BirthDate: fixture.Today().AddDays(-2500 - 70*n),
		Badge: "B" + pupil,
	}, []school.Guardianship{{Guardian: payerOf(n), Role: school.Payer}})
	if err != nil {
		return err
	}
	_, err = t.School.SaveEnrolments(ctx, fixture.Tenant, pupil, []school.Enrolment{{
		Pupil: pupil, Year: fixture.Today().SchoolYear(), Service: school.Canteen, Class: class.ID, ClassName: class.Name,
		School: class.School, SchoolName: class.SchoolName, Band: fixture.BandOf(n), From: t.days[registered-1],
		To: fixture.Today().AddDays(200),
	}})
	if err != nil {
		return err
	}
	_, err = t.Ledger.PostOpening(ctx, fixture.Tenant, pupil, t.days[registered-1], "saldo", opening(n), "Saldo iniziale")
	return err
}

// opening is what the n-th account begins with.
func opening(n int) money.Cents { return money.Cents(n%fixture.ClassSize-5)*600 + 130 }

// loadDay registers who of the first class ate on a day, all but one in nine, and debits it, of today not yet. Parents
// told of two.
func (t *Town) loadDay(ctx context.Context, class school.Class, i int) error {
	day, marks := t.days[i], map[string]school.Mark{}
	batch := ledger.Batch{Class: class.ID, Day: day, Presence: 1}
	for n := range fixture.ClassSize {
		pupil, band := fixture.PupilName(n), fixture.BandOf(n)
		marks[pupil] = school.Absent
		if (n+day.OfMonth())%9 == 0 {
			if n < 2 {
				if err := t.tell(ctx, class.ID, n, day); err != nil {
					return err
				}
			}
			continue
		}
		marks[pupil] = school.Present
		if err := batch.Add(band, fixture.Prices()[band]); err != nil {
			return err
		}
		if i == 1 { // the copies have one meal
			if err := t.charge(ctx, n, i); err != nil {
				return err
			}
		}
	}
	if _, err := t.School.SaveMarks(ctx, fixture.Tenant, class.ID, day, marks); err != nil || i == 0 {
		return err
	}
	_, err := t.Ledger.SaveBatch(ctx, fixture.Tenant, ledger.Batch{}, batch)
	return err
}

// charge debits a meal of a day.
func (t *Town) charge(ctx context.Context, pupil, day int) error {
	band := fixture.BandOf(pupil)
	_, err := t.Ledger.PostMeal(ctx, fixture.Tenant, fixture.PupilName(pupil), t.days[day], ledger.MealDetail{
		Class: fixture.ClassName(pupil), Mark: "P", Band: band, Price: fixture.Prices()[band], Presence: 1,
	})
	return err
}

// tell has a parent say that a pupil does not eat on a day.
func (t *Town) tell(ctx context.Context, class string, pupil int, day calendar.Day) error {
	return absence.Store{Presence: t.Presence}.Tell(ctx, fixture.Tenant, []absence.Notice{{
		Pupil: fixture.PupilName(pupil), Day: day, Class: class, Mark: school.Absent, Guardian: payerOf(pupil),
		Number: "482190375512", At: day.Start().UTC(), Until: day.At(9 * 60).UTC(),
	}})
}
