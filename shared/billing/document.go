package billing

import (
	"context"
	"errors"
	"reflect"
	"strings"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/invocation"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/problem"
)

// Document is an accounting document that the Comune issued to a parent.
type Document struct {
	Tenant      string       `dynamodbav:"tenant"`
	Number      string       `dynamodbav:"number"` // "2026/123", as the office numbers it
	Issued      calendar.Day `dynamodbav:"issued"`
	Service     string       `dynamodbav:"service"`
	Period      string       `dynamodbav:"period"` // "settembre–dicembre 2026"
	Pupil       string       `dynamodbav:"pupil"`
	Guardian    string       `dynamodbav:"guardian"`
	Description string       `dynamodbav:"description"`
	Amount      money.Cents  `dynamodbav:"amount"`
	Tax         Tax          `dynamodbav:"tax"`
	Stamp       money.Cents  `dynamodbav:"stamp"` // stamp duty, part of Amount
	// StampLeave is the municipality's leave to pay Stamp virtually, as it was on the day; set by
	// IssueDocument and IssueCreditNote.
	StampLeave string       `dynamodbav:"stampLeave,omitempty"`
	Due        calendar.Day `dynamodbav:"due"`
	// Corrects is, for a credit note, the number of the document that it takes back;
	// Credited is, for a document, the number of its credit note.
	Corrects string              `dynamodbav:"corrects,omitempty"`
	Credited string              `dynamodbav:"credited,omitempty"`
	Notice   pagopa.NoticeNumber `dynamodbav:"notice"` // set by IssueDocument
	// Strict says that it cannot be paid after its due day.
	Strict bool `dynamodbav:"strict,omitempty"`
	// Shares are the parts of Amount that go to other creditors.
	Shares []Share `dynamodbav:"shares,omitempty"`
}

// ID is the document's number in the form that addresses and keys carry.
func (d Document) ID() string { return strings.ReplaceAll(d.Number, "/", "-") }

// same reports whether the office sent the same document again.
func (d Document) same(other Document) bool {
	d.Notice, other.Notice = "", ""
	d.Credited, other.Credited = "", ""
	d.StampLeave, other.StampLeave = "", ""
	return reflect.DeepEqual(d, other)
}

// stamped adds what the document keeps of the municipality's settings.
func (d Document) stamped(m municipality.Municipality) Document {
	if d.Stamp != 0 {
		d.StampLeave = m.StampLeave
	}
	return d
}

// IssueDocument stores a document and opens its debt position. It returns false
// when that document is there already, and a problem.Conflict when another one
// has its number: an issued document does not change.
func (s Store) IssueDocument(ctx context.Context, m municipality.Municipality, document Document) (bool, error) {
	document = document.stamped(m)
	document.Tenant = m.ID
	if document.Amount <= 0 || !document.Amount.InRange() {
		return false, problem.New(problem.Invalid, "L'importo di un documento deve essere maggiore di zero.")
	}
	if document.Number == "" || document.Issued.IsZero() {
		return false, problem.New(problem.Invalid, "Un documento ha bisogno di numero e data.")
	}
	issued := false
	err := s.withNumber(m, func(number pagopa.NoticeNumber) error {
		document.Notice = number
		var err error
		issued, err = s.issue(ctx, m, document)
		return err
	})
	return issued, err
}

// errOtherDocument says that a document, or a credit note, with other data has the number.
var errOtherDocument = problem.New(problem.Conflict,
	"Un documento con questo numero è già stato emesso con altri dati: un documento emesso non si cambia.")

// errNumberTaken says that another notice has the number that was drawn.
var errNumberTaken = errors.New("billing: notice number taken")

func (s Store) issue(ctx context.Context, m municipality.Municipality, document Document) (bool, error) {
	parts, err := transfers(m, document.Service, document.Amount, document.Description, document.Shares...)
	if err != nil {
		return false, err
	}
	kept, err := s.Ledger.Put(dynamo.Document(document.Tenant, document.ID()), document, dynamo.Absent)
	if err != nil {
		return false, err
	}
	writes, err := s.creation(Position{
		Creditor: m.FiscalCode, Number: document.Notice, Tenant: document.Tenant, Guardian: document.Guardian,
		Pupil: document.Pupil, Kind: ForDocument, Document: document.ID(), Service: document.Service,
		Amount: document.Amount, Description: document.Description, Due: document.Due,
		Transfers: parts, Strict: document.Strict, State: Open, Origin: invocation.ID(ctx),
		Created: document.Issued.Start().UTC(),
	})
	if err != nil {
		return false, err
	}
	err = dynamo.Transact(ctx, s.Ledger.Client, append(writes, kept))
	var cancelled *dynamo.Cancelled
	if !errors.As(err, &cancelled) {
		return err == nil, err
	}
	var stored Document
	if !cancelled.ConditionFailed(len(writes)) {
		return false, errNumberTaken
	}
	if err := cancelled.Old(len(writes), &stored); err != nil {
		return false, err
	}
	if !stored.same(document) {
		return false, errOtherDocument
	}
	return false, nil
}

// DocumentOf returns a parent's own document; another parent's looks missing.
func (s Store) DocumentOf(ctx context.Context, tenant, guardian, id string) (Document, error) {
	var document Document
	err := s.Ledger.Get(ctx, dynamo.Document(tenant, id), &document)
	if errors.Is(err, dynamo.ErrNoItem) || err == nil && document.Guardian != guardian {
		return Document{}, problem.Missing()
	}
	return document, err
}
