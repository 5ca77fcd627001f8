// Package proxy stands between a function and DynamoDB and makes calls fail the ways they fail on
// AWS: lost before or after their effect, throttled, in conflict, slow. The function is the shipped
// binary and knows nothing of it: its endpoint variable points here. What happens to a call is up to
// a decider, so that a run can be scripted, or drawn from a seed and repeated.
package proxy

import (
	"bytes"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Kind is what happens to a call.
type Kind int

// The kinds of fault. All are told as DynamoDB tells them, and none lies about what was written.
const (
	None        Kind = iota
	Refused          // the connection breaks before DynamoDB sees the call
	Lost             // DynamoDB acts, the reply is lost
	Conflict         // another transaction holds one of the items; plain writes and reads are throttled
	Throttled        // a transaction cancelled for throttling; plain calls exceed their throughput
	Mixed            // if a condition fails: a conflict on another item is reported along with it
	ServerError      // HTTP 500
	Slow             // the reply takes its time
	Hold             // the call waits until the decider's owner lets it go, then goes through
	DeathBefore      // the process dies before DynamoDB sees the call (see inject); here as Refused
	DeathAfter       // the process dies once DynamoDB has acted; here as Lost
)

// Call is one HTTP request of a function to DynamoDB.
type Call struct {
	Operation string // "TransactWriteItems"
	Body      []byte
	Caller    string // the access key id that signed it, which a trial makes the function's name
	// Invocation is the same for all attempts that the SDK makes of one call.
	Invocation string
	// token is the client request token of a transaction, or "".
	token string
}

// Names reports whether the call is about the table.
func (c Call) Names(table string) bool { return bytes.Contains(c.Body, []byte(`"`+table+`"`)) }

// Writes counts what a transaction writes; 0 for any other call.
func (c Call) Writes() int {
	var sent struct {
		Items []json.RawMessage `json:"TransactItems"`
	}
	if err := json.Unmarshal(c.Body, &sent); err != nil {
		return 0
	}
	return len(sent.Items)
}

// Decider says what happens to a call. It is called once for each attempt, from many goroutines.
type Decider func(Call) Kind

// slowness is how long a slow reply takes.
const slowness = 50 * time.Millisecond

// maxBody is above the 16 MB that DynamoDB takes at most.
const maxBody = 17 << 20

// Proxy is the handler. Decide may be replaced between runs, by Script.
type Proxy struct {
	upstream string
	client   *http.Client
	mu       sync.Mutex
	decide   Decider
	gate     chan struct{} // closed when held calls may go
	forget   bool          // the tokens of transactions
	tokens   tokens
	faults   atomic.Int64
	calls    atomic.Int64
}

// New makes a proxy for the DynamoDB at an address, without faults.
func New(upstream string) *Proxy {
	transport := &http.Transport{MaxIdleConnsPerHost: 64, IdleConnTimeout: time.Minute}
	return &Proxy{
		upstream: upstream, client: &http.Client{Transport: transport, Timeout: time.Minute},
		decide: func(Call) Kind { return None }, gate: make(chan struct{}),
		tokens: tokens{known: map[string]*attempt{}},
	}
}

// Script replaces the decider, and holds what the new one wants held.
func (p *Proxy) Script(decide Decider) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.decide, p.gate = decide, make(chan struct{})
}

// Interrupt replaces the decider while calls are held, which stay so until Release.
func (p *Proxy) Interrupt(decide Decider) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.decide = decide
}

// Forget makes every attempt of a transaction look like a new call: DynamoDB knows its token no more,
// as it does ten minutes later.
func (p *Proxy) Forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.forget = true
}

// Release lets all held calls go, those to come included.
func (p *Proxy) Release() {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case <-p.gate:
	default:
		close(p.gate)
	}
}

// Faults counts the faults that were made, Calls the attempts that came.
func (p *Proxy) Faults() int { return int(p.faults.Load()) }

// Calls counts the attempts that came.
func (p *Proxy) Calls() int { return int(p.calls.Load()) }

func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		return
	}
	_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	_, signed, _ := strings.Cut(r.Header.Get("Authorization"), "Credential=")
	caller, _, _ := strings.Cut(signed, "/")
	call := Call{
		Operation: operation, Body: body, Caller: caller, Invocation: r.Header.Get("Amz-Sdk-Invocation-Id"),
	}
	p.mu.Lock()
	decide, gate, forget := p.decide, p.gate, p.forget
	p.mu.Unlock()
	call.token, call.Body = detached(call.Body)
	if forget {
		call.token = ""
	}
	p.calls.Add(1)
	kind := decide(call)
	if kind != None && kind != Mixed {
		p.faults.Add(1)
	}
	switch kind {
	case Refused, DeathBefore:
		sever(w)
	case Conflict, Throttled, ServerError:
		refuse(w, call, kind)
	case Hold:
		select {
		case <-gate:
			p.forward(w, r, call, kind)
		case <-r.Context().Done():
		}
	default:
		p.forward(w, r, call, kind)
	}
}

// reply is what DynamoDB said.
type reply struct {
	status           int
	contentType, crc string
	content          []byte
}

// send passes the call on, once for all attempts with the same token.
func (p *Proxy) send(r *http.Request, call Call) (reply, error) {
	if call.token == "" {
		return p.post(r, call.Body)
	}
	return p.tokens.once(call.token, func() (reply, error) { return p.post(r, call.Body) })
}

// post goes without the caller's context: what was sent, happens.
func (p *Proxy) post(r *http.Request, body []byte) (reply, error) {
	request, err := http.NewRequest(r.Method, p.upstream+r.URL.Path, bytes.NewReader(body))
	if err != nil {
		return reply{}, err
	}
	request.Header = r.Header.Clone()
	request.Header.Del("Accept-Encoding")
	answer, err := p.client.Do(request)
	if err != nil {
		return reply{}, err
	}
	defer func() { _ = answer.Body.Close() }()
	content, err := io.ReadAll(answer.Body)
	return reply{
		answer.StatusCode, answer.Header.Get("Content-Type"), answer.Header.Get("X-Amz-Crc32"), content,
	}, err
}

// forward passes the call on, and its reply back unless that is to be lost.
func (p *Proxy) forward(w http.ResponseWriter, r *http.Request, call Call, kind Kind) {
	reply, err := p.send(r, call)
	if err != nil || kind == Lost || kind == DeathAfter {
		sever(w)
		return
	}
	if kind == Slow {
		select {
		case <-time.After(slowness):
		case <-r.Context().Done():
		}
	}
	header := w.Header()
	header.Set("Content-Type", reply.contentType)
	if mixed, changed := mix(reply.content); kind == Mixed && changed {
		p.faults.Add(1)
		reply.content = mixed
	} else if reply.crc != "" {
		header.Set("X-Amz-Crc32", reply.crc)
	}
	w.WriteHeader(reply.status)
	_, _ = w.Write(reply.content)
}

// sever breaks the connection without a reply, the way a network does.
func sever(w http.ResponseWriter) {
	hijacker, can := w.(http.Hijacker)
	if !can {
		return
	}
	connection, _, err := hijacker.Hijack()
	if err != nil {
		return
	}
	if tcp, is := connection.(*net.TCPConn); is {
		_ = tcp.SetLinger(0) // a reset rather than an orderly end
	}
	_ = connection.Close()
}
