package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"

	"serviziscolastici/infra/local/rights/rightstest"
	"serviziscolastici/infra/local/simulators/appio/service"
	"serviziscolastici/infra/local/simulators/mail/post"
	"serviziscolastici/shared/absence"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/message"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/report"
	"serviziscolastici/shared/school"
)

const tenant = "c_x000"

// noon is a Friday.
var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, calendar.Rome())

// fixture is a Comune whose n-th family is parent gN with child pN in class N/25; people, notices and credit are in
// memory, what was told is on the emulator, and the channels are the simulators over the wire.
type fixture struct {
	t         *testing.T
	now       time.Time
	town      municipality.Municipality
	notices   map[string][]billing.Position
	credit    map[string]ledger.Account
	closures  []school.Closure
	news      []school.News
	absences  map[string][]absence.Notice // by pupil
	marks     map[calendar.Day]map[string]school.Mark
	reports   map[string][]report.Report // by parent
	tables    rightstest.Set
	store     message.Store
	io        *service.Service
	mail      *post.Post
	messenger Messenger
	log       *bytes.Buffer
	meddle    middleware
}

// middleware may stand between the messenger and a channel.
type middleware func(http.Handler) http.Handler

const classSize = 25

func newFixture(t *testing.T, families int) *fixture {
	t.Helper()
	w := &fixture{
		t: t, now: noon, notices: map[string][]billing.Position{}, credit: map[string]ledger.Account{},
		tables: rightstest.Tables(t), log: new(bytes.Buffer),
		io: service.New(func() string { return "c_x000=K" }), mail: post.New(),
		meddle: func(h http.Handler) http.Handler { return h },
		town: municipality.Municipality{
			ID: tenant, Name: "Comune di Vallechiara", Office: "Ufficio Scuola", Phone: "035 000 0000", Email: "scuola@vallechiara.example.it",
			FiscalCode: "77777777777", LowCredit: 20_00, Hosts: []string{"servizi.example.it"},
		},
	}
	clock := calendar.Clock(func() time.Time { return w.now })
	w.store = message.Store{Core: w.tables.Core, Ops: w.tables.Ops, Clock: clock}
	own := w.tables.As(t, "messenger")
	reach := func(h http.Handler) string {
		server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { w.meddle(h).ServeHTTP(rw, r) }))
		t.Cleanup(server.Close)
		return server.URL
	}
	ses := reach(w.mail)
	w.messenger = Messenger{
		Municipalities: w, School: w, Bills: w, Accounts: w, Absences: w, Reports: reportList{w},
		Told: message.Store{Core: own.Core, Ops: own.Ops, Clock: clock}, Portal: "https://servizi.example.it", Clock: clock,
		Log:   slog.New(slog.NewJSONHandler(w.log, nil)),
		AppIO: App{URL: reach(w.io), Keys: func(context.Context) string { return "c_a000=X c_x000=K" }},
		Mail: NewPost(aws.Config{
			Region: "eu-south-1", BaseEndpoint: &ses,
			Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
				return aws.Credentials{AccessKeyID: "k", SecretAccessKey: "s"}, nil
			}),
		}, "noreply@servizi.example.it", "set"),
	}
	for n := range families {
		w.credit[pupilOf(n)] = ledger.Account{Balance: 50_00}
	}
	return w
}

func guardianOf(n int) string { return fmt.Sprintf("g%05d", n) }
func pupilOf(n int) string    { return fmt.Sprintf("p%05d", n) }
func classOf(n int) string    { return fmt.Sprintf("C%d", n/classSize) }
func emailOf(n int) string    { return fmt.Sprintf("genitore%d@example.it", n) }

// codeOf is a fiscal code of the right form.
func codeOf(n int) string {
	letters := "ABCDEHLMPRST"
	return fmt.Sprintf("RSSMRA%02d%c01A%03dX", n/100%100, letters[n/10_000%len(letters)], n%100+100)
}

func number(guardian string) int {
	n, err := strconv.Atoi(guardian[1:])
	if err != nil {
		panic(err)
	}
	return n
}

// owe gives a family a notice for a document.
func (w *fixture) owe(n int, created time.Time, due calendar.Day) billing.Position {
	notice, _ := pagopa.NewNoticeNumber("02", int64(n+1))
	p := billing.Position{
		Creditor: w.town.FiscalCode, Number: notice, Tenant: tenant, Guardian: guardianOf(n), Pupil: pupilOf(n),
		Kind: billing.ForDocument, Service: school.Canteen, Amount: 45_00, State: billing.Open, Created: created, Due: due,
	}
	w.notices[p.Guardian] = append(w.notices[p.Guardian], p)
	return p
}

// confirm has a family's address confirmed.
func (w *fixture) confirm(n int) {
	w.t.Helper()
	ctx := w.t.Context()
	_, asked := w.store.Ask(ctx, tenant, guardianOf(n), emailOf(n))
	p, read := w.store.Preferences(ctx, tenant, guardianOf(n))
	for _, err := range []error{asked, read, w.store.Answer(ctx, tenant, guardianOf(n), p.AskedCode)} {
		if err != nil {
			w.t.Fatal(err)
		}
	}
}

// look delivers a look as the queue does, so many times at most, and returns whether it was done.
func (w *fixture) look(look message.Look, times int) bool {
	w.t.Helper()
	look.Version, look.Municipality = message.LookVersion, tenant
	body, err := json.Marshal(look)
	if err != nil {
		w.t.Fatal(err)
	}
	return w.deliver(string(body), times)
}

func (w *fixture) deliver(body string, times int) bool {
	w.t.Helper()
	for n := range times {
		answer, err := Handle(Walker{}, w.messenger)(w.t.Context(), events.SQSEvent{Records: []events.SQSMessage{{
			MessageId: "m", Body: body, Attributes: map[string]string{"ApproximateReceiveCount": strconv.Itoa(n + 1)},
		}}})
		if err != nil {
			w.t.Fatal(err)
		}
		if len(answer.(events.SQSEventResponse).BatchItemFailures) == 0 {
			return true
		}
	}
	return false
}

// subjects are those of what the n-th family received, "io:" or "mail:" before them.
func (w *fixture) subjects(n int) string {
	var list []string
	for _, m := range w.io.Taken() {
		if m.FiscalCode == codeOf(n) {
			list = append(list, "io: "+m.Subject)
		}
	}
	for _, m := range w.mail.Taken() {
		if m.To == emailOf(n) {
			list = append(list, "mail: "+m.Subject)
		}
	}
	return strings.Join(list, ", ")
}

func (w *fixture) expect(n int, want string) {
	w.t.Helper()
	if got := w.subjects(n); got != want {
		w.t.Errorf("family %d received %q, not %q", n, got, want)
	}
}

func (w *fixture) ByID(context.Context, string) (municipality.Municipality, error) {
	return w.town, nil
}

func (w *fixture) Class(_ context.Context, _, class string) (school.Class, error) {
	return school.Class{ID: class, Name: "3A", School: "S1", Weekdays: []time.Weekday{1, 2, 3, 4, 5}}, nil
}

func (w *fixture) Roster(_ context.Context, _, class string) ([]school.RosterRow, error) {
	var rows []school.RosterRow
	for n := range len(w.credit) {
		if classOf(n) == class {
			rows = append(rows, school.RosterRow{Pupil: pupilOf(n), From: calendar.NewDay(2026, 9, 14)})
		}
	}
	return rows, nil
}

func (w *fixture) News(context.Context, string) ([]school.News, error) { return w.news, nil }

func (w *fixture) Closures(_ context.Context, _ string, from, to calendar.Day) ([]school.Closure, error) {
	var list []school.Closure
	for _, c := range w.closures {
		if c.Day.Within(from, to) {
			list = append(list, c)
		}
	}
	return list, nil
}

func (w *fixture) GuardiansOf(_ context.Context, _, pupil string) ([]school.Link, error) {
	return []school.Link{
		{Guardian: guardianOf(number(pupil)), Pupil: pupil, Role: school.Payer},
		{Guardian: "v" + pupil[1:], Pupil: pupil, Role: school.Viewer},
	}, nil
}

func (w *fixture) PupilsOf(_ context.Context, _, guardian string) ([]school.Link, error) {
	return []school.Link{{
		Guardian: guardian, Pupil: pupilOf(number(guardian)), Role: school.Payer, Name: "Ludovica", FamilyName: "Bianchi",
		School: "S1", Class: "C0", ClassName: "3A",
	}}, nil
}

func (w *fixture) Guardian(_ context.Context, _, guardian string) (school.Guardian, error) {
	if !strings.HasPrefix(guardian, "g") {
		return school.Guardian{}, problem.Missing()
	}
	n := number(guardian)
	return school.Guardian{ID: guardian, FiscalCode: codeOf(n), Email: emailOf(n)}, nil
}

func (w *fixture) Find(_ context.Context, _ string, notice pagopa.NoticeNumber) (billing.Position, error) {
	for _, list := range w.notices {
		for _, p := range list {
			if p.Number == notice {
				return p, nil
			}
		}
	}
	return billing.Position{}, problem.Missing()
}

func (w *fixture) ListOf(_ context.Context, _, guardian string) ([]billing.Position, error) {
	return w.notices[guardian], nil
}

func (w *fixture) Accounts(_ context.Context, _ string, pupils []string) (map[string]ledger.Account, error) {
	accounts := map[string]ledger.Account{}
	for _, pupil := range pupils {
		accounts[pupil] = w.credit[pupil]
	}
	return accounts, nil
}

func (w *fixture) ClassDay(_ context.Context, _, class string, day calendar.Day) (school.ClassDay, error) {
	return school.ClassDay{Class: class, Day: day, Marks: w.marks[day]}, nil
}

func (w *fixture) Of(_ context.Context, _, pupil string, from, to calendar.Day) ([]absence.Notice, error) {
	var list []absence.Notice
	for _, n := range w.absences[pupil] {
		if n.Day.Within(from, to) {
			list = append(list, n)
		}
	}
	return list, nil
}

// reportList answers for the reports, whose list has the name of the notices'.
type reportList struct{ *fixture }

func (w reportList) ListOf(_ context.Context, _, guardian, _ string) ([]report.Report, string, error) {
	return w.reports[guardian], "", nil
}

// answers replaces what a channel says at a path by a status; before it works or, with worked, afterwards.
func answers(path string, status int, worked bool) middleware {
	return func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			if !strings.HasPrefix(r.URL.Path, path) {
				h.ServeHTTP(rw, r)
				return
			}
			if worked {
				h.ServeHTTP(httptest.NewRecorder(), r)
			}
			if status == 0 {
				panic(http.ErrAbortHandler) // the connection is cut
			}
			rw.WriteHeader(status)
		})
	}
}

// flaky lets a share of requests fail in every way, and remembers about whom nobody knew.
type flaky struct {
	mu      sync.Mutex
	draw    func() float64
	rate    float64
	unsure  map[string]bool // by address or fiscal code
	faulted int
}

func (f *flaky) meddle(h http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		f.mu.Lock()
		hit, which := f.draw() < f.rate, int(f.draw()*6)
		if hit {
			f.faulted++
		}
		if hit && which >= 3 {
			f.unsure[whom(r.URL.Path, body)] = true
		}
		f.mu.Unlock()
		if !hit {
			h.ServeHTTP(rw, r)
			return
		}
		switch which {
		case 0:
			rw.WriteHeader(http.StatusTooManyRequests)
		case 1:
			rw.WriteHeader(http.StatusServiceUnavailable)
		case 2:
			rw.WriteHeader(http.StatusInternalServerError)
		case 3:
			panic(http.ErrAbortHandler) // never arrived
		case 4:
			h.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler) // arrived, and its answer did not
		default:
			h.ServeHTTP(httptest.NewRecorder(), r)
			rw.WriteHeader(http.StatusBadGateway)
		}
	})
}

// whom returns who a request is about.
func whom(path string, body []byte) string {
	var asked struct {
		FiscalCode  string `json:"fiscal_code"`
		Destination struct{ ToAddresses []string }
	}
	if json.Unmarshal(body, &asked) != nil {
		return path
	}
	if len(asked.Destination.ToAddresses) > 0 {
		return asked.Destination.ToAddresses[0]
	}
	return asked.FiscalCode
}
