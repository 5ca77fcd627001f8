package gateway

import (
	"encoding/base64"
	"encoding/pem"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"serviziscolastici/infra/local/emulators"
	"serviziscolastici/infra/local/simulators/pagopa/nodecert"
)

// hopByHop are headers that end at the gateway; cookies travel in their own field.
var hopByHop = map[string]bool{
	"Connection": true, "Keep-Alive": true, "Transfer-Encoding": true, "Upgrade": true, "Te": true,
	"Cookie": true, nodecert.Header: true,
}

// encodeRequest builds the payload of format 2.0.
func encodeRequest(
	r *http.Request, body []byte, found match, api, id string, now time.Time,
) events.APIGatewayV2HTTPRequest {
	// AWS's domain name is what the Host header says, which has a port only where it is none of the usual ones: browsers that
	// say no more than their origin are compared with it.
	prefix, _, _ := strings.Cut(r.Host, ".")
	content, isBase64 := encodeBody(r.Header.Get("Content-Type"), body)
	source, _, _ := net.SplitHostPort(r.RemoteAddr)
	return events.APIGatewayV2HTTPRequest{
		Version:               "2.0",
		RouteKey:              found.route.key(),
		RawPath:               rawPath(r),
		RawQueryString:        r.URL.RawQuery,
		Cookies:               cookies(r),
		Headers:               headers(r, source),
		QueryStringParameters: query(r),
		PathParameters:        found.parameters,
		Body:                  content,
		IsBase64Encoded:       isBase64,
		RequestContext: events.APIGatewayV2HTTPRequestContext{
			RouteKey: found.route.key(), AccountID: emulators.AccountID, Stage: defaultPath, RequestID: id, APIID: api,
			DomainName: r.Host, DomainPrefix: prefix,
			Authentication: authentication(r),
			Time:           now.UTC().Format("02/Jan/2006:15:04:05 +0000"), TimeEpoch: now.UnixMilli(),
			HTTP: events.APIGatewayV2HTTPRequestContextHTTPDescription{
				Method: r.Method, Path: rawPath(r), Protocol: r.Proto,
				SourceIP: source, UserAgent: r.UserAgent(),
			},
		},
	}
}

// authentication is the certificate that the client has shown, as a domain with mutual TLS reports it. The
// simulated node speaks plain http and shows its own in a header.
func authentication(r *http.Request) events.APIGatewayV2HTTPRequestContextAuthentication {
	var shown events.APIGatewayV2HTTPRequestContextAuthentication
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		if told, err := url.QueryUnescape(r.Header.Get(nodecert.Header)); err == nil {
			shown.ClientCert.ClientCertPem = told
		}
		return shown
	}
	const layout = "Jan _2 15:04:05 2006 GMT"
	certificate := r.TLS.PeerCertificates[0]
	shown.ClientCert.ClientCertPem = string(
		pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate.Raw}))
	shown.ClientCert.SubjectDN, shown.ClientCert.IssuerDN = certificate.Subject.String(), certificate.Issuer.String()
	shown.ClientCert.SerialNumber = certificate.SerialNumber.String()
	shown.ClientCert.Validity.NotBefore = certificate.NotBefore.UTC().Format(layout)
	shown.ClientCert.Validity.NotAfter = certificate.NotAfter.UTC().Format(layout)
	return shown
}

// headers are lower-case, several values joined by a comma.
func headers(r *http.Request, source string) map[string]string {
	all := map[string]string{"host": r.Host}
	for name, values := range r.Header {
		if !hopByHop[name] {
			all[strings.ToLower(name)] = strings.Join(values, ",")
		}
	}
	all["x-forwarded-for"] = source
	all["x-forwarded-proto"] = "http"
	if r.TLS != nil {
		all["x-forwarded-proto"] = "https"
	}
	if _, port, err := net.SplitHostPort(r.Host); err == nil {
		all["x-forwarded-port"] = port
	}
	return all
}

// cookies are the single cookies of all Cookie headers, as name=value.
func cookies(r *http.Request) []string {
	var all []string
	for _, header := range r.Header.Values("Cookie") {
		for part := range strings.SplitSeq(header, ";") {
			if part = strings.TrimSpace(part); part != "" {
				all = append(all, part)
			}
		}
	}
	return all
}

// query joins several values of a parameter by a comma.
func query(r *http.Request) map[string]string {
	values := r.URL.Query()
	if len(values) == 0 {
		return nil
	}
	joined := make(map[string]string, len(values))
	for name, all := range values {
		joined[name] = strings.Join(all, ",")
	}
	return joined
}

// encodeBody leaves text as it is and encodes the rest in base64, form posts included, as AWS
// does; it also says whether it did.
func encodeBody(contentType string, body []byte) (string, bool) {
	if len(body) == 0 || isText(contentType) {
		return string(body), false
	}
	return base64.StdEncoding.EncodeToString(body), true
}

func isText(contentType string) bool {
	kind, _, _ := mime.ParseMediaType(contentType)
	switch kind {
	case "application/json", "application/xml", "application/javascript":
		return true
	}
	return strings.HasPrefix(kind, "text/") ||
		strings.HasSuffix(kind, "+xml") || strings.HasSuffix(kind, "+json")
}
