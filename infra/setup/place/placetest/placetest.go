// Package placetest plays CloudFormation for tests of what works on an AWS account.
package placetest

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
)

// Stack serves a CloudFormation that knows one stack, with the given outputs, until the test ends, and points
// AWS_ENDPOINT_URL_CLOUDFORMATION to it.
func Stack(t *testing.T, name string, outputs map[string]string) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("Action") != "DescribeStacks" || r.FormValue("StackName") != name {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, `<ErrorResponse><Error><Code>ValidationError</Code></Error></ErrorResponse>`)
			return
		}
		_, _ = io.WriteString(w, `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><Outputs>`)
		for key, value := range outputs {
			_, _ = fmt.Fprintf(w, `<member><OutputKey>%s</OutputKey><OutputValue>%s</OutputValue></member>`, key, value)
		}
		_, _ = io.WriteString(w, `</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`)
	}))
	t.Cleanup(server.Close)
	t.Setenv("AWS_ENDPOINT_URL_CLOUDFORMATION", server.URL)
}
