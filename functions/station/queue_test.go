package main

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

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
