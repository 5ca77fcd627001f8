package message

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"serviziscolastici/shared/absence"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/report"
	"serviziscolastici/shared/school"
)

// noon is a Friday.
var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, calendar.Rome())

var child = school.Link{Pupil: "p1", Role: school.Payer, Name: "Ludovica", FamilyName: "Bianchi", ClassName: "3A"}

func family() Family {
	return Family{
		Municipality: municipality.Municipality{
			Name: "Comune di Vallechiara", Office: "Ufficio Scuola", Phone: "035 000 0000", Email: "scuola@vallechiara.example.it", LowCredit: 20_00,
		},
		Portal: "https://servizi.vallechiara.example.it", Guardian: school.Guardian{ID: "g1", Email: "maria@example.it"},
		Preferences: Preferences{Code: "CODICE", AskedCode: "DOMANDA", Asked: "maria@example.it", AskedAt: noon},
		Pupils:      []school.Link{child},
	}
}

// notice is one of a document, made and due so many days from today.
func notice(made, due int) billing.Position {
	today := calendar.DayOf(noon)
	return billing.Position{
		Number: "302202500000012356", Kind: billing.ForDocument, Service: school.Canteen, Amount: 45_00, State: billing.Open,
		Created: noon.AddDate(0, 0, made), Due: today.AddDays(due),
	}
}

func kinds(things []Thing) string {
	var list []Kind
	for _, thing := range things {
		list = append(list, thing.Kind)
	}
	return fmt.Sprint(list)
}

// Goal: each notice is worth telling in its days and no others; what a parent made, is paying or cannot change is not.
// Method: notices on both sides of each bound.
func TestNoticesWorthTelling(t *testing.T) {
	paid := func(days int) func(*billing.Position) {
		return func(p *billing.Position) {
			p.State, p.Payment = billing.Paid, &billing.Payment{Receipt: "r", At: noon.AddDate(0, 0, -days)}
		}
	}
	as := func(*billing.Position) {}
	for name, c := range map[string]struct {
		made, due int
		change    func(*billing.Position)
		want      string
	}{
		"new":             {0, 30, as, "[avviso]"},
		"a week old":      {-7, 30, as, "[avviso]"},
		"eight days old":  {-8, 30, as, "[]"},
		"five days left":  {-20, 5, as, "[scadenza]"},
		"six days left":   {-20, 6, as, "[]"},
		"due today":       {-20, 0, as, "[scadenza]"},
		"overdue":         {-20, -1, as, "[scaduto]"},
		"long overdue":    {-20, -7, as, "[scaduto]"},
		"forgotten":       {-20, -8, as, "[]"},
		"new and overdue": {-1, -1, as, "[scaduto]"},
		"no due day":      {-20, 0, func(p *billing.Position) { p.Due = calendar.Day{} }, "[]"},
		"top-up":          {0, 30, func(p *billing.Position) { p.Kind = billing.TopUp }, "[]"},
		"cancelled":       {0, 30, func(p *billing.Position) { p.State = billing.Cancelled }, "[]"},
		"being paid":      {0, 30, func(p *billing.Position) { p.Attempted = noon.Add(-time.Minute) }, "[]"},
		"held": {0, 30, func(p *billing.Position) {
			p.Extras = []billing.Extra{{Reason: billing.OtherAmount}}
		}, "[]"},
		"paid now":            {-20, 5, paid(0), "[ricevuta]"},
		"paid for days":       {-20, 5, paid(3), "[ricevuta]"},
		"paid long ago":       {-20, 5, paid(4), "[]"},
		"paid a top-up":       {0, 30, func(p *billing.Position) { p.Kind = billing.TopUp; paid(0)(p) }, "[ricevuta]"},
		"by a parked receipt": {0, 30, func(p *billing.Position) { paid(0)(p); p.Payment.Attached = true }, "[ricevuta]"},
		"paid at a desk":      {0, 30, func(p *billing.Position) { paid(0)(p); p.Payment.Elsewhere = true }, "[]"},
	} {
		f, n := family(), notice(c.made, c.due)
		c.change(&n)
		f.Notices = []billing.Position{n}
		if got := kinds(f.Due(noon)); got != c.want {
			t.Errorf("%s: %s, not %s", name, got, c.want)
		}
	}
}

// Goal: credit is low below the parent's threshold, else the Comune's, to the cent. Method: both sides of each.
func TestLowCreditThreshold(t *testing.T) {
	for _, c := range []struct {
		own, credit money.Cents
		low         bool
	}{{0, 19_99, true}, {0, 20_00, false}, {5_00, 4_99, true}, {5_00, 5_00, false}, {50_00, 49_99, true}, {0, -1, true}} {
		f := family()
		f.Preferences.Threshold = c.own
		f.Diners = []Diner{{Pupil: child, Credit: c.credit}}
		if got := kinds(f.Due(noon)); (got == "[credito]") != c.low {
			t.Errorf("threshold %d, credit %d: %s", c.own, c.credit, got)
		}
	}
}

// Goal: the certificate is told of in January, to who paid in the year before, whatever the clock of a server says.
// Method: payments on both sides of the year's ends in Rome, on both sides of January's.
func TestCertificateOfLastYear(t *testing.T) {
	rome := func(year int, month time.Month, day, hour int) time.Time {
		return time.Date(year, month, day, hour, 0, 0, 0, calendar.Rome())
	}
	for _, c := range []struct {
		paid, now time.Time
		told      bool
	}{
		{rome(2026, 12, 31, 23), rome(2027, 1, 1, 8), true},
		{rome(2026, 1, 1, 0), rome(2027, 1, 31, 19), true},
		{rome(2027, 1, 1, 0), rome(2027, 1, 10, 8), false},
		{rome(2025, 12, 31, 23), rome(2027, 1, 10, 8), false},
		{rome(2026, 6, 1, 0), rome(2027, 2, 1, 8), false},
		{rome(2026, 6, 1, 0), rome(2026, 12, 31, 19), false},
	} {
		f, n := family(), notice(-400, -300)
		n.State, n.Payment = billing.Paid, &billing.Payment{Receipt: "r", At: c.paid.UTC()}
		f.Notices = []billing.Position{n}
		told := false
		for _, thing := range f.Due(c.now) {
			told = told || thing.Kind == Certificate && thing.Object == "2026"
		}
		if told != c.told {
			t.Errorf("paid %v, now %v: told %t", c.paid, c.now, told)
		}
	}
}

// Goal: a question is asked about the parent's own address for 48 hours. Method: both sides of the hour, another address.
func TestQuestionsLast(t *testing.T) {
	f := family()
	_, first := f.Asks(noon.Add(48*time.Hour - time.Second))
	_, late := f.Asks(noon.Add(48 * time.Hour))
	f.Guardian.Email = "other@example.it"
	_, other := f.Asks(noon)
	if !first || late || other {
		t.Errorf("asked %t, too late %t, another address %t", first, late, other)
	}
}

// Goal: a parent is told of what the own forms said of a child, a day long and once for each form, and of each absence
// that the register did not bear out, whoever told it. Method: forms of this parent and another, taken back, old.
func TestAbsencesWorthTelling(t *testing.T) {
	today := calendar.DayOf(noon)
	told := func(number, by string, days int, at time.Time) absence.Notice {
		return absence.Notice{
			Pupil: "p1", Day: today.AddDays(days), Mark: school.Absent, Number: number, Guardian: by, At: at, Until: at.Add(time.Hour),
		}
	}
	back := told("4", "g1", 4, noon)
	back.Withdrawn = noon
	f := family()
	f.Diners = []Diner{{
		Pupil: child, Credit: 50_00,
		Told: []absence.Notice{
			told("1", "g1", 1, noon), told("1", "g1", 2, noon), told("2", "g1", 3, noon.AddDate(0, 0, -1)),
			told("3", "g1", 5, noon.AddDate(0, 0, -2)), back, told("5", "g2", 6, noon),
		},
		Overruled: []absence.Notice{told("6", "g2", -1, noon.AddDate(0, 0, -2))},
	}}
	var objects []string
	for _, thing := range f.Due(noon) {
		objects = append(objects, string(thing.Kind)+" "+thing.Object)
	}
	if got, want := fmt.Sprint(objects), "[assenza 1-p1 assenza 2-p1 assenza 2026-11-19-p1]"; got != want {
		t.Errorf("%s, not %s", got, want)
	}
	if body := f.Due(noon)[0].Body; !strings.Contains(body, "21/11/2026, 22/11/2026") {
		t.Errorf("not both days of a form: %s", body)
	}
}

// Goal: an answer is told for a week, and nothing else of a report. Method: both sides of the week, the other states.
func TestAnswersWorthTelling(t *testing.T) {
	for name, c := range map[string]struct {
		state report.State
		days  int
		want  string
	}{
		"today":        {report.Answered, 0, "[risposta]"},
		"a week ago":   {report.Answered, -7, "[risposta]"},
		"eight days":   {report.Answered, -8, "[]"},
		"taken up":     {report.Taken, 0, "[]"},
		"not taken up": {report.New, 0, "[]"},
	} {
		f := family()
		f.Reports = []report.Report{{Serial: 7, Day: calendar.DayOf(noon), Handled: report.Handled{
			State: c.state, AnsweredAt: noon.AddDate(0, 0, c.days),
		}}}
		if got := kinds(f.Due(noon)); got != c.want {
			t.Errorf("%s: %s, not %s", name, got, c.want)
		}
	}
}

// Goal: a message promises no receipt that is not the parent's to read. Method: a document paid by its own receipt, and one
// that the office paid with a receipt of another notice.
func TestReceiptIsPromisedWhereItIs(t *testing.T) {
	for attached, want := range map[bool]string{false: "Trovi la ricevuta in Documenti contabili", true: "La ricevuta la dà l'ufficio."} {
		f, n := family(), notice(-20, 5)
		n.State, n.Payment = billing.Paid, &billing.Payment{Receipt: "r", At: noon, Attached: attached}
		f.Notices = []billing.Position{n}
		if due := f.Due(noon); len(due) != 1 || !strings.Contains(due[0].Body, want) {
			t.Errorf("attached %t: %v", attached, due)
		}
	}
}
