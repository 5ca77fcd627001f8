package trial_test

import (
	"math/rand/v2"
	"sync"
	"testing"

	"serviziscolastici/infra/proof/faults/proxy"
	"serviziscolastici/infra/proof/faults/trial"
	"serviziscolastici/shared/calendar"
)

// T16. Goal: a night of two thousand pupils, planned by two planners at once and again in the middle,
// debits every meal once although planners and workers keep being killed. Method: SIGKILL to a process
// at work at seeded calls, more often than a machine ever fails; the queue delivers again.
func TestT16KillsInTheNight(t *testing.T) {
	const seed, pupils = 16, 2000
	f := newFixture(t)
	presences, err := trial.NewPresences(t.Context(), f, pupils, []calendar.Day{friday})
	if err == nil {
		err = presences.Register(t.Context(), rand.New(rand.NewPCG(seed, 1)))
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("seed %d", seed)
	shares := map[string]trial.Mortality{trial.Planner: {Share: 0.08}, trial.Debits: {Share: 1. / 300}}
	f.Proxy.Script(f.Deadly(seed, shares, func(proxy.Call) proxy.Kind { return proxy.None }))
	var planners sync.WaitGroup
	planned := [2]error{}
	for i := range planned {
		planners.Go(func() { _, planned[i] = f.Plan() })
	}
	planners.Wait()
	planners.Go(func() { _, planned[0] = f.Plan() })
	f.Meals.Drain(f.To(trial.Debits), 10, 4)
	planners.Wait()
	for _, err := range planned {
		if err != nil {
			t.Error(err)
		}
	}
	if _, err := f.Evenings(); err != nil { // with the killing going on
		t.Error(err)
	}
	if kills := f.Kills(); kills[trial.Planner] == 0 || kills[trial.Debits] < 5 {
		t.Errorf("kills %v", kills)
	} else {
		t.Logf("kills %v", kills)
	}
	judge(t, f, presences, nil, trial.Ambiguous)
}
