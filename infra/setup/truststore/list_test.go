package main

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"serviziscolastici/infra/local/simulators/cards"
)

// entry is a service of a trusted list.
func entry(kind, status string, authority cards.Authority) string {
	return `<TSPService><ServiceInformation><ServiceTypeIdentifier>` + kind + `</ServiceTypeIdentifier>
		<ServiceDigitalIdentity><DigitalId><X509Certificate>` +
		base64.StdEncoding.EncodeToString(authority.Certificate.Raw) + `</X509Certificate></DigitalId>
		<DigitalId><X509SubjectName>CN=x</X509SubjectName></DigitalId></ServiceDigitalIdentity>
		<ServiceStatus>` + status + `</ServiceStatus></ServiceInformation></TSPService>`
}

// Goal: the authorities of CNS cards that count now are taken, each once. Method: a list with a good one
// twice, another kind of service, one that was withdrawn, and one whose time is over.
func TestReadList(t *testing.T) {
	now := time.Date(2026, 11, 22, 17, 0, 0, 0, time.UTC)
	authority := func(name string, from time.Time) cards.Authority {
		made, err := cards.NewRoot(name, from)
		if err != nil {
			t.Fatal(err)
		}
		return made
	}
	last := now.AddDate(-1, 0, 0)
	good := authority("Regione di prova", last)
	list := `<TrustServiceStatusList xmlns="http://uri.etsi.org/02231/v2#">` +
		entry(identification, recognised, good) + entry(identification, recognised, good) +
		entry("http://uri.etsi.org/TrstSvc/Svctype/CA/QC", recognised, authority("Firma", last)) +
		entry(identification, strings.Replace(recognised, "recognised", "deprecated", 1), authority("Ritirato", last)) +
		entry(identification, recognised, authority("Scaduto", now.AddDate(-20, 0, 0))) + `</TrustServiceStatusList>`
	authorities, err := readList(strings.NewReader(list), now)
	if err != nil || len(authorities) != 1 || !authorities[0].Equal(good.Certificate) {
		t.Fatalf("%v, %v", authorities, err)
	}
	var out bytes.Buffer
	if err := write(&out, authorities); err != nil || out.String() != string(good.PEM()) {
		t.Errorf("%v\n%s", err, &out)
	}
}

// Goal: a file that is no list, or an empty one, makes no file that would lock everybody out.
// Method: text, a page, a list that was cut off.
func TestReadNoList(t *testing.T) {
	for _, text := range []string{"", "text", "<html/>", "<TrustServiceStatusList><TSPService>"} {
		if _, err := readList(strings.NewReader(text), time.Time{}); err == nil {
			t.Errorf("%q is a list", text)
		}
	}
}
