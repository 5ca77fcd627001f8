package audit_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base32"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/infra/proof/fsck/audit"
	"serviziscolastici/shared/absence"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/certificate"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/dynamo/dynamotest"
	"serviziscolastici/shared/figures"
	"serviziscolastici/shared/form"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/message"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/transfer"
)

const (
	tenant   = "c_x000"
	creditor = "77777777777"
	anna     = "A#c_x000#anna"
	bruno    = "A#c_x000#bruno"
)

var (
	noon = time.Date(2026, 11, 20, 11, 0, 0, 0, time.UTC)
	day  = calendar.NewDay(2026, 11, 20)
)

// fixture is a small municipality with a bit of everything, written by the code that ships.
type fixture struct {
	t       *testing.T
	auditor audit.Auditor
	db      *dynamodb.Client
	ledger  string
	ops     string
	billing billing.Store
	// paid, open and document are notices of each kind.
	paid, open, document billing.Position
	deposit              pagopa.NoticeNumber // what the office took
	replaced             pagopa.NoticeNumber // the notice whose place another one took
	// moved is the sort key of the entries of credit that moved for good, wentBack of such that did not.
	moved, wentBack string
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	core, presence, money := dynamotest.Table(t), dynamotest.Table(t), dynamotest.Table(t)
	ops, deeds := dynamotest.Table(t), dynamotest.Table(t)
	clock := calendar.Fixed(noon)
	accounts := ledger.Store{Ledger: money, Clock: clock}
	w := &fixture{
		t: t, db: money.Client, ledger: money.Name, ops: ops.Name,
		auditor: audit.Auditor{
			Client: money.Client, Core: core.Name, Presence: presence.Name, Ledger: money.Name, Ops: ops.Name,
			Audit: deeds.Name,
		},
		billing: billing.Store{
			Ledger: money, Ops: ops, Accounts: accounts, Clock: clock, Random: rand.Reader,
		},
	}
	m := municipality.Municipality{ID: tenant, Name: "Comune di Prova", FiscalCode: creditor, Segregation: "02"}
	_, err := (&municipality.Store{Core: core, Clock: clock}).Save(t.Context(), m)
	w.must(err)
	w.eat(school.Store{Core: core, Presence: presence, Clock: clock}, accounts)
	w.settle(m)
	w.desk(m)
	w.tell(message.Store{Core: core, Ops: ops, Clock: clock})
	w.morning(school.Store{Core: core, Presence: presence, Clock: clock}, accounts, figures.Store{Ops: ops})
	// The first certificate's code looks like a person's, which chance alone decides.
	unlucky, err := base32.StdEncoding.DecodeString("RSSMRALLALLHLLLU")
	w.must(err)
	random := io.MultiReader(bytes.NewReader(unlucky), rand.Reader)
	w.move(transfer.Store{Accounts: accounts, Ops: ops, Clock: clock})
	w.certify(certificate.Store{Ledger: money, Accounts: accounts, Clock: clock, Random: random})
	return w
}

// tell writes to a parent about a notice by both channels, and about low credit every other day; between them stands
// what the channel refused.
func (w *fixture) tell(messages message.Store) {
	w.t.Helper()
	ctx := w.t.Context()
	about := func(at time.Time, kind message.Kind, channel message.Channel, state message.State, ref string) {
		told := message.Told{
			Tenant: tenant, Guardian: "g1", Day: calendar.DayOf(at), Kind: kind, Object: "1", Channel: channel, At: at,
		}
		w.must(messages.Claim(ctx, told))
		w.must(messages.Note(ctx, told, state, ref))
	}
	about(noon, message.NewNotice, message.AppIO, message.Delivered, "m1")
	about(noon, message.NewNotice, message.Mail, message.Sent, "m1")
	about(noon, message.LowCredit, message.Mail, message.Sent, "m2")
	about(noon.AddDate(0, 0, 1), message.LowCredit, message.Mail, message.Failed, "m3")
	about(noon.AddDate(0, 0, 2), message.LowCredit, message.Mail, message.Sent, "m4")
	w.must(messages.Bounce(ctx, tenant, "g1", "maria@example.it"))
}

// move gives credit of Bruno's to Anna, once for good.
func (w *fixture) move(transfers transfer.Store) {
	w.t.Helper()
	ctx := w.t.Context()
	for _, key := range []string{"back", "stays"} {
		id, err := transfers.Make(ctx, transfer.Order{
			Tenant: tenant, From: "bruno", To: "anna", Amount: 100, By: "g1",
			Form: form.Form{Purpose: dynamo.ToMove, Holder: "s", Key: key},
		})
		w.must(err)
		account, err := transfers.Accounts.Statement(ctx, tenant, "bruno", day)
		w.must(err)
		for _, one := range transfer.From("bruno", account) {
			if one.ID != id {
				continue
			}
			w.moved = "E#2026-11-20#J#transfer-" + id
			if key == "back" {
				w.wentBack = w.moved
				_, err := transfers.TakeBack(ctx, tenant, one, "g1", 0)
				w.must(err)
			}
		}
	}
}

// certify issues two certificates, with a refund in between, and one of two children.
func (w *fixture) certify(certificates certificate.Store) {
	w.t.Helper()
	for paid := range 2 {
		_, err := certificates.Issue(w.t.Context(), tenant, "g1", "anna", certificate.Content{
			Year: 2026, School: fmt.Sprint("Primaria ", paid),
		})
		w.must(err)
		_, err = certificates.PostRefund(w.t.Context(), tenant, "g1", certificate.Refund{
			ID: "x1", Pupil: "bruno", Day: day, Year: 2026, Amount: 200, Note: "Rimborso",
		})
		w.must(err)
	}
	half := certificate.Child{Expense: certificate.Expense{Paid: 500, Refunded: 100, Total: 400}}
	both, err := certificate.Content{Year: 2026}.OfChildren([]certificate.Child{half, half})
	w.must(err)
	_, err = certificates.Issue(w.t.Context(), tenant, "g1", certificate.Everybody, both)
	w.must(err)
}

// morning makes the figures of the night: Carla alone is below zero.
func (w *fixture) morning(people school.Store, accounts ledger.Store, kept figures.Store) {
	w.t.Helper()
	later := noon.Add(18 * time.Hour)
	w.must(figures.Builder{School: people, Ledger: accounts, Keeper: kept, Clock: calendar.Fixed(later)}.Build(w.t.Context(), tenant, day, 20_00))
	w.must(kept.SaveDebts(w.t.Context(), tenant, figures.Debts{Day: day, Built: later, Schools: []figures.SchoolDebts{
		{School: "PRI", Debts: []figures.Sum{{Pupils: 1, Amount: 450}}},
	}}, []figures.Debtors{{School: "PRI", Built: later, List: []figures.Debtor{{Pupil: "carla", Balance: -450, Since: day}}}}))
}

// eat debits Anna, spares Bruno who was absent, and corrects Carla back and forth.
func (w *fixture) eat(people school.Store, accounts ledger.Store) {
	w.t.Helper()
	ctx := w.t.Context()
	_, err := people.SaveTariff(ctx, tenant, school.Tariff{
		Year: 2026, Service: school.Canteen, Band: "B", Price: 450, From: day.AddDays(-60), To: day.AddDays(200),
	})
	w.must(err)
	for _, pupil := range []string{"anna", "bruno", "carla"} {
		_, err := people.SavePupil(ctx, tenant, school.Pupil{ID: pupil},
			[]school.Guardianship{{Guardian: "g1", Role: school.Payer}})
		w.must(err)
	}
	marks := map[string]school.Mark{"anna": "P", "bruno": "A", "carla": "B"}
	_, err = people.SaveMarks(ctx, tenant, "3A", day, marks)
	w.must(err)
	told := absence.Notice{
		Pupil: "bruno", Day: day, Class: "3A", Mark: school.Absent, Number: "000000000001", Guardian: "g1",
		At: noon.Add(-4 * time.Hour), Until: noon.Add(-3 * time.Hour),
	}
	overruled := told
	overruled.Pupil = "anna"
	w.must(absence.Store{Presence: people.Presence}.Tell(ctx, tenant, []absence.Notice{told, overruled}))
	detail := ledger.MealDetail{Class: "3A", Mark: "P", Band: "B", Price: 450, Presence: 1}
	detail.Version = "2026/mensa/B/" + day.AddDays(-60).String()
	for _, pupil := range []string{"anna", "carla"} {
		_, err := accounts.PostMeal(ctx, tenant, pupil, day, detail)
		w.must(err)
	}
	absent := ledger.MealDetail{Class: "3A", Mark: "A", Presence: 1}
	_, err = accounts.PostCorrection(ctx, tenant, "carla", day, 1, 450, absent)
	w.must(err)
	_, err = accounts.PostCorrection(ctx, tenant, "carla", day, 2, -450, detail)
	w.must(err)
	_, err = accounts.PostOpening(ctx, tenant, "bruno", day, "saldo", 700, "Saldo iniziale")
	w.must(err)
	_, err = accounts.SaveBatch(ctx, tenant, ledger.Batch{},
		ledger.Batch{Class: "3A", Day: day, Presence: 1, Meals: 2, Total: 900, Bands: map[string]ledger.Served{
			"B": {Meals: 2, Total: 900},
		}})
	w.must(err)
}

// settle pays a top-up and a document, parks a second payment and an altered receipt, and leaves a
// notice open.
func (w *fixture) settle(m municipality.Municipality) {
	w.t.Helper()
	ctx := w.t.Context()
	cart, err := w.billing.OpenTopUps(ctx, billing.Order{
		Municipality: m, Guardian: "g1", Session: "s", Form: "f",
		TopUps: []billing.PupilAmount{{Pupil: "anna", Amount: 2000}, {Pupil: "bruno", Amount: 1500}},
	})
	w.must(err)
	_, topUps, err := w.billing.CartOf(ctx, tenant, "g1", cart)
	w.must(err)
	w.paid, w.open = topUps[0], topUps[1]
	_, err = w.billing.IssueDocument(ctx, m, billing.Document{
		Number: "2026/1", Issued: day, Service: "bus", Pupil: "anna", Guardian: "g1", Amount: 8000,
	})
	w.must(err)
	issued, err := w.billing.DocumentOf(ctx, tenant, "g1", "2026-1")
	w.must(err)
	w.document, err = w.billing.Find(ctx, creditor, issued.Notice)
	w.must(err)
	altered := receipt(w.paid, "r1")
	altered.Receipt.Amount = 1
	for _, one := range []pagopa.ReceiptMessage{
		receipt(w.paid, "r1"), receipt(w.document, "r2"), receipt(w.paid, "r3"), altered,
	} {
		_, err := w.billing.Settle(ctx, tenant, one)
		w.must(err)
	}
}

// desk takes a deposit for Carla, adjusts the account, and gives a document's notice another number.
func (w *fixture) desk(m municipality.Municipality) {
	w.t.Helper()
	ctx := w.noting()
	var err error
	w.deposit, err = w.billing.TakeDeposit(ctx, m, billing.Deposit{
		Guardian: "g1", Pupil: "carla", Amount: 1000, Day: day, Method: billing.Cash, Seen: 3,
		Form: form.Form{Purpose: dynamo.ToDeposit, Holder: "s", Key: "f"},
	})
	w.must(err)
	_, err = w.billing.Accounts.PostAdjustment(ctx, tenant, "carla", ledger.Adjustment{
		ID: "f", Day: day, Amount: -100, Reason: "errore", Seen: 4,
	})
	w.must(err)
	_, err = w.billing.IssueDocument(ctx, m, billing.Document{
		Number: "2026/2", Issued: day, Service: "bus", Pupil: "carla", Guardian: "g1", Amount: 9000,
	})
	w.must(err)
	issued, err := w.billing.DocumentOf(ctx, tenant, "g1", "2026-2")
	w.must(err)
	position, err := w.billing.Find(ctx, creditor, issued.Notice)
	w.must(err)
	w.replaced = position.Number
	_, err = w.billing.Reissue(ctx, m, position, day.AddDays(30))
	w.must(err)
}

// atWork is a context of an operator of whose deeds nobody makes a record.
func (w *fixture) atWork() context.Context { return office.Operator{ID: "op1"}.AtWork(w.t.Context()) }

// noting is a context of what an operator does.
func (w *fixture) noting() context.Context {
	log := office.Log{Table: dynamo.Table{Client: w.db, Name: w.auditor.Audit}, Clock: calendar.Fixed(noon)}
	return log.Noting(w.atWork(), tenant, office.Operator{ID: "op1"}, office.Deed{Action: office.AccountAdjusted})
}

// receipt pays a notice in full.
func receipt(p billing.Position, id string) pagopa.ReceiptMessage {
	return pagopa.ReceiptMessage{Version: 1, ReceivedAt: noon, Receipt: pagopa.Receipt{
		ReceiptID: id, NoticeNumber: p.Number, CreditorFiscalCode: p.Creditor, Amount: p.Amount, PaidAt: noon,
	}}
}

func (w *fixture) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// alter changes one attribute of a stored item of the ledger, behind the back of the code.
func (w *fixture) alter(pk, sk, attribute string, value types.AttributeValue) {
	w.t.Helper()
	w.alterIn(w.ledger, pk, sk, attribute, value)
}

func (w *fixture) alterIn(table, pk, sk, attribute string, value types.AttributeValue) {
	w.t.Helper()
	update := "SET #a = :v"
	_, err := w.db.UpdateItem(w.t.Context(), &dynamodb.UpdateItemInput{
		TableName: &table, Key: dynamo.Key{PK: pk, SK: sk}.Attributes(), UpdateExpression: &update,
		ExpressionAttributeNames:  map[string]string{"#a": attribute},
		ExpressionAttributeValues: dynamo.Attributes{":v": value},
	})
	w.must(err)
}

// remove takes an item away.
func (w *fixture) remove(pk, sk string) {
	w.t.Helper()
	_, err := w.db.DeleteItem(w.t.Context(), &dynamodb.DeleteItemInput{
		TableName: &w.ledger, Key: dynamo.Key{PK: pk, SK: sk}.Attributes(),
	})
	w.must(err)
}

// duplicate stores an item a second time under other keys.
func (w *fixture) duplicate(pk, sk, newPK, newSK string) {
	w.t.Helper()
	answer, err := w.db.GetItem(w.t.Context(), &dynamodb.GetItemInput{
		TableName: &w.ledger, Key: dynamo.Key{PK: pk, SK: sk}.Attributes(),
	})
	w.must(err)
	for name, value := range (dynamo.Key{PK: newPK, SK: newSK}).Attributes() {
		answer.Item[name] = value
	}
	_, err = w.db.PutItem(w.t.Context(), &dynamodb.PutItemInput{TableName: &w.ledger, Item: answer.Item})
	w.must(err)
}

func cents(n string) types.AttributeValue { return &types.AttributeValueMemberN{Value: n} }

func word(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }
