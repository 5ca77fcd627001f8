package stack

import (
	"fmt"
	"strings"
)

// AuditRights says which rights on tables functions wanted and template.yaml does not give them. The stack
// refuses such calls, but a page may do without what it was refused.
func (s *Stack) AuditRights() error {
	var refused []string
	for line := range strings.Lines(s.Said()) {
		if strings.Contains(line, " is not allowed ") {
			refused = append(refused, strings.TrimSpace(line))
		}
	}
	if len(refused) > 0 {
		return fmt.Errorf("rights that are missing in template.yaml:\n%s", strings.Join(refused, "\n"))
	}
	return nil
}
