package trial

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"serviziscolastici/infra/proof/faults/proxy"
	"serviziscolastici/infra/proof/fixture"
	"serviziscolastici/shared/calendar"
)

// Config says how long and how hard a trial is.
type Config struct {
	Seed     uint64
	Debits   int     // about how many meals are charged
	Receipts int     // about how many receipts arrive
	Rate     float64 // share of the calls that meet a fault, 0 to 1
	DynamoDB string  // address of the emulator
	Binaries string  // folder with the functions, <name>/bootstrap
	// Limit is how long the part with faults may take; 0 means as long as it wants.
	Limit time.Duration
	Say   func(format string, values ...any)
}

// Summary is what came of a trial.
type Summary struct {
	Config       Config
	Outcome      Outcome
	Faults       int
	Calls        int
	Redriven     int // dead letters that were sent again
	Failures     map[Class]int
	Unclassified []string
	Kills        map[string]int // processes killed at work, by function
	Records      int            // of a baseline taken half-way and held against the end
	Fsck         string
	Took         time.Duration
}

// Good reports whether nothing was lost, doubled or left without an explanation.
func (s Summary) Good() bool {
	return s.Outcome.Good() && len(s.Unclassified) == 0 && s.Fsck == "clean"
}

// String is the summary's one line.
func (s Summary) String() string {
	return fmt.Sprintf("seed=%d debits=%d receipts=%d faults=%d calls=%d redriven=%d transient=%d conflict=%d "+
		"ambiguous=%d kills=%d (%d of the planner) records=%d seconds=%.0f lost=%d doubled=%d wrong=%d unclassified=%d fsck=%s",
		s.Config.Seed, s.Config.Debits, s.Config.Receipts, s.Faults, s.Calls, s.Redriven, s.Failures[Transient],
		s.Failures[Conflicting], s.Failures[Ambiguous], s.killed(), s.Kills[Planner], s.Records, s.Took.Seconds(),
		s.Outcome.Lost, s.Outcome.Doubled, s.Outcome.Wrong, len(s.Unclassified), s.Fsck)
}

func (s Summary) killed() int {
	all := 0
	for _, kills := range s.Kills {
		all += kills
	}
	return all
}

// maxEvenings bounds how often the planner is asked until it finds nothing more to do.
const maxEvenings = 20

// Run plays evenings and payments under faults until everything is done, and judges the result.
func Run(ctx context.Context, config Config) (Summary, error) {
	start := time.Now()
	f, err := New(ctx, config.DynamoDB, config.Binaries, config.Seed)
	if err != nil {
		return Summary{}, err
	}
	defer f.Close()
	draw := rand.New(rand.NewPCG(config.Seed, 1))
	days := schoolDays(calendar.DayOf(f.Now()), min(10, max(2, config.Debits/500)))
	pupils := max(config.Debits*10/9/len(days), 2*fixture.ClassSize)
	config.Say("seed %d: %d pupils, %d days …", config.Seed, pupils, len(days))
	presences, err := NewPresences(ctx, f, pupils, days)
	if err != nil {
		return Summary{}, err
	}
	if err := presences.Register(ctx, draw); err != nil {
		return Summary{}, err
	}
	bills, err := NewBills(ctx, f, draw, pupils, config.Receipts)
	if err != nil {
		return Summary{}, err
	}
	if err := bills.Send(f, draw); err != nil {
		return Summary{}, err
	}
	config.Say("prepared in %.0f s, now with faults …", time.Since(start).Seconds())
	summary := Summary{Config: config}
	if config.Limit > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, config.Limit)
		defer cancel()
	}
	before, err := newBaseline()
	if err != nil {
		return summary, err
	}
	defer before.close()
	if summary.Redriven, err = f.suffer(ctx, config, presences, before); err != nil {
		return summary, err
	}
	err = f.judge(ctx, &summary, presences, bills, before)
	summary.Took = time.Since(start)
	return summary, err
}

// suffer lets the receipts and the evenings happen at the same time, under faults, with the office
// correcting presences in between. It returns how many dead letters were sent again.
func (f *Fixture) suffer(ctx context.Context, config Config, presences *Presences, half *baseline) (int, error) {
	copies := rand.New(rand.NewPCG(config.Seed, 2))
	f.Copies = func() int { return 1 + copies.IntN(3) }
	early := min(config.Rate, maxEarly)
	f.Meals.Early, f.Notifications.Early = early, early
	faults := either(proxy.Stubborn(config.Seed, config.Rate/20), proxy.Seeded(config.Seed, config.Rate))
	f.Proxy.Script(f.Deadly(config.Seed, mortality, faults))
	defer f.Proxy.Script(func(proxy.Call) proxy.Kind { return proxy.None })
	defer f.watch(ctx, config.Say)()
	var all sync.WaitGroup
	var failures [4]error
	redriven := [2]int{}
	corrected := make(chan struct{})
	all.Go(func() { redriven[0] = f.drain(Receipts) })
	all.Go(func() {
		defer close(corrected)
		corrections := rand.New(rand.NewPCG(config.Seed, 3))
		for range max(config.Debits/100, 5) {
			if failures[0] = presences.Correct(ctx, corrections); failures[0] != nil {
				return
			}
		}
	})
	all.Go(func() {
		_, failures[1] = f.Plan()
		f.Meals.Drain(half.during(f, func() { failures[3] = half.take(ctx, f) }), 10, parallel)
		redriven[1] = f.drain(Debits)
		<-corrected
		f.Proxy.Script(f.Deadly(config.Seed+1, evenings, faults))
		more, err := f.Evenings()
		failures[2] = err
		redriven[1] += more
	})
	all.Wait()
	if ctx.Err() != nil {
		return 0, fmt.Errorf("given up with %d messages about meals and %d receipts to go, after %d calls and "+
			"%d faults: the run needs more time (LIMIT) or a lower rate, and says nothing about losses: %w",
			f.Meals.Left(), f.Notifications.Left(), f.Proxy.Calls(), f.Proxy.Faults(), ctx.Err())
	}
	return redriven[0] + redriven[1], errors.Join(failures[:]...)
}

// either does what the first decider says, or else the second.
func either(first, second proxy.Decider) proxy.Decider {
	return func(call proxy.Call) proxy.Kind {
		if kind := first(call); kind != proxy.None {
			return kind
		}
		return second(call)
	}
}

// maxEarly bounds the share of messages that appear again while somebody works on them. Each such
// copy is gone over with care and may appear again itself: at a rate of 0.6 they alone would make
// ten deliveries of one.
const maxEarly = 0.2

// errFinished ends the watch of a run that came to its end.
var errFinished = errors.New("the run is over")

// watch says now and then what is left to do, and ends all deliveries once the context is over.
func (f *Fixture) watch(ctx context.Context, say func(string, ...any)) (stop func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(15 * time.Second)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				say("%d messages about meals and %d receipts to go, %d calls, %d faults …",
					f.Meals.Left(), f.Notifications.Left(), f.Proxy.Calls(), f.Proxy.Faults())
			case <-ctx.Done():
				if errors.Is(context.Cause(ctx), errFinished) {
					return
				}
				f.Meals.Close()
				f.Notifications.Close()
				return
			}
		}
	}()
	return func() { cancel(errFinished); <-ended }
}

// Evenings lets the planner and the debits run until there is nothing left to do.
func (f *Fixture) Evenings() (int, error) {
	redriven := 0
	for range maxEvenings {
		messages, err := f.Plan()
		if err != nil || messages == 0 {
			return redriven, err
		}
		redriven += f.drain(Debits)
	}
	return redriven, fmt.Errorf("the planner still finds work after %d evenings", maxEvenings)
}

// drain delivers all that is queued for a function, dead letters again until they are gone.
func (f *Fixture) drain(function string) int {
	q := f.Meals
	if function == Receipts {
		q = f.Notifications
	}
	redriven := 0
	for range maxEvenings {
		q.Drain(f.To(function), 10, parallel)
		letters := q.Redrive()
		if letters == 0 {
			break
		}
		redriven += letters
	}
	return redriven
}

// maxPlans is how often a failing planner is called again: by the scheduler, then by the office.
const maxPlans = 60

// Plan runs the planner, again if it fails, and returns how many messages it queued.
func (f *Fixture) Plan() (int, error) {
	var last error
	for range maxPlans {
		answer, err := f.Invoke(Planner, []byte(`{}`))
		if err != nil {
			last = err
			continue
		}
		var report struct {
			Messages int `json:"messages"`
		}
		return report.Messages, json.Unmarshal(answer, &report)
	}
	return 0, fmt.Errorf("the planner failed %d times: %w", maxPlans, last)
}

func (f *Fixture) judge(ctx context.Context, s *Summary, presences *Presences, bills *Bills, before *baseline) error {
	s.Faults, s.Calls, s.Kills = f.Proxy.Faults(), f.Proxy.Calls(), f.Kills()
	s.Failures = map[Class]int{}
	for class, causes := range f.Failures() {
		s.Failures[class] = len(causes)
		if class == Unclassified || class == Bug || class == Business {
			s.Unclassified = append(s.Unclassified, causes...)
		}
	}
	var err error
	if s.Outcome, err = f.Compare(ctx, presences, bills); err != nil {
		return err
	}
	if s.Fsck, err = f.Verdict(ctx); err != nil || s.Fsck != "clean" {
		return err
	}
	s.Fsck, s.Records, err = before.verdict(ctx, f)
	return err
}
