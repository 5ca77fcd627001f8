// Command queries is the least that a page of the office can be: the same calls to DynamoDB, sent by the SDK as they
// were recorded, those of a step at the same time, and decoded by the SDK. It shows nothing. BENCH_PAGES is the file of
// the recorded calls: by address, the steps of a page with their calls.
package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"regexp"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"golang.org/x/sync/errgroup"

	"serviziscolastici/infra/proof/metering"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/lambdahost"
)

func main() {
	env, log := lambdahost.ReadEnv(), lambdahost.Log()
	client := dynamo.NewClient(env.AWS("DYNAMODB"))
	pages := map[string][][]metering.Call{}
	content, err := os.ReadFile(os.Getenv("BENCH_PAGES"))
	if err = errors.Join(err, json.Unmarshal(content, &pages)); err != nil {
		lambdahost.Fail(log, err)
	}
	lambdahost.ServeHTTP(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, step := range pages[r.URL.RequestURI()] {
			calls, ctx := errgroup.WithContext(r.Context())
			for _, call := range step {
				calls.Go(func() error { return send(ctx, client, call) })
			}
			if err := calls.Wait(); err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
		}
		w.WriteHeader(http.StatusOK)
	}))
}

// drawn is a text that is another one each time: the id of a record of the log, and the token of its transaction.
var drawn = regexp.MustCompile(`\b[A-Z2-7]{26}\b`)

// send sends a recorded call. What it asks for is put in at the end, so that the SDK signs and decodes what it does for
// a page.
func send(ctx context.Context, client *dynamodb.Client, call metering.Call) error {
	request := call.Request
	if call.Writes() {
		request = again(request)
	}
	recorded := func(o *dynamodb.Options) {
		o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
			return stack.Serialize.Add(middleware.SerializeMiddlewareFunc("Recorded", func(
				ctx context.Context, in middleware.SerializeInput, next middleware.SerializeHandler,
			) (middleware.SerializeOutput, middleware.Metadata, error) {
				whole, err := in.Request.(*smithyhttp.Request).SetStream(bytes.NewReader(request))
				if err != nil {
					return middleware.SerializeOutput{}, middleware.Metadata{}, err
				}
				in.Request = whole
				return next.HandleSerialize(ctx, in)
			}), middleware.After)
		})
	}
	var err error
	key, table := map[string]types.AttributeValue{}, aws.String("-")
	switch call.Operation {
	case "GetItem":
		_, err = client.GetItem(ctx, &dynamodb.GetItemInput{TableName: table, Key: key}, recorded)
	case "Query":
		_, err = client.Query(ctx, &dynamodb.QueryInput{TableName: table}, recorded)
	case "BatchGetItem":
		_, err = client.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{
			RequestItems: map[string]types.KeysAndAttributes{},
		}, recorded)
	case "TransactWriteItems":
		_, err = client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{
			TransactItems: []types.TransactWriteItem{},
		}, recorded)
	default:
		err = errors.New("no page makes a " + call.Operation)
	}
	return err
}

// again is a write with other drawn texts, the same where it had the same, so that it is written once more.
func again(request []byte) []byte {
	fresh := map[string]string{}
	return drawn.ReplaceAllFunc(request, func(text []byte) []byte {
		if fresh[string(text)] == "" {
			fresh[string(text)] = rand.Text()
		}
		return []byte(fresh[string(text)])
	})
}
