package certificate

import (
	"encoding/base32"
	"fmt"
	"io"
	"strings"

	"serviziscolastici/shared/letters"
	"serviziscolastici/shared/pattern"
)

// codeBytes is how much chance is in a code: 80 bits cannot be guessed, however
// many codes a visitor tries.
const codeBytes = 10

// codes is the form of a code: 16 letters and digits of base32.
var codes = pattern.Of(`^[A-Z2-7]{16}$`)

func newCode(random io.Reader) (string, error) {
	drawn := make([]byte, codeBytes)
	if _, err := io.ReadFull(random, drawn); err != nil {
		return "", fmt.Errorf("draw a code: %w", err)
	}
	return base32.StdEncoding.EncodeToString(drawn), nil
}

// ParseCode reads a verification code as people type or paste it, with blanks,
// hyphens and small letters. It returns false for what cannot be one.
func ParseCode(typed string) (string, bool) {
	code := letters.Code(typed)
	return code, codes.Matches(code)
}

// Grouped returns a code in groups of four, as paper shows it: "ABCD-EFGH-…".
func Grouped(code string) string {
	var groups []string
	for len(code) > 4 {
		groups, code = append(groups, code[:4]), code[4:]
	}
	return strings.Join(append(groups, code), "-")
}
