package e2e_test

import (
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"serviziscolastici/infra/local/template"
	"serviziscolastici/infra/proof/e2e/stack"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/session"
)

// caller is somebody who asks for a route of the office.
type caller struct {
	name string
	// who is the operator or tablet, empty for people who are none here.
	who office.Operator
	// cookie is what the browser sends, and host where it asks, "" for the municipality's own.
	cookie *http.Cookie
	host   string
}

// T22, the office. Goal: a route of the office opens for the roles that its row in shared/office/routes.txt names and for
// nobody else: no parent, second adult, tablet, removed operator or operator of another municipality gets anything of it.
// Method: every route as everybody, forms without their token; what does not open is searched for what only the
// office may read; no item has changed.
func TestOfficeAuthorisation(t *testing.T) {
	rules := officeRules(t)
	callers := officeCallers(t, "6")
	before := storedItems(t)
	cells, shown := 0, false
	for _, pattern := range rules.Patterns() {
		method, path, _ := strings.Cut(pattern, " ")
		rule := rules[pattern]
		for _, c := range callers {
			cells++
			got := c.ask(t, method, samples.ReplaceAllStringFunc(path, sample))
			want := "login"
			switch {
			case rule.Public:
				want = "open"
			case c.who.ID != "" && rule.Opens(c.who):
				want = "open"
			case c.who.ID != "":
				want = "role"
			}
			if is := got.outcome(); is != want {
				t.Errorf("%s as %s: %s (%d), want %s", pattern, c.name, is, got.status, want)
			}
			if want == "open" && strings.Contains(path, "/scheda/{alunno}") && method == http.MethodGet {
				shown = shown || strings.Contains(got.body, "Martinelli")
			}
			if want != "open" {
				for _, secret := range []string{"Martinelli", "MRTSRA15R68A794S", owner} {
					if strings.Contains(got.body, secret) {
						t.Errorf("%s as %s shows %s", pattern, c.name, secret)
					}
				}
			}
		}
	}
	for key, now := range storedItems(t) {
		if was, known := before[key]; !known || was != now {
			t.Errorf("%s has changed: %s\n\nwas\n%s", key, now, was)
		}
	}
	if !shown {
		t.Error("what is searched for is not even shown to those who may read it")
	}
	t.Logf("%d routes, %d cells", len(rules), cells)
}

// Goal: every route of the office has its row, and every row its route. Method: the patterns in the functions' source,
// the rows, and the routes of template.yaml.
func TestOfficeRoutesAreComplete(t *testing.T) {
	rules := officeRules(t)
	found := map[string]bool{}
	for _, pattern := range patternsOf(t, `router\.Operator\("((?:GET|POST) /[^"]*)",`) {
		found[pattern] = true
		if _, known := rules[pattern]; !known {
			t.Errorf("%s has no row in shared/office/routes.txt", pattern)
		}
	}
	for _, pattern := range rules.Patterns() {
		if !found[pattern] {
			t.Errorf("shared/office/routes.txt has a row for %s, which no function serves", pattern)
		}
	}
	declared, err := template.ReadFile(filepath.Join(portal.Root, "template.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, function := range declared.Functions {
		for _, route := range function.Routes {
			prefix, open := strings.CutSuffix(route.Path, "{proxy+}")
			served := slices.ContainsFunc(slices.Collect(maps.Keys(found)), func(pattern string) bool {
				_, path, _ := strings.Cut(pattern, " ")
				return path == route.Path || open && strings.HasPrefix(path, prefix)
			})
			if strings.HasPrefix(route.Path, "/ufficio") && !served {
				t.Errorf("%s %s leads to no page", function.Name, route.Path)
			}
		}
	}
}

func officeRules(t *testing.T) office.Rules {
	t.Helper()
	rules, err := office.ReadRules()
	if err != nil || len(rules) == 0 {
		t.Fatalf("%d rules, %v", len(rules), err)
	}
	return rules
}

// officeCallers opens the sessions of everybody who might ask, in a fixture of its own (see openFixture).
func officeCallers(t *testing.T, tens string) []caller {
	t.Helper()
	fixture := openFixture(t, tens)
	store := office.Store{Core: portal.Table("CoreTable"), Ops: portal.Table("OpsTable"), Clock: stack.Now}
	operator := func(tenant, name string, removed bool, roles ...office.Role) (office.Operator, *http.Cookie) {
		o := office.Operator{ID: strings.Repeat("0", 20) + tens + name, Name: "Prova", Roles: roles, Schools: []string{"PRI"}}
		if removed {
			o.Removed = stack.Now()
		}
		if err := store.Save(t.Context(), tenant, o); err != nil {
			t.Fatal(err)
		}
		token, err := store.Start(t.Context(), session.Session{Tenant: tenant, Guardian: o.ID, Method: "spid", Name: o.Name})
		if err != nil {
			t.Fatal(err)
		}
		return o, officeCookie(token)
	}
	callers := []caller{{name: "nobody"}}
	for _, role := range office.Roles() {
		who, cookie := operator(tenant, string(role), false, role)
		callers = append(callers, caller{name: string(role), who: who, cookie: cookie})
		callers = append(callers, caller{name: string(role) + " at another Comune", cookie: cookie, host: elsewhere})
	}
	_, cookie := operator(tenant, "removed", true, office.Administrator)
	callers = append(callers, caller{name: "a removed operator", cookie: cookie})
	_, cookie = operator(neighbour, "stranger", false, office.Administrator)
	callers = append(callers, caller{name: "another Comune's administrator", cookie: cookie})
	for _, column := range []string{"owner", "second", "other"} { // a parent's token, in the parent's cookie and in the office's
		token := fixture.tokens[column]
		callers = append(callers,
			caller{name: column, cookie: &http.Cookie{Name: "sessione", Value: token}},
			caller{name: column + ", as an operator", cookie: officeCookie(token)})
	}
	device, _, err := store.AddDevice(t.Context(), tenant, office.Device{School: "PRI", Name: "Tablet di prova"})
	if err != nil {
		t.Fatal(err)
	}
	token, err := store.StartDevice(t.Context(), tenant, device)
	if err != nil {
		t.Fatal(err)
	}
	tablet := office.Operator{ID: "tablet-" + device.ID, Roles: []office.Role{office.School}, Schools: []string{"PRI"}}
	return append(callers, caller{name: "tablet", who: tablet, cookie: officeCookie(token)})
}

func officeCookie(token string) *http.Cookie { return &http.Cookie{Name: "ufficio", Value: token} }

// officeReply is what a caller gets.
type officeReply struct {
	status         int
	location, body string
}

// outcome is "login" for who is sent there, "role" for whom the role keeps out, else "open", whatever the page then says.
func (r officeReply) outcome() string {
	switch {
	case strings.HasPrefix(r.location, "/ufficio/accesso?torna_a="), r.status == http.StatusUnauthorized &&
		!strings.Contains(r.body, "accesso recente"):
		return "login"
	case strings.Contains(r.body, "Il tuo ruolo non apre questa pagina"), strings.Contains(r.body, "non si apre da un tablet"):
		return "role"
	default:
		return "open"
	}
}

func (c caller) ask(t *testing.T, method, path string) officeReply {
	t.Helper()
	var body io.Reader
	if method == http.MethodPost {
		body = strings.NewReader(url.Values{"form_id": {strings.Repeat("a1", 16)}}.Encode())
	}
	request, err := http.NewRequestWithContext(t.Context(), method, portal.PortalURL+path, body)
	if err != nil {
		t.Fatal(err)
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if c.cookie != nil {
		request.AddCookie(c.cookie)
	}
	if c.host != "" {
		request.Host = c.host
	}
	answer, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }() // everything has been read
	content, err := io.ReadAll(io.LimitReader(answer.Body, 4<<20))
	if err != nil {
		t.Fatal(err)
	}
	return officeReply{answer.StatusCode, answer.Header.Get("Location"), string(content)}
}

// samples are the variable parts of a route.
var samples = regexp.MustCompile(`\{[^}]*\}`)

// sample stands for one: things that are there, where the name says what it is.
func sample(part string) string {
	known := map[string]string{
		"{alunno}": child, "{classe}": "SEC-1A", "{giorno}": "2026-11-18", "{anno}": "2026", "{numero}": portal.Demo.OpenNotices[0].Number,
		"{azione}": "ritira", "{tabella}": "mesi",
	}
	if value, found := known[part]; found {
		return value
	}
	return "altro"
}

// named is the pattern of a route whose path is a constant.
var named = regexp.MustCompile(`"(?:GET|POST) "\+\w+Route\b`)

// patternsOf finds the first group of an expression in the source of all functions.
func patternsOf(t *testing.T, expression string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(portal.Root, "functions", "*", "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no functions: %v", err)
	}
	registered := regexp.MustCompile(expression)
	var patterns []string
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		whole := named.ReplaceAllStringFunc(string(source), func(text string) string { // `"GET "+listRoute`
			method, name, _ := strings.Cut(strings.Trim(text, `"`), ` "+`)
			value := regexp.MustCompile(`(?m)^\s*` + name + `\s*= "([^"]*)"`).FindStringSubmatch(string(source))
			if value == nil {
				t.Fatalf("%s: %s is no constant of the file", file, name)
			}
			return strconv.Quote(method + " " + value[1])
		})
		for _, found := range registered.FindAllStringSubmatch(whole, -1) {
			patterns = append(patterns, found[1])
		}
	}
	return patterns
}
