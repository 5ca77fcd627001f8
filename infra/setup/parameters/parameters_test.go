package parameters_test

import (
	"maps"
	"strings"
	"testing"

	"serviziscolastici/infra/setup/parameters"
)

const (
	certificate = "arn:aws:acm:eu-south-1:111122223333:certificate/0a1b2c3d-0000-4000-8000-0123456789ab"
	fingerprint = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
)

// trial is the least that deploys; production the least that may meet citizens.
func trial() map[string]string {
	return map[string]string{
		"Stage": "prova", "PortalUrl": "https://prova.invalid", "SigningKeys": "alias/scuola-identity@2026-11-22",
	}
}

func production() map[string]string {
	values := trial()
	maps.Copy(values, map[string]string{
		"Stage": "produzione", "PortalUrl": "https://scuola.comune.vallechiara.bg.it", "PortalCertificate": certificate,
		"AlarmEmail": "ced@comune.vallechiara.bg.it", "FederationCertificate": fingerprint,
	})
	return values
}

// Goal: a value that the template refuses is refused before anything is made, with what to mend, and one that it
// allows is not. Method: the real template; good sets of values, and each with one value altered.
func TestWrongValuesAreRefusedBeforeAnythingIsMade(t *testing.T) {
	form, err := parameters.ReadFile("../../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for name, values := range map[string]map[string]string{"trial": trial(), "production": production()} {
		if err := form.Check(values); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, c := range []struct {
		base        func() map[string]string
		name, value string
		says        string
	}{
		{trial, "Stage", "collaudo", "one of prova, produzione"},
		{trial, "PortalUrl", "http://scuola.comune.it", "https://"},
		{trial, "PortalUrl", "https://scuola.comune.it/", "final slash"},
		{trial, "PortalUrl", "https://Scuola.comune.it", "small letters"},
		{trial, "PortalUrl", "https://servizi.comune.example.it", "real host"},
		{trial, "PortalCertificate", "arn:aws:acm:eu-south-1:000000000000:certificate/0a1b2c3d-0000-4000-8000-0123456789ab",
			"ARN of a certificate"},
		{trial, "SigningKeys", "alias/scuola-identity", "alias/name@"},
		{trial, "StationId", "7777777777_01", "eleven digits"},
		{trial, "StationDomain", "stazione.comune.it", "go together"},
		{trial, "CnsDomain", "cns.comune.it", "go together"},
		{trial, "FederationCertificate", "MIIC", "fingerprints"},
		{trial, "AlarmEmail", "ced@comune.example.it", "mail address"},
		{trial, "Colour", "red", "no parameter Colour"},
		{production, "PortalCertificate", "", "PortalCertificate"},
		{production, "AlarmEmail", "", "somebody who is told"},
		{production, "Protection", "spenta", "Protection attiva"},
		{production, "BrokerId", "77777777777", "made up"},
	} {
		values := c.base()
		values[c.name] = c.value
		if err := form.Check(values); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s=%s: %v, want %q", c.name, c.value, err, c.says)
		}
	}
	missing := trial()
	delete(missing, "PortalUrl")
	delete(missing, "Stage")
	if err := form.Check(missing); err == nil || !strings.Contains(err.Error(), "say Stage") ||
		!strings.Contains(err.Error(), "say PortalUrl") {
		t.Errorf("all that is missing is named at once: %v", err)
	}
}

// Goal: a rule that cannot be read refuses instead of passing. Method: a function that is not followed.
func TestARuleThatCannotBeReadIsNoPass(t *testing.T) {
	form, err := parameters.Read([]byte(`
Parameters: { A: { Type: String } }
Rules: { Odd: { Assertions: [{ Assert: !Contains [[x], !Ref A], AssertDescription: d }] } }`))
	if err != nil {
		t.Fatal(err)
	}
	if err := form.Check(map[string]string{"A": "x"}); err == nil || !strings.Contains(err.Error(), "!Contains") {
		t.Error(err)
	}
}
