package main

import (
	"sync"

	"serviziscolastici/infra/proof/metering"
)

// counter passes calls on to DynamoDB and sums what they are and what they consume.
type counter struct {
	*metering.Proxy
	mu    sync.Mutex
	taken consumption
}

// consumption is what calls to DynamoDB cost.
type consumption struct {
	calls int
	// units are the write units of all calls, transactions those of transactions alone.
	units, transactions float64
}

func newCounter(upstream string) *counter {
	c := &counter{}
	c.Proxy = metering.New(upstream, c.count)
	c.WithoutTokens = true // a night is made of thousands of transactions
	return c
}

// take returns what was consumed since the last take.
func (c *counter) take() consumption {
	c.mu.Lock()
	defer c.mu.Unlock()
	taken := c.taken
	c.taken = consumption{}
	return taken
}

// count adds a call, and its units when it writes.
func (c *counter) count(call metering.Call) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.taken.calls++
	if call.Writes() {
		c.taken.units += call.Units
	}
	if call.Operation == "TransactWriteItems" {
		c.taken.transactions += call.Units
	}
}
