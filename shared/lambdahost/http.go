package lambdahost

import (
	"context"
	"net/http"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
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
