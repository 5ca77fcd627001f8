package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"serviziscolastici/infra/local/manifest"
	"serviziscolastici/infra/local/queues"
)

// Goal: the whole stack runs a real Lambda binary from a template, and says where everything is.
// Method: start it on free ports with the small template; call both doors and the Invoke API.
func TestStackServes(t *testing.T) {
	folder := state(t)
	started := launch(t, folder)
	about := readManifest(t, folder)
	var page struct {
		Event struct {
			RouteKey string `json:"routeKey"`
		} `json:"event"`
	}
	status := call(t, "GET", about.PortalURL+"/p/x", "", &page)
	if status != 200 || page.Event.RouteKey != "ANY /p/{proxy+}" {
		t.Errorf("portal: %d %+v", status, page)
	}
	status = call(t, "POST", about.StationURL, "<x/>", &page)
	if status != 200 || page.Event.RouteKey != "POST /pagopa/station" {
		t.Errorf("station: %d %+v", status, page)
	}
	var echo struct {
		Event map[string]int `json:"event"`
	}
	lambda := about.LambdaURL + "/2015-03-31/functions/"
	status = call(t, "POST", lambda+"probe/invocations", `{"n":1}`, &echo)
	if status != 200 || echo.Event["n"] != 1 {
		t.Errorf("invoke: %d %+v", status, echo)
	}
	if status := call(t, "POST", lambda+"other/invocations", `{}`, nil); status != 404 {
		t.Errorf("unknown function: %d", status)
	}
	started.stop(t.Context())
	if _, err := os.Stat(filepath.Join(folder, "stack.json")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("stack.json after the stop: %v", err)
	}
}

// Goal: a bad message ends in the dead letters alone, its neighbours are handled.
// Method: send one bad and two good messages, and wait for the queue to be empty.
func TestQueueSource(t *testing.T) {
	s := launch(t, state(t))
	work, dead := s.queues["Work"], s.queues["Dead"]
	for _, body := range []string{"good", "bad", "good"} {
		_, err := s.sqs.SendMessage(t.Context(), &sqs.SendMessageInput{
			QueueUrl: aws.String(work.URL), MessageBody: aws.String(body),
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	limited, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	if err := s.drained(limited); err != nil {
		t.Fatal(err)
	}
	if count, err := queues.Pending(t.Context(), s.sqs, dead); err != nil || count != 1 {
		t.Errorf("dead letters: %d, %v", count, err)
	}
}

// Goal: data survives a restart, and open notices are announced.
// Method: put a notice, stop, start again on the same folder.
func TestRestartKeepsData(t *testing.T) {
	folder := state(t)
	first := launch(t, folder)
	_, err := first.db.PutItem(t.Context(), &dynamodb.PutItemInput{
		TableName: aws.String("LedgerTable"),
		Item: map[string]types.AttributeValue{
			"pk":       &types.AttributeValueMemberS{Value: "B#c_x000#g1"},
			"sk":       &types.AttributeValueMemberS{Value: "N#2026-11-20#302000000000000001"},
			"creditor": &types.AttributeValueMemberS{Value: demoCreditor},
			"state":    &types.AttributeValueMemberS{Value: "open"},
			"nav":      &types.AttributeValueMemberS{Value: "302000000000000001"},
			"amount":   &types.AttributeValueMemberN{Value: "1250"},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	first.stop(t.Context())
	launch(t, folder)
	notices := readManifest(t, folder).Demo.OpenNotices
	if len(notices) != 1 || notices[0] != (manifest.Notice{Number: "302000000000000001", AmountCents: 1250}) {
		t.Errorf("open notices after a restart: %+v", notices)
	}
}

// Goal: data of the release that kept notices twice, or accounts without what they expect, is refused in words,
// not misread. Method: put either as that release did, and start again.
func TestDataOfAnEarlierRelease(t *testing.T) {
	folder := state(t)
	first := launch(t, folder)
	for _, key := range [][2]string{{"N#" + demoCreditor + "#302000000000000001", "N"}, {"A#c_x000#A999", "~ACC"}} {
		item := map[string]types.AttributeValue{
			"pk":  &types.AttributeValueMemberS{Value: key[0]},
			"sk":  &types.AttributeValueMemberS{Value: key[1]},
			"nav": &types.AttributeValueMemberS{Value: "302000000000000001"},
		}
		_, err := first.db.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: aws.String("LedgerTable"), Item: item})
		if err != nil {
			t.Fatal(err)
		}
		if err := first.refuseOldData(t.Context()); !errors.Is(err, errOldData) {
			t.Errorf("%s: %v", key[1], err)
		}
		delete(item, "nav")
		_, err = first.db.DeleteItem(t.Context(), &dynamodb.DeleteItemInput{TableName: aws.String("LedgerTable"), Key: item})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := first.refuseOldData(t.Context()); err != nil {
		t.Errorf("data of today: %v", err)
	}
}

// Goal: a second stack on the same folder is refused, and may start once the first has ended.
// Method: take the lock twice, then release it.
func TestLock(t *testing.T) {
	folder := t.TempDir()
	release, err := lock(folder)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lock(folder); err == nil {
		t.Error("a second lock was given")
	}
	release()
	if release, err = lock(folder); err != nil {
		t.Fatal(err)
	}
	release()
}

// state makes a folder for one stack with the probe built into it.
func state(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	build := exec.Command("go", "build", "-tags", "lambda.norpc",
		"-o", filepath.Join(folder, "bin", "probe", "bootstrap"), "./runtimeapi/testdata/probe")
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the probe: %v\n%s", err, output)
	}
	return folder
}

// launch starts a stack and stops it with the test.
func launch(t *testing.T, folder string) *stack {
	t.Helper()
	t.Setenv("PORT", "0")
	t.Setenv("LOCAL_RETRY_SECONDS", "0")
	o, err := readOptions([]string{
		"-template", "testdata/template.yaml", "-state", folder, "-bin", filepath.Join(folder, "bin"),
		"-tools", "../../.local/npm", "-demo", "",
	})
	if err != nil {
		t.Fatal(err)
	}
	s := newStack(o)
	s.console.out = io.Discard
	t.Cleanup(func() { s.stop(context.Background()) })
	if err := s.start(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

func readManifest(t *testing.T, folder string) manifest.Stack {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(folder, "stack.json"))
	if err != nil {
		t.Fatal(err)
	}
	var about manifest.Stack
	if err := json.Unmarshal(data, &about); err != nil {
		t.Fatal(err)
	}
	return about
}

// call sends a request and decodes the JSON answer when it is wanted.
func call(t *testing.T, method, url, body string, answer any) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, bytes.NewReader([]byte(body)))
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	if answer != nil {
		if err := json.NewDecoder(response.Body).Decode(answer); err != nil {
			t.Fatal(err)
		}
	}
	return response.StatusCode
}
