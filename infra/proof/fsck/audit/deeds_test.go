package audit_test

import (
	"context"
	"crypto/rand"
	"maps"
	"slices"
	"testing"

	"serviziscolastici/infra/proof/fsck/audit"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/certificate"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/school"
)

func town() municipality.Municipality {
	return municipality.Municipality{ID: tenant, Name: "Comune di Prova", FiscalCode: creditor, Segregation: "02"}
}

// issue issues a document of 80 euro, as a file does.
func (w *fixture) issue(ctx context.Context, number string) {
	w.t.Helper()
	_, err := w.billing.IssueDocument(ctx, town(), billing.Document{
		Number: number, Issued: day, Service: "bus", Pupil: "anna", Guardian: "g1", Amount: 8000,
	})
	w.must(err)
}

// noticeOf is the notice that a document has now.
func (w *fixture) noticeOf(document string) billing.Position {
	w.t.Helper()
	position, err := w.billing.NoticeOf(w.t.Context(), town(), document)
	w.must(err)
	return position
}

// creditNote takes a document of Anna's back.
func (w *fixture) creditNote(document string) billing.Document {
	return billing.Document{
		Number: document + "-nc", Issued: day, Service: "bus", Pupil: "anna", Guardian: "g1", Amount: 8000, Corrects: document,
	}
}

func (w *fixture) change(ctx context.Context, document string, change billing.Change) {
	w.t.Helper()
	change.Document = document
	done, err := w.billing.ChangeDocument(ctx, town(), change)
	if w.must(err); !done {
		w.t.Fatalf("%s of %s changed nothing", change.Action, document)
	}
}

var (
	reprice  = billing.Change{Action: billing.Reprice, Amount: 7000}
	withdraw = billing.Change{Action: billing.Withdraw}
	takeCash = billing.Change{Action: billing.PayElsewhere, Day: day, Method: billing.Cash}
)

// officeOf are the changes of money, and of what the evening makes money of, that an operator makes, on the office's pages or with a file: each for documents
// and people of its own. A context says who is at work, and whether a record is made.
func officeOf(w *fixture) map[string]func(context.Context) {
	certificates := certificate.Store{
		Ledger: w.billing.Ledger, Accounts: w.billing.Accounts, Clock: calendar.Fixed(noon), Random: rand.Reader,
	}
	table := func(name string) dynamo.Table { return dynamo.Table{Client: w.db, Name: name} }
	people := school.Store{Core: table(w.auditor.Core), Presence: table(w.auditor.Presence), Clock: calendar.Fixed(noon)}
	return map[string]func(context.Context){
		"repriced":         func(ctx context.Context) { w.change(ctx, "2026/10", reprice) },
		"withdrawn":        func(ctx context.Context) { w.change(ctx, "2026/11", withdraw) },
		"paid at the desk": func(ctx context.Context) { w.change(ctx, "2026/12", takeCash) },
		"reissued": func(ctx context.Context) {
			_, err := w.billing.Reissue(ctx, town(), w.noticeOf("2026/13"), day.AddDays(30))
			w.must(err)
		},
		"a top-up withdrawn": func(ctx context.Context) { w.must(w.billing.CancelTopUp(ctx, w.open)) },
		"top-ups of who pays no more": func(ctx context.Context) {
			w.must(w.billing.EndTopUps(ctx, tenant, "g1", "bruno"))
		},
		"a document by file": func(ctx context.Context) { w.issue(ctx, "2026/20") },
		"a credit note of an open notice": func(ctx context.Context) {
			_, err := w.billing.IssueCreditNote(ctx, town(), w.creditNote("2026/14"))
			w.must(err)
		},
		"a credit note of a paid notice": func(ctx context.Context) {
			_, err := w.billing.IssueCreditNote(ctx, town(), w.creditNote("2026/1"))
			w.must(err)
		},
		"a movement by file": func(ctx context.Context) {
			_, err := w.billing.Accounts.PostOpening(ctx, tenant, "bruno", day, "file-1", 500, "dal vecchio sistema")
			w.must(err)
		},
		"a refund by file": func(ctx context.Context) {
			_, err := certificates.PostRefund(ctx, tenant, "g1", certificate.Refund{
				ID: "file-2", Pupil: "bruno", Day: day, Year: 2026, Amount: 100, Note: "Rimborso",
			})
			w.must(err)
		},
		"a refund taken back": func(ctx context.Context) {
			parked := w.parked("r3")
			w.must(w.billing.AskRefund(w.noting(), town(), parked, billing.Payee{Name: "Maria"}, "prova", billing.Hand{By: "op1"}))
			parked = w.parked("r3")
			w.must(w.billing.WithdrawRefund(ctx, tenant, parked, parked.Refund.Revision, billing.Hand{By: "op1"}))
		},
		"a sheet": func(ctx context.Context) {
			_, err := people.SaveMarks(ctx, tenant, "3A", day, map[string]school.Mark{"anna": "P", "bruno": "A", "carla": "P"})
			w.must(err)
		},
		"an enrolment": func(ctx context.Context) {
			_, version, err := people.PupilVersion(ctx, tenant, "anna")
			w.must(err)
			w.must(people.Reenrol(ctx, tenant, "anna", version, []school.Enrolment{{
				Pupil: "anna", Year: 2026, Service: school.Canteen, Class: "3A", Band: "B", From: day.AddDays(-60), To: day.AddDays(200),
			}}))
		},
		"a tariff": func(ctx context.Context) {
			w.must(people.SaveTariffs(ctx, tenant, []school.Tariff{{
				Year: 2026, Service: school.Canteen, Band: "C", Price: 300, From: day.AddDays(-60), To: day.AddDays(200),
			}}))
		},
		"a day suspended": func(ctx context.Context) {
			w.must(people.Close(ctx, tenant, []school.Closure{{Day: day.AddDays(30), Reason: "neve", Entry: "f1"}}))
		},
		"a day opened again": func(ctx context.Context) {
			closed := []school.Closure{{Day: day.AddDays(31), Reason: "neve", Entry: "f2"}}
			w.must(people.Close(w.noting(), tenant, closed))
			closed[0].Entry = "f3"
			w.must(people.Reopen(ctx, tenant, closed))
		},
	}
}

// withDocuments is the small municipality with the documents that officeOf changes.
func withDocuments(t *testing.T) *fixture {
	w := newFixture(t)
	for _, number := range []string{"2026/10", "2026/11", "2026/12", "2026/13", "2026/14", "2026/15"} {
		w.issue(t.Context(), number)
	}
	return w
}

// Goal: whatever money an operator changes is asked for its record. Method: each change without one, as a page would make
// it that forgot.
func TestEveryChangeOfTheOfficeIsAskedForItsRecord(t *testing.T) {
	for _, name := range slices.Sorted(maps.Keys(officeOf(newFixture(t)))) {
		t.Run(name, func(t *testing.T) {
			w := withDocuments(t)
			officeOf(w)[name](w.atWork())
			report, err := w.auditor.Check(t.Context())
			if err != nil || !found(report, audit.Deed, "") {
				t.Errorf("%+v, %v", report.Findings, err)
			}
		})
	}
}

// Goal: what is recorded is in order, and the command line, which no operator sits at, owes no record. Method: all changes with
// their records, and all by nobody.
func TestChangesInOrder(t *testing.T) {
	for name, context := range map[string]func(*fixture) context.Context{
		"recorded": (*fixture).noting, "by nobody": func(w *fixture) context.Context { return w.t.Context() },
	} {
		w := withDocuments(t)
		changes := officeOf(w)
		for _, one := range slices.Sorted(maps.Keys(changes)) {
			changes[one](context(w))
		}
		report, err := w.auditor.Check(t.Context())
		if err != nil || !report.Clean() {
			t.Errorf("%s: %+v, %v", name, report.Findings, err)
		}
	}
}

// Goal: the record of an operator's change is asked for as long as the item stands, and what others do to it later is
// nobody's deed. Method: a change with its record, then what else comes to the notice; and the record gone.
func TestLaterChangesAreNoDeeds(t *testing.T) {
	for name, step := range map[string]struct {
		later func(*fixture)
		clean bool
	}{
		"paid by pagoPA": {func(w *fixture) {
			_, err := w.billing.Settle(w.t.Context(), tenant, receipt(w.noticeOf("2026/15"), "r15"))
			w.must(err)
		}, true},
		"changed by the command line": {func(w *fixture) { w.change(w.t.Context(), "2026/15", withdraw) }, true},
		"again by the office":         {func(w *fixture) { w.change(w.noting(), "2026/15", withdraw) }, true},
		"again, without a record":     {func(w *fixture) { w.change(w.atWork(), "2026/15", withdraw) }, false},
		"its record is gone": {func(w *fixture) {
			w.alter(guardian, "N#2026-11-20#"+w.noticeOf("2026/15").Number.String(), "audit", word("X"))
		}, false},
		"its mark is gone": {func(w *fixture) {
			w.alter(guardian, "N#2026-11-20#"+w.noticeOf("2026/15").Number.String(), "audit", word(""))
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			w := withDocuments(t)
			w.change(w.noting(), "2026/15", reprice)
			step.later(w)
			report, err := w.auditor.Check(t.Context())
			if err != nil || found(report, audit.Deed, guardian) == step.clean || step.clean && !report.Clean() {
				t.Errorf("%+v, %v", report.Findings, err)
			}
		})
	}
}
