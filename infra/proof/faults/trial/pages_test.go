package trial_test

import (
	"encoding/json"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"serviziscolastici/infra/proof/faults/proxy"
	"serviziscolastici/infra/proof/faults/trial"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/session"
)

// pageTimeout is that of the pages in the template.
const pageTimeout = 10 * time.Second

// reader is a parent with a session, who asks functions for pages.
type reader struct {
	t      *testing.T
	f      *trial.Fixture
	cookie string
}

func newReader(t *testing.T) reader {
	t.Helper()
	f, _ := newPresences(t, "P")
	f.Timeout = pageTimeout
	guardian := "GP000000"
	sessions := session.Store{Table: f.Billing.Ops, Clock: f.Now}
	token, err := sessions.Start(t.Context(), session.Session{
		Tenant: "c_x000", Guardian: guardian, Name: "Maria", FamilyName: "Bianchi", Method: "spid",
	})
	if err != nil {
		t.Fatal(err)
	}
	err = f.Core.Store(t.Context(), dynamo.GuardianPupil(guardian, "c_x000", "P000000"), school.Link{
		Guardian: guardian, Tenant: "c_x000", Pupil: "P000000", Role: school.Payer, Name: "Anna",
	})
	if err != nil {
		t.Fatal(err)
	}
	err = f.Core.Store(t.Context(), dynamo.PupilGuardian("c_x000", "P000000", guardian), school.Link{
		Guardian: guardian, Tenant: "c_x000", Pupil: "P000000", Role: school.Payer, Name: "Anna",
	})
	if err != nil {
		t.Fatal(err)
	}
	return reader{t, f, "__Host-sessione=" + token}
}

// ask makes one request, and fails the test when the function does not answer in its time.
func (r reader) ask(function, method, path string, form url.Values) (int, string) {
	r.t.Helper()
	event, err := json.Marshal(map[string]any{
		"version": "2.0", "rawPath": path, "cookies": []string{r.cookie}, "body": form.Encode(),
		"headers": map[string]string{
			"host": "prova.example.it", "content-type": "application/x-www-form-urlencoded", "cookie": r.cookie,
		},
		"requestContext": map[string]any{
			"domainName": "prova.example.it", "http": map[string]string{"method": method, "path": path, "sourceIp": "192.0.2.1"},
		},
	})
	if err != nil {
		r.t.Fatal(err)
	}
	answer, err := r.f.Invoke(function, event)
	if err != nil {
		r.t.Fatalf("%s %s: %v", method, path, err)
	}
	var page struct {
		StatusCode int    `json:"statusCode"`
		Body       string `json:"body"`
	}
	if err := json.Unmarshal(answer, &page); err != nil {
		r.t.Fatal(err)
	}
	return page.StatusCode, page.Body
}

// T6. Goal: a page answers in its time whatever DynamoDB does, with a page of its own that says so, and is
// itself again afterwards. Method: each kind of trouble on all calls to all tables or to one, asked before
// and after the function knows the municipality.
func TestT6PagesAnswerInTime(t *testing.T) {
	pages := map[string]string{"home": "/riepilogo", "account": "/conto", "topups": "/ricariche", "payments": "/pagamenti"}
	troubles := map[string]proxy.Kind{
		"throttled": proxy.Throttled, "server error": proxy.ServerError, "unreachable": proxy.Refused,
		"silent": proxy.Hold,
	}
	for function, path := range pages {
		for trouble, kind := range troubles {
			t.Run(function+" "+trouble, func(t *testing.T) {
				t.Parallel()
				r := newReader(t)
				for _, fits := range []func(proxy.Call) bool{
					every, func(call proxy.Call) bool { return call.Names(r.f.Billing.Ops.Name) },
				} {
					r.f.Proxy.Script(always(kind, fits))
					if status, body := r.ask(function, "GET", path, nil); status != 503 ||
						!strings.Contains(body, "Servizio non disponibile") || !strings.Contains(body, "Riprova tra") {
						t.Errorf("status %d: %s", status, body)
					}
					r.f.Proxy.Release()
					r.f.Proxy.Script(quiet)
					if status, body := r.ask(function, "GET", path, nil); status != 200 {
						t.Fatalf("without trouble: status %d: %s", status, body)
					}
				}
			})
		}
	}
}

// T6. Goal: a form whose transaction meets conflicts to the end is refused in time and has opened nothing;
// sent again it opens one notice, and a lost reply does not make it two. Method: CONFERMA under conflicts,
// under lost replies, and in peace.
func TestT6FormUnderConflicts(t *testing.T) {
	r := newReader(t)
	draft := billing.Draft{TopUps: []billing.PupilAmount{{Pupil: "P000000", Amount: 2000}}}
	if err := r.f.Billing.SaveDraft(t.Context(), "c_x000", "GP000000", draft); err != nil {
		t.Fatal(err)
	}
	_, page := r.ask("topups", "GET", "/ricariche", nil)
	form := url.Values{"riga": {"P000000:20.00"}}
	for _, name := range []string{"csrf", "form_id"} {
		found := regexp.MustCompile(`name="` + name + `" value="([^"]+)"`).FindStringSubmatch(page)
		if found == nil {
			t.Fatalf("no %s in %s", name, page)
		}
		form.Set(name, found[1])
	}
	for i, kind := range []proxy.Kind{proxy.Conflict, proxy.Throttled, proxy.Lost, proxy.None, proxy.None} {
		r.f.Proxy.Script(always(kind, isTransaction))
		status, body := r.ask("topups", "POST", "/ricariche/conferma", form)
		if kind != proxy.None && status != 503 || kind == proxy.None && status != 303 {
			t.Errorf("attempt %d: status %d: %s", i, status, body)
		}
		rows, err := r.f.Billing.ListOf(t.Context(), "c_x000", "GP000000")
		want := 0
		if i >= 2 { // from the lost reply on
			want = 1
		}
		if err != nil || len(rows) != want {
			t.Errorf("attempt %d: %d notices, want %d, %v", i, len(rows), want, err)
		}
	}
}
