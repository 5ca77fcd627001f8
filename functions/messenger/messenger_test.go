package main

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"serviziscolastici/infra/local/simulators/appio/service"
	"serviziscolastici/shared/absence"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/message"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/report"
	"serviziscolastici/shared/school"
)

var farDue = calendar.NewDay(2026, 12, 31)

const (
	onApp  = "io: Nuovo avviso di pagamento: Refezione scolastica"
	byMail = "mail: Nuovo avviso di pagamento: Refezione scolastica"
)

// Goal: a parent is told where they are: on the app, by mail when they are not there or refuse the service, by what
// they chose otherwise, and never at an address that is not confirmed. Method: one notice for each sort of parent.
func TestChannelsOfAParent(t *testing.T) {
	w := newFixture(t, 8)
	choose := func(n int, choice message.Choice) {
		if err := w.store.Choose(t.Context(), tenant, guardianOf(n), message.Preferences{
			Choices: map[message.Kind]message.Choice{message.NewNotice: choice},
		}); err != nil {
			t.Fatal(err)
		}
	}
	for n := range 8 {
		w.owe(n, noon, farDue)
		if n > 0 && n < 7 {
			w.confirm(n)
		}
	}
	w.io.Set(codeOf(2), service.Absent)
	w.io.Set(codeOf(3), service.Refusing)
	choose(4, message.OnlyMail)
	choose(5, message.Both)
	choose(6, message.Silence)
	w.io.Set(codeOf(7), service.Absent)
	for range 2 {
		if !w.look(message.Look{Class: "C0"}, 1) {
			t.Fatal("the look failed")
		}
	}
	for n, want := range []string{onApp, onApp, byMail, byMail, byMail, onApp + ", " + byMail, "", ""} {
		w.expect(n, want)
	}
	if m := w.io.Taken()[0]; m.Amount != 4500 || len(m.Notice) != 18 || m.DueDate != "2026-12-31T22:59:59.000Z" {
		t.Errorf("payment %+v", m)
	}
}

// Goal: an installation without one of the channels, or a Comune without a key, uses the other, and without both
// does nothing. Method: the same notice for the same family, three times.
func TestChannelsThatAreOff(t *testing.T) {
	for want, off := range map[string]func(*Messenger){
		byMail:       func(m *Messenger) { m.AppIO = nil },
		onApp:        func(m *Messenger) { m.Mail = nil },
		"":           func(m *Messenger) { m.AppIO, m.Mail = nil, nil },
		byMail + " ": func(m *Messenger) { m.AppIO = App{Keys: func(context.Context) string { return "c_a000=X" }} },
	} {
		w := newFixture(t, 1)
		w.owe(0, noon, farDue)
		w.confirm(0)
		off(&w.messenger)
		if !w.look(message.Look{Class: "C0"}, 1) {
			t.Error("the look failed")
		}
		w.expect(0, strings.TrimSpace(want))
	}
}

// Goal: what App IO refuses for now is tried again, and goes by mail when that lasts; what nobody knows of goes by
// mail at once and never there again that day; what it refuses for good goes by mail. Method: each answer of the
// contract to profile and message, delivered twice, then a second walk without trouble.
func TestTroubleOfAppIO(t *testing.T) {
	const profiles, messages = "/api/v1/profiles", "/api/v1/messages"
	for name, c := range map[string]struct {
		citizen service.Citizen
		meddle  middleware
		first   bool // whether the first delivery is done with the look
		want    string
	}{
		"429":                 {citizen: service.Throttled, want: byMail},
		"500":                 {citizen: service.Failing, want: byMail},
		"profile 429":         {meddle: answers(profiles, 429, false), want: byMail},
		"profile cut":         {meddle: answers(profiles, 0, false), want: byMail},
		"reply lost":          {meddle: answers(messages, 0, true), first: true, want: onApp + ", " + byMail},
		"request lost":        {meddle: answers(messages, 0, false), first: true, want: byMail},
		"502, and it arrived": {meddle: answers(messages, 502, true), first: true, want: onApp + ", " + byMail},
		"401":                 {meddle: answers(messages, 401, false), first: true, want: byMail},
		"403":                 {meddle: answers(messages, 403, false), first: true, want: byMail},
		"400":                 {meddle: answers(messages, 400, false), first: true, want: byMail},
	} {
		w := newFixture(t, 1)
		w.owe(0, noon, farDue)
		w.confirm(0)
		w.io.Set(codeOf(0), c.citizen)
		if c.meddle != nil {
			w.meddle = c.meddle
		}
		if done := w.look(message.Look{Class: "C0"}, 1); done != c.first {
			t.Errorf("%s: the first look is done: %t", name, done)
		}
		if !w.look(message.Look{Class: "C0"}, 2) {
			t.Errorf("%s: the look is never done", name)
		}
		w.io.Set(codeOf(0), service.Reachable)
		w.meddle = answers("/nothing", 0, false)
		w.look(message.Look{Class: "C0"}, 1)
		if got := w.subjects(0); got != c.want {
			t.Errorf("%s: received %q, not %q", name, got, c.want)
		}
		if strings.Contains(w.log.String(), codeOf(0)) || strings.Contains(w.log.String(), emailOf(0)) {
			t.Errorf("%s: the log names the parent: %s", name, w.log)
		}
	}
}

// Goal: the same of SES, where nothing is behind it: what may have gone out is not sent again that day, and is the
// next. Method: each answer, delivered three times, and a walk without trouble on that day and the next.
func TestTroubleOfMail(t *testing.T) {
	const path = "/v2/email"
	for name, c := range map[string]struct {
		meddle    middleware
		day, next int // mails after that day, and the next
	}{
		"429":          {answers(path, 429, false), 1, 1},
		"reply lost":   {answers(path, 0, true), 1, 2},
		"request lost": {answers(path, 0, false), 0, 1},
		"500":          {answers(path, 500, false), 0, 1},
	} {
		w := newFixture(t, 1)
		w.owe(0, noon, farDue)
		w.confirm(0)
		w.io.Set(codeOf(0), service.Absent)
		w.meddle = c.meddle
		w.look(message.Look{Class: "C0"}, 3)
		w.meddle = answers("/nothing", 0, false)
		w.look(message.Look{Class: "C0"}, 1)
		day := len(w.mail.Taken())
		w.now = noon.Add(24 * time.Hour)
		w.look(message.Look{Class: "C0"}, 1)
		if next := len(w.mail.Taken()); day != c.day || next != c.next {
			t.Errorf("%s: %d mails that day, %d with the next", name, day, next)
		}
	}
}

// Goal: what App IO accepts and loses afterwards goes by mail. Method: a citizen whose messages fail, looked at again
// two hours later.
func TestLateFailure(t *testing.T) {
	w := newFixture(t, 2)
	for n := range 2 {
		w.owe(n, noon, farDue)
		w.confirm(n)
	}
	w.io.Set(codeOf(0), service.Lossy)
	w.look(message.Look{Class: "C0"}, 1)
	w.now = noon.Add(2 * time.Hour)
	for range 2 {
		w.look(message.Look{Class: "C0"}, 1)
	}
	w.expect(0, onApp+", "+byMail)
	w.expect(1, onApp)
}

// Goal: an address that takes no mail, or whose owner complains, gets none until it is confirmed again; a mailbox that
// is full for a while does. Method: SES's three events, for a parent each, as they come through the queue.
func TestBounces(t *testing.T) {
	w := newFixture(t, 3)
	events := []string{
		`{"eventType":"Bounce","bounce":{"bounceType":"Permanent","bouncedRecipients":[{"emailAddress":"Genitore0@example.it"}]},"mail":{"tags":{"tenant":["c_x000"],"guardian":["g00000"]}}}`,
		`{"eventType":"Complaint","complaint":{"complainedRecipients":[{"emailAddress":"genitore1@example.it"}]},"mail":{"tags":{"tenant":["c_x000"],"guardian":["g00001"]}}}`,
		`{"eventType":"Bounce","bounce":{"bounceType":"Transient","bouncedRecipients":[{"emailAddress":"genitore2@example.it"}]},"mail":{"tags":{"tenant":["c_x000"],"guardian":["g00002"]}}}`,
	}
	for n := range 3 {
		w.io.Set(codeOf(n), service.Absent)
		w.confirm(n)
	}
	w.now = noon.Add(time.Minute)
	for n, event := range events {
		if !w.deliver(event, 1) {
			t.Error("the event is not taken")
		}
		w.owe(n, noon, farDue)
	}
	w.look(message.Look{Class: "C0"}, 1)
	for n, want := range []string{"", "", byMail} {
		w.expect(n, want)
	}
	w.now = noon.Add(2 * time.Hour)
	w.confirm(0)
	w.look(message.Look{Class: "C0"}, 1)
	w.expect(0, byMail)
}

// Goal: at night parents read nothing but the question that they asked for, and the walk wakes nobody. Method: a
// notice and a question at 21:00, at 7:59 and at 8:00.
func TestQuietHours(t *testing.T) {
	w := newFixture(t, 1)
	w.owe(0, noon, farDue)
	if _, err := w.store.Ask(t.Context(), tenant, guardianOf(0), emailOf(0)); err != nil {
		t.Fatal(err)
	}
	asked := "mail: Conferma il tuo indirizzo e-mail"
	for _, c := range []struct {
		hours float64
		want  string
	}{{9, asked}, {20 - 1.0/60, asked}, {20, onApp + ", " + asked}} {
		w.now = noon.Add(time.Duration(c.hours * float64(time.Hour)))
		w.look(message.Look{Class: "C0"}, 1)
		w.look(message.Look{Guardian: guardianOf(0)}, 1)
		w.expect(0, c.want)
		queue := &sent{}
		walker := Walker{Municipalities: queue, School: queue, Queue: queue, Clock: w.messenger.Clock}
		if err := walker.Walk(t.Context()); err != nil || (len(queue.looks) > 0) != (c.hours == 20) {
			t.Errorf("after %v hours: walked %v, %v", c.hours, queue.looks, err)
		}
	}
}

// sent is a queue, with two municipalities of a class each, of which one keeps silence until 11.
type sent struct{ looks []message.Look }

func (*sent) All(context.Context) ([]municipality.Municipality, error) {
	return []municipality.Municipality{{ID: "c_x000"}, {ID: "c_y000", QuietTo: 11}}, nil
}

func (*sent) Classes(context.Context, string) ([]school.Class, error) {
	return []school.Class{{ID: "1A"}}, nil
}

func (s *sent) SendAll(_ context.Context, looks []message.Look) error {
	if len(looks) != 1 || looks[0] != (message.Look{Version: 1, Municipality: "c_x000", Class: "1A"}) {
		return fmt.Errorf("looks %+v", looks)
	}
	s.looks = append(s.looks, looks...)
	return nil
}

// Goal: a mail can be answered and ended with one click, from the municipality's name to its office. Method: the headers
// of a question and of a notice.
func TestMailsHaveAWayOut(t *testing.T) {
	w := newFixture(t, 1)
	w.io.Set(codeOf(0), service.Absent)
	if _, err := w.store.Ask(t.Context(), tenant, guardianOf(0), emailOf(0)); err != nil {
		t.Fatal(err)
	}
	w.look(message.Look{Guardian: guardianOf(0)}, 1)
	w.confirm(0)
	notice := w.owe(0, noon, farDue)
	w.look(message.Look{Notice: notice.Number.String()}, 1)
	mails := w.mail.Taken()
	if len(mails) != 2 {
		t.Fatalf("%d mails", len(mails))
	}
	p, err := w.store.Preferences(t.Context(), tenant, guardianOf(0))
	if err != nil {
		t.Fatal(err)
	}
	link := "https://servizi.example.it/anagrafica/messaggi/disiscrivi?chi=g00000&codice=" + p.Code
	question, mail := mails[0], mails[1]
	if question.Headers["List-Unsubscribe"] != "" || mail.Headers["List-Unsubscribe"] != "<"+link+">" ||
		mail.Headers["List-Unsubscribe-Post"] != "List-Unsubscribe=One-Click" || !strings.Contains(mail.Text, link) ||
		mail.From != `"Comune di Vallechiara" <noreply@servizi.example.it>` || mail.ReplyTo[0] != w.town.Email {
		t.Errorf("question %+v, notice %+v", question, mail)
	}
}

// Goal: low credit is told at most every two days and three times in two weeks, whatever runs; a payment and a closure
// once. Method: three weeks of walks.
func TestLowCreditIsToldSeldom(t *testing.T) {
	w := newFixture(t, 1)
	w.credit[pupilOf(0)] = ledger.Account{Balance: 19_99}
	var days []int
	for day := range 16 {
		w.now = noon.Add(time.Duration(24*day) * time.Hour)
		before := len(w.io.Taken())
		for range 3 {
			w.look(message.Look{Class: "C0"}, 1)
		}
		for range len(w.io.Taken()) - before {
			days = append(days, day)
		}
	}
	if fmt.Sprint(days) != "[0 2 4 14]" {
		t.Errorf("told on days %v", days)
	}
}

// Goal: the meal that falls out next is told the last day before, unless holidays begin. Method: Fridays before a Monday
// that is closed, and before a closed week; a school that is another's.
func TestClosures(t *testing.T) {
	monday := calendar.NewDay(2026, 11, 23)
	closed := func(from calendar.Day, days int, at string) []school.Closure {
		var list []school.Closure
		for n := range days {
			list = append(list, school.Closure{Day: from.AddDays(n), School: at, Reason: "Sciopero"})
		}
		return list
	}
	for name, c := range map[string]struct {
		closures []school.Closure
		want     string
	}{
		"a strike":       {closed(monday, 1, "S1"), "io: Mensa sospesa: 23 novembre 2026"},
		"everywhere":     {closed(monday, 2, school.EverySchool), "io: Mensa sospesa: 23 novembre 2026"},
		"holidays":       {closed(monday, 5, "S1"), ""},
		"another school": {closed(monday, 1, "S2"), ""},
		"later":          {closed(monday.AddDays(1), 1, "S1"), ""},
	} {
		w := newFixture(t, 1)
		w.closures = c.closures
		for range 2 {
			w.look(message.Look{Class: "C0"}, 1)
		}
		if got := w.subjects(0); got != c.want {
			t.Errorf("%s: received %q", name, got)
		}
	}
}

// Goal: what the office writes goes to the families it is for, once, by one channel, and not what is only for the portal.
// Method: messages for the class, for another, for the portal, taken back; three looks.
func TestNews(t *testing.T) {
	w := newFixture(t, 1)
	today := calendar.DayOf(noon)
	w.news = []school.News{
		{ID: "1", School: "S1", Class: "C0", From: today, Title: "Riunione di sezione", Text: "Alle 17.", Send: true},
		{ID: "2", School: "S1", Class: "C9", From: today, Title: "Per altri genitori", Send: true},
		{ID: "3", School: "*", From: today, Title: "Solo sul portale"},
		{ID: "4", School: "*", From: today, Title: "Presa indietro", Send: true, Withdrawn: true},
	}
	for range 3 {
		w.look(message.Look{Class: "C0"}, 1)
	}
	if got := w.subjects(0); got != "io: Riunione di sezione" {
		t.Errorf("received %q", got)
	}
}

// Goal: a payment is told as soon as it is settled, and no other notice of the family is forgotten then. Method: a look
// at a notice that was paid a minute ago.
func TestPaymentIsTold(t *testing.T) {
	w := newFixture(t, 1)
	p := w.owe(0, noon.AddDate(0, 0, -30), farDue)
	list := w.notices[p.Guardian]
	list[0].State, list[0].Payment = billing.Paid, &billing.Payment{Receipt: "r", At: noon.Add(-time.Minute), PSP: "Banca"}
	for range 2 {
		w.look(message.Look{Notice: p.Number.String()}, 1)
	}
	w.expect(0, "io: Pagamento ricevuto: Refezione scolastica")
	if text := w.io.Taken()[0].Markdown; !strings.Contains(text, "45,00") || w.io.Taken()[0].Notice != "" {
		t.Errorf("told %+v", w.io.Taken()[0])
	}
}

// Goal: messages that are none fail alone, and are counted for the technician when they fail again; one family's panic
// keeps no other from being told. Method: broken bodies, and a class whose first family has an impossible id.
func TestBadLooks(t *testing.T) {
	w := newFixture(t, 2)
	for _, body := range []string{"", "{", "[]", `{"version":2,"municipality":"c_x000","class":"C0"}`} {
		w.log.Reset()
		if w.deliver(body, 2) {
			t.Errorf("%q is taken for done", body)
		}
		if counted := strings.Count(w.log.String(), `"LateMessages":1`); counted != 1 {
			t.Errorf("%q is counted %d times", body, counted)
		}
	}
	w.owe(1, noon, farDue)
	w.messenger.School = panicking{w}
	if w.look(message.Look{Class: "C0"}, 1) {
		t.Error("the look is done in spite of a panic")
	}
	w.expect(1, onApp)
}

type panicking struct{ *fixture }

func (p panicking) Guardian(ctx context.Context, tenant, guardian string) (school.Guardian, error) {
	if guardian == guardianOf(0) {
		panic("cannot read Mario Rossi")
	}
	return p.fixture.Guardian(ctx, tenant, guardian)
}

// Goal: a parent is told once that an absence was received, that the register did not bear one out, and that the office
// has answered, and by no look of a quiet hour. Method: one of each, looked at twice; the register says present of a
// day that was told, absent of another, and present of one that was suspended.
func TestAbsencesAndAnswersAreTold(t *testing.T) {
	w := newFixture(t, 1)
	today := calendar.DayOf(noon)
	told := func(days int, number string) absence.Notice {
		return absence.Notice{
			Pupil: pupilOf(0), Class: "C0", Day: today.AddDays(days), Mark: school.Absent, Number: number, Guardian: guardianOf(0),
			At: noon.AddDate(0, 0, min(days, 0)),
		}
	}
	suspended := told(-2, "4")
	suspended.Day = today.AddDays(-1)
	w.absences = map[string][]absence.Notice{pupilOf(0): {told(-3, "1"), told(-2, "2"), suspended, told(3, "3")}}
	w.marks = map[calendar.Day]map[string]school.Mark{
		today.AddDays(-3): {pupilOf(0): school.Absent}, today.AddDays(-2): {pupilOf(0): school.Plain},
		suspended.Day: {pupilOf(0): school.Present},
	}
	w.closures = []school.Closure{{Day: suspended.Day, School: school.EverySchool, Reason: "Neve"}}
	w.reports = map[string][]report.Report{guardianOf(0): {{
		Serial: 7, Day: today, Topic: "Altro", Text: "x", Handled: report.Handled{State: report.Answered, AnsweredAt: noon},
	}}}
	for range 2 {
		if !w.look(message.Look{Class: "C0"}, 1) {
			t.Fatal("the look failed")
		}
	}
	w.expect(0, "io: Comunicazione per la mensa ricevuta, io: Assenza dalla mensa non confermata, "+
		"io: Risposta alla tua segnalazione n. 7/2026")
	for _, m := range w.io.Taken() {
		if strings.Contains(m.Subject, "Ludovica") {
			t.Errorf("a subject names the child: %s", m.Subject)
		}
	}
}
