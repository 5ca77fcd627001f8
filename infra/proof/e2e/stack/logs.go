package stack

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
)

// FiscalCode finds a person's codice fiscale in a text, also one with letters in place of digits.
var FiscalCode = regexp.MustCompile(
	`\b[A-Z]{6}[0-9L-NP-V]{2}[A-EHLMPR-T][0-9L-NP-V]{2}[A-Z][0-9L-NP-V]{3}[A-Z]\b`)

// people are names of the demo that no log may hold.
var people = regexp.MustCompile(`\b(Giulia|Ferrari|Bianchi|Colombo|Youssef|Rinaldi|Moretti)\b`)

// secrets are tokens of sessions, of logins and of cards, SAML messages, and addresses of mail.
var secrets = regexp.MustCompile(`[A-Za-z0-9_-]{43,}|[A-Za-z0-9.+_-]+@[A-Za-z0-9-]+\.[a-z]`)

// AuditLogs says which functions have written about people, or secrets, into their logs.
func (s *Stack) AuditLogs() error {
	var faults []error
	for _, function := range s.Functions {
		written, err := os.ReadFile(filepath.Join(s.Logs, function+".log"))
		if err != nil {
			faults = append(faults, err)
			continue
		}
		for _, told := range []*regexp.Regexp{FiscalCode, people, secrets} {
			if at := told.FindIndex(written); at != nil {
				line := written[max(0, at[0]-100):min(len(written), at[1]+20)]
				faults = append(faults, fmt.Errorf("the log of %s names a person or a secret: …%s…", function, line))
			}
		}
	}
	return errors.Join(faults...)
}
