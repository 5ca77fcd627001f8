package intake

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/fiscalcode"
	"serviziscolastici/shared/letters"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/paper"
	"serviziscolastici/shared/pattern"
	"serviziscolastici/shared/school"
)

// text reads a text on one line that papers can show.
func text(cell string) (string, error) {
	if _, err := message(cell); err != nil {
		return "", err
	}
	if r, found := letters.Hidden(cell); found {
		return "", hidden(r)
	}
	if r, found := paper.Unprintable(cell); found {
		return "", complain("", fmt.Sprintf("Il carattere «%c» non si può stampare su avvisi e documenti: scrivi il "+
			"testo in lettere latine, come in anagrafe.", r))
	}
	return cell, nil
}

// message reads a text on one line that only pages show.
func message(cell string) (string, error) {
	if strings.ContainsFunc(cell, unicode.IsControl) {
		return "", complain("", "Il testo contiene caratteri che non si vedono e non sono ammessi.")
	}
	return cell, nil
}

// upTo reads a text of at most limit characters: what shows it would cut the rest.
func upTo(limit int, where string) func(string) (string, error) {
	return func(cell string) (string, error) {
		if utf8.RuneCountInString(cell) > limit {
			return "", complain("", fmt.Sprintf("Il testo supera %d caratteri, quanti ne mostra %s: abbrevialo.",
				limit, where))
		}
		return text(cell)
	}
}

// code reads the office's code of a thing: it becomes part of keys and addresses.
func code(cell string) (string, error) {
	if !school.ValidCode(cell) {
		return "", complain("", "Il codice può avere lettere, cifre, punti e trattini, al massimo 30.")
	}
	return cell, nil
}

// day reads "22/11/2026" or "2026-11-22".
func day(cell string) (calendar.Day, error) {
	d, err := calendar.ParseTypedDay(cell)
	if err != nil {
		return d, complain("", "La data non si legge: scrivila come 22/11/2026.")
	}
	if d.Year() < 1900 || d.Year() > 2099 {
		return d, complain("", "L'anno della data va da 1900 a 2099.")
	}
	return d, nil
}

// toCome is the complaint about a day of what has happened that is still to come, nil for one that is not.
func (l *load) toCome(column string, d calendar.Day) *complaint {
	if !d.After(l.School.Clock.Today()) {
		return nil
	}
	return complain(column, "Questo giorno deve ancora venire: controlla la data.")
}

// amount reads "1.234,56".
func amount(cell string) (money.Cents, error) {
	cents, err := money.Parse(cell)
	if errors.Is(err, money.ErrOverflow) {
		return 0, complain("", "L'importo è troppo grande.")
	}
	if err != nil {
		return 0, complain("", "L'importo non si legge: scrivilo come 1.234,56, con al massimo due decimali.")
	}
	return cents, nil
}

// price reads an amount that is not negative.
func price(cell string) (money.Cents, error) {
	cents, err := amount(cell)
	if err == nil && cents < 0 {
		return 0, complain("", "L'importo non può essere negativo.")
	}
	return cents, err
}

// person reads the fiscal code of an adult.
func person(cell string) (string, error) { return fiscal(cell, fiscalcode.Parse) }

// child reads the fiscal code of a pupil, which may be a provisional one.
func child(cell string) (string, error) { return fiscal(cell, fiscalcode.ParseAny) }

func fiscal(cell string, parse func(string) (fiscalcode.Code, error)) (string, error) {
	code, err := parse(letters.Code(cell))
	if errors.Is(err, fiscalcode.ErrCheck) {
		return "", complain("",
			"Il codice fiscale "+mask(cell)+" non è valido: l'ultimo carattere non corrisponde.")
	}
	if err != nil {
		return "", complain("", "Il codice fiscale "+mask(cell)+" non è valido: controlla lettere e cifre.")
	}
	return code.String(), nil
}

// persons reads fiscal codes of adults, separated by commas or blanks.
func persons(cell string) ([]string, error) {
	var list []string
	parts := fields(cell)
	if one, err := person(cell); err == nil { // blanks may also stand within a code
		parts = []string{one}
	}
	for _, part := range parts {
		code, err := person(part)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(list, code) {
			list = append(list, code)
		}
	}
	return list, nil
}

// fields splits a list in a cell at commas, bars and blanks.
func fields(cell string) []string {
	return strings.FieldsFunc(cell, func(r rune) bool { return r == ',' || r == '|' || unicode.IsSpace(r) })
}

// mask shortens what may be a fiscal code: "RSS…01U" names it to who has the
// file and to nobody else.
func mask(cell string) string {
	letters := []rune(strings.ToUpper(cell))
	if len(letters) < 10 {
		return "…"
	}
	return string(letters[:3]) + "…" + string(letters[len(letters)-3:])
}

// year reads a school year, "2026/2027" or its first calendar year.
func year(cell string) (int, error) {
	first, second, both := strings.Cut(cell, "/")
	n, err := strconv.Atoi(first)
	following := strconv.Itoa(n + 1)
	if err != nil || n < 2000 || n > 2098 || both && second != following && second != following[2:] {
		return 0, complain("", "L'anno scolastico si scrive come 2026/2027.")
	}
	return n, nil
}

// service reads the name of a service.
func service(cell string) (string, error) {
	for _, one := range school.Services() {
		if named := letters.Compact(cell); named == letters.Compact(one) || named == letters.Compact(school.ServiceName(one)) {
			return one, nil
		}
	}
	return "", complain("", "Il servizio non è previsto: i servizi sono "+strings.Join(school.Services(), ", ")+".")
}

// yesNo reads "sì" or "no".
func yesNo(cell string) (bool, error) {
	switch strings.ToLower(cell) {
	case "sì", "si", "s", "1":
		return true, nil
	case "no", "n", "0":
		return false, nil
	}
	return false, complain("", "Scrivi sì oppure no.")
}

// shortDays are the days of the week as files write them, from Sunday.
func shortDays() []string { return []string{"dom", "lun", "mar", "mer", "gio", "ven", "sab"} }

// weekdays reads "lun,mar,gio", in the order of the week.
func weekdays(cell string) ([]time.Weekday, error) {
	var days []time.Weekday
	for _, part := range fields(strings.ToLower(cell)) {
		at := slices.IndexFunc(shortDays(), func(name string) bool { return strings.HasPrefix(part, name) })
		if at < 0 {
			return nil, complain("", "I giorni si scrivono come lun,mar,gio.")
		}
		if !slices.Contains(days, time.Weekday(at)) {
			days = append(days, time.Weekday(at))
		}
	}
	slices.Sort(days)
	return days, nil
}

// mark reads P, A, B, U or N.
func mark(cell string) (school.Mark, error) {
	m := school.Mark(strings.ToUpper(cell))
	if !m.Known() {
		return "", complain("", "Lo stato è P (presente), A (assente), B (pasto in bianco), U (uscita anticipata) "+
			"oppure N (non servito).")
	}
	return m, nil
}

// reason reads why a pupil who came is not charged.
func reason(cell string) (school.Reason, error) {
	r := school.Reason(strings.ToLower(cell))
	if r.Text() == "" {
		return "", complain("", "Il motivo è famiglia, scuola o attivita per U; mancante, errato o ritardo per N.")
	}
	return r, nil
}

// level reads the level of a school.
func level(cell string) (string, error) {
	name := strings.ToLower(cell)
	if !slices.Contains([]string{"infanzia", "primaria", "secondaria"}, name) {
		return "", complain("", "Il livello è infanzia, primaria oppure secondaria.")
	}
	return name, nil
}

// lostZeros tells, of a code that is a number, what a spreadsheet program may have done to it.
func lostZeros(code string) string {
	if !digits.Matches(code) || code[0] == '0' {
		return ""
	}
	return " Se comincia con zero, il foglio di calcolo può averlo tolto: dai alla colonna il formato Testo."
}

var digits = pattern.Of(`^[0-9]+$`)
