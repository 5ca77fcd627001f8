package counter

import (
	"errors"
	"regexp"
	"strings"
)

var noticeShape = regexp.MustCompile(`^\d{18}$`)

// parseNotice reads what a payer gives at a counter: a notice number, with or
// without spaces, or the text of the notice's QR code
// (PAGOPA|002|number|creditor|cents).
func parseNotice(text, creditor string) (string, error) {
	text = strings.TrimSpace(text)
	if fields := strings.Split(text, "|"); len(fields) > 1 {
		if len(fields) != 5 || fields[0] != "PAGOPA" || fields[1] != "002" {
			return "", errors.New("il codice QR non è di un avviso pagoPA (PAGOPA|002|avviso|ente|importo)")
		}
		if fields[3] != creditor {
			return "", errors.New("PPT_DOMINIO_SCONOSCIUTO: il nodo non conosce l'ente " + fields[3])
		}
		text = fields[2]
	}
	number := strings.Join(strings.Fields(text), "")
	if !noticeShape.MatchString(number) {
		return "", errors.New("il numero avviso ha 18 cifre")
	}
	return number, nil
}

// spaced writes a notice number in groups of four digits, as notices print it.
func spaced(number string) string {
	var groups []string
	for len(number) > 4 {
		groups, number = append(groups, number[:4]), number[4:]
	}
	return strings.Join(append(groups, number), " ")
}
