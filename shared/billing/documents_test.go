package billing_test

import (
	"fmt"
	"testing"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
)

// Goal: a parent's documents are read by id, more than one call can carry, and another parent's
// are left out. Method: 103 documents on the emulator, the last one of somebody else.
func TestDocumentsOf(t *testing.T) {
	store := newStore(t)
	const last = 103
	var ids []string
	for number := 1; number <= last; number++ {
		document := billing.Document{
			Number: fmt.Sprintf("2026/%d", number), Issued: calendar.DayOf(noon), Service: "mensa",
			Period: "ottobre 2026", Pupil: "p1", Guardian: "g1", Description: "Servizio mensa scolastica", Amount: 1200,
		}
		if number == last {
			document.Guardian = "g2"
		}
		if issued, err := store.IssueDocument(t.Context(), town(), document); err != nil || !issued {
			t.Fatalf("document %d: %v, %v", number, issued, err)
		}
		ids = append(ids, document.ID())
	}
	found, err := store.DocumentsOf(t.Context(), town().ID, "g1", append(ids, "2026-999"))
	if err != nil || len(found) != last-1 {
		t.Fatalf("%d documents, %v", len(found), err)
	}
	if first := found["2026-1"]; first.Number != "2026/1" || first.Period != "ottobre 2026" || first.Notice == "" {
		t.Errorf("the first document: %+v", first)
	}
	if _, there := found["2026-103"]; there {
		t.Error("another parent's document was returned")
	}
}
