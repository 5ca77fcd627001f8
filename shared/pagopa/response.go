package pagopa

import (
	"encoding/xml"
	"errors"
	"fmt"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/fiscalcode"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/pattern"
)

// ContentType is the media type of the station's answers.
const ContentType = "text/xml; charset=utf-8"

// ErrAnswer says that an answer would break pagoPA's rules, and must not be sent.
var ErrAnswer = errors.New("pagopa: not an answer that pagoPA takes")

var emailPattern = pattern.Of(`^[a-zA-Z0-9_.+\-]+@[a-zA-Z0-9\-]+(\.[a-zA-Z0-9\-]+)*$`)

// VerifyAnswer says that a notice can be paid (paVerifyPaymentNoticeRes, outcome OK).
type VerifyAnswer struct {
	Amount             money.Cents
	DueDate            calendar.Day // none when zero
	Description        string
	CreditorFiscalCode string
	CompanyName        string
	OfficeName         string
}

// PaymentAnswer says how a notice is paid (paGetPayment and paGetPaymentV2, outcome OK).
type PaymentAnswer struct {
	Notice      NoticeNumber
	Amount      money.Cents
	DueDate     calendar.Day // the far day of noDueDate when zero
	Description string
	CompanyName string
	OfficeName  string
	Debtor      Subject
	// Transfers are one to five and add up to Amount.
	Transfers []Transfer
}

// noDueDate stands for "no due date" where the schema wants one.
func noDueDate() calendar.Day { return calendar.NewDay(2099, time.December, 31) }

// EncodeVerify returns the SOAP answer to a Verify of a notice that can be paid. The error is
// ErrAnswer when the amount is out of pagoPA's range.
func EncodeVerify(a VerifyAnswer) ([]byte, error) {
	if a.Amount < 1 || a.Amount > money.Max {
		return nil, fmt.Errorf("%w: amount", ErrAnswer)
	}
	description := mandatory(a.Description, 140)
	option := paymentOption{
		Amount: a.Amount.Decimal(), Options: "EQ", DueDate: a.DueDate.String(), Detail: description,
	}
	return encode(Verify, answer{
		Outcome:            "OK",
		PaymentList:        &paymentList{Option: option},
		PaymentDescription: description,
		FiscalCodePA:       a.CreditorFiscalCode,
		CompanyName:        mandatory(a.CompanyName, 140),
		OfficeName:         clean(a.OfficeName, 140),
	})
}

// EncodePayment returns the SOAP answer to a GetPayment of either version. The error is ErrAnswer
// when the node would refuse it: no transfer, more than five, or a sum that is not the amount.
func EncodePayment(operation Operation, a PaymentAnswer) ([]byte, error) {
	if err := a.check(); err != nil {
		return nil, err
	}
	if a.DueDate.IsZero() {
		a.DueDate = noDueDate()
	}
	data := &paymentData{
		CreditorReferenceID: a.Notice.IUV(),
		PaymentAmount:       a.Amount.Decimal(),
		DueDate:             a.DueDate.String(),
		Description:         mandatory(a.Description, 140),
		CompanyName:         mandatory(a.CompanyName, 140),
		OfficeName:          clean(a.OfficeName, 140),
		Debtor:              debtorOf(a.Debtor),
	}
	for i, t := range a.Transfers {
		data.Transfers = append(data.Transfers, transferOf(operation, i+1, t, a.CompanyName))
	}
	return encode(operation, answer{Outcome: "OK", Data: data})
}

// check refuses what the node's own checks would refuse (SANP, GetPayment).
func (a PaymentAnswer) check() error {
	if len(a.Transfers) < 1 || len(a.Transfers) > 5 {
		return fmt.Errorf("%w: %d transfers", ErrAnswer, len(a.Transfers))
	}
	var total money.Cents
	for _, t := range a.Transfers {
		sum, err := total.Add(t.Amount)
		if err != nil || t.Amount < 1 || !fiscalcode.Body.Matches(t.FiscalCode) || t.IBAN == "" {
			return fmt.Errorf("%w: transfer", ErrAnswer)
		}
		total = sum
	}
	if total != a.Amount {
		return fmt.Errorf("%w: the transfers are not the amount", ErrAnswer)
	}
	return nil
}

// EncodeReceived returns the SOAP answer to a SendRT of either version: the receipt is safe.
func EncodeReceived(operation Operation) ([]byte, error) {
	return encode(operation, answer{Outcome: "OK"})
}

// EncodeFault returns the KO answer of any operation. The fault's id is the fiscal code of the
// creditor that the request named, as GovPay and pagoPA's own mock have it.
func EncodeFault(operation Operation, creditor string, fault *Fault) ([]byte, error) {
	return encode(operation, answer{Outcome: "KO", Fault: &faultBean{
		Code:        string(fault.Code),
		String:      fault.Code.Text(),
		ID:          mandatory(creditor, 35),
		Description: clean(fault.Description, 255),
	}})
}

// EncodeSOAPFault returns a SOAP 1.1 fault, for a message that is no operation of paForNode and so
// has no answer of its own. It goes out with HTTP status 500 (SOAP 1.1, section 6.2).
func EncodeSOAPFault(text string) ([]byte, error) {
	return marshal(answer{
		XMLName:   xml.Name{Local: "soapenv:Fault"},
		SOAPCode:  "soapenv:Client",
		SOAPFault: clean(text, 255),
	})
}

func debtorOf(s Subject) *subject {
	code := mandatory(s.FiscalCode, 16)
	kind := s.Kind
	if kind != "G" {
		kind = "F"
	}
	debtor := &subject{
		Identifier: identifier{Kind: kind, Value: code},
		FullName:   mandatory(s.FullName, 70),
	}
	// The schema's pattern is narrower than the mail standards; what it refuses is left out.
	if len(s.Email) <= 256 && emailPattern.Matches(s.Email) {
		debtor.Email = s.Email
	}
	return debtor
}

func transferOf(operation Operation, id int, t Transfer, company string) transfer {
	out := transfer{
		ID:           id,
		Amount:       t.Amount.Decimal(),
		FiscalCodePA: t.FiscalCode,
		IBAN:         mandatory(t.IBAN, 35),
		Remittance:   mandatory(t.Remittance, 140),
		Category:     mandatory(t.Category, 140),
	}
	if operation == GetPaymentV2 {
		if t.CompanyName != "" {
			company = t.CompanyName
		}
		out.CompanyName = clean(company, 140)
	}
	if t.PostalIBAN != "" {
		out.Metadata = &metadata{Entries: []mapEntry{{Key: "IBANAPPOGGIO", Value: clean(t.PostalIBAN, 140)}}}
	}
	return out
}
