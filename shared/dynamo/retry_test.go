package dynamo_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/retry"
)

// answer is how a fake DynamoDB treats one request.
type answer func(w http.ResponseWriter, r *http.Request)

// refuse answers with an error of the given status and type.
func refuse(status int, kind string) answer {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		w.WriteHeader(status)
		_, _ = fmt.Fprintf(w, `{"__type":"com.amazonaws.dynamodb.v20120810#%s","message":"no"}`, kind)
	}
}

// reset closes the connection without a reply.
func reset(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

// cutShort closes the connection in the middle of its reply.
func cutShort(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Length", "100")
	_, _ = io.WriteString(w, `{"Attributes`)
}

// silent keeps the request until its client gives up.
func silent(_ http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	<-r.Context().Done()
}

func good(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	_, _ = io.WriteString(w, `{}`)
}

// fake starts a DynamoDB that gives the answers in turn, the last for ever, and counts the requests.
func fake(t *testing.T, answers ...answer) (aws.Config, *atomic.Int32) {
	t.Helper()
	calls := new(atomic.Int32)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := int(calls.Add(1))
		answers[min(n, len(answers))-1](w, r)
	}))
	t.Cleanup(server.Close)
	return aws.Config{
		Region: "eu-south-1", BaseEndpoint: &server.URL,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
		}),
	}, calls
}

// Goal: what goes away by itself is tried again, up to three attempts for a page and five for a
// worker; a definite answer is given back at once. Method: one fake for each kind of error.
func TestPatience(t *testing.T) {
	cases := map[string]struct {
		answer       answer
		page, worker int32
	}{
		"throttled":     {refuse(400, "ProvisionedThroughputExceededException"), 3, 5},
		"rate":          {refuse(400, "ThrottlingException"), 3, 5},
		"limit":         {refuse(400, "RequestLimitExceeded"), 3, 5},
		"in progress":   {refuse(400, "TransactionInProgressException"), 3, 5},
		"internal":      {refuse(500, "InternalServerError"), 3, 5},
		"not DynamoDB":  {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(502) }, 3, 5},
		"reset":         {reset, 3, 5},
		"cut short":     {cutShort, 3, 5},
		"condition":     {refuse(400, "ConditionalCheckFailedException"), 1, 1},
		"invalid":       {refuse(400, "ValidationException"), 1, 1},
		"forbidden":     {refuse(400, "AccessDeniedException"), 1, 1},
		"no such table": {refuse(400, "ResourceNotFoundException"), 1, 1},
	}
	for name, one := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for kind, want := range map[string]int32{"page": one.page, "worker": one.worker} {
				config, calls := fake(t, one.answer)
				client := dynamo.NewClient(config)
				if kind == "worker" {
					client = dynamo.NewWorkerClient(config)
				}
				err := dynamo.Table{Client: client, Name: "t"}.Delete(t.Context(), dynamo.Key{PK: "p", SK: "s"})
				if err == nil || calls.Load() != want {
					t.Errorf("%s: %d calls, want %d, error %v", kind, calls.Load(), want, err)
				}
			}
		})
	}
}

// Goal: a table in trouble costs no other call its tries. Method: more failing calls than the tokens
// pay for that the SDK gives a process, as many at once as a busy machine answers in a page's time.
func TestManyCallsInTroubleKeepTheirTries(t *testing.T) {
	const together, times = 40, 5
	config, calls := fake(t, refuse(400, "ProvisionedThroughputExceededException"))
	table := dynamo.Table{Client: dynamo.NewClient(config), Name: "t"}
	for range times {
		var all sync.WaitGroup
		for range together {
			all.Go(func() { _ = table.Delete(t.Context(), dynamo.Key{PK: "p", SK: "s"}) })
		}
		all.Wait()
	}
	if calls.Load() != 3*together*times {
		t.Errorf("%d calls, want %d", calls.Load(), 3*together*times)
	}
}

// Goal: a call that meets trouble once succeeds. Method: each trouble, then a good answer.
func TestTroubleOnce(t *testing.T) {
	for name, trouble := range map[string]answer{
		"throttled": refuse(400, "ThrottlingException"), "reset": reset, "silent": silent, "cut short": cutShort,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config, calls := fake(t, trouble, good)
			err := dynamo.Table{Client: dynamo.NewClient(config), Name: "t"}.Delete(
				t.Context(), dynamo.Key{PK: "p", SK: "s"})
			if err != nil || calls.Load() != 2 {
				t.Errorf("%d calls, %v", calls.Load(), err)
			}
		})
	}
}

// Goal: a DynamoDB that never answers costs a page three attempts. Method: a fake that keeps every
// request until the client ends it.
func TestSilenceEnds(t *testing.T) {
	config, calls := fake(t, silent)
	var out struct{}
	err := dynamo.Table{Client: dynamo.NewClient(config), Name: "t"}.Get(
		t.Context(), dynamo.Key{PK: "p", SK: "s"}, &out)
	if err == nil || errors.Is(err, dynamo.ErrNoItem) || calls.Load() != 3 {
		t.Errorf("%d calls, %v", calls.Load(), err)
	}
}

// Goal: who has given up is not kept. Method: a context that ends while DynamoDB is silent.
func TestGivingUp(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	config, calls := fake(t, func(w http.ResponseWriter, r *http.Request) {
		cancel()
		silent(w, r)
	})
	_, err := dynamo.NewWorkerClient(config).ListTables(ctx, &dynamodb.ListTablesInput{})
	if !errors.Is(err, context.Canceled) || calls.Load() != 1 {
		t.Errorf("%d calls, %v", calls.Load(), err)
	}
}

// Goal: keys that DynamoDB leaves unprocessed are asked for again, and one that it never gets to is told as a
// throttled table, which the parent may try again. Method: a fake that processes none, twice or for ever.
func TestUnprocessedKeys(t *testing.T) {
	none := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		_, _ = io.WriteString(w, `{"UnprocessedKeys":{"t":{"Keys":[{"pk":{"S":"a"},"sk":{"S":"1"}}]}}}`)
	}
	for name, c := range map[string]struct {
		answers []answer
		calls   int32
		busy    bool
	}{"twice": {[]answer{none, none, good}, 3, false}, "always": {[]answer{none}, 4, true}} {
		config, calls := fake(t, c.answers...)
		table := dynamo.Table{Client: dynamo.NewClient(config), Name: "t"}
		_, err := dynamo.BatchGet[struct{}](t.Context(), table, []dynamo.Key{{PK: "a", SK: "1"}})
		if (err != nil) != c.busy || retry.Busy(err) != c.busy || calls.Load() != c.calls {
			t.Errorf("%s: %d calls, %v", name, calls.Load(), err)
		}
	}
}
