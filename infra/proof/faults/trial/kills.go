package trial

import (
	"maps"

	"serviziscolastici/infra/proof/faults/proxy"
)

// Mortality is how often processes of a function are killed at work.
type Mortality struct {
	Share float64 // of the function's calls, 0 to 1
	Most  int     // 0 for no limit
}

// mortality is that of a run's workers: a process makes some hundred calls for each event. Planners die
// in the evenings that follow, for one that dies in the first brings all its messages twice and makes
// the run half as long again; TestT16KillsInTheNight does that with fewer pupils.
var (
	mortality = map[string]Mortality{Debits: {1. / 2000, 0}, Receipts: {1. / 500, 0}}
	evenings  = map[string]Mortality{Planner: {1. / 15, 3}, Debits: {1. / 500, 0}, Receipts: {1. / 500, 0}}
)

// deathSeed keeps the draws of deaths apart from those of faults.
const deathSeed = 0x6b696c6c

// Deadly adds deaths to what a decider does to calls: at a share of a function's calls, drawn as the
// faults are, one of its processes at work is killed. At which calls follows from the seed; which of the
// processes it is, and how far that has come, does not.
func (f *Fixture) Deadly(seed uint64, shares map[string]Mortality, decide proxy.Decider) proxy.Decider {
	deaths := map[string]proxy.Decider{}
	for function, mortality := range shares {
		deaths[function] = proxy.Seeded(seed^deathSeed, mortality.Share)
	}
	return func(call proxy.Call) proxy.Kind {
		if dies, mortal := deaths[call.Caller]; mortal && dies(call) != proxy.None {
			f.killOne(call.Caller, shares[call.Caller].Most)
		}
		return decide(call)
	}
}

func (f *Fixture) killOne(function string, most int) {
	f.mu.Lock()
	host, enough := f.hosts[function], most > 0 && f.kills[function] >= most
	f.mu.Unlock()
	if host == nil || enough || !host.KillOne() {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.kills[function]++
}

// Kills counts the processes that were killed at work, by function.
func (f *Fixture) Kills() map[string]int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return maps.Clone(f.kills)
}
