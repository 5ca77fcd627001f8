package soap

import (
	"bytes"
	"embed"
	"encoding/xml"
	"strings"
	"text/template"
	"time"
)

//go:embed messages/*.xml
var messageFiles embed.FS

var messages = template.Must(template.New("").
	Funcs(template.FuncMap{"x": escape, "euro": FormatAmount}).
	ParseFS(messageFiles, "messages/*.xml"))

// Head opens every request: whom it is for.
type Head struct {
	Creditor string // idPA, the creditor's fiscal code
	Broker   string // idBrokerPA
	Station  string // idStation
}

// Receipt is a payment that happened. Fee is in euro cents, 0 for none; PaidAt in Rome's time.
type Receipt struct {
	ID         string    `json:"receipt_id"` // the paymentToken, 32 hex digits
	Notice     string    `json:"notice_number"`
	FiscalCode string    `json:"fiscal_code"`
	Payment    Payment   `json:"payment"`
	Payer      *Subject  `json:"payer,omitempty"`
	Method     string    `json:"method"`
	Channel    string    `json:"channel"`
	Note       string    `json:"note,omitempty"` // the cart's idCart
	Fee        int64     `json:"fee_cents"`
	PaidAt     time.Time `json:"paid_at"`
	StandIn    bool      `json:"stand_in"`
	V1         bool      `json:"v1,omitempty"` // told by paSendRT
}

// Verify writes paVerifyPaymentNoticeReq.
func Verify(head Head, notice string) ([]byte, error) {
	return write("paVerifyPaymentNotice.xml", map[string]any{"Head": head, "Notice": notice})
}

// GetPayment writes the request of paGetPayment or paGetPaymentV2. note is the
// idCart of the cart that the payment started from, or empty.
func GetPayment(head Head, operation, notice string, verified Notice, note string) ([]byte, error) {
	return write("paGetPaymentV2.xml", map[string]any{
		"Element": requestOf(operation), "Head": head, "Notice": notice, "Amount": verified.Amount, "DueDate": verified.DueDate, "Note": note,
	})
}

// SendOperation is the operation that tells a receipt.
func SendOperation(receipt Receipt) string {
	if receipt.V1 {
		return "paSendRT"
	}
	return "paSendRTV2"
}

// SendReceipt writes the request of SendOperation. The same receipt always gives the same bytes.
func SendReceipt(head Head, receipt Receipt) ([]byte, error) {
	return write("paSendRTV2.xml", map[string]any{
		"Element": requestOf(SendOperation(receipt)), "Head": head, "Receipt": receipt,
	})
}

// requestOf is the request element of a payment's or receipt's operation, and answerOf that of its
// answer: the two versions are named irregularly.
func requestOf(operation string) string {
	if strings.HasSuffix(operation, "V2") {
		return operation + "Request"
	}
	return operation + "Req"
}

func answerOf(operation string) string {
	if strings.HasSuffix(operation, "V2") {
		return operation + "Response"
	}
	return operation + "Res"
}

func write(name string, data any) ([]byte, error) {
	var out bytes.Buffer
	err := messages.ExecuteTemplate(&out, name, data)
	return out.Bytes(), err
}

func escape(text string) (string, error) {
	var out bytes.Buffer
	err := xml.EscapeText(&out, []byte(text))
	return out.String(), err
}
