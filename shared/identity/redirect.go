package identity

import (
	"bytes"
	"compress/flate"
	"crypto"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"io"
	"net/url"
	"strings"

	"github.com/beevik/etree"
)

// signedQuery writes a message by the HTTP-Redirect binding (SAML bindings,
// 3.4.4.1): the signature covers exactly the bytes that precede it.
func signedQuery(key crypto.Signer, field string, xml []byte, relayState string) (string, error) {
	compressed, err := deflate(xml)
	if err != nil {
		return "", err
	}
	query := field + "=" + escaped(compressed)
	if relayState != "" {
		query += "&RelayState=" + url.QueryEscape(relayState)
	}
	query += "&SigAlg=" + url.QueryEscape(algorithmSHA256)
	signature, err := signText(key, query)
	if err != nil {
		return "", err
	}
	return query + "&Signature=" + escaped(signature), nil
}

func escaped(content []byte) string {
	return url.QueryEscape(base64.StdEncoding.EncodeToString(content))
}

// redirected is a message that arrived in a query, decoded but not yet believed.
type redirected struct {
	root       *etree.Element
	relayState string
	signed     string // the raw pieces that the signature covers
	algorithm  string
	signature  []byte
}

// decodeQuery reads a message from the raw query. field is SAMLRequest or
// SAMLResponse.
func decodeQuery(raw, field string) (redirected, error) {
	if len(raw) > maxBase64 {
		return redirected{}, Refuse(TooLarge, "%d bytes of query", len(raw))
	}
	query, err := splitQuery(raw)
	if err != nil {
		return redirected{}, err
	}
	compressed, err := base64.StdEncoding.DecodeString(query[field].value)
	if err != nil || len(compressed) == 0 {
		return redirected{}, Refuse(NotBase64, "%s", field)
	}
	xml, err := inflate(compressed)
	if err != nil {
		return redirected{}, err
	}
	message := redirected{relayState: query["RelayState"].value, algorithm: query["SigAlg"].value}
	if message.root, err = parseMessage(xml); err != nil {
		return redirected{}, err
	}
	if message.signature, err = base64.StdEncoding.DecodeString(query["Signature"].value); err != nil {
		return redirected{}, Refuse(NotBase64, "Signature")
	}
	message.signed = query[field].raw
	if relay, given := query["RelayState"]; given {
		message.signed += "&" + relay.raw
	}
	message.signed += "&" + query["SigAlg"].raw
	return message, nil
}

// parameter is a piece of a query: "name=value" as it arrived, and its value.
type parameter struct{ raw, value string }

// splitQuery returns the parameters by name. A name given twice is refused, since
// two readers of a query could choose different ones.
func splitQuery(raw string) (map[string]parameter, error) {
	query := map[string]parameter{}
	for piece := range strings.SplitSeq(raw, "&") {
		name, text, _ := strings.Cut(piece, "=")
		if _, twice := query[name]; twice {
			return nil, Refuse(BadLogout, "a parameter is given twice")
		}
		value, err := url.QueryUnescape(text)
		if err != nil {
			return nil, Refuse(BadLogout, "malformed query")
		}
		query[name] = parameter{raw: piece, value: value}
	}
	return query, nil
}

// queryAlgorithms are signatureMethods as the standard library knows them.
var queryAlgorithms = map[string]x509.SignatureAlgorithm{
	algorithmSHA256: x509.SHA256WithRSA,
	algorithmSHA384: x509.SHA384WithRSA,
	algorithmSHA512: x509.SHA512WithRSA,
}

// verify checks the signature over the query's pieces as they arrived: percent
// encoding differs from sender to sender.
func (r redirected) verify(certificates []*x509.Certificate) error {
	if len(r.signature) == 0 {
		return Refuse(Unsigned, "query")
	}
	algorithm, allowed := queryAlgorithms[r.algorithm]
	if !allowed {
		return Refuse(SignatureShape, "SigAlg")
	}
	for _, certificate := range certificates {
		if certificate.CheckSignature(algorithm, []byte(r.signed), r.signature) == nil {
			return nil
		}
	}
	return Refuse(BadSignature, "query, %d certificates tried", len(certificates))
}

// inflate reads a raw DEFLATE stream and stops at maxXML: a small message can
// unpack to gigabytes.
func inflate(compressed []byte) ([]byte, error) {
	xml, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(compressed)), maxXML+1))
	if err != nil {
		return nil, Refuse(NotXML, "not raw DEFLATE")
	}
	return xml, nil
}

func deflate(xml []byte) ([]byte, error) {
	var out bytes.Buffer
	writer, err := flate.NewWriter(&out, flate.BestCompression)
	if err != nil {
		return nil, fmt.Errorf("identity: %w", err)
	}
	if _, err := writer.Write(xml); err != nil {
		return nil, fmt.Errorf("identity: %w", err)
	}
	if err := writer.Close(); err != nil {
		return nil, fmt.Errorf("identity: %w", err)
	}
	return out.Bytes(), nil
}
