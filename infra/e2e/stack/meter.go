package stack

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Meter stands between functions and DynamoDB, asks for what each call consumes and sums it up. The
// functions are the shipped ones and know nothing of it.
type Meter struct {
	upstream string
	mu       sync.Mutex
	calls    []metered
}

// metered is one request to DynamoDB.
type metered struct {
	Operation  string
	begun, end time.Time
	units      float64
}

// Usage is what a page cost.
type Usage struct {
	Calls int
	// Steps is how many calls wait for one another: the longest chain of calls of which each began
	// after the one before had been answered.
	Steps         int
	Reads, Writes float64 // capacity units
	Operations    []string
}

// NewMeter makes a meter before the DynamoDB at an address.
func NewMeter(upstream string) *Meter { return &Meter{upstream: upstream} }

// latency is added to each call, so that calls which do not wait for one another overlap.
const latency = 25 * time.Millisecond

// Take returns the usage since the last Take.
func (m *Meter) Take() Usage {
	m.mu.Lock()
	defer m.mu.Unlock()
	calls := m.calls
	m.calls = nil
	usage := Usage{Calls: len(calls)}
	depths := make([]int, len(calls)) // calls are in the order of their ends
	for i, one := range calls {
		depths[i] = 1
		for j := range i {
			if calls[j].end.Before(one.begun) {
				depths[i] = max(depths[i], depths[j]+1)
			}
		}
		usage.Steps = max(usage.Steps, depths[i])
		usage.Operations = append(usage.Operations, one.Operation)
		if writing(one.Operation) {
			usage.Writes += one.units
		} else {
			usage.Reads += one.units
		}
	}
	return usage
}

func writing(operation string) bool {
	switch operation {
	case "PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "BatchWriteItem":
		return true
	}
	return false
}

// ServeHTTP implements http.Handler.
func (m *Meter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	begun := time.Now()
	answer, content, err := m.pass(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	time.Sleep(latency)
	_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	m.mu.Lock()
	m.calls = append(m.calls, metered{operation, begun, time.Now(), units(content)})
	m.mu.Unlock()
	w.Header().Set("Content-Type", answer.Header.Get("Content-Type"))
	w.WriteHeader(answer.StatusCode)
	_, _ = w.Write(content) // a function that has gone needs no answer
}

// pass sends a call on with the question for its consumption.
func (m *Meter) pass(r *http.Request) (*http.Response, []byte, error) {
	var call map[string]json.RawMessage
	if err := json.NewDecoder(io.LimitReader(r.Body, 17<<20)).Decode(&call); err != nil {
		return nil, nil, err
	}
	call["ReturnConsumedCapacity"] = json.RawMessage(`"TOTAL"`)
	body, err := json.Marshal(call)
	if err != nil {
		return nil, nil, err
	}
	request, err := http.NewRequestWithContext(r.Context(), r.Method, m.upstream, bytes.NewReader(body))
	if err != nil {
		return nil, nil, err
	}
	request.Header = r.Header.Clone()
	request.Header.Del("Accept-Encoding")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = answer.Body.Close() }() // everything has been read
	content, err := io.ReadAll(answer.Body)
	return answer, content, err
}

// units sums the consumption in an answer: one table's, or a list by table. Errors have none.
func units(answer []byte) float64 {
	var one struct {
		ConsumedCapacity struct{ CapacityUnits float64 }
	}
	if json.Unmarshal(answer, &one) == nil {
		return one.ConsumedCapacity.CapacityUnits
	}
	var many struct {
		ConsumedCapacity []struct{ CapacityUnits float64 }
	}
	_ = json.Unmarshal(answer, &many)
	var sum float64
	for _, table := range many.ConsumedCapacity {
		sum += table.CapacityUnits
	}
	return sum
}
