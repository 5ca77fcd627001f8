package pagopa

import (
	"errors"
	"strings"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/fiscalcode"
	"serviziscolastici/shared/money"
)

// Namespaces of a message: SOAP 1.1 and paForNode. Only the wrapper element is qualified by the
// latter, its children are not (the schema has no elementFormDefault).
const (
	soapSpace = "http://schemas.xmlsoap.org/soap/envelope/"
	nodeSpace = "http://pagopa-api.pagopa.gov.it/pa/paForNode.xsd"
)

// Operation is one call of paForNode, by the name that SOAPAction carries.
type Operation string

// The operations of paForNode.
const (
	Verify       Operation = "paVerifyPaymentNotice"
	GetPayment   Operation = "paGetPayment"
	GetPaymentV2 Operation = "paGetPaymentV2"
	SendRT       Operation = "paSendRT"
	SendRTV2     Operation = "paSendRTV2"
	Demand       Operation = "paDemandPaymentNotice"
)

// operations names the wrapper elements, which the schema forms irregularly.
var operations = []struct {
	operation         Operation
	request, response string
}{
	{Verify, "paVerifyPaymentNoticeReq", "paVerifyPaymentNoticeRes"},
	{GetPayment, "paGetPaymentReq", "paGetPaymentRes"},
	{GetPaymentV2, "paGetPaymentV2Request", "paGetPaymentV2Response"},
	{SendRT, "paSendRTReq", "paSendRTRes"},
	{SendRTV2, "paSendRTV2Request", "paSendRTV2Response"},
	{Demand, "paDemandPaymentNoticeRequest", "paDemandPaymentNoticeResponse"},
}

// ErrOperation says that a message is no operation of paForNode.
var ErrOperation = errors.New("pagopa: not an operation of paForNode")

// ParseAction reads a SOAPAction header, quoted or not. The node's messages are told apart by
// their body; the header only says in which form to refuse a body that cannot be read.
func ParseAction(header string) (Operation, error) {
	name := Operation(strings.Trim(strings.TrimSpace(header), `"`))
	for _, o := range operations {
		if o.operation == name {
			return name, nil
		}
	}
	return "", ErrOperation
}

// Message is a SOAP message whose operation is known and whose fields are still to be read.
type Message struct {
	Operation Operation
	body      *element
	raw       []byte
}

// ParseMessage reads a SOAP 1.1 envelope up to MaxMessage bytes. Errors are ErrNotXML and, for a
// document that is no request of paForNode, ErrOperation.
func ParseMessage(raw []byte) (*Message, error) {
	envelope, err := parseXML(raw)
	if err != nil {
		return nil, err
	}
	if envelope.name.Space != soapSpace || envelope.name.Local != "Envelope" {
		return nil, ErrOperation
	}
	body := envelope.child(soapSpace, "Body")
	if body == nil || len(body.children) != 1 {
		return nil, ErrOperation
	}
	request := body.children[0]
	for _, o := range operations {
		if request.name.Space == nodeSpace && request.name.Local == o.request {
			return &Message{Operation: o.operation, body: request, raw: raw}, nil
		}
	}
	return nil, ErrOperation
}

// Caller is the head of every request: for whom the node calls. All three are 1 to 35 characters.
type Caller struct {
	CreditorFiscalCode string // idPA
	BrokerID           string // idBrokerPA
	StationID          string // idStation
}

// VerifyRequest is paVerifyPaymentNoticeReq.
type VerifyRequest struct {
	Caller
	FiscalCode string // qrCode.fiscalCode, 11 digits
	Notice     NoticeNumber
}

// PaymentRequest is paGetPaymentReq or paGetPaymentV2Request, which have the same fields.
type PaymentRequest struct {
	Caller
	FiscalCode string // qrCode.fiscalCode, 11 digits
	Notice     NoticeNumber
	// Amount is what the payer saw, in cents; the answer carries the current one all the same.
	Amount money.Cents
	// Note is the Checkout cart's id when the payment began on the portal.
	Note string
	// TransferType is POSTAL, PAGOPA or empty: which kind of account pagoPA wants to credit.
	TransferType string
	DueDate      calendar.Day
}

// ReceiptRequest is paSendRTReq or paSendRTV2Request.
type ReceiptRequest struct {
	Caller
	Receipt Receipt
	// Aside is the first rule of the schema that a field breaks which says nothing about the
	// money; nil when none does. It is no reason to refuse the receipt.
	Aside *Fault
	// Raw is the message as it arrived.
	Raw []byte
}

// Caller reads the head of the request. The error is a *Fault, as for all readers of a Message.
func (m *Message) Caller() (Caller, error) {
	s := &schema{}
	return s.done(s.caller(m.body))
}

// VerifyRequest reads the fields of a paVerifyPaymentNotice.
func (m *Message) VerifyRequest() (VerifyRequest, error) {
	s := &schema{}
	s.sequence(m.body, "idPA", "idBrokerPA", "idStation", "qrCode")
	r := VerifyRequest{Caller: s.caller(m.body)}
	r.FiscalCode, r.Notice = s.qrCode(m.body)
	if s.fault != nil {
		return VerifyRequest{}, s.fault
	}
	return r, nil
}

// PaymentRequest reads the fields of a paGetPayment or paGetPaymentV2.
func (m *Message) PaymentRequest() (PaymentRequest, error) {
	s := &schema{}
	s.sequence(m.body, "idPA", "idBrokerPA", "idStation", "qrCode", "amount", "paymentNote", "transferType", "dueDate")
	r := PaymentRequest{Caller: s.caller(m.body)}
	r.FiscalCode, r.Notice = s.qrCode(m.body)
	r.Amount = s.optionalAmount(m.body, "amount")
	r.Note = s.optional(m.body, "paymentNote", 210)
	if s.has(m.body, "transferType") {
		r.TransferType = s.pattern(m.body, "transferType", transferPattern)
	}
	r.DueDate = s.day(m.body, "dueDate")
	if s.fault != nil {
		return PaymentRequest{}, s.fault
	}
	return r, nil
}

// ReceiptRequest reads the fields of a paSendRT or paSendRTV2. It does not judge the receipt:
// see Receipt.Check.
func (m *Message) ReceiptRequest() (ReceiptRequest, error) {
	s, aside := &schema{}, &schema{}
	m.body.unqualify()
	r := ReceiptRequest{Caller: s.caller(m.body), Raw: m.raw}
	r.Receipt = s.receipt(s.group(m.body, "receipt"), aside)
	if s.fault != nil {
		return ReceiptRequest{}, s.fault
	}
	r.Aside = aside.fault
	return r, nil
}

func (s *schema) done(caller Caller) (Caller, error) {
	if s.fault != nil {
		return Caller{}, s.fault
	}
	return caller, nil
}

func (s *schema) caller(e *element) Caller {
	return Caller{
		CreditorFiscalCode: s.text(e, "idPA", 35),
		BrokerID:           s.text(e, "idBrokerPA", 35),
		StationID:          s.text(e, "idStation", 35),
	}
}

func (s *schema) qrCode(e *element) (string, NoticeNumber) {
	code := s.group(e, "qrCode")
	s.sequence(code, "fiscalCode", "noticeNumber")
	fiscalCode := s.pattern(code, "fiscalCode", fiscalcode.Body)
	return fiscalCode, NoticeNumber(s.pattern(code, "noticeNumber", noticePattern))
}
