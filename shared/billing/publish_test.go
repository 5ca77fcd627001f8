package billing_test

import (
	"testing"
	"time"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo/dynamotest"
	"serviziscolastici/shared/waiting"
)

// onlyMark returns the one notice that is still to publish.
func onlyMark(t *testing.T, store billing.Store) billing.Unpublished {
	t.Helper()
	marks, err := store.ToPublish(t.Context(), town().ID)
	if err != nil || len(marks) != 1 {
		t.Fatalf("to publish: %+v, %v", marks, err)
	}
	return marks[0]
}

func expectPublished(t *testing.T, store billing.Store) {
	t.Helper()
	if marks, err := store.ToPublish(t.Context(), town().ID); err != nil || len(marks) != 0 {
		t.Errorf("still to publish: %+v, %v", marks, err)
	}
}

// Goal: a notice is to publish from its creation until its publication, and again when it is
// cancelled; an old publication does not hide the new state. Method: walk through, out of order once.
func TestPublication(t *testing.T) {
	store, ctx := newStore(t), t.Context()
	position := openTopUps(t, store, "form1", billing.PupilAmount{Pupil: "A1", Amount: 2000})[0]
	mark := onlyMark(t, store)
	if mark.Revision != 0 || mark.Number != position.Number || !mark.Due(noon) {
		t.Errorf("mark %+v", mark)
	}
	if err := store.Queued(ctx, mark); err != nil {
		t.Fatal(err)
	}
	if queued := onlyMark(t, store); queued.Due(noon.Add(time.Minute)) || !queued.Due(noon.Add(time.Hour)) {
		t.Errorf("queued %+v", queued)
	}
	if err := store.CancelTopUp(ctx, position); err != nil {
		t.Fatal(err)
	}
	if err := store.Published(ctx, position); err != nil { // the state before
		t.Fatal(err)
	}
	if mark := onlyMark(t, store); mark.Revision != 1 || !mark.Due(noon) {
		t.Errorf("mark %+v", mark)
	}
	position.Revision = 1
	if err := store.Published(ctx, position); err != nil {
		t.Fatal(err)
	}
	expectPublished(t, store)
	if err := store.Queued(ctx, mark); err != nil { // a sweep that was late
		t.Fatal(err)
	}
	expectPublished(t, store)
}

// Goal: a refused notice stays visible and is not tried again. Method: refuse it, look a day later.
func TestPublicationRefused(t *testing.T) {
	store := newStore(t)
	position := openTopUps(t, store, "form1", billing.PupilAmount{Pupil: "A1", Amount: 2000})[0]
	if err := store.Refused(t.Context(), position, "status 422"); err != nil {
		t.Fatal(err)
	}
	if mark := onlyMark(t, store); mark.Refusal != "status 422" || mark.Due(noon.Add(24*time.Hour)) {
		t.Errorf("mark %+v", mark)
	}
	position.Revision = 1
	if err := store.Published(t.Context(), position); err != nil {
		t.Fatal(err)
	}
	expectPublished(t, store)
}

// Goal: a refused notice waits for the office since it was refused, not since it was opened, and no longer once it is taken or
// told again. Method: refuse it three days later, have it told again, refuse it two days after, withdraw it, publish that.
func TestRefusalWaitsSinceTheRefusal(t *testing.T) {
	store, ctx := newStore(t), t.Context()
	position := openTopUps(t, store, "form1", billing.PupilAmount{Pupil: "A1", Amount: 2000})[0]
	waits := func(want int, oldest calendar.Day) {
		t.Helper()
		count, err := store.CountRefusals(ctx, town().ID)
		if err != nil || count.N != want || count.Oldest != oldest {
			t.Errorf("%+v, %v", count, err)
		}
	}
	refuse := func(days int) calendar.Day {
		t.Helper()
		at := noon.AddDate(0, 0, days)
		store.Clock = calendar.Fixed(at)
		if err := store.Refused(ctx, position, "status 422"); err != nil {
			t.Fatal(err)
		}
		return calendar.DayOf(at)
	}
	waits(1, refuse(3))
	if mark := onlyMark(t, store); mark.Pupil != "A1" {
		t.Errorf("%+v", mark)
	}
	if err := store.Again(ctx, town().FiscalCode, position.Number); err != nil {
		t.Fatal(err)
	}
	waits(0, calendar.Day{})
	waits(1, refuse(5))
	if err := store.CancelTopUp(ctx, position); err != nil {
		t.Fatal(err)
	}
	waits(0, calendar.Day{}) // what changed since is published again by itself
	cancelled, err := store.Find(ctx, town().FiscalCode, position.Number)
	if err == nil {
		err = store.Published(ctx, cancelled)
	}
	if count, _ := waiting.CountOf(ctx, store.Ops, town().ID, waiting.Refusal); err != nil || count.N != 0 {
		t.Errorf("%+v, %v", count, err)
	}
}

// Goal: a document's notice is to publish too, and settling a receipt publishes nothing.
// Method: issue one, publish it, pay it.
func TestPublicationOfDocumentAndPayment(t *testing.T) {
	store := newStore(t)
	_, err := store.IssueDocument(t.Context(), town(), billing.Document{
		Number: "2026/12", Service: "trasporto", Guardian: "g1", Description: "Trasporto scolastico",
		Amount: 8600, Issued: calendar.NewDay(2026, 10, 1),
	})
	if err != nil {
		t.Fatal(err)
	}
	position, err := store.Find(t.Context(), town().FiscalCode, onlyMark(t, store).Number)
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Published(t.Context(), position); err != nil {
		t.Fatal(err)
	}
	store.Ops = dynamotest.Table(t)
	settle(t, store, receiptFor(position, "r1"), billing.Settled)
	expectPublished(t, store)
}
