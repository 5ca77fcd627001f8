package office

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
)

//go:embed routes.txt
var routesText string

// Rule says who may open a route.
type Rule struct {
	// Roles open it; Public routes open without a login.
	Roles  []Role
	Public bool
	// Fresh wants a login of the last ten minutes: what moves money to the outside, and who may work here.
	Fresh bool
	// Tablet opens it for a school's tablet too.
	Tablet bool
	// Recorded says that reading it leaves a record, so that nobody but the operator may have it read.
	Recorded bool
}

// Opens reports whether the rule lets an operator in.
func (r Rule) Opens(o Operator) bool {
	return r.Public || o.Has(r.Roles...) && (r.Tablet || !o.Tablet())
}

// Rules are the rules of all routes by pattern ("GET /ufficio/alunni").
type Rules map[string]Rule

// ReadRules reads the table of routes.
func ReadRules() (Rules, error) { return parseRules(routesText) }

func parseRules(text string) (Rules, error) {
	rules := Rules{}
	for number, line := range strings.Split(text, "\n") {
		fields := strings.Fields(line)
		if len(fields) == 0 || strings.HasPrefix(fields[0], "#") {
			continue
		}
		if len(fields) < 3 {
			return nil, fmt.Errorf("office: row %d of the routes is not whole", number+1)
		}
		pattern, rule := fields[0]+" "+fields[1], Rule{}
		for _, word := range fields[2:] {
			switch role := Role(word); {
			case word == "fresh":
				rule.Fresh = true
			case word == "tablet":
				rule.Tablet = true
			case word == "recorded":
				rule.Recorded = true
			case word == "public":
				rule.Public = true
			case word == "all":
				rule.Roles = Roles()
			case role.Known():
				rule.Roles = append(rule.Roles, role)
			default:
				return nil, fmt.Errorf("office: row %d of the routes: %q is no role", number+1, word)
			}
		}
		if _, twice := rules[pattern]; twice || !rule.Public && len(rule.Roles) == 0 {
			return nil, fmt.Errorf("office: row %d of the routes is there twice, or opens for nobody", number+1)
		}
		rules[pattern] = rule
	}
	return rules, nil
}

// Sees reports whether an operator opens the page at a path, as far as roles say. The row that has the path itself counts,
// else each row that has it with variable parts.
func (r Rules) Sees(o Operator, path string) bool {
	if rule, known := r["GET "+path]; known {
		return rule.Opens(o)
	}
	sees := false
	for pattern, rule := range r {
		if own, read := strings.CutPrefix(pattern, "GET "); read && matches(own, path) {
			if !rule.Opens(o) {
				return false
			}
			sees = true
		}
	}
	return sees
}

// matches reports whether a path is one of a pattern's, whose variable parts are never empty.
func matches(pattern, path string) bool {
	return slices.EqualFunc(strings.Split(pattern, "/"), strings.Split(path, "/"), func(own, part string) bool {
		return own == part || strings.HasPrefix(own, "{") && part != ""
	})
}

// Patterns are the patterns of all rules, in their order.
func (r Rules) Patterns() []string {
	patterns := make([]string, 0, len(r))
	for pattern := range r {
		patterns = append(patterns, pattern)
	}
	slices.Sort(patterns)
	return patterns
}
