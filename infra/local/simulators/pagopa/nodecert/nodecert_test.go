package nodecert_test

import (
	"crypto/x509"
	"encoding/pem"
	"testing"
	"time"

	"serviziscolastici/infra/local/simulators/pagopa/nodecert"
)

// Goal: each kind is wrong in the one thing that it is named for. Method: read every one back.
func TestKinds(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	for _, kind := range nodecert.Kinds() {
		text, err := nodecert.PEM(kind, "node", "authority", now)
		if err != nil {
			t.Fatal(err)
		}
		block, _ := pem.Decode([]byte(text))
		if kind == nodecert.Absent || block == nil {
			if kind != nodecert.Absent || text != "" {
				t.Errorf("%q: %q", kind, text)
			}
			continue
		}
		got, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			t.Fatal(err)
		}
		if (got.Subject.CommonName == "node") == (kind == nodecert.OtherSubject) ||
			(got.Issuer.CommonName == "authority") == (kind == nodecert.OtherIssuer) ||
			now.Before(got.NotAfter) == (kind == nodecert.Expired) {
			t.Errorf("%q: %s by %s until %s", kind, got.Subject, got.Issuer, got.NotAfter)
		}
	}
}
