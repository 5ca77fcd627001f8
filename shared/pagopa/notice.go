package pagopa

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"math/big"
	"strconv"
	"strings"
)

// Errors of notice numbers. Their text is for logs; pages speak of "codice avviso".
var (
	// ErrNoticeNumber says that a text is not 18 digits.
	ErrNoticeNumber = errors.New("pagopa: a notice number has 18 digits")
	// ErrSegregation says that a segregation code is not two digits in 00..45, the range that
	// pagoPA assigns to creditors and brokers; the codes above belong to central services (SACI).
	ErrSegregation = errors.New("pagopa: a segregation code has two digits, 00 to 45")
	// ErrIUVBase says that a number does not fit the 13 digits of an IUV's base.
	ErrIUVBase = errors.New("pagopa: an IUV base has at most 13 digits")
)

const (
	noticeDigits   = 18
	maxSegregation = 45
	// iuvBases is how many bases 13 digits can tell apart.
	iuvBases = 10_000_000_000_000
	// auxDigit 3 is the only one that new notices may use (SACI 3.1.0).
	auxDigit = '3'
	// checkModulus gives the two check digits: the first 16 digits modulo 93 (SACI).
	checkModulus = 93
)

// NoticeNumber is the 18 digit number of a payment notice (codice avviso, NAV).
// New ones are "3", segregation code (2), base (13), check digits (2).
type NoticeNumber string

// NewNoticeNumber builds the notice number of a creditor's segregation code ("02") and a base
// of up to 13 digits, which the creditor never uses twice.
func NewNoticeNumber(segregation string, base int64) (NoticeNumber, error) {
	code, err := strconv.Atoi(segregation)
	if err != nil || !digits(segregation, 2) || code > maxSegregation {
		return "", fmt.Errorf("%w, not %q", ErrSegregation, segregation)
	}
	if base < 0 || base >= iuvBases {
		return "", fmt.Errorf("%w, not %d", ErrIUVBase, base)
	}
	head := fmt.Sprintf("%c%s%013d", auxDigit, segregation, base)
	return NoticeNumber(head + checkDigits(head)), nil
}

// RandomNoticeNumber draws a notice number with a random base, so that numbers cannot be guessed
// one from the other and need no counter. That no two notices share a number is the business of
// whoever stores them: a condition on the write, and another draw when it fails.
// The source is crypto/rand.Reader outside tests.
func RandomNoticeNumber(segregation string, source io.Reader) (NoticeNumber, error) {
	base, err := rand.Int(source, big.NewInt(iuvBases))
	if err != nil {
		return "", fmt.Errorf("draw a notice number: %w", err)
	}
	return NewNoticeNumber(segregation, base.Int64())
}

// ParseNoticeNumber reads a notice number as people type it: blanks between groups are dropped,
// 18 digits must remain. It does not look at the check digits: pagoPA's node may ask about any
// number (its probe is 000000000000000000) and a lookup answers it. See Valid.
func ParseNoticeNumber(text string) (NoticeNumber, error) {
	compact := strings.Join(strings.Fields(text), "")
	if !digits(compact, noticeDigits) {
		return "", ErrNoticeNumber
	}
	return NoticeNumber(compact), nil
}

// Valid reports whether the number is one that a creditor can issue today: 18 digits, aux digit 3
// and the right check digits.
func (n NoticeNumber) Valid() bool {
	s := string(n)
	return digits(s, noticeDigits) && s[0] == auxDigit && s[16:] == checkDigits(s[:16])
}

// IUV is the creditor's reference of the payment (creditorReferenceId): the number without its
// aux digit, and without the application code of the old numbers that start with 0.
func (n NoticeNumber) IUV() string {
	switch {
	case len(n) != noticeDigits:
		return ""
	case n[0] == '0':
		return string(n[3:])
	default:
		return string(n[1:])
	}
}

// Grouped is the number as notices print it: "3022 0250 0000 0123 56" (AVVISO.CODICE).
func (n NoticeNumber) Grouped() string {
	var b strings.Builder
	for i := range len(n) {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteByte(n[i])
	}
	return b.String()
}

// String is the 18 digits without blanks.
func (n NoticeNumber) String() string { return string(n) }

// checkDigits of the first 16 digits of a notice number; head must be digits only.
func checkDigits(head string) string {
	value, err := strconv.ParseInt(head, 10, 64)
	if err != nil {
		return ""
	}
	return fmt.Sprintf("%02d", value%checkModulus)
}

// digits reports whether s is exactly n ASCII digits.
func digits(s string, n int) bool {
	if len(s) != n {
		return false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
