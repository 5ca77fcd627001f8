// Command queries is the least that a page of the office can be: the same calls to DynamoDB, sent by the SDK as they
// were recorded, those of a step at the same time, and decoded by the SDK, and the same objects of S3, read to their end.
// It shows nothing. BENCH_PAGES is the file of the recorded calls: by address, the steps of a page with their calls.
package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"regexp"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"golang.org/x/sync/errgroup"

	"serviziscolastici/infra/proof/metering"
	"serviziscolastici/shared/bucket"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/lambdahost"
)

func main() {
	env, log := lambdahost.ReadEnv(), lambdahost.Log()
	bare := floor{dynamo.NewClient(env.AWS("DYNAMODB")), bucket.Bucket{Config: env.AWS("S3"), Name: env.Text("IMPORTS_BUCKET")}}
	pages := map[string][][]metering.Call{}
	content, err := os.ReadFile(os.Getenv("BENCH_PAGES"))
	if err = errors.Join(err, json.Unmarshal(content, &pages)); err != nil {
		lambdahost.Fail(log, err)
	}
	lambdahost.ServeHTTP(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var before []byte // what earlier steps asked for
		for _, step := range pages[r.URL.RequestURI()] {
			calls, ctx := errgroup.WithContext(r.Context())
			for _, call := range step {
				calls.Go(func() error { return bare.send(ctx, call, before) })
			}
			if err := calls.Wait(); err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
			for _, call := range step {
				before = append(before, call.Request...)
			}
		}
		w.WriteHeader(http.StatusOK)
	}))
}

// drawn is a text that is another one each time: the end of the id of a record of the log, the token of its transaction, and
// the hash of a session's secret.
var drawn = regexp.MustCompile(`([A-Z2-7]{26}|[0-9a-f]{64})\b`)

// floor is where calls go.
type floor struct {
	client *dynamodb.Client
	files  bucket.Bucket
}

// send sends a recorded call. What it asks for is put in at the end, so that the SDK signs and decodes what it does for
// a page.
func (f floor) send(ctx context.Context, call metering.Call, before []byte) error {
	client, request := f.client, call.Request
	if call.Writes() {
		request = again(request, before)
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
	case metering.GetObject:
		_, err = f.files.Read(ctx, strings.TrimPrefix(string(request), "/"+f.files.Name+"/"))
		if errors.Is(err, bucket.ErrNoObject) { // the page asked whether there is one
			err = nil
		}
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

// again is a write with other drawn texts, the same where it had the same, so that it is written once more. What was read
// before is not drawn.
func again(request, before []byte) []byte {
	fresh := map[string][]byte{}
	return drawn.ReplaceAllFunc(request, func(text []byte) []byte {
		if bytes.Contains(before, text) {
			return text
		}
		if fresh[string(text)] == nil {
			fresh[string(text)] = draw(len(text))
		}
		return fresh[string(text)]
	})
}

// draw is another text of a length.
func draw(length int) []byte {
	if text := rand.Text(); len(text) == length {
		return []byte(text)
	}
	random := make([]byte, length/2)
	_, _ = rand.Read(random) // never fails
	return []byte(hex.EncodeToString(random))
}
