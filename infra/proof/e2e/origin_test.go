package e2e_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"serviziscolastici/infra/proof/e2e/stack"
)

// Goal: one id leads from the page on which a parent confirmed a top-up to the station's answers, the
// publication and the receipt, in the log of each function. Method: a paid top-up; look for its origin.
func TestOneIdFromThePageToTheReceipt(t *testing.T) {
	p := logIn(t, chiara)
	mask := p.topUp(map[string]string{"A006": "11"})
	number := noticesOf(mask)[0]
	payNow(mask)
	portal.Drain(t, "ReceiptsQueue")
	portal.Invoke(t, "NoticesFunction", map[string]string{}, nil) // the minute, now
	origin := find(t, number).Origin
	if origin == "" {
		t.Fatal("the notice does not know where it comes from")
	}
	for function, mark := range map[string]string{
		"topups":  `"id":"` + origin + `"`,
		"station": `"origin":"` + origin + `"`, "receipts": `"origin":"` + origin + `"`,
		"notices": `"origin":"` + origin + `"`,
	} {
		stack.Until(t, function+" has logged the origin", func() bool {
			log, err := os.ReadFile(filepath.Join(portal.Logs, function+".log"))
			if err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(string(log)) {
				if strings.Contains(line, mark) {
					return strings.Contains(line, `"dynamo_calls":`) && strings.Contains(line, `"ms":`)
				}
			}
			return false
		})
	}
}
