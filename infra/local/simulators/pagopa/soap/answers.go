package soap

import (
	"errors"
	"fmt"
)

// Fault is a KO of the station, well formed and therefore final.
type Fault struct {
	Code        string `json:"code"`
	Text        string `json:"text"`
	Description string `json:"description,omitempty"`
}

// Error returns the code with its text.
func (f *Fault) Error() string {
	if f.Description == "" {
		return f.Code + ": " + f.Text
	}
	return f.Code + ": " + f.Text + " (" + f.Description + ")"
}

// Notice is what Verify tells about a notice. The amount is in euro cents.
type Notice struct {
	Amount      int64  `json:"amount_cents"`
	DueDate     string `json:"due_date,omitempty"`
	Description string `json:"description"`
	Company     string `json:"company"`
	Office      string `json:"office,omitempty"`
	FiscalCode  string `json:"fiscal_code"`
}

// Subject is a debtor or payer.
type Subject struct {
	Type     string `json:"type"` // F person, G legal entity
	Code     string `json:"code"`
	FullName string `json:"full_name"`
	Street   string `json:"street,omitempty"`
	Civic    string `json:"civic,omitempty"`
	Postal   string `json:"postal,omitempty"`
	City     string `json:"city,omitempty"`
	Province string `json:"province,omitempty"`
	Country  string `json:"country,omitempty"`
	Email    string `json:"email,omitempty"`
}

// Transfer is one share of a payment. The amount is in euro cents.
type Transfer struct {
	ID         string     `json:"id"`
	Amount     int64      `json:"amount_cents"`
	FiscalCode string     `json:"fiscal_code"`
	Company    string     `json:"company,omitempty"`
	IBAN       string     `json:"iban"`
	Remittance string     `json:"remittance"`
	Category   string     `json:"category"`
	Metadata   []MapEntry `json:"metadata,omitempty"`
}

// MapEntry is one pair of a metadata element.
type MapEntry struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// Payment is what GetPaymentV2 tells of a notice. The amount is in euro cents.
type Payment struct {
	Reference   string     `json:"creditor_reference_id"`
	Amount      int64      `json:"amount_cents"`
	DueDate     string     `json:"due_date"`
	Description string     `json:"description"`
	Company     string     `json:"company"`
	Office      string     `json:"office,omitempty"`
	Debtor      Subject    `json:"debtor"`
	Transfers   []Transfer `json:"transfers"`
	Metadata    []MapEntry `json:"metadata,omitempty"`
}

// ReadVerify reads paVerifyPaymentNoticeRes. The error is a *Fault for a KO, and
// any other error for an answer that the node would not accept.
func ReadVerify(answer []byte) (Notice, error) {
	message, err := accept(answer, "paVerifyPaymentNoticeRes", verifyRules)
	if err != nil {
		return Notice{}, err
	}
	for _, name := range []string{"paymentList", "paymentDescription", "fiscalCodePA", "companyName"} {
		if message.find(name) == nil {
			return Notice{}, fmt.Errorf("outcome OK without %s", name)
		}
	}
	option := message.find("paymentList", "paymentOptionDescription")
	amount, err := parseAmount(option.value("amount"))
	return Notice{
		Amount: amount, DueDate: option.value("dueDate"), Description: message.value("paymentDescription"),
		Company: message.value("companyName"), Office: message.value("officeName"),
		FiscalCode: message.value("fiscalCodePA"),
	}, err
}

// ReadGetPayment reads the answer to paGetPayment or paGetPaymentV2, with errors as ReadVerify's.
func ReadGetPayment(answer []byte, operation string) (Payment, error) {
	message, err := accept(answer, answerOf(operation), getPaymentRules)
	if err != nil {
		return Payment{}, err
	}
	data := message.find("data")
	if data == nil {
		return Payment{}, errors.New("outcome OK without data")
	}
	amount, err := parseAmount(data.value("paymentAmount"))
	if err != nil {
		return Payment{}, err
	}
	payment := Payment{
		Reference: data.value("creditorReferenceId"), Amount: amount, DueDate: data.value("dueDate"),
		Description: data.value("description"), Company: data.value("companyName"),
		Office: data.value("officeName"), Debtor: subject(data.find("debtor")),
		Metadata: entries(data.find("metadata")),
	}
	sum := int64(0)
	for _, element := range data.find("transferList").children() {
		share, err := transfer(element)
		if err != nil {
			return Payment{}, err
		}
		sum += share.Amount
		payment.Transfers = append(payment.Transfers, share)
	}
	if sum != amount {
		return Payment{}, fmt.Errorf("transfers sum to %d cents, the payment is %d cents", sum, amount)
	}
	return payment, nil
}

// ReadReceiptAnswer reads the answer to paSendRT or paSendRTV2, with errors as ReadVerify's.
func ReadReceiptAnswer(answer []byte, operation string) error {
	_, err := accept(answer, answerOf(operation), receiptAnswerRules)
	return err
}

// accept checks an answer's shape and turns a KO into a *Fault.
func accept(answer []byte, wrapper string, rules []rule) (*node, error) {
	message, err := body(answer, wrapper)
	if err != nil {
		return nil, err
	}
	if err := check(message, rules); err != nil {
		return nil, err
	}
	if message.value("outcome") == "OK" {
		return message, nil
	}
	fault := message.find("fault")
	if fault == nil {
		return nil, errors.New("outcome KO without fault")
	}
	return nil, &Fault{
		Code: fault.value("faultCode"), Text: fault.value("faultString"), Description: fault.value("description"),
	}
}

func subject(element *node) Subject {
	return Subject{
		Type:     element.value("uniqueIdentifier", "entityUniqueIdentifierType"),
		Code:     element.value("uniqueIdentifier", "entityUniqueIdentifierValue"),
		FullName: element.value("fullName"),
		Street:   element.value("streetName"), Civic: element.value("civicNumber"),
		Postal: element.value("postalCode"), City: element.value("city"),
		Province: element.value("stateProvinceRegion"), Country: element.value("country"),
		Email: element.value("e-mail"),
	}
}

func transfer(element *node) (Transfer, error) {
	amount, err := parseAmount(element.value("transferAmount"))
	return Transfer{
		ID: element.value("idTransfer"), Amount: amount, FiscalCode: element.value("fiscalCodePA"),
		Company: element.value("companyName"), IBAN: element.value("IBAN"),
		Remittance: element.value("remittanceInformation"), Category: element.value("transferCategory"),
		Metadata: entries(element.find("metadata")),
	}, err
}

func entries(metadata *node) []MapEntry {
	var found []MapEntry
	for _, entry := range metadata.children() {
		found = append(found, MapEntry{Key: entry.value("key"), Value: entry.value("value")})
	}
	return found
}
