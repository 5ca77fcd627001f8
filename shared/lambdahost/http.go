package lambdahost

import (
	"context"
	"net/http"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/awslabs/aws-lambda-go-api-proxy/core"
	"github.com/awslabs/aws-lambda-go-api-proxy/httpadapter"
)

// ServeHTTP hands the events of an HTTP API (payload 2.0) to a handler. It does
// not return.
func ServeHTTP(handler http.Handler) {
	adapter := httpadapter.NewV2(handler)
	lambda.Start(func(ctx context.Context, r events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
		return adapter.ProxyWithContext(ctx, r)
	})
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
