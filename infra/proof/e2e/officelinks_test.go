package e2e_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"serviziscolastici/infra/proof/e2e/visitor"
)

// Limits of an operator's walk: many pages of one route are alike.
const (
	officePagesWalked = 120
	pagesOfARoute     = 3
)

// Goal: the office leads nobody to a page, and offers nobody a form, that the role does not open. Method: follow every link from
// the first page of each role and of a tablet; the rule of each link and of each form's address opens for them. What leaves a
// record is not read.
func TestOfficeLeadsWhereItOpens(t *testing.T) {
	rules := officeRules(t)
	routes := http.NewServeMux()
	for _, pattern := range rules.Patterns() {
		routes.Handle(pattern, http.NotFoundHandler())
	}
	for _, c := range officeCallers(t, "8") {
		if c.who.ID == "" {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			v := visitor.New(t, portal.PortalURL)
			v.SetCookies([]*http.Cookie{c.cookie})
			opens := func(page visitor.Page, method, address string) string {
				_, pattern := routes.Handler(httptest.NewRequest(method, pathOf(address), nil))
				if rule := rules[pattern]; pattern == "" || !rule.Opens(c.who) {
					t.Errorf("%s leads to %s %s, which does not open (%q)", page.URL, method, address, pattern)
				}
				return pattern
			}
			start := c.who.Home()
			walked, known, next := map[string]int{}, map[string]bool{start: true}, []string{start}
			for len(next) > 0 && len(walked) < officePagesWalked {
				page := v.Open(next[0])
				next = next[1:]
				if page.Status != http.StatusOK && !rules[opens(page, http.MethodGet, page.URL.Path)].Fresh {
					t.Errorf("%s: status %d", page.URL, page.Status)
				}
				for _, form := range page.Forms {
					if address, inside := internal(page.URL, form.Action); inside && strings.HasPrefix(address, "/ufficio") {
						opens(page, form.Method, address)
					}
				}
				for _, link := range page.Links {
					address, inside := internal(page.URL, link.Address)
					if !inside || !strings.HasPrefix(address, "/ufficio") || known[address] {
						continue
					}
					known[address] = true
					pattern := opens(page, http.MethodGet, address)
					if walked[pattern]++; walked[pattern] <= pagesOfARoute && !rules[pattern].Recorded {
						next = append(next, address)
					}
				}
			}
			if len(walked) < 2 { // a tablet has no more on a Sunday
				t.Errorf("the walk saw only %v", walked)
			}
			t.Logf("%d routes", len(walked))
		})
	}
}
