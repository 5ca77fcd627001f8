package trial_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"serviziscolastici/infra/proof/faults/proxy"
	"serviziscolastici/infra/proof/faults/trial"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/school"
)

// raised is what a meal costs by the tariffs that raise enters, by band.
func raised() map[string]money.Cents { return map[string]money.Cents{"A": 500, "B": 333, "C": 126} }

// raise enters new tariffs that hold from Friday on.
func raise(t *testing.T, f *trial.Fixture) {
	t.Helper()
	for band, price := range raised() {
		_, err := f.School.SaveTariff(t.Context(), "c_x000", school.Tariff{
			Year: friday.SchoolYear(), Service: school.Canteen, Band: band, Price: price,
			From: friday, To: friday.AddDays(200),
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// T15. Goal: a tariff that is raised during the night is applied to a pupil's meal or is not, and the
// debit says which: the price is always that of the version it carries. Method: raise the prices while
// the class is at call k, for every k, and look at each pupil's day.
func TestT15TariffRaisedDuringTheNight(t *testing.T) {
	k := works()[0]
	for n := range k.calls(t) {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			f, presences, _ := k.prepare(t)
			target := newNth(n)
			f.Proxy.Script(func(call proxy.Call) proxy.Kind {
				if target.is(call) {
					raise(t, f)
				}
				return proxy.None
			})
			k.drain(f)
			finish(t, f)
			charges := presences.Charges()
			for at, before := range charges {
				charges[at] = versioned(t, f, at.Pupil, before)
			}
			outcome, err := f.CompareWith(t.Context(), charges, nil)
			if err != nil || !outcome.Good() {
				t.Errorf("%+v, %v", outcome, err)
			}
			if verdict, err := f.Verdict(t.Context()); err != nil || verdict != "clean" {
				t.Errorf("fsck: %s, %v", verdict, err)
			}
		})
	}
}

// versioned returns what a pupil's Friday was charged, after a look at the tariff that the debit names.
func versioned(t *testing.T, f *trial.Fixture, pupil string, before money.Cents) money.Cents {
	t.Helper()
	days, err := f.Ledger.MealsOfDays(t.Context(), "c_x000", pupil, friday, friday)
	if err != nil || len(days[friday]) != 1 || days[friday][0].Kind != ledger.Meal {
		t.Fatalf("%s: %+v, %v", pupil, days, err)
	}
	meal := days[friday][0].Meal
	old := fmt.Sprintf("2026/mensa/%s/%s", meal.Band, friday.AddDays(-60))
	late := fmt.Sprintf("2026/mensa/%s/%s", meal.Band, friday)
	if (meal.Version != old || meal.Price != before) && (meal.Version != late || meal.Price != raised()[meal.Band]) {
		t.Errorf("%s: %d cents by tariff %s", pupil, int64(meal.Price), meal.Version)
	}
	return meal.Price
}

// T15. Goal: presences corrected at any moment of the night count as they stand in the end, once.
// Method: eight seeds; each draws calls of two classes under way, before which marks are changed.
func TestT15PresencesEditedDuringTheNight(t *testing.T) {
	for seed := range uint64(8) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			t.Logf("seed %d", seed)
			f, presences := newPresences(t, "PAPPPPPPAPPPPPPPAPPPPPPPP"+"PPPA")
			draw, mu := rand.New(rand.NewPCG(seed, 15)), sync.Mutex{}
			edits := 0
			f.Proxy.Script(func(proxy.Call) proxy.Kind {
				mu.Lock()
				defer mu.Unlock()
				if draw.IntN(8) == 0 && edits < 40 {
					edits++
					if err := presences.Correct(t.Context(), draw); err != nil {
						t.Error(err)
					}
				}
				return proxy.None
			})
			if _, err := f.Plan(); err != nil {
				t.Fatal(err)
			}
			f.Meals.Drain(f.To(trial.Debits), 1, 2)
			finish(t, f)
			if edits == 0 {
				t.Error("nothing was edited")
			}
			judge(t, f, presences, nil, trial.Conflicting)
		})
	}
}
