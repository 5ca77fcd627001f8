package stack

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"
)

// answerLimit is the largest answer, in bytes, that the tests read.
const answerLimit = 8 << 20

// callLimit is how long a call to a function or a simulator may take.
const callLimit = time.Minute

// Invoke calls a function by its logical id, as any AWS SDK would, and reads its answer into out.
func (s *Stack) Invoke(t testing.TB, logicalID string, event, out any) {
	t.Helper()
	if err := s.TryInvoke(logicalID, event, out); err != nil {
		t.Fatal(err)
	}
}

// TryInvoke is Invoke for goroutines, which may not end a test.
func (s *Stack) TryInvoke(logicalID string, event, out any) error {
	address := s.LambdaURL + "/2015-03-31/functions/" + s.Functions[logicalID] + "/invocations"
	if err := call(http.MethodPost, address, event, out); err != nil {
		return fmt.Errorf("%s: %w", logicalID, err)
	}
	return nil
}

// call sends JSON, nothing for a nil body, and reads a JSON answer of status 200 into out.
func call(method, address string, body, out any) error {
	var sent bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&sent).Encode(body); err != nil {
			return err
		}
	}
	request, err := http.NewRequest(method, address, &sent)
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	client := http.Client{Timeout: callLimit}
	answer, err := client.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }() // everything has been read
	content, err := io.ReadAll(io.LimitReader(answer.Body, answerLimit))
	if err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK || answer.Header.Get("X-Amz-Function-Error") != "" {
		return fmt.Errorf("%s answers %d: %s", address, answer.StatusCode, content)
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(content, out); err != nil {
		return errors.Join(fmt.Errorf("%s answers %s", address, content), err)
	}
	return nil
}
