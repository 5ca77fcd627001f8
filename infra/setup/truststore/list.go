package main

import (
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"time"
)

// The kind and state of the services that identify citizens by CNS (ETSI TS 119 612, 5.5.1 and 5.5.4).
const (
	identification = "http://uri.etsi.org/TrstSvc/Svctype/IdV"
	recognised     = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/recognisedatnationallevel"
)

// service is a ServiceInformation of a trusted list.
type service struct {
	Type         string   `xml:"ServiceTypeIdentifier"`
	Status       string   `xml:"ServiceStatus"`
	Certificates []string `xml:"ServiceDigitalIdentity>DigitalId>X509Certificate"`
}

var errEmpty = errors.New("no authority that issues CNS cards: is it a trusted list?")

// readList returns the authorities of a trusted list that count at a time, each once, sorted by name.
// What the list says of the past (its ServiceHistory) is passed over.
func readList(list io.Reader, now time.Time) ([]*x509.Certificate, error) {
	known := map[string]*x509.Certificate{}
	decoder := xml.NewDecoder(list)
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		start, isStart := token.(xml.StartElement)
		if !isStart || start.Name.Local != "ServiceInformation" {
			continue
		}
		var found service
		if err := decoder.DecodeElement(&found, &start); err != nil {
			return nil, err
		}
		if strings.TrimSpace(found.Type) != identification || strings.TrimSpace(found.Status) != recognised {
			continue
		}
		if err := found.collect(known, now); err != nil {
			return nil, err
		}
	}
	if len(known) == 0 {
		return nil, errEmpty
	}
	return sorted(known), nil
}

// collect adds the service's authorities that are in their time.
func (s service) collect(known map[string]*x509.Certificate, now time.Time) error {
	for _, text := range s.Certificates {
		der, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
		if err != nil {
			return err
		}
		certificate, err := x509.ParseCertificate(der)
		if err != nil {
			return err
		}
		if certificate.IsCA && now.Before(certificate.NotAfter) {
			known[string(der)] = certificate
		}
	}
	return nil
}

func sorted(known map[string]*x509.Certificate) []*x509.Certificate {
	var all []*x509.Certificate
	for _, certificate := range known {
		all = append(all, certificate)
	}
	slices.SortFunc(all, func(a, b *x509.Certificate) int {
		if byName := strings.Compare(a.Subject.String(), b.Subject.String()); byName != 0 {
			return byName
		}
		return strings.Compare(string(a.Raw), string(b.Raw))
	})
	return all
}

// write writes authorities in PEM form and nothing else: API Gateway is particular about its trust store.
func write(out io.Writer, authorities []*x509.Certificate) error {
	for _, authority := range authorities {
		if err := pem.Encode(out, &pem.Block{Type: "CERTIFICATE", Bytes: authority.Raw}); err != nil {
			return err
		}
	}
	return nil
}
