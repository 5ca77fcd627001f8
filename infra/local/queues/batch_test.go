package queues

import (
	"slices"
	"testing"
	"time"
)

// Goal: the messages that count as failed are those that AWS would count.
// Method: every kind of answer that the documentation of partial batch responses names.
func TestFailedMessages(t *testing.T) {
	ids := []string{"a", "b"}
	for _, c := range []struct {
		answer string
		failed []string
	}{
		{``, nil},
		{`null`, nil},
		{`{}`, nil},
		{`{"batchItemFailures":null}`, nil},
		{`{"batchItemFailures":[]}`, nil},
		{`{"batchItemFailures":[{"itemIdentifier":"b"}]}`, []string{"b"}},
		{`{"batchItemFailures":[{"itemIdentifier":"b"},{"itemIdentifier":"b"}]}`, []string{"b"}},
		{`{"batchItemFailures":[{"itemIdentifier":"c"}]}`, ids},
		{`{"batchItemFailures":[{"itemIdentifier":""}]}`, ids},
		{`{"batchItemFailures":[{"itemIdentifier":null}]}`, ids},
		{`{"batchItemFailures":[{"id":"a"}]}`, ids},
		{`{"batchItemFailures":"a"}`, ids},
		{`oops`, ids},
	} {
		failed := failedMessages(ids, []byte(c.answer), true)
		for _, id := range ids {
			if failed[id] != slices.Contains(c.failed, id) {
				t.Errorf("%s: %s failed = %v", c.answer, id, failed[id])
			}
		}
	}
	one := []byte(`{"batchItemFailures":[{"itemIdentifier":"a"}]}`)
	if failed := failedMessages(ids, one, false); len(failed) > 0 {
		t.Errorf("without partial responses: %v", failed)
	}
}

// Goal: the retry switch takes what its documentation says and nothing else.
// Method: a table of values.
func TestReadRetry(t *testing.T) {
	for text, want := range map[string]time.Duration{"": 5 * time.Second, "0": 0, "60": time.Minute} {
		if got, err := ReadRetry(text); err != nil || got == nil || *got != want {
			t.Errorf("%q = %v, %v", text, got, err)
		}
	}
	if got, err := ReadRetry("template"); err != nil || got != nil {
		t.Errorf("template = %v, %v", got, err)
	}
	for _, text := range []string{"-1", "x", "43201"} {
		if _, err := ReadRetry(text); err == nil {
			t.Errorf("%q was accepted", text)
		}
	}
}
