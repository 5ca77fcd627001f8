package node

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"

	"serviziscolastici/infra/local/simulators/pagopa/nodecert"
	"serviziscolastici/infra/local/simulators/pagopa/soap"
)

// Limits of what the node reads from a station and remembers of its talks.
const (
	maxAnswer   = 256 << 10
	maxMessages = 500
)

// Message is one exchange with the station, as the control page shows it.
type Message struct {
	Number     int       `json:"number"`
	At         time.Time `json:"at"`
	Operation  string    `json:"operation"`
	Notice     string    `json:"notice_number"`
	Request    string    `json:"request"`
	Response   string    `json:"response"`
	Status     int       `json:"http_status"` // 0 when there was no HTTP answer
	Milli      int64     `json:"duration_ms"`
	Outcome    string    `json:"outcome"`               // OK, KO or ERROR
	FaultCode  string    `json:"fault_code,omitempty"`  // of a KO
	ErrorCause string    `json:"error_cause,omitempty"` // of an ERROR
}

// messageLog remembers the latest messages.
type messageLog struct {
	mu      sync.Mutex
	entries []Message
	count   int
}

func (l *messageLog) add(message Message) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.count++
	message.Number = l.count
	l.entries = append(l.entries, message)
	if len(l.entries) > maxMessages {
		l.entries = slices.Clone(l.entries[len(l.entries)-maxMessages:])
	}
}

// Messages returns the latest exchanges, oldest first.
func (n *Node) Messages() []Message {
	n.log.mu.Lock()
	defer n.log.mu.Unlock()
	return slices.Clone(n.log.entries)
}

// call is one request to the station.
type call struct {
	operation, notice string
	request           []byte
	timeout           time.Duration
}

// transportError says that no usable HTTP answer came.
type transportError struct {
	timeout bool
	cause   error
}

func (e *transportError) Error() string { return e.cause.Error() }

// exchange sends a call, lets read judge the answer and remembers both.
func (n *Node) exchange(ctx context.Context, call call, read func(answer []byte) error) error {
	begun := time.Now()
	message := Message{
		At: n.config.Now(), Operation: call.operation, Notice: call.notice, Request: string(call.request),
	}
	answer, status, err := n.post(ctx, call)
	if err == nil {
		err = read(answer)
	}
	message.Response, message.Status = string(answer), status
	message.Milli = time.Since(begun).Milliseconds()
	message.Outcome, message.FaultCode, message.ErrorCause = outcome(err)
	n.log.add(message)
	return err
}

// outcome names what came of an exchange: the outcome, a KO's fault code, an
// ERROR's cause.
func outcome(err error) (string, string, string) {
	var fault *soap.Fault
	switch {
	case err == nil:
		return "OK", "", ""
	case errors.As(err, &fault):
		return "KO", fault.Code, ""
	}
	return "ERROR", "", err.Error()
}

// post returns the answer's body and HTTP status; the status is 0 without an answer.
func (n *Node) post(ctx context.Context, call call) ([]byte, int, error) {
	ctx, cancel := context.WithTimeout(ctx, call.timeout)
	defer cancel()
	body := bytes.NewReader(call.request)
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, n.config.StationURL, body)
	if err != nil {
		return nil, 0, err
	}
	request.Header.Set("Content-Type", "text/xml; charset=utf-8")
	request.Header.Set("SOAPAction", `"`+call.operation+`"`)
	n.mu.Lock()
	request.Header.Set(nodecert.Header, n.certificate)
	n.mu.Unlock()
	response, err := n.client.Do(request)
	if err != nil {
		return nil, 0, &transportError{timeout: errors.Is(err, context.DeadlineExceeded), cause: err}
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		timeout := errors.Is(err, context.DeadlineExceeded)
		return answer, response.StatusCode, &transportError{timeout: timeout, cause: err}
	}
	if response.StatusCode != http.StatusOK {
		return answer, response.StatusCode, fmt.Errorf("the station answered HTTP %d", response.StatusCode)
	}
	return answer, response.StatusCode, nil
}
