// Package municipality is the tenant of the portal: a Comune with its names,
// codes, contacts and settings.
//
// Every request belongs to one municipality, found by the host name of its
// portal, or by its fiscal code when pagoPA calls.
package municipality

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/money"
)

// Municipality is a Comune that offers its school services here. Absent texts
// are empty; addresses of pages are absolute URLs.
type Municipality struct {
	ID         string `dynamodbav:"id"`         // tenant id, in the style of an IPA code: "c_x000"
	Name       string `dynamodbav:"name"`       // "Comune di Vallechiara"
	FiscalCode string `dynamodbav:"fiscalCode"` // 11 digits; the creditor of all payments
	IPACode    string `dynamodbav:"ipaCode"`
	UpperBody  string `dynamodbav:"upperBody"` // the body above it, "Regione Lombardia"

	Office  string `dynamodbav:"office"` // who answers parents, "Ufficio Scuola"
	Address string `dynamodbav:"address"`
	Phone   string `dynamodbav:"phone"`
	Email   string `dynamodbav:"email"`
	PEC     string `dynamodbav:"pec"` // certified mail

	Website          string `dynamodbav:"website"`
	PrivacyURL       string `dynamodbav:"privacyURL"`
	LegalURL         string `dynamodbav:"legalURL"`
	AccessibilityURL string `dynamodbav:"accessibilityURL"` // AgID's declaration
	LogoPath         string `dynamodbav:"logoPath"`         // Logo.Name; empty for the neutral one
	Color            string `dynamodbav:"color"`            // "#rrggbb"; empty for the standard one

	IBAN string `dynamodbav:"iban"` // of every service that has none of its own below
	// The account of each service, where the Comune keeps it apart; empty for IBAN.
	IBANMeals       string `dynamodbav:"ibanMeals"`
	IBANTransport   string `dynamodbav:"ibanTransport"`
	IBANPreSchool   string `dynamodbav:"ibanPreSchool"`
	IBANAfterSchool string `dynamodbav:"ibanAfterSchool"`

	PostalAccount string `dynamodbav:"postalAccount"` // conto corrente postale, 12 digits
	PostalLeave   string `dynamodbav:"postalLeave"`   // Poste's, to print slips: "AUT. DB/SSIC/E 01234 DEL 01.02.2026"
	PostalIBAN    string `dynamodbav:"postalIban"`    // of the postal account, where Poste credits payments
	CBILL         string `dynamodbav:"cbill"`         // 5 characters, SIA code or similar
	// StampLeave is the tax office's leave to pay stamp duty virtually, "n. 123 del
	// 01/02/2026"; empty without one.
	StampLeave  string `dynamodbav:"stampLeave"`
	Segregation string `dynamodbav:"segregation"` // 2 digits, the creditor's segregation code
	// The pagoPA taxonomy (transferCategory) of each service, as the Comune chose it.
	TaxonomyMeals       string `dynamodbav:"taxonomyMeals"`
	TaxonomyTransport   string `dynamodbav:"taxonomyTransport"`
	TaxonomyPreSchool   string `dynamodbav:"taxonomyPreSchool"`
	TaxonomyAfterSchool string `dynamodbav:"taxonomyAfterSchool"`

	// Hosts are the host names of the portal, in small letters and without port.
	Hosts []string `dynamodbav:"hosts"`

	TopUpMin  money.Cents `dynamodbav:"topUpMin"`  // smallest top-up of one pupil
	TopUpMax  money.Cents `dynamodbav:"topUpMax"`  // largest top-up of one pupil
	CreditMax money.Cents `dynamodbav:"creditMax"` // a top-up may not lift the credit above it
	LowCredit money.Cents `dynamodbav:"lowCredit"` // below it the portal suggests a top-up

	// DeepDebt is how far an account may be below zero before the office's desk tells of it; 0 for the usual amount.
	DeepDebt money.Cents `dynamodbav:"deepDebt,omitempty"`
	// TopUpDays is how many days a top-up that is not paid stays open; 0 for the usual number.
	TopUpDays int `dynamodbav:"topUpDays,omitempty"`
	// Causale is how much of a pupil the notice and the receipt of a top-up name, pagoPA's texts included.
	Causale Causale `dynamodbav:"causale,omitempty"`
	// BelowZeroText tells parents whether a child whose credit is below zero still eats; "" for the usual sentence.
	BelowZeroText string `dynamodbav:"belowZero,omitempty"`

	// DailyTopUps and DailyReports are what one parent may do in a day; 0 for the usual number.
	DailyTopUps  int `dynamodbav:"dailyTopUps,omitempty"`
	DailyReports int `dynamodbav:"dailyReports,omitempty"`

	// AbsenceLimit is until when on the day itself a parent can tell that a child will
	// not eat; zero when parents do not tell it here, but a school may have its own.
	AbsenceLimit calendar.TimeOfDay `dynamodbav:"absenceLimit,omitempty"`
	// AbsenceDays is how many days ahead they can; 0 for the usual number.
	AbsenceDays int `dynamodbav:"absenceDays,omitempty"`

	// QuietFrom and QuietTo are the hours between which parents get no message: from
	// the one of the evening to the one of the morning. Both 0 for the usual ones.
	QuietFrom int `dynamodbav:"quietFrom,omitempty"`
	QuietTo   int `dynamodbav:"quietTo,omitempty"`

	// OIDC is the Comune's own OpenID Connect provider, by which operators of the office come in; empty without one.
	OIDC OIDC `dynamodbav:"oidc,omitempty"`
}

// OIDC is how the Comune's own provider is asked. The client's secret is not kept here.
type OIDC struct {
	Issuer string `dynamodbav:"issuer,omitempty"` // "https://login.microsoftonline.com/…/v2.0"
	Client string `dynamodbav:"client,omitempty"` // the portal's client id there
	// Claim is the claim of a token that names groups; "" for "groups".
	Claim string `dynamodbav:"claim,omitempty"`
	// Groups says which group has which roles, as office.ParseGroups reads it.
	Groups string `dynamodbav:"groups,omitempty"`
}

// Quiet reports whether parents are left alone at an hour of the day, 0 to 23, in
// Rome: by default from 20 to 8.
func (m Municipality) Quiet(hour int) bool {
	return hour >= cmp.Or(m.QuietFrom, 20) || hour < cmp.Or(m.QuietTo, 8)
}

// DebtWorthTelling is how far an account may be below zero before the office's desk tells of it.
func (m Municipality) DebtWorthTelling() money.Cents { return cmp.Or(m.DeepDebt, 20_00) }

// TopUpsPerDay is how many top-ups one parent may confirm in a day: by default each of
// five children's, and three lists that were taken back.
func (m Municipality) TopUpsPerDay() int { return cmp.Or(m.DailyTopUps, 20) }

// ReportsPerDay is how many reports one parent may send in a day.
func (m Municipality) ReportsPerDay() int { return cmp.Or(m.DailyReports, 10) }

// AbsencesAhead is how many days ahead a parent can tell an absence from the canteen.
func (m Municipality) AbsencesAhead() int { return cmp.Or(m.AbsenceDays, 30) }

// TopUpLasts is for how many days a top-up that is not paid can be taken up again; then it is cancelled by itself.
func (m Municipality) TopUpLasts() int { return cmp.Or(m.TopUpDays, 30) }

// Causale is how much of a pupil a top-up's causale names. The name in full is never among it.
type Causale string

// The choices of a Comune.
const (
	NamesNobody        Causale = ""
	NamesBadge         Causale = "badge"
	NamesBadgeInitials Causale = "badge e iniziali"
)

// Mark is what a top-up's causale says of a pupil: "", "badge 100107" or "badge 100107, G.F.".
func (m Municipality) Mark(badge, name, familyName string) string {
	if m.Causale == NamesNobody || badge == "" {
		return ""
	}
	mark := "badge " + badge
	if m.Causale == NamesBadgeInitials {
		mark += ", " + initial(name) + initial(familyName)
	}
	return mark
}

func initial(name string) string {
	for _, first := range strings.TrimSpace(name) {
		return strings.ToUpper(string(first)) + "."
	}
	return ""
}

// BelowZero says whether a child whose credit is below zero still eats.
func (m Municipality) BelowZero() string {
	return cmp.Or(m.BelowZeroText, "Il pasto viene servito anche con il credito sotto zero.")
}

// Taxonomy returns the pagoPA taxonomy code of a service, by its name in
// shared/school. A service without its own has that of the canteen.
func (m Municipality) Taxonomy(service string) string {
	code := m.TaxonomyMeals
	switch service {
	case "trasporto":
		code = m.TaxonomyTransport
	case "prescuola":
		code = m.TaxonomyPreSchool
	case "doposcuola":
		code = m.TaxonomyAfterSchool
	}
	if code == "" {
		return m.TaxonomyMeals
	}
	return code
}

// PortalURL returns the public address of the municipality's portal, without a
// final slash: the installation's own when its host is among Hosts, else that of
// the first of them.
func (m Municipality) PortalURL(installation string) string {
	if host := InstallationHost(installation); len(m.Hosts) == 0 || slices.Contains(m.Hosts, host) {
		return installation
	}
	return "https://" + m.Hosts[0]
}

// PortalHost is the host of PortalURL, as Hosts lists it.
func (m Municipality) PortalHost(installation string) string {
	return InstallationHost(m.PortalURL(installation))
}

// InstallationHost is the host of an installation's public address, "" when it has none.
func InstallationHost(installation string) string {
	address, err := url.Parse(installation)
	if err != nil {
		return ""
	}
	return strings.ToLower(address.Hostname())
}

// Account returns the IBAN that payments of a service go to, by its name in
// shared/school.
func (m Municipality) Account(service string) string {
	own := map[string]string{
		"mensa": m.IBANMeals, "trasporto": m.IBANTransport, "prescuola": m.IBANPreSchool,
		"doposcuola": m.IBANAfterSchool,
	}[service]
	return cmp.Or(own, m.IBAN)
}

// HostName returns a request's host as Hosts lists it: small letters, no port.
func HostName(host string) string {
	host = strings.ToLower(strings.TrimSpace(host))
	if at := strings.LastIndexByte(host, ':'); at >= 0 && !strings.HasSuffix(host, "]") {
		host = host[:at]
	}
	return strings.TrimSuffix(host, ".")
}
