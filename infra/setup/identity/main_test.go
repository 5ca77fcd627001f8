package main

import (
	"bytes"
	"encoding/base64"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"serviziscolastici/shared/calendar"
)

const demo = "../../local/demo/files/comune.csv"

func newOrder(t *testing.T) order {
	return order{
		municipality: "c_x000", settings: demo, portal: "https://localhost", folder: t.TempDir(),
		today: calendar.NewDay(2026, 11, 22),
	}
}

// read returns a result.
func (o order) read(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(o.folder, "c_x000", name))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// Goal: the certificates have the profile that AgID wants of a public provider, and
// are those in the metadata. Method: openssl, a reader that is not ours.
func TestCertificates(t *testing.T) {
	o := newOrder(t)
	if err := o.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, way := range []string{"spid", "cie"} {
		file := filepath.Join(o.folder, "c_x000", way+"-certificate.pem")
		said, err := exec.CommandContext(t.Context(), "openssl", "x509", "-in", file, "-noout", "-text").CombinedOutput()
		if err != nil {
			t.Fatalf("openssl: %v\n%s", err, said)
		}
		text := regexp.MustCompile(`\s+`).ReplaceAllString(string(said), " ")
		text = strings.ReplaceAll(text, " = ", "=") // as newer versions write it
		for _, want := range []string{
			"Signature Algorithm: sha256WithRSAEncryption", "Public-Key: (3072 bit)",
			"Subject: CN=Comune di Vallechiara, C=IT, L=Vallechiara, organizationIdentifier=PA:IT-c_x000, " +
				"O=Comune di Vallechiara, 2.5.4.83=https://localhost/" + way + "/metadata ",
			"Not Before: Nov 21 23:00:00 2026 GMT", "Not After : Nov 21 23:00:00 2036 GMT",
			"X509v3 Key Usage: critical Digital Signature, Non Repudiation X509v3",
			"X509v3 Basic Constraints: CA:FALSE",
			"Policy: 1.3.76.16.6 User Notice: Explicit Text: agIDcert",
			"Policy: 1.3.76.16.4.2.1 User Notice: Explicit Text: cert_SP_Pub",
		} {
			if !strings.Contains(text, want) {
				t.Errorf("%s lacks %q:\n%s", way, want, said)
			}
		}
		block, _ := pem.Decode(o.read(t, way+"-certificate.pem"))
		inside := "<ds:X509Certificate>" + base64.StdEncoding.EncodeToString(block.Bytes) + "</ds:X509Certificate>"
		if count := bytes.Count(o.read(t, way+"-metadata.xml"), []byte(inside)); count != 2 {
			t.Errorf("%s: the certificate is %d times in the metadata, want key and signature", way, count)
		}
	}
}

// Goal: a key is made once and kept to its owner; the same key gives the same
// bytes. Method: make everything twice.
func TestTwice(t *testing.T) {
	o := newOrder(t)
	var first []byte
	for range 2 {
		if err := o.run(t.Context()); err != nil {
			t.Fatal(err)
		}
		metadata := o.read(t, "spid-metadata.xml")
		if first != nil && !bytes.Equal(first, metadata) {
			t.Error("the second time the metadata is another")
		}
		first = metadata
		o.today = calendar.NewDay(2027, 1, 1)
	}
	about, err := os.Stat(filepath.Join(o.folder, "c_x000", "signing-keys"))
	if err != nil || about.Mode().Perm() != 0o600 {
		t.Errorf("the key's file is %v, %v", about.Mode(), err)
	}
}

// Goal: a wrong order makes nothing. Method: one fault at a time.
func TestWrongOrders(t *testing.T) {
	for name, spoil := range map[string]func(*order){
		"no municipality":      func(o *order) { o.municipality = "" },
		"another municipality": func(o *order) { o.municipality = "c_h501" },
		"no file":              func(o *order) { o.settings = "absent.csv" },
		"keys without a day":   func(o *order) { o.keys = "alias/key" },
	} {
		o := newOrder(t)
		spoil(&o)
		if err := o.run(t.Context()); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
