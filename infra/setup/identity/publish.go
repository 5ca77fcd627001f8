package main

import (
	"encoding/csv"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"serviziscolastici/shared/identity"
	"serviziscolastici/shared/municipality"
)

// publish writes, for SPID and CIE, the metadata and the certificates in it.
func (o order) publish(town municipality.Municipality, keys []*identity.SigningKey) error {
	for _, profile := range []identity.Profile{identity.SPID(), identity.CIE()} {
		provider := identity.ServiceProvider{
			Profile: profile, PortalURL: town.PortalURL(o.portal), Keys: keys,
			Organization: identity.OrganizationOf(town),
		}
		metadata, err := provider.Metadata()
		if err != nil {
			return err
		}
		if err := o.write(profile.Method+"-metadata.xml", metadata); err != nil {
			return err
		}
		certificates, err := provider.Certificates()
		if err != nil {
			return err
		}
		var chain []byte
		for _, der := range certificates {
			chain = append(chain, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})...)
		}
		if err := o.write(profile.Method+"-certificate.pem", chain); err != nil {
			return err
		}
	}
	return nil
}

func (o order) write(name string, content []byte) error {
	return os.WriteFile(filepath.Join(o.folder, name), content, 0o600)
}

// readMunicipality reads the office's comune.csv, as far as the federations want it.
func readMunicipality(file string) (municipality.Municipality, error) {
	var m municipality.Municipality
	content, err := os.Open(file)
	if err != nil {
		return m, err
	}
	defer func() { _ = content.Close() }()
	reader := csv.NewReader(content)
	reader.Comma, reader.FieldsPerRecord = ';', 2
	rows, err := reader.ReadAll()
	if err != nil {
		return m, fmt.Errorf("%s: %w", file, err)
	}
	hosts := ""
	fields := map[string]*string{
		"nome": &m.Name, "codice_fiscale": &m.FiscalCode, "codice_ipa": &m.IPACode, "domini": &hosts,
		"telefono": &m.Phone, "email": &m.Email, "sito": &m.Website,
	}
	for _, row := range rows {
		if field, wanted := fields[strings.ToLower(strings.TrimSpace(row[0]))]; wanted {
			*field = strings.TrimSpace(row[1])
		}
	}
	for host := range strings.FieldsFuncSeq(hosts, func(c rune) bool { return c == ',' || c == ' ' }) {
		m.Hosts = append(m.Hosts, municipality.HostName(host))
	}
	if len(m.Hosts) == 0 {
		return m, fmt.Errorf("%s names no host (domini)", file)
	}
	return m, nil
}
