package proxy

import (
	"encoding/json"
	"net/http"
	"sync"
)

// tokens is DynamoDB's memory of the client request tokens of transactions: one that succeeded is not done
// again. The emulator has such a memory too, but looks through ten minutes of it at each transaction, so
// that in a long run it does little else.
type tokens struct {
	mu    sync.Mutex
	known map[string]*attempt
}

// attempt is a transaction that succeeded or is under way.
type attempt struct {
	done  chan struct{} // closed when reply and err are there
	reply reply
	err   error
}

// succeeded is true of transactions alone that DynamoDB need not do again.
func (a *attempt) succeeded() bool { return a.err == nil && a.reply.status == http.StatusOK }

// once sends a transaction, unless one with the same token has succeeded: then it returns that one's reply.
// One that is under way is waited for.
func (t *tokens) once(token string, send func() (reply, error)) (reply, error) {
	for {
		t.mu.Lock()
		earlier, found := t.known[token]
		if !found {
			break
		}
		t.mu.Unlock()
		<-earlier.done
		if earlier.succeeded() {
			return earlier.reply, nil
		}
	}
	mine := &attempt{done: make(chan struct{})}
	t.known[token] = mine
	t.mu.Unlock()
	mine.reply, mine.err = send()
	if !mine.succeeded() {
		t.mu.Lock()
		delete(t.known, token)
		t.mu.Unlock()
	}
	close(mine.done)
	return mine.reply, mine.err
}

// detached takes the token off a transaction. It is "" when there is none.
func detached(body []byte) (token string, rest []byte) {
	var content map[string]json.RawMessage
	if json.Unmarshal(body, &content) != nil || json.Unmarshal(content["ClientRequestToken"], &token) != nil {
		return "", body
	}
	delete(content, "ClientRequestToken")
	rest, err := json.Marshal(content)
	if err != nil {
		return "", body
	}
	return token, rest
}
