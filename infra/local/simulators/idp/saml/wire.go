package saml

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"

	"github.com/beevik/etree"
)

// Message is a SAML request as it arrived, decoded but not yet believed.
type Message struct {
	Root       *etree.Element
	RelayState string
	post       bool
	signed     string // the raw query pieces that a Redirect signature covers
	algorithm  string
	signature  []byte
}

// DecodeRedirect reads a request from the raw query of the HTTP-Redirect binding.
func DecodeRedirect(rawQuery string) (*Message, error) {
	pieces, err := queryPieces(rawQuery)
	if err != nil {
		return nil, err
	}
	values := map[string]string{}
	for name, piece := range pieces {
		_, escaped, _ := strings.Cut(piece, "=")
		if values[name], err = url.QueryUnescape(escaped); err != nil {
			return nil, err
		}
	}
	compressed, err := base64.StdEncoding.DecodeString(values["SAMLRequest"])
	if err != nil || len(compressed) == 0 {
		return nil, errors.New("SAMLRequest is missing or not base64")
	}
	root, err := inflate(compressed)
	if err != nil {
		return nil, err
	}
	signature, err := base64.StdEncoding.DecodeString(values["Signature"])
	if err != nil || len(signature) == 0 {
		return nil, errors.New("parameter Signature is missing or not base64")
	}
	return &Message{
		Root: root, RelayState: values["RelayState"], signed: signedPart(pieces),
		algorithm: values["SigAlg"], signature: signature,
	}, nil
}

// DecodePost reads a request from the fields of the HTTP-POST binding.
func DecodePost(samlRequest, relayState string) (*Message, error) {
	xml, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(samlRequest), ""))
	if err != nil || len(xml) == 0 {
		return nil, errors.New("SAMLRequest is missing or not base64")
	}
	root, err := parse(xml)
	if err != nil {
		return nil, err
	}
	return &Message{Root: root, RelayState: relayState, post: true}, nil
}

// Issuer returns the entityID that the message claims to come from.
func (m *Message) Issuer() (string, error) {
	issuer, err := only(m.Root, nsAssertion, "Issuer")
	if err != nil {
		return "", err
	}
	return text(issuer), nil
}

// Verify checks the message's signature and returns the element to be read.
func (m *Message) Verify(provider *ServiceProvider) (*etree.Element, error) {
	if m.post {
		return verifyEnveloped(m.Root, provider.Certificates)
	}
	if len(children(m.Root, nsSignature, "Signature")) != 0 {
		return nil, errors.New("a Redirect message must not carry a signature inside the XML")
	}
	return m.Root, verifyQuery(m.signed, m.algorithm, m.signature, provider.Certificates)
}

// queryPieces splits a raw query by name and refuses a name given twice.
func queryPieces(rawQuery string) (map[string]string, error) {
	pieces := map[string]string{}
	for piece := range strings.SplitSeq(rawQuery, "&") {
		name, _, _ := strings.Cut(piece, "=")
		if _, twice := pieces[name]; twice {
			return nil, fmt.Errorf("parameter %q given twice", name)
		}
		pieces[name] = piece
	}
	return pieces, nil
}

// signedPart joins the pieces in the order that the binding prescribes.
func signedPart(pieces map[string]string) string {
	signed := []string{pieces["SAMLRequest"]}
	if relay, ok := pieces["RelayState"]; ok {
		signed = append(signed, relay)
	}
	return strings.Join(append(signed, pieces["SigAlg"]), "&")
}

// inflate reads a raw DEFLATE stream and stops at maxXML: a small message can
// otherwise unpack to gigabytes.
func inflate(compressed []byte) (*etree.Element, error) {
	reader := flate.NewReader(bytes.NewReader(compressed))
	xml, err := io.ReadAll(io.LimitReader(reader, maxXML+1))
	if err != nil {
		return nil, fmt.Errorf("SAMLRequest is not raw DEFLATE: %w", err)
	}
	return parse(xml)
}

func deflate(xml []byte) ([]byte, error) {
	var out bytes.Buffer
	writer, err := flate.NewWriter(&out, flate.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := writer.Write(xml); err != nil {
		return nil, err
	}
	err = writer.Close()
	return out.Bytes(), err
}
