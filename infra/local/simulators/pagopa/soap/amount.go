package soap

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

var amountShape = regexp.MustCompile(`^\d{1,9}\.\d{2}$`)

// parseAmount reads stAmount as euro cents. The digits are read as one integer,
// so nothing is ever rounded.
func parseAmount(text string) (int64, error) {
	if !amountShape.MatchString(text) {
		return 0, fmt.Errorf("amount %q is not in the form 0.00", text)
	}
	return strconv.ParseInt(strings.Replace(text, ".", "", 1), 10, 64)
}

// FormatAmount writes euro cents as stAmount: 4500 is "45.00".
func FormatAmount(cents int64) string { return fmt.Sprintf("%d.%02d", cents/100, cents%100) }
