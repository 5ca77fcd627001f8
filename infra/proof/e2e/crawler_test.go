package e2e_test

import (
	"net/url"
	"strings"
	"testing"

	"serviziscolastici/infra/proof/e2e/visitor"
)

// Limits of the walk: some pages lead on for ever, such as the months of the canteen.
const (
	pagesWalked  = 300
	pagesOfAPath = 8
)

// Goal: the portal has no dead link. Method: follow every link of every page, from Riepilogo on, for
// a parent who pays and for one who may only look.
func TestNoDeadLink(t *testing.T) {
	for name, who := range map[string]string{"pays": paolo, "looks": davide} {
		t.Run(name, func(t *testing.T) {
			p := logIn(t, who)
			seen := walk(t, p.Visitor, "/riepilogo", unseen)
			if seen["/anagrafica"] == 0 || seen["/aiuto"] == 0 || len(seen) < 12 {
				t.Errorf("the walk saw only %v", seen)
			}
		})
	}
	t.Run("nobody", func(t *testing.T) { walk(t, guest(t), "/", unseen) })
}

// unseen looks at no page.
func unseen(visitor.Page) {}

// Goal: every link that says a child's name leads to that child, on every page; those to the paper of one notice
// carry its number instead. Method: look at every link of every page of a parent of several children.
func TestLinksCarryTheChild(t *testing.T) {
	children, said := map[string]string{"Elena": "A003", "Marco": "A004", "Sofia": "A005"}, map[string]int{}
	walk(t, logIn(t, paolo).Visitor, "/riepilogo", func(page visitor.Page) {
		for _, link := range page.Links {
			for name, pupil := range children {
				if !strings.Contains(link.Text, name) || strings.HasSuffix(pathOf(link.Address), ".pdf") {
					continue
				}
				said[name]++
				if !strings.Contains(link.Address, pupil) {
					t.Errorf("%s: the link %q leads to %s, not to %s", page.URL, link.Text, link.Address, pupil)
				}
			}
		}
	})
	for name := range children {
		if said[name] < 3 {
			t.Errorf("only %d links say %s", said[name], name)
		}
	}
}

// walk opens every page of the portal that can be reached, has each looked at and counts them by path.
func walk(t *testing.T, v *visitor.Visitor, start string, look func(visitor.Page)) map[string]int {
	t.Helper()
	seen, known, next := map[string]int{}, map[string]bool{start: true}, []string{start}
	for len(next) > 0 && len(known) < pagesWalked {
		page := v.Open(next[0])
		next = next[1:]
		seen[page.URL.Path]++
		look(page)
		if page.Status != 200 {
			t.Errorf("%s: status %d", page.URL, page.Status)
		}
		for _, link := range page.Links {
			address, inside := internal(page.URL, link.Address)
			if inside && !known[address] && seen[pathOf(address)] < pagesOfAPath {
				known[address] = true
				next = append(next, address)
			}
		}
	}
	return seen
}

// internal makes a link's address complete, and tells whether it leads to another page of the portal. The
// way to the identity provider leads outside, another language to the same page.
func internal(from *url.URL, address string) (string, bool) {
	target, err := from.Parse(address)
	if err != nil || target.Host != from.Host || target.Path == "/accesso/spid" || strings.HasPrefix(target.Path, "/lingua/") {
		return "", false
	}
	return target.RequestURI(), strings.HasPrefix(target.Scheme, "http")
}

func pathOf(address string) string {
	path, _, _ := strings.Cut(address, "?")
	return path
}
