package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// certificate makes one for all names, which signs itself, and writes it where everybody looks for authorities.
func (a around) certificate() (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	about := x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: portal}, DNSNames: []string{portal, identity, payments},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, BasicConstraintsValid: true, IsCA: true,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, &about, &about, key.Public(), key)
	if err != nil {
		return tls.Certificate{}, err
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	if err := os.WriteFile(filepath.Join(a.work, "ca.pem"), text, 0o644); err != nil {
		return tls.Certificate{}, err
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, nil
}

// join copies both ways until one side ends.
func join(outer, inner net.Conn) {
	_, _ = io.WriteString(outer, "HTTP/1.1 200 Connection established\r\n\r\n")
	ended := make(chan struct{}, 2)
	for _, way := range [][2]net.Conn{{outer, inner}, {inner, outer}} {
		go func() {
			_, _ = io.Copy(way[0], way[1])
			ended <- struct{}{}
		}()
	}
	<-ended
	_ = outer.Close()
	_ = inner.Close()
}

// emulated are the functions of the emulator.
type emulated struct{ address string }

// station runs the function that the stack made for the station.
func (e emulated) station(ctx context.Context, event []byte) ([]byte, error) {
	var list struct {
		Functions []struct{ FunctionName string }
	}
	answer, err := e.call(ctx, http.MethodGet, "/2015-03-31/functions/", nil)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(answer, &list); err != nil {
		return nil, err
	}
	for _, function := range list.Functions {
		if strings.Contains(function.FunctionName, "-StationFunction-") {
			path := "/2015-03-31/functions/" + url.PathEscape(function.FunctionName) + "/invocations"
			return e.call(ctx, http.MethodPost, path, event)
		}
	}
	return nil, errors.New("the stack has no station")
}

func (e emulated) call(ctx context.Context, method, path string, body []byte) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, method, e.address+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }() // everything has been read
	answer, err := io.ReadAll(response.Body)
	if err == nil && (response.StatusCode != http.StatusOK || response.Header.Get("X-Amz-Function-Error") != "") {
		err = fmt.Errorf("%s answers %d: %s", path, response.StatusCode, answer)
	}
	return answer, err
}
