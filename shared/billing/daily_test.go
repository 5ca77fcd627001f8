package billing_test

import (
	"strings"
	"sync"
	"testing"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/dynamo/dynamotest"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/report"
)

// Goal: a form acts once for its own purpose, and never stands for a form of another one. Kind: keys that
// two actions share. Method: a report and a top-up with the same session and form, each twice.
func TestOneFormOfTwoPurposes(t *testing.T) {
	store := newStore(t)
	reports := report.Store{Core: dynamotest.Table(t), Ops: store.Ops, Clock: store.Clock}
	for range 2 {
		told, err := reports.Add(t.Context(), town(), "s1", "form1", report.Report{
			Guardian: "g1", Topic: "Altro", Text: "La classe è la 3B",
		})
		if err != nil || told.Number() != "1/2026" {
			t.Fatalf("report %s, %v", told.Number(), err)
		}
		openTopUps(t, store, "form1", billing.PupilAmount{Pupil: "A1", Amount: 2000})
	}
	if listed, err := store.ListOf(t.Context(), town().ID, "g1"); err != nil || len(listed) != 1 {
		t.Errorf("%d notices, %v", len(listed), err)
	}
}

// Goal: one parent opens no more notices in a day than the municipality allows, however many are asked for at
// once, and learns what the limit is, what is left and until when; a form that counted counts once; other
// parents and the next day do not feel it. Kind: limits of one parent. Method: side by side, then in turn.
func TestTopUpsOfADay(t *testing.T) {
	store, m := newStore(t), town()
	m.DailyTopUps = 5
	open := func(guardian, form string, pupils ...string) error {
		order := billing.Order{Municipality: m, Guardian: guardian, Session: "s1", Form: form}
		for _, pupil := range pupils {
			order.TopUps = append(order.TopUps, billing.PupilAmount{Pupil: pupil, Amount: 2000})
		}
		_, err := store.OpenTopUps(t.Context(), order)
		return err
	}
	var side sync.WaitGroup
	for i := range 12 {
		side.Go(func() {
			if err := open("g1", string(rune('a'+i)), "A1"); err != nil && !problem.Is(err, problem.TooMany) {
				t.Errorf("side by side: %v", err)
			}
		})
	}
	side.Wait()
	if listed, err := store.ListOf(t.Context(), m.ID, "g1"); err != nil || len(listed) != m.DailyTopUps {
		t.Fatalf("%d notices of %d in a day, %v", len(listed), m.DailyTopUps, err)
	}
	for name, c := range map[string]struct {
		err  error
		says string
	}{
		"one more":          {open("g1", "more", "A1"), "più di 5 ricariche. Oggi hai raggiunto il limite. Potrai continuare da domani, 21/11/2026."},
		"more than a day":   {open("g2", "six", "A1", "A2", "A3", "A4", "A5", "A6"), "da una a 5"},
		"four of another":   {open("g2", "four", "A1", "A2", "A3", "A4"), ""},
		"the same again":    {open("g2", "four", "A1", "A2", "A3", "A4"), ""},
		"over what is left": {open("g2", "two", "A1", "A2"), "Oggi ne restano 1."},
		"what is left":      {open("g2", "one", "A1"), ""},
	} {
		if c.says == "" && c.err != nil || c.says != "" && !strings.Contains(problem.Of(c.err).Text, c.says) {
			t.Errorf("%s: %v, %q", name, c.err, problem.Of(c.err).Text)
		}
	}
	store.Clock = calendar.Fixed(noon.AddDate(0, 0, 1))
	if err := open("g1", "tomorrow", "A1"); err != nil {
		t.Errorf("the next day: %v", err)
	}
}

// Goal: one parent's choices of notices and ways to Checkout end too. Kind: limits of one parent. Method: as many as a day takes.
func TestCartsOfADay(t *testing.T) {
	store := newStore(t)
	positions := openTopUps(t, store, "form1", billing.PupilAmount{Pupil: "A1", Amount: 2000})
	for n := range 101 {
		var err error
		if n%2 == 0 {
			_, err = store.NewCart(t.Context(), town().ID, "g1", positions)
		} else {
			err = store.CountStart(t.Context(), town().ID, "g1")
		}
		if refused := problem.Is(err, problem.TooMany); refused != (n == 100) {
			t.Fatalf("payment %d: %v", n+1, err)
		}
	}
}

// Goal: pages read no more of a parent's notices than they need, however many there are, and nothing that has to be
// complete is cut. Kind: pages that grow with what one client sends. Method: more notices than pages read.
func TestListsEnd(t *testing.T) {
	store := newStore(t)
	first := openTopUps(t, store, "form1", billing.PupilAmount{Pupil: "A1", Amount: 2000})[0]
	var side sync.WaitGroup
	for worker := range 8 {
		side.Go(func() {
			for n := worker; n < billing.MaxListed; n += 8 {
				later := first
				later.Number, _ = pagopa.NewNoticeNumber("02", int64(n))
				later.Created = noon.AddDate(0, 0, 1)
				err := store.Ledger.Store(t.Context(), dynamo.Notice(
					later.Tenant, later.Guardian, later.CreatedDay(), later.Number.String()), later)
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	side.Wait()
	listed, err := store.ListOf(t.Context(), town().ID, "g1")
	if err != nil || len(listed) != billing.MaxListed || listed[0].Created.Before(listed[len(listed)-1].Created) {
		t.Errorf("%d notices listed, %v", len(listed), err)
	}
	if all, err := store.AllOf(t.Context(), town().ID, "g1"); err != nil || len(all) != billing.MaxListed+1 {
		t.Errorf("%d notices in all, %v", len(all), err)
	}
	if found, err := store.FindOf(t.Context(), town().ID, "g1", first.Creditor, first.Number); err != nil || found.Number != first.Number {
		t.Errorf("the oldest one: %+v, %v", found, err)
	}
	others := openTopUps(t, store, "form2", billing.PupilAmount{Pupil: "A1", Amount: 2000})[0]
	if _, err := store.FindOf(t.Context(), town().ID, "g2", others.Creditor, others.Number); !problem.Is(err, problem.NotFound) {
		t.Errorf("another parent's: %v", err)
	}
}
