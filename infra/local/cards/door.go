package cards

import (
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io/fs"
	"math/big"
	"net"

	"serviziscolastici/infra/local/simulators/cards"
)

// DoorCertificate is the file with the certificate of the door, for clients that want to trust it.
func (p Place) DoorCertificate() string { return p.path("porta.pem") }

// TLS returns the settings of the door: it asks for a certificate and takes any, even none. API
// Gateway refuses what no authority of the list has signed; here all of it reaches the function, which
// has to refuse it by itself.
func (p Place) TLS() (*tls.Config, error) {
	files := cards.Files{Certificate: p.DoorCertificate(), Key: p.path("porta.key")}
	if _, err := files.ReadAuthority(); errors.Is(err, fs.ErrNotExist) {
		if err := p.makeDoor(files); err != nil {
			return nil, err
		}
	}
	pair, err := tls.LoadX509KeyPair(files.Certificate, files.Key)
	return &tls.Config{
		Certificates: []tls.Certificate{pair}, ClientAuth: tls.RequestClientCert, MinVersion: tls.VersionTLS12,
	}, err
}

// makeDoor makes a certificate that vouches for itself.
func (p Place) makeDoor(files cards.Files) error {
	door, err := cards.SelfSigned(&x509.Certificate{
		SerialNumber: big.NewInt(p.Today.Unix()), Subject: pkix.Name{CommonName: "localhost"},
		NotBefore: p.Today.AddDate(0, 0, -1), NotAfter: p.Today.AddDate(2, 0, 0),
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		BasicConstraintsValid: true, IsCA: true, // so that a client can take it for an authority
		KeyUsage:    x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	})
	if err != nil {
		return err
	}
	return files.WriteAuthority(door)
}
