package billing_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/problem"
)

// Goal: one notice a pupil, in the parent's list and under its number. Method: open two, look both ways.
func TestOpenTopUps(t *testing.T) {
	store := newStore(t)
	positions := openTopUps(t, store, "form1", billing.PupilAmount{Pupil: "A1", Amount: 2000},
		billing.PupilAmount{Pupil: "A2", Amount: 2050})
	for _, position := range positions {
		if !position.Number.Valid() || position.State != billing.Open || position.Kind != billing.TopUp {
			t.Errorf("not an open top-up notice: %+v", position)
		}
		if len(position.Transfers) != 1 || position.Transfers[0].Amount != position.Amount {
			t.Errorf("transfers %+v", position.Transfers)
		}
	}
	listed, err := store.ListOf(t.Context(), town().ID, "g1")
	if err != nil || len(listed) != 2 {
		t.Fatalf("%d notices in the list, %v", len(listed), err)
	}
	if _, err := store.FindOf(t.Context(), town().ID, "g2", town().FiscalCode, positions[0].Number); !problem.Is(
		err, problem.NotFound) {
		t.Errorf("another parent finds the notice: %v", err)
	}
}

// Goal: a form sent twice opens one set of notices. Method: the same order again.
func TestOpenTopUpsTwice(t *testing.T) {
	store := newStore(t)
	order := billing.Order{
		Municipality: town(), Guardian: "g1", Session: "s1", Form: "form1",
		TopUps: []billing.PupilAmount{{Pupil: "A1", Amount: 2000}},
	}
	first, err := store.OpenTopUps(t.Context(), order)
	if err != nil {
		t.Fatal(err)
	}
	second, err := store.OpenTopUps(t.Context(), order)
	if err != nil || second != first {
		t.Fatalf("carts %s and %s, %v", first, second, err)
	}
	listed, err := store.ListOf(t.Context(), town().ID, "g1")
	if err != nil || len(listed) != 1 {
		t.Fatalf("%d notices, %v", len(listed), err)
	}
}

// Goal: what is no order opens nothing. Method: empty, too many, zero and negative amounts.
func TestOpenTopUpsRefuses(t *testing.T) {
	store := newStore(t)
	many := make([]billing.PupilAmount, 6)
	for i := range many {
		many[i] = billing.PupilAmount{Pupil: string(rune('A' + i)), Amount: 100}
	}
	for name, topUps := range map[string][]billing.PupilAmount{
		"empty": nil, "six": many, "zero": {{Pupil: "A1"}}, "negative": {{Pupil: "A1", Amount: -1}},
	} {
		_, err := store.OpenTopUps(t.Context(), billing.Order{
			Municipality: town(), Guardian: "g1", Session: "s1", Form: name, TopUps: topUps,
		})
		if !problem.Is(err, problem.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if listed, err := store.ListOf(t.Context(), town().ID, "g1"); err != nil || len(listed) != 0 {
		t.Errorf("%d notices, %v", len(listed), err)
	}
}

// Goal: who confirms several top-ups learns which one is too much, and none of them is opened. Method: the limit of credit
// is passed by the second of three.
func TestOverCreditNamesTheTopUp(t *testing.T) {
	store, m := newStore(t), town()
	m.CreditMax = 5000
	order := billing.Order{Municipality: m, Guardian: "g1", Session: "s1", Form: "f", TopUps: []billing.PupilAmount{
		{Pupil: "A1", Amount: 5000}, {Pupil: "A2", Amount: 5001}, {Pupil: "A3", Amount: 1000},
	}}
	_, err := store.OpenTopUps(t.Context(), order)
	var over billing.OverCredit
	if !errors.As(err, &over) || over.TopUp != order.TopUps[1] {
		t.Errorf("%v, of %+v", err, over.TopUp)
	}
	if listed, err := store.ListOf(t.Context(), m.ID, "g1"); err != nil || len(listed) != 0 {
		t.Errorf("%d notices, %v", len(listed), err)
	}
}

// Goal: a parent's list is confirmed as it was seen, once, whatever other windows do. Method: confirm a list of two that has
// another amount by now, then the one that is kept, then the same rows from another window.
func TestListIsConfirmedAsSeen(t *testing.T) {
	store, m := newStore(t), town()
	rows := []billing.PupilAmount{{Pupil: "A1", Amount: 2000}, {Pupil: "A2", Amount: 1000}}
	if err := store.SaveDraft(t.Context(), m.ID, "g1", billing.Draft{TopUps: rows}); err != nil {
		t.Fatal(err)
	}
	confirm := func(form string, rows ...billing.PupilAmount) error {
		_, err := store.OpenTopUps(t.Context(), billing.Order{
			Municipality: m, Guardian: "g1", Session: "s1", Form: form, TopUps: rows, Listed: true,
		})
		return err
	}
	if err := confirm("old", rows[0], billing.PupilAmount{Pupil: "A2", Amount: 1500}); !problem.Is(err, problem.Conflict) {
		t.Errorf("another list: %v", err)
	}
	if err := confirm("now", rows...); err != nil {
		t.Errorf("the list as it is: %v", err)
	}
	if err := confirm("window", rows...); !problem.Is(err, problem.Conflict) {
		t.Errorf("confirmed already: %v", err)
	}
	if listed, err := store.ListOf(t.Context(), m.ID, "g1"); err != nil || len(listed) != 2 {
		t.Errorf("%d notices, %v", len(listed), err)
	}
	if kept, err := store.DraftOf(t.Context(), m.ID, "g1"); err != nil || len(kept.TopUps) != 0 {
		t.Errorf("the list afterwards: %+v, %v", kept, err)
	}
}

// Goal: a cart is its parent's only. Method: another parent and another municipality ask for it.
func TestCartIsPrivate(t *testing.T) {
	store := newStore(t)
	positions := openTopUps(t, store, "form1", billing.PupilAmount{Pupil: "A1", Amount: 2000})
	cart, err := store.NewCart(t.Context(), town().ID, "g1", positions)
	if err != nil {
		t.Fatal(err)
	}
	for _, who := range [][2]string{{town().ID, "g2"}, {"c_x001", "g1"}} {
		if _, _, err := store.CartOf(t.Context(), who[0], who[1], cart.ID); !problem.Is(
			err, problem.NotFound) {
			t.Errorf("%v sees the cart: %v", who, err)
		}
	}
	if _, err := store.NewCart(t.Context(), town().ID, "g2", positions); !problem.Is(err, problem.NotFound) {
		t.Errorf("another parent pays the notice: %v", err)
	}
}

// Goal: "in verifica" begins and ends with the attempt, and only on open notices. Method: walk through.
func TestAttempt(t *testing.T) {
	store := newStore(t)
	positions := openTopUps(t, store, "form1", billing.PupilAmount{Pupil: "A1", Amount: 2000})
	var listed []billing.Position
	waiting := func() bool {
		var err error
		listed, err = store.ListOf(t.Context(), town().ID, "g1")
		if err != nil || len(listed) != 1 {
			t.Fatalf("%d notices, %v", len(listed), err)
		}
		return listed[0].InVerification(noon)
	}
	if waiting() {
		t.Error("in verification before any attempt")
	}
	if err := store.BeginAttempt(t.Context(), "cart", positions); err != nil || !waiting() {
		t.Errorf("not in verification after the attempt began: %v", err)
	}
	later := store
	later.Clock = func() time.Time { return noon.Add(time.Minute) }
	if err := later.BeginAttempt(t.Context(), "other", positions); !errors.Is(err, billing.ErrVerifying) || !waiting() {
		t.Errorf("an attempt with another cart, of the same reading: %v", err)
	}
	if err := store.BeginAttempt(t.Context(), "cart", positions); err != nil {
		t.Errorf("the same cart again: %v", err)
	}
	if err := store.EndAttempt(t.Context(), positions); err != nil || !waiting() {
		t.Errorf("an attempt ended by who knew only the time before it: %v", err)
	}
	if err := store.EndAttempt(t.Context(), listed); err != nil || waiting() {
		t.Errorf("in verification after the attempt ended: %v", err)
	}
	if _, err := store.Settle(t.Context(), town().ID, receiptFor(positions[0], "r1")); err != nil {
		t.Fatal(err)
	}
	if err := store.BeginAttempt(t.Context(), "cart", positions); !problem.Is(err, problem.Conflict) {
		t.Errorf("an attempt on a paid notice: %v", err)
	}
}

// Goal: a causale names of a pupil what the order allows, and pagoPA's transfers nothing. Method: one with a mark, one without.
func TestCausaleNamesWhatIsAllowed(t *testing.T) {
	store := newStore(t)
	_, err := store.OpenTopUps(t.Context(), billing.Order{
		Municipality: town(), Guardian: "g1", Session: "s", Form: "f", Marks: map[string]string{"A1": "badge 7, G.F."},
		TopUps: []billing.PupilAmount{{Pupil: "A1", Amount: 2000}, {Pupil: "A2", Amount: 2000}},
	})
	if err != nil {
		t.Fatal(err)
	}
	listed, err := store.ListOf(t.Context(), town().ID, "g1")
	if err != nil || len(listed) != 2 {
		t.Fatalf("%d notices, %v", len(listed), err)
	}
	for _, position := range listed {
		want := map[string]string{"A1": "Servizio mensa scolastica, ricarica, badge 7, G.F.", "A2": "Servizio mensa scolastica, ricarica"}
		if position.Description != want[position.Pupil] {
			t.Errorf("%s: %q", position.Pupil, position.Description)
		}
		for _, part := range position.Transfers {
			if strings.Contains(fmt.Sprintf("%+v", part), "badge") {
				t.Errorf("pagoPA's transfer says %+v", part)
			}
		}
	}
}

// Goal: when one of several notices cannot be paid any more, nobody leaves for Checkout, and the others do not say
// "in verifica". Method: an attempt on two, of which one was paid, cancelled or held since they were read.
func TestAttemptOnChangedChoice(t *testing.T) {
	for name, change := range map[string]func(billing.Store, billing.Position) error{
		"paid": func(s billing.Store, p billing.Position) error {
			_, err := s.Settle(t.Context(), town().ID, receiptFor(p, "r1"))
			return err
		},
		"cancelled": func(s billing.Store, p billing.Position) error { return s.CancelTopUp(t.Context(), p) },
		"held": func(s billing.Store, p billing.Position) error {
			message := receiptFor(p, "r1")
			message.Receipt.Amount--
			_, err := s.Settle(t.Context(), town().ID, message)
			return err
		},
	} {
		store := newStore(t)
		positions := openTopUps(t, store, "form1",
			billing.PupilAmount{Pupil: "A1", Amount: 2000}, billing.PupilAmount{Pupil: "A2", Amount: 1500})
		if err := change(store, positions[1]); err != nil {
			t.Fatal(err)
		}
		if err := store.BeginAttempt(t.Context(), "cart", positions); !problem.Is(err, problem.Conflict) {
			t.Errorf("%s: %v", name, err)
		}
		listed, err := store.ListOf(t.Context(), town().ID, "g1")
		if err != nil || len(listed) != 2 {
			t.Fatalf("%d notices, %v", len(listed), err)
		}
		for _, position := range listed {
			if !position.Attempted.IsZero() {
				t.Errorf("%s: %s is noted as under way", name, position.State)
			}
		}
	}
}

// Goal: the draft keeps one row a pupil and disappears when empty. Method: add, replace, remove.
func TestDraft(t *testing.T) {
	store, ctx := newStore(t), t.Context()
	draft := billing.Draft{}.With(billing.PupilAmount{Pupil: "A1", Amount: 1000}).
		With(billing.PupilAmount{Pupil: "A2", Amount: 500}).With(billing.PupilAmount{Pupil: "A1", Amount: 2000})
	if err := store.SaveDraft(ctx, "t", "g", draft); err != nil {
		t.Fatal(err)
	}
	kept, err := store.DraftOf(ctx, "t", "g")
	if err != nil || len(kept.TopUps) != 2 || kept.TopUps[1] != (billing.PupilAmount{Pupil: "A1", Amount: 2000}) {
		t.Fatalf("%+v, %v", kept, err)
	}
	if err := store.SaveDraft(ctx, "t", "g", kept.Without("A1").Without("A2")); err != nil {
		t.Fatal(err)
	}
	if kept, err = store.DraftOf(ctx, "t", "g"); err != nil || len(kept.TopUps) != 0 {
		t.Fatalf("%+v, %v", kept, err)
	}
}

// T13. Goal: a form sent twice opens one set of notices as long as its session may last, whether DynamoDB
// has removed what expired or not; a draft that is too old is gone although its item is there. Method: the
// memory of the form outlives the session's eight hours; the draft is read after its day.
func TestFormAndDraftWhateverTTLDoes(t *testing.T) {
	store := newStore(t)
	at := store.Clock()
	store.Clock = func() time.Time { return at }
	order := billing.Order{
		Municipality: town(), Guardian: "g1", Session: "s1", Form: "form1",
		TopUps: []billing.PupilAmount{{Pupil: "A1", Amount: 2000}},
	}
	first, err := store.OpenTopUps(t.Context(), order)
	if err != nil {
		t.Fatal(err)
	}
	var stored struct {
		Expires int64 `dynamodbav:"expires"`
	}
	if err := store.Ops.Get(t.Context(), dynamo.UsedForm(dynamo.ToTopUp, "s1", "form1"), &stored); err != nil {
		t.Fatal(err)
	}
	if time.Unix(stored.Expires, 0).Before(at.Add(9 * time.Hour)) {
		t.Errorf("the form may be forgotten at %s, while its session is open", time.Unix(stored.Expires, 0))
	}
	at = at.Add(30 * time.Hour) // the item is still there: DynamoDB takes its time
	if second, err := store.OpenTopUps(t.Context(), order); err != nil || second != first {
		t.Errorf("carts %s and %s, %v", first, second, err)
	}
	draft := billing.Draft{TopUps: order.TopUps}
	if err := store.SaveDraft(t.Context(), town().ID, "g1", draft); err != nil {
		t.Fatal(err)
	}
	at = at.Add(24 * time.Hour)
	if old, err := store.DraftOf(t.Context(), town().ID, "g1"); err != nil || len(old.TopUps) > 0 {
		t.Errorf("an expired draft: %+v, %v", old, err)
	}
}
