package pagopa

import (
	"errors"
	"fmt"
	"strings"

	"serviziscolastici/shared/letters"
	"serviziscolastici/shared/money"
)

// ErrPayload says that the data of a printed code do not fit its format.
var ErrPayload = errors.New("pagopa: data do not fit the code")

// QRPayload is the text of a notice's QR code (AVVISI, "Codice QR"):
// PAGOPA|002|notice number|creditor's fiscal code|cents, at least two digits.
func QRPayload(notice NoticeNumber, creditor string, amount money.Cents) (string, error) {
	if !digits(string(notice), noticeDigits) || !digits(creditor, 11) || amount < 1 || amount > money.Max {
		return "", ErrPayload
	}
	return fmt.Sprintf("PAGOPA|002|%s|%s|%02d", notice, creditor, int64(amount)), nil
}

// PostalSlip is what the DataMatrix of a postal slip (Bollettino Postale PA) tells.
type PostalSlip struct {
	Notice             NoticeNumber
	Account            string // postal account number, up to 12 digits
	Amount             money.Cents
	CreditorFiscalCode string // 11 digits
	DebtorFiscalCode   string // up to 16 characters
	DebtorName         string // cut at 40
	Subject            string // causale, cut at 110
}

// MaxSlip is the largest amount of the slip's ten digits.
const MaxSlip money.Cents = 9_999_999_999

// Codeline is the line of digits printed on the slip: notice number, account, amount, each after
// its length, and the document type 896.
func (p PostalSlip) Codeline() (string, error) {
	if !digits(string(p.Notice), noticeDigits) || p.Amount < 1 || p.Amount > MaxSlip ||
		len(p.Account) > 12 || !digits(p.Account, len(p.Account)) {
		return "", ErrPayload
	}
	account := strings.Repeat("0", 12-len(p.Account)) + p.Account
	return fmt.Sprintf("18%s12%s10%010d3896", p.Notice, account, int64(p.Amount)), nil
}

// DataMatrixPayload is the slip's 256 characters: fixed fields, upper-case ASCII, blanks on the
// right, because Poste's readers take no other characters. Letters that are not ASCII are written as those
// that stand for them.
func (p PostalSlip) DataMatrixPayload() (string, error) {
	codeline, err := p.Codeline()
	if err != nil || !digits(p.CreditorFiscalCode, 11) || len(p.DebtorFiscalCode) > 16 {
		return "", ErrPayload
	}
	return "codfase=NBPA;" + codeline + "1P1" + p.CreditorFiscalCode +
		field(p.DebtorFiscalCode, 16) + field(p.DebtorName, 40) + field(p.Subject, 110) +
		strings.Repeat(" ", 12) + "A", nil
}

// field is a text of exactly width upper-case ASCII characters.
func field(text string, width int) string {
	plain := clean(strings.ToUpper(letters.ASCII(text)), width)
	return plain + strings.Repeat(" ", width-len(plain))
}
