package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// counter passes calls on to DynamoDB and sums what they are and what they consume. It asks for the
// consumption itself; the function behind it is the shipped one and knows nothing of it. It leaves out the
// tokens of transactions: the emulator looks through all those of the last ten minutes at each transaction,
// so that after 20,000 of them one takes 3.6 ms instead of 0.7, on whatever table.
type counter struct {
	upstream string
	client   http.Client
	mu       sync.Mutex
	taken    consumption
}

// consumption is what calls to DynamoDB cost.
type consumption struct {
	calls int
	// units are the write units of all calls, transactions those of transactions alone.
	units, transactions float64
}

func newCounter(upstream string) *counter {
	transport := &http.Transport{MaxIdleConnsPerHost: 64}
	return &counter{upstream: upstream, client: http.Client{Transport: transport, Timeout: time.Minute}}
}

// take returns what was consumed since the last take.
func (c *counter) take() consumption {
	c.mu.Lock()
	defer c.mu.Unlock()
	taken := c.taken
	c.taken = consumption{}
	return taken
}

func (c *counter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var call map[string]json.RawMessage
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 17<<20)).Decode(&call); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	call["ReturnConsumedCapacity"] = json.RawMessage(`"TOTAL"`)
	delete(call, "ClientRequestToken")
	body, err := json.Marshal(call)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	request, err := http.NewRequestWithContext(r.Context(), r.Method, c.upstream, bytes.NewReader(body))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	request.Header = r.Header.Clone()
	request.Header.Del("Accept-Encoding")
	answer, err := c.client.Do(request)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer func() { _ = answer.Body.Close() }()
	content, err := io.ReadAll(answer.Body)
	if err != nil {
		return
	}
	c.count(r.Header.Get("X-Amz-Target"), content)
	w.Header().Set("Content-Type", answer.Header.Get("Content-Type"))
	w.WriteHeader(answer.StatusCode)
	_, _ = w.Write(content)
}

// count adds a call, and its units when it writes.
func (c *counter) count(target string, answer []byte) {
	var consumed struct{ ConsumedCapacity json.RawMessage }
	_ = json.Unmarshal(answer, &consumed) // an error's answer has none
	units := capacity(consumed.ConsumedCapacity)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.taken.calls++
	_, operation, _ := strings.Cut(target, ".")
	switch operation {
	case "TransactWriteItems":
		c.taken.units += units
		c.taken.transactions += units
	case "PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem":
		c.taken.units += units
	}
}

// capacity sums one consumption, or a list of them by table.
func capacity(raw json.RawMessage) float64 {
	type table struct{ CapacityUnits float64 }
	var many []table
	if json.Unmarshal(raw, &many) != nil {
		var one table
		_ = json.Unmarshal(raw, &one)
		many = []table{one}
	}
	var sum float64
	for _, each := range many {
		sum += each.CapacityUnits
	}
	return sum
}
