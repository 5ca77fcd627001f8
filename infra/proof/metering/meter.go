package metering

import (
	"sync"
	"time"
)

// Meter stands between functions and DynamoDB and sums up what a page costs.
type Meter struct {
	*Proxy
	mu    sync.Mutex
	calls []Call // in the order of their ends
}

// Usage is what a page cost.
type Usage struct {
	// Steps are the calls by how many others each waits for: those of a step began when one of the step before had
	// been answered. There are as many steps as calls in the longest chain of calls that wait for one another.
	Steps         [][]Call
	Calls         int
	Reads, Writes float64 // capacity units
}

// latency is long enough for calls to overlap that do not wait for one another.
const latency = 25 * time.Millisecond

// NewMeter makes a meter before the DynamoDB at an address.
func NewMeter(upstream string) *Meter {
	m := &Meter{}
	m.Proxy = New(upstream, m.note)
	m.Latency = latency
	return m
}

func (m *Meter) note(call Call) {
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
		for j := range i {
			if calls[j].Ended.Before(one.Begun) {
				depths[i] = max(depths[i], depths[j]+1)
			}
		}
		for len(usage.Steps) <= depths[i] {
			usage.Steps = append(usage.Steps, nil)
		}
		usage.Steps[depths[i]] = append(usage.Steps[depths[i]], one)
		if one.Writes() {
			usage.Writes += one.Units
		} else {
			usage.Reads += one.Units
		}
	}
	return usage
}

// Operations are the names of the calls, step by step.
func (u Usage) Operations() [][]string {
	names := make([][]string, len(u.Steps))
	for i, step := range u.Steps {
		for _, call := range step {
			names[i] = append(names[i], call.Operation)
		}
	}
	return names
}
