package e2e_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/infra/e2e/stack"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/municipality"
)

// parentRoutes are all routes that the functions register for parents, read off their code, so that a
// new one cannot be forgotten here.
func parentRoutes(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(portal.Root, "functions", "*", "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	route := regexp.MustCompile(`"((?:GET|POST) /[^"]+)"`)
	public := regexp.MustCompile(`\.Public\("`)
	var routes []string
	for _, file := range files {
		code, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(string(code), "\n") {
			if found := route.FindStringSubmatch(line); found != nil && !public.MatchString(line) &&
				!strings.HasSuffix(file, "_test.go") {
				routes = append(routes, found[1])
			}
		}
	}
	if len(routes) < 40 {
		t.Fatalf("only %d routes found in the code", len(routes))
	}
	return routes
}

// target fills a route with what belongs to Maria.
func target(route, notice, cart string) (method, address string) {
	method, address, _ = strings.Cut(route, " ")
	for name, value := range map[string]string{
		"{anno}": "2026", "{alunno}": "A001", "{number}": notice, "{cart}": cart, "{file}": notice + ".pdf",
	} {
		address = strings.ReplaceAll(address, name, value)
	}
	if strings.HasPrefix(address, "/documenti/") {
		address = strings.ReplaceAll(address, "{id}", "2026-101")
	}
	address = strings.ReplaceAll(address, "{id}", strings.Repeat("0", 32))
	switch address {
	case "/conto", "/conto/movimenti.csv", "/conto/estratto.pdf", "/refezione", "/refezione/presenze.csv",
		"/documenti", "/documenti/elenco.csv":
		address += "?figlio=A001"
	}
	return method, address
}

// role is somebody who asks for what is Maria's.
type role struct {
	cookies []*http.Cookie
	host    string // of the request; "" for the portal's own
	token   string // of the forms
}

// ask makes one request without following redirects.
func (r role) ask(t *testing.T, method, address, notice string) (int, string) {
	t.Helper()
	var body io.Reader
	if method == http.MethodPost {
		body = strings.NewReader(url.Values{
			"csrf": {r.token}, "alunno": {"A001"}, "importo": {"20"}, "avviso": {notice}, "numero": {notice},
			"codice": {"VRDFNC85A41H501G"}, "voto": {"5"}, "conferma": {"si"},
		}.Encode())
	}
	request, err := http.NewRequestWithContext(t.Context(), method, portal.PortalURL+address, body)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Host = r.host
	for _, cookie := range r.cookies {
		request.AddCookie(cookie)
	}
	client := http.Client{Timeout: time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}
	answer, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	content, err := io.ReadAll(io.LimitReader(answer.Body, 4<<20))
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, answer.Header.Get("Location") + " " + string(content)
}

// T22. Goal: nobody but Maria sees or changes what is Maria's. Method: every route for parents, filled
// with her child, notice, cart and document, asked by a guest, by another parent, by herself with a session
// that is over, and by herself with this session at another municipality's portal; then a look at whether
// any stored item has changed. The office has no pages yet.
func TestT22AuthorisationMatrix(t *testing.T) {
	owner := logIn(t, maria)
	mask := owner.topUp(map[string]string{"A001": "10"})
	notice, cart := noticesOf(mask)[0], lastPart(mask.URL.Path)
	roles := map[string]role{
		"guest":   {},
		"expired": {cookies: expired(t, maria)},
		"other tenant": {
			cookies: owner.Cookies(), host: otherPortal(t), token: tokenOf(owner.Open("/ricariche").Body),
		},
	}
	stranger := logIn(t, verdi)
	roles["other parent"] = role{
		cookies: stranger.Cookies(), token: tokenOf(stranger.Open("/ricariche").Body),
	}
	before := stored(t)
	seen := 0
	for _, route := range parentRoutes(t) {
		method, address := target(route, notice, cart)
		if method == http.MethodGet {
			if status, _ := (role{cookies: owner.Cookies()}).ask(t, method, address, notice); status == http.StatusOK {
				seen++
			}
		}
		for _, name := range slices.Sorted(maps.Keys(roles)) {
			status, content := roles[name].ask(t, method, address, notice)
			if !refused(name, method, address, status) {
				t.Errorf("%s: %s %s answers %d", name, method, address, status)
			}
			for _, secret := range []string{"Bianchi", notice, "2026/101"} {
				// Only the way to the login may name the address that was asked for.
				if name == "other parent" && strings.Contains(content, secret) {
					t.Errorf("%s: %s %s shows %q", name, method, address, secret)
				}
			}
			if strings.Contains(content, "Bianchi") {
				t.Errorf("%s: %s %s shows the child's name", name, method, address)
			}
		}
	}
	for key, item := range stored(t) {
		if before[key] != item {
			t.Errorf("%s has changed", key)
		}
	}
	if seen < 20 {
		t.Errorf("Maria herself sees only %d of these pages: the test proves little", seen)
	}
}

// refused reports whether a status is that of somebody who may not. A parent may open the pages that
// begin with nobody's id: they show that parent's own things.
func refused(name, method, address string, status int) bool {
	if name != "other parent" {
		return method == http.MethodGet && status == http.StatusSeeOther ||
			method == http.MethodPost && status == http.StatusUnauthorized
	}
	own := !regexp.MustCompile(`A001|/[0-9]{8,}|2026|[0-9a-f]{32}`).MatchString(address)
	return own && status < http.StatusInternalServerError ||
		status == http.StatusNotFound || status == http.StatusForbidden || status == http.StatusBadRequest
}

// expired is the session of a parent whose time is over by the clock, although DynamoDB still has it.
func expired(t *testing.T, fiscalCode string) []*http.Cookie {
	t.Helper()
	cookies := logIn(t, fiscalCode).Cookies()
	changed := 0
	for _, cookie := range cookies {
		sum := sha256.Sum256([]byte(cookie.Value))
		table := portal.Table("OpsTable")
		_, err := table.Client.UpdateItem(t.Context(), &dynamodb.UpdateItemInput{
			TableName: &table.Name, Key: dynamo.Session(hex.EncodeToString(sum[:])).Attributes(),
			UpdateExpression: aws.String("SET #seen = :seen"), ConditionExpression: aws.String("attribute_exists(pk)"),
			ExpressionAttributeNames: dynamo.Names("seen"),
			ExpressionAttributeValues: dynamo.Attributes{":seen": &types.AttributeValueMemberN{
				Value: fmt.Sprint(clock()().Add(-31 * time.Minute).Unix()),
			}},
		})
		if err == nil {
			changed++
		}
	}
	if changed != 1 {
		t.Fatalf("%d sessions of the browser were found", changed)
	}
	return cookies
}

// otherPortal is the host of a second municipality on the same stack.
func otherPortal(t *testing.T) string {
	t.Helper()
	host := "altrove.localhost"
	_, err := (&municipality.Store{Core: portal.Table("CoreTable"), Clock: clock()}).Save(t.Context(),
		municipality.Municipality{
			ID: "c_y000", Name: "Comune di Altrove", FiscalCode: "88888888888", Segregation: "03", Hosts: []string{host},
		})
	if err != nil {
		t.Fatal(err)
	}
	return host
}

// tokenOf is the token of a page's forms.
func tokenOf(page string) string {
	found := regexp.MustCompile(`name="csrf" value="([^"]+)"`).FindStringSubmatch(page)
	if found == nil {
		return ""
	}
	return found[1]
}

// stored is every item of people and money, as text by key.
func stored(t *testing.T) map[string]string {
	t.Helper()
	items := map[string]string{}
	for _, id := range []string{"CoreTable", "LedgerTable", "PresenceTable"} {
		table := portal.Table(id)
		pages := dynamodb.NewScanPaginator(table.Client, &dynamodb.ScanInput{TableName: &table.Name})
		for pages.HasMorePages() {
			page, err := pages.NextPage(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, item := range page.Items {
				var plain map[string]any
				if err := attributevalue.UnmarshalMap(item, &plain); err != nil {
					t.Fatal(err)
				}
				items[fmt.Sprint(id, " ", plain["pk"], " ", plain["sk"])] = fmt.Sprint(plain)
			}
		}
	}
	return items
}

func clock() calendar.Clock { return calendar.Fixed(stack.Now()) }
