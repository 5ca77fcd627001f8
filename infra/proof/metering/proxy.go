// Package metering stands between functions and DynamoDB and tells what each call consumes. It asks
// for the consumption itself: the functions are the shipped ones and know nothing of it.
package metering

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Call is one request to DynamoDB.
type Call struct {
	Operation    string // "TransactWriteItems"
	Request      []byte // as it went on, JSON
	Begun, Ended time.Time
	Units        float64 // capacity units, of all tables together; an error has none
}

// Writes reports whether the units are write units.
func (c Call) Writes() bool {
	switch c.Operation {
	case "PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "BatchWriteItem":
		return true
	}
	return false
}

// Proxy passes calls on to the DynamoDB at Upstream.
type Proxy struct {
	Upstream string
	// Heard hears of each call when it has ended, from many goroutines.
	Heard func(Call)
	// Latency is how long no call must have begun before those that were answered are let go, all at the same moment: calls
	// which do not wait for one another overlap, also when a busy machine takes long to send them all.
	Latency time.Duration
	// WithoutTokens leaves out the tokens of transactions: the emulator looks through all those of the
	// last ten minutes at each transaction, so that after 20,000 of them one takes 3.6 ms instead of
	// 0.7, on whatever table.
	WithoutTokens bool

	client http.Client
	mu     sync.Mutex
	quiet  *time.Timer   // ends when Latency has passed since the last call began
	gate   chan struct{} // closed then; nil while no call has begun since
}

// New makes a proxy. The calls of a function share its connections.
func New(upstream string, heard func(Call)) *Proxy {
	transport := &http.Transport{MaxIdleConnsPerHost: 64}
	client := http.Client{Transport: transport, Timeout: time.Minute}
	return &Proxy{Upstream: upstream, Heard: heard, client: client}
}

// maxBody is above the 16 MB that DynamoDB takes at most.
const maxBody = 17 << 20

// ServeHTTP implements http.Handler.
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	begun := p.begin()
	asked, answer, content, err := p.pass(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	p.keep()
	_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	p.Heard(Call{
		Operation: operation, Request: asked, Begun: begun, Ended: time.Now(), Units: units(content),
	})
	w.Header().Set("Content-Type", answer.Header.Get("Content-Type"))
	w.WriteHeader(answer.StatusCode)
	_, _ = w.Write(content) // a function that has gone needs no answer
}

// begin is when a call begins, which begins the latency anew.
func (p *Proxy) begin() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.gate == nil && p.Latency > 0 {
		gate := make(chan struct{})
		p.gate, p.quiet = gate, time.AfterFunc(p.Latency, func() { p.open(gate) })
	}
	if p.gate != nil {
		p.quiet.Reset(p.Latency)
	}
	return time.Now()
}

// open lets all go that wait at a gate. A timer that was set again while it ended comes twice.
func (p *Proxy) open(gate chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.gate == gate {
		close(gate)
		p.gate = nil
	}
}

// keep waits until no call has begun for the latency.
func (p *Proxy) keep() {
	p.mu.Lock()
	gate := p.gate
	p.mu.Unlock()
	if gate != nil {
		<-gate
	}
}

// pass sends a call on with the question for its consumption, and returns what went on and what came back.
func (p *Proxy) pass(r *http.Request) (asked []byte, answer *http.Response, content []byte, err error) {
	var call map[string]json.RawMessage
	if err := json.NewDecoder(io.LimitReader(r.Body, maxBody)).Decode(&call); err != nil {
		return nil, nil, nil, err
	}
	call["ReturnConsumedCapacity"] = json.RawMessage(`"TOTAL"`)
	if p.WithoutTokens {
		delete(call, "ClientRequestToken")
	}
	if asked, err = json.Marshal(call); err != nil {
		return nil, nil, nil, err
	}
	request, err := http.NewRequestWithContext(r.Context(), r.Method, p.Upstream, bytes.NewReader(asked))
	if err != nil {
		return nil, nil, nil, err
	}
	request.Header = r.Header.Clone()
	request.Header.Del("Accept-Encoding")
	if answer, err = p.client.Do(request); err != nil {
		return nil, nil, nil, err
	}
	defer func() { _ = answer.Body.Close() }() // everything has been read
	content, err = io.ReadAll(answer.Body)
	return asked, answer, content, err
}

// units sums the consumption in an answer: one table's, or a list by table.
func units(answer []byte) float64 {
	type table struct{ CapacityUnits float64 }
	var one struct{ ConsumedCapacity table }
	if json.Unmarshal(answer, &one) == nil {
		return one.ConsumedCapacity.CapacityUnits
	}
	var many struct{ ConsumedCapacity []table }
	_ = json.Unmarshal(answer, &many) // what is neither has no units
	var sum float64
	for _, each := range many.ConsumedCapacity {
		sum += each.CapacityUnits
	}
	return sum
}
