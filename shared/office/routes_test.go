package office

import (
	"strings"
	"testing"
)

// Goal: the table that ships is whole. Method: read it; every row has somebody.
func TestShippedRules(t *testing.T) {
	rules, err := ReadRules()
	if err != nil || len(rules) < 5 {
		t.Fatalf("%d rules, %v", len(rules), err)
	}
	for _, pattern := range rules.Patterns() {
		method, path, _ := strings.Cut(pattern, " ")
		if method != "GET" && method != "POST" || !strings.HasPrefix(path, "/ufficio") {
			t.Errorf("%s is no route of the office", pattern)
		}
	}
	for _, pattern := range []string{"GET /ufficio/operatori/{id}", "POST /ufficio/operatori/{id}", "POST /ufficio/operatori/nuovo"} {
		rule := rules[pattern]
		if !rule.Fresh || rule.Public || rule.Tablet || len(rule.Roles) != 1 || rule.Roles[0] != Administrator {
			t.Errorf("%s: %+v", pattern, rule)
		}
	}
}

// Goal: a row of the table that is not right stops the start. Method: rows with each mistake.
func TestRulesAreRefused(t *testing.T) {
	for _, text := range []string{
		"GET /ufficio", "GET /ufficio capo", "GET /ufficio fresh", "GET /ufficio tablet", "GET /a ufficio\nGET /a lettura",
	} {
		if rules, err := parseRules(text); err == nil {
			t.Errorf("%q: %v", text, rules)
		}
	}
}

// Goal: a rule opens for its roles, for everybody when it is public, and for a tablet only where it says so.
// Method: each kind of rule and operator, and paths with variable parts.
func TestOpens(t *testing.T) {
	rules, err := parseRules("# comment\n\nGET /p public\nGET /a all\nGET /u ufficio amministratore fresh\nGET /s scuola tablet\nGET /n scuola\n" +
		"GET /u/{id} all\nGET /u/new ufficio\nGET /u/{id}/{of} ufficio\nGET /u/{id}/all scuola ufficio\nPOST /p/{id} public\n")
	if err != nil {
		t.Fatal(err)
	}
	clerk, teacher := Operator{ID: "1", Roles: []Role{Clerk}}, Operator{ID: "2", Roles: []Role{School}}
	tablet := Device{ID: "d", School: "PRI", Name: "t"}.Operator()
	for path, want := range map[string][4]bool{ // clerk, teacher, tablet, nobody
		"/p": {true, true, true, true}, "/a": {true, true, false, false}, "/u": {true, false, false, false},
		"/s": {false, true, true, false}, "/n": {false, true, false, false}, "/unknown": {false, false, false, false},
		"/u/7": {true, true, false, false}, "/u/new": {true, false, false, false}, "/u/7/all": {true, false, false, false},
		"/u/": {false, false, false, false}, "/u/7/8/9": {false, false, false, false}, "/p/7": {false, false, false, false},
	} {
		got := [4]bool{}
		for i, o := range []Operator{clerk, teacher, tablet, {}} {
			got[i] = rules.Sees(o, path)
		}
		if got != want {
			t.Errorf("%s: %v, want %v", path, got, want)
		}
	}
	if rule := rules["GET /u"]; !rule.Fresh || rules["GET /a"].Fresh {
		t.Errorf("fresh: %+v", rules)
	}
}

// Goal: what the page of operators says of a role is what the rules let it open. Method: a section is the first part
// of its paths after /ufficio; each role's sentence names those that it opens and no other. An administrator opens all,
// so that the sentence names those that nobody else does.
func TestExplainedNamesTheSections(t *testing.T) {
	rules, err := ReadRules()
	if err != nil {
		t.Fatal(err)
	}
	opens := map[string]map[Role]bool{}
	for pattern, rule := range rules {
		_, section, found := strings.Cut(pattern, " /ufficio/")
		section, _, _ = strings.Cut(section, "/")
		if !found || rule.Public || len(rule.Roles) == len(Roles()) {
			continue // what is for everybody needs no words
		}
		if opens[section] == nil {
			opens[section] = map[Role]bool{}
		}
		for _, role := range rule.Roles {
			opens[section][role] = true
		}
	}
	for section, by := range opens {
		for _, role := range Roles() {
			want := by[role]
			if role == Administrator {
				if !want {
					t.Errorf("%s does not open %s", role, section)
				}
				want = len(by) == 1
			}
			if told := strings.Contains(strings.ToLower(role.Explained()), section); told != want {
				t.Errorf("%s opens %s: %v, told: %v", role, section, by[role], told)
			}
		}
	}
}
