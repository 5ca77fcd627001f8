package lambdahost

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/awslabs/aws-lambda-go-api-proxy/core"
	"github.com/awslabs/aws-lambda-go-api-proxy/httpadapter"
)

// ServeHTTP hands the events of an HTTP API (payload 2.0) to a handler. It does
// not return.
func ServeHTTP(handler http.Handler) {
	growHeap()
	lambda.Start(Proxy(handler))
}

// growHeap lets the heap of a function that answers people grow fivefold before it is collected. It has some 4 MB, of which an
// answer takes one or two: with Go's usual rate every other request would pay for a collection. At 384 of the function's 512
// MB it is collected all the same.
func growHeap() {
	debug.SetGCPercent(400)
	debug.SetMemoryLimit(384 << 20)
}

// Call answers an event that is no request of an HTTP API.
type Call = func(context.Context, json.RawMessage) (any, error)

// ServeHTTPAnd is ServeHTTP for a function that technicians call too. An event of the API names its request's context,
// which no browser can leave out.
func ServeHTTPAnd(handler http.Handler, call Call) {
	growHeap()
	proxy := Proxy(handler)
	lambda.Start(func(ctx context.Context, event json.RawMessage) (any, error) {
		var request struct {
			Context json.RawMessage `json:"requestContext"`
		}
		if err := json.Unmarshal(event, &request); err != nil {
			return nil, err
		}
		if request.Context == nil {
			return call(ctx, event)
		}
		var r events.APIGatewayV2HTTPRequest
		if err := json.Unmarshal(event, &r); err != nil {
			return nil, err
		}
		return proxy(ctx, r)
	})
}

// Proxy turns a handler into one of events. An event that is no request gets status
// 400: as a function's error it would be a 500, count as ours, and the adapter would
// write the address into the log.
func Proxy(handler http.Handler) func(
	context.Context, events.APIGatewayV2HTTPRequest,
) (events.APIGatewayV2HTTPResponse, error) {
	adapter := httpadapter.NewV2(handler)
	return func(ctx context.Context, r events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
		r.RawPath = escaped(r)
		if malformed(r) {
			return events.APIGatewayV2HTTPResponse{
				StatusCode: http.StatusBadRequest, Body: "Richiesta non valida",
				Headers: map[string]string{
					"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store",
					"X-Content-Type-Options": "nosniff",
				},
			}, nil
		}
		return adapter.ProxyWithContext(ctx, r)
	}
}

// escaped returns the path of an event as an address writes it. An HTTP API decodes it, in spite of the
// name rawPath, and the adapter would read "/aiuto#x" or "/100%" as an address.
func escaped(r events.APIGatewayV2HTTPRequest) string {
	address := url.URL{Path: "/" + strings.TrimPrefix(cmp.Or(r.RawPath, r.RequestContext.HTTP.Path), "/")}
	return address.EscapedPath()
}

// malformed reports whether the adapter could not make a request of an event.
func malformed(r events.APIGatewayV2HTTPRequest) bool {
	if _, err := url.Parse("https://localhost" + r.RawPath + "?" + r.RawQueryString); err != nil {
		return true
	}
	_, err := base64.StdEncoding.DecodeString(r.Body)
	return r.IsBase64Encoded && err != nil
}

// ClientCertificate returns the certificate, in PEM form, with which the caller
// opened the TLS connection to API Gateway; "" when there was none. The gateway
// has verified its chain.
func ClientCertificate(ctx context.Context) string {
	gateway, _ := core.GetAPIGatewayV2ContextFromContext(ctx)
	return gateway.Authentication.ClientCert.ClientCertPem
}

// Domain returns the domain name of API Gateway at which the caller has arrived,
// as the gateway says it, not the request's Host; "" when no gateway did.
func Domain(ctx context.Context) string {
	gateway, _ := core.GetAPIGatewayV2ContextFromContext(ctx)
	return gateway.DomainName
}
