// Package queue is SQS at its worst, in process and from a seed: it delivers in any order, more than
// once, and lets a message appear again while somebody still works on it. After five failures a
// message goes to the dead letters.
package queue

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"

	"github.com/aws/aws-lambda-go/events"
)

// MaxReceive is how often a message is delivered before it is given up, as in the template.
const MaxReceive = 5

// Message is one copy of a message on the queue.
type Message struct {
	ID, Body string
	received int
}

// Queue holds the messages.
type Queue struct {
	// Early is the share of deliveries (0 to 1) whose message appears again at once, as if its
	// visibility timeout had passed during the work.
	Early float64
	mu    sync.Mutex
	moved *sync.Cond
	draw  *rand.Rand
	next  int
	// waiting are visible, busy counts the batches under way, dead are given up.
	waiting []*Message
	busy    int
	dead    []*Message
	closed  bool
}

// New makes an empty queue whose order follows from the seed.
func New(seed uint64) *Queue {
	q := &Queue{draw: rand.New(rand.NewPCG(seed, 0))}
	q.moved = sync.NewCond(&q.mu)
	return q
}

// Send puts a number of copies of one message into the queue.
func (q *Queue) Send(body string, copies int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.next++
	for range copies {
		q.waiting = append(q.waiting, &Message{ID: fmt.Sprintf("m%d", q.next), Body: body})
	}
	q.moved.Broadcast()
}

// Close ends all deliveries: what is under way ends, and nothing more is delivered.
func (q *Queue) Close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.moved.Broadcast()
}

// Forget drops all messages, as the local emulator does when it is killed. SQS does not.
func (q *Queue) Forget() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting, q.dead = nil, nil
}

// Left counts the messages that are neither handled nor dead, those under way apart.
func (q *Queue) Left() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.waiting)
}

// Dead returns the bodies of the dead letters.
func (q *Queue) Dead() []string {
	q.mu.Lock()
	defer q.mu.Unlock()
	bodies := make([]string, 0, len(q.dead))
	for _, m := range q.dead {
		bodies = append(bodies, m.Body)
	}
	return bodies
}

// Redrive puts the dead letters back as new messages, the way SQS does: nothing tells that they
// were delivered before. It returns how many there were.
func (q *Queue) Redrive() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	letters := len(q.dead)
	for _, m := range q.dead {
		q.next++
		q.waiting = append(q.waiting, &Message{ID: fmt.Sprintf("m%d", q.next), Body: m.Body})
	}
	q.dead = nil
	return letters
}

// Invoke runs a function on an event.
type Invoke func(event []byte) ([]byte, error)

// Drain delivers batches, so many at once, until no message is left.
func (q *Queue) Drain(invoke Invoke, batchSize, parallel int) {
	var all sync.WaitGroup
	for range parallel {
		all.Go(func() {
			for batch := q.take(batchSize); len(batch) > 0; batch = q.take(batchSize) {
				q.settle(batch, deliver(invoke, batch))
			}
		})
	}
	all.Wait()
}

// take draws a batch. It waits while there is work under way that may come back, and returns none
// when all is done.
func (q *Queue) take(size int) []*Message {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.waiting) == 0 && q.busy > 0 && !q.closed {
		q.moved.Wait()
	}
	if len(q.waiting) == 0 || q.closed {
		q.moved.Broadcast()
		return nil
	}
	q.busy++
	var batch []*Message
	inBatch := map[string]bool{}
	for range min(size, len(q.waiting)) {
		i := q.draw.IntN(len(q.waiting))
		m := q.waiting[i]
		if inBatch[m.ID] {
			continue
		}
		inBatch[m.ID] = true
		last := len(q.waiting) - 1
		q.waiting[i], q.waiting = q.waiting[last], q.waiting[:last]
		m.received++
		batch = append(batch, m)
		if q.draw.Float64() < q.Early && m.received < MaxReceive {
			q.waiting = append(q.waiting, &Message{ID: m.ID, Body: m.Body, received: m.received})
		}
	}
	q.moved.Broadcast()
	return batch
}

// settle forgets what was handled and keeps what failed.
func (q *Queue) settle(batch []*Message, failed map[string]bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.busy--
	for _, m := range batch {
		switch {
		case !failed[m.ID]:
		case m.received >= MaxReceive:
			q.dead = append(q.dead, m)
		default:
			q.waiting = append(q.waiting, m)
		}
	}
	q.moved.Broadcast()
}

// deliver hands a batch over and returns the ids of what failed, by the rules of AWS: a function
// that fails returns all, an answer that makes no sense too.
func deliver(invoke Invoke, batch []*Message) map[string]bool {
	everything := map[string]bool{}
	var event events.SQSEvent
	for _, m := range batch {
		everything[m.ID] = true
		event.Records = append(event.Records, events.SQSMessage{
			MessageId: m.ID, Body: m.Body, EventSource: "aws:sqs",
			Attributes: map[string]string{"ApproximateReceiveCount": strconv.Itoa(m.received)},
		})
	}
	content, err := json.Marshal(event)
	if err != nil {
		return everything
	}
	answer, err := invoke(content)
	if err != nil {
		return everything
	}
	var response events.SQSEventResponse
	if err := json.Unmarshal(answer, &response); err != nil {
		return everything
	}
	failed := map[string]bool{}
	for _, failure := range response.BatchItemFailures {
		if !everything[failure.ItemIdentifier] {
			return everything
		}
		failed[failure.ItemIdentifier] = true
	}
	return failed
}
