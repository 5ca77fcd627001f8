package intake

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/fiscalcode"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/paper"
	"serviziscolastici/shared/pattern"
	"serviziscolastici/shared/problem"
)

// setting is a row of comune.csv: "chiave;valore". Keys left out keep the value
// that is stored.
type setting struct{ key, value string }

func settingColumns() []column[setting] {
	return []column[setting]{
		{"chiave", must, cell(func(s *setting) *string { return &s.key }, settingKey)},
		{"valore", may, cell(func(s *setting) *string { return &s.value }, text)},
	}
}

// settingKey reads a key: "Nome" and "nome" are one.
func settingKey(cell string) (string, error) { return text(strings.ToLower(cell)) }

// settings loads comune.csv: names, codes, contacts and settings of the
// municipality.
func (l *load) settings(ctx context.Context, s *sheet) error {
	rows, err := readRows(l, s, settingColumns(), setting.name)
	if err != nil {
		return err
	}
	m, err := l.storedSettings(ctx)
	if err != nil {
		return err
	}
	keys, accepted := l.settingKeys(), outcomes{}
	for _, r := range rows {
		set, known := keys[r.value.key]
		if !known {
			l.reject(r.number, complain("chiave", "Questa chiave non è prevista."))
			continue
		}
		before := m
		if c := asComplaint(set.read(&m, r.value.value)); c != nil {
			l.reject(r.number, complain("valore", c.text))
			continue
		}
		if reflect.DeepEqual(before, m) {
			accepted[r.number] = Unchanged
		} else {
			accepted[r.number] = Changed
			l.differs(r.number, []difference{{"valore", set.write(&before), set.write(&m)}})
		}
	}
	if m.Name == "" || m.FiscalCode == "" || m.IBAN == "" || m.Segregation == "" || len(m.Hosts) == 0 {
		return complain("chiave",
			"Servono almeno nome, codice_fiscale, iban, segregazione e domini. Nessun dato è cambiato.")
	}
	if c := m.OIDC; c.Issuer != "" && (c.Client == "" || c.Groups == "") {
		return complain("chiave", "oidc_emittente vuole anche oidc_client e oidc_gruppi. Nessun dato è cambiato.")
	}
	onPaper := paper.Creditor{Municipality: m}
	if utf8.RuneCountInString(onPaper.Contacts()) > paper.MaxContacts {
		return complain("chiave", fmt.Sprintf("E-mail, telefono e sito insieme superano %d caratteri, quanti ne "+
			"mostra un avviso di pagamento. Nessun dato è cambiato.", paper.MaxContacts))
	}
	if _, err := l.Municipalities.Save(l.under(ctx, accepted), withDefaults(m)); err != nil {
		if c := asComplaint(err); c != nil {
			return c
		}
		return err
	}
	l.settle(accepted)
	return nil
}

// maxSentence is how long a sentence on the pages can be.
const maxSentence = 200

// onNotices says where a limit of texts comes from.
const onNotices = "un avviso di pagamento"

// storedSettings returns the municipality as it is, or a new one.
func (l *load) storedSettings(ctx context.Context) (municipality.Municipality, error) {
	m, err := l.Municipalities.Stored(ctx, l.tenant)
	if problem.Is(err, problem.NotFound) {
		return municipality.Municipality{ID: l.tenant}, nil
	}
	return m, err
}

// withDefaults fills in the limits that a municipality has not set.
func withDefaults(m municipality.Municipality) municipality.Municipality {
	m.TopUpMin = cmp.Or(m.TopUpMin, 5_00)
	m.TopUpMax = cmp.Or(m.TopUpMax, 300_00)
	m.CreditMax = cmp.Or(m.CreditMax, 1_000_00)
	m.LowCredit = cmp.Or(m.LowCredit, 20_00)
	return m
}

// settingKeys gives for each key what it sets.
func (l *load) settingKeys() map[string]access[municipality.Municipality] {
	type town = municipality.Municipality
	plain := func(field func(*town) *string) access[town] { return cell(field, text) }
	cents := func(field func(*town) *money.Cents) access[town] { return cell(field, price) }
	page := func(field func(*town) *string) access[town] { return cell(field, pageAddress) }
	digits := func(field func(*town) *string, form pattern.Pattern, why string) access[town] {
		return cell(field, matching(form, why))
	}
	// Fewer than five would stop a parent of five children, thousands would be no limit.
	perDay := between(5, 1000, "Il numero al giorno va da %d a %d.")
	return map[string]access[town]{
		"nome": cell(func(m *town) *string { return &m.Name }, upTo(paper.MaxName, onNotices)),
		"codice_fiscale": digits(func(m *town) *string { return &m.FiscalCode }, fiscalcode.Body,
			"Il codice fiscale del Comune ha 11 cifre."),
		"codice_ipa":     plain(func(m *town) *string { return &m.IPACode }),
		"ente_superiore": plain(func(m *town) *string { return &m.UpperBody }),
		"ufficio":        cell(func(m *town) *string { return &m.Office }, upTo(paper.MaxOffice, onNotices)),
		"indirizzo":      plain(func(m *town) *string { return &m.Address }),
		"telefono":       plain(func(m *town) *string { return &m.Phone }),
		"email":          plain(func(m *town) *string { return &m.Email }),
		"pec":            plain(func(m *town) *string { return &m.PEC }),
		"sito":           page(func(m *town) *string { return &m.Website }),
		"privacy":        page(func(m *town) *string { return &m.PrivacyURL }),
		"note_legali":    page(func(m *town) *string { return &m.LegalURL }),
		"accessibilita":  page(func(m *town) *string { return &m.AccessibilityURL }),
		"colore": digits(func(m *town) *string { return &m.Color }, colours,
			"Il colore si scrive come #0066CC."),
		"iban":            cell(func(m *town) *string { return &m.IBAN }, italianIBAN),
		"iban_mensa":      cell(func(m *town) *string { return &m.IBANMeals }, italianIBAN),
		"iban_trasporto":  cell(func(m *town) *string { return &m.IBANTransport }, italianIBAN),
		"iban_prescuola":  cell(func(m *town) *string { return &m.IBANPreSchool }, italianIBAN),
		"iban_doposcuola": cell(func(m *town) *string { return &m.IBANAfterSchool }, italianIBAN),
		"conto_postale": digits(func(m *town) *string { return &m.PostalAccount }, postalAccounts,
			"Il conto corrente postale ha al massimo 12 cifre."),
		"autorizzazione_poste": plain(func(m *town) *string { return &m.PostalLeave }),
		"iban_postale": digits(func(m *town) *string { return &m.PostalIBAN }, postalIBANs,
			"L'IBAN postale ha 27 caratteri e il codice 07601 di Poste."),
		"bollo_virtuale": plain(func(m *town) *string { return &m.StampLeave }),
		"cbill": digits(func(m *town) *string { return &m.CBILL }, cbills,
			"Il codice CBILL ha 5 caratteri."),
		"segregazione": digits(func(m *town) *string { return &m.Segregation }, segregations,
			"Il codice di segregazione ha 2 cifre."),
		"tassonomia_mensa":       taxonomy(func(m *town) *string { return &m.TaxonomyMeals }),
		"tassonomia_trasporto":   taxonomy(func(m *town) *string { return &m.TaxonomyTransport }),
		"tassonomia_prescuola":   taxonomy(func(m *town) *string { return &m.TaxonomyPreSchool }),
		"tassonomia_doposcuola":  taxonomy(func(m *town) *string { return &m.TaxonomyAfterSchool }),
		"domini":                 {read: l.address, write: func(m *town) string { return written(m.Hosts) }},
		"ricarica_minima":        cents(func(m *town) *money.Cents { return &m.TopUpMin }),
		"ricarica_massima":       cents(func(m *town) *money.Cents { return &m.TopUpMax }),
		"credito_massimo":        cents(func(m *town) *money.Cents { return &m.CreditMax }),
		"credito_basso":          cents(func(m *town) *money.Cents { return &m.LowCredit }),
		"debito_segnalato":       cents(func(m *town) *money.Cents { return &m.DeepDebt }),
		"giorni_ricarica":        cell(func(m *town) *int { return &m.TopUpDays }, between(1, 365, "I giorni vanno da %d a %d.")),
		"causale_alunno":         cell(func(m *town) *municipality.Causale { return &m.Causale }, onCausale),
		"credito_sotto_zero":     cell(func(m *town) *string { return &m.BelowZeroText }, upTo(maxSentence, "il portale")),
		"ricariche_al_giorno":    cell(func(m *town) *int { return &m.DailyTopUps }, perDay),
		"segnalazioni_al_giorno": cell(func(m *town) *int { return &m.DailyReports }, perDay),
		"limite_assenze":         cell(func(m *town) *calendar.TimeOfDay { return &m.AbsenceLimit }, absenceLimit),
		"giorni_assenze":         cell(func(m *town) *int { return &m.AbsenceDays }, between(1, 60, "I giorni vanno da %d a %d.")),
		"silenzio_dalle":         cell(func(m *town) *int { return &m.QuietFrom }, between(17, 23, "L'ora va da %d a %d, senza minuti.")),
		"silenzio_alle":          cell(func(m *town) *int { return &m.QuietTo }, between(6, 11, "L'ora va da %d a %d, senza minuti.")),
		"oidc_emittente":         cell(func(m *town) *string { return &m.OIDC.Issuer }, l.issuer),
		"oidc_client":            plain(func(m *town) *string { return &m.OIDC.Client }),
		"oidc_attributo":         plain(func(m *town) *string { return &m.OIDC.Claim }),
		"oidc_gruppi":            cell(func(m *town) *string { return &m.OIDC.Groups }, groups),
	}
}

// absenceLimit reads until when parents can tell an absence on the day itself. In the
// night it would be an hour that a change of clocks has twice or never.
func absenceLimit(cell string) (calendar.TimeOfDay, error) {
	at, err := calendar.ParseTimeOfDay(cell)
	if err != nil || at < 6*60 || at > 14*60 {
		return 0, complain("", "L'ora si scrive come 9:30 e va dalle 6:00 alle 14:00.")
	}
	return at, nil
}

// onCausale reads how much of a pupil a top-up's causale names.
func onCausale(cell string) (municipality.Causale, error) {
	choice := municipality.Causale(strings.ToLower(strings.Join(strings.Fields(cell), " ")))
	switch choice {
	case "no":
		return municipality.NamesNobody, nil
	case municipality.NamesNobody, municipality.NamesBadge, municipality.NamesBadgeInitials:
		return choice, nil
	default:
		return "", complain("", "Scrivi no, badge, oppure badge e iniziali.")
	}
}

// between reads a whole number from one to another; says is the sentence that asks for it, with both.
func between(from, to int, says string) func(string) (int, error) {
	return func(cell string) (int, error) {
		number, err := strconv.Atoi(cell)
		if err != nil || number < from || number > to {
			return 0, complain("", fmt.Sprintf(says, from, to))
		}
		return number, nil
	}
}

// taxonomy sets a pagoPA taxonomy code, "9/0107101TS/".
func taxonomy(field func(*municipality.Municipality) *string) access[municipality.Municipality] {
	return cell(field, taxonomyCode)
}

func matching(form pattern.Pattern, why string) func(string) (string, error) {
	return func(cell string) (string, error) {
		value := strings.ToUpper(strings.ReplaceAll(cell, " ", ""))
		if !form.Matches(value) {
			return "", complain("", why)
		}
		return value, nil
	}
}

// pageAddress reads the address of a web page, or nothing.
func pageAddress(cell string) (string, error) {
	if address, good := webAddress(cell); cell != "" && (!good || address.Scheme != "https") {
		return "", complain("", "L'indirizzo della pagina comincia con https:// e il nome del sito, senza utente, password e lettere accentate.")
	}
	return text(cell)
}

// webAddress reads an address with a host, without user and password, and with a port, where it has one, that there is.
func webAddress(cell string) (*url.URL, bool) {
	address, err := url.Parse(cell)
	if err != nil || !hostForm.Matches(strings.ToLower(address.Hostname())) || address.User != nil {
		return nil, false
	}
	_, port, given := strings.Cut(address.Host, ":")
	number, err := strconv.ParseUint(port, 10, 16)
	return address, !given || err == nil && number > 0
}

// issuer reads the address of the Comune's own provider, or nothing: https, as it is believed, and (OpenID Connect
// Discovery 1.0, section 3) a host, perhaps a port and a path, and no more. It is compared letter by letter.
func (l *load) issuer(cell string) (string, error) {
	if cell == "" {
		return "", nil
	}
	address, good := webAddress(cell)
	plain := good && (&url.URL{Scheme: address.Scheme, Host: address.Host, Path: address.Path}).String() == cell
	if !plain ||
		address.Scheme != "https" && (address.Scheme != "http" || !l.LocalHTTP) {
		return "", complain("", "L'emittente si scrive come nel documento di configurazione del sistema di accesso: comincia "+
			"con https:// e non ha utente, password, ? o #.")
	}
	return text(cell)
}

// groups reads which groups of that provider have which roles, or nothing.
func groups(cell string) (string, error) {
	if cell != "" {
		if _, err := office.ParseGroups(cell); err != nil {
			return "", err
		}
	}
	return text(cell)
}

// hostForm is the form of a host name (RFC 1123), in small letters.
var hostForm = pattern.Of(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$`)

// maxHosts is how many host names a municipality has at most: all are stored in one transaction.
const maxHosts = 20

// hosts reads the portal's host names, each once, separated by commas or blanks.
func hosts(cell string) ([]string, error) {
	var list []string
	for _, typed := range fields(cell) {
		host := municipality.HostName(typed)
		if strings.Contains(typed, "/") || !hostForm.Matches(host) {
			return nil, complain("", "Un dominio si scrive come scuola.comune.example.it, senza https:// e senza pagina.")
		}
		if !slices.Contains(list, host) {
			list = append(list, host)
		}
	}
	if len(list) == 0 || len(list) > maxHosts {
		return nil, complain("", fmt.Sprintf("I domini del portale sono da 1 a %d.", maxHosts))
	}
	return list, nil
}

// address sets the portal's host names. The one in use stays, and the one that is used from now on has led here before:
// logins go through it, so that with another one nobody would come in any more to mend it.
func (l *load) address(m *municipality.Municipality, cell string) error {
	list, err := hosts(cell)
	if err != nil {
		return err
	}
	after := *m
	after.Hosts = list
	used, next := m.PortalHost(l.Portal), after.PortalHost(l.Portal)
	known := len(m.Hosts) == 0 || slices.Contains(list, used) && slices.Contains(m.Hosts, next)
	if !known && next != municipality.InstallationHost(l.Portal) {
		return complain("", "L'indirizzo in uso è "+used+": senza, nessuno entrerebbe più nel portale. Per cambiarlo carica i "+
			"domini una volta con il nuovo dopo "+used+", poi con il nuovo al primo posto, infine senza "+used+".")
	}
	m.Hosts = list
	return nil
}
