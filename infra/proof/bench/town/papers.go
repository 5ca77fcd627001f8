package town

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"serviziscolastici/infra/proof/fixture"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/certificate"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/form"
	"serviziscolastici/shared/imports"
	"serviziscolastici/shared/intake"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/report"
	"serviziscolastici/shared/session"
)

// papers are what pages are opened with.
type papers struct {
	search, phone string // the keys of what the operator searched
	tabletLink    string // the secret of a tablet's link
	device        string // id
	operator      string // id, of another operator
	open, cash    string // the numbers of a notice to pay, and of one that was paid at the office
	parked        billing.ParkedReceipt
	asked         billing.ParkedReceipt // its refund waits for an approval
	approved      billing.ParkedReceipt // its refund waits for the treasury
	upload, ready string                // ids of imports
}

// How many there are of each.
const (
	documents = 400
	refusals  = 150 // of the documents
	strays    = 400 // receipts that fit no notice
	dealtWith = 150 // of those
	refunds   = 120 // of those
	reports   = 300
	deeds     = 1500
	staff     = 60
	tablets   = 40
	files     = 120
	rowDeeds  = 2200 // of the rows of one file: more than one page's 2 MB
)

// loadPapers makes all of it.
func (t *Town) loadPapers(ctx context.Context) error {
	for _, load := range []func(context.Context) error{
		t.loadOperators, t.loadFamily, t.loadDocuments, t.loadStrays, t.loadReports, t.loadImports,
	} {
		if err := load(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (t *Town) operators() office.Store {
	return office.Store{Core: t.Core, Ops: t.Ops, Clock: t.Clock}
}

func (t *Town) log() office.Log { return office.Log{Table: t.OfficeLog, Clock: t.Clock} }

// operator is the n-th of the office; the first one asks for the pages.
func operator(n int) office.Operator {
	name, familyName := named(n)
	return office.Operator{
		ID: fmt.Sprintf("op%03d", n), Name: name, FamilyName: familyName, Roles: []office.Role{office.Administrator},
	}
}

// loadOperators saves operators and tablets, what they did, and lets the first one in.
func (t *Town) loadOperators(ctx context.Context) error {
	store := t.operators()
	err := fixture.InParallel(ctx, staff+tablets+deeds, func(ctx context.Context, n int) error {
		switch {
		case n < staff:
			return store.Save(ctx, fixture.Tenant, operator(n))
		case n < staff+tablets:
			_, _, err := store.AddDevice(ctx, fixture.Tenant, office.Device{School: "S00", Name: fmt.Sprintf("Tablet %d", n)})
			return err
		}
		pupil := fixture.PupilName(n % 60 * (n % 2))
		return t.log().Note(ctx, fixture.Tenant, operator(n%staff), office.Deed{
			Action: office.SheetCorrected, Object: "18/11/2026", Before: "A", After: "P",
			Reason: "Il registro era sbagliato", Pupil: pupil,
		})
	})
	if err != nil {
		return err
	}
	device, secret, err := store.AddDevice(ctx, fixture.Tenant, office.Device{School: "S00", Name: "Tablet"})
	if err != nil {
		return err
	}
	t.papers.device, t.papers.tabletLink, t.papers.operator = device.ID, string(secret), operator(1).ID
	t.Token, err = store.Start(ctx, session.Session{Tenant: fixture.Tenant, Guardian: operator(0).ID, Method: "spid"})
	if err != nil {
		return err
	}
	open, _, err := store.Enter(ctx, fixture.Tenant, t.Token)
	if err != nil {
		return err
	}
	t.papers.search, t.papers.phone = strings.Repeat("a1", 16), strings.Repeat("b2", 16)
	return errors.Join(
		store.KeepSearch(ctx, open, t.papers.search, "Rossi"), store.KeepSearch(ctx, open, t.papers.phone, "333 0001023"),
	)
}

// loadFamily gives the first family two months of meals, certificates and a deposit at the office.
func (t *Town) loadFamily(ctx context.Context) error {
	for day := 2; day < registered; day++ {
		for pupil := range 2 {
			if err := t.charge(ctx, pupil, day); err != nil {
				return err
			}
		}
	}
	certificates := certificate.Store{Ledger: t.Money, Accounts: t.Ledger, Clock: t.Clock, Random: t.Billing.Random}
	for year := 2023; year < 2026; year++ {
		content := certificate.Content{Year: year, Pupil: certificate.Person{FullName: "Anna Rossi"}}
		if _, err := certificates.Issue(ctx, fixture.Tenant, payerOf(0), fixture.PupilName(0), content); err != nil {
			return err
		}
	}
	accounts, err := t.Ledger.Accounts(ctx, fixture.Tenant, []string{fixture.PupilName(0)})
	if err != nil {
		return err
	}
	number, err := t.Billing.TakeDeposit(ctx, fixture.Municipality(), billing.Deposit{
		Guardian: payerOf(0), Pupil: fixture.PupilName(0), Amount: 2500, Day: fixture.Today(), Method: billing.Cash,
		Note: "Versamento allo sportello", Seen: accounts[fixture.PupilName(0)].Version,
		Form: form.Form{Purpose: dynamo.ToDeposit, Holder: "s", Key: "k"},
	})
	if err != nil {
		return err
	}
	t.papers.cash = number.String()
	return err
}

// loadDocuments issues documents.
func (t *Town) loadDocuments(ctx context.Context) error {
	return fixture.InParallel(ctx, documents, t.issue)
}

// issue issues the n-th document. Some of the first family's are paid, and the last ones' notices are refused by the
// archive.
func (t *Town) issue(ctx context.Context, n int) error {
	pupil := max(n-20, 0) // the first family has many
	document := billing.Document{
		Number: fmt.Sprintf("2026/%d", n+1), Issued: fixture.Today().AddDays(-n % 60), Service: "prescuola",
		Period: "settembre–dicembre 2026", Pupil: fixture.PupilName(pupil), Guardian: payerOf(pupil),
		Description: "Prescuola, primo periodo", Amount: 8000, Due: fixture.Today().AddDays(20),
	}
	if _, err := t.Billing.IssueDocument(ctx, fixture.Municipality(), document); err != nil {
		return err
	}
	stored, err := t.Billing.DocumentOf(ctx, fixture.Tenant, document.Guardian, document.ID())
	if err != nil {
		return err
	}
	position, err := t.Billing.Find(ctx, fixture.Creditor, stored.Notice)
	switch {
	case err != nil:
		return err
	case n == 0:
		t.papers.open = stored.Notice.String()
	case n < 10:
		_, err = t.Billing.Settle(ctx, fixture.Tenant, fixture.ReceiptFor(position, fmt.Sprintf("paid%d", n)))
	case n >= documents-refusals:
		err = t.Billing.Refused(ctx, position, "PPT_SINTASSI: il codice fiscale del debitore non è valido")
	}
	return err
}

// loadStrays has receipts come that fit no notice. The office has dealt with some of them.
func (t *Town) loadStrays(ctx context.Context) error {
	return fixture.InParallel(ctx, strays, func(ctx context.Context, n int) error {
		message := fixture.ReceiptFor(billing.Position{
			Creditor: fixture.Creditor, Number: "302202500000012356", Amount: 8000,
		}, fmt.Sprintf("stray%03d", n))
		message.Receipt.PaidAt = fixture.Evening().AddDate(0, 0, -n%90)
		message.Receipt.Payer = &pagopa.Subject{Kind: "F", FiscalCode: "BNCMRA85A41A794Y", FullName: "Maria Bianchi"}
		message.Raw = bytes.Repeat([]byte("<receipt/>"), 300) // as long as a real one
		if _, err := t.Billing.Settle(ctx, fixture.Tenant, message); err != nil {
			return err
		}
		day := billing.ParkedReceipt{Receipt: message.Receipt, Received: message.ReceivedAt}.PaidDay()
		parked, err := t.Billing.Parked(ctx, fixture.Tenant, day, message.Receipt.ReceiptID)
		switch {
		case err != nil:
			return err
		case n < dealtWith:
			return t.Billing.CreditParked(ctx, fixture.Municipality(), parked, fixture.PupilName(n+100))
		case n < dealtWith+refunds:
			return t.refund(ctx, parked, n)
		case n == strays-1:
			t.papers.parked = parked
		}
		return nil
	})
}

// refund asks for a refund; half of them are approved.
func (t *Town) refund(ctx context.Context, parked billing.ParkedReceipt, n int) error {
	hand := func(n int) billing.Hand { return billing.Hand{By: operator(n).ID, Name: operator(n).FullName()} }
	payee := billing.Payee{Name: "Maria Bianchi", FiscalCode: "BNCMRA85A41A794Y", IBAN: fixture.Municipality().IBAN}
	err := t.Billing.AskRefund(ctx, fixture.Municipality(), parked, payee, "Pagato due volte", hand(1))
	if err != nil {
		return err
	}
	again := func() (billing.ParkedReceipt, error) {
		return t.Billing.Parked(ctx, fixture.Tenant, parked.PaidDay(), parked.ID())
	}
	if parked, err = again(); err != nil {
		return err
	}
	if n == dealtWith {
		t.papers.asked = parked
	}
	if n%2 == 0 {
		return nil
	}
	if err := t.Billing.ApproveRefund(ctx, fixture.Tenant, parked, parked.Refund.Revision, hand(2)); err != nil {
		return err
	}
	if n == dealtWith+1 {
		t.papers.approved, err = again()
	}
	return err
}

// loadReports has parents tell what is wrong, the first family most.
func (t *Town) loadReports(ctx context.Context) error {
	store := report.Store{Core: t.Core, Ops: t.Ops, Clock: t.Clock}
	for n := range reports {
		pupil := max(n-3, 0) * 2
		_, err := store.Add(ctx, fixture.Municipality(), "s", fmt.Sprint(n), report.Report{
			Guardian: payerOf(pupil), Pupil: fixture.PupilName(pupil), Topic: report.Topics()[n%5], About: fixture.Today(),
			Text: "Mia figlia non era a scuola martedì, ma il pasto è stato addebitato lo stesso.",
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// loadImports begins imports, of which one has its file and waits to be confirmed.
func (t *Town) loadImports(ctx context.Context) error {
	store := imports.Store{Ops: t.Ops, Clock: t.Clock}
	for range files {
		one, err := store.Begin(ctx, fixture.Tenant, "classi.csv", operator(1).ID, operator(1).FullName())
		if err != nil {
			return err
		}
		t.papers.upload, t.papers.ready = one.ID, t.papers.upload
	}
	one, err := store.Find(ctx, fixture.Tenant, t.papers.ready)
	if err != nil {
		return err
	}
	var file strings.Builder
	file.WriteString("codice;nome;scuola;giorni_mensa\n")
	for n := range 300 {
		fmt.Fprintf(&file, "N%03d;%s;S00;lun,mar,mer\n", n, className(n))
	}
	if err := t.Files.PutBytes(ctx, one.Key, "text/csv", []byte(file.String())); err != nil {
		return err
	}
	steps := &messages{fmt.Sprintf(`{"Records":[{"eventTime":%q,"s3":{"object":{"key":%q,"eTag":"x"}}}]}`,
		t.Clock().UTC().Format(time.RFC3339Nano), one.Key)}
	tables := intake.Tables{Core: t.Core, Presence: t.Presence, Ledger: t.Money, Ops: t.Ops, Audit: t.OfficeLog}
	worker := imports.Worker{
		Store: store, Loader: intake.New(tables, t.Clock, bytes.Repeat([]byte("k"), 32)), Files: t.Files, Queue: steps,
		Audit: t.log(), Log: slog.New(slog.DiscardHandler),
	}
	for len(*steps) > 0 {
		body := (*steps)[0]
		*steps = (*steps)[1:]
		if err := worker.Handle(ctx, body); err != nil {
			return err
		}
	}
	if one, err = store.Find(ctx, fixture.Tenant, one.ID); err == nil && one.State != imports.Ready {
		err = fmt.Errorf("the import is %s: %s", one.State, one.Refusal)
	}
	if err != nil {
		return err
	}
	// As if it, and far more, were stored: the register has its rows, and the records of many.
	key, _ := imports.NewRows.Registered(fixture.Tenant, one.ID)
	if err := t.Files.PutBytes(ctx, key, "text/csv", []byte(file.String())); err != nil {
		return err
	}
	return fixture.InParallel(ctx, rowDeeds, func(ctx context.Context, n int) error {
		return t.log().Note(ctx, fixture.Tenant, operator(1), office.Deed{
			Action: office.RowsStored, Object: "Presenze, file «novembre.csv»", Reason: "Registri di carta",
			After: strings.Repeat("riga 100000: presenza P; ", 25), Load: &office.Load{Import: one.ID, Rows: make([]int, 25)},
		})
	})
}

// messages are those that a worker told its queue.
type messages []string

// Send implements imports.Queue.
func (m *messages) Send(_ context.Context, message imports.Message) error {
	*m = append(*m, fmt.Sprintf(`{"municipality":%q,"import":%q}`, message.Tenant, message.ID))
	return nil
}
