package appio_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"serviziscolastici/infra/local/simulators/appio/service"
	"serviziscolastici/shared/appio"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/message"
)

const citizen = "RSSMRA80A01H501U"

func newClient(t *testing.T, h http.Handler) appio.Client {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return appio.Client{BaseURL: server.URL, Key: "K"}
}

// Goal: each sort of citizen is told apart, and what is sent is what the contract wants, followed to its end. Method: the
// simulator, over the wire; its judgement of fields is the contract's.
func TestCitizens(t *testing.T) {
	app := service.New(func() string { return "c_x000=K" })
	client, ctx := newClient(t, app), t.Context()
	m := appio.Message{
		FiscalCode: citizen, Subject: "Nuovo avviso", Body: strings.Repeat("È disponibile un avviso. ", 4),
		Payment: &appio.Payment{Creditor: "77777777777", Notice: "302202500000012356", Amount: 4500, Due: calendar.NewDay(2027, 3, 28), Strict: true},
	}
	for sort, want := range map[service.Citizen]bool{
		service.Reachable: true, service.Absent: false, service.Refusing: false, service.Lossy: true,
	} {
		app.Set(citizen, sort)
		if allowed, err := client.Allowed(ctx, citizen); err != nil || allowed != want {
			t.Errorf("%q is allowed: %t, %v", sort, allowed, err)
		}
	}
	app.Set(citizen, service.Reachable)
	id, err := client.Send(ctx, m)
	if err != nil {
		t.Fatal(err)
	}
	taken := app.Taken()[0]
	// On the day when clocks go forward the last second is two hours ahead of UTC.
	if taken.DueDate != "2027-03-28T21:59:59.000Z" || taken.Notice != m.Payment.Notice || taken.Amount != 4500 {
		t.Errorf("taken %+v", taken)
	}
	for sort, want := range map[service.Citizen]message.State{service.Reachable: message.Delivered, service.Lossy: message.Failed} {
		app.Set(citizen, sort)
		if state, err := client.State(ctx, citizen, id); err != nil || state != want {
			t.Errorf("%q: %s, %v", sort, state, err)
		}
	}
	for _, sort := range []service.Citizen{service.Throttled, service.Failing} {
		app.Set(citizen, sort)
		if _, err := client.Send(ctx, m); !errors.Is(err, message.ErrNotNow) || len(app.Taken()) != 1 {
			t.Errorf("%q: %v, %d are taken", sort, err, len(app.Taken()))
		}
	}
	app.Set(citizen, service.Reachable)
	if state, err := client.State(ctx, citizen, "other"); err != nil || state != message.Failed {
		t.Errorf("a message that is not there is %s, %v", state, err)
	}
	for name, wrong := range map[string]func(*appio.Message){
		"subject": func(m *appio.Message) { m.Subject = "Nove cars" },
		"long":    func(m *appio.Message) { m.Subject = strings.Repeat("à", appio.MaxSubject+1) },
		"body":    func(m *appio.Message) { m.Body = strings.Repeat("à", appio.MinBody-1) },
		"amount":  func(m *appio.Message) { m.Payment = &appio.Payment{Notice: "302202500000012356"} },
	} {
		bad := m
		wrong(&bad)
		if _, err := client.Send(ctx, bad); !errors.Is(err, message.ErrRefused) {
			t.Errorf("%s: %v", name, err)
		}
	}
	client.Key = "other"
	if _, err := client.Send(ctx, m); !errors.Is(err, message.ErrRefused) {
		t.Errorf("another's key: %v", err)
	}
}

// Goal: what certainly was not taken is told from what perhaps was, and no error names the citizen. What only asks was never sent:
// after any answer but a refusal it is asked again. Method: each status,
// an answer that is none, a cut connection, and a port where nobody listens.
func TestDoubtIsTold(t *testing.T) {
	m := appio.Message{FiscalCode: citizen}
	for status, want := range map[int]error{
		400: message.ErrRefused, 401: message.ErrRefused, 403: message.ErrRefused, 429: message.ErrNotNow,
		500: message.ErrNotNow, 503: message.ErrNotNow, 502: message.ErrUnknown, 504: message.ErrUnknown, 200: message.ErrUnknown,
		201: message.ErrUnknown, 0: message.ErrUnknown,
	} {
		client := newClient(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			if status == 0 {
				panic(http.ErrAbortHandler)
			}
			w.WriteHeader(status)
			_, _ = w.Write([]byte("<html>"))
		}))
		_, err := client.Send(t.Context(), m)
		if !errors.Is(err, want) || strings.Contains(err.Error(), citizen) {
			t.Errorf("%d: %v", status, err)
		}
		_, allowed := client.Allowed(t.Context(), citizen)
		_, state := client.State(t.Context(), citizen, "1")
		for asked, err := range map[string]error{"allowed": allowed, "state": state} {
			again := errors.Is(want, message.ErrRefused) || errors.Is(err, message.ErrNotNow)
			if err == nil || !again || errors.Is(err, message.ErrUnknown) || strings.Contains(err.Error(), citizen) {
				t.Errorf("%d: %s: %v", status, asked, err)
			}
		}
	}
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	client := appio.Client{BaseURL: gone.URL, Key: "K"}
	if _, err := client.Send(t.Context(), m); !errors.Is(err, message.ErrNotNow) {
		t.Errorf("nobody listens: %v", err)
	}
	if _, err := client.State(t.Context(), citizen, "1"); err == nil || strings.Contains(err.Error(), citizen) {
		t.Errorf("nobody listens: %v", err)
	}
}

// Goal: what is at the end of a redirect is not App IO's answer, and learns neither key nor citizen. Method: every
// redirect, to a page that would allow and take all.
func TestNoRedirectIsFollowed(t *testing.T) {
	visits := 0
	page := newClient(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		visits++
		_, _ = w.Write([]byte(`{"sender_allowed":true,"status":"PROCESSED"}`))
	}))
	for _, status := range []int{301, 302, 303, 307, 308} {
		client := newClient(t, http.RedirectHandler(page.BaseURL, status))
		allowed, err := client.Allowed(t.Context(), citizen)
		state, wrong := client.State(t.Context(), citizen, "1")
		_, unsent := client.Send(t.Context(), appio.Message{FiscalCode: citizen})
		if err == nil || wrong == nil || unsent == nil || allowed || state != "" || visits > 0 {
			t.Errorf("status %d: %t, %v, %q, %v, %v, %d visits", status, allowed, err, state, wrong, unsent, visits)
		}
	}
}
