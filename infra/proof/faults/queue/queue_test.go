package queue_test

import (
	"encoding/json"
	"sync"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"serviziscolastici/infra/proof/faults/queue"
)

// consumer fails on what it is told to, and counts what it sees.
type consumer struct {
	mu      sync.Mutex
	seen    map[string]int
	counted []string
	fails   func(body string, times int) bool
}

func (c *consumer) invoke(event []byte) ([]byte, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var batch events.SQSEvent
	if err := json.Unmarshal(event, &batch); err != nil {
		return nil, err
	}
	var response events.SQSEventResponse
	for _, record := range batch.Records {
		c.seen[record.Body]++
		c.counted = append(c.counted, record.Attributes["ApproximateReceiveCount"])
		if c.fails(record.Body, c.seen[record.Body]) {
			response.BatchItemFailures = append(response.BatchItemFailures,
				events.SQSBatchItemFailure{ItemIdentifier: record.MessageId})
		}
	}
	return json.Marshal(response)
}

// Goal: every message ends as handled or as a dead letter, after five deliveries, and a redriven one
// counts as new. Method: one that never works among some that work at the second try.
func TestEveryMessageEnds(t *testing.T) {
	q := queue.New(1)
	for _, body := range []string{"a", "b", "c", "bad"} {
		q.Send(body, 1)
	}
	c := &consumer{seen: map[string]int{}}
	c.fails = func(body string, times int) bool { return body == "bad" || times < 2 }
	q.Drain(c.invoke, 3, 2)
	if c.seen["a"] != 2 || c.seen["b"] != 2 || c.seen["c"] != 2 || c.seen["bad"] != queue.MaxReceive {
		t.Errorf("deliveries %v", c.seen)
	}
	if dead := q.Dead(); len(dead) != 1 || dead[0] != "bad" {
		t.Errorf("dead letters %v", dead)
	}
	c.fails, c.counted = func(string, int) bool { return false }, nil
	if letters := q.Redrive(); letters != 1 {
		t.Errorf("%d redriven", letters)
	}
	q.Drain(c.invoke, 3, 2)
	if len(c.counted) != 1 || c.counted[0] != "1" || len(q.Dead()) != 0 {
		t.Errorf("after the redrive: counts %v, dead %v", c.counted, q.Dead())
	}
}

// Goal: duplicates, and messages that reappear during the work, are all delivered. Method: copies,
// and a queue that forgets every delivery at once.
func TestDuplicates(t *testing.T) {
	q := queue.New(1)
	q.Early = 1
	q.Send("a", 3)
	c := &consumer{seen: map[string]int{}, fails: func(string, int) bool { return false }}
	q.Drain(c.invoke, 10, 1)
	if c.seen["a"] != 3*queue.MaxReceive {
		t.Errorf("%d deliveries", c.seen["a"])
	}
}

// T9. Goal: the queue believes an answer only as far as AWS does: one that names an unknown, empty or
// null id, or makes no sense, brings the whole batch again. Method: each answer to a batch of two.
func TestAnswersThatMakeNoSense(t *testing.T) {
	for name, c := range map[string]struct {
		answer string
		dead   int
	}{
		"nothing failed":  {`{"batchItemFailures":[]}`, 0},
		"null list":       {`{"batchItemFailures":null}`, 0},
		"empty answer":    {`{}`, 0},
		"null answer":     {`null`, 0},
		"one failed":      {`{"batchItemFailures":[{"itemIdentifier":"m1"}]}`, 1},
		"unknown id":      {`{"batchItemFailures":[{"itemIdentifier":"m9"}]}`, 2},
		"one of them odd": {`{"batchItemFailures":[{"itemIdentifier":"m1"},{"itemIdentifier":"m9"}]}`, 2},
		"empty id":        {`{"batchItemFailures":[{"itemIdentifier":""}]}`, 2},
		"null id":         {`{"batchItemFailures":[{"itemIdentifier":null}]}`, 2},
		"other key":       {`{"batchItemFailures":[{"ItemId":"m1"}]}`, 2},
		"no JSON":         {`oops`, 2},
	} {
		t.Run(name, func(t *testing.T) {
			q := queue.New(1)
			q.Send("a", 1)
			q.Send("b", 1)
			q.Drain(func([]byte) ([]byte, error) { return []byte(c.answer), nil }, 2, 1)
			if dead := q.Dead(); len(dead) != c.dead {
				t.Errorf("%d dead letters, want %d", len(dead), c.dead)
			}
		})
	}
}
