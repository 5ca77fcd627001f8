package stack

import (
	"sync"
	"time"

	"serviziscolastici/infra/proof/metering"
)

// Meter stands between functions and DynamoDB and sums up what a page costs.
type Meter struct {
	*metering.Proxy
	mu    sync.Mutex
	calls []metering.Call // in the order of their ends
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

// latency is long enough for calls to overlap that do not wait for one another.
const latency = 25 * time.Millisecond

// NewMeter makes a meter before the DynamoDB at an address.
func NewMeter(upstream string) *Meter {
	m := &Meter{}
	m.Proxy = metering.New(upstream, m.note)
	m.Latency = latency
	return m
}

func (m *Meter) note(call metering.Call) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.calls = append(m.calls, call)
}

// Take returns the usage since the last Take.
func (m *Meter) Take() Usage {
	m.mu.Lock()
	defer m.mu.Unlock()
	calls := m.calls
	m.calls = nil
	usage := Usage{Calls: len(calls)}
	depths := make([]int, len(calls))
	for i, one := range calls {
		depths[i] = 1
		for j := range i {
			if calls[j].Ended.Before(one.Begun) {
				depths[i] = max(depths[i], depths[j]+1)
			}
		}
		usage.Steps = max(usage.Steps, depths[i])
		usage.Operations = append(usage.Operations, one.Operation)
		if one.Writes() {
			usage.Writes += one.Units
		} else {
			usage.Reads += one.Units
		}
	}
	return usage
}
