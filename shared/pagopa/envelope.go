package pagopa

import (
	"bytes"
	"encoding/xml"
	"fmt"
)

// The structs below are the answers of paForNode.xsd, fields in the schema's order. The wrapper
// carries a namespace prefix, not a default namespace: its children must stay unqualified, and a
// default namespace would reach them.

type envelope struct {
	XMLName xml.Name `xml:"soapenv:Envelope"`
	SOAP    string   `xml:"xmlns:soapenv,attr"`
	Node    string   `xml:"xmlns:pafn,attr"`
	Header  struct{} `xml:"soapenv:Header"`
	Body    struct {
		Answer answer
	} `xml:"soapenv:Body"`
}

// answer is the response element of any operation: outcome and fault (ctResponse), then what
// Verify adds, then what GetPayment adds; or a SOAP fault.
type answer struct {
	XMLName            xml.Name
	SOAPCode           string       `xml:"faultcode,omitempty"`
	SOAPFault          string       `xml:"faultstring,omitempty"`
	Outcome            string       `xml:"outcome,omitempty"`
	Fault              *faultBean   `xml:"fault"`
	PaymentList        *paymentList `xml:"paymentList"`
	PaymentDescription string       `xml:"paymentDescription,omitempty"`
	FiscalCodePA       string       `xml:"fiscalCodePA,omitempty"`
	CompanyName        string       `xml:"companyName,omitempty"`
	OfficeName         string       `xml:"officeName,omitempty"`
	Data               *paymentData `xml:"data"`
}

type faultBean struct {
	Code        string `xml:"faultCode"`
	String      string `xml:"faultString"`
	ID          string `xml:"id"`
	Description string `xml:"description,omitempty"`
}

type paymentList struct {
	Option paymentOption `xml:"paymentOptionDescription"`
}

type paymentOption struct {
	Amount  string `xml:"amount"`
	Options string `xml:"options"`
	DueDate string `xml:"dueDate,omitempty"`
	Detail  string `xml:"detailDescription,omitempty"`
	// AllCCP says that every account is a postal one.
	AllCCP bool `xml:"allCCP"`
}

type paymentData struct {
	CreditorReferenceID string     `xml:"creditorReferenceId"`
	PaymentAmount       string     `xml:"paymentAmount"`
	DueDate             string     `xml:"dueDate"`
	Description         string     `xml:"description"`
	CompanyName         string     `xml:"companyName"`
	OfficeName          string     `xml:"officeName,omitempty"`
	Debtor              *subject   `xml:"debtor"`
	Transfers           []transfer `xml:"transferList>transfer"`
}

type subject struct {
	Identifier identifier `xml:"uniqueIdentifier"`
	FullName   string     `xml:"fullName"`
	Email      string     `xml:"e-mail,omitempty"`
}

type identifier struct {
	Kind  string `xml:"entityUniqueIdentifierType"`
	Value string `xml:"entityUniqueIdentifierValue"`
}

type transfer struct {
	ID           int    `xml:"idTransfer"`
	Amount       string `xml:"transferAmount"`
	FiscalCodePA string `xml:"fiscalCodePA"`
	CompanyName  string `xml:"companyName,omitempty"`
	IBAN         string `xml:"IBAN"`
	Remittance   string `xml:"remittanceInformation"`
	Category     string `xml:"transferCategory"`
	// Metadata is nil for none, because an empty element breaks the schema.
	Metadata *metadata `xml:"metadata"`
}

type metadata struct {
	Entries []mapEntry `xml:"mapEntry"`
}

type mapEntry struct {
	Key   string `xml:"key"`
	Value string `xml:"value"`
}

// encode wraps an answer in the response element of its operation and in an envelope.
func encode(operation Operation, a answer) ([]byte, error) {
	for _, o := range operations {
		if o.operation == operation {
			a.XMLName.Local = "pafn:" + o.response
			return marshal(a)
		}
	}
	return nil, ErrOperation
}

func marshal(a answer) ([]byte, error) {
	e := envelope{SOAP: soapSpace, Node: nodeSpace}
	e.Body.Answer = a
	var out bytes.Buffer
	out.WriteString(xml.Header)
	if err := xml.NewEncoder(&out).Encode(e); err != nil {
		return nil, fmt.Errorf("encode a SOAP answer: %w", err)
	}
	return out.Bytes(), nil
}
