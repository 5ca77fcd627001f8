package pagopa

import (
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/fiscalcode"
	"serviziscolastici/shared/money"
)

// Receipt is pagoPA's proof of a payment (ricevuta telematica): ctReceipt or ctReceiptV2.
// Amounts are cents. CreditorFiscalCode and ReceiptID together name it for ever.
type Receipt struct {
	ReceiptID           string       `json:"receiptId"`
	NoticeNumber        NoticeNumber `json:"noticeNumber"`
	CreditorFiscalCode  string       `json:"creditorFiscalCode"`
	CreditorReferenceID string       `json:"creditorReferenceId"`
	Outcome             string       `json:"outcome"` // OK or KO; the node sends only OK
	Amount              money.Cents  `json:"amount"`
	Description         string       `json:"description"`
	CompanyName         string       `json:"companyName"`
	OfficeName          string       `json:"officeName,omitempty"`
	PSPID               string       `json:"pspId"`
	PSPFiscalCode       string       `json:"pspFiscalCode,omitempty"`
	PSPName             string       `json:"pspName"`
	ChannelID           string       `json:"channelId"`
	ChannelDescription  string       `json:"channelDescription"`
	PaymentMethod       string       `json:"paymentMethod,omitempty"`
	// PaymentNote is the Checkout cart's id when the payment began on the portal (V2 only).
	PaymentNote string `json:"paymentNote,omitempty"`
	// Fee is what the payer gave the PSP on top of Amount; it is not the creditor's money.
	Fee money.Cents `json:"fee,omitempty"`
	// PaidAt is the moment of the payment; the schema lets it be absent: the zero time then.
	PaidAt          time.Time    `json:"paidAt,omitzero"`
	ApplicationDate calendar.Day `json:"applicationDate,omitzero"`
	TransferDate    calendar.Day `json:"transferDate,omitzero"`
	// StandIn says that pagoPA answered in the station's place, from its archive.
	StandIn bool `json:"standIn,omitempty"`
	// Debtor owes; Payer, when known, paid. They need not be the same person.
	Debtor    *Subject   `json:"debtor,omitempty"`
	Payer     *Subject   `json:"payer,omitempty"`
	Transfers []Transfer `json:"transfers"`
}

// Subject is a person (F) or a legal entity (G). FiscalCode may be "ANONIMO".
type Subject struct {
	Kind       string `json:"kind"`
	FiscalCode string `json:"fiscalCode"`
	FullName   string `json:"fullName"`
	Email      string `json:"email,omitempty"`
}

// Transfer is one part of a payment, for one account of one creditor.
type Transfer struct {
	ID          int         `json:"id"` // 1 to 5
	Amount      money.Cents `json:"amount"`
	FiscalCode  string      `json:"fiscalCode"` // of the creditor that gets it, 11 digits
	CompanyName string      `json:"companyName,omitempty"`
	IBAN        string      `json:"iban,omitempty"` // empty for a tax stamp
	Remittance  string      `json:"remittance"`     // remittanceInformation
	Category    string      `json:"category"`       // taxonomy code, "9/0107101TS/"
	// PostalIBAN is the creditor's postal account, told beside IBAN (metadata IBANAPPOGGIO). The
	// station sets it in its answers; it is neither stored nor queued.
	PostalIBAN string `json:"-" dynamodbav:"-"`
}

// ReceiptMessage is what the station queues for settlement, as JSON.
type ReceiptMessage struct {
	Version    int       `json:"version"` // 1
	ReceivedAt time.Time `json:"received"`
	Receipt    Receipt   `json:"receipt"`
	// Raw is the SOAP message as it arrived, kept as evidence.
	Raw []byte `json:"raw"`
}

// ReceiptMessageVersion is the version that this code writes and reads.
const ReceiptMessageVersion = 1

// Check judges what the schema cannot: the parts add up to the amount, the reference is the
// notice number's, and the outcome is the only one that pagoPA sends. The error is a *Fault.
func (r Receipt) Check() error {
	parts := make([]money.Cents, len(r.Transfers))
	for i, t := range r.Transfers {
		parts[i] = t.Amount
	}
	total, err := money.Sum(parts...)
	switch {
	case err != nil || total != r.Amount:
		return NewFault(FaultSemantics, "paymentAmount: not the sum of the transfers")
	case r.CreditorReferenceID != r.NoticeNumber.IUV():
		return NewFault(FaultSemantics, "creditorReferenceId: not that of the notice number")
	case r.Outcome != "OK":
		return NewFault(FaultSemantics, "outcome: a receipt is of a successful payment")
	default:
		return nil
	}
}

// receipt reads ctReceipt and ctReceiptV2: the second only adds optional elements to the first.
//
// A KO for a receipt is final: the node does not send it again, and money would come without its
// proof. So only what makes the money ambiguous is held to the schema: which receipt, which notice
// of which creditor, how much, for whom. The rest is read as far as it can be; the first rule that
// it breaks is noted in aside, for the log.
func (s *schema) receipt(e *element, aside *schema) Receipt {
	r := Receipt{
		ReceiptID:           s.text(e, "receiptId", 255),
		NoticeNumber:        NoticeNumber(s.pattern(e, "noticeNumber", noticePattern)),
		CreditorFiscalCode:  s.pattern(e, "fiscalCode", fiscalcode.Body),
		Outcome:             s.pattern(e, "outcome", outcomePattern),
		CreditorReferenceID: s.text(e, "creditorReferenceId", 35),
		Amount:              s.amount(e, "paymentAmount", 0),
		Transfers:           s.transfers(s.group(e, "transferList"), aside),
		Description:         aside.text(e, "description", 140),
		CompanyName:         aside.text(e, "companyName", 140),
		OfficeName:          aside.optional(e, "officeName", 140),
		Debtor:              aside.subject(aside.group(e, "debtor")),
		PSPID:               aside.text(e, "idPSP", 35),
		PSPFiscalCode:       aside.optional(e, "pspFiscalCode", 70),
		PSPName:             aside.text(e, "PSPCompanyName", 70),
		ChannelID:           aside.text(e, "idChannel", 35),
		ChannelDescription:  aside.text(e, "channelDescription", 35),
		PaymentMethod:       aside.optional(e, "paymentMethod", 35),
		PaymentNote:         aside.optional(e, "paymentNote", 210),
		Fee:                 aside.optionalAmount(e, "fee"),
		PaidAt:              aside.instant(e, "paymentDateTime"),
		ApplicationDate:     aside.day(e, "applicationDate"),
		TransferDate:        aside.day(e, "transferDate"),
		StandIn:             aside.boolean(e, "standIn"),
	}
	if aside.has(e, "payer") {
		r.Payer = aside.subject(aside.group(e, "payer"))
	}
	return r
}

// subject reads ctSubject. The postal address is left in the raw message: nothing uses it.
func (s *schema) subject(e *element) *Subject {
	identifier := s.group(e, "uniqueIdentifier")
	code := s.text(identifier, "entityUniqueIdentifierValue", 16)
	if len(code) < 2 {
		s.fail("entityUniqueIdentifierValue", "wrong length")
	}
	return &Subject{
		Kind:       s.pattern(identifier, "entityUniqueIdentifierType", entityPattern),
		FiscalCode: code,
		FullName:   s.text(e, "fullName", 70),
		Email:      s.optional(e, "e-mail", 256),
	}
}

// transfers reads the one to five parts of a payment.
func (s *schema) transfers(list *element, aside *schema) []Transfer {
	switch n := list.count("transfer"); {
	case n < 1:
		s.fail("transfer", "missing")
	case n > 5:
		aside.fail("transfer", "more than five")
	}
	var transfers []Transfer
	for _, e := range list.children {
		if e.name.Local != "transfer" || e.name.Space != "" {
			continue
		}
		transfers = append(transfers, s.transfer(e, aside))
	}
	return transfers
}

func (s *schema) transfer(e *element, aside *schema) Transfer {
	if aside.has(e, "IBAN") == aside.has(e, "MBDAttachment") {
		aside.fail("IBAN", "either an IBAN or a stamp")
	}
	return Transfer{
		ID:          aside.number(e, "idTransfer", 1, 5),
		Amount:      s.amount(e, "transferAmount", 1),
		FiscalCode:  s.pattern(e, "fiscalCodePA", fiscalcode.Body),
		CompanyName: aside.optional(e, "companyName", 140),
		IBAN:        aside.optional(e, "IBAN", 35),
		Remittance:  aside.text(e, "remittanceInformation", 140),
		Category:    aside.text(e, "transferCategory", 140),
	}
}
