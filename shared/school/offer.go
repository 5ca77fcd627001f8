package school

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/money"
)

// The services, by the names that the office's files and the keys use.
const (
	Canteen     = "mensa"
	Bus         = "trasporto"
	BeforeClass = "prescuola"
	AfterClass  = "doposcuola"
)

// Services lists all services.
func Services() []string { return []string{Canteen, Bus, BeforeClass, AfterClass} }

// ServiceName returns a service's name as parents read it.
func ServiceName(service string) string {
	switch service {
	case Canteen:
		return "Refezione scolastica"
	case Bus:
		return "Trasporto scolastico"
	case BeforeClass:
		return "Pre-scuola"
	case AfterClass:
		return "Doposcuola"
	default:
		return service
	}
}

// MealPrice returns what a meal costs a pupil on a day; false when the pupil has no
// canteen then, or no price is set.
func MealPrice(tariffs []Tariff, enrolments []Enrolment, day calendar.Day) (money.Cents, bool) {
	at := slices.IndexFunc(enrolments, func(e Enrolment) bool { return e.Service == Canteen && e.ActiveOn(day) })
	if at < 0 {
		return 0, false
	}
	tariff, found := TariffFor(tariffs, Canteen, enrolments[at].Band, day)
	return tariff.Price, found
}

// School is a school of the municipality.
type School struct {
	ID      string `dynamodbav:"id"`
	Name    string `dynamodbav:"name"`
	Level   string `dynamodbav:"level"` // "infanzia", "primaria" or "secondaria"
	Address string `dynamodbav:"address"`
	// AbsenceLimit is until when on the day itself parents can tell that a child will
	// not eat; zero for the municipality's.
	AbsenceLimit calendar.TimeOfDay `dynamodbav:"absenceLimit,omitempty"`
	// Kitchen is the code of the kitchen that cooks for the school; "" for OneKitchen.
	Kitchen string `dynamodbav:"kitchen,omitempty"`
}

// OneKitchen is the kitchen of schools that name none.
const OneKitchen = "CENTRO"

// CookedBy is the code of the school's kitchen.
func (s School) CookedBy() string { return cmp.Or(s.Kitchen, OneKitchen) }

// Class is a class and the days of the week on which it eats at school.
type Class struct {
	ID         string         `dynamodbav:"id"`
	Name       string         `dynamodbav:"name"` // "3A"
	School     string         `dynamodbav:"school"`
	SchoolName string         `dynamodbav:"schoolName"`
	Weekdays   []time.Weekday `dynamodbav:"weekdays"`
}

// InSchool is the class with its school, because two schools may have a 1A: "3A, Scuola primaria Bosco Verde".
func (c Class) InSchool() string { return c.Name + ", " + c.SchoolName }

// Tariff is an immutable version of a price: a later version of the same
// service and band begins on a later day.
type Tariff struct {
	Year        int          `dynamodbav:"year"` // first calendar year of the school year
	Service     string       `dynamodbav:"service"`
	Band        string       `dynamodbav:"band"`
	Description string       `dynamodbav:"description"`
	Price       money.Cents  `dynamodbav:"price"`
	From        calendar.Day `dynamodbav:"from"`
	To          calendar.Day `dynamodbav:"to"`
	// Version names this version for ever: "2026/mensa/PRI-B/2026-09-14". The
	// store sets it.
	Version string `dynamodbav:"version"`
}

func (t Tariff) version() string {
	return fmt.Sprintf("%d/%s/%s/%s", t.Year, t.Service, t.Band, t.From)
}

// TariffFor returns the version of a band's price that holds on a day: of those
// valid, the one that began last.
func TariffFor(tariffs []Tariff, service, band string, day calendar.Day) (Tariff, bool) {
	var best Tariff
	found := false
	for _, t := range tariffs {
		if t.Service != service || t.Band != band || !day.Within(t.From, t.To) {
			continue
		}
		if !found || best.From.Before(t.From) {
			best, found = t, true
		}
	}
	return best, found
}
