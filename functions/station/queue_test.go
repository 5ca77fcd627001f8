package main

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"serviziscolastici/shared/pagopa"
)

// fakeSQS speaks SendMessage of SQS's JSON protocol and keeps the last message.
func fakeSQS(t *testing.T, status int, last *string) Queue {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var call struct{ MessageBody string }
		body, err := io.ReadAll(r.Body)
		if err == nil {
			err = json.Unmarshal(body, &call)
		}
		if err != nil || r.Header.Get("X-Amz-Target") != "AmazonSQS.SendMessage" {
			t.Errorf("called with %s %s, %v", r.Header.Get("X-Amz-Target"), body, err)
		}
		*last = call.MessageBody
		sum := md5.Sum([]byte(call.MessageBody))
		answer := map[string]string{"MessageId": "1", "MD5OfMessageBody": hex.EncodeToString(sum[:])}
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		w.WriteHeader(status)
		if err := json.NewEncoder(w).Encode(answer); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(server.Close)
	client := sqs.New(sqs.Options{
		BaseEndpoint: &server.URL, Region: "eu-south-1", RetryMaxAttempts: 1,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "a", SecretAccessKey: "b"}, nil
		}),
	})
	return Queue{Client: client, URL: server.URL + "/000000000000/receipts"}
}

// hanging is a road to SQS on which no answer ever comes.
type hanging struct{}

func (hanging) Do(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// Goal: Case 38, a queue that does not answer makes the station answer in time, and not OK: the node
// waits 15 seconds, the function has six. Method: a queue that hangs, on a clock of the test's own.
func TestSlowQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		handler, _ := station(&fixture{})
		handler.Receipts = Queue{URL: "http://queue.example/000000000000/receipts", Client: sqs.New(sqs.Options{
			Region: "eu-south-1", HTTPClient: hanging{}, Credentials: aws.AnonymousCredentials{},
		})}
		began := time.Now()
		answer := post(handler, "", envelope("paSendRTV2Request", receipt(openNAV, "45.00")))
		expect(t, "slow queue", answer, http.StatusInternalServerError)
		if took := time.Since(began); took == 0 || took > 5*time.Second {
			t.Errorf("answered after %s", took)
		}
	})
}

func TestEnqueue(t *testing.T) {
	// Goal: the queue carries the whole receipt, and a refusal is an error. Method: a server that
	// speaks SQS's protocol, kind and unkind.
	var body string
	message := pagopa.ReceiptMessage{Version: 1, Raw: []byte("<a/>"), Receipt: pagopa.Receipt{ReceiptID: "r1"}}
	if err := fakeSQS(t, http.StatusOK, &body).Enqueue(context.Background(), message); err != nil {
		t.Fatal(err)
	}
	var read pagopa.ReceiptMessage
	if err := json.Unmarshal([]byte(body), &read); err != nil || read.Receipt.ReceiptID != "r1" ||
		string(read.Raw) != "<a/>" || read.Version != 1 {
		t.Errorf("queued %s, %v", body, err)
	}
	unkind := fakeSQS(t, http.StatusInternalServerError, &body)
	if err := unkind.Enqueue(context.Background(), message); err == nil {
		t.Error("a queue that refuses looks well")
	}
}

// Goal: no character of a receipt keeps it out of the queue, and each comes out as it was. Method: one of each
// kind that XML has, in a server that takes what SQS does.
func TestEnqueueTakesEveryCharacter(t *testing.T) {
	var body string
	queue := fakeSQS(t, http.StatusOK, &body)
	message := pagopa.ReceiptMessage{Version: 1, Receipt: pagopa.Receipt{
		ReceiptID: "r1", Description: "perch\u00e9 \"<&>\" \t\u2028\ufffd\ud7ff\ue000", PSPName: "\U0001f600 \U00020000 \U0010ffff",
	}}
	if err := queue.Enqueue(t.Context(), message); err != nil {
		t.Fatal(err)
	}
	for _, r := range body {
		if r != '\t' && r != '\n' && r != '\r' && (r < ' ' || r > '\ufffd' || r > '\ud7ff' && r < '\ue000') {
			t.Errorf("SQS would refuse %U", r)
		}
	}
	var back pagopa.ReceiptMessage
	if err := json.Unmarshal([]byte(body), &back); err != nil || !reflect.DeepEqual(back, message) {
		t.Errorf("came out as %+v, %v", back, err)
	}
}
