package message_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"serviziscolastici/shared/absence"
	"serviziscolastici/shared/appio"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/message"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/report"
	"serviziscolastici/shared/school"
)

var update = flag.Bool("update", false, "write the previews to testdata")

var noon = time.Date(2027, 1, 8, 12, 0, 0, 0, calendar.Rome())

// everything is a family to whom there is everything to say.
func everything() []message.Thing {
	today := calendar.DayOf(noon)
	notice := func(number string, made, due int) billing.Position {
		return billing.Position{
			Number: pagopa.NoticeNumber(number), Kind: billing.ForDocument, Service: school.Canteen, Amount: 45_00, State: billing.Open, Created: noon.AddDate(0, 0, made),
			Due: today.AddDays(due),
		}
	}
	paid, strict := notice("302202500000012659", -20, 5), notice("302202500000012760", -60, -3)
	paid.State, paid.Payment = billing.Paid, &billing.Payment{Receipt: "r", At: noon.AddDate(0, 0, -1)}
	strict.Strict = true
	topUp := paid
	topUp.Kind, topUp.Number = billing.TopUp, "302202500000012861"
	last := paid
	last.Payment = &billing.Payment{Receipt: "q", At: noon.AddDate(0, 0, -30)}
	child := school.Link{Pupil: "p1", Role: school.Payer, Name: "Ludovica", FamilyName: "Bianchi", ClassName: "3A"}
	f := family()
	f.Pupils = []school.Link{child}
	f.Notices = []billing.Position{
		notice("302202500000012356", 0, 30), notice("302202500000012457", -20, 4), notice("302202500000012558", -60, -2), strict, paid, topUp, last,
	}
	f.Diners = []message.Diner{{Pupil: child, Credit: 12_50}, {Pupil: child, Credit: -9_00}}
	told := absence.Notice{
		Pupil: "p1", Day: today.AddDays(3), Mark: school.Absent, Number: "482190375512", Guardian: "g1", At: noon.Add(-3 * time.Hour),
	}
	plain := told
	plain.Mark, plain.Number, plain.Day = school.Plain, "482190375513", today.AddDays(4)
	f.Diners[0].Told = []absence.Notice{told, plain}
	f.Diners[0].Overruled = []absence.Notice{{Pupil: "p1", Day: today.AddDays(-1)}}
	f.Reports = []report.Report{{
		Serial: 7, Day: today.AddDays(-2), Topic: report.Topics()[3], Handled: report.Handled{State: report.Answered, AnsweredAt: noon},
	}}
	f.Closed = []school.Closure{{Day: today.AddDays(3), School: "*", Reason: "Sciopero"}}
	f.News = []school.News{
		{ID: "C1", School: "*", From: today, Title: "Nuovo menù invernale", Text: "Da lunedì cambia il menù.\n\nGli allergeni sono sul portale.", Send: true},
		{ID: "C2", School: "*", From: today, Title: "Solo sul portale"}, {ID: "C3", School: "altra", From: today, Title: "Per altri", Send: true},
		{ID: "C4", School: "*", From: today.AddDays(-4), Title: "Di giorni fa", Send: true},
	}
	question, _ := f.Asks(noon)
	return append(f.Due(noon), question)
}

func family() message.Family {
	return message.Family{
		Municipality: municipality.Municipality{
			Name: "Comune di Vallechiara", Office: "Ufficio Scuola", Phone: "035 000 0000", Email: "scuola@vallechiara.example.it", LowCredit: 20_00,
		},
		Portal: "https://servizi.vallechiara.example.it", Guardian: school.Guardian{ID: "g1", Email: "maria@example.it"},
		Preferences: message.Preferences{Code: "CODICE", AskedCode: "DOMANDA", Asked: "maria@example.it", AskedAt: noon},
	}
}

// Goal: what parents read is what testdata shows, every kind is there, and no subject names a child. Method: render a
// family with everything; -update writes the previews, to be read before they are committed.
func TestPreviews(t *testing.T) {
	var preview strings.Builder
	seen := map[message.Kind]bool{}
	for _, thing := range everything() {
		seen[thing.Kind] = true
		if strings.Contains(thing.Subject, "Ludovica") || strings.Contains(thing.Subject, "Bianchi") || strings.Contains(thing.Body, "Bianchi") {
			t.Errorf("%s names the child: %s", thing.Kind, thing.Subject)
		}
		preview.WriteString("=== " + string(thing.Kind) + ": " + thing.Subject + "\n\n" + family().MailText(thing))
		if thing.Kind != message.Confirm { // which concerns mail alone
			preview.WriteString("\n=== App IO\n\n" + family().AppText(thing) + "\n")
		}
		preview.WriteString("\n")
	}
	for _, kind := range append(message.Kinds(), message.Confirm) {
		if !seen[kind] {
			t.Errorf("%s is never told", kind)
		}
	}
	file := filepath.Join("testdata", "previews.txt")
	if *update {
		if err := os.WriteFile(file, []byte(preview.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil || string(want) != preview.String() {
		t.Errorf("previews differ (-update writes them), %v:\n%s", err, preview.String())
	}
}

// Goal: every message fits App IO, also of a Comune with a long name. Method: the contract's limits.
func TestMessagesFitAppIO(t *testing.T) {
	for _, thing := range everything() {
		subject, body := utf8.RuneCountInString(thing.Subject), utf8.RuneCountInString(family().AppText(thing))
		if subject < appio.MinSubject || subject > appio.MaxSubject || body < appio.MinBody || body > appio.MaxBody-200 {
			t.Errorf("%s: subject of %d, body of %d", thing.Kind, subject, body)
		}
		if strings.ContainsAny(thing.Body, "[]<>`#_*") {
			t.Errorf("%s: Markdown that is none: %s", thing.Kind, thing.Body)
		}
	}
}

// Goal: kinds and choices have a name on the page. Method: ask for all.
func TestEverythingHasAName(t *testing.T) {
	for _, kind := range message.Kinds() {
		if kind.Name() == "" {
			t.Errorf("%s has no name", kind)
		}
	}
	for _, choice := range message.Choices() {
		if choice.Name() == "" {
			t.Errorf("%s has no name", choice)
		}
	}
}
