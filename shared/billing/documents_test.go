package billing_test

import (
	"fmt"
	"testing"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/tax"
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

// Goal: documents and notes keep the leave for stamp duty that the municipality had when they were issued, and the
// office's files can be loaded again with another. Method: both, before and after the leave changes.
func TestDocumentsKeepTheLeaveForTheirStamp(t *testing.T) {
	store, m := newStore(t), town()
	document := sharedDocument()
	document.Shares, document.Stamp = nil, tax.StampDuty
	note := document
	note.Number, note.Corrects, note.Due = "2026/70", document.Number, calendar.Day{}
	for i, leave := range []string{"n. 7 del 01/02/2020", "n. 8 del 01/02/2026", ""} {
		m.StampLeave = leave
		if done, err := store.IssueDocument(t.Context(), m, document); err != nil || done != (i == 0) {
			t.Fatalf("%q: issued %v, %v", leave, done, err)
		}
		if done, err := store.IssueCreditNote(t.Context(), m, note); err != nil || done != (i == 0) {
			t.Fatalf("%q: a note %v, %v", leave, done, err)
		}
		for _, d := range []billing.Document{document, note} {
			kept, err := store.DocumentOf(t.Context(), m.ID, d.Guardian, d.ID())
			if err != nil || kept.StampLeave != "n. 7 del 01/02/2020" {
				t.Errorf("%s bears the leave %q, %v", d.Number, kept.StampLeave, err)
			}
		}
	}
}
